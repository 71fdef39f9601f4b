/*
 * channel: rooms of all kinds as the Rocket.Chat dialect knows them: with a
 * name by which they are meant, a topic, members who may or may not speak, and
 * what one who looks has not read.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_CHANNEL_H
#define LIB_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "conversation.h"
#include "err.h"
#include "room.h"

struct app;
struct arena;

enum {
	CHANNEL_PAGE_MAX = 500,		/* rooms of one page */
	CHANNEL_MUTED_MAX = 100,	/* muted members that are named */
};

/* What somebody is in a room, from the most to the least. */
enum standing {
	STANDING_OWNER, STANDING_MODERATOR, STANDING_MEMBER,
	STANDING_STRANGER,
	STANDINGS,
};

struct channel {
	const char *id;
	enum conversation_kind kind;
	int64_t conv;
	const char *handle;		/* or NULL: it is meant by its id */
	const char *name;		/* for people; may be empty */
	const char *description, *custom;
	const char *topic, *announcement;	/* or NULL */
	const char *owner, *owner_id, *owner_name;	/* owner "": nobody;
					   the other two may be NULL */
	bool public, read_only, archived, encrypted;
	msec_t created, touched;	/* touched: the last change */
	int64_t members, messages;	/* how many */
	const char *muted, *unmuted;	/* JSON arrays of usernames, or NULL */
	const char *usernames, *uids;	/* the same, of a direct room */
	/* Of the one who looks */
	enum standing standing;
	int64_t last;			/* newest message that he sees, or 0 */
	const char *peer, *peer_name;	/* the other one of a direct room; or
					   NULL */
	msec_t joined, moved;		/* 0: he is a stranger */
	int64_t unread;
	bool mentioned, quiet;		/* quiet: is not notified */
	int64_t read_id;		/* message read last, or 0 */
	bool did_block, was_blocked;
};

/*
 * channel_find(arena, app, key, id, fault):
 * The id of the room that key->id or, where that is NULL or none's, key->name
 * means.  ERR_ROOM_UNKNOWN.
 */
struct channel_key {
	const char *id, *name;		/* either may be NULL */
};
enum err channel_find(struct arena *arena, const struct app *app,
    const struct channel_key *key, const char **id, struct fault *fault);

/*
 * channel_read(arena, look, ids, channels, fault):
 * Those of the rooms ${ids}, at most CHANNEL_PAGE_MAX, distinct, that exist,
 * in that order, as ${look->viewer} meets them; look->count tells how many.
 */
struct channel_look {
	const struct app *app;
	const char *viewer;		/* a username */
	size_t count;			/* filled in */
};
enum err channel_read(struct arena *arena, struct channel_look *look,
    struct room_names ids, struct channel *channels, struct fault *fault);

/* channel_list(arena, look, list, fault): a page of rooms. */
enum channel_sort {
	CHANNEL_BY_HANDLE = 1, CHANNEL_BY_NAME, CHANNEL_BY_CREATED,
	CHANNEL_BY_LAST, CHANNEL_BY_CHANGE, CHANNEL_BY_MESSAGES,
};
struct channel_list {
	const char *type;		/* "c", "p", "d", or NULL: all */
	bool joined;			/* the viewer's; else all of type "c" */
	msec_t since;			/* only what changed after it; 0: all */
	int sort;			/* enum channel_sort; negative:
					   descending */
	int64_t skip, limit;		/* 1..CHANNEL_PAGE_MAX */
	/* Filled in */
	struct channel *channels;
	size_t count;
	int64_t total;			/* of all pages */
};
enum err channel_list(struct arena *arena, struct channel_look *look,
    struct channel_list *list, struct fault *fault);

/* channel_members(arena, app, page, fault): a page of members by name. */
struct channel_member {
	const char *username, *public_id;
	const char *nickname;		/* or NULL */
	const char *role;		/* "owner", "moderator", or NULL */
	bool activated;
	msec_t modified;
};
struct channel_members {
	const char *room_id;
	const char *piece;		/* of a name, in lower case; or NULL */
	bool descending;
	int64_t skip, limit;		/* 1..CHANNEL_PAGE_MAX */
	/* Filled in */
	struct channel_member *members;
	size_t count;
	int64_t total;
};
enum err channel_members(struct arena *arena, const struct app *app,
    struct channel_members *page, struct fault *fault);

#endif
