/* See method_frame.h. */
#include <string.h>

#include "arena.h"
#include "method_frame.h"

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

static bool
is_method(struct json_object *frame, bool whole)
{
	const char *msg = json_string(json_get(frame, "msg"));

	return (json_is(frame, json_type_object) && msg != NULL &&
	    strcmp(msg, "method") == 0 &&
	    json_string(json_get(frame, "method")) != NULL &&
	    is_id(json_get(frame, "id")) &&
	    (json_is(json_get(frame, "params"), json_type_array) ||
	    (!whole && json_get(frame, "params") == NULL)));
}

static void
set_params(struct invocation *invocation, struct json_object *frame,
    const char *text, size_t length)
{

	invocation->params = json_get(frame, "params");
	if (invocation->params != NULL) {
		json_member(text, length, "params", &invocation->source);
		return;
	}
	invocation->params = json_object_new_array();
	if (invocation->params == NULL ||
	    json_object_object_add(frame, "params", invocation->params) != 0)
		arena_out_of_memory();
	invocation->source = (struct json_slice){ "[]", 2 };
}

enum err
method_frame_open(struct call *call, const char *text, size_t length,
    bool whole)
{
	struct invocation *invocation;
	struct json_object *frame;
	struct json_fault fault;

	if (json_parse(call->arena, text, length, &frame, &fault) != OK)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "message is no JSON text: %s", fault.words)));
	if (!is_method(frame, whole))
		return (rocketchat_invalid(call, "Invalid method call: message"
		    " must be the text of {\"msg\":\"method\",\"id\":\"1\","
		    "\"method\":\"...\",\"params\":[...]}"));
	invocation = arena_calloc(call->arena, 1, sizeof(*invocation));
	invocation->name = json_string(json_get(frame, "method"));
	invocation->method = method_find(invocation->name);
	set_params(invocation, frame, text, length);
	json_member(text, length, "id", &invocation->id);
	if (json_is(json_get(frame, "id"), json_type_int) &&
	    rocketchat_version(call) < 8)
		invocation->id = as_text(call, invocation->id);
	call->input = invocation;
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

enum err
method_frame_decode(struct call *call)
{
	struct invocation *invocation = call->input;
	enum err e;

	if (invocation->method == NULL)
		return (rocketchat_refuse(call, &(struct rocketchat_fault){
		    .throws = THROW_METEOR, .error = "404",
		    .reason = arena_format(call->arena,
		    "Method '%s' not found", invocation->name) }));
	if ((e = check_caller(call, invocation)) != OK)
		return (e);
	call->calls = invocation->method->calls;
	rocketchat_count(call);
	if (invocation->method->decode == NULL)
		return (OK);
	return (invocation->method->decode(call, invocation));
}

enum err
method_frame_run(struct call *call)
{
	struct invocation *invocation = call->input;

	return (invocation->method->run == NULL ? OK :
	    invocation->method->run(call, invocation));
}

enum err
method_frame_sent(struct call *call)
{
	struct invocation *invocation = call->input;

	return (invocation->method->sent == NULL ? OK :
	    invocation->method->sent(call, invocation));
}

bool
method_frame_hides(struct call *call, enum err e)
{
	const struct session *session = rocketchat_session(call);
	struct invocation *invocation = call->input;

	if (session == NULL || err_class(e) != CLASS_CALLER ||
	    !session_flag(session, "Silent_Errors", false) ||
	    !rocketchat_is_swallowed(call, e))
		return (false);
	invocation->silent = true;
	return (true);
}

void
method_frame_write(struct call *call, struct buf *out, enum err e)
{
	struct invocation *invocation = call->input;
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_object(&w);
	json_put_string(&w, "msg", "result");
	json_write_name(&w, "id");
	json_write_raw(&w, invocation->id.bytes, invocation->id.length);
	if (invocation->silent)
		;
	else if (e != OK) {
		json_write_name(&w, "error");
		rocketchat_error_write(call, &w, e);
	} else if (invocation->method->encode != NULL) {
		json_write_name(&w, "result");
		invocation->method->encode(call, invocation, &w);
	}
	json_write_object_end(&w);
}
