/* See quiet.h. */
#include <errno.h>
#include <libwebsockets.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "connection.h"
#include "loop.h"
#include "quiet.h"

enum {
	EVENTS = 64,		/* taken at once; the rest next time */
	PIECE = 16 * 1024,	/* bytes thrown away by one call */
	PIECES = 16,		/* of one client, before it is others' turn */
};

static struct {
	int epoll;
	uv_poll_t poll;
} quiet;

static void
control(struct connection *c, int operation)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET,
	    .data.ptr = c };

	epoll_ctl(quiet.epoll, operation, lws_get_socket_fd(c->wsi), &event);
}

/* false: he has gone. */
static bool
throw_away(struct connection *c)
{
	static char bytes[PIECE];
	ssize_t n;
	int i;

	for (i = 0; i < PIECES; i++) {
		n = recv(lws_get_socket_fd(c->wsi), bytes, sizeof(bytes),
		    MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return (false);
		if (n < 0)
			return (true);
	}
	/* There is more: to be told of it once more. */
	control(c, EPOLL_CTL_MOD);
	return (true);
}

static void
ready(uv_poll_t *unused, int status, int events)
{
	struct epoll_event found[EVENTS];
	int i, n;

	(void)unused, (void)status, (void)events;
	loop_begin();
	n = epoll_wait(quiet.epoll, found, EVENTS, 0);
	/* Nobody is freed meanwhile: sockets end by libwebsockets' timer. */
	for (i = 0; i < n; i++)
		if (!throw_away(found[i].data.ptr))
			connection_lost(found[i].data.ptr);
}

bool
quiet_open(uv_loop_t *loop)
{

	quiet.epoll = epoll_create1(EPOLL_CLOEXEC);
	return (quiet.epoll >= 0 &&
	    uv_poll_init(loop, &quiet.poll, quiet.epoll) == 0 &&
	    uv_poll_start(&quiet.poll, UV_READABLE, ready) == 0);
}

void
quiet_watch(struct connection *c)
{

	c->quiet = true;
	control(c, EPOLL_CTL_ADD);
}

void
quiet_forget(struct connection *c)
{

	if (c->quiet)
		control(c, EPOLL_CTL_DEL);
	c->quiet = false;
}
