/*
 * See realtime.h: subscriptions (contract rocketchat, 2.5):
 *
 *	sub NAME(eventName, useCollection | {useCollection, args})
 */
#include <string.h>

#include "arena.h"
#include "message_input.h"
#include "message_list.h"
#include "realtime.h"

enum { EVENT_NAME_MAX = 512 };		/* bytes */

static const char my_messages[] = "__my_messages__";

#define SUBSCRIPTIONS { .name = "rocketchat subscriptions", .quota = 1200, \
	.window = 60 }

/* One, as call->input. */
struct subscription {
	struct json_slice id;		/* JSON text, as it came */
	const char *name;
	struct json_object *params;	/* array, or NULL */
	const struct stream *stream;
	struct realtime_grant grant;
};

/* What may be subscribed to. */
struct stream {
	const char *name;
	bool anonymous;			/* nobody need be logged in */
	bool bare;			/* it has no events with names */
	/* Who may, and what comes; NULL: whoever is logged in, and nothing
	 * ever does. */
	enum err (*open)(struct call *call, struct subscription *sub);
};

static enum err
refuse(struct call *call)
{

	return (rocketchat_error(call, "not-allowed", NULL, NULL));
}

/* ----- whose they are ----- */

static enum err
open_room(struct call *call, struct realtime_grant *grant, const char *id)
{
	struct post_room room;
	enum err e;

	e = room_open(call, id, &room);
	if (e == ERR_ROOM_UNKNOWN)
		return (refuse(call));
	if (e != OK)
		return (e);
	grant->room_id = room.id;
	grant->kind = room.kind;
	grant->conv = room.conv;
	grant->last_seq = room.last;
	/* By a role that he has in the room he reads as its member. */
	grant->membership = *rocketchat_room_type(room.kind,
	    room.public) != 'c' || !rocketchat_may(call, "view-c-room", NULL);
	return (OK);
}

static enum err
open_messages(struct call *call, struct subscription *sub)
{
	struct realtime_grant *grant = &sub->grant;

	if (strcmp(grant->event_name, my_messages) == 0) {
		grant->stream = STREAM_MY_MESSAGES;
		grant->public = rocketchat_may(call, "view-c-room", NULL);
		return (OK);
	}
	grant->stream = STREAM_ROOM_MESSAGES;
	return (open_room(call, grant, grant->event_name));
}

/* "OWNER/EVENT": the event, or "", and whose it is. */
static const char *
split(struct call *call, const char *event_name, const char **owner)
{
	const char *slash = strrchr(event_name, '/');

	*owner = slash == NULL ? event_name : arena_strndup(call->arena,
	    event_name, (size_t)(slash - event_name));
	return (slash == NULL ? "" : slash + 1);
}

static enum err
open_room_events(struct call *call, struct subscription *sub)
{
	struct realtime_grant *grant = &sub->grant;
	const char *room_id, *event = split(call, grant->event_name,
	    &room_id);

	if (strcmp(event, "typing") == 0)
		grant->stream = STREAM_ROOM_TYPING;
	else if (strcmp(event, "user-activity") == 0)
		grant->stream = STREAM_ROOM_ACTIVITY;
	else if (strcmp(event, "deleteMessage") == 0)
		grant->stream = STREAM_ROOM_DELETE;
	return (open_room(call, grant, room_id));
}

static enum err
open_user_events(struct call *call, struct subscription *sub)
{
	struct realtime_grant *grant = &sub->grant;
	const char *user_id, *event = split(call, grant->event_name,
	    &user_id);

	if (strcmp(user_id, rocketchat_session(call)->public_id) != 0)
		return (refuse(call));
	if (strcmp(event, "message") == 0)
		grant->stream = STREAM_USER_MESSAGE;
	return (OK);
}

/* Clients wait for each of these to be ready. */
static const struct stream streams[] = {
	{ .name = "stream-room-messages", .open = open_messages },
	{ .name = "stream-notify-room", .open = open_room_events },
	{ .name = "stream-notify-user", .open = open_user_events },
	{ .name = "stream-notify-all", .anonymous = true },
	{ .name = "stream-notify-logged" },
	{ .name = "stream-notify-room-users" },
	{ .name = "stream-room-data" },
	{ .name = "stream-user-presence" },
	{ .name = "stream-roles" },
	{ .name = "stream-apps" },
	{ .name = "stream-apps-engine" },
	{ .name = "stream-importers" },
	{ .name = "stream-canned-responses" },
	{ .name = "stream-integrationHistory" },
	{ .name = "stream-livechat-room" },
	{ .name = "stream-livechat-inquiry-queue-observer" },
	{ .name = "activeUsers", .bare = true },
	{ .name = "roles", .bare = true },
	{ .name = "userData", .bare = true },
	{ .name = "meteor.loginServiceConfiguration", .anonymous = true,
	  .bare = true },
	{ .name = "meteor_autoupdate_clientVersions", .anonymous = true,
	  .bare = true },
};

