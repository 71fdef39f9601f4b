/*
 * Frames of the realtime API that are calls: what is no subscription is a
 * method's.  Behind a "!" nobody is logged in.
 */
#include <string.h>

#include "arena.h"
#include "fuzz.h"
#include "rocketchat/realtime.h"

static struct call *
new_call(struct arena *arena, const char *text, size_t size)
{
	struct call *call = fuzz_call_new(arena);
	bool nobody = *text == '!';

	call->endpoint = strstr(text, "\"sub\"") != NULL ?
	    &realtime_subscription : &realtime_method;
	call->dialect = call->endpoint->dialect;
	call->calls = call->endpoint->calls;
	call->request.body = text + nobody;
	call->request.body_length = size - nobody;
	if (!nobody)
		fuzz_log_in(call);
	return (call);
}

/* Whatever it was, there is one frame that says what is wrong. */
static void
check_error(struct call *call, enum err e)
{
	const struct buf *body = &call->response.body;

	call->response.status = 200;
	buf_init(&call->response.body, call->arena, RESPONSE_MAX);
	call->dialect->error(call, e);
	BUG_UNLESS(call->response.status >= 400 && !body->overflow);
	BUG_UNLESS(strlen(body->bytes) == body->length);
	fuzz_json(call->arena, body->bytes, body->length);
	BUG_UNLESS(strncmp(body->bytes, "{\"msg\":\"", 8) == 0);
	BUG_UNLESS(strstr(body->bytes, "\"reason\":") != NULL ||
	    strstr(body->bytes, "\"error\":") != NULL);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	struct call *call = new_call(arena, text, size);
	enum err e;

	e = call->endpoint->decode(call);
	if (e == OK)
		BUG_UNLESS(call->input != NULL);
	else {
		BUG_UNLESS(err_class(e) == CLASS_CALLER);
		check_error(call, e);
	}
	check_error(new_call(arena, text, size), ERR_DATABASE_DOWN);
}
