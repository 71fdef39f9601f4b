/*
 * Who is in a room:
 *
 *	method joinRoom(rid), leaveRoom(rid)
 *	POST /api/v1/channels.join	{roomId | roomName}
 *	POST /api/v1/channels.leave, groups.leave	the same
 *	POST /api/v1/channels.invite, groups.invite	and {userId, username,
 *	    userIds or usernames}
 *	POST /api/v1/channels.kick, groups.kick		and {userId or username}
 */
#include <string.h>

#include "arena.h"
#include "message_input.h"
#include "room_manage.h"
#include "rooms.h"

/* What decode() leaves. */
struct input {
	struct channel_key key;
	struct chat_users users;
};

static enum err
refuse(struct call *call, const char *method)
{

	return (rocketchat_error(call, "error-not-allowed", "Not allowed",
	    method));
}

static enum err
refuse_full(struct call *call)
{

	return (rocketchat_error(call, "error-room-full",
	    "The room has as many members as it may have", NULL));
}

static enum err
read_body(struct call *call, struct json_object **root)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	enum err e;

	call->input = input;
	if ((e = rocketchat_body(call, root)) != OK)
		return (e);
	return (rooms_key_body(call, *root, &input->key));
}

static enum err
room_decode(struct call *call)
{
	struct json_object *root;

	return (read_body(call, &root));
}

static enum err
user_decode(struct call *call)
{
	struct json_object *root;
	enum err e = read_body(call, &root);

	return (e != OK ? e : rooms_user_key(call, root,
	    &((struct input *)call->input)->users));
}

static enum err
users_decode(struct call *call)
{
	struct json_object *root;
	enum err e = read_body(call, &root);

	return (e != OK ? e : rooms_users_key(call, root,
	    &((struct input *)call->input)->users));
}

/* Joining. */

static enum err
join(struct call *call, const struct channel *channel)
{
	struct room_actor self = { &call->app, channel->id,
	    rocketchat_session(call)->account.username };
	bool added;
	enum err e;

	if (channel->kind == CONVERSATION_USERS)
		return (refuse(call, "joinRoom"));
	e = room_admit(call->arena, &self,
	    (struct room_names){ &self.username, 1 }, &added, &call->fault);
	if (e == ERR_ROOM_CLOSED)
		return (refuse(call, "joinRoom"));
	return (e == ERR_ROOM_FULL ? refuse_full(call) : e);
}

static enum err
join_run(struct call *call)
{
	const struct input *input = call->input;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &input->key, true, &channel)) != OK ||
	    (e = join(call, &channel)) != OK)
		return (e);
	return (rooms_show(call, channel.id));
}

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct channel *channel = arena_calloc(call->arena, 1,
	    sizeof(*channel));

	invocation->input = channel;
	channel->id = param_text(invocation, 0);
	return (channel->id != NULL ? OK : type_mismatch(call, "string",
	    param(invocation, 0), ""));
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{
	struct channel *channel = invocation->input;
	struct channel_key key = { channel->id, NULL };
	enum err e = rooms_find(call, &key, channel);

	if (e == ERR_ROOM_UNKNOWN)
		return (rocketchat_error(call, "error-invalid-room",
		    "Invalid room", "joinRoom"));
	if (e == OK && channel->archived)
		return (rocketchat_error(call, "error-room-archived",
		    "The room is archived", "joinRoom"));
	return (e != OK ? e : join(call, channel));
}

/* Adding others. */

static enum err
invite(struct call *call, const struct channel *channel,
    const struct chat_users *users)
{
	const char **names = arena_array(call->arena, const char *,
	    users->count);
	struct channel_actor actor = rooms_actor(call, channel->id,
	    "add-user-to-joined-room");
	bool any = rocketchat_may(call, rooms_family(call)->add_any, NULL);
	size_t i;
	enum err e;

	for (i = 0; i < STANDINGS; i++)
		actor.may[i] = any || (actor.may[i] &&
		    i != STANDING_STRANGER);
	for (i = 0; i < users->count; i++)
		names[i] = users->users[i].account.username;
	e = channel_admit(call->arena, &actor,
	    (struct room_names){ names, users->count }, &call->fault);
	if (e == ERR_FORBIDDEN)
		return (refuse(call, "addUsersToRoom"));
	if (e == ERR_MEMBER_NOT_USER)
		return (rocketchat_error(call, "error-user-not-found",
		    "User not found", "addUsersToRoom"));
	return (e == ERR_ROOM_FULL ? refuse_full(call) : e);
}

static enum err
invite_run(struct call *call)
{
	struct input *input = call->input;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &input->key, true, &channel)) != OK ||
	    (e = rooms_users_find(call, &input->users)) != OK ||
	    (e = invite(call, &channel, &input->users)) != OK)
		return (e);
	return (rooms_show(call, channel.id));
}

