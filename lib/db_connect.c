/*
 * Connections: how they are made, and waited for; see db_connection.h.
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
#include "conf.h"
#include "db_connection.h"

enum {
	CONNECT_SECONDS = 3,	/* for a connection attempt, per host */
	LOCK_MILLISECONDS = 400, /* waiting for a row's lock */
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

/* Server messages go to the log as results are looked at, not to stderr. */
static void
ignore_notice(void *cookie, const PGresult *r)
{

	(void)cookie;
	(void)r;
}

enum err
db_fail(struct fault *fault, enum err e, const char *detail)
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

PGresult *
db_next_result(struct db *db, usec_t deadline)
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

int
db_send_settings(struct db *db)
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

void
db_note_session(struct db *db, const PGresult *r)
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

	if (db_send_settings(db) != 1 || PQpipelineSync(db->conn) != 1)
		return (db_fail(fault, ERR_DATABASE_DOWN,
		    PQerrorMessage(db->conn)));
	/* The row, then the end of the pipeline. */
	for (i = 0; i < 2; i++) {
		if ((r = db_next_result(db, deadline)) == NULL)
			return (db_fail(fault, ERR_DATABASE_DOWN,
			    "no answer from the database in time"));
		db_note_session(db, r);
		if (PQresultStatus(r) != PGRES_TUPLES_OK &&
		    PQresultStatus(r) != PGRES_PIPELINE_SYNC)
			e = db_fail(fault, ERR_DATABASE_DOWN,
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
		e = db_fail(fault, ERR_DATABASE_DOWN, PQerrorMessage(db->conn));
		db_disconnect(db);
		return (e);
	}
	PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
	if (PQsetnonblocking(db->conn, 1) != 0 ||
	    PQenterPipelineMode(db->conn) != 1)
		e = db_fail(fault, ERR_DATABASE_DOWN, "no pipeline mode");
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

enum err
db_connect(struct db *db, struct fault *fault)
{

	if (is_usable(db))
		return (OK);
	db_disconnect(db);
	return (connect_now(db, fault));
}
