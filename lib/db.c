/*
 * See db.h.
 *
 * Every exchange goes through libpq's pipeline mode with our own waiting, so
 * that no server can hold a thread longer than the deadline, whatever it is
 * doing (a stopped process answers no timeouts of its own).
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db.h"
#include "log.h"

enum {
	PARAMETERS_MAX = 24,	/* of one statement */
	CONNECT_SECONDS = 3,	/* for a connection attempt, per host */
	LOCK_MILLISECONDS = 400, /* waiting for a row's lock */
	EXPECTED_MAX = 2 * (DB_BATCH_MAX + 1), /* one more: the settings */
};

struct db {
	const struct conf *conf;
	PGconn *conn;		/* NULL: not connected */
	bool prepared[SQL_STATEMENTS];
	bool pooled;		/* each transaction may have another session */
	/* The exchange under way. */
	/* Per expected result: what it prepares (or the settings, which come
	 * first through a pooler), NULL if it runs one of the caller's. */
	const struct sql_statement *preparing[EXPECTED_MAX];
	size_t expected;
	bool send_failed;
	size_t failed_at;
	char constraint[64];
};

struct db *
db_open(const struct conf *conf)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db == NULL)
		arena_out_of_memory();
	db->conf = conf;
	return (db);
}

void
db_disconnect(struct db *db)
{

	PQfinish(db->conn);
	db->conn = NULL;
}

void
db_close(struct db *db)
{

	if (db == NULL)
		return;
	db_disconnect(db);
	free(db);
}

const char *
db_constraint(const struct db *db)
{

	return (db->constraint);
}

bool
db_pooled(const struct db *db)
{

	return (db->pooled);
}

size_t
db_failed_at(const struct db *db)
{

	return (db->failed_at);
}

/* Server messages go to the log as results are looked at, not to stderr. */
static void
ignore_notice(void *cookie, const PGresult *r)
{

	(void)cookie;
	(void)r;
}

static enum err
fail(struct fault *fault, enum err e, const char *detail)
{

	/* libpq ends its messages with a newline, and reuses the memory. */
	static _Thread_local char words[256];

	snprintf(words, sizeof(words), "%.*s", (int)strcspn(detail, "\n"),
	    detail);
	fault->detail = words;
	return (e);
}

/* Wait until a result can be taken without blocking; false: lost or late. */
static bool
wait_for_result(struct db *db, usec_t deadline)
{
	struct pollfd p = { .fd = PQsocket(db->conn) };
	usec_t left;
	int unsent;

	for (;;) {
		if ((unsent = PQflush(db->conn)) < 0)
			return (false);
		if (!PQisBusy(db->conn))
			return (true);
		if ((left = deadline - clock_tick()) <= 0)
			return (false);
		p.events = POLLIN | (unsent > 0 ? POLLOUT : 0);
		p.revents = 0;
		if (poll(&p, 1, (int)(left / 1000) + 1) < 0)
			continue;
		if (p.revents != 0 && PQconsumeInput(db->conn) != 1)
			return (false);
	}
}

/* The next result that is not the NULL between two statements. */
static PGresult *
next_result(struct db *db, usec_t deadline)
{
	PGresult *r;

	if (!wait_for_result(db, deadline))
		return (NULL);
	if ((r = PQgetResult(db->conn)) != NULL)
		return (r);
	if (!wait_for_result(db, deadline))
		return (NULL);
	return (PQgetResult(db->conn));
}

/* Queue the session's settings; 1 when that succeeded, as libpq says it. */
static int
send_settings(struct db *db)
{
	int64_t milliseconds = db->conf->db_timeout * 1000;
	char statement[24], lock[24], idle[24], process[24];
	const char *values[4] = { statement, lock, idle, process };

	/* The server ends a statement a moment before we would give it up. */
	snprintf(statement, sizeof(statement), "%lldms",
	    (long long)(milliseconds - milliseconds / 10));
	snprintf(lock, sizeof(lock), "%dms", LOCK_MILLISECONDS);
	snprintf(idle, sizeof(idle), "%lldms", (long long)milliseconds);
	snprintf(process, sizeof(process), "%d", PQbackendPID(db->conn));
	return (PQsendQueryParams(db->conn, SQL_session_settings.text, 4, NULL,
	    values, NULL, NULL, 0));
}

/* What their row says of the session. */
static void
note_session(struct db *db, const PGresult *r)
{

	if (PQresultStatus(r) == PGRES_TUPLES_OK)
		db->pooled = db_value_bool(r, 0, "pooled");
}

/*
 * Settings of a fresh connection, by the same waiting as all else: a pooler
 * may take a connection and then be silent.
 */
