/*
 * Sends (contract rocketchat, 1.2 and 2.9; seed 002):
 *
 *	method sendMessage(message, previewUrls?)
 *	POST /api/v1/chat.sendMessage	{message, previewUrls?}
 */
#include <string.h>

#include "arena.h"
#include "message_write.h"
#include "method.h"
#include "post.h"

enum { BODY_MAX = 256 * 1024 };

static struct shown
shown_of(const struct call *call, const struct post *post)
{
	const struct account *self = &rocketchat_session(call)->account;

	return ((struct shown){ .message = post->stored, .sender =
	    strcmp(post->stored.sender, self->username) == 0 ? self : NULL,
	    .tree = post->stored.body == post->send->body ?
	    post->mentions.tree : NULL });
}

static struct post *
new_post(struct call *call, const char *method)
{
	struct post *post = arena_calloc(call->arena, 1, sizeof(*post));

	post->input.method = "sendMessage";
	post->input.called = method;
	call->input = post;
	return (post);
}

static enum err
decode_post(struct call *call, struct post *post)
{

	post->room_id = json_string(json_get(post->input.object, "rid"));
	return (post_decode(call, post));
}

/* The method. */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct post *post = arena_calloc(call->arena, 1, sizeof(*post));
	struct json_object *previews = param(invocation, 1);
	enum err e;

	invocation->input = post;
	post->input.method = post->input.called = "sendMessage";
	post->input.strict = true;
	post->input.object = param(invocation, 0);
	post->input.source = param_slice(invocation, 0);
	if (rocketchat_session(call) != NULL)
		post_prepare(call, post);
	if (!json_is(post->input.object, json_type_object))
		return (type_mismatch(call, "object", post->input.object,
		    ""));
	if (previews != NULL && !json_is(previews, json_type_array))
		return (type_mismatch(call, "array", previews, ""));
	post->previews = previews;
	if ((e = message_input_match(call, &post->input)) != OK)
		return (e);
	if (rocketchat_session(call) == NULL)
		return (rocketchat_error(call, "error-invalid-user",
		    "Invalid user", "sendMessage"));
	return (decode_post(call, post));
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{

	return (post_run(call, invocation->input));
}

static enum err
method_sent(struct call *call, struct invocation *invocation)
{

	return (post_stored(call, invocation->input, &call->receipt));
}

static void
method_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	struct shown shown = shown_of(call, invocation->input);

	message_write(call, w, &shown, NULL, true);
}

static const struct rocketchat_method methods[] = {
	{
		.name = "sendMessage", .anonymous = true,
		.decode = method_decode,
		.run = method_run, .sent = method_sent,
		.encode = method_encode,
	},
};

const struct method_table send_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

/* REST */

static enum err
no_message(struct call *call)
{

	if (rocketchat_version(call) < 8)
		return (rocketchat_error(call, "error-invalid-params",
		    "The \"message\" parameter must be provided.", NULL));
	return (rocketchat_invalid(call, "must have required property"
	    " 'message', an object"));
}

static bool
is_false(struct json_object *value)
{

	return (json_is(value, json_type_boolean) &&
	    !json_object_get_boolean(value));
}

static enum err
rest_decode(struct call *call)
{
	struct post *post = new_post(call, "chat.sendMessage");
	struct json_object *root, *previews;
	enum err e;

	post_prepare(call, post);
	if ((e = rocketchat_body(call, &root)) != OK)
		return (e);
	json_object_object_foreach(root, name, value) {
		(void)value;
		if (strcmp(name, "message") != 0 &&
		    strcmp(name, "previewUrls") != 0)
			return (rocketchat_invalid(call, "must NOT have"
			    " additional properties: only message and"
			    " previewUrls"));
	}
	post->input.object = json_get(root, "message");
	previews = json_get(root, "previewUrls");
	if (!json_is(post->input.object, json_type_object))
		return (no_message(call));
	if (previews != NULL && !json_is(previews, json_type_array))
		return (rocketchat_invalid(call, "previewUrls must be array"));
	post->previews = previews;
	json_member(call->request.body, call->request.body_length, "message",
	    &post->input.source);
	if ((e = message_input_coerce(call, &post->input)) != OK)
		return (e);
	post->plain_urls = is_false(json_get(post->input.object,
	    "parseUrls"));
	return (decode_post(call, post));
}

static enum err
rest_run(struct call *call)
{

	return (post_run(call, call->input));
}

static enum err
rest_sent(struct call *call)
{

	return (post_stored(call, call->input, &call->receipt));
}

static void
rest_encode(struct call *call)
{
	struct shown shown = shown_of(call, call->input);
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, "message");
	message_write(call, &w, &shown, NULL, false);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/chat.sendMessage",
		.name = "rocketchat/chat.sendMessage",
		.summary = "Send a message to a room",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.body_max = BODY_MAX, .targets_max = 1, .sends = true,
		.decode = rest_decode, .run = rest_run, .sent = rest_sent,
		.encode = rest_encode,
	},
};

const struct endpoint_table rocketchat_send_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
