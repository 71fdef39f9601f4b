/*
 * room_detail: rooms of any kind as one who looks at them meets them: what
 * they are, who is in them, and what he has not read.
 *
 * However many rooms there are, they take two statements in one trip.  At most
 * ROOM_DETAIL_MEMBERS members of each are named, fewer where there are many
 * rooms (ROOM_DETAIL_ROWS in all); the owner and the one who looks always are.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_ROOM_DETAIL_H
#define LIB_ROOM_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "conversation.h"
#include "err.h"
#include "room.h"

struct app;
struct arena;

enum {
	ROOM_DETAIL_MEMBERS = 200,	/* named of each room */
	ROOM_DETAIL_ROWS = 10000,	/* of all rooms of a call */
	ROOM_DETAIL_BYTES = 4 << 20,	/* of all texts about members */
	ROOM_DETAIL_MANAGERS = 200,	/* named of each room */
	ROOM_DETAIL_MAX = 1000,		/* rooms of a call */
};

struct detail_member {
	struct account account;	/* name, nickname, URL, description, robot and
				   last login only */
	bool manager;
	int64_t unread;
	int64_t read_id;	/* the message read last, or 0 */
};

struct room_detail {
	const char *id;
	enum conversation_kind kind;
	int64_t conv;
	const char *name;	/* NULL: there is no such room */
	const char *description, *owner, *custom;	/* owner "": nobody */
	const char *cover, *webhook, *bot_state;	/* or NULL */
	const char *tags, *managers;			/* JSON arrays */
	bool bot_mode, encrypted, opening, frozen;
	msec_t created;
	int64_t members;	/* how many */
	struct detail_member *shown;
	size_t shown_count;
	int64_t last;		/* id of the newest message, or 0 */
	int64_t pinned;		/* id of the pinned message, or 0 */
	/* Of the one who looks */
	bool member, manages, mentioned, muted;
	int64_t unread;
	const char *preference;	/* JSON object or NULL */
	msec_t did_block, was_blocked;	/* 0: no */
};

/*
 * room_detail_read(arena, look, ids, details, fault):
 * The rooms ${ids}, distinct, at most ROOM_DETAIL_MAX, in that order.
 * ERR_RESULT_TOO_LARGE: beyond ROOM_DETAIL_BYTES; ask for fewer.
 */
struct room_look {
	const struct app *app;
	const char *viewer;	/* NULL: the app's backend */
};
enum err room_detail_read(struct arena *arena, const struct room_look *look,
    struct room_names ids, struct room_detail *details, struct fault *fault);

/*
 * room_detail_list(arena, look, list, fault):
 * The ids of a page of the viewer's rooms.
 */
enum room_sort {
	ROOM_BY_LAST = 1, ROOM_BY_CREATED, ROOM_BY_NAME, ROOM_BY_UNREAD,
	ROOM_BY_ID,
};
enum { ROOM_SORTS = 3 };
struct room_list_query {
	msec_t after;		/* with a message or made after it; 0: all */
	struct room_names tags;	/* of which they have one; none: all */
	struct room_names names, values;	/* of his preference */
	bool unread_first;
	int sort[ROOM_SORTS];	/* enum room_sort, negative: descending; 0 */
	int64_t skip, limit;	/* 1..ROOM_DETAIL_MAX */
	/* Filled in */
	const char **ids;
	size_t count;
	int64_t total;		/* of all pages */
};
enum err room_detail_list(struct arena *arena, const struct room_look *look,
    struct room_list_query *list, struct fault *fault);

/*
 * room_detail_users(arena, app, names, users, fault):
 * What is shown of the users ${names}; who is none has a NULL nickname.
 */
enum err room_detail_users(struct arena *arena, const struct app *app,
    struct room_names names, struct account *users, struct fault *fault);

#endif
