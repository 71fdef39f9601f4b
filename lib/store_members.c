/* See store_rows.h. */
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

static void
add_count(struct db_array **arrays, const struct row *row, const char *name,
    bool own)
{
	const struct send *send = row->ticket->send;

	db_array_integer(arrays[0], row->target->conv);
	db_array_text(arrays[1], name);
	db_array_integer(arrays[2], own && !send->silent);
	db_array_integer(arrays[3], own && !send->silent && !send->untotalled);
	if (own)
		db_array_bytes(arrays[4], NULL, 0);
	else
		db_array_integer(arrays[4], row->behind);
}

void
store_add_members(struct store *s)
{
	struct db_array *arrays[5];
	const struct send *send;
	size_t i, k, n = 0;

	for (i = 0; i < s->row_count; i++)
		if (counts(&s->rows[i]))
			n += 1 + s->rows[i].ticket->send->mention_count;
	if (n == 0)
		return;
	begin_arrays(s->batch->arena, arrays, "ItiiI", n);
	for (i = 0; i < s->row_count; i++) {
		if (!counts(&s->rows[i]))
			continue;
		send = s->rows[i].ticket->send;
		add_count(arrays, &s->rows[i], send->sender, true);
		for (k = 0; k < send->mention_count; k++)
			add_count(arrays, &s->rows[i], send->mentions[k],
			    false);
	}
	add_statement(s, &SQL_member_counts, arrays, 5);
}

void
store_add_notifications(struct store *s)
{
	struct arena *arena = s->batch->arena;
	struct db_array *arrays[4];
	const struct send *send;
	const struct row *row;
	size_t i, n = count_rows(s, notifies);

	if (n == 0)
		return;
	begin_arrays(arena, arrays, "IItt", n);
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
	}
	add_statement(s, &SQL_notification_insert, arrays, 4);
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
