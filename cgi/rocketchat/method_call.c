/*
 * Methods over HTTP (contract rocketchat, 2.9):
 *
 *	POST /api/v1/method.call/{method}	as a user
 *	POST /api/v1/method.callAnon/{method}	as anybody
 *
 * Body and answer carry the realtime API's frames as texts.  The method in the
 * body is the one that is called, as in the model.
 */
#include "method_frame.h"

enum { BODY_MAX = 256 * 1024 };		/* bytes */

static enum err
decode(struct call *call)
{
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
	if ((e = method_frame_open(call, text, (size_t)
	    json_object_get_string_len(message), true)) != OK)
		return (e);
	return (method_frame_decode(call));
}

/* The frame goes out as a text: it is written aside. */
static void
write_answer(struct call *call, enum err e, bool success)
{
	struct json_writer w;
	struct buf frame;

	buf_init(&frame, call->arena, ROCKETCHAT_FRAME_MAX);
	method_frame_write(call, &frame, e);
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
	bool modern = rocketchat_version(call) >= 8;

	if (call->endpoint == NULL || call->endpoint->family !=
	    rocketchat_methods || call->input == NULL)
		return (false);
	if (method_frame_hides(call, e)) {
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
		.decode = decode, .run = method_frame_run,
		.sent = method_frame_sent, .encode = encode,
	},
	{
		.method = "POST", .path = "/api/v1/method.callAnon/{method}",
		.name = "rocketchat/method.callAnon",
		.summary = "Call a method as somebody who is not logged in",
		.dialect = &rocketchat_dialect, .auth = AUTH_PUBLIC,
		.family = rocketchat_methods, .body_max = BODY_MAX,
		.targets_max = 1, .sends = true,
		.decode = decode, .run = method_frame_run,
		.sent = method_frame_sent, .encode = encode,
	},
};

const struct endpoint_table rocketchat_method_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
