/* See connection.h. */
#include <libwebsockets.h>
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "connection.h"
#include "frame.h"
#include "heap.h"
#include "loop.h"
#include "quiet.h"

enum {
	CLOSE_SECONDS = 5,	/* for what waits to go out */
	BURST = 8,		/* times the buffer, and for so long: much that */
	BURST_TIME = 1000000,	/* microseconds; comes at once is not his fault */
	CLOSE_MAX = 125,	/* bytes of a close frame (RFC 6455, 5.5) */
};

/* lws-write.h leaves this place of its enum free, with a comment. */
#define WRITE_CLOSE ((enum lws_write_protocol)4)

struct outgoing {
	struct outgoing *next;
	struct frame *frame;
};

static struct {
	struct connection *first;
	size_t count;
} all;

struct connection *
connection_open(struct lws *wsi, const struct connection_kind *kind,
    const char *host, const char *remote)
{
	struct connection *c = heap_new(sizeof(*c));

	c->kind = kind;
	c->wsi = wsi;
	c->references = 1;
	c->host = heap_text(host);
	c->remote = heap_text(remote);
	c->opened = c->heard = c->sent = clock_tick();
	c->next = all.first;
	if (c->next != NULL)
		c->next->link = &c->next;
	c->link = &all.first;
	all.first = c;
	all.count++;
	return (c);
}

static void
forget_output(struct connection *c)
{
	struct outgoing *o;

	while ((o = c->first) != NULL) {
		c->first = o->next;
		frame_release(o->frame);
		heap_free(o);
	}
	c->last = NULL;
	c->waiting = 0;
}

void
connection_gone(struct connection *c)
{

	BUG_UNLESS(c->wsi != NULL);
	quiet_forget(c);
	c->wsi = NULL;
	*c->link = c->next;
	if (c->next != NULL)
		c->next->link = c->link;
	all.count--;
	forget_output(c);
	c->kind->closed(c);
	connection_release(c);
}

struct connection *
connection_keep(struct connection *c)
{

	c->references++;
	return (c);
}

void
connection_release(struct connection *c)
{

	if (--c->references > 0)
		return;
	heap_free((void *)c->host);
	heap_free((void *)c->remote);
	heap_free(c->partial);
	heap_free(c);
}

