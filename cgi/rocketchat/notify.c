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
#include "buf.h"
#include "hide.h"
#include "message_input.h"
#include "method.h"
#include "post.h"

enum { TYPING_BYTES = 4096 };

/* Who is typing. */
struct typing {
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
    struct typing *typing)
{

	if (strcmp(event, "typing") == 0) {
		if (!json_is(value, json_type_boolean))
			return (type_mismatch(call, "boolean", value, ""));
		typing->active = json_object_get_boolean(value);
		return (OK);
	}
	if (strcmp(event, "user-activity") != 0)
		return (refuse(call));
	if (!json_is(value, json_type_array))
		return (type_mismatch(call, "array", value, ""));
	typing->active = json_object_array_length(value) > 0;
	return (OK);
}

static enum err
typing_decode(struct call *call, struct invocation *invocation)
{
	struct typing *typing = arena_calloc(call->arena, 1, sizeof(*typing));
	const char *name = param_text(invocation, 0), *slash;

	invocation->input = typing;
	typing->name = param_text(invocation, 1);
	if (name == NULL)
		return (type_mismatch(call, "string", param(invocation, 0),
		    ""));
	if (typing->name == NULL || (slash = strrchr(name, '/')) == NULL)
		return (refuse(call));
	typing->room_id = arena_strndup(call->arena, name,
	    (size_t)(slash - name));
	return (read_activity(call, param(invocation, 2), slash + 1, typing));
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
check(struct call *call, const struct typing *typing, struct post_room *room)
{
	enum err e;

	if (!is_self(rocketchat_session(call), typing->name))
		return (refuse(call));
	/* It holds nothing that would have to be encrypted. */
	if ((e = post_room_find(call, typing->room_id, room)) == OK)
		e = post_room_check(call, room, "e2e");
	return (e == ERR_REFUSED || (e == OK && !room->member) ?
	    refuse(call) : e);
}

static const char *
event_of(struct call *call, const struct typing *typing,
    const struct post_room *room)
{
	struct json_writer w;
	struct buf out;

	buf_init(&out, call->arena, TYPING_BYTES);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_integer(&w, "app", call->app.id);
	json_put_integer(&w, "conv", room->conv);
	json_put_string(&w, "room", room->id);
	json_put_string(&w, "sender",
	    rocketchat_session(call)->account.username);
	json_put_string(&w, "message", "");
	json_put_bool(&w, "active", typing->active);
	json_put_integer(&w, "time", call->now);
	json_write_object_end(&w);
	return (out.bytes);
}

static enum err
typing_run(struct call *call, struct invocation *invocation)
{
	const struct typing *typing = invocation->input;
	struct post_room room;
	enum err e;

	if ((e = check(call, typing, &room)) != OK)
		return (e);
	return (typing_notify(call->arena, event_of(call, typing, &room),
	    &call->fault));
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
