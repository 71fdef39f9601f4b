/*
 * msgctl migrate: bring the schema up to date.
 *
 * This file calls libpq itself, which only lib/db.c does otherwise, because
 * a migration is a file of several statements: these go in one PQexec()
 * (simple protocol), while lib/db.c sends single statements with parameters
 * in a pipeline.  Nothing here takes part in serving requests.
 *
 * One session, under a lock of the session: a second msgctl waits and then
 * finds nothing to do.  Each migration and its record are one transaction,
 * so that after a crash the next run goes on where this one was.  The weekly
 * partitions come last, by partitions.h, over the connection of all commands.
 */
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "dsn.h"
#include "hash.h"
#include "msgctl.h"
#include "output.h"
#include "partitions.h"
#include "schema_data.h"

enum {
	GRANTS_MAX = 64 * 1024,		/* bytes, with the role's name in */
	VERSION_LEAST = 150000,		/* unlogged sequences */
};

struct migrate {
	struct ctl *ctl;
	PGconn *conn;
	PGresult *recorded;	/* admin_migration_list */
	struct table *table;
};

static void
clear_result(void *r)
{

	PQclear(r);
}

static void
finish(void *conn)
{

	PQfinish(conn);
}

/* libpq's notices ("relation exists, skipping") would go to stderr. */
static void
ignore_notice(void *cookie, const PGresult *r)
{

	(void)cookie;
	(void)r;
}

/* The line of ${text} that the server's error points at, or "". */
static const char *
line_at(struct arena *arena, const char *text, const PGresult *r)
{
	const char *field = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION);
	size_t at, length = strlen(text), start, end;

	if (field == NULL || (at = strtoul(field, NULL, 10)) == 0 ||
	    at > length)
		return ("");
	for (start = at - 1; start > 0 && text[start - 1] != '\n'; start--)
		continue;
	end = start + strcspn(text + start, "\n");
	while (start < end && (text[start] == ' ' || text[start] == '\t'))
		start++;
	return (arena_format(arena, ", at: %.*s", (int)(end - start),
	    text + start));
}

static int
fail_result(struct migrate *m, const PGresult *r, const char *what,
    const char *text)
{
	const char *words = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	if (PQstatus(m->conn) != CONNECTION_OK || words == NULL)
		return (fail(m->ctl, EXIT_DATABASE, "%s: the connection to the "
		    "database was lost; run msgctl migrate again, it goes on "
		    "where it was", what));
	if (state != NULL && strcmp(state, "42501") == 0)
		return (fail(m->ctl, EXIT_REFUSED, "%s: %s; the role %s must "
		    "own the database or its schema public: ALTER DATABASE "
		    "%s OWNER TO %s", what, words, PQuser(m->conn),
		    PQdb(m->conn), PQuser(m->conn)));
	return (fail(m->ctl, EXIT_REFUSED, "%s: %s (SQLSTATE %s%s); nothing "
	    "of it was kept", what, words, state == NULL ? "?" : state,
	    line_at(m->ctl->arena, text, r)));
}

/* One statement of sql/query, with its values as text. */
static int
query(struct migrate *m, const struct sql_statement *sql,
    const char *const *values, int count, PGresult **result)
{
	PGresult *r;

	r = PQexecParams(m->conn, sql->text, count, NULL, values, NULL, NULL,
	    0);
	arena_defer(m->ctl->arena, clear_result, r);
	if (result != NULL)
		*result = r;
	if (PQresultStatus(r) != PGRES_TUPLES_OK &&
	    PQresultStatus(r) != PGRES_COMMAND_OK)
		return (fail_result(m, r, sql->name, sql->text));
	return (EXIT_DONE);
}

/* A file of several statements. */
static int
script(struct migrate *m, const char *what, const char *text)
{
	PGresult *r = PQexec(m->conn, text);
	int status = EXIT_DONE;

	if (PQresultStatus(r) != PGRES_COMMAND_OK &&
	    PQresultStatus(r) != PGRES_TUPLES_OK)
		status = fail_result(m, r, what, text);
	PQclear(r);
	return (status);
}

static int
open_session(struct migrate *m)
{
	const char *keywords[] = { "connect_timeout",
	    "fallback_application_name", "dbname", NULL };
	const char *values[] = { "10", "msgctl", m->ctl->conf->admin_dsn,
	    NULL };

	m->conn = PQconnectdbParams(keywords, values, 1);
	arena_defer(m->ctl->arena, finish, m->conn);
	if (PQstatus(m->conn) != CONNECTION_OK) {
		m->ctl->fault.detail = arena_strndup(m->ctl->arena,
		    PQerrorMessage(m->conn),
		    strcspn(PQerrorMessage(m->conn), "\n"));
		return (fail_database(m->ctl, ERR_DATABASE_DOWN));
	}
	PQsetNoticeReceiver(m->conn, ignore_notice, NULL);
	return (query(m, &SQL_admin_migration_path, NULL, 0, NULL));
}

