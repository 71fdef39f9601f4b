/*
 * typing: that somebody types in a room, told to whoever listens on the
 * channel msgcgi_typing (notice.h) as JSON
 *
 *	{"app","conv","room","sender","message","active","time"}
 *
 * Nothing is stored, and it may be lost.  Whether he may write to the room is
 * asked before (gate.h).
 */
#ifndef LIB_TYPING_H
#define LIB_TYPING_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "err.h"

struct arena;

enum { TYPING_MAX = 1000 };	/* characters of text */

struct typing {
	int64_t app_id, conv;
	const char *room_id;	/* as stored */
	const char *username;
	const char *text;	/* so far, at most TYPING_MAX; "": not told */
	bool active;		/* false: he stopped */
	msec_t now;
};

/* typing_notify(arena, typing, fault): a database error, or OK. */
enum err typing_notify(struct arena *arena, const struct typing *typing,
    struct fault *fault);

#endif