static enum err
session_settings(struct db *db, struct fault *fault)
{
	usec_t deadline = clock_tick() + db->conf->db_timeout * 1000000;
	PGresult *r;
	enum err e = OK;
	int i;

	if (send_settings(db) != 1 || PQpipelineSync(db->conn) != 1)
		return (fail(fault, ERR_DATABASE_DOWN,
		    PQerrorMessage(db->conn)));
	/* The row, then the end of the pipeline. */
	for (i = 0; i < 2; i++) {
		if ((r = next_result(db, deadline)) == NULL)
			return (fail(fault, ERR_DATABASE_DOWN,
			    "no answer from the database in time"));
		note_session(db, r);
		if (PQresultStatus(r) != PGRES_TUPLES_OK &&
		    PQresultStatus(r) != PGRES_PIPELINE_SYNC)
			e = fail(fault, ERR_DATABASE_DOWN,
			    PQresultErrorMessage(r));
		PQclear(r);
	}
	return (e);
}

static enum err
connect_now(struct db *db, struct fault *fault)
{
	char timeout[8];
	/* What comes before dbname is a default that the DSN may override. */
	const char *keywords[] = { "connect_timeout",
	    "fallback_application_name", "dbname", NULL };
	const char *values[] = { timeout, "msgcgi", db->conf->dsn, NULL };
	enum err e;

	snprintf(timeout, sizeof(timeout), "%d", CONNECT_SECONDS);
	memset(db->prepared, 0, sizeof(db->prepared));
	db->conn = PQconnectdbParams(keywords, values, 1);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		e = fail(fault, ERR_DATABASE_DOWN, PQerrorMessage(db->conn));
		db_disconnect(db);
		return (e);
	}
	PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
	if (PQsetnonblocking(db->conn, 1) != 0 ||
	    PQenterPipelineMode(db->conn) != 1)
		e = fail(fault, ERR_DATABASE_DOWN, "no pipeline mode");
	else
		e = session_settings(db, fault);
	if (e != OK)
		db_disconnect(db);
	return (e);
}

/*
 * An idle connection that has something to say has been closed by the server
 * (or got a notice): find out before a statement is risked on it.
 */
static bool
is_usable(struct db *db)
{
	struct pollfd p;

	if (db->conn == NULL)
		return (false);
	p.fd = PQsocket(db->conn);
	p.events = POLLIN;
	if (poll(&p, 1, 0) == 0)
		return (true);
	return (PQconsumeInput(db->conn) == 1 &&
	    PQstatus(db->conn) == CONNECTION_OK &&
	    poll(&p, 1, 0) == 0);
}

static void
expect(struct db *db, const struct sql_statement *preparing, int sent)
{

	BUG_UNLESS(db->expected < EXPECTED_MAX);
	db->preparing[db->expected++] = preparing;
	if (sent != 1)
		db->send_failed = true;
}

enum err
db_batch_begin(struct db *db, struct fault *fault)
{
	enum err e;

	if (!is_usable(db)) {
		db_disconnect(db);
		if ((e = connect_now(db, fault)) != OK)
			return (e);
	}
	db->expected = 0;
	db->send_failed = false;
	db->failed_at = 0;
	db->constraint[0] = '\0';
	/* The transaction may have a session that never had them. */
	if (db->pooled)
		expect(db, &SQL_session_settings, send_settings(db));
	return (OK);
}

void
db_batch_add(struct db *db, const struct sql_statement *statement,
    const struct db_param *params, size_t count)
{
	const char *values[PARAMETERS_MAX];
	int lengths[PARAMETERS_MAX], formats[PARAMETERS_MAX];
	size_t i;

	BUG_UNLESS(count <= PARAMETERS_MAX);
	/* Nothing behind a gap: PQfinish() would still send it, and the COMMIT
	 * would store what is left. */
	if (db->send_failed)
		return;
	for (i = 0; i < count; i++) {
		values[i] = params[i].bytes;
		lengths[i] = params[i].length;
		formats[i] = params[i].binary;
	}
	if (db->conf->db_prepare == DB_PREPARE_OFF ||
	    (db->conf->db_prepare == DB_PREPARE_AUTO && db->pooled)) {
		expect(db, NULL, PQsendQueryParams(db->conn, statement->text,
		    (int)count, NULL, values, lengths, formats, 0));
		return;
	}
	if (!db->prepared[statement->number]) {
		expect(db, statement, PQsendPrepare(db->conn, statement->name,
		    statement->text, 0, NULL));
		db->prepared[statement->number] = true;
	}
	expect(db, NULL, PQsendQueryPrepared(db->conn, statement->name,
	    (int)count, values, lengths, formats, 0));
}

