/*
 * Deletion (the model's calls of the same names):
 *
 *	POST /api/v1/chat.delete	{roomId, msgId, asUser?}
 *	method deleteMessage({_id})
 *
 * A message that begins a thread, and with Message_ShowDeletedStatus each, is
 * recalled: its place is shown, of type "rm".
 */
#include <string.h>

#include "arena.h"
#include "mark.h"
#include "message_list.h"
#include "method.h"

enum {
	CHANGE_ATTEMPTS = 50,	/* while others change the same message */
	MINUTE = 60 * 1000,
};

static const char method_name[] = "deleteMessage";

struct removal {
	const char *id, *room_id;	/* room_id: of REST, else NULL */
	bool as_author;
	struct found_message found;
	struct message_list list;	/* as it was */
};

static enum err
not_allowed(struct call *call)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-action-not-allowed",
	    .reason = "Not allowed",
	    .details = "{\"method\":\"deleteMessage\","
	    "\"action\":\"Delete_message\"}" }));
}

static enum err
check_room(struct call *call, const struct post_room *room)
{

	if (room->read_only && !room->voiced &&
	    !rocketchat_may(call, "post-readonly", room->role))
		return (rocketchat_plain(call, "You can't delete messages"
		    " because the room is readonly."));
	return (OK);
}

static enum err
may_delete(struct call *call, const struct removal *removal)
{
	const struct session *session = rocketchat_session(call);
	const struct post_room *room = &removal->found.room;
	const struct message *m = &removal->found.message;
	bool own = strcmp(m->sender, session->account.username) == 0;
	int64_t minutes = session_number(session,
	    "Message_AllowDeleting_BlockDeleteInMinutes", 0);

	if (rocketchat_may(call, "force-delete-message", room->role))
		return (OK);
	if (removal->as_author && !own)
		return (rocketchat_plain(call, "Unauthorized. You must have the"
		    " permission \"force-delete-message\" to delete other's"
		    " message as them."));
	if (!session_flag(session, "Message_AllowDeleting", true) ||
	    !(rocketchat_may(call, "delete-message", room->role) || (own &&
	    rocketchat_may(call, "delete-own-message", room->role))))
		return (not_allowed(call));
	if (minutes > 0 && (call->now - message_time(m)) / MINUTE >=
	    minutes && !rocketchat_may(call,
	    "bypass-time-limit-edit-and-delete", room->role))
		return (not_allowed(call));
	return (check_room(call, room));
}

static enum err
unknown(struct call *call, const struct removal *removal)
{

	if (removal->room_id == NULL)
		return (not_allowed(call));
	return (rocketchat_plain(call, arena_format(call->arena,
	    "No message found with the id of \"%s\".", removal->id)));
}

/* The words are those that all dialects have for what was recalled. */
static enum err
recall(struct call *call, struct removal *removal)
{
	const struct message_change change = { .dialect = DIALECT_IMKIT,
	    .state = MESSAGE_RECALLED, .type = "recall",
	    .body = "{\"message\":\"\"}", .now = call->now };

	return (message_change(call->arena, &call->app,
	    &removal->found.message, &change, &call->fault));
}

static enum err
erase(struct call *call, struct removal *removal)
{
	const struct mark mark = { .app = &call->app, .kind = MARK_DELETE,
	    .now = call->now };
	struct marks marks;
	enum err e;

	e = mark_change(call->arena, &mark, &removal->found.message, &marks,
	    &call->fault);
	return (e == ERR_MESSAGE_UNKNOWN ? unknown(call, removal) : e);
}

static enum err
change(struct call *call, struct removal *removal)
{
	enum err e;

	if ((e = may_delete(call, removal)) != OK ||
	    (e = message_show(call, &removal->found, &removal->list)) != OK)
		return (e);
	if (removal->list.count == 0)
		return (unknown(call, removal));
	if (session_flag(rocketchat_session(call),
	    "Message_ShowDeletedStatus", false) ||
	    removal->list.threads[0].count > 0)
		return (recall(call, removal));
	return (erase(call, removal));
}

static enum err
run(struct call *call, struct removal *removal)
{
	enum err e = ERR_CONFLICT;
	int i;

	for (i = 0; e == ERR_CONFLICT && i < CHANGE_ATTEMPTS; i++) {
		e = message_open(call, removal->id, &removal->found);
		if (e == ERR_MESSAGE_UNKNOWN || (e == OK &&
		    removal->found.message.state != MESSAGE_PLAIN))
			return (unknown(call, removal));
		if (e != OK)
			return (e);
		if (removal->room_id != NULL && strcmp(removal->room_id,
		    removal->found.room.id) != 0)
			return (rocketchat_plain(call, "The room id provided"
			    " does not match where the message is from."));
		e = change(call, removal);
	}
	return (e == ERR_CONFLICT ? ERR_DATABASE_BUSY : e);
}

/* REST */

static enum err
rest_decode(struct call *call)
{
	struct removal *removal = arena_calloc(call->arena, 1,
	    sizeof(*removal));
	struct json_object *root, *as;
	enum err e;

	call->input = removal;
	if ((e = rocketchat_body(call, &root)) != OK)
		return (e);
	removal->room_id = json_string(json_get(root, "roomId"));
	removal->id = json_string(json_get(root, "msgId"));
	as = json_get(root, "asUser");
	if (removal->room_id == NULL || removal->id == NULL)
		return (rocketchat_invalid(call, "must have required"
		    " properties msgId and roomId, strings"));
	if (as != NULL && !json_is(as, json_type_boolean))
		return (rocketchat_invalid(call, "asUser must be boolean"));
	removal->as_author = as != NULL && json_object_get_boolean(as);
	return (OK);
}

static enum err
rest_run(struct call *call)
{

	return (run(call, call->input));
}

static void
rest_encode(struct call *call)
{
	const struct removal *removal = call->input;
	const struct shown *was = &removal->list.messages[0];
	const char *sender = was->message.sender;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_put_string(&w, "_id", removal->id);
	json_put_string(&w, "ts", arena_format(call->arena, "%lld",
	    (long long)call->now));
	json_write_name(&w, "message");
	json_write_object(&w);
	json_put_string(&w, "_id", removal->id);
	json_put_string(&w, "rid", removal->found.room.id);
	json_write_name(&w, "u");
	rocketchat_user_write(call->arena, &w, was->sender,
	    *sender == '\0' ? "rocket.cat" : sender);
	json_write_object_end(&w);
	rocketchat_end(&w);
}

/* The method */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct removal *removal = arena_calloc(call->arena, 1,
	    sizeof(*removal));
	struct json_object *message = param(invocation, 0);

	invocation->input = removal;
	if (!json_is(message, json_type_object))
		return (type_mismatch(call, "object", message, ""));
	removal->id = json_string(json_get(message, "_id"));
	if (removal->id != NULL)
		return (OK);
	return (json_has(message, "_id") ? type_mismatch(call, "string",
	    json_get(message, "_id"), "_id") :
	    rocketchat_mismatch(call, "", "Missing key '_id'"));
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{

	return (run(call, invocation->input));
}

static const struct rocketchat_method methods[] = {
	{
		.name = method_name, .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
	},
};

const struct method_table remove_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/chat.delete",
		.name = "rocketchat/chat.delete",
		.summary = "Delete a message",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = rest_decode,
		.run = rest_run, .encode = rest_encode,
	},
};

const struct endpoint_table rocketchat_remove_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