/* ----- the call ----- */

/* As far as to be able to answer it. */
static enum err
open_frame(struct call *call)
{
	const char *text = call->request.body;
	size_t length = call->request.body_length;
	struct subscription *sub = arena_calloc(call->arena, 1, sizeof(*sub));
	struct json_object *frame;
	struct json_fault fault;

	if (json_parse(call->arena, text, length, &frame, &fault) != OK ||
	    (sub->name = json_string(json_get(frame, "name"))) == NULL ||
	    json_string(json_get(frame, "id")) == NULL)
		return (rocketchat_invalid(call, "Malformed subscription"));
	json_member(text, length, "id", &sub->id);
	sub->params = json_get(frame, "params");
	call->input = sub;
	return (OK);
}

static struct json_object *
param_of(const struct subscription *sub, size_t i)
{

	if (!json_is(sub->params, json_type_array) ||
	    i >= json_object_array_length(sub->params))
		return (NULL);
	return (json_object_array_get_idx(sub->params, i));
}

static enum err
read_options(struct call *call, struct subscription *sub)
{
	struct json_object *options = param_of(sub, 1), *flag = options;

	if (json_is(options, json_type_object))
		flag = json_get(options, "useCollection");
	if (flag == NULL)
		return (OK);
	if (!json_is(flag, json_type_boolean))
		return (type_mismatch(call, "boolean", flag, flag == options ?
		    "" : "useCollection"));
	sub->grant.use_collection = json_object_get_boolean(flag);
	return (OK);
}

static enum err
read_event(struct call *call, struct subscription *sub)
{
	struct json_object *event = param_of(sub, 0);
	const char *text = event == NULL ? "" : json_string(event);
	enum err e;

	if (text == NULL)
		return (type_mismatch(call, "string", event, ""));
	if ((e = read_options(call, sub)) != OK)
		return (e);
	if (*text == '\0' || strlen(text) > EVENT_NAME_MAX)
		return (rocketchat_error(call, "invalid-event-name", NULL,
		    NULL));
	sub->grant.event_name = text;
	return (OK);
}

static const struct stream *
find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		if (strcmp(streams[i].name, name) == 0)
			return (&streams[i]);
	return (NULL);
}

static enum err
decode(struct call *call)
{
	struct subscription *sub;
	enum err e;

	/* What asks the database for nothing is not counted. */
	if (rocketchat_session(call) == NULL)
		call->calls.name = NULL;
	if ((e = open_frame(call)) != OK)
		return (e);
	sub = call->input;
	if ((sub->stream = find(sub->name)) == NULL)
		return (rocketchat_refuse(call, &(struct rocketchat_fault){
		    .throws = THROW_METEOR, .error = "404",
		    .reason = arena_format(call->arena,
		    "Subscription '%s' not found", sub->name) }));
	call->called = sub->grant.collection = sub->stream->name;
	sub->grant.event_name = "";
	if (sub->stream->open == NULL)
		call->calls.name = NULL;
	if (!sub->stream->bare && (e = read_event(call, sub)) != OK)
		return (e);
	/* Bots that come back subscribe to theirs before they log in. */
	if (rocketchat_session(call) == NULL && !sub->stream->anonymous &&
	    (sub->stream->open != open_messages ||
	    strcmp(sub->grant.event_name, my_messages) != 0))
		return (refuse(call));
	return (OK);
}

static enum err
run(struct call *call)
{
	struct subscription *sub = call->input;

	call->output = &sub->grant;
	return (sub->stream->open == NULL ? OK : sub->stream->open(call,
	    sub));
}

/* That it is ready, is said by who delivers. */
static void
encode(struct call *call)
{

	(void)call;
}

static void
answer_error(struct call *call, enum err e)
{
	const struct subscription *sub;
	struct json_writer w;

	call->response.status = rocketchat_status(call, e);
	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	if (call->input == NULL && open_frame(call) != OK) {
		json_put_string(&w, "msg", "error");
		json_put_string(&w, "reason", "Malformed subscription");
		json_write_object_end(&w);
		return;
	}
	sub = call->input;
	rocketchat_sanitize(call, e);
	json_put_string(&w, "msg", "nosub");
	json_write_name(&w, "id");
	json_write_raw(&w, sub->id.bytes, sub->id.length);
	json_write_name(&w, "error");
	rocketchat_error_write(call, &w, e);
	json_write_object_end(&w);
}

static const struct dialect dialect = {
	.name = "rocketchat",
	.authorize = rocketchat_authorize,
	.error = answer_error,
};

const struct endpoint realtime_subscription = {
	.name = "rocketchat/realtime subscription",
	.summary = "Be told of what happens",
	.dialect = &dialect, .auth = AUTH_PUBLIC,
	.calls = SUBSCRIPTIONS,
	.decode = decode, .run = run, .encode = encode,
};
