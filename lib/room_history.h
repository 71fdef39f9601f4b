/*
 * room_history: which messages of a room one who reads in it sees, page by
 * page, how many there are, and which ones he hid from himself.
 *
 * The order is that of seq, which is the order of the commits and has no gaps:
 * a reader who goes on from a message misses nothing, and what is edited stays
 * in its place.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_ROOM_HISTORY_H
#define LIB_ROOM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "message_view.h"

enum {
	ROOM_HISTORY_MAX = 200,		/* messages of a page */
	ROOM_HISTORY_SKIP = 10000,	/* left out */
	/* Messages that are counted one by one: those that not everybody sees,
	 * or those of after a time. */
	ROOM_HISTORY_COUNTED = 10000,
	ROOM_HISTORY_HIDDEN = 1000,	/* ids of a page that are told */
};

struct room_reader {
	/* Asked for */
	const struct app *app;
	const char *room_id;
	const char *username;		/* NULL: the app's backend */
	/* Filled in */
	enum conversation_kind kind;
	int64_t conv;
	int64_t pinned;			/* a message's id, or 0 */
	int64_t floor;			/* what is above this seq is seen */
	int64_t last_seq;		/* of the newest message, or 0 */
	bool manager;			/* or owner */
};

/* room_reader_find(): ERR_ROOM_UNKNOWN, for the backend; ERR_NOT_MEMBER, for
 * users, whether the room exists or not. */
enum err room_reader_find(struct arena *arena, struct room_reader *reader,
    struct fault *fault);

struct room_history {
	/* Asked for */
	const struct room_reader *reader;
	/* Ids in 24 hex digits, or NULL: nothing newer and nothing older than
	 * these, which are on the page themselves. */
	const char *before, *after;
	bool forward;		/* from the oldest or ${after} on, oldest
				   first; else from the newest or ${before},
				   newest first */
	msec_t since;		/* only what was sent after this; -1: all */
	bool changes;		/* ... or changed */
	size_t skip;		/* 0..ROOM_HISTORY_SKIP */
	size_t limit;		/* 1..ROOM_HISTORY_MAX */
	/* Filled in */
	struct view_pick *picks;
	size_t count;
	/* The message that the page begins with was deleted, or hidden from
	 * the reader, after he saw it: its place, without its content. */
	struct message *gone;
	/* All messages of the room that the reader sees (with ${since}, of
	 * those: see ROOM_HISTORY_COUNTED), whatever the page is. */
	int64_t total;
	/* Between the ends of the page, hidden by the reader from himself. */
	int64_t *hidden;
	size_t hidden_count;
};

/*
 * room_history_read(arena, history, fault):
 * At most five statements.  ERR_MESSAGE_UNKNOWN: ${before} or ${after} is no
 * message of the room that the reader could have seen.
 */
enum err room_history_read(struct arena *arena, struct room_history *history,
    struct fault *fault);

/*
 * room_history_around(arena, reader, id, around, fault):
 * The message ${id}, and so many before and behind it, newest first.
 * ERR_MESSAGE_UNKNOWN.
 */
struct room_around {
	size_t before, after;	/* each at most ROOM_HISTORY_MAX */
	struct view_pick *picks;
	size_t count;
};
enum err room_history_around(struct arena *arena,
    const struct room_reader *reader, const char *id,
    struct room_around *around, struct fault *fault);

#endif
