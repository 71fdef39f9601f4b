/*
 * rooms: what the families of rooms share.
 */
#ifndef CGI_IMKIT_ROOMS_H
#define CGI_IMKIT_ROOMS_H

#include <stdbool.h>
#include <stddef.h>

#include "imkit.h"
#include "message_view.h"
#include "room.h"
#include "room_detail.h"
#include "room_manage.h"

enum {
	IMKIT_MEMBERS_MAX = 500,	/* named by one call */
	IMKIT_TAGS_MAX = 50,		/* of a room */
	IMKIT_MANAGERS_MAX = 100,
};

/* Rooms with their newest messages. */
struct imkit_rooms {
	struct room_detail *rooms;
	struct shown **last;	/* of each room; NULL: none */
	size_t count;
};

/*
 * imkit_rooms_read(call, viewer, ids, rooms): those of ${ids}, at most
 * ROOM_DETAIL_MAX, as ${viewer} sees them; NULL is the app's backend.
 *
 * imkit_room_read(): one, into call->output.  ERR_ROOM_UNKNOWN.
 *
 * imkit_room_write(call, w, rooms, i): the room object; a room that is not
 * there is null.  imkit_room_encode(): an answer that is call->output's room.
 */
enum err imkit_rooms_read(struct call *call, const char *viewer,
    struct room_names ids, struct imkit_rooms *rooms);
enum err imkit_room_read(struct call *call, const char *viewer,
    const char *id);
void imkit_room_write(struct call *call, struct json_writer *w,
    const struct imkit_rooms *rooms, size_t i);
void imkit_room_encode(struct call *call);

/* imkit_room_member_write(): a user among the members of a room.  Clients look
 * for clientType, to tell users from groups of users. */
void imkit_room_member_write(struct call *call, struct json_writer *w,
    const struct account *account);

/* imkit_room_actor(call): the room of the path and the one who calls. */
struct room_actor imkit_room_actor(struct call *call);

/* imkit_room_hide(call, e): to a user, a room that does not exist and one that
 * he is not in are the same. */
enum err imkit_room_hide(const struct call *call, enum err e);

/*
 * imkit_room_form(call, root, form): a room's members in a body.  The names of
 * owner and managers are checked; ERR_FIELD_INVALID, ERR_FIELD_ABSENT,
 * ERR_ROOM_TAGS_INVALID.
 */
enum err imkit_room_form(struct call *call, struct json_object *root,
    struct room_form *form);

/*
 * imkit_room_client(call, root, username): who calls; with the platform key,
 * whom the header IM-CLIENT-ID names or `clientId` in the body or, where
 * ${root} is NULL, in the query.  Before run() only.  ERR_FIELD_ABSENT,
 * ERR_FIELD_INVALID.
 */
enum err imkit_room_client(struct call *call, struct json_object *root,
    const char **username);

#endif
