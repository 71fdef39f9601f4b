/* msgctl app ...: tenants; app_set.c has their settings. */
#include "app.h"
#include "arena.h"
#include "hash.h"
#include "msgctl.h"
#include "output.h"
#include "prune.h"

enum {
	PAGE_DEFAULT = 1000,		/* rows of a list */
	PAGE_MAX = 100000,
};

static const struct field list_fields[] = {
	{ "org", "ORG", FIELD_TEXT },
	{ "name", "APP", FIELD_TEXT },
	{ "limit_scale", "LIMITS%", FIELD_INTEGER },
	{ "room_rate", "ROOM-RATE", FIELD_INTEGER },
	{ "retention_days", "RETENTION-DAYS", FIELD_INTEGER },
	{ "strict_bodies", "STRICT-BODIES", FIELD_BOOL },
	{ "check_targets", "CHECK-TARGETS", FIELD_BOOL },
	{ "created", "CREATED", FIELD_TEXT },
};

static const struct field app_fields[] = {
	{ "org", "org", FIELD_TEXT },
	{ "name", "app", FIELD_TEXT },
	{ "application", "application", FIELD_TEXT },
	{ "limit_scale", "limits (percent)", FIELD_INTEGER },
	{ "room_rate", "room rate (messages/s)", FIELD_INTEGER },
	{ "retention_days", "retention (days)", FIELD_INTEGER },
	{ "strict_bodies", "strict bodies", FIELD_BOOL },
	{ "check_targets", "check targets", FIELD_BOOL },
	{ "search", "search", FIELD_BOOL },
	{ "token_days", "user tokens (days)", FIELD_INTEGER },
	{ "auth_url", "token verifier", FIELD_TEXT },
	{ "auth_private", "verifier may be private", FIELD_BOOL },
	{ "sandbox_tokens", "sandbox tokens", FIELD_BOOL },
	{ "cors_origins", "origins (CORS)", FIELD_LIST },
	{ "token_epoch", "token epoch", FIELD_INTEGER },
	{ "created", "created", FIELD_TEXT },
};

