/*
 * See follow.h: what the loop has of the thread that follows: orders that it
 * gives, events that it takes.  While it takes none, nothing more is read.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "clock.h"
#include "follow.h"
#include "follow_table.h"
#include "follow_thread.h"
#include "heap.h"
#include "log.h"

enum {
	QUEUE_EVENTS = 4096,		/* that the loop has not taken */
	QUEUE_BYTES = 32 << 20,		/* of them */
};

enum order_kind { ORDER_WATCH, ORDER_UNWATCH, ORDER_APP, ORDER_UNAPP };

/* What the loop wants; its texts are the order's own. */
struct order {
	struct order *next;
	enum order_kind kind;
	struct follow_watch watch;
	struct app app;
	char *text;			/* room_id or username; or NULL */
	bool public;
	msec_t since;
};

static struct {
	const struct conf *conf;
	void (*news)(void);
	pthread_t thread;
	int wake;
	atomic_bool connected;
	pthread_mutex_t lock;		/* of what follows */
	pthread_cond_t taken;
	bool stopping;
	struct order *first_order, *last_order;
	struct event *first, *last;
	size_t count, bytes;
} follower = { .lock = PTHREAD_MUTEX_INITIALIZER,
    .taken = PTHREAD_COND_INITIALIZER, .wake = -1, .stopping = true };

/* ----- for the loop ----- */

static void
order_free(struct order *order)
{

	heap_free(order->text);
	heap_free(order);
}

static void
wake(void)
{
	uint64_t one = 1;

	/* It only fails when it is readable already. */
	if (write(follower.wake, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_event(LOG_LEVEL_ERROR, "eventfd", strerror(errno));
}

static void
give_order(const struct order *like, const char *text)
{
	struct order *order = heap_new(sizeof(*order));
	bool stopping;

	*order = *like;
	order->text = text == NULL ? NULL : heap_text(text);
	pthread_mutex_lock(&follower.lock);
	stopping = follower.stopping;
	if (!stopping) {
		if (follower.last_order != NULL)
			follower.last_order->next = order;
		else
			follower.first_order = order;
		follower.last_order = order;
		wake();
	}
	pthread_mutex_unlock(&follower.lock);
	if (stopping)
		order_free(order);
}

void
follow_watch(const struct follow_watch *watch)
{

	give_order(&(struct order){ .kind = ORDER_WATCH, .watch = *watch,
	    .app = *watch->app }, watch->room_id);
}

void
follow_unwatch(int64_t conv)
{

	give_order(&(struct order){ .kind = ORDER_UNWATCH,
	    .watch.conv = conv }, NULL);
}

void
follow_watch_app(const struct app *app, const char *username, bool public)
{

	give_order(&(struct order){ .kind = ORDER_APP, .app = *app,
	    .public = public, .since = clock_now() }, username);
}

void
follow_unwatch_app(int64_t app_id, const char *username)
{

	give_order(&(struct order){ .kind = ORDER_UNAPP, .app.id = app_id },
	    username);
}

struct event *
follow_take(void)
{
	struct event *events;

	pthread_mutex_lock(&follower.lock);
	events = follower.first;
	follower.first = follower.last = NULL;
	follower.count = follower.bytes = 0;
	pthread_cond_signal(&follower.taken);
	pthread_mutex_unlock(&follower.lock);
	return (events);
}

void
follow_set_connected(bool on)
{

	atomic_store(&follower.connected, on);
}

bool
follow_is_connected(void)
{

	return (atomic_load(&follower.connected));
}

/* ----- events ----- */

static bool
is_full(void)
{

	return (follower.count >= QUEUE_EVENTS ||
	    follower.bytes >= QUEUE_BYTES);
}

/* The lock is held. */
static void
append(struct event *first)
{
	struct event *event;

	if (follower.last != NULL)
		follower.last->next = first;
	else
		follower.first = first;
	for (event = first; event != NULL; event = event->next) {
		follower.count++;
		follower.bytes += event->bytes;
		follower.last = event;
	}
}

void
follow_emit(struct event *first)
{

	pthread_mutex_lock(&follower.lock);
	while (!follower.stopping && is_full())
		pthread_cond_wait(&follower.taken, &follower.lock);
	append(first);
	pthread_mutex_unlock(&follower.lock);
	follower.news();
}

/* What is of the moment does not wait. */
void
follow_emit_or_drop(struct event *event)
{
	bool full;

	pthread_mutex_lock(&follower.lock);
	full = is_full();
	if (!full)
		append(event);
	pthread_mutex_unlock(&follower.lock);
	if (full)
		event_release(event);
	else
		follower.news();
}

/* ----- of the thread ----- */

static void
obey(struct order *order)
{

	switch (order->kind) {
	case ORDER_WATCH:
		order->watch.app = &order->app;
		order->watch.room_id = order->text;
		followed_watch(&order->watch);
		break;
	case ORDER_UNWATCH:
		followed_unwatch(order->watch.conv);
		break;
	case ORDER_APP:
		tenant_watch(&order->app, order->text, order->public,
		    order->since);
		break;
	case ORDER_UNAPP:
		tenant_unwatch(order->app.id, order->text);
		break;
	}
}

bool
follow_obey(void)
{
	struct order *order, *next;
	bool stopping;

	pthread_mutex_lock(&follower.lock);
	order = follower.first_order;
	follower.first_order = follower.last_order = NULL;
	stopping = follower.stopping;
	pthread_mutex_unlock(&follower.lock);
	for (; order != NULL; order = next) {
		next = order->next;
		obey(order);
		order_free(order);
	}
	return (!stopping);
}

static void *
run(void *unused)
{

	(void)unused;
	follow_thread(follower.conf, follower.wake);
	return (NULL);
}

enum err
follow_start(const struct conf *conf, void (*news)(void))
{
	sigset_t all, old;
	int status;

	follower.conf = conf;
	follower.news = news;
	follower.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (follower.wake < 0)
		return (ERR_INTERNAL);
	follower.stopping = false;
	/* Signals are the loop's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	status = pthread_create(&follower.thread, NULL, run, NULL);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (status == 0)
		return (OK);
	follower.stopping = true;
	close(follower.wake);
	return (ERR_INTERNAL);
}

void
follow_stop(void)
{
	struct order *order;

	pthread_mutex_lock(&follower.lock);
	if (follower.stopping) {
		pthread_mutex_unlock(&follower.lock);
		return;
	}
	follower.stopping = true;
	wake();
	pthread_cond_signal(&follower.taken);
	pthread_mutex_unlock(&follower.lock);
	pthread_join(follower.thread, NULL);
	close(follower.wake);
	follower.wake = -1;
	atomic_store(&follower.connected, false);
	while ((order = follower.first_order) != NULL) {
		follower.first_order = order->next;
		order_free(order);
	}
	follower.last_order = NULL;
}
