/*
 * Edits (the model's calls of the same names):
 *
 *	POST /api/v1/chat.update	{roomId, msgId, text, customFields?,
 *					previewUrls?}
 *	method updateMessage(message, previewUrls?)
 *
 * What is stored is judged and filled in as when it was sent.  A message of
 * another dialect becomes one of this one, which the others read as before.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "edit.h"
#include "json_string.h"
#include "method.h"

enum {
	BODY_MAX = 256 * 1024,
	CHANGE_ATTEMPTS = 50,	/* while others change the same message */
	MINUTE = 60 * 1000,
};

const char edit_method[] = "updateMessage";

/* What an edit may change. */
static const char *const editable[] = { "tshow", "alias", "attachments",
    "avatar", "emoji", "msg", "customFields", "content", "e2eMentions" };

bool
edit_has(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(editable) / sizeof(editable[0]); i++)
		if (strcmp(name, editable[i]) == 0)
			return (true);
	return (false);
}

enum err
edit_refuse(struct call *call, const char *error, const char *reason)
{

	return (rocketchat_error(call, error, reason, edit_method));
}

/* ----- may he? ----- */

static bool
is_same(struct call *call, const struct edit *edit, const char *name,
    struct json_object *value)
{
	const struct message *m = &edit->found.message;
	struct json_slice own;
	size_t length;
	const char *text = json_string(value);

	if (text != NULL && strcmp(name, "_id") == 0)
		return (strcmp(text, edit->id) == 0);
	if (text != NULL && strcmp(name, "rid") == 0)
		return (strcmp(text, edit->found.room.id) == 0);
	if (!json_member(m->body, strlen(m->body), name, &own))
		return (value == NULL);
	if (text != NULL)
		return (*own.bytes == '"' && strcmp(json_unescape(call->arena,
		    own, &length), text) == 0);
	return (json_is(value, json_type_boolean) &&
	    (*own.bytes == 't') == json_object_get_boolean(value));
}

static enum err
check_keys(struct call *call, const struct edit *edit)
{

	json_object_object_foreach(edit->object, name, value)
		if (!edit_has(name) && !is_same(call, edit, name, value))
			return (edit_refuse(call, "error-invalid-update-key",
			    arena_format(call->arena, "Cannot update the"
			    " message %.64s", name)));
	return (OK);
}

static enum err
not_allowed(struct call *call)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-action-not-allowed",
	    .reason = "Message editing not allowed",
	    .details = "{\"method\":\"updateMessage\","
	    "\"action\":\"Message_editing\"}" }));
}

static enum err
may_edit(struct call *call, const struct edit *edit)
{
	const struct session *session = rocketchat_session(call);
	const struct message *m = &edit->found.message;
	const char *role = edit->found.room.role;
	bool own = strcmp(m->sender, session->account.username) == 0;
	int64_t minutes = session_number(session,
	    "Message_AllowEditing_BlockEditInMinutes", 0);

	/* Who manages a room sees, of what is for others, only that. */
	if (!own && m->users != NULL)
		return (not_allowed(call));
	if (!rocketchat_may(call, "edit-message", role) && (!own ||
	    !session_flag(session, "Message_AllowEditing", true)))
		return (not_allowed(call));
	if (minutes > 0 && (call->now - message_time(m)) / MINUTE >=
	    minutes && !rocketchat_may(call,
	    "bypass-time-limit-edit-and-delete", role))
		return (edit_refuse(call, "error-message-editing-blocked",
		    "Message editing is blocked"));
	return (post_room_check(call, &edit->found.room, "e2e"));
}

static enum err
change(struct call *call, struct edit *edit)
{
	struct message *m = &edit->found.message;
	struct message_change new = { .dialect = DIALECT_ROCKETCHAT,
	    .state = MESSAGE_PLAIN, .type = "text", .now = call->now };
	struct post post = { .room_id = NULL };
	const char *type;
	struct buf body;
	enum err e;

	rocketchat_words(call->arena, m);
	if (strcmp(m->type, "text") != 0)
		return (not_allowed(call));
	if ((e = check_keys(call, edit)) != OK)
		return (e);
	if (edit_is_none(call, edit))
		return (OK);
	if ((e = may_edit(call, edit)) != OK ||
	    (e = edit_judge(call, edit)) != OK ||
	    (e = edit_compose(call, edit, &post, &body)) != OK)
		return (e);
	new.body = body.bytes;
	type = json_string(json_get(post.input.object, "t"));
	if (type == NULL || strcmp(type, "e2e") != 0)
		new.text = post.text;
	return (message_change(call->arena, &call->app, m, &new,
	    &call->fault));
}

