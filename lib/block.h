/*
 * block: who may not write: users whom others blocked, and who is banned from
 * a room.  lib/gate.h is where it takes effect.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_BLOCK_H
#define LIB_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "conversation.h"
#include "err.h"

struct app;
struct arena;

enum { BLOCK_PAGE_MAX = 1000 };		/* rows of a list */

/* A block or ban. */
struct block {
	struct account account;		/* who is blocked */
	const char *blocker;		/* "": the app's backend */
	const char *room_id;		/* NULL: the two have no room */
	bool banned;			/* from that room, a group */
	msec_t room_created;		/* of a list's only */
	msec_t created;
	msec_t updated;			/* just made or lifted: when */
};

/* Who blocks whom. */
struct block_pair {
	const struct app *app;
	const char *username, *blocked;
};

/*
 * block_add(arena, pair, block, fault): ERR_USER_UNKNOWN, ERR_BLOCK_EXISTS.
 * block_remove(): ERR_BLOCK_UNKNOWN.  Of block->account only what the user's
 * row says is filled in; a user who is gone has only a name.
 */
enum err block_add(struct arena *arena, const struct block_pair *pair,
    struct block *block, struct fault *fault);
enum err block_remove(struct arena *arena, const struct block_pair *pair,
    struct block *block, struct fault *fault);

struct block_page {
	int64_t offset;
	size_t limit;			/* 1..BLOCK_PAGE_MAX */
	struct block *blocks;
	size_t count;
	/* ban_list(): the room's kind, and who banned: those who are users */
	enum conversation_kind kind;
	struct account *blockers;
	size_t blocker_count;
};

/* block_list(): those that ${username} blocked, or banned from a room, the newest
 * first. */
enum err block_list(struct arena *arena, const struct app *app,
    const char *username, struct block_page *page, struct fault *fault);

/*
 * A room, and who asks: the backend (NULL), the owner, the managers of a room
 * that has no owner, or either of the two of a direct room; else
 * ERR_NOT_MANAGER, ERR_NOT_MEMBER, ERR_ROOM_UNKNOWN.
 */
struct ban_room {
	const struct app *app;
	const char *room_id, *username;
};

/* ban_add(): ERR_ROOM_OR_USER_UNKNOWN when there is no such user,
 * ERR_BLOCK_EXISTS.  ban_remove(): ERR_BLOCK_UNKNOWN. */
enum err ban_add(struct arena *arena, const struct ban_room *room,
    const char *banned, struct block *block, struct fault *fault);
enum err ban_remove(struct arena *arena, const struct ban_room *room,
    const char *banned, struct block *block, struct fault *fault);
enum err ban_list(struct arena *arena, const struct ban_room *room,
    struct block_page *page, struct fault *fault);

#endif
