/*
 * Members of rooms (contract imkit, 1.8):
 *
 *	POST /rooms/{id}/join
 *	POST /rooms/{id}/members		and the older /members/{client}
 *	POST /rooms/{id}/delete/members		and the older DELETE
 *						/rooms/{id}/members/{client}
 *	PUT /rooms/{id}/member/{client}		makes managers
 */
#include <string.h>

#include "arena.h"
#include "rooms.h"
#include "system.h"

/* What decode() leaves. */
struct input {
	struct room_names names;
	struct room_role role;
	bool say;		/* a system message */
};

/* Read the flag of system messages; the body is in ${root}. */
static enum err
begin(struct call *call, struct input **input, struct json_object **root)
{
	enum err e;

	*input = arena_calloc(call->arena, 1, sizeof(**input));
	call->input = *input;
	if ((e = imkit_body(call, root)) != OK)
		return (e);
	return (imkit_flag(call, *root, "systemMessage", &(*input)->say));
}

static void
name_one(struct call *call, struct input *input, const char *name)
{

	input->names = (struct room_names){ arena_memdup(call->arena, &name,
	    sizeof(name)), 1 };
}

static enum err
decode_names(struct call *call, struct json_object *root, const char *field)
{
	struct input *input = call->input;
	const char **names;
	enum err e;

	if ((e = imkit_strings(call, root, field, IMKIT_MEMBERS_MAX, &names,
	    &input->names.count)) != OK)
		return (e);
	input->names.names = names;
	return (input->names.count == 0 ? imkit_absent(call, field) : OK);
}

static void
say(struct call *call, const char *type, struct room_names whom)
{
	const struct input *input = call->input;
	struct room_actor actor = imkit_room_actor(call);
	struct imkit_system system = { type, actor.id, actor.username, whom };

	if (input->say)
		imkit_system_send(call, &system);
}

/* The room as it is then. */
static enum err
show(struct call *call)
{

	return (err_changed(imkit_room_read(call, imkit_caller(call),
	    call->parameters[0])));
}

static enum err
join_decode(struct call *call)
{
	struct json_object *root;
	struct input *input;
	enum err e;

	if ((e = begin(call, &input, &root)) == OK)
		name_one(call, input, imkit_caller(call));
	return (e);
}

static enum err
join_run(struct call *call)
{
	static const struct room_names nobody;
	struct room_actor actor = imkit_room_actor(call);
	struct input *input = call->input;
	bool added;
	enum err e;

	if ((e = room_admit(call->arena, &actor, input->names, &added,
	    &call->fault)) != OK)
		return (e);
	if (added)
		say(call, "joinRoom", nobody);
	return (show(call));
}

static enum err
add_decode(struct call *call)
{
	struct json_object *root;
	struct input *input;
	bool invitation = false;
	enum err e;

	if ((e = begin(call, &input, &root)) != OK ||
	    (e = imkit_flag(call, root, "invitationRequired",
	    &invitation)) != OK)
		return (e);
	if (invitation)
		return (imkit_invalid(call, "invitationRequired must be"
		    " false: users are added at once here"));
	if (call->parameters[1] == NULL)
		return (decode_names(call, root, "invitees"));
	name_one(call, input, call->parameters[1]);
	return (imkit_id_check(call, "invitee", call->parameters[1]));
}

static enum err
add_run(struct call *call)
{
	struct room_actor actor = imkit_room_actor(call);
	struct input *input = call->input;
	bool *added = arena_array(call->arena, bool, input->names.count);
	const char **names = arena_array(call->arena, const char *,
	    input->names.count);
	struct room_names fresh = { names, 0 };
	size_t i;
	enum err e;

	if ((e = room_admit(call->arena, &actor, input->names, added,
	    &call->fault)) != OK)
		return (imkit_room_hide(call, e));
	for (i = 0; i < input->names.count; i++)
		if (added[i])
			names[fresh.count++] = input->names.names[i];
	if (fresh.count > 0)
		say(call, "addMembers", fresh);
	return (show(call));
}

