/* msgctl token ...: what users say who they are with. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "hash.h"
#include "msgctl.h"
#include "output.h"
#include "profile.h"
#include "token.h"
#include "user_token.h"

enum { DAYS_MAX = 3650, DAY = 24 * 60 * 60 };	/* seconds */

/* The app and its user, of the first three arguments. */
static int
look_up(struct ctl *ctl, PGresult **app, PGresult **user)
{
	int status;

	if ((status = app_row(ctl, app)) != EXIT_DONE)
		return (status);
	return (user_row(ctl, *app, ctl->arguments[2], user));
}

static const char *
utc(struct arena *arena, int64_t seconds)
{
	time_t at = (time_t)seconds;
	char text[32];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at, &tm));
	return (arena_strdup(arena, text));
}

static void
put_token(struct ctl *ctl, const struct token *token, const char *text)
{
	static const struct field fields[] = {
		{ "username", "user", FIELD_TEXT },
		{ "expires", "expires", FIELD_TEXT },
		{ "token", "token", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 3);

	table_add(table, (const char *[]){ token->subject,
	    utc(ctl->arena, token->expires), text });
	put_record(ctl, table);
}

static int
token_issue(struct ctl *ctl)
{
	struct token token = { .kind = TOKEN_USER };
	unsigned char key[TOKEN_KEY];
	PGresult *app, *user;
	int64_t days;
	int status;

	days = 0;
	if ((status = option_integer(ctl, "--days", 1, DAYS_MAX, &days)) !=
	    EXIT_DONE || (status = look_up(ctl, &app, &user)) != EXIT_DONE)
		return (status);
	if (!db_value_bool(user, 0, "activated"))
		return (fail(ctl, EXIT_REFUSED, "the user %s is not activated",
		    ctl->arguments[2]));
	if (secret_load(ctl->conf->secret_file, ctl->arena, &ctl->fault) != OK)
		return (fail(ctl, EXIT_REFUSED, "%s", ctl->fault.argument));
	if (days == 0)
		days = db_value_bigint(app, 0, "token_days");
	token.subject = db_value(user, 0, "username");
	token.epoch = db_value_bigint(user, 0, "token_epoch");
	token.app_epoch = db_value_bigint(app, 0, "token_epoch");
	token.issued = clock_now() / 1000;
	token.expires = token.issued + days * DAY;
	token_key(app_number(app), key);
	put_token(ctl, &token, token_sign(ctl->arena, key,
	    arena_format(ctl->arena, "%s#%s", db_value(app, 0, "org"),
	    db_value(app, 0, "name")), &token));
	explicit_bzero(key, sizeof(key));
	return (EXIT_DONE);
}

/* Standard input, all of it; ${size} when it is longer than a token. */
static size_t
read_input(char *bytes, size_t size)
{
	size_t length = 0;
	ssize_t got;

	while (length < size) {
		got = read(STDIN_FILENO, bytes + length, size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		length += (size_t)got;
		if (isatty(STDIN_FILENO))
			break;
	}
	return (length);
}

/*
 * The token: a line of standard input, never of the command line, which other
 * users of the machine and the shell's history see.
 */
static int
read_token(struct ctl *ctl, const char **text)
{
	enum { ROOM = USER_TOKEN_MAX + 4 };	/* line end, one more, NUL */
	char *bytes = arena_secret(ctl->arena, ROOM);
	size_t length, i;

	if (isatty(STDIN_FILENO))
		caution("type or paste the token, then Enter");
	length = read_input(bytes, ROOM - 1);
	while (length > 0 && (bytes[length - 1] == '\n' ||
	    bytes[length - 1] == '\r'))
		length--;
	bytes[length] = '\0';
	for (i = 0; i < length && bytes[i] > ' ' && bytes[i] < 0x7F &&
	    bytes[i] != ','; i++)
		continue;
	if (length == 0 || length > USER_TOKEN_MAX || i < length)
		return (fail(ctl, EXIT_USAGE, "the token is read from standard "
		    "input: one line of 1 to %d bytes of ASCII without blanks "
		    "and commas", USER_TOKEN_MAX));
	*text = bytes;
	return (EXIT_DONE);
}

static int
token_bind(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "username", "user", FIELD_TEXT },
		{ "expires", "expires", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 2);
	unsigned char digest[SHA256_SIZE];
	struct db_param params[5];
	const char *text = NULL;
	PGresult *app, *r;
	int64_t days = 0;
	int status;

	if ((status = option_integer(ctl, "--days", 1, DAYS_MAX, &days)) !=
	    EXIT_DONE || (status = look_up(ctl, &app, &r)) != EXIT_DONE ||
	    (status = read_token(ctl, &text)) != EXIT_DONE)
		return (status);
	sha256(text, strlen(text), digest);
	params[0] = db_bigint(ctl->arena, app_number(app));
	params[1] = db_bytes(digest, sizeof(digest));
	params[2] = db_text(ctl->arguments[2]);
	params[3] = days == 0 ? db_null() : db_int(ctl->arena, (int32_t)days);
	params[4] = db_int(ctl->arena, BOUND_MAX);
	if ((status = statement(ctl, &SQL_admin_token_bind, params, 5, &r)) !=
	    EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "this token was revoked, "
		    "or is bound to another user of %s/%s: take another, or "
		    "end that one's tokens first: msgctl token revoke %s %s "
		    "USER", ctl->arguments[0],
		    ctl->arguments[1], ctl->arguments[0], ctl->arguments[1]));
	table_add_result(table, r);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static int
token_revoke(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "username", "user", FIELD_TEXT },
		{ "count", "bound tokens", FIELD_INTEGER },
	};
	struct table *table = table_new(ctl->arena, fields, 2);
	struct db_param params[2];
	PGresult *app, *r;
	int status;

	if ((status = look_up(ctl, &app, &r)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_number(app));
	params[1] = db_text(ctl->arguments[2]);
	if ((status = statement(ctl, &SQL_admin_token_revoke, params, 2,
	    &r)) != EXIT_DONE)
		return (status);
	if (db_rows(r) == 0)
		return (fail(ctl, EXIT_REFUSED, "somebody else has just "
		    "deleted the user %s", ctl->arguments[2]));
	table_add_result(table, r);
	put_record(ctl, table);
	say(ctl, "All tokens that %s had are revoked, those bound too.",
	    ctl->arguments[2]);
	return (EXIT_DONE);
}

static const struct option_row issue_options[] = {
	{ "--days", "N", "good for so long; else as the app's setting says" },
	{ NULL, NULL, NULL },
};

static const struct option_row bind_options[] = {
	{ "--days", "N", "good for so long; else for ever" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "token issue", "ORG APP USER", 3, 3, issue_options,
	    "make a token for a user, good in the Easemob and IMKit dialects",
	    "It is shown once and not stored.", token_issue },
	{ "token bind", "ORG APP USER", 3, 3, bind_options,
	    "bind a token that your own server made to a user",
	    "The token is a line of standard input; only its SHA-256 is "
	    "stored.\nOne that is bound to the user already expires anew.",
	    token_bind },
	{ "token revoke", "ORG APP USER", 3, 3, NULL,
	    "revoke all tokens of a user", NULL, token_revoke },
};
const struct command_table token_commands = {
	rows, sizeof(rows) / sizeof(rows[0])
};
