/* Statements; see db.h. */
#include <stdint.h>
#include <stdio.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db_connection.h"
#include "log.h"

enum {
	PARAMETERS_MAX = 24,	/* of one statement */
	ASIDE_PAUSE = 5000000,	/* microseconds, when it could not be done */
	ASIDE_LINES = 60000000,	/* microseconds between lines about it */
};

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

static void
expect(struct db *db, const struct sql_statement *preparing, int sent)
{

	BUG_UNLESS(db->expected < DB_EXPECTED_MAX);
	if (sent == 1)
		db->preparing[db->expected++] = preparing;
	else
		db->send_failed = true;
}

static void
note_aside(struct db *db, const char *words)
{
	usec_t now = clock_tick();

	/* Not for each send while it lasts. */
	if (db->aside_told != 0 && now - db->aside_told < ASIDE_LINES)
		return;
	db->aside_told = now;
	log_event(LOG_LEVEL_WARNING, "notice_lost", words);
}

/* The settings of a transaction, which may have a session that never had
 * them. */
static void
begin_transaction(struct db *db)
{

	if (db->pooled)
		expect(db, &SQL_session_settings, db_send_settings(db));
}

enum err
db_batch_begin(struct db *db, struct fault *fault)
{
	enum err e;

	if ((e = db_connect(db, fault)) != OK)
		return (e);
	db->expected = db->place = 0;
	db->deciding = SIZE_MAX;
	db->send_failed = db->aside_left_out = false;
	db->failed_at = 0;
	db->constraint[0] = '\0';
	begin_transaction(db);
	return (OK);
}

void
db_batch_aside(struct db *db)
{

	if (db->send_failed)
		return;
	db->aside_left_out = clock_tick() < db->aside_again;
	db->deciding = db->expected;
	if (!db->aside_left_out)
		begin_transaction(db);
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
	if (db->send_failed || db->aside_left_out)
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
		if (db->send_failed)
			return;
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
	return (db_fail(fault, e, words != NULL ? words :
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
		while ((r = db_next_result(db, deadline)) != NULL) {
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

static bool
is_aside(const struct db *db)
{

	return (db->place >= db->deciding);
}

/*
 * No answer: whether the COMMIT took effect is not known, unless an earlier
 * statement had failed already, or only what is aside is missing.
 */
static enum err
lost(struct db *db, enum err e, struct fault *fault)
{
	const char *words = PQstatus(db->conn) == CONNECTION_OK ?
	    "no answer from the database in time" : PQerrorMessage(db->conn);

	if (e == OK && is_aside(db))
		note_aside(db, words);
	else if (e == OK)
		e = db_fail(fault, ERR_OUTCOME_UNKNOWN, words);
	db_disconnect(db);
	return (e);
}

static enum err
result_error(struct db *db, const PGresult *r, struct fault *fault)
{

	if (!is_aside(db))
		return (statement_error(db, r, fault));
	/* A lock that is held must not hold up every transaction. */
	db->aside_again = clock_tick() + ASIDE_PAUSE;
	note_aside(db, PQresultErrorMessage(r));
	return (OK);
}

/* What prepares, or sets: none of the caller's. */
static void
take_own(struct db *db, const struct sql_statement *statement,
    const PGresult *r)
{

	if (statement == &SQL_session_settings)
		db_note_session(db, r);
	else if (PQresultStatus(r) != PGRES_COMMAND_OK)
		db->prepared[statement->number] = false;
}

/*
 * The end of the pipeline.  An error there is of what the server leaves to the
 * end of a transaction without COMMIT, and some versions of libpq have lost
 * count then.
 */
static enum err
take_end(struct db *db, usec_t deadline, enum err e, struct fault *fault)
{
	PGresult *r = db_next_result(db, deadline);

	if (r == NULL)
		return (lost(db, e, fault));
	if (PQresultStatus(r) != PGRES_PIPELINE_SYNC) {
		if (e == OK)
			e = result_error(db, r, fault);
		db_disconnect(db);
	} else if (e == ERR_DATABASE_DOWN || e == ERR_OUTCOME_UNKNOWN ||
	    db->send_failed)
		db_disconnect(db);
	else
		roll_back(db, deadline);
	PQclear(r);
	return (e);
}

enum err
db_batch_end(struct db *db, struct arena *arena, PGresult **results,
    struct fault *fault)
{
	usec_t deadline = clock_tick() + db->conf->db_timeout * 1000000;
	const struct sql_statement *own;
	PGresult *r;
	enum err e = OK;
	size_t n = 0;		/* statements, without the preparations */

	if (db->send_failed && db->deciding == SIZE_MAX) {
		e = db_fail(fault, ERR_DATABASE_DOWN, PQerrorMessage(db->conn));
		db_disconnect(db);
		return (e);
	}
	/* The COMMIT is with libpq, and may be on its way. */
	if (PQpipelineSync(db->conn) != 1)
		return (lost(db, e, fault));
	for (; db->place < db->expected; db->place++) {
		if ((r = db_next_result(db, deadline)) == NULL)
			return (lost(db, e, fault));
		if (PQresultStatus(r) == PGRES_FATAL_ERROR && e == OK) {
			e = result_error(db, r, fault);
			db->failed_at = n;
		}
		own = db->preparing[db->place];
		if (own != NULL) {
			take_own(db, own, r);
			PQclear(r);
			continue;
		}
		keep_result(arena, r, results == NULL || is_aside(db) ? NULL :
		    &results[n]);
		n++;
	}
	return (take_end(db, deadline, e, fault));
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
