/*
 * follow_hear: what notifications say (lib/notice.h), until it is read.
 *
 * Belongs to the thread that follows (follow.c).
 */
#ifndef MSG_LIVE_FOLLOW_HEAR_H
#define MSG_LIVE_FOLLOW_HEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "follow_read.h"

enum {
	HEARD_CHANGES = 10000,	/* that wait; later ones are not told */
	HEARD_TOLD = 1000,	/* rooms, of an app; then all are loaded */
};

/*
 * hear(channel, payload, emit): note where to look; what a notification holds
 * itself goes to ${emit}.
 */
void hear(const char *channel, const char *payload,
    void (*emit)(struct event *first));

/*
 * heard_changes(count): those that wait, the oldest first, at most ${count};
 * heard_done(count, left): of so many only ${left}, at their begin, still do.
 *
 * heard_told(tenant, count): rooms of an app that nobody followed; they are
 * the caller's, by heap_free().
 */
struct change *heard_changes(size_t *count);
void heard_done(size_t count, size_t left);
struct change *heard_told(struct tenant *tenant, size_t *count);

/* heard_forget(): all, at the end. */
void heard_forget(void);

#endif
