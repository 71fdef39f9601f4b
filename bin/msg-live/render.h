/*
 * render: stored messages as events: what they say is read for all of them
 * together, and written in the words of each dialect that is asked for.
 *
 * Ownership: rows live in the arena; events are the caller's.
 */
#ifndef MSG_LIVE_RENDER_H
#define MSG_LIVE_RENDER_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app.h"
#include "err.h"
#include "event.h"
#include "message.h"

struct arena;
struct conf;

enum {
	RENDER_ROWS = 256,		/* at once, at most */
	RENDER_BYTES = 8 << 20,		/* of one form of a message */
	/* For the contents of RENDER_ROWS, their translations and the texts
	 * that are written, which double as they grow. */
	RENDER_ARENA = 256 << 20,
};

/* A message without what it says. */
struct row {
	struct event event;	/* but for forms and public_id */
	const char *target;	/* the conversation's; of a pair both names */
	int64_t pinned;		/* id of the room's pinned message, or 0 */
	enum message_state state;
	const char *options;	/* of one that is shown as deleted; or NULL */
	unsigned forms;		/* FORM_BIT()s */
};

/*
 * row_read(arena, r, number, row): the columns that the statements live_*.sql
 * have in common.  Of row->event the app, conversation and kinds are the
 * caller's, and the room's id where there is no room.
 */
void row_read(struct arena *arena, const PGresult *r, size_t number,
    struct row *row);

struct rendering {
	/* Asked for */
	const struct conf *conf;
	const struct app *app;	/* all rows are its */
	const char *viewer;	/* NULL: they are for all who see them */
	struct row *rows;	/* at most RENDER_ROWS */
	size_t count;
	/* Filled in */
	size_t done;		/* rows behind these are left for another time:
				   the contents were too large */
	struct event *first, *last;	/* linked by next */
};

/*
 * render(arena, rendering, fault):
 * Rows whose message has gone meanwhile have no event.  EVENT_DELETED is not
 * read again: it has only the message's ids.  A database error, and then no
 * events.
 */
enum err render(struct arena *arena, struct rendering *rendering,
    struct fault *fault);

#endif
