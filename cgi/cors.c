/* See cors.h. */
#include <string.h>

#include "arena.h"
#include "cors.h"
#include "endpoint.h"
#include "origin.h"

/* Seconds that a browser needs not ask again. */
static const char asked_for[] = "600";

static const char *
header(const struct call *call, const char *name)
{
	const char *value = call->source->variable(call->source->cookie, name);

	return (value == NULL || *value == '\0' ? NULL : value);
}

static bool
has_cors(const struct call *call)
{

	return (call->dialect != NULL && call->dialect->cors != NULL);
}

void
cors_look(struct call *call)
{
	const char *origin;

	if (!has_cors(call) ||
	    (origin = header(call, "HTTP_ORIGIN")) == NULL ||
	    !origin_is_valid(origin))
		return;
	call->preflight = call->result == ERR_BAD_METHOD &&
	    strcmp(call->request.method, "OPTIONS") == 0 &&
	    header(call, "HTTP_ACCESS_CONTROL_REQUEST_METHOD") != NULL;
	/* What failed for the database's sake shall not wait for it again. */
	call->readable_by = origin_allowed(call->arena, call->app.id,
	    arena_strdup(call->arena, origin),
	    err_class(call->result) != CLASS_OURS ||
	    call->result == ERR_NOT_LIVE);
}

void
cors_headers(struct call *call)
{
	struct http_response *r = &call->response;

	if (!has_cors(call))
		return;
	http_response_header(r, "Vary", "Origin");
	if (call->readable_by == NULL)
		return;
	http_response_header(r, "Access-Control-Allow-Origin",
	    call->readable_by);
	if (!call->preflight) {
		http_response_header(r, "Access-Control-Expose-Headers",
		    call->dialect->cors->answer_headers);
		return;
	}
	http_response_header(r, "Access-Control-Allow-Methods", call->allow);
	http_response_header(r, "Access-Control-Allow-Headers",
	    call->dialect->cors->request_headers);
	http_response_header(r, "Access-Control-Max-Age", asked_for);
}
