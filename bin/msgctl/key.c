/* msgctl key ...: what backends and clients say who they are with. */
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "hash.h"
#include "msgctl.h"
#include "output.h"
#include "token.h"

enum {
	KEY_ID_BYTES = 16,	/* random; 22 characters */
	KEY_BYTES = 32,		/* the same of a key that is a secret */
	LABEL_MAX = 200,	/* bytes */
	/* The same of a key that is brought along; an index takes 2700. */
	KEY_MAX = 2000,
};

static const char *
noise(struct ctl *ctl, size_t bytes)
{
	unsigned char *random = arena_secret(ctl->arena, bytes);

	random_bytes(random, bytes);
	return (base64url_encode(ctl->arena, random, bytes));
}

static int
key_store(struct ctl *ctl, const PGresult *app, const char *kind,
    const char *id, const char *secret)
{
	const char *label = option(ctl, "--label");
	unsigned char digest[SHA256_SIZE];
	struct db_param params[5];
	PGresult *r;
	int status;

	sha256(secret, strlen(secret), digest);
	params[0] = db_text(id);
	params[1] = db_bigint(ctl->arena, app_number(app));
	params[2] = db_bytes(digest, sizeof(digest));
	params[3] = db_text(label == NULL ? "" : label);
	params[4] = db_text(kind);
	if ((status = statement(ctl, &SQL_admin_key_insert, params, 5, &r)) ==
	    EXIT_DONE && db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "this key is there already, of "
		    "this app or of another, revoked or not: a key names one "
		    "app; make another: msgctl key create %s %s --kind %s",
		    ctl->arguments[0], ctl->arguments[1], kind));
	return (status);
}

/* IM-API-KEY: a secret that names its app by itself. */
static int
create_platform(struct ctl *ctl, const PGresult *app)
{
	static const struct field fields[] = {
		{ "key_id", "key_id", FIELD_TEXT },
		{ "api_key", "api_key", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 2);
	const char *id, *key;
	int status;

	id = arena_format(ctl->arena, "platform-%s", noise(ctl, 9));
	key = noise(ctl, KEY_BYTES);
	if ((status = key_store(ctl, app, "platform", id, key)) != EXIT_DONE)
		return (status);
	table_add(table, (const char *[]){ id, key });
	put_record(ctl, table);
	say(ctl, "%s", "");
	say(ctl, "Keep the key: it is not shown again, and it may do"
	    " everything.  A call:");
	say(ctl, "  curl -H 'IM-API-KEY: ...' http://HOST/admin/clients");
	return (EXIT_DONE);
}

/* What comes through in a header: visible, and not what separates two. */
static bool
key_is_header(const char *key)
{
	const unsigned char *c;

	for (c = (const unsigned char *)key; *c > ' ' && *c < 0x7F &&
	    *c != ','; c++)
		continue;
	return (*c == '\0' && *key != '\0' && strlen(key) <= KEY_MAX);
}

/* IM-CLIENT-KEY: only says which app; clients have it, so it is no secret. */
static int
create_public(struct ctl *ctl, const PGresult *app)
{
	static const struct field fields[] = {
		{ "client_key", "client_key", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 1);
	const char *key = option(ctl, "--key");
	int status;

	if (key == NULL)
		key = noise(ctl, KEY_ID_BYTES);
	if (!key_is_header(key))
		return (fail(ctl, EXIT_USAGE, "a client key has 1 to %d bytes"
		    " of ASCII without blanks and commas", KEY_MAX));
	if ((status = key_store(ctl, app, "public", key, key)) != EXIT_DONE)
		return (status);
	table_add(table, (const char *[]){ key });
	put_record(ctl, table);
	say(ctl, "%s", "");
	say(ctl, "Clients send it as IM-CLIENT-KEY, with a user's token; it "
	    "is no secret.");
	return (EXIT_DONE);
}

static int
create_client(struct ctl *ctl, const PGresult *app)
{
	static const struct field fields[] = {
		{ "client_id", "client_id", FIELD_TEXT },
		{ "client_secret", "client_secret", FIELD_TEXT },
	};
	const char *id, *secret;
	struct table *table = table_new(ctl->arena, fields, 2);
	int status;

	if (secret_load(ctl->conf->secret_file, ctl->arena, &ctl->fault) != OK)
		return (fail(ctl, EXIT_REFUSED, "%s", ctl->fault.argument));
	id = arena_format(ctl->arena, "YXA6%s", noise(ctl, KEY_ID_BYTES));
	secret = client_secret(ctl->arena, id);
	if ((status = key_store(ctl, app, "client", id, secret)) != EXIT_DONE)
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

static const struct {
	const char *name;
	int (*create)(struct ctl *ctl, const PGresult *app);
} kinds[] = {
	{ "client", create_client },
	{ "platform", create_platform },
	{ "public", create_public },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static int
key_create(struct ctl *ctl)
{
	const char *label = option(ctl, "--label");
	const char *kind = option(ctl, "--kind");
	PGresult *app;
	size_t i;
	int status;

	kind = kind == NULL ? "client" : kind;
	for (i = 0; i < KINDS && strcmp(kinds[i].name, kind) != 0; i++)
		continue;
	if (i == KINDS)
		return (fail(ctl, EXIT_USAGE, "--kind is client (client_id and"
		    " client_secret), platform (IM-API-KEY) or public"
		    " (IM-CLIENT-KEY), not \"%s\"", kind));
	if (label != NULL && strlen(label) > LABEL_MAX)
		return (fail(ctl, EXIT_USAGE,
		    "a label has at most %d bytes", LABEL_MAX));
	if (option(ctl, "--key") != NULL && strcmp(kind, "public") != 0)
		return (fail(ctl, EXIT_USAGE, "only a public key can be"
		    " brought along: secrets are made here"));
	if ((status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	return (kinds[i].create(ctl, app));
}

static int
key_list(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "client_id", "ID", FIELD_TEXT },
		{ "kind", "KIND", FIELD_TEXT },
		{ "created", "CREATED", FIELD_TEXT },
		{ "revoked", "REVOKED", FIELD_TEXT },
		{ "label", "LABEL", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 5);
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
	if (strcmp(db_value(r, 0, "kind"), "client") != 0) {
		say(ctl, "Calls with this key are refused, within "
		    "MSG_APP_CACHE milliseconds.");
		return (EXIT_DONE);
	}
	say(ctl, "No new tokens for this key.  Tokens that it got before stay "
	    "good until they expire;");
	say(ctl, "to end those of the whole app: msgctl app revoke-tokens "
	    "%s %s", org, name);
	return (EXIT_DONE);
}

static const struct option_row create_options[] = {
	{ "--kind", "KIND", "client, platform or public; client if not given" },
	{ "--key", "TEXT", "a public key that clients have already" },
	{ "--label", "TEXT", "what the key is for, for key list" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "key create", "ORG APP", 2, 2, create_options,
	    "make a client_id and client_secret for an app, or another key",
	    "Secrets are shown once; only their SHA-256 is stored.",
	    key_create },
	{ "key list", "ORG APP", 2, 2, NULL, "list the keys of an app",
	    NULL, key_list },
	{ "key revoke", "ORG APP KEY_ID", 3, 3, NULL,
	    "revoke a key: its ID as key list shows it", NULL, key_revoke },
};
const struct command_table key_commands = {
	rows, sizeof(rows) / sizeof(rows[0])
};
