/*
 * hide: many messages of a room at once: a member hides some or all of them
 * from himself, who manages the room hides those of one sender from everybody
 * or deletes all.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_HIDE_H
#define LIB_HIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "err.h"

struct app;
struct arena;
struct gate;

enum {
	HIDE_MAX = 100,			/* messages of one call */
	HIDE_PAGE_MAX = 1000,		/* of a list */
	HIDE_LOOKED_AT = 10000,		/* of a room, for one sender's */
	HIDE_TOLD = 100,		/* of these, one by one (notice.h) */
	CLEAR_COUNTED = 10000,		/* one by one; see room_clear() */
};

/* A room, and the member whose view of it is meant. */
struct view {
	const struct app *app;
	const char *room_id;
	const char *username;
};

/*
 * hide_messages(arena, view, ids, count, hidden, fault):
 * Hide the messages with these 24 hex digits, at most HIDE_MAX, that the room
 * has and he may see; what is no such id is none of them.  ERR_NOT_MEMBER,
 * ERR_MESSAGE_UNKNOWN: there is none of them.
 */
struct hidden {
	int64_t found;		/* of them in the room */
	int64_t changed;	/* of these not hidden before */
};
enum err hide_messages(struct arena *arena, const struct view *view,
    const char *const *ids, size_t count, struct hidden *hidden,
    struct fault *fault);

/* hide_list(arena, view, page, fault): those hidden one by one, the newest
 * first.  ERR_NOT_MEMBER. */
struct hidden_message {
	int64_t id;
	msec_t created;		/* when it was hidden */
};
struct hidden_page {
	int64_t offset;
	size_t limit;			/* 1..HIDE_PAGE_MAX */
	struct hidden_message *messages;
	size_t count;
	int64_t conv, total;
};
enum err hide_list(struct arena *arena, const struct view *view,
    struct hidden_page *page, struct fault *fault);

/*
 * hide_all(arena, gate, ids, count, fault):
 * Hide all messages of the room, as gate_read() found it, from gate->username;
 * nothing is unread then.  The newest HIDE_PAGE_MAX are named.
 * ERR_NOT_MEMBER.
 */
enum err hide_all(struct arena *arena, const struct gate *gate, int64_t **ids,
    size_t *count, struct fault *fault);

/*
 * hide_sender(arena, gate, sender, hide, hidden, fault):
 * Hide from everybody what ${sender} sent, of the newest HIDE_LOOKED_AT
 * messages, or (hide->hide false) show as many again.  gate->username asks.
 * ERR_ROOM_UNKNOWN, ERR_NOT_MEMBER, ERR_NOT_MANAGER.
 */
struct hide_sender {
	const char *sender;
	bool hide;
	msec_t now;
};
enum err hide_sender(struct arena *arena, const struct gate *gate,
    const struct hide_sender *hide, struct hidden *hidden,
    struct fault *fault);

/*
 * room_clear(arena, gate, deleted, fault):
 * Delete all messages of the room; the rows go with the next
 * `msgctl partitions`.
 * ${deleted}: how many there were, exactly up to CLEAR_COUNTED; above that the
 * places, those of messages that were gone already among them.
 * ERR_ROOM_UNKNOWN, ERR_NOT_MEMBER, ERR_NOT_MANAGER.
 */
enum err room_clear(struct arena *arena, const struct gate *gate,
    int64_t *deleted, struct fault *fault);

#endif
