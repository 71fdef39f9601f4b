/*
 * room: chat rooms and groups that were created by a call, and who is in
 * them.  Messages do not need a row here (contract easemob 1.2: existence is
 * not checked); an app may ask for it (app->check_targets).
 *
 * All that changes a room first locks its row, in a statement of its own, so
 * that the statement behind it sees what others committed: the maximum of
 * members holds and no membership outlives its room.
 *
 * Usernames are in their stored form (account.h).  Ownership: what the
 * functions fill in lives in the arena.  Each may also return a database
 * error.
 */
#ifndef LIB_ROOM_H
#define LIB_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "conversation.h"
#include "err.h"

struct app;
struct arena;

enum {
	ROOM_NAME_MAX = 128,		/* characters */
	ROOM_DESCRIPTION_MAX = 512,	/* the same */
	ROOM_CUSTOM_MAX = 1024,		/* the same */
	ROOM_USERS_MAX = 10000,		/* members */
	ROOM_IDS_MAX = 100,		/* rooms of one call */
	ROOM_PAGE_MAX = 1000,		/* rows of a list */
	ROOM_MEMBERS_MAX = 60,		/* added or removed by one call */
	ROOM_SHOWN_MEMBERS = 200,	/* of each room by room_find() */
};

/* Which room. */
struct room_key {
	const struct app *app;
	enum conversation_kind kind;	/* CONVERSATION_ROOM or _GROUP */
	const char *id;
};

struct room {
	const char *id;
	const char *name, *description, *owner, *custom;
	int64_t max_users;
	bool public, members_only, allow_invites;
	msec_t created, modified;
	int64_t members;	/* how many, the owner among them */
	const char *shown;	/* room_find(): JSON array of the usernames of
				   the first members but the owner */
};

/*
 * room_create(arena, key, room, members, fault):
 * Create a room of key->app and key->kind from ${room} (all but id and the
 * last five count); the owner and ${members} (which may name him) become its
 * members.  The new id, 15 decimal digits that begin with the milliseconds
 * of its creation, is stored in room->id.  ERR_MEMBER_NOT_USER: one of them
 * is no user; ERR_ROOM_FULL.
 */
struct room_names {
	const char *const *names;
	size_t count;
};
enum err room_create(struct arena *arena, const struct room_key *key,
    struct room *room, struct room_names members, struct fault *fault);

/*
 * room_find(arena, key, ids, rooms, fault):
 * The rooms ${ids} (key->id does not count) in that order; an unknown one
 * has a NULL name.
 */
enum err room_find(struct arena *arena, const struct room_key *key,
    struct room_names ids, struct room *rooms, struct fault *fault);

/*
 * room_list(arena, key, page, fault):
 * All rooms of key->app and key->kind, the newest first, those behind
 * page->before; or with page->member set (key->id does not count) the rooms
 * of that user by id, page->offset of them left out.
 */
struct room_page {
	const char *before;	/* a room's id, or NULL for the newest */
	const char *member;	/* a username, or NULL */
	int64_t offset;
	size_t limit;		/* 1..ROOM_PAGE_MAX */
	struct room *rooms;	/* with member: only id and name */
	size_t count;
	bool more;
};
enum err room_list(struct arena *arena, const struct room_key *key,
    struct room_page *page, struct fault *fault);

/*
 * room_modify(arena, key, change, fault):
 * Change what is given.  ERR_ROOM_UNKNOWN.  A maximum below the present
 * number of members removes nobody, and lets nobody in.
 */
struct room_change {
	const char *name, *description, *custom;	/* NULL: as it was */
	int64_t max_users;				/* 0: as it was */
	const bool *public, *members_only, *allow_invites; /* NULL: the same */
};
enum err room_modify(struct arena *arena, const struct room_key *key,
    const struct room_change *change, struct fault *fault);

/* room_give(): make the member ${owner} the owner.  ERR_ROOM_UNKNOWN,
 * ERR_MEMBER_UNKNOWN. */
enum err room_give(struct arena *arena, const struct room_key *key,
    const char *owner, struct fault *fault);

/* room_delete(): with all memberships; messages stay.  ERR_ROOM_UNKNOWN. */
enum err room_delete(struct arena *arena, const struct room_key *key,
    struct fault *fault);

/*
 * member_list(arena, key, page, fault):
 * Members by name, those behind page->after, page->offset of them left out.
 * ERR_ROOM_UNKNOWN.
 */
struct member {
	const char *username;
	bool owner;
	msec_t joined;
};
struct member_page {
	const char *after;	/* a username, or "" */
	int64_t offset;
	size_t limit;		/* 1..ROOM_PAGE_MAX */
	struct member *members;
	size_t count;
	bool more;
};
enum err member_list(struct arena *arena, const struct room_key *key,
    struct member_page *page, struct fault *fault);

/*
 * member_add(arena, key, names, changed, fault):
 * Add all or none; who is a member already does not count.  changed[i] tells
 * whether names[i] is new.  ERR_ROOM_UNKNOWN, ERR_MEMBER_NOT_USER,
 * ERR_ROOM_FULL, and ERR_MEMBER_EXISTS when nobody was new.
 *
 * member_remove(): the same; changed[i] tells whether names[i] was a member.
 * ERR_ROOM_UNKNOWN, ERR_OWNER_LEAVES, and ERR_MEMBER_UNKNOWN when none was.
 *
 * There must be a name, and no two alike.
 */
enum err member_add(struct arena *arena, const struct room_key *key,
    struct room_names names, bool *changed, struct fault *fault);
enum err member_remove(struct arena *arena, const struct room_key *key,
    struct room_names names, bool *changed, struct fault *fault);

/* room_is_member(): OK, or ERR_MEMBER_UNKNOWN. */
enum err room_is_member(struct arena *arena, const struct room_key *key,
    const char *username, struct fault *fault);

/*
 * room_check_existing(arena, key, ids, fault):
 * Whether all of ${ids} (key->id does not count) exist; one statement.
 * ERR_ROOM_UNKNOWN; the argument is the first, in their order, that does not.
 */
enum err room_check_existing(struct arena *arena, const struct room_key *key,
    struct room_names ids, struct fault *fault);

#endif
