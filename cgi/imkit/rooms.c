/*
 * Rooms (contract imkit, 1.8):
 *
 *	POST /rooms			nobody joins by himself
 *	POST /rooms/createAndJoin	a client, who joins, with whom he invites
 *	PUT /rooms/{id}, DELETE /rooms/{id}
 *	PUT /rooms/{id}/bot		an older name of the first
 */
#include <string.h>

#include "arena.h"
#include "rooms.h"
#include "system.h"

/* What decode() leaves. */
struct input {
	struct room_form form;
	struct room_new new;
	const char *creator;	/* who joins what he creates; NULL: nobody */
	struct room_names invited;	/* the members but him */
	bool say;		/* a system message */
};

static bool
is_in(struct room_names names, const char *name)
{
	size_t i;

	for (i = 0; i < names.count; i++)
		if (strcmp(names.names[i], name) == 0)
			return (true);
	return (false);
}

/* Everybody once: the creator, the owner, managers and others. */
static void
gather(struct call *call, struct input *input, struct room_names others)
{
	const struct room_names *managers = input->form.managers;
	struct room_names *all = &input->new.members;
	const char **names = arena_array(call->arena, const char *,
	    2 + others.count + (managers == NULL ? 0 : managers->count));
	size_t i;

	all->names = names;
	if (input->creator != NULL)
		names[all->count++] = input->creator;
	if (input->form.owner != NULL && !is_in(*all, input->form.owner))
		names[all->count++] = input->form.owner;
	for (i = 0; managers != NULL && i < managers->count; i++)
		if (!is_in(*all, managers->names[i]))
			names[all->count++] = managers->names[i];
	for (i = 0; i < others.count; i++)
		if (!is_in(*all, others.names[i]))
			names[all->count++] = others.names[i];
	i = input->creator != NULL;
	input->invited = (struct room_names){ names + i, all->count - i };
}

/* "direct" or "group"; else ${otherwise}. */
static enum err
read_type(struct call *call, struct json_object *root,
    enum conversation_kind otherwise, enum conversation_kind *kind)
{
	const char *type;
	enum err e;

	*kind = otherwise;
	if ((e = imkit_text(call, root, "roomType", IMKIT_ID_MAX,
	    &type)) != OK || type == NULL)
		return (e);
	if (strcmp(type, "direct") != 0 && strcmp(type, "group") != 0)
		return (imkit_invalid(call,
		    "roomType must be direct or group"));
	*kind = *type == 'd' ? CONVERSATION_USERS : CONVERSATION_GROUP;
	return (OK);
}

static enum err
check_direct(struct call *call, struct input *input)
{

	if (input->new.kind != CONVERSATION_USERS)
		return (OK);
	if (input->new.members.count != 2)
		return (imkit_invalid(call, "a direct room has two members:"
		    " name %s", input->creator == NULL ?
		    "two different users in members" :
		    "one other user in invitee"));
	/* It belongs to both alike. */
	input->form.owner = NULL;
	input->form.managers = NULL;
	return (OK);
}

/* What both ways to create have in common. */
static enum err
decode_new(struct call *call, struct json_object *root, struct input *input)
{
	enum err e;

	input->new.form = &input->form;
	if ((e = imkit_room_form(call, root, &input->form)) != OK ||
	    (e = imkit_text(call, root, "_id", IMKIT_ID_MAX,
	    &input->new.id)) != OK ||
	    (e = imkit_flag(call, root, "systemMessage", &input->say)) != OK)
		return (e);
	if (input->new.id != NULL && *input->new.id == '\0')
		input->new.id = NULL;
	return (input->new.id == NULL ? OK :
	    imkit_id_check(call, "_id", input->new.id));
}

/* A client gives nobody rights, and makes no room of two others. */
static enum err
check_client(struct call *call, const struct input *input)
{
	const char *caller = imkit_caller(call);

	if (caller == NULL)
		return (OK);
	if ((input->form.owner != NULL &&
	    strcmp(input->form.owner, caller) != 0) ||
	    input->form.managers != NULL)
		return (imkit_invalid(call, "owner must be the user who calls,"
		    " and managers absent"));
	if (input->new.kind == CONVERSATION_USERS &&
	    !is_in(input->new.members, caller))
		return (imkit_invalid(call, "members of a direct room must"
		    " have the user who calls"));
	return (OK);
}

static enum err
create_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct room_names members;
	struct json_object *root;
	const char **names;
	enum err e;

	call->input = input;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = decode_new(call, root, input)) != OK ||
	    (e = imkit_strings(call, root, "members", IMKIT_MEMBERS_MAX,
	    &names, &members.count)) != OK ||
	    (e = read_type(call, root, CONVERSATION_GROUP,
	    &input->new.kind)) != OK)
		return (e);
	members.names = names;
	gather(call, input, members);
	if ((e = check_client(call, input)) != OK)
		return (e);
	return (check_direct(call, input));
}

