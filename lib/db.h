/*
 * db: the one caller of libpq, and the one place that knows SQLSTATE.
 *
 * Statements are those of sql/query/NAME.sql, embedded at build time as
 * SQL_NAME (sql_data.h); there is no other SQL text in the program.  Values
 * travel as parameters, never in the text.  A statement is prepared once per
 * connection (MSG_DB_PREPARE=off: sent whole each time).
 *
 * A pooler between us and PostgreSQL, which may give each transaction another
 * session, is noticed by itself: the settings of a session then travel with
 * each transaction, and nothing is prepared unless MSG_DB_PREPARE=on.
 *
 * A connection belongs to one thread at a time; a lost one is opened again
 * at the next use.  Every statement has a deadline (MSG_DB_TIMEOUT).
 */
#ifndef LIB_DB_H
#define LIB_DB_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct arena;
struct buf;
struct conf;

/* A file of sql/query. */
struct sql_statement {
	const char *name;
	const char *text;
	unsigned number;	/* below SQL_STATEMENTS */
};
#include "sql_data.h"

/* One parameter; made by the functions below, all in binary or text form. */
struct db_param {
	const char *bytes;	/* NULL: SQL NULL */
	int length;
	int binary;		/* 1 or 0 */
};
struct db_param db_null(void);
struct db_param db_text(const char *string);		/* NULL allowed */
struct db_param db_bytes(const void *bytes, size_t length);
struct db_param db_bigint(struct arena *a, int64_t number); /* $n::bigint */
struct db_param db_int(struct arena *a, int32_t number);    /* $n::int */
struct db_param db_bool(bool value);			    /* $n::boolean */

/*
 * Arrays, in PostgreSQL's binary form: begun, filled with as many elements
 * as were promised, ended.  Types: $n::bigint[], ::int[], ::boolean[],
 * ::text[], ::bytea[].  In text and bytea arrays NULL is SQL NULL.
 */
struct db_array;
struct db_array *db_array_new(struct arena *a, char type, size_t count);
	/* type: 'I' bigint, 'i' int, 'b' boolean, 't' text, 'y' bytea */
void db_array_integer(struct db_array *array, int64_t number); /* I i b */
void db_array_bytes(struct db_array *array, const void *bytes, size_t length);
void db_array_text(struct db_array *array, const char *string);
struct db_param db_array_end(struct db_array *array);
/* The text form of a text[], for an element of an array that is cast to
 * text[] row by row. */
const char *db_array_literal(struct arena *a, const char *const *strings,
    size_t count);

/*
 * db_open(conf): a connection, not yet connected.  db_close(): NULL allowed.
 */
struct db;
struct db *db_open(const struct conf *conf);
void db_close(struct db *db);

/*
 * db_run(db, arena, statement, params, count, result, fault):
 * Run one statement by itself.  On OK store its result (ended with the
 * arena) in ${result}, which may be NULL.  Values come in text form.
 */
enum err db_run(struct db *db, struct arena *arena,
    const struct sql_statement *statement, const struct db_param *params,
    size_t count, PGresult **result, struct fault *fault);

/*
 * Several statements in one trip: begin, add each (at most DB_BATCH_MAX),
 * then end, which sends them and stores each one's result in ${results}
 * (NULL where it was not reached).  A transaction brackets them with SQL_begin
 * and SQL_commit; after an error it is rolled back.  Returns the first error,
 * and its position in db_failed_at(); ERR_OUTCOME_UNKNOWN when the connection
 * was lost or the time ran out after the statements had been sent.
 *
 * db_batch_aside(db): what is added from here on, behind SQL_commit, is a
 * transaction of its own that is only tried.  That it fails, or that its
 * answer is lost, is logged, and changes nothing of what db_batch_end()
 * returns; it has no results.
 */
enum { DB_BATCH_MAX = 12 };
enum err db_batch_begin(struct db *db, struct fault *fault);
void db_batch_add(struct db *db, const struct sql_statement *statement,
    const struct db_param *params, size_t count);
void db_batch_aside(struct db *db);
enum err db_batch_end(struct db *db, struct arena *arena, PGresult **results,
    struct fault *fault);
size_t db_failed_at(const struct db *db);

/* db_pooled(db): whether the last connection made was a pooler's. */
bool db_pooled(const struct db *db);

/* db_constraint(db): name of the constraint that the last error named, "" if
 * none; db_disconnect(db): drop the connection; the next use makes another. */
const char *db_constraint(const struct db *db);
void db_disconnect(struct db *db);

/* db_classify(sqlstate): the code for an error of the server. */
enum err db_classify(const char *sqlstate);

/* Values of a result, by column name; the column must exist. */
size_t db_rows(const PGresult *r);
bool db_is_null(const PGresult *r, size_t row, const char *column);
const char *db_value(const PGresult *r, size_t row, const char *column);
const char *db_value_or_null(const PGresult *r, size_t row,
    const char *column);
int64_t db_value_bigint(const PGresult *r, size_t row, const char *column);
bool db_value_bool(const PGresult *r, size_t row, const char *column);
/* A bigint[], int[] or boolean[] (1 and 0) without NULLs, in the arena. */
int64_t *db_value_integers(const PGresult *r, size_t row, const char *column,
    struct arena *arena, size_t *count);

/*
 * The process's pool of MSG_DB_CONNECTIONS connections, for what is not a
 * send.  db_take() waits for a free one, at most MSG_DB_TIMEOUT, then
 * ERR_DATABASE_BUSY.
 */
void db_pool_start(const struct conf *conf);
void db_pool_stop(void);
enum err db_take(struct db **db, struct fault *fault);
void db_give(struct db *db);

/* db_query(arena, ...): db_take(), db_run(), db_give(). */
enum err db_query(struct arena *arena, const struct sql_statement *statement,
    const struct db_param *params, size_t count, PGresult **result,
    struct fault *fault);

#endif