/* Before anything is changed: an old server would refuse the third file. */
static int
check_version(struct migrate *m)
{

	if (PQserverVersion(m->conn) >= VERSION_LEAST)
		return (EXIT_DONE);
	return (fail(m->ctl, EXIT_REFUSED, "this is PostgreSQL %s, but "
	    "messages need 15 or newer; nothing was changed",
	    PQparameterStatus(m->conn, "server_version")));
}

/* Before anything is changed: another encoding cannot be mended later. */
static int
check_encoding(struct migrate *m)
{
	const char *encoding = PQparameterStatus(m->conn, "server_encoding");

	if (encoding != NULL && strcmp(encoding, "UTF8") == 0)
		return (EXIT_DONE);
	return (fail(m->ctl, EXIT_REFUSED, "the encoding of the database %s "
	    "is %s, but messages need UTF8; nothing was changed; make a "
	    "database, with another name or after dropdb %s: createdb -E UTF8 "
	    "-T template0 -O %s %s", PQdb(m->conn),
	    encoding == NULL ? "unknown" : encoding, PQdb(m->conn),
	    PQuser(m->conn), PQdb(m->conn)));
}

static int
lock(struct migrate *m)
{
	PGresult *r;
	int status;

	if ((status = query(m, &SQL_admin_migration_try_lock, NULL, 0, &r)) !=
	    EXIT_DONE || db_value_bool(r, 0, "locked"))
		return (status);
	caution("another msgctl migrate is running; waiting for it");
	return (query(m, &SQL_admin_migration_lock, NULL, 0, NULL));
}

static const char *
digest_of(struct migrate *m, const char *text)
{
	unsigned char digest[SHA256_SIZE];

	sha256(text, strlen(text), digest);
	return (hex_encode(m->ctl->arena, digest, sizeof(digest)));
}

/* The row of m->recorded for ${version}, or -1. */
static long
row_of(const struct migrate *m, int version)
{
	size_t row;

	for (row = 0; row < db_rows(m->recorded); row++)
		if (db_value_bigint(m->recorded, row, "version") == version)
			return ((long)row);
	return (-1);
}

/* What is recorded must be what this program knows. */
static int
check_recorded(struct migrate *m)
{
	const struct migration *known;
	int64_t version;
	size_t row;

	for (row = 0; row < db_rows(m->recorded); row++) {
		version = db_value_bigint(m->recorded, row, "version");
		if (version < 1 || version > (int64_t)schema_migration_count)
			return (fail(m->ctl, EXIT_REFUSED, "the database has "
			    "migration %lld (%s), which this msgctl does not "
			    "know: use the msgctl of the newer release",
			    (long long)version,
			    db_value(m->recorded, row, "name")));
		known = &schema_migrations[version - 1];
		if (strcmp(db_value(m->recorded, row, "sha256"),
		    digest_of(m, known->text)) != 0)
			return (fail(m->ctl, EXIT_REFUSED, "migration %03d_%s "
			    "was applied with another text than that of this "
			    "msgctl: take the release that made the database, "
			    "or undo the edit and put the change into a new "
			    "file sql/schema/%03d_WHAT.sql", known->version,
			    known->name, (int)schema_migration_count + 1));
	}
	return (EXIT_DONE);
}

static int
apply(struct migrate *m, const struct migration *migration)
{
	const char *version = arena_format(m->ctl->arena, "%d",
	    migration->version);
	const char *name = arena_format(m->ctl->arena, "migration %03d_%s",
	    migration->version, migration->name);
	const char *values[3] = { version, migration->name,
	    digest_of(m, migration->text) };
	bool present = row_of(m, migration->version) >= 0;
	int status;

	if (!present && (
	    (status = query(m, &SQL_begin, NULL, 0, NULL)) != EXIT_DONE ||
	    (status = script(m, name, migration->text)) != EXIT_DONE ||
	    (status = query(m, &SQL_admin_migration_insert, values, 3,
	    NULL)) != EXIT_DONE ||
	    (status = query(m, &SQL_commit, NULL, 0, NULL)) != EXIT_DONE))
		return (status);
	table_add(m->table, (const char *[]){ version, migration->name,
	    present ? "present" : "applied" });
	return (EXIT_DONE);
}