static enum err
remove_decode(struct call *call)
{
	struct json_object *root;
	struct input *input;
	enum err e;

	if ((e = begin(call, &input, &root)) != OK)
		return (e);
	if (call->parameters[1] == NULL)
		return (decode_names(call, root, "members"));
	name_one(call, input, call->parameters[1]);
	return (imkit_id_check(call, "member", call->parameters[1]));
}

static enum err
remove_run(struct call *call)
{
	static const struct room_names nobody;
	struct room_actor actor = imkit_room_actor(call);
	struct input *input = call->input;
	const char **names = arena_array(call->arena, const char *,
	    input->names.count);
	struct room_names others = { names, 0 };
	size_t i;
	enum err e;

	if ((e = room_dismiss(call->arena, &actor, input->names,
	    &call->fault)) != OK)
		return (imkit_room_hide(call, e));
	for (i = 0; i < input->names.count; i++)
		if (actor.username == NULL ||
		    strcmp(input->names.names[i], actor.username) != 0)
			names[others.count++] = input->names.names[i];
	if (others.count > 0)
		say(call, others.count == 1 ? "deleteMember" :
		    "deleteMembers", others);
	if (others.count < input->names.count)
		say(call, "leaveRoom", nobody);
	return (show(call));
}

static enum err
role_decode(struct call *call)
{
	const char *property, *value;
	struct json_object *root;
	struct input *input;
	enum err e;

	if ((e = begin(call, &input, &root)) != OK ||
	    (e = imkit_id_check(call, "client", call->parameters[1])) != OK ||
	    (e = imkit_text(call, root, "property", IMKIT_ID_MAX,
	    &property)) != OK ||
	    (e = imkit_id_check(call, "property", property)) != OK)
		return (e);
	if (strcmp(property, "role") != 0)
		return (imkit_invalid(call, "property must be role"));
	if ((e = imkit_text(call, root, "value", IMKIT_ID_MAX, &value)) != OK ||
	    (e = imkit_id_check(call, "value", value)) != OK)
		return (e);
	input->role.username = call->parameters[1];
	input->role.manager = strcmp(value, "admin") == 0;
	input->say = true;	/* whether it was asked for or not */
	name_one(call, input, input->role.username);
	return (input->role.manager || strcmp(value, "member") == 0 ? OK :
	    imkit_invalid(call, "value must be admin or member"));
}

static enum err
role_run(struct call *call)
{
	struct room_actor actor = imkit_room_actor(call);
	struct input *input = call->input;
	enum err e;

	if ((e = room_role(call->arena, &actor, &input->role,
	    &call->fault)) != OK)
		return (imkit_room_hide(call, e));
	if (input->role.changed && input->role.manager)
		say(call, "assignAdmin", input->names);
	return (show(call));
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/rooms/{id}/join",
		.name = "imkit/rooms/join", .summary = "Join a room",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = join_decode,
		.run = join_run, .encode = imkit_room_encode,
	},
	{
		.method = "POST", .path = "/rooms/{id}/members",
		.name = "imkit/rooms/members", .summary = "Add members",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = add_decode,
		.run = add_run, .encode = imkit_room_encode,
	},
	{
		.method = "POST", .path = "/rooms/{id}/members/{client}",
		.name = "imkit/rooms/members/add",
		.summary = "Add a member",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = add_decode,
		.run = add_run, .encode = imkit_room_encode,
	},
	{
		.method = "POST", .path = "/rooms/{id}/delete/members",
		.name = "imkit/rooms/delete/members",
		.summary = "Remove members, or leave",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = remove_decode,
		.run = remove_run, .encode = imkit_room_encode,
	},
	{
		.method = "DELETE", .path = "/rooms/{id}/members/{client}",
		.name = "imkit/rooms/members/remove",
		.summary = "Remove a member, or leave",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = remove_decode,
		.run = remove_run, .encode = imkit_room_encode,
	},
	{
		.method = "PUT", .path = "/rooms/{id}/member/{client}",
		.name = "imkit/rooms/member",
		.summary = "Make a member a manager, or none",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = role_decode,
		.run = role_run, .encode = imkit_room_encode,
	},
};

const struct endpoint_table imkit_room_member_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
