/*
 * history: pages of a conversation's messages.
 *
 * A page is ordered by seq, which is the order of the commits and has no
 * gaps, so a reader who goes on from a message's id misses nothing that
 * commits later.  Messages that a room's load limit dropped are not there, nor
 * are those that were recalled or deleted since; a reader may go on from one.
 */
#ifndef LIB_HISTORY_H
#define LIB_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "message.h"

struct app;
struct arena;

enum { HISTORY_PAGE_MAX = 1000 };	/* messages */

struct history_message {
	int64_t id;
	int64_t seq;
	const char *sender;	/* "": nobody, the app's backend */
	enum message_dialect dialect;	/* whose words the others are in */
	const char *type;
	int64_t priority;	/* enum priority */
	const char *body;	/* JSON text */
	const char *ext;	/* JSON text or NULL */
	const char *users;	/* JSON array of who may see it, or NULL */
};

struct history_page {
	/* Asked for */
	int64_t conv;
	int64_t before;		/* older than this id, newest first; 0: newest */
	int64_t after;		/* newer than this id, oldest first; 0: oldest */
	bool forward;		/* ${after} counts, not ${before} */
	const char *as;		/* what this user may see; NULL: everything */
	size_t limit;		/* 1..HISTORY_PAGE_MAX */
	/* Filled in */
	struct history_message *messages;
	size_t count;
};

/*
 * history_read(arena, app, page, fault):
 * Fill the page.  A conversation that nobody ever sent to is empty.
 * ERR_MESSAGE_UNKNOWN when the id to go on from is not in the conversation's
 * history (never was, was dropped, or its retention is over): where to go on
 * is not known then, and guessing could skip messages.
 */
enum err history_read(struct arena *arena, const struct app *app,
    struct history_page *page, struct fault *fault);

#endif
