/*
 * channel_change: create and change rooms as the Rocket.Chat dialect does: who
 * may, follows from the permissions of roles and from what he is in the room.
 * That is looked at in the same statement as the change, under the room's lock
 * (room.h).
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_CHANNEL_CHANGE_H
#define LIB_CHANNEL_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "channel.h"
#include "err.h"
#include "room.h"

struct app;
struct arena;

/*
 * channel_create(arena, app, new, fault):
 * Create a group that new->handle means, with new->owner and those of
 * new->members, in whichever case, who are users.  new->id is filled in.
 * ERR_ROOM_EXISTS: a room has this name; new->archived tells of which state.
 */
struct channel_new {
	const char *handle, *name, *owner;
	const char *topic, *announcement;	/* or NULL */
	const char *description, *custom;	/* or "" */
	bool public, read_only, encrypted;
	struct room_names members;
	/* Filled in */
	const char *id;
	bool archived;
};
enum err channel_create(struct arena *arena, const struct app *app,
    struct channel_new *new, struct fault *fault);

/* Which room, who does it, and as what in the room he may. */
struct channel_actor {
	const struct app *app;
	const char *id;
	const char *username;
	bool may[STANDINGS];
};

/*
 * Of all below: ERR_ROOM_UNKNOWN; ERR_FORBIDDEN: his standing does not let
 * him, or it is a direct room.
 *
 * channel_admit(arena, actor, names, fault): add members, distinct, all or
 * none; who is one already does not matter.  ERR_MEMBER_NOT_USER,
 * ERR_ROOM_FULL.
 *
 * channel_dismiss(arena, actor, username, fault): ERR_MEMBER_UNKNOWN,
 * ERR_OWNER_LEAVES.
 *
 * channel_grant(arena, actor, grant, fault): ERR_MEMBER_UNKNOWN.  Who may
 * speak again is not banned any more, and where the room is read-only he is one
 * of those who may.
 *
 * channel_set(arena, actor, change, fault): ERR_ROOM_EXISTS: another room has
 * that name.
 */
struct channel_grant {
	const char *username;
	const bool *manager, *silenced;	/* NULL: as it was */
	bool changed;			/* filled in: manager is another one */
};
struct channel_setting {
	const char *handle, *name, *topic, *announcement, *description;
	const bool *read_only, *archived, *public;	/* NULL: as it was */
};
enum err channel_admit(struct arena *arena, const struct channel_actor *actor,
    struct room_names names, struct fault *fault);
enum err channel_dismiss(struct arena *arena,
    const struct channel_actor *actor, const char *username,
    struct fault *fault);
enum err channel_grant(struct arena *arena, const struct channel_actor *actor,
    struct channel_grant *grant, struct fault *fault);
enum err channel_set(struct arena *arena, const struct channel_actor *actor,
    const struct channel_setting *change, struct fault *fault);

#endif