/* Libwebsockets closes it, and tells. */
void
connection_lost(struct connection *c)
{

	c->closing = true;
	forget_output(c);
	lws_set_timeout(c->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

static bool
write_now(struct connection *c, struct frame *frame)
{
	int n = lws_write(c->wsi, (unsigned char *)frame->bytes,
	    frame->length, c->kind->websocket ? LWS_WRITE_TEXT :
	    LWS_WRITE_HTTP);

	if (n < 0)
		connection_lost(c);
	return (n >= 0);
}

static void
put_behind(struct connection *c, struct frame *frame)
{
	struct outgoing *o = heap_new(sizeof(*o));

	o->frame = frame_keep(frame);
	if (c->last != NULL)
		c->last->next = o;
	else {
		c->first = o;
		c->held = clock_tick();
	}
	c->last = o;
	c->waiting += frame->length;
	lws_callback_on_writable(c->wsi);
}

/*
 * libwebsockets keeps the rest of what a socket took by half, so writing
 * outside of its callback is safe while nothing is kept; it saves two system
 * calls for each connection that a message goes to.
 */
void
connection_fill(struct connection *c, struct frame *frame)
{

	if (c->wsi == NULL || c->closing)
		return;
	c->sent = clock_tick();
	if (c->first == NULL && !lws_partial_buffered(c->wsi)) {
		write_now(c, frame);
		if (c->wsi != NULL && !c->closing &&
		    lws_partial_buffered(c->wsi))
			lws_callback_on_writable(c->wsi);
	} else
		put_behind(c, frame);
}

static bool
is_too_slow(const struct connection *c, size_t more)
{
	size_t most = (size_t)loop_conf()->live_buffer;

	return (c->first != NULL && c->waiting + more > most &&
	    (c->waiting + more > BURST * most ||
	    clock_tick() - c->held > BURST_TIME));
}

void
connection_send(struct connection *c, struct frame *frame)
{

	if (c->wsi != NULL && !c->closing && is_too_slow(c, frame->length)) {
		connection_drop(c, CLOSE_TOO_SLOW,
		    "too slow: reconnect and go on from the last message");
		return;
	}
	connection_fill(c, frame);
}

void
connection_send_text(struct connection *c, const char *text, size_t length)
{
	struct frame *frame = frame_text(text, length);

	connection_send(c, frame);
	frame_release(frame);
}

void
connection_close(struct connection *c, int code, const char *words)
{

	if (c->wsi == NULL || c->closing)
		return;
	c->closing = true;
	c->close_code = code;
	c->close_words = words;
	lws_set_timeout(c->wsi, PENDING_TIMEOUT_USER_OK, CLOSE_SECONDS);
	lws_callback_on_writable(c->wsi);
}

void
connection_drop(struct connection *c, int code, const char *words)
{

	forget_output(c);
	connection_close(c, code, words);
}

void
connection_ping(struct connection *c)
{
	unsigned char bytes[LWS_PRE + 1];

	/* Who has not taken what was sent is not asked, and does not answer. */
	if (c->wsi != NULL && !c->closing && c->first == NULL &&
	    !lws_partial_buffered(c->wsi) && lws_write(c->wsi,
	    bytes + LWS_PRE, 0, LWS_WRITE_PING) < 0)
		connection_lost(c);
}

void
connection_pause(struct connection *c, bool on)
{

	if (c->wsi == NULL)
		return;
	lws_rx_flow_control(c->wsi, on ? 0 : 1);
	/* What it has read already it only looks at behind an event. */
	if (!on)
		lws_cancel_service(lws_get_context(c->wsi));
}

/*
 * A close frame.  Not by lws_close_reason(): libwebsockets as Debian builds it
 * ends the socket before that goes out.
 */
static bool
write_close(struct connection *c)
{
	unsigned char bytes[LWS_PRE + CLOSE_MAX], *at = bytes + LWS_PRE;
	size_t length = strlen(c->close_words);

	BUG_UNLESS(length + 2 <= CLOSE_MAX);
	at[0] = (unsigned char)(c->close_code >> 8);
	at[1] = (unsigned char)c->close_code;
	memcpy(at + 2, c->close_words, length);
	return (lws_write(c->wsi, at, length + 2, WRITE_CLOSE) >= 0);
}

/* The last thing that the client is told; true: now the socket ends. */
static bool
farewell(struct connection *c)
{
	struct piece pieces[] = { { ": ", 2 }, { c->close_words, 0 },
	    { "\n\n", 2 } };
	struct frame *frame;

	if (c->told || c->close_words == NULL)
		return (true);
	c->told = true;
	/* The client answers it, or the time-out ends it. */
	if (c->kind->websocket)
		return (!write_close(c));
	pieces[1].length = strlen(c->close_words);
	frame = frame_make(pieces, 3);
	if (write_now(c, frame))
		lws_callback_on_writable(c->wsi);
	frame_release(frame);
	return (false);
}

bool
connection_writable(struct connection *c)
{
	struct outgoing *o;
	bool ok = true;

	while (ok && (o = c->first) != NULL &&
	    !lws_partial_buffered(c->wsi)) {
		if ((c->first = o->next) == NULL)
			c->last = NULL;
		c->waiting -= o->frame->length;
		ok = write_now(c, o->frame);
		frame_release(o->frame);
		heap_free(o);
	}
	if (c->first != NULL || lws_partial_buffered(c->wsi)) {
		lws_callback_on_writable(c->wsi);
		return (false);
	}
	if (!c->closing) {
		c->kind->drained(c);
		return (false);
	}
	return (farewell(c));
}

void
connection_piece(struct connection *c, const char *bytes, size_t length,
    bool final)
{
	size_t most = (size_t)loop_conf()->live_frame_max;

	c->heard = clock_tick();
	if (c->closing)
		return;
	if (c->partial_length + length > most) {
		connection_drop(c, CLOSE_TOO_LARGE, "the frame is too large");
		return;
	}
	/* It may come byte by byte. */
	if (c->partial_length + length >= c->partial_size) {
		c->partial_size = (final ? 1 : 2) *
		    (c->partial_length + length) + 1;
		c->partial = heap_grow(c->partial, c->partial_size);
	}
	memcpy(c->partial + c->partial_length, bytes, length);
	c->partial_length += length;
	if (!final)
		return;
	c->partial[c->partial_length] = '\0';
	c->kind->receive(c, c->partial, c->partial_length);
	/* An idle connection keeps nothing. */
	heap_free(c->partial);
	c->partial = NULL;
	c->partial_length = c->partial_size = 0;
}

bool
connection_goodbye(struct connection *c)
{

	c->closing = true;
	forget_output(c);
	return (c->told);
}

void
connection_pong(struct connection *c)
{

	c->heard = clock_tick();
}

size_t
connection_count(void)
{

	return (all.count);
}

struct connection *
connection_first(void)
{

	return (all.first);
}

void
connection_tick_all(usec_t now)
{
	struct connection *c, *next;

	for (c = all.first; c != NULL; c = next) {
		next = c->next;
		if (!c->closing)
			c->kind->tick(c, now);
	}
}

void
connection_close_all(int code, const char *words)
{
	struct connection *c, *next;

	for (c = all.first; c != NULL; c = next) {
		next = c->next;
		connection_close(c, code, words);
	}
}
