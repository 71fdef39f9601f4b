/*
 * search: the messages, and the rooms, in which a word stands.
 *
 * Messages are found by their grams (gram.h), the newest first, and then their
 * texts are read, because grams only say what may be.  Only so many are read:
 * a keyword whose grams stand in many texts, but rarely together, is not
 * found in the oldest of them.
 *
 * Ownership: what is filled in lives in the arena.
 */
#ifndef LIB_SEARCH_H
#define LIB_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "message_view.h"

enum {
	SEARCH_MAX = 100,		/* messages that are found */
	SEARCH_ROOMS = 10000,		/* that are searched */
	SEARCH_CANDIDATES = 2000,	/* messages that are read */
	SEARCH_BYTES = 8 << 20,		/* of them */
	SEARCH_TAGS = 20,		/* of rooms, in a call */
	/* Rooms and messages that are gone through without an index. */
	SEARCH_NEAR_ROOMS = 200,
	SEARCH_NEAR = 10000,
};

struct conf;

struct search_room {
	const char *id;
	enum conversation_kind kind;
	int64_t conv, floor;
	const char *name;
	const char *tags;		/* JSON array of strings */
	int64_t *messages;		/* ids of those found, newest first */
	size_t count;
	bool by_name, by_tag;		/* the keyword stands there */
};

struct search {
	/* Asked for */
	const struct app *app;
	const char *username;	/* who searches in his rooms; NULL: all */
	const char *room_id;	/* only there; or NULL */
	const char *const *tags; /* only in rooms that have all of these */
	size_t tag_count;
	const char *keyword;
	size_t limit;		/* 1..SEARCH_MAX */
	bool rooms_too;		/* not only messages are looked for */
	msec_t now;
	void (*words)(struct arena *arena, struct message *message);
	/* The text of a message in these words, or NULL. */
	const char *(*text)(struct arena *arena,
	    const struct message *message);
	/* Filled in: all rooms that were searched, and those in which
	 * something was found: first those with messages, by the newest. */
	struct search_room *rooms;
	size_t room_count;
	int64_t said;		/* messages of them all */
	struct search_room **found;
	size_t found_count, with_messages;
};

/* search_start(conf): before the first. */
void search_start(const struct conf *conf);

/*
 * search_run(arena, search, fault):
 * ERR_FIELD_INVALID without an argument: the keyword has no grams, and only
 * messages are looked for;
 * ERR_NOT_MEMBER, ERR_ROOM_UNKNOWN: there is no search->room_id for this one;
 * ERR_DATABASE_BUSY: a quarter of the threads search already, or another
 * database error.
 */
enum err search_run(struct arena *arena, struct search *search,
    struct fault *fault);

#endif
