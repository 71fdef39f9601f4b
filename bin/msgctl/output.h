/*
 * output: answers, as aligned tables for people or as one JSON document.
 *
 * Cells are texts as the database gives them: integers in decimal, booleans
 * as t or f, NULL for none ("-" for people, null in JSON).  For people,
 * control characters are replaced, because names come from the outside and
 * terminals obey them.
 *
 * A table belongs to the arena that it was made in, and so do its cells.
 */
#ifndef MSGCTL_OUTPUT_H
#define MSGCTL_OUTPUT_H

#include <libpq-fe.h>
#include <stddef.h>

struct arena;
struct ctl;

/* FIELD_LIST: texts with commas between them; an array in JSON. */
enum field_kind { FIELD_TEXT, FIELD_INTEGER, FIELD_BOOL, FIELD_LIST };

struct field {
	const char *name;	/* in JSON, and the column of a PGresult */
	const char *title;	/* for people */
	enum field_kind kind;
};

struct table;

/* table_new(arena, fields, count): no rows yet; ${fields} must live on. */
struct table *table_new(struct arena *arena, const struct field *fields,
    size_t count);

/* table_add(table, cells): a row of as many cells as there are fields. */
void table_add(struct table *table, const char *const *cells);

/* table_add_result(table, result): all rows of ${result}, which must live as
 * long as the table. */
void table_add_result(struct table *table, const PGresult *result);

/* table_rows(table): how many. */
size_t table_rows(const struct table *table);

/* put_table(ctl, name, table): the member ${name}, an array of objects. */
void put_table(struct ctl *ctl, const char *name, const struct table *table);

/* put_record(ctl, table): the first row, as members of the document. */
void put_record(struct ctl *ctl, const struct table *table);

/* say(ctl, format, ...): a line for people; nothing with --json. */
void say(struct ctl *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
