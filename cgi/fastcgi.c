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
#include "fastcgi.h"
#include "log.h"
#include "serve.h"

enum {
	LISTENER = 0,				/* by the FastCGI rules */
#if defined(__SANITIZE_ADDRESS__)
	STACK = 2 * 1024 * 1024,		/* bytes */
#else
	STACK = 256 * 1024,
#endif
	LARGE = 2 * 1024 * 1024,	/* bytes of a request's arena */
	MALLOC_ARENAS = 2,	/* glibc's, which keep what threads freed */
	PEER_SECONDS = 15,	/* the web server may be silent in a request */
	DRAIN_SECONDS = 2,	/* after a stop, for what has not been accepted */
	STOP_SECONDS = 45,	/* for all requests to end; a body has 30 */
	RETRY_MICROSECONDS = 100 * 1000,	/* no descriptors left */
	EXIT_NO_MEMORY = 70,			/* EX_SOFTWARE */
};

/* Shared by the threads of the process. */
struct server {
	const struct conf *conf;
	pthread_t *threads;
	size_t thread_count;
	int stop;			/* an eventfd: readable from then on */
	atomic_bool stopping;
	usec_t last_accept;		/* when stopping: not after this */
	_Atomic int64_t served;
};

/* What the exhaustion handler answers. */
static _Thread_local FCGX_Request *current;

