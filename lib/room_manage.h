/*
 * room_manage: create and change rooms of any kind as somebody who may: the
 * app's backend, the room's owner, its managers, its members (of themselves).
 *
 * What a change needs is looked at in the same statement, under the room's
 * lock (room.h).  A direct room (CONVERSATION_USERS) belongs to two users for
 * ever; there is one for each pair.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_ROOM_MANAGE_H
#define LIB_ROOM_MANAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "conversation.h"
#include "err.h"
#include "room.h"

struct app;
struct arena;

/* room_new_id(arena): of a group, as room.c makes them, so that the newest are
 * the last by id too. */
const char *room_new_id(struct arena *arena);

/* Which room, and who does it. */
struct room_actor {
	const struct app *app;
	const char *id;
	const char *username;	/* NULL: the app's backend */
};

/* What a room is made of, or what is to change; NULL: nothing. */
struct room_form {
	const char *name, *description, *custom, *cover, *webhook, *bot_state;
	const char *owner;
	const bool *bot_mode, *encrypted, *opening, *frozen;
	const struct room_names *tags, *managers;
};

/*
 * room_compose(arena, app, new, fault):
 * Create a room with new->members, distinct, the owner and the managers among
 * them; a direct room has exactly two.  Without new->id one is made.  A pair
 * that has a room already keeps it: new->id is then its id, and new->made is
 * false.  ERR_MEMBER_NOT_USER (the argument is the first), ERR_ROOM_EXISTS,
 * ERR_ROOM_FULL.
 */
struct room_new {
	enum conversation_kind kind;	/* _USERS or _GROUP */
	const char *id;
	const struct room_form *form;
	struct room_names members;
	bool unsaid;	/* of a group: not where messages are already */
	bool made;
};
enum err room_compose(struct arena *arena, const struct app *app,
    struct room_new *new, struct fault *fault);

/*
 * Of all below: ERR_ROOM_UNKNOWN; ERR_NOT_MEMBER: the actor is none, so he is
 * not to know of the room; ERR_NOT_MANAGER.
 *
 * room_admit(arena, actor, names, added, fault): add members, all or none;
 * with ${names} being the actor alone he joins.  added[i] tells who was none.
 * ERR_MEMBER_NOT_USER, ERR_ROOM_CLOSED, ERR_ROOM_FULL.
 *
 * room_dismiss(): remove members, all or none; everybody may leave.
 * ERR_MEMBER_UNKNOWN, ERR_FORBIDDEN (the owner, by others).
 *
 * room_role(): whether ${username} is a manager.  ERR_MEMBER_UNKNOWN.
 *
 * room_alter(): change what is given in ${form} (encrypted does not count).
 * ERR_MEMBER_UNKNOWN: of owner or managers; ERR_FORBIDDEN: only the owner and
 * the backend give a room away.
 *
 * room_erase(): with all memberships and messages.
 */
enum err room_admit(struct arena *arena, const struct room_actor *actor,
    struct room_names names, bool *added, struct fault *fault);
enum err room_dismiss(struct arena *arena, const struct room_actor *actor,
    struct room_names names, struct fault *fault);
struct room_role {
	const char *username;
	bool manager;
	bool changed;		/* filled in */
};
enum err room_role(struct arena *arena, const struct room_actor *actor,
    struct room_role *role, struct fault *fault);
enum err room_alter(struct arena *arena, const struct room_actor *actor,
    const struct room_form *form, struct fault *fault);
enum err room_erase(struct arena *arena, const struct room_actor *actor,
    struct fault *fault);

#endif
