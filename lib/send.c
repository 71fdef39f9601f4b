/*
 * The queue of calls, and who writes what waits in it; see send.h.
 *
 * A caller that finds nobody writing writes at once, in its own thread: a lone
 * send costs no change of threads.  What has come meanwhile is the writer
 * thread's, which takes all that waits and works on it while the next ones
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
#include "send_writer.h"

enum {
	BATCH_ARENA = 64 * 1024 * 1024,	/* bytes */
	BATCH_BYTES = 4 * 1024 * 1024,	/* of content in one transaction */
	WRITER_STACK = 512 * 1024,	/* bytes */
	BLOCKED_PAUSE = 50,		/* milliseconds */
};

struct send_writer writer = { .lock = PTHREAD_MUTEX_INITIALIZER,
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

/*
 * Answer those who are settled; the others go back to the queue's head.
 * Returns those whose done() is to be called, without the lock, in order.
 */
static struct ticket *
answer_batch(void)
{
	struct batch *batch = &writer.batch;
	struct ticket *t, *done = NULL;
	size_t i;

	for (i = batch->count; i > 0; i--) {
		t = batch->tickets[i - 1];
		if (!t->settled) {
			t->next = writer.first;
			writer.first = t;
			if (writer.last == NULL)
				writer.last = t;
			writer.waiting++;
		} else if (t->done != NULL) {
			t->next = done;
			done = t;
		} else {
			t->answered = true;
			pthread_cond_signal(&t->wake);
		}
	}
	return (done);
}

static void
call_done(struct ticket *t)
{
	struct ticket *next;

	if (t == NULL)
		return;
	for (; t != NULL; t = next) {
		/* The ticket may end with the call. */
		next = t->next;
		t->done(t->cookie, t->result);
	}
	if (writer.answered != NULL)
		writer.answered();
}

/*
 * Write one batch.  Called and left with the lock, which is released
 * meanwhile; the caller has set writing.  False: all that waits is blocked.
 */
static bool
write_batch(void)
{
	struct ticket *done;

	take_batch();
	if (writer.batch.count == 0)
		return (false);
	pthread_mutex_unlock(&writer.lock);
	run_batch();
	pthread_mutex_lock(&writer.lock);
	done = answer_batch();
	pthread_mutex_unlock(&writer.lock);
	call_done(done);
	pthread_mutex_lock(&writer.lock);
	return (true);
}

/* The same by whoever comes, if nobody writes; the rest is the thread's. */
bool
writer_write_at_once(void)
{
	bool wrote;

	if (writer.writing)
		return (true);
	writer.writing = true;
	wrote = write_batch();
	writer.writing = false;
	if (writer.first != NULL)
		pthread_cond_signal(&writer.work);
	return (wrote);
}

/* All that waits is blocked: look again soon. */
void
writer_pause_blocked(void)
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
		while (writer.writing ||
		    (writer.first == NULL && !writer.stopping))
			pthread_cond_wait(&writer.work, &writer.lock);
		if (writer.first == NULL)
			break;
		writer.writing = true;
		while (writer.first != NULL)
			if (!write_batch())
				writer_pause_blocked();
		writer.writing = false;
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
	writer.batch.ids = &writer.ids;
}

enum err
send_start(const struct conf *conf, void (*answered)(void))
{
	pthread_attr_t attributes;
	int failed;

	writer_init(conf);
	writer.batch.db = db_open(conf);
	writer.threaded = true;
	writer.answered = answered;
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
	writer.threaded = false;
}

void
send_stop(void)
{

	if (writer.threaded) {
		pthread_mutex_lock(&writer.lock);
		writer.stopping = true;
		pthread_cond_signal(&writer.work);
		pthread_mutex_unlock(&writer.lock);
		pthread_join(writer.thread, NULL);
	}
	db_close(writer.batch.db);
	arena_free(writer.batch.arena);
}

/* Put the ticket at the queue's end. */
enum err
writer_enqueue(struct ticket *t)
{

	if (writer.stopping)
		return (ERR_STOPPING);
	if (writer.waiting >= (size_t)writer.retry.conf->queue_max)
		return (ERR_QUEUE_FULL);
	if (writer.last != NULL)
		writer.last->next = t;
	else
		writer.first = t;
	writer.last = t;
	writer.waiting++;
	return (OK);
}

/* Queue the ticket and wait until it is answered. */
static enum err
queue_and_wait(struct ticket *t)
{
	enum err e;

	pthread_cond_init(&t->wake, NULL);
	pthread_mutex_lock(&writer.lock);
	if ((e = writer_enqueue(t)) == OK) {
		writer_write_at_once();
		while (!t->answered)
			pthread_cond_wait(&t->wake, &writer.lock);
		e = t->result;
	}
	pthread_mutex_unlock(&writer.lock);
	pthread_cond_destroy(&t->wake);
	return (e);
}

/*
 * Without a thread the caller writes until it is answered, on the connection
 * that found its app: a second one would cost more than all that is done on
 * it.
 */
static enum err
write_alone(struct ticket *t)
{
	enum err e;

	if ((e = db_take(&writer.batch.db, t->fault)) != OK)
		return (e);
	pthread_mutex_lock(&writer.lock);
	if ((e = writer_enqueue(t)) == OK) {
		while (!t->answered)
			if (!writer_write_at_once())
				writer_pause_blocked();
		e = t->result;
	}
	pthread_mutex_unlock(&writer.lock);
	db_give(writer.batch.db);
	writer.batch.db = NULL;
	return (e);
}

static enum err
submit(struct ticket *t)
{

	t->queued = clock_tick();
	idempotency_prepare(t);
	return (writer.threaded ? queue_and_wait(t) : write_alone(t));
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

void
send_queue(struct arena *arena, const struct send *send,
    struct receipt *receipt, struct fault *fault, send_done *done,
    void *cookie)
{
	struct ticket *t = arena_alloc(arena, sizeof(*t));
	enum err e;

	BUG_UNLESS(send->target_count >= 1 &&
	    send->target_count <= SEND_TARGETS_MAX);
	memset(receipt, 0, sizeof(*receipt));
	*t = (struct ticket){ .send = send, .app = send->app,
	    .calls = &send->calls, .arena = arena, .receipt = receipt,
	    .fault = fault, .done = done, .cookie = cookie };
	t->queued = clock_tick();
	idempotency_prepare(t);
	pthread_mutex_lock(&writer.lock);
	if ((e = writer_enqueue(t)) == OK)
		writer_write_at_once();
	pthread_mutex_unlock(&writer.lock);
	if (e != OK)
		done(cookie, e);
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
