/* See rooms.h. */
#include <string.h>

#include "arena.h"
#include "rooms.h"

enum { PAGE_DEFAULT = 10 };	/* rooms of a list */

/*
 * Details of one or several.
 */
enum err
room_get_decode(struct call *call)
{
	struct room_names *ids = arena_alloc(call->arena, sizeof(*ids));
	const char **names;
	enum err e;

	call->input = ids;
	if ((e = easemob_split(call, call->parameters[2], ROOM_IDS_MAX,
	    &names, &ids->count)) != OK)
		return (e);
	ids->names = names;
	return (OK);
}

enum err
room_get_run(struct call *call)
{
	const struct room_names *ids = call->input;
	struct room_key key = room_key(call);
	struct room *rooms = arena_array(call->arena, struct room,
	    ids->count);
	enum err e;

	call->output = rooms;
	if ((e = room_find(call->arena, &key, *ids, rooms,
	    &call->fault)) != OK)
		return (e);
	if (ids->count > 1 || rooms[0].name != NULL)
		return (OK);
	call->fault.argument = ids->names[0];
	return (ERR_ROOM_UNREADABLE);
}

static void
write_affiliation(struct json_writer *w, const char *role, const char *name)
{

	json_write_object(w);
	json_put_string(w, role, name);
	json_write_object_end(w);
}

static void
write_affiliations(struct call *call, struct json_writer *w,
    const struct room *room)
{
	struct json_object *names = NULL;
	struct json_fault fault;
	size_t i;

	json_write_name(w, "affiliations");
	json_write_array(w);
	if (json_parse(call->arena, room->shown, strlen(room->shown), &names,
	    &fault) == OK)
		for (i = 0; i < json_object_array_length(names); i++)
			write_affiliation(w, "member", json_string(
			    json_object_array_get_idx(names, i)));
	if (*room->owner != '\0')
		write_affiliation(w, "owner", room->owner);
	json_write_array_end(w);
}

static void
write_room(struct call *call, struct json_writer *w, const struct room *room)
{

	json_write_object(w);
	json_put_string(w, "id", room->id);
	if (room->name == NULL) {
		/* Not "error", which some clients take for a failure. */
		json_put_string(w, "reason", "group id doesn't exist");
		json_write_object_end(w);
		return;
	}
	json_put_string(w, "name", room->name);
	json_put_string(w, "description", room->description);
	json_put_bool(w, "membersonly", room->members_only);
	json_put_bool(w, "allowinvites", room->allow_invites);
	json_put_integer(w, "maxusers", room->max_users);
	json_put_string(w, "owner", room->owner);
	json_put_integer(w, "created", room->created);
	json_put_string(w, "custom", room->custom);
	json_put_bool(w, "mute", false);
	json_put_integer(w, "affiliations_count", room->members);
	json_put_bool(w, "disabled", false);
	write_affiliations(call, w, room);
	json_put_bool(w, "public", room->public);
	json_write_object_end(w);
}

void
room_get_encode(struct call *call)
{
	const struct room_names *ids = call->input;
	const struct room *rooms = call->output;
	struct json_writer w;
	size_t i;
	int64_t known = 0;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < ids->count; i++) {
		write_room(call, &w, &rooms[i]);
		known += rooms[i].name != NULL;
	}
	json_write_array_end(&w);
	json_put_integer(&w, "count", known);
	easemob_end(call, &w);
}

/*
 * List.
 */
enum err
room_list_decode(struct call *call)
{
	struct room_page *page = arena_alloc(call->arena, sizeof(*page));
	struct easemob_range range = { PAGE_DEFAULT, 1, ROOM_PAGE_MAX };
	int64_t limit;
	enum err e;

	call->input = page;
	if ((e = easemob_number(call, "limit", range, &limit)) != OK)
		return (e);
	page->limit = (size_t)limit;
	return (easemob_cursor_read(call, &page->before));
}

enum err
room_list_run(struct call *call)
{
	struct room_key key = room_key(call);

	return (room_list(call->arena, &key, call->input, &call->fault));
}

static void
write_listed(struct call *call, struct json_writer *w,
    const struct room *room)
{
	const struct room_family *family = room_family(call);

	json_write_object(w);
	json_put_string(w, family->id, room->id);
	json_put_string(w, family->name, room->name);
	json_put_string(w, "owner", room->owner);
	if (family->group) {
		json_put_integer(w, "affiliations", room->members);
		json_put_string(w, "type", "group");
		json_put_string(w, "lastModified", arena_format(call->arena,
		    "%lld", (long long)room->modified));
	} else
		json_put_integer(w, "affiliations_count", room->members);
	json_write_object_end(w);
}

void
room_list_encode(struct call *call)
{
	const struct room_page *page = call->input;
	struct json_writer w;
	size_t i;

	easemob_begin(call, &w);
	easemob_params(call, &w);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < page->count; i++)
		write_listed(call, &w, &page->rooms[i]);
	json_write_array_end(&w);
	json_put_integer(&w, "count", (int64_t)page->count);
	if (page->more)
		json_put_string(&w, "cursor", easemob_cursor(call,
		    page->rooms[page->count - 1].id));
	easemob_end(call, &w);
}
