/*
 * Admission: every call of a batch is judged by its limits in one statement,
 * in the order in which the calls came.  sql/schema/004_limits.sql has the
 * rules; here the batch is brought into its form and the verdicts back.
 */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "conversation.h"
#include "db.h"
#include "hash.h"
#include "send_batch.h"

enum verdict { VERDICT_OK, VERDICT_CALLS, VERDICT_MESSAGES };

/* One taking from one counter, by one ticket. */
struct use {
	int64_t counter;
	int32_t quota;			/* units per window */
	int32_t window;			/* seconds */
	int32_t units;
	enum priority priority;		/* the column it counts in */
	size_t position;		/* of its counter, from 1 */
};

/* The uses of a ticket: NULL where it has no such limit. */
struct item {
	struct use *calls;
	struct use *messages;
	struct use *rooms;		/* one per target */
	size_t room_count;
};

struct admission {
	struct batch *batch;
	struct item *items;		/* one per ticket */
	struct use *uses;
	size_t use_count;
	size_t counters;		/* distinct */
	size_t rooms;
};

/*
 * Numbers made before: most calls are to the same few limits.  Only the thread
 * that writes comes here.
 */
enum { KNOWN = 1024 };
static struct {
	int64_t app_id;
	const char *name;	/* of a limit, by its place in the program */
	int64_t number;
} known[KNOWN];

static int64_t
make_counter_number(const struct app *app, const struct limit *limit)
{
	unsigned char digest[SHA256_SIZE];
	char id[24];
	const char *fields[4] = { "limit", id, limit->name, limit->user };

	snprintf(id, sizeof(id), "%lld", (long long)app->id);
	hash_fields(digest, fields, limit->user == NULL ? 3 : 4);
	return (hash_bigint(digest));
}

static int64_t
counter_number(const struct app *app, const struct limit *limit)
{
	size_t place;

	/* Users are too many to be remembered. */
	if (limit->user != NULL)
		return (make_counter_number(app, limit));
	place = ((size_t)app->id * 31 + ((uintptr_t)limit->name >> 3)) %
	    KNOWN;

	if (known[place].app_id != app->id ||
	    known[place].name != limit->name) {
		known[place].app_id = app->id;
		known[place].name = limit->name;
		known[place].number = make_counter_number(app, limit);
	}
	return (known[place].number);
}

static struct use *
use_add(struct admission *a, int64_t counter, int32_t quota, int32_t window)
{
	struct use *use = &a->uses[a->use_count++];

	use->counter = counter;
	use->quota = quota;
	use->window = window;
	use->units = 1;
	use->priority = PRIORITY_HIGH;
	return (use);
}

static struct use *
use_limit(struct admission *a, const struct app *app,
    const struct limit *limit)
{

	if (limit == NULL || limit->name == NULL)
		return (NULL);
	return (use_add(a, counter_number(app, limit), limit->quota,
	    limit->window));
}

/* What a ticket takes; one whose key has a result is only a call. */
static void
collect(struct admission *a, const struct ticket *t, struct item *item)
{
	const struct send *send = t->send;
	struct use *use;
	size_t i;

	if (t->admitted)
		return;
	item->calls = use_limit(a, t->app, t->calls);
	if (send == NULL || t->found)
		return;
	item->messages = use_limit(a, t->app, &send->messages);
	if (item->messages != NULL)
		item->messages->units = (int32_t)send->target_count;
	if (send->to != CONVERSATION_ROOM)
		return;
	item->rooms = &a->uses[a->use_count];
	item->room_count = send->target_count;
	for (i = 0; i < send->target_count; i++) {
		use = use_add(a, send->targets[i].conv,
		    (int32_t)t->app->room_rate, 1);
		use->priority = send->priority;
	}
	a->rooms += send->target_count;
}

static void
collect_all(struct admission *a)
{
	struct batch *batch = a->batch;
	const struct ticket *t;
	size_t i, most = 0;

	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		most += 2 + (t->send == NULL ? 0 : t->send->target_count);
	}
	a->uses = arena_array(batch->arena, struct use, most);
	a->items = arena_array(batch->arena, struct item, batch->count);
	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled)
			collect(a, batch->tickets[i], &a->items[i]);
}

static int
by_counter(const void *left, const void *right)
{
	const struct use *const *l = left, *const *r = right;

	return (((*l)->counter > (*r)->counter) -
	    ((*l)->counter < (*r)->counter));
}

/* Number the distinct counters in ascending order, and add up what each is
 * asked for: the first six parameters of the statement. */
static void
counter_params(struct admission *a, struct db_param params[6])
{
	struct arena *arena = a->batch->arena;
	struct use **sorted = arena_array(arena, struct use *, a->use_count);
	int64_t (*totals)[3];
	struct db_array *arrays[6];
	const struct use *use;
	size_t i, k;

	for (i = 0; i < a->use_count; i++)
		sorted[i] = &a->uses[i];
	qsort(sorted, a->use_count, sizeof(sorted[0]), by_counter);
	totals = arena_calloc(arena, a->use_count, sizeof(*totals));
	for (i = 0; i < a->use_count; i++) {
		if (i == 0 || sorted[i]->counter != sorted[i - 1]->counter)
			a->counters++;
		sorted[i]->position = a->counters;
		totals[a->counters - 1][sorted[i]->priority] +=
		    sorted[i]->units;
	}
	for (k = 0; k < 6; k++)
		arrays[k] = db_array_new(arena, k == 0 ? 'I' : 'i',
		    a->counters);
	for (i = 0; i < a->use_count; i++) {
		use = sorted[i];
		if (i > 0 && use->position == sorted[i - 1]->position)
			continue;
		db_array_integer(arrays[0], use->counter);
		db_array_integer(arrays[1], use->quota);
		db_array_integer(arrays[2], use->window);
		for (k = 0; k < 3; k++)
			db_array_integer(arrays[3 + k],
			    totals[use->position - 1][k]);
	}
	for (k = 0; k < 6; k++)
		params[k] = db_array_end(arrays[k]);
}

