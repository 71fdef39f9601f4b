/*
 * hub: who wants what, and that each gets it: all, once, in order.
 *
 * A subscription is in one conversation, or in all of an app's that its user
 * may read, or hears what is for its user alone.  `seen` is the seq up to
 * which it has everything.  It is live, or it catches up: then pages are read
 * from the database (page.h) until they reach what the others have, and only
 * then it is live; as all of that is decided by one thread, nothing falls
 * between.
 *
 * Who reads as a member is asked for again as soon as anybody was taken out of
 * the room (event.left_count), before anything later is delivered.
 *
 * Ownership: a subscription is its connection's; hub_leave() before it ends.
 * Only the loop's thread.
 */
#ifndef MSG_LIVE_HUB_H
#define MSG_LIVE_HUB_H

#include <stdbool.h>
#include <stdint.h>

#include "app.h"
#include "conversation.h"
#include "delivery.h"

struct connection;
struct job;
struct place;
struct subscription;

struct subscriber {
	/* Send it; of a message: it is visible, and the next one. */
	void (*deliver)(struct subscription *s, struct delivery *d);
	/* It reads no more: the user was taken out of the room. */
	void (*ended)(struct subscription *s);
};

struct subscription {
	struct subscription *next, **link;	/* of the same place */
	struct place *place;			/* NULL: left */
	const struct subscriber *type;
	struct connection *connection;
	enum form form;
	const char *viewer;	/* a username; NULL: the app's backend */
	const char *user_id;	/* 17 characters, where it matters */
	bool membership;	/* reads only as a member */
	bool public;		/* of an app: may read public rooms */
	int64_t checked;	/* room's left_count when he was a member;
				   -2: not known */
	int64_t seen;		/* seq */
	bool catching;
	struct job *paging;	/* reads a page, or NULL */
};

/*
 * hub_join(s, room): where room->last_seq is later than s->seen, or others
 * have more already, it catches up first.
 * hub_join_app(s, app), hub_join_user(s, app): what is in the app's rooms;
 * what is for s->user_id.
 * hub_leave(s): NULL place: nothing to do.
 */
struct hub_room {
	const struct app *app;
	const char *id;
	enum conversation_kind kind;
	int64_t conv, last_seq;
};
void hub_join(struct subscription *s, const struct hub_room *room);
void hub_join_app(struct subscription *s, const struct app *app);
void hub_join_user(struct subscription *s, const struct app *app);
void hub_leave(struct subscription *s);

/* hub_go_on(s): its connection has room again: read the next page. */
void hub_go_on(struct subscription *s);

/* hub_deliver(): take what follow_take() has. */
void hub_deliver(void);

/* hub_count(): conversations that are watched. */
size_t hub_count(void);

#endif
