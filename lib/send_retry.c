/* See send_retry.h. */
#include <string.h>
#include <time.h>

#include "arena.h"
#include "conf.h"
#include "db.h"
#include "log.h"
#include "send_batch.h"
#include "send_retry.h"

enum {
	PAUSE_FIRST = 10,	/* milliseconds before the second attempt */
	PAUSE_MOST = 200,	/* milliseconds */
	ATTEMPTS = 3,		/* where waiting is of no use */
};

/* An attempt after another, until a deadline. */
struct attempts {
	usec_t deadline;
	int pause;		/* milliseconds; doubles */
	int count;
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

	a->count++;
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
note_reachable(struct retry *retry, struct batch *batch, enum err e,
    const struct fault *fault)
{

	if (e == ERR_DATABASE_DOWN || e == ERR_OUTCOME_UNKNOWN) {
		/* A restarted server may issue the same numbers again. */
		id_forget(batch->ids);
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

static void
settle_open(struct batch *batch, enum err e, const struct fault *fault)
{
	size_t i;

	for (i = 0; i < batch->count; i++)
		if (!batch->tickets[i]->settled)
			ticket_settle(batch->tickets[i], e, fault);
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

/* false: every ticket is settled, with the reason. */
static bool
admit(struct retry *retry, struct batch *batch)
{
	struct attempts a = attempts_start(retry, batch);
	struct fault fault;
	enum err e;

	do {
		memset(&fault, 0, sizeof(fault));
		if ((e = idempotency_find(batch, &fault)) == OK)
			e = admission_run(batch, &fault);
		note_reachable(retry, batch, e, &fault);
		if (e == OK)
			return (true);
		if (e == ERR_OUTCOME_UNKNOWN)	/* only counters: no harm */
			e = ERR_DATABASE_DOWN;
	} while ((e == ERR_DATABASE_DOWN || e == ERR_DATABASE_BUSY) &&
	    again(retry, &a));
	settle_open(batch, e, &fault);
	return (false);
}

static enum err
ensure_partitions(struct batch *batch, struct fault *fault)
{
	struct db_param params[1];

	params[0] = db_bigint(batch->arena, clock_now());
	return (db_run(batch->db, batch->arena, &SQL_partition_ensure, params,
	    1, NULL, fault));
}

static void store(struct retry *retry, struct batch *batch);

/* Store each by itself, so that only the one at fault fails. */
static void
store_singly(struct retry *retry, const struct batch *batch)
{
	struct batch one = *batch;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (batch->tickets[i]->settled)
			continue;
		one.tickets[0] = batch->tickets[i];
		one.count = 1;
		store(retry, &one);
	}
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
	if ((e = store_outcome(batch, &stored, fault)) != OK)
		return (e);
	if (stored)
		store_settle(batch);
	return (OK);
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
		batch->doubtful = true;
	} else if (e == ERR_CONFLICT &&
	    (e = resolve_conflict(batch, fault)) == OK &&
	    open_count(batch) > 0)
		e = ERR_DATABASE_BUSY;
	return (e);
}

static bool
has_key(const struct batch *batch)
{

	return (batch->tickets[0]->send != NULL &&
	    batch->tickets[0]->send->key != NULL);
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
		e = store_once(batch, &unknown, &fault);
		note_reachable(retry, batch, e, &fault);
		if (open_count(batch) == 0)
			return;
		if ((e == ERR_DATABASE_BUSY || e == ERR_DATABASE_ERROR) &&
		    !unknown) {
			if (open_count(batch) > 1) {
				store_singly(retry, batch);
				return;
			}
			if (e == ERR_DATABASE_ERROR || has_key(batch) ||
			    a.count >= ATTEMPTS)
				break;
		}
	} while (again(retry, &a));
	if (batch->doubtful)
		e = ERR_OUTCOME_UNKNOWN;
	else if (e == ERR_DATABASE_BUSY && has_key(batch))
		e = ERR_KEY_RUNNING;
	else if (e == ERR_PARTITION_ABSENT || e == ERR_CONFLICT)
		e = ERR_DATABASE_ERROR;
	settle_open(batch, e, &fault);
}

void
retry_batch(struct retry *retry, struct batch *batch)
{

	if (admit(retry, batch) && open_count(batch) > 0)
		store(retry, batch);
}
