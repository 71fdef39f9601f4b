/*
 * The queue of calls, and the writer that serves it; see send.h.
 *
 * The writer takes all that waits and works on it while the next ones
 * gather: the busier the process, the larger its transactions.  Nobody waits
 * for company.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "conf.h"
#include "db.h"
#include "log.h"
#include "send_batch.h"
#include "send_retry.h"

enum {
	BATCH_ARENA = 64 * 1024 * 1024,	/* bytes */
	BATCH_BYTES = 4 * 1024 * 1024,	/* of content in one transaction */
	WRITER_STACK = 512 * 1024,	/* bytes */
	BLOCKED_PAUSE = 50,		/* milliseconds */
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t work;
	pthread_t thread;
	bool inline_mode;	/* plain CGI: no thread, a batch of one */
	bool stopping;
	struct ticket *first, *last;
	size_t waiting;
	struct retry retry;
	struct batch batch;
	struct id_supply ids;
} writer = { .lock = PTHREAD_MUTEX_INITIALIZER,
    .work = PTHREAD_COND_INITIALIZER };

void
ticket_settle(struct ticket *t, enum err result, const struct fault *fault)
{

	t->result = result;
	t->settled = true;
	/* The words may be the writer's own memory. */
	if (fault->argument != NULL)
		t->fault->argument = arena_strdup(t->arena, fault->argument);
	if (fault->detail != NULL)
		t->fault->detail = arena_strdup(t->arena, fault->detail);
}

usec_t
ticket_deadline(const struct ticket *t, const struct conf *conf)
{

	return (t->queued + conf->store_timeout * 1000000);
}

static size_t
rows_of(const struct ticket *t)
{

	return (t->send == NULL ? 0 : t->send->target_count);
}

static size_t
bytes_of(const struct ticket *t)
{
	const struct send *send = t->send;

	if (send == NULL)
		return (0);
	return (strlen(send->body) +
	    (send->ext == NULL ? 0 : strlen(send->ext)) +
	    (send->options == NULL ? 0 : strlen(send->options)));
}

/* A twin of a send in the batch has to wait for that one's result. */
static bool
has_twin(const struct batch *batch, const struct ticket *t)
{
	const struct ticket *other;
	size_t i;

	if (t->send == NULL || t->send->key == NULL)
		return (false);
	for (i = 0; i < batch->count; i++) {
		other = batch->tickets[i];
		if (other->send != NULL && other->send->key != NULL &&
		    other->slot == t->slot &&
		    memcmp(other->digest, t->digest, SHA256_SIZE) == 0)
			return (true);
	}
	return (false);
}

/* Move what waits into the batch, in order, within its bounds. */
static void
take_batch(void)
{
	struct batch *batch = &writer.batch;
	struct ticket *t, **link = &writer.first;
	size_t rows = 0, bytes = 0;

	batch->count = 0;
	writer.last = NULL;
	while ((t = *link) != NULL && batch->count < BATCH_TICKETS) {
		if (batch->count > 0 && (rows + rows_of(t) >
		    (size_t)writer.retry.conf->batch_rows ||
		    bytes + bytes_of(t) > BATCH_BYTES))
			break;
		if (has_twin(batch, t) ||
		    retry_must_wait(&writer.retry, t)) {
			writer.last = t;
			link = &t->next;
			continue;
		}
		*link = t->next;
		rows += rows_of(t);
		bytes += bytes_of(t);
		batch->tickets[batch->count++] = t;
	}
	while (*link != NULL) {
		writer.last = *link;
		link = &(*link)->next;
	}
	writer.waiting -= batch->count;
}

static void
run_batch(void)
{
	struct batch *batch = &writer.batch;
	usec_t started = clock_tick(), took;
	struct receipt *receipt;
	size_t i;

	retry_batch(&writer.retry, batch);
	took = clock_tick() - started;
	for (i = 0; i < batch->count; i++) {
		receipt = batch->tickets[i]->receipt;
		receipt->waited = started - batch->tickets[i]->queued;
		receipt->stored = took;
	}
	arena_reset(batch->arena);
}

/* Answer those who are settled; the others go back to the queue's head. */
static void
answer_batch(void)
{
	struct batch *batch = &writer.batch;
	struct ticket *t;
	size_t i;

	for (i = batch->count; i > 0; i--) {
		t = batch->tickets[i - 1];
		if (t->settled) {
			t->answered = true;
			pthread_cond_signal(&t->done);
			continue;
		}
		t->next = writer.first;
		writer.first = t;
		if (writer.last == NULL)
			writer.last = t;
		writer.waiting++;
	}
}

