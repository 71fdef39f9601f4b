/*
 * ddp: the realtime API of the Rocket.Chat dialect (contract rocketchat, 2),
 * on a WebSocket of its own or in SockJS's frames.
 *
 * A connection's methods and subscriptions are calls (cgi/rocketchat/
 * realtime.h), one after the other in the order in which they came; what
 * waits is bounded, and then nothing more is read.  Pings are answered at
 * once.
 */
#ifndef MSG_LIVE_DDP_H
#define MSG_LIVE_DDP_H

#include <stdbool.h>
#include <stddef.h>

#include "clock.h"
#include "hub.h"

struct buf;
struct connection;
struct frame;
struct json_slice;
struct json_writer;
struct realtime_grant;

extern const struct connection_kind ddp_websocket, ddp_sockjs;

/* ddp_open(c): a connection of one of these kinds was made. */
void ddp_open(struct connection *c);

enum {
	DDP_WAITING = 64,		/* calls that may wait ... */
	DDP_WAITING_BYTES = 1 << 20,	/* and their bytes */
	DDP_ID = 17,			/* characters of a session's id */
};

/* Of one connection. */
struct ddp {
	struct connection *connection;
	bool sockjs;
	bool connected;			/* the handshake is over */
	bool pings;			/* pre1 has none */
	usec_t pinged;			/* when it was last asked for life */
	/* Who is logged in */
	char *token, *user_id, *username;	/* NULL: nobody */
	int64_t app_id;
	usec_t nobody_since;
	/* Calls in their order */
	struct waiting *first, *last;
	size_t waiting, waiting_bytes;
	bool running, paused;
	struct ddp_subscription *subscriptions;
	size_t subscription_count;
};

/* ddp_write.c: a frame to the client.
 *	struct buf out; struct json_writer w;
 *	ddp_begin(&out, &w, "pong"); ... members; ddp_send(ddp, &out, &w); */
void ddp_begin(struct buf *out, struct json_writer *w, const char *msg);
void ddp_end(struct ddp *ddp, struct buf *out, struct json_writer *w);
void ddp_send(struct ddp *ddp, const char *text, size_t length);
/* ddp_error(ddp, reason, text, length): what was wrong with a frame, and the
 * frame, NULL where it was no object. */
void ddp_error(struct ddp *ddp, const char *reason, const char *text,
    size_t length);
/* ddp_frame(text, length, sockjs): one for the client, as it goes out. */
struct frame *ddp_frame(const char *text, size_t length, bool sockjs);

/* ddp_call.c: queue a method, sub or unsub; the form was checked. */
enum ddp_call { DDP_METHOD, DDP_SUB, DDP_UNSUB };
void ddp_call(struct ddp *ddp, enum ddp_call what, const char *id,
    const struct json_slice *frame);
void ddp_call_forget(struct ddp *ddp);

/* ddp_login.c: close the connections of those who were logged out elsewhere,
 * deactivated or whose token has expired; as often as is asked for life. */
void ddp_check_logins(usec_t now);

/* ddp_subscription.c */
bool ddp_is_subscribed(const struct ddp *ddp, const char *id);
void ddp_subscribe(struct ddp *ddp, const char *id, const struct app *app,
    const struct realtime_grant *grant);
/* ddp_unsubscribe(ddp, id): nothing where there is none.
 * ddp_unsubscribe_all(ddp, told): those that need a user, and say so to the
 * client, or all.  Those for all of a user's messages stay, and have none until
 * ddp_subscribe_again(ddp, app, public), for the next user. */
void ddp_unsubscribe(struct ddp *ddp, const char *id);
void ddp_unsubscribe_all(struct ddp *ddp, bool told);
void ddp_subscribe_again(struct ddp *ddp, const struct app *app, bool public);
void ddp_catch_up(struct ddp *ddp);

#endif
