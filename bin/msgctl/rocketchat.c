/* msgctl app host, user role: what only the Rocket.Chat dialect needs. */
#include <ctype.h>
#include <string.h>

#include "account.h"
#include "app_host.h"
#include "arena.h"
#include "msgctl.h"
#include "output.h"

enum { ROLES_MAX = 16, ROLE_MAX = 64 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct field host_fields[] = {
	{ "host", "HOST", FIELD_TEXT },
};

static const struct field role_fields[] = {
	{ "username", "user", FIELD_TEXT },
	{ "roles", "roles", FIELD_LIST },
};

/* As a header Host has it, without a port; "default" is any other host. */
static int
read_host(struct ctl *ctl, const char *text, const char **host)
{
	const char *c;

	*host = strcmp(text, "default") == 0 ? "" :
	    username_fold(ctl->arena, text);
	for (c = *host; isalnum((unsigned char)*c) || *c == '.' ||
	    *c == '-' || *c == '_'; c++)
		continue;
	if (*c == '\0' && c - *host <= HOST_NAME_MAX_BYTES)
		return (EXIT_DONE);
	return (fail(ctl, EXIT_USAGE, "a host is a name such as "
	    "chat.example.org, without scheme and port, or default; not "
	    "\"%s\"", text));
}

int
host_bind(struct ctl *ctl, const PGresult *app, const char *text)
{
	struct db_param params[2] = {
		db_bigint(ctl->arena, app_number(app)) };
	const char *host;
	PGresult *r;
	int status;

	if ((status = read_host(ctl, text, &host)) != EXIT_DONE)
		return (status);
	params[1] = db_text(host);
	if ((status = statement(ctl, &SQL_admin_host_bind, params, 2, &r)) !=
	    EXIT_DONE)
		return (status);
	if (!db_is_null(r, 0, "before"))
		caution("%s was %s's until now", text, db_value(r, 0,
		    "before"));
	return (EXIT_DONE);
}

int
host_check(struct ctl *ctl, const char *text)
{
	const char *host;

	return (read_host(ctl, text, &host));
}

static int
host_unbind(struct ctl *ctl, const PGresult *app, const char *text)
{
	struct db_param params[2] = {
		db_bigint(ctl->arena, app_number(app)) };
	const char *host;
	PGresult *r;
	int status;

	if ((status = read_host(ctl, text, &host)) != EXIT_DONE)
		return (status);
	params[1] = db_text(host);
	if ((status = statement(ctl, &SQL_admin_host_unbind, params, 2,
	    &r)) != EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "%s is no host of %s/%s; see: "
		    "msgctl app host %s %s", text, ctl->arguments[0],
		    ctl->arguments[1], ctl->arguments[0], ctl->arguments[1]));
	return (EXIT_DONE);
}

static int
app_host(struct ctl *ctl)
{
	struct table *table = table_new(ctl->arena, host_fields,
	    COUNT(host_fields));
	const char *unbind = option(ctl, "--unbind");
	struct db_param id;
	PGresult *app, *r;
	int status;

	if ((status = app_row(ctl, &app)) != EXIT_DONE ||
	    (ctl->argument_count > 2 &&
	    (status = host_bind(ctl, app, ctl->arguments[2])) != EXIT_DONE) ||
	    (unbind != NULL &&
	    (status = host_unbind(ctl, app, unbind)) != EXIT_DONE))
		return (status);
	id = db_bigint(ctl->arena, app_number(app));
	if ((status = statement(ctl, &SQL_admin_host_list, &id, 1, &r)) !=
	    EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_table(ctl, "hosts", table);
	if (table_rows(table) == 0)
		say(ctl, "No host.  Clients of Rocket.Chat reach the app once "
		    "it has one: msgctl app host %s %s HOST",
		    ctl->arguments[0], ctl->arguments[1]);
	return (EXIT_DONE);
}

/* Roles of one's own are allowed; most that look so are misspelled. */
void
role_caution(const char *role, bool room)
{
	static const char *const known[] = { "owner", "moderator", "user",
	    "admin", "bot", "app", "guest", "anonymous" };
	size_t i;

	for (i = room ? 0 : 2; i < COUNT(known); i++)
		if (strcmp(known[i], role) == 0)
			return;
	caution("%s is no role that the server knows: it has the permissions "
	    "that app permission gives it", role);
}

static int
read_roles(struct ctl *ctl, const char *text, struct db_param *param)
{
	const char *roles[ROLES_MAX];
	size_t count = 0, length;

	for (; *text != '\0'; text += length + (text[length] == ',')) {
		length = strcspn(text, ",");
		if (length == 0 || length > ROLE_MAX || count == ROLES_MAX)
			return (fail(ctl, EXIT_USAGE, "roles are up to %d "
			    "words of at most %d bytes with commas between "
			    "them, such as admin,user", ROLES_MAX, ROLE_MAX));
		roles[count] = arena_strndup(ctl->arena, text, length);
		role_caution(roles[count++], false);
	}
	*param = text_array(ctl->arena, roles, count);
	return (EXIT_DONE);
}

static int
user_role(struct ctl *ctl)
{
	struct table *table = table_new(ctl->arena, role_fields,
	    COUNT(role_fields));
	struct db_param params[3];
	PGresult *r;
	int status;

	if ((status = read_roles(ctl, ctl->arguments[3], &params[2])) !=
	    EXIT_DONE || (status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_number(r));
	params[1] = db_text(ctl->arguments[2]);
	if ((status = statement(ctl, &SQL_admin_user_role, params, 3, &r)) !=
	    EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "%s/%s has no user %s",
		    ctl->arguments[0], ctl->arguments[1], ctl->arguments[2]));
	table_add_result(table, r);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static const struct option_row host_options[] = {
	{ "--unbind", "HOST", "this host means the app no more" },
	{ NULL, NULL, NULL },
};

static const struct command host_rows[] = {
	{ "app host", "ORG APP [HOST]", 2, 3, host_options,
	    "bind a host name to an app, or list its hosts", "Clients of "
	    "Rocket.Chat know a server only by its host.  HOST \"default\" "
	    "stands for every host that no app has.  Running programs follow "
	    "within MSG_APP_CACHE milliseconds.", app_host },
};

static const struct command role_rows[] = {
	{ "user role", "ORG APP USER ROLE,...", 4, 4, NULL,
	    "say which roles a user has in the whole app", "Roles decide what "
	    "the Rocket.Chat dialect permits: user, admin, bot, app, guest, "
	    "anonymous, or one that app permission names.  The new list takes "
	    "the place of the old one.", user_role },
};

const struct command_table host_commands = { host_rows, COUNT(host_rows) };
const struct command_table role_commands = { role_rows, COUNT(role_rows) };
