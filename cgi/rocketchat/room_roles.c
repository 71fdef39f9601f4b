/*
 * What members may:
 *
 *	method muteUserInRoom({rid, username}), unmuteUserInRoom
 *	POST /api/v1/rooms.muteUser, rooms.unmuteUser	{roomId, userId or
 *	    username}
 *	POST /api/v1/channels.addModerator, channels.removeModerator, groups.*
 *	    {roomId | roomName, userId or username}
 */
#include <string.h>

#include "arena.h"
#include "message_input.h"
#include "rooms.h"

/* Of a call and its method. */
struct muting {
	const char *method;
	bool silenced;
};
static const struct muting mute = { "muteUserInRoom", true };
static const struct muting unmute = { "unmuteUserInRoom", false };

/* What decode() leaves. */
struct input {
	struct channel_key key;
	struct chat_users users;
};

static enum err
not_in_room(struct call *call, const char *method)
{

	return (rocketchat_error(call, "error-user-not-in-room",
	    "User is not in this room", method));
}

static enum err
run(struct call *call, const struct input *input, const struct muting *muting)
{
	struct channel_actor actor = rooms_actor(call, input->key.id,
	    "mute-user");
	struct channel_grant grant = { .silenced = &muting->silenced };
	enum err e;

	if (input->users.count == 0)
		return (not_in_room(call, muting->method));
	grant.username = input->users.users[0].account.username;
	e = channel_grant(call->arena, &actor, &grant, &call->fault);
	/* Who may nowhere does not learn which rooms there are. */
	if (e == ERR_ROOM_UNKNOWN && actor.may[STANDING_STRANGER])
		return (rocketchat_error(call, "error-invalid-room",
		    "Invalid room", muting->method));
	if (e == ERR_FORBIDDEN || e == ERR_ROOM_UNKNOWN)
		return (rocketchat_error(call, "error-not-allowed",
		    "Not allowed", muting->method));
	return (e == ERR_MEMBER_UNKNOWN ? not_in_room(call, muting->method) :
	    e);
}

/* The methods. */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *data = param(invocation, 0);
	const char **name = arena_array(call->arena, const char *, 1);

	invocation->input = input;
	if (!json_is(data, json_type_object))
		return (type_mismatch(call, "object", data, ""));
	input->key.id = json_string(json_get(data, "rid"));
	if (input->key.id == NULL)
		return (type_mismatch(call, "string", json_get(data, "rid"),
		    "rid"));
	*name = json_string(json_get(data, "username"));
	if (*name == NULL)
		return (type_mismatch(call, "string", json_get(data,
		    "username"), "username"));
	input->users.names = (struct room_names){ name, 1 };
	return (OK);
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{
	struct input *input = invocation->input;
	enum err e;

	if ((e = chat_users_find(call->arena, &call->app, &input->users,
	    &call->fault)) != OK)
		return (e);
	return (run(call, input, strcmp(invocation->method->name,
	    mute.method) == 0 ? &mute : &unmute));
}

static const struct rocketchat_method methods[] = {
	{
		.name = "muteUserInRoom", .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
		.encode = method_encode_true,
	},
	{
		.name = "unmuteUserInRoom", .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
		.encode = method_encode_true,
	},
};

const struct method_table room_role_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

/* REST */

static enum err
mute_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = rooms_text(call, root, "roomId", 0, &input->key.id)) != OK)
		return (e);
	if (input->key.id == NULL)
		return (rooms_required(call, "roomId"));
	return (rooms_user_key(call, root, &input->users));
}

static enum err
mute_run(struct call *call)
{
	struct input *input = call->input;
	enum err e = rooms_users_find(call, &input->users);

	return (e != OK ? e : run(call, input, call->endpoint->family));
}

/* Moderators. */

static enum err
moderator_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = rooms_key_body(call, root, &input->key)) != OK)
		return (e);
	return (rooms_user_key(call, root, &input->users));
}

static enum err
set_moderator(struct call *call, bool moderator)
{
	const char *method = moderator ? "addRoomModerator" :
	    "removeRoomModerator";
	struct channel_grant grant = { .manager = &moderator };
	struct input *input = call->input;
	struct channel_actor actor;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &input->key, true, &channel)) != OK ||
	    (e = rooms_users_find(call, &input->users)) != OK)
		return (e);
	actor = rooms_actor(call, channel.id, "set-moderator");
	grant.username = input->users.users[0].account.username;
	e = channel_grant(call->arena, &actor, &grant, &call->fault);
	if (e == ERR_FORBIDDEN)
		return (rocketchat_error(call, "error-not-allowed",
		    "Not allowed", method));
	if (e == ERR_MEMBER_UNKNOWN)
		return (not_in_room(call, method));
	if (e != OK || grant.changed)
		return (e);
	return (moderator ? rocketchat_error(call,
	    "error-user-already-moderator", "User is already a moderator",
	    method) : rocketchat_error(call, "error-user-not-moderator",
	    "User is not a moderator", method));
}

static enum err
add_run(struct call *call)
{

	return (set_moderator(call, true));
}

static enum err
remove_run(struct call *call)
{

	return (set_moderator(call, false));
}

#define ROW(verb, what)							\
	.method = "POST", .path = "/api/v1/" verb,			\
	.name = "rocketchat/" verb, .summary = (what),			\
	.dialect = &rocketchat_dialect, .auth = AUTH_USER,		\
	.calls = ROCKETCHAT_CALLS, .encode = rooms_done_encode

static const struct endpoint rows[] = {
	{
		ROW("rooms.muteUser", "Let a member not speak in a room"),
		.family = &mute, .decode = mute_decode, .run = mute_run,
	},
	{
		ROW("rooms.unmuteUser", "Let a member speak again"),
		.family = &unmute, .decode = mute_decode, .run = mute_run,
	},
	{
		ROW("channels.addModerator", "Make a member a moderator"),
		.family = &room_channels, .decode = moderator_decode,
		.run = add_run,
	},
	{
		ROW("channels.removeModerator", "Make a moderator a member"),
		.family = &room_channels, .decode = moderator_decode,
		.run = remove_run,
	},
	{
		ROW("groups.addModerator", "Make a member a moderator"),
		.family = &room_groups, .decode = moderator_decode,
		.run = add_run,
	},
	{
		ROW("groups.removeModerator", "Make a moderator a member"),
		.family = &room_groups, .decode = moderator_decode,
		.run = remove_run,
	},
};

const struct endpoint_table rocketchat_room_role_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
