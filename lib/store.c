/*
 * Storing: all sends of a batch in one transaction, one statement per table
 * whatever their number.  The conversations are bumped first, in ascending
 * order (two processes would deadlock otherwise), and give the messages their
 * seqs under the rows' locks.
 */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "clock.h"
#include "db.h"
#include "notice.h"
#include "send_batch.h"
#include "store_rows.h"

enum { STATEMENTS = DB_BATCH_MAX };

static bool
is_open(const struct ticket *t)
{

	return (!t->settled && t->send != NULL);
}

static int
by_conversation(const void *left, const void *right)
{
	const struct row *const *l = left, *const *r = right;

	if ((*l)->target->conv != (*r)->target->conv)
		return ((*l)->target->conv > (*r)->target->conv ? 1 : -1);
	return ((*l)->order > (*r)->order ? 1 : -1);
}

/*
 * The same conversation, not only the same number: should two ever share one,
 * the statement meets its row twice and fails, and nothing is mixed.
 */
static bool
is_same(const struct row *a, const struct row *b)
{

	return (a->target->conv == b->target->conv &&
	    a->ticket->app->id == b->ticket->app->id &&
	    a->ticket->send->to == b->ticket->send->to &&
	    strcmp(a->target->canonical, b->target->canonical) == 0);
}

void
store_assign_ids(struct batch *batch)
{
	struct ticket *t;
	msec_t now = clock_now();
	size_t i, k;

	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		if (!is_open(t) || t->receipt->ids != NULL)
			continue;
		t->receipt->ids = arena_array(t->arena, int64_t,
		    t->send->target_count);
		for (k = 0; k < t->send->target_count; k++)
			t->receipt->ids[k] = id_next(batch->ids, now);
	}
}

static void
collect_rows(struct store *s)
{
	struct batch *batch = s->batch;
	const struct ticket *t;
	struct row *row;
	size_t i, k, n = 0;

	for (i = 0; i < batch->count; i++)
		if (is_open(batch->tickets[i]))
			n += batch->tickets[i]->send->target_count;
	s->rows = arena_array(batch->arena, struct row, n);
	s->sorted = arena_array(batch->arena, struct row *, n);
	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		for (k = 0; is_open(t) && k < t->send->target_count; k++) {
			row = &s->rows[s->row_count];
			s->sorted[s->row_count] = row;
			row->order = s->row_count++;
			row->ticket = t;
			row->target = &t->send->targets[k];
			row->id = t->receipt->ids[k];
			row->dropped = t->receipt->dropped[k];
			if (t->send->target_count > 1)
				row->payload_id = t->receipt->ids[0];
		}
	}
	qsort(s->sorted, s->row_count, sizeof(s->sorted[0]), by_conversation);
	for (i = 0; i < s->row_count; i++)
		s->conversations += i == 0 ||
		    !is_same(s->sorted[i], s->sorted[i - 1]);
}

/* What only some see counts for these alone (store_members.c). */
static bool
is_silent(const struct row *row)
{
	const struct send *send = row->ticket->send;

	return (!row->dropped && (send->silent ||
	    (send->members && send->users != NULL)));
}

static bool
is_untotalled(const struct row *row)
{
	const struct send *send = row->ticket->send;

	return (!row->dropped && !is_silent(row) && send->untotalled);
}

static void
add_conversations(struct store *s)
{
	static const char types[8] = { 'I', 'I', 'i', 't', 'I', 'I', 'I',
	    'I' };
	struct db_array *arrays[8];
	struct db_param params[8];
	const struct row *first;
	size_t i, j, k, kept, silent, untotalled;

	for (k = 0; k < 8; k++)
		arrays[k] = db_array_new(s->batch->arena, types[k],
		    s->conversations);
	for (i = 0; i < s->row_count; i = j) {
		first = s->sorted[i];
		kept = silent = untotalled = 0;
		for (j = i; j < s->row_count &&
		    is_same(s->sorted[j], first); j++) {
			kept += !s->sorted[j]->dropped;
			silent += is_silent(s->sorted[j]);
			untotalled += is_untotalled(s->sorted[j]);
		}
		db_array_integer(arrays[0], first->target->conv);
		db_array_integer(arrays[1], first->ticket->app->id);
		db_array_integer(arrays[2], first->ticket->send->to);
		db_array_text(arrays[3], first->target->canonical);
		db_array_integer(arrays[4], (int64_t)kept);
		db_array_integer(arrays[5], (int64_t)(j - i - kept));
		db_array_integer(arrays[6], (int64_t)silent);
		db_array_integer(arrays[7], (int64_t)untotalled);
		/* The last of the kept ones takes last_seq itself. */
		for (k = i; k < j; k++)
			if (!s->sorted[k]->dropped)
				s->sorted[k]->behind = (int64_t)--kept;
	}
	for (k = 0; k < 8; k++)
		params[k] = db_array_end(arrays[k]);
	db_batch_add(s->batch->db, &SQL_conversation_bump, params, 8);
}

/* Content that several targets share; the number of statements. */
static size_t
add_payloads(struct store *s)
{
	struct db_array *arrays[4];
	struct db_param params[4];
	const struct row *row;
	size_t i, k, count = 0;

	for (i = 0; i < s->row_count; i++)
		count += s->rows[i].payload_id != 0 &&
		    s->rows[i].payload_id == s->rows[i].id;
	if (count == 0)
		return (0);
	for (k = 0; k < 4; k++)
		arrays[k] = db_array_new(s->batch->arena, k == 0 ? 'I' : 't',
		    count);
	for (i = 0; i < s->row_count; i++) {
		row = &s->rows[i];
		if (row->payload_id == 0 || row->payload_id != row->id)
			continue;
		db_array_integer(arrays[0], row->payload_id);
		db_array_text(arrays[1], row->ticket->send->body);
		db_array_text(arrays[2], row->ticket->send->ext);
		db_array_text(arrays[3], row->ticket->send->options);
	}
	for (k = 0; k < 4; k++)
		params[k] = db_array_end(arrays[k]);
	db_batch_add(s->batch->db, &SQL_payload_insert, params, 4);
	return (1);
}

