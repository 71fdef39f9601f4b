/*
 * See realtime.h: methods.  What they count to, do and answer is
 * method_frame.c's, as over HTTP.
 */
#include "method_frame.h"
#include "realtime.h"

static enum err
decode(struct call *call)
{
	const struct invocation *invocation;
	enum err e;

	if ((e = method_frame_open(call, call->request.body,
	    call->request.body_length, false)) != OK)
		return (e);
	invocation = call->input;
	if (invocation->method != NULL)
		call->called = invocation->method->name;
	return (method_frame_decode(call));
}

static void
encode(struct call *call)
{

	call->response.body.maximum = ROCKETCHAT_FRAME_MAX;
	method_frame_write(call, &call->response.body, OK);
}

static void
write_malformed(struct call *call)
{
	struct json_writer w;

	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_string(&w, "msg", "error");
	json_put_string(&w, "reason", "Malformed method invocation");
	json_write_object_end(&w);
}

/* Whatever it is, the client waits for a result of this id. */
static void
answer_error(struct call *call, enum err e)
{

	call->response.status = rocketchat_status(call, e);
	if (call->input == NULL && method_frame_open(call, call->request.body,
	    call->request.body_length, false) != OK) {
		write_malformed(call);
		return;
	}
	if (method_frame_hides(call, e))
		call->response.status = 200;
	rocketchat_sanitize(call, e);
	method_frame_write(call, &call->response.body, e);
}

static const struct dialect dialect = {
	.name = "rocketchat",
	.authorize = rocketchat_authorize,
	.error = answer_error,
};

const struct endpoint realtime_method = {
	.name = "rocketchat/realtime method",
	.summary = "Call a method",
	.dialect = &dialect, .auth = AUTH_PUBLIC,
	.targets_max = 1, .sends = true,
	.decode = decode, .run = method_frame_run, .sent = method_frame_sent,
	.encode = encode,
};

const struct realtime_login *
realtime_login(const struct call *call)
{
	const struct invocation *invocation = call->input;

	if (call->endpoint != &realtime_method || call->result != OK)
		return (NULL);
	return (invocation->login);
}
