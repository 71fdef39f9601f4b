/* Many sends of one caller; see send.h. */
#include "arena.h"
#include "conf.h"
#include "db.h"
#include "send_batch.h"
#include "send_writer.h"

/* Tickets of one caller: those before ${queued} are in the queue or done. */
struct many {
	struct ticket *tickets;
	struct send_item *items;
	size_t count, queued, done;
	usec_t deadline;	/* for its turn */
};

static void
prepare_many(struct arena *arena, struct many *many)
{
	struct ticket *t;
	size_t i;

	many->tickets = arena_array(arena, struct ticket, many->count);
	for (i = 0; i < many->count; i++) {
		t = &many->tickets[i];
		t->send = many->items[i].send;
		t->app = t->send->app;
		t->calls = &t->send->calls;
		t->arena = arena;
		t->receipt = &many->items[i].receipt;
		t->fault = &many->items[i].fault;
		idempotency_prepare(t);
		pthread_cond_init(&t->wake, NULL);
	}
}

/*
 * Queue what fits: half of the queue stays free for those who send one.  With
 * nothing of its own in the queue it waits for its turn, but not for ever.
 */
static void
queue_many(struct many *many)
{
	size_t most = ((size_t)writer.retry.conf->queue_max + 1) / 2;
	struct ticket *t;
	enum err e = OK;

	while (e == OK && many->queued < many->count &&
	    writer.waiting < most) {
		t = &many->tickets[many->queued];
		t->queued = clock_tick();
		if ((e = writer_enqueue(t)) == OK)
			many->queued++;
	}
	if (many->queued > many->done)
		return;
	if (e == OK && clock_tick() < many->deadline) {
		writer_pause_blocked();
		return;
	}
	for (; many->queued < many->count; many->queued++) {
		many->tickets[many->queued].result = e == OK ?
		    ERR_QUEUE_FULL : e;
		many->tickets[many->queued].answered = true;
	}
}

/* With the writer's lock. */
static void
run_many(struct many *many)
{
	struct ticket *t;

	while (many->done < many->count) {
		queue_many(many);
		if (many->queued == many->done)
			continue;
		t = &many->tickets[many->done];
		if (!t->answered && !writer_write_at_once() && !writer.threaded)
			writer_pause_blocked();
		while (writer.threaded && !t->answered)
			pthread_cond_wait(&t->wake, &writer.lock);
		while (many->done < many->queued &&
		    many->tickets[many->done].answered)
			many->done++;
	}
}

void
send_many(struct arena *arena, struct send_item *items, size_t count)
{
	struct many many = { .items = items, .count = count };
	size_t i;
	enum err e = OK;

	prepare_many(arena, &many);
	many.deadline = clock_tick() +
	    writer.retry.conf->store_timeout * 1000000;
	if (!writer.threaded && count > 0)
		e = db_take(&writer.batch.db, &items[0].fault);
	if (e == OK) {
		pthread_mutex_lock(&writer.lock);
		run_many(&many);
		pthread_mutex_unlock(&writer.lock);
	}
	if (e == OK && !writer.threaded && count > 0) {
		db_give(writer.batch.db);
		writer.batch.db = NULL;
	}
	for (i = 0; i < count; i++) {
		items[i].result = e == OK ? many.tickets[i].result : e;
		pthread_cond_destroy(&many.tickets[i].wake);
	}
}
