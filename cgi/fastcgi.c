/* See fastcgi.h. */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "connection.h"
#include "fastcgi.h"
#include "log.h"

enum {
#if defined(__SANITIZE_ADDRESS__)
	STACK = 2 * 1024 * 1024,		/* bytes */
#else
	STACK = 512 * 1024,	/* of which only what is used takes memory */
#endif
	MALLOC_ARENAS = 2,	/* glibc's, which keep what threads freed */
	DRAIN_SECONDS = 2,	/* after a stop, for what has not been accepted */
	STOP_SECONDS = 45,	/* for all requests to end; a body has 30 */
	STOP_LOOK = 10,		/* milliseconds, then: has all been answered? */
	RETRY_MICROSECONDS = 100 * 1000,	/* no descriptors left */
};

/*
 * Shared by the threads of the process.  Not on the stack: a thread that did
 * not end in time may still look at it.
 */
static struct {
	const struct conf *conf;
	pthread_t *threads;
	size_t thread_count;
	int stop;			/* an eventfd: readable from then on */
	int wake;			/* an eventfd: look for settled calls */
	atomic_bool stopping;
	usec_t last_accept;		/* when stopping: not after this */
	_Atomic int64_t served;
	_Atomic size_t waiting;		/* calls that wait for their commit */
	_Atomic size_t idle;		/* threads in epoll_wait() */

	pthread_mutex_t lock;		/* of the list */
	struct connection *first, *last;	/* settled, in order */
} server = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* This thread looks at the list next, whatever it finds now. */
static _Thread_local bool attentive;

bool
fastcgi_is_listening(void)
{
	int listening = 0;
	socklen_t size = sizeof(listening);

	/* FCGX_IsCGI() asks getpeername(), which takes a connected socket for
	 * a listening one when its other end is closed. */
	return (getsockopt(CONNECTION_LISTENER, SOL_SOCKET, SO_ACCEPTCONN, &listening,
	    &size) == 0 && listening != 0);
}

/* What ends fastcgi_run(); SIGUSR2, our own too, by a renewal. */
static sigset_t
end_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	return (set);
}