static int64_t
position(const struct use *use)
{

	return (use == NULL ? 0 : (int64_t)use->position);
}

/* Who takes what, in order: the last six parameters. */
static void
item_params(struct admission *a, struct db_param params[6])
{
	struct arena *arena = a->batch->arena;
	struct db_array *arrays[6];
	const struct item *item;
	size_t i, k;

	for (k = 0; k < 6; k++)
		arrays[k] = db_array_new(arena, 'i',
		    k < 3 ? a->batch->count : a->rooms);
	for (i = 0; i < a->batch->count; i++) {
		item = &a->items[i];
		db_array_integer(arrays[0], position(item->calls));
		db_array_integer(arrays[1], position(item->messages));
		db_array_integer(arrays[2], item->messages == NULL ? 0 :
		    item->messages->units);
		for (k = 0; k < item->room_count; k++) {
			db_array_integer(arrays[3], (int64_t)i + 1);
			db_array_integer(arrays[4],
			    position(&item->rooms[k]));
			db_array_integer(arrays[5], item->rooms[k].priority);
		}
	}
	for (k = 0; k < 6; k++)
		params[k] = db_array_end(arrays[k]);
}

/* Set a limit's state from the counter's values after the batch. */
static void
tell_state(struct limit_state *state, const struct use *use,
    const int64_t *used, const int64_t *reset)
{
	int64_t left;

	if (use == NULL)
		return;
	left = use->quota - used[use->position - 1];
	state->remaining = left < 0 ? 0 : (int32_t)left;
	state->reset = (int32_t)reset[use->position - 1];
}

static void
apply_rooms(const struct ticket *t, const struct item *item,
    const int64_t *kept)
{
	size_t i;

	if (t->send == NULL || t->found)
		return;
	t->receipt->dropped = arena_array(t->arena, bool,
	    t->send->target_count);
	t->receipt->dropped_count = 0;
	for (i = 0; kept != NULL && i < item->room_count; i++) {
		t->receipt->dropped[i] = kept[i] == 0;
		t->receipt->dropped_count += kept[i] == 0;
	}
}

static void
apply(struct admission *a, const PGresult *r)
{
	static const struct fault none;
	struct arena *arena = a->batch->arena;
	int64_t *used, *reset, *verdicts = NULL, *kept = NULL;
	const struct item *item;
	struct ticket *t;
	size_t i, n, room = 0;

	used = db_value_integers(r, 0, "used", arena, &n);
	reset = db_value_integers(r, 0, "reset", arena, &n);
	if (!db_is_null(r, 0, "verdicts")) {
		verdicts = db_value_integers(r, 0, "verdicts", arena, &n);
		BUG_UNLESS(n == a->batch->count);
		kept = db_value_integers(r, 0, "kept", arena, &n);
		BUG_UNLESS(n == a->rooms);
	}
	for (i = 0; i < a->batch->count; i++) {
		t = a->batch->tickets[i];
		item = &a->items[i];
		if (t->settled || (t->admitted && !t->found))
			continue;
		if (t->admitted) {
			ticket_settle(t, t->found_result, &none);
			continue;
		}
		t->admitted = true;
		tell_state(&t->receipt->calls, item->calls, used, reset);
		tell_state(&t->receipt->messages, item->messages, used,
		    reset);
		apply_rooms(t, item, kept == NULL ? NULL : kept + room);
		room += item->room_count;
		if (verdicts != NULL && verdicts[i] == VERDICT_CALLS) {
			t->receipt->calls.remaining = 0;
			ticket_settle(t, ERR_TOO_MANY_CALLS, &none);
		} else if (verdicts != NULL &&
		    verdicts[i] == VERDICT_MESSAGES)
			ticket_settle(t, ERR_TOO_MANY_MESSAGES, &none);
		else if (t->send == NULL)
			ticket_settle(t, OK, &none);
		else if (t->found)
			ticket_settle(t, t->found_result, &none);
	}
}

/* Ids that the batch's messages may need. */
static size_t
ids_needed(const struct batch *batch)
{
	size_t i, need = 0;

	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled &&
		    batch->tickets[i]->send != NULL &&
		    !batch->tickets[i]->found &&
		    batch->tickets[i]->receipt->ids == NULL)
			need += batch->tickets[i]->send->target_count;
	return (need);
}

enum err
admission_run(struct batch *batch, struct fault *fault)
{
	struct admission a = { .batch = batch };
	struct db_param params[12], lease[1];
	PGresult *results[2];
	size_t i, missing, n = 0;
	enum err e;

	collect_all(&a);
	if ((e = db_batch_begin(batch->db, fault)) != OK)
		return (e);
	missing = id_missing(batch->ids, ids_needed(batch));
	if (missing > 0) {
		lease[0] = db_int(batch->arena, (int32_t)missing);
		db_batch_add(batch->db, &SQL_number_lease, lease, 1);
		n++;
	}
	counter_params(&a, params);
	item_params(&a, params + 6);
	db_batch_add(batch->db, &SQL_rate_admit, params, 12);
	if ((e = db_batch_end(batch->db, batch->arena, results, fault)) != OK)
		return (e);
	for (i = 0; missing > 0 && i < db_rows(results[0]); i++)
		id_lease(batch->ids, db_value_bigint(results[0], i, "first"));
	apply(&a, results[n]);
	store_assign_ids(batch);
	return (OK);
}