static const struct field count_fields[] = {
	{ "keys", "keys", FIELD_INTEGER },
	{ "users", "users", FIELD_INTEGER },
	{ "rooms", "chat rooms", FIELD_INTEGER },
	{ "groups", "groups", FIELD_INTEGER },
	{ "direct_rooms", "direct rooms", FIELD_INTEGER },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int
app_put(struct ctl *ctl)
{
	struct table *table = table_new(ctl->arena, app_fields,
	    COUNT(app_fields));
	PGresult *app;
	int status;

	if ((status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	table_add_result(table, app);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static int
app_create(struct ctl *ctl)
{
	const char *org = ctl->arguments[0], *name = ctl->arguments[1];
	struct db_param params[3] = { db_text(org), db_text(name) };
	char uuid[37];
	const char *host = option(ctl, "--rocketchat-host");
	PGresult *r;
	int status;

	if (app_name_check(ctl->arena, org, name, &ctl->fault) != OK)
		return (fail(ctl, EXIT_REFUSED, "%s", ctl->fault.argument));
	if (host != NULL && (status = host_check(ctl, host)) != EXIT_DONE)
		return (status);
	uuid_random(uuid);
	params[2] = db_text(uuid);
	if ((status = statement(ctl, &SQL_admin_app_insert, params, 3, &r)) !=
	    EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "app %s/%s exists already; "
		    "see: msgctl app show %s %s", org, name, org, name));
	if ((host != NULL && (status = host_bind(ctl, r, host)) !=
	    EXIT_DONE) || (status = app_put(ctl)) != EXIT_DONE)
		return (status);
	say(ctl, "%s", "");
	say(ctl, "Created.  Next, make a key, with which a backend gets "
	    "tokens:");
	say(ctl, "  msgctl key create %s %s", org, name);
	return (EXIT_DONE);
}

static int
app_list(struct ctl *ctl)
{
	const char *after = option(ctl, "--after"), *slash;
	int64_t limit = PAGE_DEFAULT;
	struct db_param params[4];
	struct table *table = table_new(ctl->arena, list_fields,
	    COUNT(list_fields));
	PGresult *r;
	int status;

	if ((status = option_integer(ctl, "--limit", 1, PAGE_MAX, &limit)) !=
	    EXIT_DONE)
		return (status);
	after = after == NULL ? "/" : after;
	for (slash = after; *slash != '/'; slash++)
		if (*slash == '\0')
			return (fail(ctl, EXIT_USAGE,
			    "--after takes ORG/APP, not \"%s\"", after));
	params[0] = db_text(option(ctl, "--org"));
	params[1] = db_text(arena_strndup(ctl->arena, after,
	    (size_t)(slash - after)));
	params[2] = db_text(slash + 1);
	params[3] = db_bigint(ctl->arena, limit);
	if ((status = statement(ctl, &SQL_admin_app_list, params, 4, &r)) !=
	    EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_table(ctl, "apps", table);
	if (table_rows(table) == 0)
		say(ctl, "No apps.  Create one with: msgctl app create ORG "
		    "APP");
	if (table_rows(table) == (size_t)limit)
		say(ctl, "There may be more: --after %s/%s",
		    db_value(r, (size_t)limit - 1, "org"),
		    db_value(r, (size_t)limit - 1, "name"));
	return (EXIT_DONE);
}

static int
app_show(struct ctl *ctl)
{
	struct table *table = table_new(ctl->arena, count_fields,
	    COUNT(count_fields));
	struct db_param id;
	PGresult *r;
	int status;

	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	id = db_bigint(ctl->arena, app_number(r));
	if ((status = statement(ctl, &SQL_admin_app_counts, &id, 1, &r)) !=
	    EXIT_DONE || (status = app_put(ctl)) != EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static int
app_revoke_tokens(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "token_epoch", "token epoch", FIELD_INTEGER },
	};
	struct table *table = table_new(ctl->arena, fields, COUNT(fields));
	struct db_param id;
	PGresult *r;
	int status;

	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	id = db_bigint(ctl->arena, app_number(r));
	if ((status = statement(ctl, &SQL_admin_app_revoke_tokens, &id, 1,
	    &r)) != EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_record(ctl, table);
	say(ctl, "All tokens of %s/%s are revoked, within MSG_APP_CACHE "
	    "milliseconds.", ctl->arguments[0], ctl->arguments[1]);
	return (EXIT_DONE);
}

/* Delete the app's users in pieces; count them in ${users}. */
static int
delete_users(struct ctl *ctl, struct db_param app, int64_t *users)
{
	struct db_param params[2] = { app,
	    db_bigint(ctl->arena, CHUNK_ROWS) };
	int64_t deleted;
	PGresult *r;
	int status;

	do {
		if ((status = statement(ctl, &SQL_admin_account_delete,
		    params, 2, &r)) != EXIT_DONE)
			return (status);
		deleted = db_value_bigint(r, 0, "deleted");
		*users += deleted;
	} while (deleted > 0);
	return (EXIT_DONE);
}

/*
 * First nobody can get in any more, then the directory goes in pieces, then
 * the app itself; from then on its messages are nobody's, and what an
 * interrupted msgctl leaves of them, `msgctl partitions` takes.
 */
static int
delete_all(struct ctl *ctl, struct db_param app, int64_t *users,
    struct prune_counts *counts)
{
	struct db_param keys[2] = { app, db_null() };
	int status;

	if ((status = statement(ctl, &SQL_admin_key_revoke, keys, 2, NULL)) !=
	    EXIT_DONE || (status = statement(ctl,
	    &SQL_admin_app_revoke_tokens, &app, 1, NULL)) != EXIT_DONE ||
	    (status = delete_users(ctl, app, users)) != EXIT_DONE ||
	    (status = statement(ctl, &SQL_admin_app_delete, &app, 1,
	    NULL)) != EXIT_DONE)
		return (status);
	return (prune_orphans(ctl, counts));
}

static int
app_delete(struct ctl *ctl)
{
	const char *org = ctl->arguments[0], *name = ctl->arguments[1];
	struct prune_counts counts = { 0 };
	int64_t users = 0;
	PGresult *r;
	int status;

	if ((status = app_lookup(ctl, &r)) != EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "app %s/%s does not exist, so "
		    "there is nothing to delete; see: msgctl app list", org,
		    name));
	if (option(ctl, "--yes") == NULL)
		return (fail(ctl, EXIT_REFUSED, "this deletes %s/%s with its "
		    "keys, users, rooms and messages for ever; if that is "
		    "meant, add --yes", org, name));
	if ((status = delete_all(ctl, db_bigint(ctl->arena, app_number(r)),
	    &users, &counts)) != EXIT_DONE)
		return (status);
	say(ctl, "Deleted %s/%s: %lld users, %lld memberships, %lld "
	    "conversations, %lld messages.", org, name, (long long)users,
	    (long long)counts.members, (long long)counts.conversations,
	    (long long)counts.messages);
	if (ctl->json) {
		json_put_integer(&ctl->w, "users", users);
		prune_put_json(ctl, &counts);
	}
	return (EXIT_DONE);
}

static const struct option_row list_options[] = {
	{ "--org", "ORG", "only the apps of this organization" },
	{ "--after", "ORG/APP", "go on behind this one" },
	{ "--limit", "N", "at most so many (1000)" },
	{ NULL, NULL, NULL },
};

static const struct option_row delete_options[] = {
	{ "--yes", NULL, "yes, delete it for ever" },
	{ NULL, NULL, NULL },
};

static const struct option_row create_options[] = {
	{ "--rocketchat-host", "HOST", "clients of Rocket.Chat find it there" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "app create", "ORG APP", 2, 2, create_options, "create an app",
	    NULL, app_create },
	{ "app list", "", 0, 0, list_options, "list the apps",
	    NULL, app_list },
	{ "app show", "ORG APP", 2, 2, NULL,
	    "show an app, its settings and what it holds", NULL, app_show },
	{ "app revoke-tokens", "ORG APP", 2, 2, NULL,
	    "revoke all tokens of an app and its users",
	    "Keys stay good; new tokens can be had at once.",
	    app_revoke_tokens },
	{ "app delete", "ORG APP", 2, 2, delete_options,
	    "delete an app and all it holds", NULL, app_delete },
};
const struct command_table app_commands = { rows, COUNT(rows) };
