/*
 * db_connection: a connection, between db.c, which runs statements on it, and
 * db_connect.c, which makes it.
 */
#ifndef LIB_DB_CONNECTION_H
#define LIB_DB_CONNECTION_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "clock.h"
#include "db.h"

enum {
	/* Each is prepared first; two more: the settings. */
	DB_EXPECTED_MAX = 2 * (DB_BATCH_MAX + 1),
};

struct db {
	const struct conf *conf;
	PGconn *conn;		/* NULL: not connected */
	bool prepared[SQL_STATEMENTS];
	bool pooled;		/* each transaction may have another session */
	/* The exchange under way. */
	/* Per expected result: what it prepares (or the settings, which come
	 * first through a pooler), NULL if it runs one of the caller's. */
	const struct sql_statement *preparing[DB_EXPECTED_MAX];
	size_t expected;
	size_t place;		/* of the result that is waited for */
	size_t deciding;	/* results before it decide; the others are
				 * of db_batch_aside() */
	bool send_failed;
	bool aside_left_out;
	size_t failed_at;
	usec_t aside_again;	/* when it is tried again that failed */
	usec_t aside_told;	/* when the log had a line about it */
	char constraint[64];
};

/*
 * db_connect(db, fault): make sure that there is a connection that can be
 * used, if it must be a new one.  ERR_DATABASE_DOWN.
 * db_send_settings(db): queue the session's, or transaction's, settings; 1
 * when that succeeded, as libpq says it.  db_note_session(db, r): what their
 * row says of the session.
 * db_next_result(db, deadline): the next that is not the NULL between two
 * statements; NULL: lost, or late.
 * db_fail(fault, e, detail): ${e}, with the first line of ${detail}, which
 * libpq will overwrite.
 */
enum err db_connect(struct db *db, struct fault *fault);
int db_send_settings(struct db *db);
void db_note_session(struct db *db, const PGresult *r);
PGresult *db_next_result(struct db *db, usec_t deadline);
enum err db_fail(struct fault *fault, enum err e, const char *detail);

#endif
