/* Rooms as they are shown; see rooms.h. */
#include <string.h>

#include "arena.h"
#include "id.h"
#include "message_list.h"
#include "rooms.h"

/* Newest messages of rooms, so many at a time. */
static enum err
read_last(struct call *call, struct imkit_rooms *rooms, size_t from,
    size_t until)
{
	struct message_view view = { .picks = arena_array(call->arena,
	    struct view_pick, until - from) };
	const struct room_detail *room;
	size_t i, k = 0;
	enum err e;

	for (i = from; i < until; i++) {
		room = &rooms->rooms[i];
		if (room->last != 0)
			view.picks[view.pick_count++] = (struct view_pick){
			    .conv = room->conv, .id = room->last,
			    .room_id = room->id, .kind = room->kind,
			    .pinned = room->pinned };
	}
	if (view.pick_count == 0)
		return (OK);
	if ((e = imkit_list_read(call, &view)) != OK)
		return (e);
	/* They have the order of the picks; some may be gone meanwhile. */
	for (i = from; i < until && k < view.count; i++)
		if (rooms->rooms[i].last == view.messages[k].message.id &&
		    rooms->rooms[i].conv == view.messages[k].message.conv)
			rooms->last[i] = &view.messages[k++];
	return (OK);
}

enum err
imkit_rooms_read(struct call *call, const char *viewer,
    struct room_names ids, struct imkit_rooms *rooms)
{
	struct room_look look = { &call->app, viewer };
	size_t from, until;
	enum err e;

	rooms->count = ids.count;
	rooms->rooms = arena_array(call->arena, struct room_detail,
	    ids.count + 1);
	rooms->last = arena_array(call->arena, struct shown *, ids.count + 1);
	e = room_detail_read(call->arena, &look, ids, rooms->rooms,
	    &call->fault);
	for (from = 0; e == OK && from < ids.count; from = until) {
		until = ids.count - from > VIEW_MAX ? from + VIEW_MAX :
		    ids.count;
		e = read_last(call, rooms, from, until);
	}
	return (e);
}

enum err
imkit_room_read(struct call *call, const char *viewer, const char *id)
{
	struct imkit_rooms *rooms = arena_alloc(call->arena, sizeof(*rooms));
	struct room_names ids = { arena_memdup(call->arena, &id, sizeof(id)),
	    1 };
	enum err e;

	call->output = rooms;
	if ((e = imkit_rooms_read(call, viewer, ids, rooms)) != OK)
		return (e);
	if (rooms->rooms[0].name != NULL)
		return (OK);
	call->fault.argument = id;
	return (ERR_ROOM_UNKNOWN);
}

static void
put_raw(struct json_writer *w, const char *name, const char *json)
{

	json_write_name(w, name);
	json_write_raw(w, json, strlen(json));
}

static void
put_optional(struct json_writer *w, const char *name, const char *text)
{

	if (text != NULL)
		json_put_string(w, name, text);
}

/* A time of a block: null when there is none. */
static void
put_block(struct call *call, struct json_writer *w, const char *name,
    msec_t at)
{

	if (at != 0)
		imkit_time(call, w, name, at);
	else
		json_put_string(w, name, NULL);
}

static void
write_owner(struct call *call, struct json_writer *w,
    const struct room_detail *room)
{
	size_t i;

	if (*room->owner == '\0')
		return;
	json_write_name(w, "owner");
	for (i = 0; i < room->shown_count; i++)
		if (strcmp(room->shown[i].account.username,
		    room->owner) == 0) {
			imkit_user(call, w, &room->shown[i].account);
			return;
		}
	json_write_string(w, room->owner);
}

static void
write_property(struct json_writer *w, const struct room_detail *room,
    const struct detail_member *m)
{
	char id[ID_HEX + 1];

	json_write_object(w);
	json_put_string(w, "client", m->account.username);
	json_put_string(w, "role", m->manager ||
	    strcmp(room->owner, m->account.username) == 0 ? "admin" :
	    "member");
	json_put_integer(w, "badge", m->unread);
	if (m->read_id != 0) {
		id_hex(m->read_id, room->conv, id);
		json_put_string(w, "lastRead", id);
	}
	json_write_object_end(w);
}

void
imkit_room_member_write(struct call *call, struct json_writer *w,
    const struct account *account)
{

	json_write_object(w);
	imkit_user_members(call, w, account);
	json_put_string(w, "clientType", "user");
	json_write_object_end(w);
}

static void
write_members(struct call *call, struct json_writer *w,
    const struct room_detail *room)
{
	size_t i;

	json_put_integer(w, "memberCount", room->members);
	json_write_name(w, "members");
	json_write_array(w);
	for (i = 0; i < room->shown_count; i++)
		imkit_room_member_write(call, w, &room->shown[i].account);
	json_write_array_end(w);
	json_write_name(w, "memberProperties");
	json_write_array(w);
	for (i = 0; i < room->shown_count; i++)
		write_property(w, room, &room->shown[i]);
	json_write_array_end(w);
}

/* What the room is to the one who looks. */
static void
write_viewer(struct call *call, struct json_writer *w,
    const struct room_detail *room)
{

	json_put_bool(w, "isSuperuser", room->manages ||
	    imkit_is_platform(call));
	json_put_integer(w, "unread", room->unread);
	json_put_bool(w, "isMentioned", room->mentioned);
	json_put_bool(w, "muted", room->muted);
	if (room->preference != NULL)
		put_raw(w, "pref", room->preference);
	if (room->kind == CONVERSATION_USERS)
		put_block(call, w, "didBlockAt", room->did_block);
	put_block(call, w, "wasBlockedAt", room->was_blocked);
}

static void
write_settings(struct call *call, struct json_writer *w,
    const struct room_detail *room)
{

	json_put_string(w, "name", room->name);
	put_optional(w, "cover", room->cover);
	json_put_string(w, "roomType", room->kind == CONVERSATION_USERS ?
	    "direct" : "group");
	json_put_string(w, "description", room->description);
	put_raw(w, "roomTags", room->tags);
	/* Such addresses often have a key in them. */
	if (room->manages || imkit_is_platform(call))
		put_optional(w, "webhook", room->webhook);
	json_put_bool(w, "botMode", room->bot_mode);
	put_optional(w, "botState", room->bot_state);
	json_put_bool(w, "encrypted", room->encrypted);
	json_put_integer(w, "opening", room->opening);
	json_put_integer(w, "status", !room->frozen);
	json_put_integer(w, "serviceStatus", 0);
	json_put_string(w, "extParams", room->custom);
}

void
imkit_room_write(struct call *call, struct json_writer *w,
    const struct imkit_rooms *rooms, size_t i)
{
	const struct room_detail *room = &rooms->rooms[i];

	if (room->name == NULL) {
		json_write_null(w);
		return;
	}
	json_write_object(w);
	json_put_string(w, "_id", room->id);
	json_put_string(w, "appID", call->app.name);
	json_put_integer(w, "__v", 0);
	write_settings(call, w, room);
	write_owner(call, w, room);
	put_raw(w, "managers", room->managers);
	write_members(call, w, room);
	if (rooms->last[i] != NULL) {
		json_write_name(w, "lastMessage");
		imkit_list_write(call, w, rooms->last[i], 1);
	}
	write_viewer(call, w, room);
	imkit_time(call, w, "createdTime", room->created);
	json_put_string(w, "id", room->id);
	json_write_object_end(w);
}

void
imkit_room_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	imkit_room_write(call, &w, call->output, 0);
	imkit_end(&w);
}