/* An integer, or SQL NULL. */
static void
array_integer_or_null(struct db_array *array, bool null, int64_t number)
{

	if (null)
		db_array_bytes(array, NULL, 0);
	else
		db_array_integer(array, number);
}

static void
add_message(struct arena *arena, struct db_array *arrays[17],
    const struct row *row)
{
	const struct send *send = row->ticket->send;
	bool shared = row->payload_id != 0;

	db_array_integer(arrays[0], row->target->conv);
	db_array_integer(arrays[1], row->id);
	array_integer_or_null(arrays[2], row->dropped, row->behind);
	db_array_integer(arrays[3], row->ticket->app->id);
	db_array_text(arrays[4], send->sender);
	db_array_text(arrays[5], send->type);
	db_array_integer(arrays[6], send->priority);
	db_array_text(arrays[7], shared ? NULL : send->body);
	db_array_text(arrays[8], shared ? NULL : send->ext);
	db_array_text(arrays[9], shared ? NULL : send->options);
	array_integer_or_null(arrays[10], !shared, row->payload_id);
	db_array_text(arrays[11], send->users == NULL ? NULL :
	    db_array_literal(arena, send->users, send->user_count));
	db_array_text(arrays[12], send->ignored_count == 0 ? NULL :
	    db_array_literal(arena, send->ignored, send->ignored_count));
	db_array_integer(arrays[13], send->dialect);
	db_array_integer(arrays[14], send->silent);
	db_array_integer(arrays[15], !send->silent && send->untotalled);
	array_integer_or_null(arrays[16], send->thread == 0, send->thread);
}

static void
add_messages(struct store *s)
{
	static const char types[17] = { 'I', 'I', 'I', 'I', 't', 't', 'i',
	    't', 't', 't', 'I', 't', 't', 'i', 'b', 'b', 'I' };
	struct db_array *arrays[17];
	struct db_param params[17];
	size_t i, k;

	for (k = 0; k < 17; k++)
		arrays[k] = db_array_new(s->batch->arena, types[k],
		    s->row_count);
	for (i = 0; i < s->row_count; i++)
		add_message(s->batch->arena, arrays, &s->rows[i]);
	for (k = 0; k < 17; k++)
		params[k] = db_array_end(arrays[k]);
	db_batch_add(s->batch->db, &SQL_message_insert, params, 17);
}

/*
 * After a commit without an answer: the ids are in the table if and only if
 * it took effect, since nobody else has them.
 */
enum err
store_outcome(struct batch *batch, bool *stored, struct fault *fault)
{
	struct db_param params[2];
	const struct ticket *t;
	PGresult *r;
	size_t i;
	enum err e;

	*stored = false;
	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		if (!is_open(t))
			continue;
		params[0] = db_bigint(batch->arena, t->send->targets[0].conv);
		params[1] = db_bigint(batch->arena, t->receipt->ids[0]);
		if ((e = db_run(batch->db, batch->arena, &SQL_message_exists,
		    params, 2, &r, fault)) != OK)
			return (e);
		*stored = db_rows(r) > 0;
		return (OK);
	}
	return (OK);
}

void
store_settle(struct batch *batch)
{
	static const struct fault none;
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (is_open(batch->tickets[i]))
			ticket_settle(batch->tickets[i], OK, &none);
}

/* Where each conversation's messages begin that are not dropped. */
static void
add_notices(struct store *s)
{
	struct notice *notices = arena_array(s->batch->arena, struct notice,
	    s->conversations);
	const struct row *row, *last = NULL;
	struct notice *notice;
	size_t i, n = 0;

	for (i = 0; i < s->row_count; i++) {
		row = s->sorted[i];
		if (row->dropped)
			continue;
		if (last == NULL || !is_same(row, last)) {
			notices[n].app_id = row->ticket->app->id;
			notices[n].conv = row->target->conv;
			notices[n++].id = row->id;
		}
		notice = &notices[n - 1];
		if (row->id < notice->id)
			notice->id = row->id;
		last = row;
	}
	notice_add(s->batch->db, s->batch->arena, NOTICE_MESSAGE, notices, n);
}

enum err
store_run(struct batch *batch, struct fault *fault)
{
	struct store s = { .batch = batch };
	PGresult *results[STATEMENTS];
	size_t bump = 1;	/* place of the statement that locks */
	enum err e;

	batch->conversation_locked = false;
	collect_rows(&s);
	if (s.row_count == 0)
		return (OK);
	if ((e = db_batch_begin(batch->db, fault)) != OK)
		return (e);
	db_batch_add(batch->db, &SQL_begin, NULL, 0);
	bump += idempotency_add(batch);
	/* What is large goes before the locks. */
	bump += add_payloads(&s);
	add_conversations(&s);
	add_messages(&s);
	store_add_members(&s);
	store_add_notifications(&s);
	store_add_grams(&s);
	db_batch_add(batch->db, &SQL_commit, NULL, 0);
	add_notices(&s);
	e = db_batch_end(batch->db, batch->arena, results, fault);
	/* Members' rows are locked by who reads, behind the messages. */
	batch->conversation_locked = e == ERR_DATABASE_BUSY &&
	    (db_failed_at(batch->db) == bump ||
	    db_failed_at(batch->db) == bump + 2);
	if (e != OK)
		return (e);
	store_settle(batch);
	return (OK);
}