/* grants.sql with the quoted name of the role. */
static const char *
grants_for(struct migrate *m, const char *role)
{
	static const char place[] = ":\"role\"";
	const char *text = schema_grants, *next;
	char *quoted = PQescapeIdentifier(m->conn, role, strlen(role));
	struct buf out;

	if (quoted == NULL)
		return (NULL);
	buf_init(&out, m->ctl->arena, GRANTS_MAX);
	for (; (next = strstr(text, place)) != NULL;
	    text = next + strlen(place)) {
		buf_put(&out, text, (size_t)(next - text));
		buf_puts(&out, quoted);
	}
	buf_puts(&out, text);
	PQfreemem(quoted);
	return (out.overflow ? NULL : out.bytes);
}

static int
grant(struct migrate *m, const char *role)
{
	const char *text;
	PGresult *r;
	int status;

	if (role == NULL)
		return (fail(m->ctl, EXIT_USAGE, "MSG_DSN is not a connection "
		    "string of libpq; see: msgctl config"));
	if ((status = query(m, &SQL_admin_migration_role, &role, 1, &r)) !=
	    EXIT_DONE)
		return (status);
	if (db_value_bool(r, 0, "same")) {
		say(m->ctl, "No grants: the tables' owner %s is also the role "
		    "of the program.", role);
		return (EXIT_DONE);
	}
	if ((text = grants_for(m, role)) == NULL)
		return (fail(m->ctl, EXIT_USAGE,
		    "this is not the name of a role: %s", role));
	if (!db_value_bool(r, 0, "exists"))
		return (fail(m->ctl, EXIT_REFUSED, "the role %s does not "
		    "exist, so nothing was granted; as a superuser run: "
		    "CREATE ROLE \"%s\" LOGIN; then msgctl migrate again",
		    role, role));
	/* PQexec makes one transaction of it. */
	if ((status = script(m, "grants.sql", text)) == EXIT_DONE)
		say(m->ctl, "Granted to %s what grants.sql says.", role);
	return (status);
}

/* A fresh installation has its first weeks; cron makes the others. */
static int
make_weeks(struct ctl *ctl)
{
	struct table *table = partitions_table(ctl->arena);
	int status;

	status = partitions_ensure(ctl, PARTITIONS_WEEKS, table);
	if (status != EXIT_DONE)
		return (status);
	say(ctl, "%s", "");
	say(ctl, "Partitions of this week and the next %d, as msgctl "
	    "partitions makes them:", PARTITIONS_WEEKS);
	put_table(ctl, "weeks", table);
	say(ctl, "%s", "");
	return (EXIT_DONE);
}

static int
migrate(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "version", "VERSION", FIELD_INTEGER },
		{ "name", "NAME", FIELD_TEXT },
		{ "action", "ACTION", FIELD_TEXT },
	};
	struct migrate m = { .ctl = ctl };
	const char *role = option(ctl, "--grant-to");
	size_t i;
	int status;

	m.table = table_new(ctl->arena, fields, 3);
	if ((status = open_session(&m)) != EXIT_DONE ||
	    (status = check_version(&m)) != EXIT_DONE ||
	    (status = check_encoding(&m)) != EXIT_DONE ||
	    (status = lock(&m)) != EXIT_DONE ||
	    (status = query(&m, &SQL_admin_migration_table, NULL, 0, NULL)) !=
	    EXIT_DONE || (status = query(&m, &SQL_admin_migration_list, NULL,
	    0, &m.recorded)) != EXIT_DONE ||
	    (status = check_recorded(&m)) != EXIT_DONE)
		return (status);
	for (i = 0; i < schema_migration_count; i++)
		if ((status = apply(&m, &schema_migrations[i])) != EXIT_DONE)
			return (status);
	put_table(ctl, "migrations", m.table);
	if ((status = make_weeks(ctl)) != EXIT_DONE)
		return (status);
	if (role == NULL)
		role = dsn_user(ctl->arena, ctl->conf->dsn);
	if ((status = grant(&m, role)) != EXIT_DONE)
		return (status);
	if (ctl->json)
		json_put_string(&ctl->w, "role", role);
	return (EXIT_DONE);
}

static const struct option_row options[] = {
	{ "--grant-to", "ROLE", "the program's role; default: MSG_DSN's user" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "migrate", "", 0, 0, options,
	    "make or update the tables, as the owner (MSG_ADMIN_DSN)",
	    "Also makes the partitions of this week and the next 4.  "
	    "The database's encoding\nmust be UTF8.\n"
	    "Safe to run again, and by several at once.  It needs a "
	    "connection of its own:\nnot through a pooler in transaction "
	    "mode.", migrate },
};
const struct command_table migrate_commands = { rows, 1 };