static void
clear_result(void *r)
{

	PQclear(r);
}

static enum err
statement_error(struct db *db, const PGresult *r, struct fault *fault)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *name = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
	const char *words = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	enum err e = db_classify(state);

	/* libpq's own words: what the server did is not known. */
	if (state == NULL)
		e = ERR_OUTCOME_UNKNOWN;
	if (name != NULL) {
		snprintf(db->constraint, sizeof(db->constraint), "%s", name);
		if (e == ERR_PARTITION_ABSENT)	/* a CHECK constraint */
			e = ERR_DATABASE_ERROR;
	}
	return (fail(fault, e, words != NULL ? words :
	    PQresultErrorMessage(r)));
}

/* Leave the failed transaction; a connection that cannot is given up. */
static void
roll_back(struct db *db, usec_t deadline)
{
	PGresult *r;
	ExecStatusType status = PGRES_EMPTY_QUERY;

	if (PQtransactionStatus(db->conn) == PQTRANS_IDLE)
		return;
	if (PQsendQueryParams(db->conn, SQL_rollback.text, 0, NULL, NULL, NULL,
	    NULL, 0) == 1 && PQpipelineSync(db->conn) == 1) {
		while ((r = next_result(db, deadline)) != NULL) {
			status = PQresultStatus(r);
			PQclear(r);
			if (status == PGRES_PIPELINE_SYNC)
				break;
		}
	}
	if (status != PGRES_PIPELINE_SYNC ||
	    PQtransactionStatus(db->conn) != PQTRANS_IDLE)
		db_disconnect(db);
}

/* Hand rows over to the arena; a statement without rows leaves NULL. */
static void
keep_result(struct arena *arena, PGresult *r, PGresult **place)
{

	if (place != NULL)
		*place = NULL;
	if (place != NULL && PQresultStatus(r) == PGRES_TUPLES_OK) {
		arena_defer(arena, clear_result, r);
		*place = r;
	} else
		PQclear(r);
}

/*
 * No answer: whether the COMMIT took effect is not known, unless an earlier
 * statement had failed already.
 */
static enum err
lost(struct db *db, enum err e, struct fault *fault)
{

	if (e == OK)
		e = fail(fault, ERR_OUTCOME_UNKNOWN,
		    PQstatus(db->conn) == CONNECTION_OK ?
		    "no answer from the database in time" :
		    PQerrorMessage(db->conn));
	db_disconnect(db);
	return (e);
}

enum err
db_batch_end(struct db *db, struct arena *arena, PGresult **results,
    struct fault *fault)
{
	usec_t deadline = clock_tick() + db->conf->db_timeout * 1000000;
	PGresult *r;
	ExecStatusType status;
	enum err e = OK;
	size_t i, n = 0;	/* n: statements, without the preparations */

	if (db->send_failed) {
		e = fail(fault, ERR_DATABASE_DOWN, PQerrorMessage(db->conn));
		db_disconnect(db);
		return (e);
	}
	/* The COMMIT is with libpq, and may be on its way. */
	if (PQpipelineSync(db->conn) != 1)
		return (lost(db, e, fault));
	for (i = 0; i < db->expected; i++) {
		if ((r = next_result(db, deadline)) == NULL)
			return (lost(db, e, fault));
		status = PQresultStatus(r);
		if (status == PGRES_FATAL_ERROR && e == OK) {
			e = statement_error(db, r, fault);
			db->failed_at = n;
		}
		if (db->preparing[i] != NULL) {
			if (db->preparing[i] == &SQL_session_settings)
				note_session(db, r);
			else if (status != PGRES_COMMAND_OK)
				db->prepared[db->preparing[i]->number] =
				    false;
			PQclear(r);
			continue;
		}
		keep_result(arena, r, results == NULL ? NULL : &results[n]);
		n++;
	}
	/* The end of the pipeline. */
	if ((r = next_result(db, deadline)) == NULL)
		return (lost(db, e, fault));
	PQclear(r);
	if (e == ERR_DATABASE_DOWN || e == ERR_OUTCOME_UNKNOWN)
		db_disconnect(db);
	else
		roll_back(db, deadline);
	return (e);
}

enum err
db_run(struct db *db, struct arena *arena,
    const struct sql_statement *statement, const struct db_param *params,
    size_t count, PGresult **result, struct fault *fault)
{
	PGresult *r = NULL;
	enum err e;

	if ((e = db_batch_begin(db, fault)) != OK)
		return (e);
	db_batch_add(db, statement, params, count);
	e = db_batch_end(db, arena, &r, fault);
	if (result != NULL)
		*result = r;
	return (e);
}