/* Removing. */

static enum err
remove_member(struct call *call, const struct channel_actor *actor,
    const char *username, const char *method)
{
	enum err e = channel_dismiss(call->arena, actor, username,
	    &call->fault);

	if (e == ERR_FORBIDDEN)
		return (refuse(call, method));
	if (e == ERR_MEMBER_UNKNOWN)
		return (rocketchat_error(call, "error-user-not-in-room",
		    strcmp(username, actor->username) == 0 ?
		    "You are not in this room" : "User is not in this room",
		    method));
	if (e == ERR_OWNER_LEAVES)
		return (rocketchat_error(call, "error-you-are-last-owner",
		    "You are the last owner. Please set new owner before"
		    " leaving the room.", method));
	return (e);
}

static enum err
dismiss(struct call *call, const struct channel_actor *actor,
    const char *username, const char *method)
{
	enum err e = remove_member(call, actor, username, method);

	return (e != OK || !rooms_family(call)->returns_room ? e :
	    rooms_show(call, actor->id));
}

static struct channel_actor
leaver(struct call *call, const struct channel *channel,
    const struct room_family *family)
{
	struct channel_actor actor = rooms_actor(call, channel->id,
	    family->leave);

	actor.may[STANDING_STRANGER] = true;	/* he hears that he is one */
	return (actor);
}

static enum err
leave_run(struct call *call)
{
	const struct input *input = call->input;
	struct channel_actor actor;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &input->key, true, &channel)) != OK)
		return (e);
	actor = leaver(call, &channel, rooms_family(call));
	return (dismiss(call, &actor, actor.username, "leaveRoom"));
}

static enum err
method_leave_run(struct call *call, struct invocation *invocation)
{
	struct channel *channel = invocation->input;
	struct channel_key key = { channel->id, NULL };
	struct channel_actor actor;
	enum err e = rooms_find(call, &key, channel);

	if (e == ERR_ROOM_UNKNOWN)
		return (rocketchat_error(call, "error-invalid-room",
		    "Invalid room", "leaveRoom"));
	if (e != OK)
		return (e);
	if (channel->kind == CONVERSATION_USERS)
		return (refuse(call, "leaveRoom"));
	actor = leaver(call, channel, *rocketchat_room_type(channel->kind,
	    channel->public) == 'c' ? &room_channels : &room_groups);
	return (remove_member(call, &actor, actor.username, "leaveRoom"));
}

static enum err
kick_run(struct call *call)
{
	struct input *input = call->input;
	struct channel_actor actor;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &input->key, true, &channel)) != OK ||
	    (e = rooms_users_find(call, &input->users)) != OK)
		return (e);
	actor = rooms_actor(call, channel.id, "remove-user");
	return (dismiss(call, &actor, input->users.users[0].account.username,
	    "removeUserFromRoom"));
}

static const struct rocketchat_method methods[] = {
	{
		.name = "joinRoom", .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
		.encode = method_encode_true,
	},
	{
		.name = "leaveRoom", .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_leave_run,
	},
};

const struct method_table room_member_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

#define ROW(verb, what)							\
	.method = "POST", .path = "/api/v1/" verb,			\
	.name = "rocketchat/" verb, .summary = (what),			\
	.dialect = &rocketchat_dialect, .auth = AUTH_USER,		\
	.calls = ROCKETCHAT_CALLS

static const struct endpoint rows[] = {
	{
		ROW("channels.join", "Join a channel"),
		.family = &room_channels, .decode = room_decode,
		.run = join_run, .encode = rooms_show_encode,
	},
	{
		ROW("channels.leave", "Leave a channel"),
		.family = &room_channels, .decode = room_decode,
		.run = leave_run, .encode = rooms_show_encode,
	},
	{
		ROW("groups.leave", "Leave a private group"),
		.family = &room_groups, .decode = room_decode,
		.run = leave_run, .encode = rooms_done_encode,
	},
	{
		ROW("channels.invite", "Add members to a channel"),
		.family = &room_channels, .decode = users_decode,
		.run = invite_run, .encode = rooms_show_encode,
	},
	{
		ROW("groups.invite", "Add members to a private group"),
		.family = &room_groups, .decode = users_decode,
		.run = invite_run, .encode = rooms_show_encode,
	},
	{
		ROW("channels.kick", "Remove a member from a channel"),
		.family = &room_channels, .decode = user_decode,
		.run = kick_run, .encode = rooms_show_encode,
	},
	{
		ROW("groups.kick", "Remove a member from a private group"),
		.family = &room_groups, .decode = user_decode,
		.run = kick_run, .encode = rooms_done_encode,
	},
};

const struct endpoint_table rocketchat_room_member_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
