/* See connection.h. */
#include <fcgiapp.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "arena.h"
#include "connection.h"
#include "http.h"
#include "log.h"
#include "serve.h"

enum {
	LARGE = 2 * 1024 * 1024,	/* bytes of a request's arena */
	SMALL = 32 * 1024,	/* bytes that a fresh socket always takes */
	PEER_SECONDS = 15,	/* the web server may be silent in a request */
	SPARE = 64,		/* connections kept for the next requests */
	EXIT_NO_MEMORY = 70,			/* EX_SOFTWARE */
};

struct connection {
	FCGX_Request request;
	struct arena *arena;
	struct call *call;
	void (*done)(void *c);
	struct connection *next;
	struct connection *before, *after;	/* those that wait */
};

static struct {
	pthread_mutex_t lock;
	struct connection *first;
	size_t count;
} spare = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Those whose calls wait for their commit; no thread has them. */
static struct {
	pthread_mutex_t lock;
	struct connection *first;
} waiting = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Whom the exhaustion handler answers. */
static _Thread_local struct connection *current;

struct connection *
connection_new(void)
{
	struct connection *c;

	pthread_mutex_lock(&spare.lock);
	if ((c = spare.first) != NULL) {
		spare.first = c->next;
		spare.count--;
	}
	pthread_mutex_unlock(&spare.lock);
	if (c != NULL)
		return (c);
	if ((c = calloc(1, sizeof(*c))) == NULL)
		arena_out_of_memory();
	c->arena = arena_new(SERVE_ARENA);
	FCGX_InitRequest(&c->request, CONNECTION_LISTENER, 0);
	return (c);
}

void
connection_give(struct connection *c)
{

	pthread_mutex_lock(&spare.lock);
	if (spare.count < SPARE) {
		c->next = spare.first;
		spare.first = c;
		spare.count++;
		c = NULL;
	}
	pthread_mutex_unlock(&spare.lock);
	if (c == NULL)
		return;
	arena_free(c->arena);
	free(c);
}

struct connection **
connection_next(struct connection *c)
{

	return (&c->next);
}

static void
put_unavailable(struct connection *c)
{
	const char *answer = http_unavailable();

	FCGX_PutStr(answer, (int)strlen(answer), c->request.out);
	FCGX_Finish_r(&c->request);
}

void
connection_exhausted(void)
{
	struct connection *c;

	log_event(LOG_LEVEL_ERROR, "out of memory", NULL);
	/* No other thread shall take a request that would end with us. */
	close(CONNECTION_LISTENER);
	if (current != NULL)
		put_unavailable(current);
	/* It may be the writer that has no memory for them. */
	pthread_mutex_lock(&waiting.lock);
	for (c = waiting.first; c != NULL; c = c->after)
		put_unavailable(c);
	/* The other requests end with it; the web server starts the next
	 * process. */
	_exit(EXIT_NO_MEMORY);
}

/*
 * A web server that stops half-way must not hold a thread for ever.
 * ${direction}: SO_RCVTIMEO or SO_SNDTIMEO.
 */
static void
limit_silence(const struct connection *c, int direction)
{
	const struct timeval limit = { .tv_sec = PEER_SECONDS };

	/* libfcgi has no call for the descriptor. */
	setsockopt(c->request.ipcFd, SOL_SOCKET, direction, &limit,
	    sizeof(limit));
}

static const char *
variable(void *cookie, const char *name)
{
	const struct connection *c = cookie;

	return (FCGX_GetParam(name, c->request.envp));
}

/*
 * FCGX_GetStr() waits until it has all it was asked for.  Ask for what one
 * fill of the buffer brought, so that the caller can watch the clock.
 */
static long
read_body(void *cookie, char *bytes, size_t size)
{
	struct connection *c = cookie;
	FCGX_Stream *in = c->request.in;
	size_t ready;
	int byte;

	if ((byte = FCGX_GetChar(in)) == EOF)
		return (FCGX_GetError(in) != 0 ? -1 : 0);
	bytes[0] = (char)byte;
	ready = (size_t)(in->stop - in->rdNext);
	if (ready > size - 1)
		ready = size - 1;
	return (1 + FCGX_GetStr(bytes + 1, (int)ready, in));
}

int
connection_accept(struct connection *c)
{

	int e;

	if ((e = FCGX_Accept_r(&c->request)) == 0)
		limit_silence(c, SO_RCVTIMEO);
	return (-e);
}

bool
connection_begin(struct connection *c, const struct conf *conf)
{
	const struct http_source source = { variable, read_body, c };

	current = c;
	c->call = serve_begin(&source, c->arena, conf);
	current = NULL;
	return (serve_waits(c->call));
}

static void
committed(void *cookie)
{
	struct connection *c = cookie;

	pthread_mutex_lock(&waiting.lock);
	if (c->before != NULL)
		c->before->after = c->after;
	else
		waiting.first = c->after;
	if (c->after != NULL)
		c->after->before = c->before;
	pthread_mutex_unlock(&waiting.lock);
	c->done(c);
}

void
connection_wait(struct connection *c, void (*done)(void *c))
{

	c->done = done;
	c->before = NULL;
	pthread_mutex_lock(&waiting.lock);
	if ((c->after = waiting.first) != NULL)
		c->after->before = c;
	waiting.first = c;
	pthread_mutex_unlock(&waiting.lock);
	serve_wait(c->call, committed, c);
}

/*
 * Whether the web server has nothing more to say.  Only then may the socket be
 * closed without waiting for it: what was not read would be answered with a
 * reset, and the answer be lost.
 */
static bool
is_drained(struct connection *c)
{
	FCGX_Stream *in = c->request.in;

	return (FCGX_GetChar(in) == EOF && FCGX_GetError(in) == 0);
}

void
connection_end(struct connection *c)
{
	struct buf *out;
	bool large;

	current = c;
	out = serve_end(c->call);
	large = arena_used(c->arena) > LARGE;
	if (out->length > SMALL)
		limit_silence(c, SO_SNDTIMEO);
	FCGX_PutStr(out->bytes, (int)out->length, c->request.out);
	current = NULL;
	/* A detached request is closed at once, without a last read. */
	if (is_drained(c))
		FCGX_Detach(&c->request);
	FCGX_Finish_r(&c->request);
	FCGX_Free(&c->request, 1);	/* also if the web server would keep it */
	arena_reset(c->arena);
	if (large)
		malloc_trim(0);	/* what one asked for is not kept for all */
}