static enum err
join_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct room_names invitees;
	struct json_object *root;
	bool invitation = false;
	const char **names;
	enum err e;

	call->input = input;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_room_client(call, root, &input->creator)) != OK ||
	    (e = decode_new(call, root, input)) != OK ||
	    (e = imkit_strings(call, root, "invitee", IMKIT_MEMBERS_MAX,
	    &names, &invitees.count)) != OK ||
	    (e = imkit_flag(call, root, "invitationRequired",
	    &invitation)) != OK ||
	    (e = read_type(call, root, invitees.count == 1 ?
	    CONVERSATION_USERS : CONVERSATION_GROUP, &input->new.kind)) != OK)
		return (e);
	invitees.names = names;
	if (input->form.owner == NULL)
		input->form.owner = input->creator;
	if (input->new.kind == CONVERSATION_USERS)
		input->form.owner = NULL;
	gather(call, input, invitees);
	if (invitation && input->new.kind == CONVERSATION_GROUP &&
	    input->invited.count > 0)
		return (imkit_invalid(call, "invitationRequired must be"
		    " false: users are added at once here"));
	return (check_direct(call, input));
}

/* A pair's room that one of them has left is his again. */
static enum err
rejoin(struct call *call, struct input *input)
{
	struct room_actor actor = { &call->app, input->new.id, NULL };
	bool *added = arena_array(call->arena, bool, 2);

	return (room_admit(call->arena, &actor, input->new.members, added,
	    &call->fault));
}

/* Whoever creates again the room that he is in gets it: clients repeat. */
static enum err
exists(struct call *call, struct input *input)
{
	struct imkit_rooms *rooms;
	enum err e;

	if (input->creator == NULL)
		return (ERR_ROOM_EXISTS);
	e = imkit_room_read(call, input->creator, input->new.id);
	rooms = call->output;
	if (e == OK && rooms->rooms[0].member &&
	    rooms->rooms[0].kind == input->new.kind)
		return (OK);
	call->fault.argument = input->new.id;
	return (e == OK || e == ERR_ROOM_UNKNOWN ? ERR_ROOM_EXISTS : e);
}

static enum err
create_run(struct call *call)
{
	struct input *input = call->input;
	struct imkit_system system = { .type = "addMembers",
	    .actor = input->creator, .whom = input->invited };
	enum err e;

	/* No client takes over what others said. */
	input->new.unsaid = !imkit_is_platform(call);
	e = room_compose(call->arena, &call->app, &input->new, &call->fault);
	if (e == ERR_ROOM_EXISTS)
		return (exists(call, input));
	if (e == OK && !input->new.made)
		e = err_changed(rejoin(call, input));
	if (e != OK)
		return (e);
	system.room_id = input->new.id;
	if (input->say && input->new.made && input->invited.count > 0)
		imkit_system_send(call, &system);
	return (err_changed(imkit_room_read(call, input->creator,
	    input->new.id)));
}

static enum err
update_decode(struct call *call)
{
	struct room_form *form = arena_alloc(call->arena, sizeof(*form));
	struct json_object *root;
	enum err e;

	call->input = form;
	if ((e = imkit_body(call, &root)) != OK)
		return (e);
	return (imkit_room_form(call, root, form));
}

static enum err
update_run(struct call *call)
{
	struct room_actor actor = imkit_room_actor(call);
	enum err e;

	if ((e = room_alter(call->arena, &actor, call->input,
	    &call->fault)) != OK)
		return (imkit_room_hide(call, e));
	return (err_changed(imkit_room_read(call, actor.username,
	    actor.id)));
}

static enum err
delete_run(struct call *call)
{
	struct room_actor actor = imkit_room_actor(call);

	return (imkit_room_hide(call, room_erase(call->arena, &actor,
	    &call->fault)));
}

static void
delete_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "n", 1);
	json_put_integer(&w, "ok", 1);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/rooms", .name = "imkit/rooms/create",
		.summary = "Create a room",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = create_decode,
		.run = create_run, .encode = imkit_room_encode,
	},
	{
		.method = "POST", .path = "/rooms/createAndJoin",
		.name = "imkit/rooms/createAndJoin",
		.summary = "Create a room, join it and add others",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = join_decode,
		.run = create_run, .encode = imkit_room_encode,
	},
	{
		.method = "PUT", .path = "/rooms/{id}",
		.name = "imkit/rooms/update", .summary = "Change a room",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = update_decode,
		.run = update_run, .encode = imkit_room_encode,
	},
	{
		.method = "PUT", .path = "/rooms/{id}/bot",
		.name = "imkit/rooms/update/bot",
		.summary = "Change a room (older form)",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = update_decode,
		.run = update_run, .encode = imkit_room_encode,
	},
	{
		.method = "DELETE", .path = "/rooms/{id}",
		.name = "imkit/rooms/delete",
		.summary = "Delete a room and its messages",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = delete_run, .encode = delete_encode,
	},
};

const struct endpoint_table imkit_room_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