static enum err
unknown(struct call *call, const struct edit *edit)
{

	if (edit->room_id != NULL)
		return (rocketchat_plain(call, arena_format(call->arena,
		    "No message found with the id of \"%s\".", edit->id)));
	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-invalid-message",
	    .reason = "Invalid message", .method = edit_method,
	    .swallowed = true }));
}

/* Who was overtaken looks again. */
static enum err
run(struct call *call, struct edit *edit)
{
	enum err e = ERR_CONFLICT;
	int i;

	for (i = 0; e == ERR_CONFLICT && i < CHANGE_ATTEMPTS; i++) {
		e = message_open(call, edit->id, &edit->found);
		if (e == ERR_MESSAGE_UNKNOWN || (e == OK &&
		    edit->found.message.state != MESSAGE_PLAIN))
			return (unknown(call, edit));
		if (e != OK)
			return (e);
		if (edit->room_id != NULL && strcmp(edit->room_id,
		    edit->found.room.id) != 0)
			return (rocketchat_plain(call, "The room id provided"
			    " does not match where the message is from."));
		e = change(call, edit);
	}
	return (e == ERR_CONFLICT ? ERR_DATABASE_BUSY : e);
}

/* ----- REST ----- */

/* What is asked, as the method has it. */
static enum err
rest_message(struct call *call, struct edit *edit)
{
	struct json_slice body = { call->request.body,
	    call->request.body_length }, text, fields;
	struct json_fault fault;
	struct buf out;

	buf_init(&out, call->arena, body.length + 64);
	if (json_member(body.bytes, body.length, "text", &text))
		buf_format(&out, "{\"msg\":%.*s", (int)text.length,
		    text.bytes);
	if (json_member(body.bytes, body.length, "customFields", &fields))
		buf_format(&out, ",\"customFields\":%.*s",
		    (int)fields.length, fields.bytes);
	buf_putc(&out, '}');
	edit->source = (struct json_slice){ out.bytes, out.length };
	return (json_parse(call->arena, out.bytes, out.length, &edit->object,
	    &fault));
}

static enum err
rest_decode(struct call *call)
{
	struct edit *edit = arena_calloc(call->arena, 1, sizeof(*edit));
	struct json_object *root, *fields;
	enum err e;

	call->input = edit;
	if ((e = rocketchat_body(call, &root)) != OK)
		return (e);
	edit->room_id = json_string(json_get(root, "roomId"));
	edit->id = json_string(json_get(root, "msgId"));
	edit->previews = json_get(root, "previewUrls");
	fields = json_get(root, "customFields");
	if (edit->room_id == NULL || edit->id == NULL ||
	    json_string(json_get(root, "text")) == NULL)
		return (rocketchat_invalid(call, "must have required"
		    " properties roomId, msgId and text, strings"));
	if (edit->previews != NULL &&
	    !json_is(edit->previews, json_type_array))
		return (rocketchat_invalid(call, "previewUrls must be array"));
	if (fields != NULL && !json_is(fields, json_type_object))
		return (rocketchat_invalid(call,
		    "customFields must be object"));
	return (rest_message(call, edit));
}

static enum err
rest_run(struct call *call)
{
	struct edit *edit = call->input;
	enum err e;

	if ((e = run(call, edit)) != OK)
		return (e);
	return (err_changed(message_show(call, &edit->found, &edit->list)));
}

static void
rest_encode(struct call *call)
{
	const struct edit *edit = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	if (edit->list.count > 0) {
		json_write_name(&w, "message");
		message_write(call, &w, &edit->list.messages[0],
		    &edit->list.threads[0], false);
	}
	rocketchat_end(&w);
}

/* ----- the method ----- */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct edit *edit = arena_calloc(call->arena, 1, sizeof(*edit));
	struct json_object *previews = param(invocation, 1);

	invocation->input = edit;
	edit->object = param(invocation, 0);
	edit->source = param_slice(invocation, 0);
	if (!json_is(edit->object, json_type_object))
		return (type_mismatch(call, "object", edit->object, ""));
	edit->id = json_string(json_get(edit->object, "_id"));
	if (edit->id == NULL)
		return (json_has(edit->object, "_id") ? type_mismatch(call,
		    "string", json_get(edit->object, "_id"), "_id") :
		    rocketchat_mismatch(call, "", "Missing key '_id'"));
	if (previews != NULL && !json_is(previews, json_type_array))
		return (type_mismatch(call, "array", previews, ""));
	edit->previews = previews;
	return (OK);
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{

	return (run(call, invocation->input));
}

static const struct rocketchat_method methods[] = {
	{
		.name = edit_method, .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
	},
};

const struct method_table edit_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/chat.update",
		.name = "rocketchat/chat.update",
		.summary = "Edit a message",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .body_max = BODY_MAX,
		.decode = rest_decode, .run = rest_run,
		.encode = rest_encode,
	},
};

const struct endpoint_table rocketchat_edit_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
