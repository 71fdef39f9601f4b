/* What the commands share: words on stderr, statements, the app. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "msgctl.h"
#include "profile.h"
#include "utf8.h"

/* A line on stderr; what came from outside must not steer a terminal. */
static void
complain(const char *words)
{
	char line[1024];
	size_t i;

	snprintf(line, sizeof(line), "%s", words);
	for (i = 0; line[i] != '\0'; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7F)
			line[i] = '?';
	fprintf(stderr, "msgctl: %s\n", line);
}

int
fail(struct ctl *ctl, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	ctl->words = arena_vformat(ctl->arena, format, args);
	va_end(args);
	complain(ctl->words);
	return (status);
}

void
caution(const char *format, ...)
{
	char words[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	complain(words);
}

/*
 * A refused statement mostly means that the schema is not there yet, or that
 * msgctl came as the program's role: say so, whatever language the server
 * speaks.
 */
static const char *
advice(struct ctl *ctl)
{
	struct fault ignored = { NULL, NULL };
	PGresult *r;

	if (db_run(ctl->db, ctl->arena, &SQL_admin_schema_state, NULL, 0, &r,
	    &ignored) != OK)
		return ("");
	if (!db_value_bool(r, 0, "migrated"))
		return ("; the schema is not there: run msgctl migrate");
	if (!db_value_bool(r, 0, "owner"))
		return (arena_format(ctl->arena, "; the role %s does not own "
		    "the tables: set MSG_ADMIN_DSN to the owner's connection "
		    "string", db_value(r, 0, "role")));
	return ("; if msgctl is newer than the schema: run msgctl migrate");
}

int
fail_database(struct ctl *ctl, enum err e)
{
	/* Copied: the advice runs a statement, which reuses the memory. */
	const char *detail = arena_strdup(ctl->arena,
	    ctl->fault.detail == NULL ? err_words(e) : ctl->fault.detail);

	switch (e) {
	case ERR_DATABASE_DOWN:
		return (fail(ctl, EXIT_DATABASE, "the database cannot be "
		    "reached: %s; check that PostgreSQL runs, and %s", detail,
		    strcmp(ctl->conf->admin_dsn, ctl->conf->dsn) == 0 ?
		    "MSG_DSN" : "MSG_ADMIN_DSN"));
	case ERR_OUTCOME_UNKNOWN:
		return (fail(ctl, EXIT_DATABASE, "the connection to the "
		    "database was lost, so the command may have been done or "
		    "not; look, then run it again (%s)", detail));
	case ERR_DATABASE_BUSY:
		return (fail(ctl, EXIT_REFUSED, "the database is busy: %s; "
		    "run the command again", detail));
	case ERR_DATABASE_ERROR:
		return (fail(ctl, EXIT_REFUSED, "the database refused: %s%s",
		    detail, advice(ctl)));
	default:
		return (fail(ctl, EXIT_REFUSED, "%s: %s", err_words(e),
		    detail));
	}
}

int
statement(struct ctl *ctl, const struct sql_statement *sql,
    const struct db_param *params, size_t count, PGresult **result)
{
	enum err e;

	e = db_run(ctl->db, ctl->arena, sql, params, count, result,
	    &ctl->fault);
	return (e == OK ? EXIT_DONE : fail_database(ctl, e));
}

int
app_lookup(struct ctl *ctl, PGresult **result)
{
	struct db_param params[2] = {
		db_text(ctl->arguments[0]), db_text(ctl->arguments[1]),
	};

	return (statement(ctl, &SQL_admin_app_find, params, 2, result));
}

int
app_row(struct ctl *ctl, PGresult **result)
{
	int status = app_lookup(ctl, result);

	if (status == EXIT_DONE && db_rows(*result) == 0)
		return (fail(ctl, EXIT_REFUSED, "app %s/%s does not exist; "
		    "create it with: msgctl app create %s %s",
		    ctl->arguments[0], ctl->arguments[1], ctl->arguments[0],
		    ctl->arguments[1]));
	return (status);
}

int64_t
app_number(const PGresult *app)
{

	return (db_value_bigint(app, 0, "app_id"));
}

int
user_named(struct ctl *ctl, const char *name)
{

	if (strlen(name) <= PROFILE_ID_MAX && utf8_valid(name, strlen(name)))
		return (EXIT_DONE);
	return (fail(ctl, EXIT_USAGE, "a user's id has at most %d bytes, in "
	    "UTF-8", PROFILE_ID_MAX));
}

struct db_param
text_array(struct arena *arena, const char *const *texts, size_t count)
{
	struct db_array *array = db_array_new(arena, 't', count);
	size_t i;

	for (i = 0; i < count; i++)
		db_array_text(array, texts[i]);
	return (db_array_end(array));
}
