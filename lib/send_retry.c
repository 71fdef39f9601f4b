/* See send_retry.h. */
#include <string.h>
#include <time.h>

#include "app.h"
#include "arena.h"
#include "conf.h"
#include "db.h"
#include "log.h"
#include "send_batch.h"
#include "send_retry.h"

enum {
	PAUSE_FIRST = 10,	/* milliseconds before the second attempt */
	PAUSE_MOST = 200,	/* milliseconds */
	BLOCKED = 1000000,	/* microseconds that a conversation is left
				   alone after its lock was not to be had */
};

/* An attempt after another, until a deadline. */
struct attempts {
	usec_t deadline;
	int pause;		/* milliseconds; doubles */
};

static struct attempts
attempts_start(const struct retry *retry, const struct batch *batch)
{
	struct attempts a = { .pause = PAUSE_FIRST };
	usec_t oldest = clock_tick();
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (batch->tickets[i]->queued < oldest)
			oldest = batch->tickets[i]->queued;
	a.deadline = oldest + retry->conf->store_timeout * 1000000;
	return (a);
}

/*
 * Whether to try again, after a pause.  While the database has been away for
 * longer than a caller would wait, nobody is kept waiting for it.
 */
static bool
again(const struct retry *retry, struct attempts *a)
{
	struct timespec pause;
	usec_t now = clock_tick();

	if (now + a->pause * 1000 > a->deadline || (retry->down_since != 0 &&
	    now - retry->down_since > retry->conf->store_timeout * 1000000))
		return (false);
	pause.tv_sec = 0;
	pause.tv_nsec = (long)a->pause * 1000000;
	nanosleep(&pause, NULL);
	a->pause = a->pause * 2 > PAUSE_MOST ? PAUSE_MOST : a->pause * 2;
	return (true);
}

static void
note_reachable(struct retry *retry, enum err e, const struct fault *fault)
{

	if (e == ERR_DATABASE_DOWN || e == ERR_OUTCOME_UNKNOWN) {
		if (retry->down_since == 0) {
			retry->down_since = clock_tick();
			log_event(LOG_LEVEL_ERROR, "database_lost",
			    fault->detail);
		}
	} else if (retry->down_since != 0) {
		retry->down_since = 0;
		log_event(LOG_LEVEL_WARNING, "database_back", NULL);
	}
}

static size_t
open_count(const struct batch *batch)
{
	size_t i, n = 0;

	for (i = 0; i < batch->count; i++)
		n += !batch->tickets[i]->settled;
	return (n);
}

/* Not stored, as far as we know. */
static void
settle_failed(struct ticket *t, enum err e, const struct fault *fault)
{

	ticket_settle(t, t->doubtful ? ERR_OUTCOME_UNKNOWN : e, fault);
}

static void
settle_open(struct batch *batch, enum err e, const struct fault *fault)
{
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled)
			settle_failed(batch->tickets[i], e, fault);
}

static void
settle_found(struct batch *batch)
{
	static const struct fault none;
	struct ticket *t;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		if (!t->settled && t->found)
			ticket_settle(t, t->found_result, &none);
	}
}

static void
block(struct retry *retry, const struct ticket *t)
{
	size_t i;

	for (i = 0; i < t->send->target_count; i++) {
		retry->blocked[retry->next_blocked].conv =
		    t->send->targets[i].conv;
		retry->blocked[retry->next_blocked].until = clock_tick() +
		    BLOCKED;
		retry->next_blocked = (retry->next_blocked + 1) %
		    RETRY_BLOCKED;
	}
}

static bool
is_blocked(const struct retry *retry, const struct ticket *t)
{
	usec_t now = clock_tick();
	size_t i, k;

	for (k = 0; k < RETRY_BLOCKED; k++)
		for (i = 0; retry->blocked[k].until > now &&
		    i < t->send->target_count; i++)
			if (retry->blocked[k].conv == t->send->targets[i].conv)
				return (true);
	return (false);
}

bool
retry_must_wait(const struct retry *retry, const struct ticket *t)
{

	return (t->send != NULL && is_blocked(retry, t) &&
	    clock_tick() < ticket_deadline(t, retry->conf));
}

/* Those whose time is over while their conversation is still blocked. */
static void
settle_late(const struct retry *retry, struct batch *batch)
{
	static const struct fault fault = {
		.detail = "the conversation's lock is held by somebody else"
	};
	struct ticket *t;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		if (!t->settled && t->send != NULL && is_blocked(retry, t))
			settle_failed(t, ERR_DATABASE_BUSY, &fault);
	}
}

static enum err
admit_once(struct batch *batch, struct fault *fault)
{
	enum err e;

	arena_reset(batch->arena);
	memset(fault, 0, sizeof(*fault));
	if ((e = idempotency_find(batch, fault)) == OK)
		e = admission_run(batch, fault);
	/* Only counters, which a lost answer leaves too high for a window. */
	return (e == ERR_OUTCOME_UNKNOWN ? ERR_DATABASE_DOWN : e);
}

/*
 * A counter's lock was not to be had: judge app by app, so that only the one
 * it belongs to is refused.  The others stay open.
 */
static void
admit_by_app(struct batch *batch)
{
	struct batch one = *batch;
	bool judged[BATCH_TICKETS] = { false };
	struct fault fault;
	size_t i, k;
	enum err e;

	for (i = 0; i < batch->count; i++) {
		if (judged[i] || batch->tickets[i]->settled)
			continue;
		one.count = 0;
		for (k = i; k < batch->count; k++)
			if (!batch->tickets[k]->settled &&
			    batch->tickets[k]->app->id ==
			    batch->tickets[i]->app->id) {
				one.tickets[one.count++] = batch->tickets[k];
				judged[k] = true;
			}
		if ((e = admit_once(&one, &fault)) != OK)
			settle_open(&one, e, &fault);
	}
}

