/* See store_rows.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "gram.h"
#include "send_batch.h"
#include "store_rows.h"

static bool
counts(const struct row *row)
{

	return (!row->dropped && row->ticket->send->members);
}

static bool
notifies(const struct row *row)
{

	return (!row->dropped && row->ticket->send->notify);
}

static bool
is_found(const struct row *row)
{

	return (!row->dropped && row->ticket->send->text != NULL &&
	    row->ticket->send->app->search);
}

static size_t
count_rows(const struct store *s, bool (*wanted)(const struct row *row))
{
	size_t i, n = 0;

	for (i = 0; i < s->row_count; i++)
		n += wanted(&s->rows[i]);
	return (n);
}

static void
begin_arrays(struct arena *arena, struct db_array **arrays,
    const char *types, size_t rows)
{

	for (; *types != '\0'; types++)
		*arrays++ = db_array_new(arena, *types, rows);
}

static void
add_statement(struct store *s, const struct sql_statement *statement,
    struct db_array **arrays, size_t count)
{
	struct db_param params[5];
	size_t k;

	for (k = 0; k < count; k++)
		params[k] = db_array_end(arrays[k]);
	db_batch_add(s->batch->db, statement, params, count);
}

/* ${seen}: what the user's count of seen messages changes by. */
static void
add_count(struct db_array **arrays, const struct row *row, const char *name,
    int seen)
{

	db_array_integer(arrays[0], row->target->conv);
	db_array_text(arrays[1], name);
	db_array_integer(arrays[2], seen);
	db_array_integer(arrays[3], row->ticket->send->untotalled ? 0 : seen);
	db_array_bytes(arrays[4], NULL, 0);
}

static void
add_mention(struct db_array **arrays, const struct row *row, const char *name)
{

	db_array_integer(arrays[0], row->target->conv);
	db_array_text(arrays[1], name);
	db_array_integer(arrays[2], 0);
	db_array_integer(arrays[3], 0);
	db_array_integer(arrays[4], row->behind);
}

static bool
is_in(const char **names, size_t count, const char *name)
{

	while (count > 0)
		if (strcmp(names[--count], name) == 0)
			return (true);
	return (false);
}

/*
 * What not everybody sees.  A message for some counts as silent for its
 * conversation (store.c), and as one more for each of those; what some do not
 * see, these have seen.  How many rows; ${arrays} NULL: only that.
 */
static size_t
add_apart(struct db_array **arrays, const struct row *row)
{
	const struct send *send = row->ticket->send;
	const bool directed = send->users != NULL;
	const char **names = directed ? send->users : send->ignored;
	size_t k, n = 0;
	size_t count = directed ? send->user_count : send->ignored_count;

	for (k = 0; !send->silent && k < count; k++) {
		if (strcmp(names[k], send->sender) == 0 || (directed &&
		    is_in(send->ignored, send->ignored_count, names[k])))
			continue;
		if (arrays != NULL)
			add_count(arrays, row, names[k], directed ? -1 : 1);
		n++;
	}
	return (n);
}

void
store_add_members(struct store *s)
{
	struct db_array *arrays[5];
	const struct send *send;
	size_t i, k, n = 0;

	for (i = 0; i < s->row_count; i++)
		if (counts(&s->rows[i])) {
			send = s->rows[i].ticket->send;
			n += 1 + send->mention_count +
			    add_apart(NULL, &s->rows[i]);
		}
	if (n == 0)
		return;
	begin_arrays(s->batch->arena, arrays, "ItiiI", n);
	for (i = 0; i < s->row_count; i++) {
		if (!counts(&s->rows[i]))
			continue;
		send = s->rows[i].ticket->send;
		add_count(arrays, &s->rows[i], send->sender,
		    !send->silent && send->users == NULL);
		for (k = 0; k < send->mention_count; k++)
			add_mention(arrays, &s->rows[i], send->mentions[k]);
		add_apart(arrays, &s->rows[i]);
	}
	add_statement(s, &SQL_member_counts, arrays, 5);
}

void
store_add_notifications(struct store *s)
{
	struct arena *arena = s->batch->arena;
	struct db_array *arrays[5];
	const struct send *send;
	const struct row *row;
	size_t i, n = count_rows(s, notifies);

	if (n == 0)
		return;
	begin_arrays(arena, arrays, "IItti", n);
	for (i = 0; i < s->row_count; i++) {
		row = &s->rows[i];
		if (!notifies(row))
			continue;
		send = row->ticket->send;
		db_array_integer(arrays[0], row->target->conv);
		db_array_integer(arrays[1], row->id);
		db_array_text(arrays[2], send->sender);
		db_array_text(arrays[3], send->mention_count == 0 ? NULL :
		    db_array_literal(arena, send->mentions,
		    send->mention_count));
		if (send->notify_most == 0)
			db_array_bytes(arrays[4], NULL, 0);
		else
			db_array_integer(arrays[4], send->notify_most);
	}
	add_statement(s, &SQL_notification_insert, arrays, 5);
}

void
store_add_grams(struct store *s)
{
	struct arena *arena = s->batch->arena;
	struct db_array *arrays[4];
	const struct row *row;
	size_t i, n = count_rows(s, is_found);

	if (n == 0)
		return;
	begin_arrays(arena, arrays, "IIIt", n);
	for (i = 0; i < s->row_count; i++) {
		row = &s->rows[i];
		if (!is_found(row))
			continue;
		db_array_integer(arrays[0], row->target->conv);
		db_array_integer(arrays[1], row->id);
		db_array_integer(arrays[2], row->ticket->app->id);
		db_array_text(arrays[3], gram_literal(arena,
		    row->ticket->app->id, row->ticket->send->text));
	}
	add_statement(s, &SQL_gram_insert, arrays, 4);
}
