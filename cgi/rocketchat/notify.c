/*
 * What clients of the realtime API tell the server by itself:
 *
 *	method stream-notify-room("RID/typing", username, typing)
 *	method stream-notify-room("RID/user-activity", username, activities)
 *	method UserPresence:online(), UserPresence:away(),
 *	    UserPresence:setDefaultStatus(status), setUserStatus(status?, text?)
 */
#include <string.h>

#include "arena.h"
#include "message_input.h"
#include "method.h"
#include "post.h"
#include "typing.h"

/* Who is typing. */
struct activity {
	const char *room_id;
	const char *name;		/* as he calls himself */
	bool active;
};

/* The model has no further words for it. */
static enum err
refuse(struct call *call)
{

	return (rocketchat_error(call, "not-allowed", NULL, NULL));
}

/* Any activity counts as typing, and none as its end. */
static enum err
read_activity(struct call *call, struct json_object *value, const char *event,
    struct activity *activity)
{

	if (strcmp(event, "typing") == 0) {
		if (!json_is(value, json_type_boolean))
			return (type_mismatch(call, "boolean", value, ""));
		activity->active = json_object_get_boolean(value);
		return (OK);
	}
	if (strcmp(event, "user-activity") != 0)
		return (refuse(call));
	if (!json_is(value, json_type_array))
		return (type_mismatch(call, "array", value, ""));
	activity->active = json_object_array_length(value) > 0;
	return (OK);
}

static enum err
typing_decode(struct call *call, struct invocation *invocation)
{
	struct activity *activity = arena_calloc(call->arena, 1,
	    sizeof(*activity));
	const char *name = param_text(invocation, 0), *slash;

	invocation->input = activity;
	activity->name = param_text(invocation, 1);
	if (name == NULL)
		return (type_mismatch(call, "string", param(invocation, 0),
		    ""));
	if (activity->name == NULL || (slash = strrchr(name, '/')) == NULL)
		return (refuse(call));
	activity->room_id = arena_strndup(call->arena, name,
	    (size_t)(slash - name));
	return (read_activity(call, param(invocation, 2), slash + 1, activity));
}

/* Clients name themselves as they show names. */
static bool
is_self(const struct session *session, const char *name)
{
	const char *nickname = session->account.nickname;

	return (strcmp(name, session->account.username) == 0 ||
	    (session_flag(session, "UI_Use_Real_Name", false) &&
	    nickname != NULL && strcmp(name, nickname) == 0));
}

static enum err
check(struct call *call, const struct activity *activity,
    struct post_room *room)
{
	enum err e;

	if (!is_self(rocketchat_session(call), activity->name))
		return (refuse(call));
	/* It holds nothing that would have to be encrypted. */
	if ((e = post_room_find(call, activity->room_id, room)) == OK)
		e = post_room_check(call, room, "e2e");
	return (e == ERR_REFUSED || (e == OK && !room->member) ?
	    refuse(call) : e);
}

static enum err
typing_run(struct call *call, struct invocation *invocation)
{
	const struct activity *activity = invocation->input;
	struct typing typing = { .app_id = call->app.id,
	    .username = rocketchat_session(call)->account.username,
	    .text = "", .active = activity->active, .now = call->now };
	struct post_room room;
	enum err e;

	if ((e = check(call, activity, &room)) != OK)
		return (e);
	typing.conv = room.conv;
	typing.room_id = room.id;
	return (typing_notify(call->arena, &typing, &call->fault));
}

/* Who is there is not followed: presence is heard, and nothing is done. */
#define PRESENCE(method)	{ .name = method, .calls = METHOD_CALLS }

static const struct rocketchat_method methods[] = {
	{
		.name = "stream-notify-room", .calls = METHOD_CALLS,
		.decode = typing_decode, .run = typing_run,
	},
	PRESENCE("UserPresence:online"),
	PRESENCE("UserPresence:away"),
	PRESENCE("UserPresence:setDefaultStatus"),
	PRESENCE("setUserStatus"),
};

const struct method_table notify_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};
