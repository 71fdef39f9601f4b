/* See rooms.h. */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "rooms.h"

const struct room_family *
room_family(const struct call *call)
{

	return (call->endpoint->family);
}

struct room_key
room_key(const struct call *call)
{

	return ((struct room_key){ &call->app, room_family(call)->kind,
	    call->parameters[2] });
}

/* A field with two names: the vendor's pages and older clients differ. */
static enum err
either_text(struct call *call, struct json_object *root,
    const char *const names[2], size_t maximum, const char **value)
{

	return (easemob_text(call, root, json_get(root, names[0]) != NULL ?
	    names[0] : names[1], maximum, value));
}

/* The fields that create and modify share; NULL and 0 where absent. */
static enum err
decode_common(struct call *call, struct json_object *root,
    struct room_change *change)
{
	const bool group = room_family(call)->group;
	const char *const names[2] = { group ? "groupname" : "name",
	    group ? "name" : "groupname" };
	static const char *const descriptions[2] = { "description", "desc" };
	struct json_object *maximum = json_get(root, "maxusers");
	enum err e;

	if ((e = either_text(call, root, names, ROOM_NAME_MAX,
	    &change->name)) != OK ||
	    (e = either_text(call, root, descriptions, ROOM_DESCRIPTION_MAX,
	    &change->description)) != OK ||
	    (e = easemob_text(call, root, "custom", ROOM_CUSTOM_MAX,
	    &change->custom)) != OK || maximum == NULL)
		return (e);
	if (json_integer(maximum, true, &change->max_users) &&
	    change->max_users >= 1 && change->max_users <= ROOM_USERS_MAX)
		return (OK);
	call->fault.argument = "maxusers must be 1 to 10000";
	return (ERR_FIELD_INVALID);
}

static const bool *
optional_flag(struct call *call, struct json_object *root,
    const char *name, const char *other)
{
	bool *value;

	if (json_get(root, name) == NULL)
		name = other;
	if (name == NULL || json_get(root, name) == NULL)
		return (NULL);
	value = arena_alloc(call->arena, sizeof(*value));
	*value = easemob_flag(root, name);
	return (value);
}

static void
decode_flags(struct call *call, struct json_object *root,
    struct room_change *change)
{

	if (!room_family(call)->group)
		return;
	change->public = optional_flag(call, root, "public", NULL);
	change->members_only = optional_flag(call, root, "members_only",
	    "membersonly");
	change->allow_invites = optional_flag(call, root, "allowinvites",
	    NULL);
}

static enum err
absent(struct call *call, const char *name)
{

	call->fault.argument = name;
	return (ERR_PARAMETER_ABSENT);
}

/*
 * Create.
 */
struct create_input {
	struct room room;
	struct room_names members;
};

static enum err
require(struct call *call, const struct room_change *change,
    const char *owner)
{

	if (!room_family(call)->group && (change->name == NULL ||
	    *change->name == '\0'))
		return (absent(call, "name"));
	if (!room_family(call)->group && change->description == NULL)
		return (absent(call, "description"));
	if (room_family(call)->group && change->public == NULL)
		return (ERR_PUBLIC_ABSENT);
	if (owner == NULL || *owner == '\0')
		return (absent(call, "owner"));
	return (OK);
}

static void
fill_room(struct call *call, const struct room_change *change,
    const char *owner, struct room *room)
{

	room->name = change->name == NULL ? "" : change->name;
	room->description = change->description == NULL ? "" :
	    change->description;
	room->custom = change->custom == NULL ? "" : change->custom;
	room->owner = username_fold(call->arena, owner);
	room->max_users = change->max_users == 0 ?
	    room_family(call)->max_users : change->max_users;
	room->public = change->public == NULL || *change->public;
	room->members_only = change->members_only != NULL &&
	    *change->members_only;
	room->allow_invites = change->allow_invites != NULL &&
	    *change->allow_invites;
}