/* Afterwards what is not settled may be stored. */
static void
admit(struct retry *retry, struct batch *batch)
{
	struct attempts a = attempts_start(retry, batch);
	struct fault fault;
	enum err e;

	do {
		e = admit_once(batch, &fault);
		note_reachable(retry, e, &fault);
		if (e == OK)
			return;
		if (e == ERR_DATABASE_BUSY) {
			admit_by_app(batch);
			return;
		}
	} while (e == ERR_DATABASE_DOWN && again(retry, &a));
	settle_open(batch, e, &fault);
}

static enum err
ensure_partitions(struct batch *batch, struct fault *fault)
{
	struct db_param params[1];
	msec_t time = clock_now();
	size_t i;

	/* The week of the ids, which may not be that of the clock any more. */
	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled &&
		    batch->tickets[i]->send != NULL) {
			time = id_time(batch->tickets[i]->receipt->ids[0]);
			break;
		}
	params[0] = db_bigint(batch->arena, time);
	return (db_run(batch->db, batch->arena, &SQL_partition_ensure, params,
	    1, NULL, fault));
}

static void store(struct retry *retry, struct batch *batch);

/*
 * Store each by itself, so that only the one at fault fails.  One whose
 * conversation turns out to be blocked costs a lock's time-out once; others to
 * the same conversation cost nothing.
 */
static void
store_singly(struct retry *retry, struct batch *batch)
{
	struct batch one = *batch;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (batch->tickets[i]->settled ||
		    retry_must_wait(retry, batch->tickets[i]))
			continue;
		one.tickets[0] = batch->tickets[i];
		one.count = 1;
		store(retry, &one);
	}
}

static bool
is_doubtful(const struct batch *batch)
{
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled && batch->tickets[i]->doubtful)
			return (true);
	return (false);
}

/*
 * A key that exists: a twin in another process was faster, or an attempt of
 * ours took effect after all.
 */
static enum err
resolve_conflict(struct batch *batch, struct fault *fault)
{
	bool stored;
	enum err e;

	if (strcmp(db_constraint(batch->db), "idempotency_key") == 0) {
		if ((e = idempotency_find(batch, fault)) == OK)
			settle_found(batch);
		return (e);
	}
	/* Without a doubt the id is another message's: nothing is stored. */
	if (!is_doubtful(batch))
		return (OK);
	if ((e = store_outcome(batch, &stored, fault)) != OK)
		return (e);
	if (stored)
		store_settle(batch);
	return (OK);
}

static void
mark_doubtful(struct batch *batch)
{
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled)
			batch->tickets[i]->doubtful = true;
}

/* One attempt, with what its kind of failure asks for. */
static enum err
store_once(struct batch *batch, bool *unknown, struct fault *fault)
{
	bool stored;
	enum err e;

	if (*unknown) {
		if ((e = store_outcome(batch, &stored, fault)) != OK)
			return (e);
		*unknown = false;
		if (stored)
			store_settle(batch);
	}
	if (open_count(batch) == 0)
		return (OK);
	e = store_run(batch, fault);
	if (e == ERR_PARTITION_ABSENT &&
	    (e = ensure_partitions(batch, fault)) == OK)
		e = store_run(batch, fault);
	if (e == ERR_OUTCOME_UNKNOWN) {
		*unknown = true;
		mark_doubtful(batch);
	} else if (e == ERR_CONFLICT &&
	    (e = resolve_conflict(batch, fault)) == OK &&
	    open_count(batch) > 0)
		e = ERR_DATABASE_BUSY;
	return (e);
}

/* The one that is not settled; those before it are, and may be no sends. */
static const struct ticket *
first_open(const struct batch *batch)
{
	size_t i = 0;

	while (batch->tickets[i]->settled)
		i++;
	return (batch->tickets[i]);
}

/* The code that a send which could not be stored ends with. */
static enum err
final_code(const struct batch *batch, enum err e)
{

	if (e == ERR_DATABASE_BUSY && first_open(batch)->send->key != NULL)
		return (ERR_KEY_RUNNING);
	if (e == ERR_PARTITION_ABSENT || e == ERR_CONFLICT)
		return (ERR_DATABASE_ERROR);
	return (e);
}

static void
store(struct retry *retry, struct batch *batch)
{
	struct attempts a = attempts_start(retry, batch);
	struct fault fault;
	bool unknown = false;
	enum err e;

	do {
		memset(&fault, 0, sizeof(fault));
		arena_reset(batch->arena);
		e = store_once(batch, &unknown, &fault);
		note_reachable(retry, e, &fault);
		if (open_count(batch) == 0)
			return;
		if (unknown || (e != ERR_DATABASE_BUSY &&
		    e != ERR_DATABASE_ERROR))
			continue;
		if (open_count(batch) > 1) {
			store_singly(retry, batch);
			return;
		}
		/* What holds a doubtful one's key is its own first attempt. */
		if (batch->conversation_locked ||
		    first_open(batch)->doubtful) {
			block(retry, first_open(batch));
			if (retry_must_wait(retry, first_open(batch)))
				return;
		}
		break;
	} while (again(retry, &a));
	settle_open(batch, final_code(batch, e), &fault);
}

void
retry_batch(struct retry *retry, struct batch *batch)
{

	settle_late(retry, batch);
	if (open_count(batch) > 0)
		admit(retry, batch);
	if (open_count(batch) > 0)
		store(retry, batch);
}