/* All that waits is blocked: look again soon. */
static void
pause_blocked(void)
{
	const struct timespec pause = { .tv_nsec = BLOCKED_PAUSE * 1000000L };

	pthread_mutex_unlock(&writer.lock);
	nanosleep(&pause, NULL);
	pthread_mutex_lock(&writer.lock);
}

static void *
writer_main(void *unused)
{

	(void)unused;
	pthread_mutex_lock(&writer.lock);
	for (;;) {
		while (writer.first == NULL && !writer.stopping)
			pthread_cond_wait(&writer.work, &writer.lock);
		if (writer.first == NULL)
			break;
		take_batch();
		if (writer.batch.count == 0) {
			pause_blocked();
			continue;
		}
		pthread_mutex_unlock(&writer.lock);
		run_batch();
		pthread_mutex_lock(&writer.lock);
		answer_batch();
	}
	pthread_mutex_unlock(&writer.lock);
	return (NULL);
}

static void
writer_init(const struct conf *conf)
{

	writer.retry = (struct retry){ .conf = conf };
	writer.stopping = false;
	writer.ids = (struct id_supply){ 0 };
	writer.batch.arena = arena_new(BATCH_ARENA);
	writer.batch.db = db_open(conf);
	writer.batch.ids = &writer.ids;
}

enum err
send_start(const struct conf *conf)
{
	pthread_attr_t attributes;
	int failed;

	writer_init(conf);
	writer.inline_mode = false;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, WRITER_STACK);
	failed = pthread_create(&writer.thread, &attributes, writer_main,
	    NULL);
	pthread_attr_destroy(&attributes);
	return (failed == 0 ? OK : ERR_INTERNAL);
}

void
send_start_inline(const struct conf *conf)
{

	writer_init(conf);
	writer.inline_mode = true;
}

void
send_stop(void)
{

	if (!writer.inline_mode) {
		pthread_mutex_lock(&writer.lock);
		writer.stopping = true;
		pthread_cond_signal(&writer.work);
		pthread_mutex_unlock(&writer.lock);
		pthread_join(writer.thread, NULL);
	}
	db_close(writer.batch.db);
	arena_free(writer.batch.arena);
}

/* Put the ticket in the queue and wait until it is answered. */
static enum err
queue_and_wait(struct ticket *t)
{
	enum err e = OK;

	pthread_cond_init(&t->done, NULL);
	pthread_mutex_lock(&writer.lock);
	if (writer.stopping)
		e = ERR_STOPPING;
	else if (writer.waiting >= (size_t)writer.retry.conf->queue_max)
		e = ERR_QUEUE_FULL;
	else {
		if (writer.last != NULL)
			writer.last->next = t;
		else
			writer.first = t;
		writer.last = t;
		writer.waiting++;
		pthread_cond_signal(&writer.work);
		while (!t->answered)
			pthread_cond_wait(&t->done, &writer.lock);
		e = t->result;
	}
	pthread_mutex_unlock(&writer.lock);
	pthread_cond_destroy(&t->done);
	return (e);
}

static enum err
submit(struct ticket *t)
{
	const struct timespec pause = { .tv_nsec = BLOCKED_PAUSE * 1000000L };

	t->queued = clock_tick();
	idempotency_prepare(t);
	if (!writer.inline_mode)
		return (queue_and_wait(t));
	for (;;) {
		writer.batch.tickets[0] = t;
		writer.batch.count = 1;
		run_batch();
		if (t->settled)
			return (t->result);
		nanosleep(&pause, NULL);
	}
}

enum err
send_submit(struct arena *arena, const struct send *send,
    struct receipt *receipt, struct fault *fault)
{
	struct ticket t = { .send = send, .app = send->app,
	    .calls = &send->calls, .arena = arena, .receipt = receipt,
	    .fault = fault };

	BUG_UNLESS(send->target_count >= 1 &&
	    send->target_count <= SEND_TARGETS_MAX);
	memset(receipt, 0, sizeof(*receipt));
	return (submit(&t));
}

enum err
call_admit(struct arena *arena, const struct app *app,
    const struct limit *calls, struct limit_state *state,
    struct fault *fault)
{
	struct receipt receipt = { 0 };
	struct ticket t = { .app = app, .calls = calls, .arena = arena,
	    .receipt = &receipt, .fault = fault };
	enum err e;

	e = submit(&t);
	*state = receipt.calls;
	return (e);
}
