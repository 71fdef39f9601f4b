/*
 * connection: one client's socket, whatever it speaks on it: WebSocket, SockJS
 * over it, or an event stream over HTTP.
 *
 * What is sent goes out at once while the client takes it, else it waits in
 * the connection, up to MSG_LIVE_BUFFER bytes, and for a second up to eight
 * times as many; a client that is slower than that is closed, and goes on from
 * where it was when it comes back.
 *
 * Ownership: counted; the socket is one reference, each job another.  After
 * the socket is gone wsi is NULL, and what is sent is dropped.  Only the
 * loop's thread.
 */
#ifndef MSG_LIVE_CONNECTION_H
#define MSG_LIVE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "clock.h"

struct frame;
struct lws;

enum {
	CLOSE_NORMAL = 1000,
	CLOSE_GOING_AWAY = 1001,
	CLOSE_PROTOCOL = 1002,
	CLOSE_BAD_DATA = 1003,
	CLOSE_NOT_TEXT = 1007,
	CLOSE_TOO_LARGE = 1009,
	CLOSE_TRY_LATER = 1013,
	CLOSE_IDLE = 4000,
	CLOSE_TOO_SLOW = 4001,
	CLOSE_NO_LOGIN = 4002,
};

struct connection;

/* What a kind of connection does. */
struct connection_kind {
	const char *name;
	bool websocket;
	/* A whole message came; it ends with a NUL that is not counted. */
	void (*receive)(struct connection *c, char *text, size_t length);
	/* The client has taken all that was sent. */
	void (*drained)(struct connection *c);
	/* Once a second. */
	void (*tick)(struct connection *c, usec_t now);
	/* The socket is gone: forget ${c} everywhere. */
	void (*closed)(struct connection *c);
};

struct outgoing;
struct connection {
	struct connection *next, **link;	/* all that have a socket */
	const struct connection_kind *kind;
	struct lws *wsi;			/* NULL: gone */
	unsigned references;
	const char *host, *remote;
	void *state;				/* the kind's */
	usec_t opened, heard, sent;		/* when last */
	/* Not yet taken by the client */
	struct outgoing *first, *last;
	size_t waiting;				/* bytes */
	usec_t held;				/* since when any */
	bool closing, told;		/* told: the close frame went out */
	bool quiet;			/* quiet.h watches it */
	int close_code;
	const char *close_words;
	/* A message that came by pieces */
	char *partial;
	size_t partial_length, partial_size;
};

/*
 * connection_open(wsi, kind, host, remote): with one reference, the socket's.
 * connection_gone(c): the socket has gone.
 */
struct connection *connection_open(struct lws *wsi,
    const struct connection_kind *kind, const char *host,
    const char *remote);
void connection_gone(struct connection *c);
struct connection *connection_keep(struct connection *c);
void connection_release(struct connection *c);

/*
 * connection_send(c, frame): the caller keeps its reference.
 * connection_send_text(c, text, length).
 * connection_fill(c, frame): the same without the bound: for what was asked
 * for because the connection was empty.
 */
void connection_send(struct connection *c, struct frame *frame);
void connection_fill(struct connection *c, struct frame *frame);
void connection_send_text(struct connection *c, const char *text,
    size_t length);

/*
 * connection_close(c, code, words): after what waits was sent; at most some
 * seconds later.  ${words}: at most 120 bytes, constant; a WebSocket's client
 * gets them with the code, an event stream's as a comment.
 * connection_drop(c, code, words): what waits is forgotten.
 */
void connection_close(struct connection *c, int code, const char *words);
void connection_drop(struct connection *c, int code, const char *words);

/* connection_lost(c): the client has gone; the socket ends soon. */
void connection_lost(struct connection *c);

/* connection_ping(c): ask a WebSocket's client for life. */
void connection_ping(struct connection *c);

/* connection_pause(c, on): take nothing more from the client, or again. */
void connection_pause(struct connection *c, bool on);

/*
 * What the server's callbacks call.
 * connection_piece(c, bytes, length, first, final): a piece of a message.
 * connection_goodbye(c): the client's close frame; true: it answers ours, and
 * there is no third.  What comes behind it is not listened to.
 * connection_pong(c): the answer to connection_ping().
 * connection_writable(c): the socket takes more; true: it is to be closed.
 */
void connection_piece(struct connection *c, const char *bytes, size_t length,
    bool final);
bool connection_goodbye(struct connection *c);
void connection_pong(struct connection *c);
bool connection_writable(struct connection *c);

/* All: how many, the first (others by next), and once a second. */
size_t connection_count(void);
struct connection *connection_first(void);
void connection_tick_all(usec_t now);
void connection_close_all(int code, const char *words);

#endif
