/*
 * direct_room: the rooms of two users, whose conversation is that of the two.
 *
 * That there is one for the two follows from the conversation's number, not
 * from the room's id, which nobody can guess and take before them.
 */
#ifndef LIB_DIRECT_ROOM_H
#define LIB_DIRECT_ROOM_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct app;
struct arena;

struct direct_room {
	const char *one, *other;	/* usernames */
	/* Filled in by direct_room_name() */
	const char *pair;		/* the conversation's target */
	const char *room_id;		/* 32 hex digits: a new one's id */
	int64_t conv;
};

/* direct_room_id(arena): a new one's id. */
const char *direct_room_id(struct arena *arena);

/* direct_room_name(arena, app, room): what follows from the two names, and the
 * id, should it be created. */
void direct_room_name(struct arena *arena, const struct app *app,
    struct direct_room *room);

/*
 * direct_rooms_create(arena, app, rooms, count, fault):
 * Create those of ${rooms}, named as above, that are not there, with both
 * users as members; one statement.  Left out are two that are one, and who is
 * no user.
 */
enum err direct_rooms_create(struct arena *arena, const struct app *app,
    const struct direct_room *rooms, size_t count, struct fault *fault);

#endif
