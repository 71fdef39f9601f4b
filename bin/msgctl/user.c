/* msgctl user ...: the users of an app. */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "hash.h"
#include "msgctl.h"
#include "output.h"
#include "profile.h"
#include "utf8.h"

enum {
	PAGE_DEFAULT = 1000,	/* rows of a list */
	PAGE_MAX = 100000,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct field user_fields[] = {
	{ "username", "user", FIELD_TEXT },
	{ "uuid", "uuid", FIELD_TEXT },
	{ "nickname", "nickname", FIELD_TEXT },
	{ "avatar_url", "avatar", FIELD_TEXT },
	{ "description", "description", FIELD_TEXT },
	{ "activated", "activated", FIELD_BOOL },
	{ "robot", "robot", FIELD_BOOL },
	{ "notifications", "wants notifications", FIELD_BOOL },
	{ "rooms", "in rooms", FIELD_INTEGER },
	{ "tokens", "bound tokens", FIELD_INTEGER },
	{ "devices", "devices", FIELD_INTEGER },
	{ "created", "created", FIELD_TEXT },
	{ "last_login", "last login", FIELD_TEXT },
};

int
user_row(struct ctl *ctl, const PGresult *app, const char *name,
    PGresult **result)
{
	struct db_param params[2] = {
		db_bigint(ctl->arena, app_number(app)), db_text(name),
	};
	int status;

	if ((status = user_named(ctl, name)) != EXIT_DONE ||
	    (status = statement(ctl, &SQL_admin_user_show, params, 2,
	    result)) != EXIT_DONE)
		return (status);
	if (db_rows(*result) > 0)
		return (EXIT_DONE);
	return (fail(ctl, EXIT_REFUSED, "%s/%s has no user %s; make it with: "
	    "msgctl user create %s %s %s", ctl->arguments[0],
	    ctl->arguments[1], name, ctl->arguments[0], ctl->arguments[1],
	    name));
}

static int
put_user(struct ctl *ctl, const PGresult *app)
{
	struct table *table = table_new(ctl->arena, user_fields,
	    COUNT(user_fields));
	PGresult *r;
	int status;

	if ((status = user_row(ctl, app, ctl->arguments[2], &r)) != EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static int
user_show(struct ctl *ctl)
{
	PGresult *app;
	int status;

	if ((status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	return (put_user(ctl, app));
}

/* Names that only one dialect can say work; that is worth a line. */
static void
say_dialects(struct ctl *ctl, const char *name)
{
	struct fault ignored = { NULL, NULL };
	const char *canonical;

	if (username_canonical(ctl->arena, name, &canonical, &ignored) != OK ||
	    strcmp(canonical, name) != 0)
		say(ctl, "Calls of the Easemob dialect cannot name this user: "
		    "there, names have 1 to %d of a-z 0-9 _ . -",
		    USERNAME_MAX);
}

/* Characters, of a text that must be UTF-8; -1: it is not. */
static int
characters(const char *text)
{
	int count = 0;

	if (!utf8_valid(text, strlen(text)))
		return (-1);
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return (count);
}

static int
check_looks(struct ctl *ctl, const char *nickname, const char *avatar)
{

	if (nickname != NULL && (characters(nickname) < 0 ||
	    characters(nickname) > NICKNAME_MAX))
		return (fail(ctl, EXIT_USAGE, "a nickname has at most %d "
		    "characters, in UTF-8", NICKNAME_MAX));
	if (avatar != NULL && (characters(avatar) < 0 ||
	    characters(avatar) > AVATAR_MAX))
		return (fail(ctl, EXIT_USAGE, "an avatar's address has at most "
		    "%d characters, in UTF-8", AVATAR_MAX));
	return (EXIT_DONE);
}

static int
user_create(struct ctl *ctl)
{
	const char *nickname = option(ctl, "--nickname");
	const char *avatar = option(ctl, "--avatar");
	const char *name = ctl->arguments[2];
	struct db_param params[5];
	char uuid[37];
	PGresult *app, *r;
	int status;

	if ((status = user_named(ctl, name)) != EXIT_DONE ||
	    (status = check_looks(ctl, nickname, avatar)) != EXIT_DONE ||
	    (status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	uuid_random(uuid);
	params[0] = db_bigint(ctl->arena, app_number(app));
	params[1] = db_text(name);
	params[2] = db_text(uuid);
	params[3] = db_text(nickname);
	params[4] = db_text(avatar);
	if ((status = statement(ctl, &SQL_admin_user_insert, params, 5, &r)) !=
	    EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "%s/%s has a user %s already; "
		    "see: msgctl user show %s %s %s", ctl->arguments[0],
		    ctl->arguments[1], name, ctl->arguments[0],
		    ctl->arguments[1], name));
	if ((status = put_user(ctl, app)) != EXIT_DONE)
		return (status);
	say(ctl, "%s", "");
	say_dialects(ctl, name);
	say(ctl, "Next, a token for it: msgctl token issue %s %s %s",
	    ctl->arguments[0], ctl->arguments[1], name);
	return (EXIT_DONE);
}

static int
user_list(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "username", "USER", FIELD_TEXT },
		{ "activated", "ACTIVATED", FIELD_BOOL },
		{ "created", "CREATED", FIELD_TEXT },
		{ "last_login", "LAST-LOGIN", FIELD_TEXT },
		{ "nickname", "NICKNAME", FIELD_TEXT },
	};
	const char *after = option(ctl, "--after");
	struct table *table = table_new(ctl->arena, fields, COUNT(fields));
	int64_t limit = PAGE_DEFAULT;
	struct db_param params[3];
	PGresult *r;
	int status;

	if ((status = option_integer(ctl, "--limit", 1, PAGE_MAX, &limit)) !=
	    EXIT_DONE || (status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_number(r));
	params[1] = db_text(after == NULL ? "" : after);
	params[2] = db_bigint(ctl->arena, limit);
	if ((status = statement(ctl, &SQL_admin_user_list, params, 3, &r)) !=
	    EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_table(ctl, "users", table);
	if (table_rows(table) == 0)
		say(ctl, "No users.  Make one with: msgctl user create %s %s "
		    "USER", ctl->arguments[0], ctl->arguments[1]);
	if (table_rows(table) == (size_t)limit)
		say(ctl, "There may be more: --after %s",
		    db_value(r, (size_t)limit - 1, "username"));
	return (EXIT_DONE);
}

static int
user_delete(struct ctl *ctl)
{
	const char *name = ctl->arguments[2];
	struct db_param params[2];
	PGresult *app, *r;
	int status;

	if ((status = app_row(ctl, &app)) != EXIT_DONE ||
	    (status = user_row(ctl, app, name, &r)) != EXIT_DONE)
		return (status);
	if (option(ctl, "--yes") == NULL)
		return (fail(ctl, EXIT_REFUSED, "this deletes the user %s with "
		    "the memberships and with the rooms owned; if that is "
		    "meant, add --yes", name));
	params[0] = db_bigint(ctl->arena, app_number(app));
	params[1] = text_array(ctl->arena, &name, 1);
	if ((status = statement(ctl, &SQL_account_delete, params, 2, &r)) !=
	    EXIT_DONE)
		return (status);
	say(ctl, "Deleted the user %s; messages stay.", name);
	if (ctl->json)
		json_put_string(&ctl->w, "username", name);
	return (EXIT_DONE);
}

static const struct option_row create_options[] = {
	{ "--nickname", "TEXT", "the name that others see" },
	{ "--avatar", "URL", "the picture that others see" },
	{ NULL, NULL, NULL },
};

static const struct option_row list_options[] = {
	{ "--after", "USER", "go on behind this one" },
	{ "--limit", "N", "at most so many (1000)" },
	{ NULL, NULL, NULL },
};

static const struct option_row delete_options[] = {
	{ "--yes", NULL, "yes, delete it for ever" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "user create", "ORG APP USER", 3, 3, create_options,
	    "make a user of an app", "It has no password; tokens come from "
	    "msgctl token, or from the app's backend.", user_create },
	{ "user show", "ORG APP USER", 3, 3, NULL, "show a user", NULL,
	    user_show },
	{ "user list", "ORG APP", 2, 2, list_options,
	    "list the users of an app", NULL, user_list },
	{ "user delete", "ORG APP USER", 3, 3, delete_options,
	    "delete a user, with its memberships and the rooms that it owns",
	    NULL, user_delete },
};
const struct command_table user_commands = { rows, COUNT(rows) };
