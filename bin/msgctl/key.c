/* msgctl key ...: client ids and secrets, with which tokens are got. */
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "hash.h"
#include "msgctl.h"
#include "output.h"
#include "token.h"

enum {
	CLIENT_ID_BYTES = 16,	/* random; 22 characters */
	LABEL_MAX = 200,	/* bytes */
};

static int
key_create(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "client_id", "client_id", FIELD_TEXT },
		{ "client_secret", "client_secret", FIELD_TEXT },
	};
	const char *label = option(ctl, "--label"), *id, *secret;
	unsigned char noise[CLIENT_ID_BYTES], digest[SHA256_SIZE];
	struct table *table = table_new(ctl->arena, fields, 2);
	struct db_param params[4];
	PGresult *app;
	int status;

	label = label == NULL ? "" : label;
	if (strlen(label) > LABEL_MAX)
		return (fail(ctl, EXIT_USAGE,
		    "a label has at most %d bytes", LABEL_MAX));
	if ((status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	if (secret_load(ctl->conf->secret_file, ctl->arena, &ctl->fault) != OK)
		return (fail(ctl, EXIT_REFUSED, "%s", ctl->fault.argument));
	random_bytes(noise, sizeof(noise));
	id = arena_format(ctl->arena, "YXA6%s",
	    base64url_encode(ctl->arena, noise, sizeof(noise)));
	secret = client_secret(ctl->arena, id);
	sha256(secret, strlen(secret), digest);
	params[0] = db_text(id);
	params[1] = db_bigint(ctl->arena, app_number(app));
	params[2] = db_bytes(digest, sizeof(digest));
	params[3] = db_text(label);
	if ((status = statement(ctl, &SQL_admin_key_insert, params, 4,
	    NULL)) != EXIT_DONE)
		return (status);
	table_add(table, (const char *[]){ id, secret });
	put_record(ctl, table);
	say(ctl, "%s", "");
	say(ctl, "Keep the secret: it is not shown again.  A token:");
	say(ctl, "  curl -d '{\"grant_type\":\"client_credentials\","
	    "\"client_id\":\"...\",\"client_secret\":\"...\"}' "
	    "http://HOST/%s/%s/token", ctl->arguments[0], ctl->arguments[1]);
	return (EXIT_DONE);
}

static int
key_list(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "client_id", "CLIENT_ID", FIELD_TEXT },
		{ "created", "CREATED", FIELD_TEXT },
		{ "revoked", "REVOKED", FIELD_TEXT },
		{ "label", "LABEL", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 4);
	struct db_param id;
	PGresult *r;
	int status;

	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	id = db_bigint(ctl->arena, app_number(r));
	if ((status = statement(ctl, &SQL_admin_key_list, &id, 1, &r)) !=
	    EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_table(ctl, "keys", table);
	if (table_rows(table) == 0)
		say(ctl, "No keys.  Make one with: msgctl key create %s %s",
		    ctl->arguments[0], ctl->arguments[1]);
	return (EXIT_DONE);
}

static int
key_revoke(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "client_id", "client_id", FIELD_TEXT },
		{ "revoked", "revoked", FIELD_TEXT },
	};
	const char *org = ctl->arguments[0], *name = ctl->arguments[1];
	struct table *table = table_new(ctl->arena, fields, 2);
	struct db_param params[2];
	PGresult *r;
	int status;

	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_number(r));
	params[1] = db_text(ctl->arguments[2]);
	if ((status = statement(ctl, &SQL_admin_key_revoke, params, 2, &r)) !=
	    EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "%s/%s has no key %s; see: "
		    "msgctl key list %s %s", org, name, ctl->arguments[2],
		    org, name));
	table_add_result(table, r);
	put_record(ctl, table);
	say(ctl, "%s", "");
	say(ctl, "No new tokens for this key.  Tokens that it got before stay "
	    "good until they expire;");
	say(ctl, "to end those of the whole app: msgctl app revoke-tokens "
	    "%s %s", org, name);
	return (EXIT_DONE);
}

static const struct option_row create_options[] = {
	{ "--label", "TEXT", "what the key is for, for key list" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "key create", "ORG APP", 2, 2, create_options,
	    "make a client_id and client_secret for an app",
	    "The secret is shown once; only its SHA-256 is stored.",
	    key_create },
	{ "key list", "ORG APP", 2, 2, NULL, "list the keys of an app",
	    NULL, key_list },
	{ "key revoke", "ORG APP CLIENT_ID", 3, 3, NULL,
	    "revoke a key", NULL, key_revoke },
};
const struct command_table key_commands = {
	rows, sizeof(rows) / sizeof(rows[0])
};