bool
fastcgi_is_listening(void)
{
	int listening = 0;
	socklen_t size = sizeof(listening);

	/* FCGX_IsCGI() asks getpeername(), which takes a connected socket for
	 * a listening one when its other end is closed. */
	return (getsockopt(LISTENER, SOL_SOCKET, SO_ACCEPTCONN, &listening,
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

static void
exhausted(void)
{
	const char *answer = http_unavailable();

	log_event(LOG_LEVEL_ERROR, "out of memory", NULL);
	if (current != NULL) {
		FCGX_PutStr(answer, (int)strlen(answer), current->out);
		FCGX_Finish_r(current);
	}
	/* The other threads' requests end with it; the web server starts the
	 * next process. */
	_exit(EXIT_NO_MEMORY);
}

static const char *
variable(void *cookie, const char *name)
{
	const FCGX_Request *request = cookie;

	return (FCGX_GetParam(name, request->envp));
}

/*
 * FCGX_GetStr() waits until it has all it was asked for.  Ask for what one
 * fill of the buffer brought, so that the caller can watch the clock.
 */
static long
read_body(void *cookie, char *bytes, size_t size)
{
	FCGX_Request *request = cookie;
	FCGX_Stream *in = request->in;
	size_t ready;
	int c;

	if ((c = FCGX_GetChar(in)) == EOF)
		return (FCGX_GetError(in) != 0 ? -1 : 0);
	bytes[0] = (char)c;
	ready = (size_t)(in->stop - in->rdNext);
	if (ready > size - 1)
		ready = size - 1;
	return (1 + FCGX_GetStr(bytes + 1, (int)ready, in));
}

/* A web server that stops half-way must not hold a thread for ever. */
static void
limit_silence(int fd)
{
	const struct timeval limit = { .tv_sec = PEER_SECONDS };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

static void
serve_one(struct server *server, FCGX_Request *request, struct arena *arena)
{
	const struct http_source source = { variable, read_body, request };
	int64_t maximum = server->conf->max_requests;
	struct buf *out;
	bool large;

	/* libfcgi has no call for the descriptor. */
	limit_silence(request->ipcFd);
	current = request;
	out = serve(&source, arena, server->conf);
	large = arena_used(arena) > LARGE;
	FCGX_PutStr(out->bytes, (int)out->length, request->out);
	current = NULL;
	FCGX_Finish_r(request);
	FCGX_Free(request, 1);	/* also if the web server would keep it */
	arena_reset(arena);
	if (large)
		malloc_trim(0);	/* what one asked for is not kept for all */
	if (atomic_fetch_add(&server->served, 1) + 1 == maximum)
		kill(getpid(), SIGUSR2);
}

/*
 * A descriptor that becomes readable when a connection comes in or the server
 * stops.  EPOLLEXCLUSIVE: a connection wakes one thread, not all.
 */
static int
waiter_open(const struct server *server)
{
	struct epoll_event listener = { .events = EPOLLIN | EPOLLEXCLUSIVE,
	    .data.fd = LISTENER };
	struct epoll_event stop = { .events = EPOLLIN,
	    .data.fd = server->stop };
	int waiter;

	if ((waiter = epoll_create1(EPOLL_CLOEXEC)) == -1)
		return (-1);
	if (epoll_ctl(waiter, EPOLL_CTL_ADD, LISTENER, &listener) == -1 ||
	    epoll_ctl(waiter, EPOLL_CTL_ADD, server->stop, &stop) == -1) {
		close(waiter);
		return (-1);
	}
	return (waiter);
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
accept_all(struct server *server, FCGX_Request *request, struct arena *arena,
    int waiter)
{
	struct epoll_event event;
	bool stopping;
	int e;

	for (;;) {
		stopping = atomic_load(&server->stopping);
		if (stopping && clock_tick() > server->last_accept)
			return;
		if ((e = FCGX_Accept_r(request)) == 0)
			serve_one(server, request, arena);
		else if (e == -EAGAIN && stopping)
			return;
		else if (e == -EAGAIN)
			epoll_wait(waiter, &event, 1, -1);
		else if (!is_passing(-e)) {
			kill(getpid(), SIGTERM);
			return;
		}
	}
}

static void *
work(void *cookie)
{
	struct server *server = cookie;
	struct arena *arena = arena_new(SERVE_ARENA);
	FCGX_Request request;
	int waiter;

	FCGX_InitRequest(&request, LISTENER, 0);
	if ((waiter = waiter_open(server)) == -1) {
		log_event(LOG_LEVEL_ERROR, "epoll", strerror(errno));
		kill(getpid(), SIGTERM);
	} else {
		accept_all(server, &request, arena, waiter);
		close(waiter);
	}
	arena_free(arena);
	return (NULL);
}

static int
start_threads(struct server *server)
{
	size_t wanted = (size_t)server->conf->threads;
	pthread_attr_t attributes;
	int e = 0;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	server->threads = calloc(wanted, sizeof(*server->threads));
	BUG_UNLESS(server->threads != NULL);
	for (; server->thread_count < wanted; server->thread_count++)
		if ((e = pthread_create(
		    &server->threads[server->thread_count], &attributes, work,
		    server)) != 0)
			break;
	pthread_attr_destroy(&attributes);
	if (e == 0)
		return (0);
	log_event(LOG_LEVEL_ERROR, "fewer threads than MSG_THREADS",
	    strerror(e));
	errno = e;
	return (server->thread_count > 0 ? 0 : -1);
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
join_threads(struct server *server)
{
	struct timespec until;
	size_t i;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_SECONDS;
	for (i = 0; i < server->thread_count; i++)
		if (pthread_timedjoin_np(server->threads[i], NULL,
		    &until) != 0)
			return (false);
	free(server->threads);
	return (true);
}

int
fastcgi_run(const struct conf *conf, enum fastcgi_end *end)
{
	/* Not on the stack: a thread that did not end may still look at it. */
	static struct server server;

	server = (struct server){ .conf = conf };
	arena_set_exhausted(exhausted);
	mallopt(M_ARENA_MAX, MALLOC_ARENAS);
	/* The processes that share the socket are ours and take it so too;
	 * web servers only hand it out. */
	fcntl(LISTENER, F_SETFL, fcntl(LISTENER, F_GETFL) | O_NONBLOCK);
	server.stop = eventfd(0, EFD_CLOEXEC);
	if (server.stop == -1 || FCGX_Init() != 0 ||
	    start_threads(&server) != 0)
		return (-1);
	log_event(LOG_LEVEL_INFO, "start", NULL);
	*end = wait_for_end() == SIGUSR2 ? FASTCGI_RENEW : FASTCGI_STOP;
	log_event(LOG_LEVEL_INFO, *end == FASTCGI_RENEW ? "renew" : "stop",
	    NULL);
	server.last_accept = clock_tick() + (*end == FASTCGI_STOP ?
	    DRAIN_SECONDS * 1000000LL : 0);
	atomic_store(&server.stopping, true);
	eventfd_write(server.stop, 1);
	if (!join_threads(&server))
		log_event(LOG_LEVEL_WARNING, "a request did not end in time",
		    NULL);
	/* From here on a web server shall be refused rather than wait. */
	if (*end == FASTCGI_STOP)
		close(LISTENER);
	close(server.stop);
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
