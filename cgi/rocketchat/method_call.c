/*
 * Methods over HTTP (contract rocketchat, 2.9):
 *
 *	POST /api/v1/method.call/{method}	as a user
 *	POST /api/v1/method.callAnon/{method}	as anybody
 *
 * Body and answer carry the realtime API's frames as texts.  The method in the
 * body is the one that is called, as in the model.
 */
#include <string.h>

#include "arena.h"
#include "json_string.h"
#include "method.h"

enum { BODY_MAX = 256 * 1024 };		/* bytes */

/* A whole number is taken for its text. */
static bool
is_id(struct json_object *value)
{

	return (json_is(value, json_type_string) ||
	    json_is(value, json_type_int));
}

/* As 7.x answers a number: a string of its digits. */
static struct json_slice
as_text(struct call *call, struct json_slice id)
{
	const char *text = arena_format(call->arena, "\"%.*s\"",
	    (int)id.length, id.bytes);

	return ((struct json_slice){ text, id.length + 2 });
}

static enum err
read_frame(struct call *call, const char *text, size_t length,
    struct invocation *invocation)
{
	struct json_object *frame;
	struct json_fault fault;
	const char *name;

	if (json_parse(call->arena, text, length, &frame, &fault) != OK)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "message is no JSON text: %s", fault.words)));
	name = json_string(json_get(frame, "method"));
	invocation->params = json_get(frame, "params");
	if (!json_is(frame, json_type_object) || name == NULL ||
	    !is_id(json_get(frame, "id")) ||
	    !json_is(invocation->params, json_type_array) ||
	    json_string(json_get(frame, "msg")) == NULL ||
	    strcmp(json_string(json_get(frame, "msg")), "method") != 0)
		return (rocketchat_invalid(call, "Invalid method call: message"
		    " must be the text of {\"msg\":\"method\",\"id\":\"1\","
		    "\"method\":\"...\",\"params\":[...]}"));
	json_member(text, length, "params", &invocation->source);
	json_member(text, length, "id", &invocation->id);
	if (json_is(json_get(frame, "id"), json_type_int) &&
	    rocketchat_version(call) < 8)
		invocation->id = as_text(call, invocation->id);
	call->input = invocation;
	invocation->method = method_find(name);
	if (invocation->method == NULL)
		return (rocketchat_refuse(call, &(struct rocketchat_fault){
		    .throws = THROW_METEOR, .error = "404",
		    .reason = arena_format(call->arena,
		    "Method '%s' not found", name) }));
	return (OK);
}

/* Who is nobody may call little. */
static enum err
check_caller(struct call *call, const struct invocation *invocation)
{

	if (rocketchat_session(call) != NULL || invocation->method->anonymous)
		return (OK);
	return (rocketchat_error(call, "error-invalid-user", "Invalid user",
	    invocation->method->name));
}

static enum err
decode(struct call *call)
{
	struct invocation *invocation = arena_calloc(call->arena, 1,
	    sizeof(*invocation));
	struct json_object *root, *message;
	const char *text;
	enum err e;

	if ((e = rocketchat_body(call, &root)) != OK)
		return (e);
	message = json_get(root, "message");
	if ((text = json_string(message)) == NULL ||
	    json_object_object_length(root) != 1)
		return (rocketchat_invalid(call, "The body must be"
		    " {\"message\": \"...\"}, and message a string"));
	if ((e = read_frame(call, text, (size_t)
	    json_object_get_string_len(message), invocation)) != OK ||
	    (e = check_caller(call, invocation)) != OK)
		return (e);
	call->calls = invocation->method->calls;
	rocketchat_count(call);
	if (invocation->method->decode == NULL)
		return (OK);
	return (invocation->method->decode(call, invocation));
}

static enum err
run(struct call *call)
{
	struct invocation *invocation = call->input;

	return (invocation->method->run == NULL ? OK :
	    invocation->method->run(call, invocation));
}

static enum err
sent(struct call *call)
{
	struct invocation *invocation = call->input;

	return (invocation->method->sent == NULL ? OK :
	    invocation->method->sent(call, invocation));
}

/* The frame goes out as a text: it is written aside. */
static void
write_frame(struct call *call, struct buf *frame, enum err e)
{
	struct invocation *invocation = call->input;
	struct json_writer w;

	buf_init(frame, call->arena, ROCKETCHAT_FRAME_MAX);
	json_write_begin(&w, frame);
	json_write_object(&w);
	json_put_string(&w, "msg", "result");
	json_write_name(&w, "id");
	json_write_raw(&w, invocation->id.bytes, invocation->id.length);
	if (e != OK) {
		json_write_name(&w, "error");
		rocketchat_error_write(call, &w, e);
	} else if (invocation->method->encode != NULL && !invocation->silent) {
		json_write_name(&w, "result");
		invocation->method->encode(call, invocation, &w);
	}
	json_write_object_end(&w);
}

static void
write_answer(struct call *call, enum err e, bool success)
{
	struct json_writer w;
	struct buf frame;

	write_frame(call, &frame, e);
	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_string(&w, "message", frame.bytes);
	json_put_bool(&w, "success", success);
	json_write_object_end(&w);
	call->response.body.overflow |= frame.overflow;
}

static void
encode(struct call *call)
{

	write_answer(call, OK, true);
}

bool
rocketchat_method_answer(struct call *call, enum err e)
{
	const struct session *session = rocketchat_session(call);
	struct invocation *invocation = call->input;
	bool modern = rocketchat_version(call) >= 8;

	if (call->endpoint == NULL || call->endpoint->family !=
	    rocketchat_methods || call->input == NULL)
		return (false);
	if (session != NULL && err_class(e) == CLASS_CALLER &&
	    session_flag(session, "Silent_Errors", false) &&
	    rocketchat_is_swallowed(call, e)) {
		invocation->silent = true;
		write_answer(call, OK, true);
		return (true);
	}
	call->response.status = rocketchat_status(call, e);
	if (err_class(e) == CLASS_CALLER || err_class(e) == CLASS_LIMITED)
		call->response.status = modern ? 400 : 200;
	write_answer(call, e, !modern && call->response.status == 200);
	return (true);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/method.call/{method}",
		.name = "rocketchat/method.call",
		.summary = "Call a method of the realtime API",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.family = rocketchat_methods, .body_max = BODY_MAX,
		.targets_max = 1, .sends = true,
		.decode = decode, .run = run, .sent = sent, .encode = encode,
	},
	{
		.method = "POST", .path = "/api/v1/method.callAnon/{method}",
		.name = "rocketchat/method.callAnon",
		.summary = "Call a method as somebody who is not logged in",
		.dialect = &rocketchat_dialect, .auth = AUTH_PUBLIC,
		.family = rocketchat_methods, .body_max = BODY_MAX,
		.targets_max = 1, .sends = true,
		.decode = decode, .run = run, .sent = sent, .encode = encode,
	},
};

const struct endpoint_table rocketchat_method_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