enum err
room_create_decode(struct call *call)
{
	struct create_input *input = arena_alloc(call->arena,
	    sizeof(*input));
	struct room_change change = { .name = NULL };
	struct json_object *root, *members;
	const char *owner;
	enum err e;

	call->input = input;
	if ((e = body_object(call, &root)) != OK ||
	    (e = decode_common(call, root, &change)) != OK ||
	    (e = easemob_text(call, root, "owner", SIZE_MAX, &owner)) != OK)
		return (e);
	decode_flags(call, root, &change);
	if ((e = require(call, &change, owner)) != OK)
		return (e);
	fill_room(call, &change, owner, &input->room);
	if ((members = json_get(root, "members")) == NULL)
		return (OK);
	call->fault.argument = "members";
	e = member_names(call, members, (size_t)input->room.max_users,
	    &input->members);
	return (e == ERR_MEMBERS_TOO_MANY ? ERR_ROOM_FULL : e);
}

enum err
room_create_run(struct call *call)
{
	struct create_input *input = call->input;
	struct room_key key = room_key(call);

	return (room_create(call->arena, &key, &input->room, input->members,
	    &call->fault));
}

void
room_create_encode(struct call *call)
{
	const struct create_input *input = call->input;
	struct json_writer w;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	json_write_object(&w);
	json_put_string(&w, room_family(call)->id, input->room.id);
	json_write_object_end(&w);
	easemob_end(call, &w);
}

/*
 * Modify, or give away.
 */
struct modify_input {
	struct room_change change;
	const char *owner;	/* the new one; then nothing else changes */
};

static bool
changes_nothing(const struct room_change *change)
{

	return (change->name == NULL && change->description == NULL &&
	    change->custom == NULL && change->max_users == 0 &&
	    change->public == NULL && change->members_only == NULL &&
	    change->allow_invites == NULL);
}

enum err
room_modify_decode(struct call *call)
{
	struct modify_input *input = arena_alloc(call->arena,
	    sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = body_object(call, &root)) != OK ||
	    (e = easemob_text(call, root, "newowner", SIZE_MAX,
	    &input->owner)) != OK)
		return (e);
	if (input->owner != NULL) {
		input->owner = username_fold(call->arena, input->owner);
		return (*input->owner == '\0' ? absent(call, "newowner") :
		    OK);
	}
	if ((e = decode_common(call, root, &input->change)) != OK)
		return (e);
	decode_flags(call, root, &input->change);
	return (changes_nothing(&input->change) ?
	    absent(call, "name, description or maxusers") : OK);
}

enum err
room_modify_run(struct call *call)
{
	const struct modify_input *input = call->input;
	struct room_key key = room_key(call);

	if (input->owner != NULL)
		return (room_give(call->arena, &key, input->owner,
		    &call->fault));
	return (room_modify(call->arena, &key, &input->change,
	    &call->fault));
}

/* Rooms also say "groupname" here. */
void
room_modify_encode(struct call *call)
{
	const struct modify_input *input = call->input;
	const struct room_change *change = &input->change;
	const struct {
		const char *name;
		bool given;
	} fields[] = {
		{ "newowner", input->owner != NULL },
		{ "groupname", change->name != NULL },
		{ "description", change->description != NULL },
		{ "maxusers", change->max_users != 0 },
		{ "membersonly", change->members_only != NULL },
		{ "allowinvites", change->allow_invites != NULL },
		{ "public", change->public != NULL },
		{ "custom", change->custom != NULL },
	};
	struct json_writer w;
	size_t i;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	json_write_object(&w);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].given)
			json_put_bool(&w, fields[i].name, true);
	json_write_object_end(&w);
	easemob_end(call, &w);
}

/*
 * Delete.
 */
enum err
room_delete_run(struct call *call)
{
	struct room_key key = room_key(call);

	return (room_delete(call->arena, &key, &call->fault));
}

void
room_delete_encode(struct call *call)
{
	struct json_writer w;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	json_write_object(&w);
	json_put_bool(&w, "success", true);
	json_put_string(&w, room_family(call)->id, call->parameters[2]);
	json_write_object_end(&w);
	easemob_end(call, &w);
}
