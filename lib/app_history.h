/*
 * app_history: the newest messages of many rooms: of those that a user is in,
 * or of all of an app.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_APP_HISTORY_H
#define LIB_APP_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "message_view.h"

enum {
	APP_HISTORY_MAX = VIEW_MAX,	/* messages of a list */
	APP_HISTORY_ROOMS = 20000,	/* that are looked through */
	APP_HISTORY_COUNTED = 10000,	/* messages that are counted */
};

struct app_history {
	/* Asked for */
	const struct app *app;
	const char *member;	/* the rooms of this user; NULL: all */
	msec_t start, end;	/* sent from ${start} on and before ${end};
				   all rooms only */
	size_t limit;		/* 1..APP_HISTORY_MAX */
	/* Filled in, newest first */
	struct view_pick *picks;
	size_t count;
	int64_t total;		/* all rooms: of that time, up to
				   APP_HISTORY_COUNTED */
};

/*
 * app_history_read(arena, history, fault):
 * By the time when they were sent.  ERR_RESULT_TOO_LARGE: the app has more
 * rooms than are looked through.
 */
enum err app_history_read(struct arena *arena, struct app_history *history,
    struct fault *fault);

#endif