void
fastcgi_block_signals(void)
{
	sigset_t set = end_signals();

	signal(SIGPIPE, SIG_IGN);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* Its commit is there, or has failed: a thread will answer. */
static void
settled(void *cookie)
{
	struct connection *c = cookie;

	*connection_next(c) = NULL;
	pthread_mutex_lock(&server.lock);
	if (server.last != NULL)
		*connection_next(server.last) = c;
	else
		server.first = c;
	server.last = c;
	pthread_mutex_unlock(&server.lock);
}

/* After some were settled: see that somebody answers them. */
void
fastcgi_settled(void)
{

	/* A thread that is not idle looks before it becomes so. */
	if (!attentive && atomic_load(&server.idle) > 0)
		eventfd_write(server.wake, 1);
}

static struct connection *
take_settled(void)
{
	struct connection *c;

	pthread_mutex_lock(&server.lock);
	if ((c = server.first) != NULL) {
		server.first = *connection_next(c);
		if (server.first == NULL)
			server.last = NULL;
	}
	pthread_mutex_unlock(&server.lock);
	return (c);
}

static void
answer(struct connection *c)
{

	connection_end(c);
	connection_give(c);
	if (atomic_fetch_add(&server.served, 1) + 1 ==
	    server.conf->max_requests)
		kill(getpid(), SIGUSR2);
}

static bool
answer_settled(void)
{
	struct connection *c;
	size_t n = 0;

	for (; (c = take_settled()) != NULL; n++) {
		atomic_fetch_sub(&server.waiting, 1);
		answer(c);
	}
	return (n > 0);
}

/* After an accept that failed: true if another one may succeed. */
static bool
is_passing(int error)
{

	switch (error) {
	case EINTR:
	case ECONNABORTED:
	case EPROTO:
		return (true);
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		log_event(LOG_LEVEL_ERROR, "accept", strerror(error));
		usleep(RETRY_MICROSECONDS);
		return (true);
	default:
		log_event(LOG_LEVEL_ERROR, "accept", strerror(error));
		return (false);
	}
}

/* Take a request, if there is one; false: none was waiting. */
static bool
accept_one(void)
{
	struct connection *c = connection_new();
	int e;

	if ((e = connection_accept(c)) != 0) {
		connection_give(c);
		if (e == EAGAIN || is_passing(e))
			return (e != EAGAIN);
		kill(getpid(), SIGTERM);
		return (false);
	}
	if (!connection_begin(c, server.conf)) {
		answer(c);
		return (true);
	}
	atomic_fetch_add(&server.waiting, 1);
	attentive = true;
	connection_wait(c, settled);
	attentive = false;
	return (true);
}

/*
 * Wait for a connection, a settled call or the stop.  Whoever settles a call
 * sees this thread as idle, or this thread sees the call.
 */
static void
idle(int waiter, bool stopping)
{
	struct epoll_event event;
	bool nothing;

	log_flush();
	atomic_fetch_add(&server.idle, 1);
	pthread_mutex_lock(&server.lock);
	nothing = server.first == NULL;
	pthread_mutex_unlock(&server.lock);
	if (nothing)
		epoll_wait(waiter, &event, 1, stopping ? STOP_LOOK : -1);
	atomic_fetch_sub(&server.idle, 1);
}

/*
 * The listening socket does not block, so a thread never sits in accept():
 * it waits in epoll_wait(), where the stop reaches it without a signal.
 * (A signal would also interrupt the reads of a request that libfcgi has
 * just accepted, and libfcgi drops a request whose read is interrupted.)
 *
 * After a stop what is in the socket's queue is still taken: if no other
 * process shares the socket, it would be lost.
 */
static void
work_until_stop(int waiter)
{
	bool stopping;

	for (;;) {
		if (answer_settled())
			continue;
		stopping = atomic_load(&server.stopping);
		if ((!stopping || clock_tick() <= server.last_accept) &&
		    accept_one())
			continue;
		if (stopping && atomic_load(&server.waiting) == 0)
			return;
		idle(waiter, stopping);
	}
}

/*
 * A descriptor that becomes readable when a connection comes in, calls were
 * settled, or the server stops.  EPOLLEXCLUSIVE: what one thread can do wakes
 * one, not all.  EPOLLET: the eventfds are never read.
 */
static int
waiter_open(void)
{
	struct epoll_event listener = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	struct epoll_event wake = { .events = EPOLLIN | EPOLLEXCLUSIVE |
	    EPOLLET };
	struct epoll_event stop = { .events = EPOLLIN | EPOLLET };
	int waiter;

	if ((waiter = epoll_create1(EPOLL_CLOEXEC)) == -1)
		return (-1);
	if (epoll_ctl(waiter, EPOLL_CTL_ADD, CONNECTION_LISTENER,
	    &listener) == 0 &&
	    epoll_ctl(waiter, EPOLL_CTL_ADD, server.wake, &wake) == 0 &&
	    epoll_ctl(waiter, EPOLL_CTL_ADD, server.stop, &stop) == 0)
		return (waiter);
	close(waiter);
	return (-1);
}

static void *
work(void *unused)
{
	int waiter;

	(void)unused;
	if ((waiter = waiter_open()) == -1) {
		log_event(LOG_LEVEL_ERROR, "epoll", strerror(errno));
		kill(getpid(), SIGTERM);
	} else {
		work_until_stop(waiter);
		close(waiter);
	}
	return (NULL);
}

static int
start_threads(void)
{
	size_t wanted = (size_t)server.conf->threads;
	pthread_attr_t attributes;
	int e = 0;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	server.threads = calloc(wanted, sizeof(*server.threads));
	if (server.threads == NULL)
		arena_out_of_memory();
	for (; server.thread_count < wanted; server.thread_count++)
		if ((e = pthread_create(&server.threads[server.thread_count],
		    &attributes, work, NULL)) != 0)
			break;
	pthread_attr_destroy(&attributes);
	if (e == 0)
		return (0);
	log_event(LOG_LEVEL_ERROR, "fewer threads than MSG_THREADS",
	    strerror(e));
	errno = e;
	return (server.thread_count > 0 ? 0 : -1);
}

static int
wait_for_end(void)
{
	sigset_t set = end_signals();
	int number;

	while (sigwait(&set, &number) != 0)
		continue;
	return (number);
}

/*
 * Wait for the threads; false if one was not done in time: libfcgi may wait
 * for ever for a request whose beginning was sent by half.
 */
static bool
join_threads(void)
{
	usec_t until = clock_tick() + STOP_SECONDS * 1000000LL;
	size_t i;

	/* pthread_timedjoin_np() goes by a clock that may be set, and what
	 * pthread_clockjoin_np() does ThreadSanitizer does not see. */
	for (i = 0; i < server.thread_count; i++)
		while (pthread_tryjoin_np(server.threads[i], NULL) != 0) {
			if (clock_tick() > until)
				return (false);
			usleep(STOP_LOOK * 1000 / 10);
		}
	free(server.threads);
	return (true);
}

int
fastcgi_run(const struct conf *conf, enum fastcgi_end *end)
{
	server.conf = conf;
	arena_set_exhausted(connection_exhausted);
	mallopt(M_ARENA_MAX, MALLOC_ARENAS);
	/* The processes that share the socket are ours and take it so too;
	 * web servers only hand it out. */
	fcntl(CONNECTION_LISTENER, F_SETFL,
	    fcntl(CONNECTION_LISTENER, F_GETFL) | O_NONBLOCK);
	server.stop = eventfd(0, EFD_CLOEXEC);
	server.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (server.stop == -1 || server.wake == -1 || FCGX_Init() != 0 ||
	    start_threads() != 0)
		return (-1);
	log_event(LOG_LEVEL_INFO, "start", NULL);
	*end = wait_for_end() == SIGUSR2 ? FASTCGI_RENEW : FASTCGI_STOP;
	log_event(LOG_LEVEL_INFO, *end == FASTCGI_RENEW ? "renew" : "stop",
	    NULL);
	server.last_accept = clock_tick() + (*end == FASTCGI_STOP ?
	    DRAIN_SECONDS * 1000000LL : 0);
	atomic_store(&server.stopping, true);
	eventfd_write(server.stop, 1);
	if (!join_threads())
		log_event(LOG_LEVEL_WARNING, "a request did not end in time",
		    NULL);
	/* From here on a web server shall be refused rather than wait. */
	if (*end == FASTCGI_STOP)
		close(CONNECTION_LISTENER);
	/* The eventfds stay open: the writer may be about to use one. */
	return (0);
}

void
fastcgi_renew(const char *program, char *const *arguments)
{

	/*
	 * Why exec and not exit: connections that nobody has accepted yet
	 * belong to the listening socket.  It stays open over the exec, so
	 * they wait for the fresh program, and the web server, which may take
	 * a second to notice an ended process, notices nothing.  A SIGTERM
	 * that came meanwhile is blocked and stays pending: the fresh program
	 * takes it.
	 */
	if (close_range(3, ~0U, 0) != 0)
		log_event(LOG_LEVEL_WARNING, "close_range", strerror(errno));
	execv(program, arguments);
}
