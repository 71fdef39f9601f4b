/* See headers.h. */
#include "arena.h"
#include "cors.h"
#include "headers.h"

enum { UNAVAILABLE_SECONDS = 1 };	/* Retry-After with 503 */

/*
 * The messages' limit was judged only if the call came so far; a state that
 * was filled has at least a second to go.
 */
static bool
has_messages(const struct call *call)
{

	return (call->endpoint->messages.name != NULL &&
	    call->receipt.messages.reset > 0);
}

static void
limits(struct call *call)
{
	const struct limit *c = &call->calls;
	const struct limit *m = &call->endpoint->messages;
	const struct receipt *receipt = &call->receipt;
	const char *policy, *state;

	policy = arena_format(call->arena, "\"calls\";q=%d;w=%d",
	    app_scaled(&call->app, c->quota), c->window);
	state = arena_format(call->arena, "\"calls\";r=%d;t=%d",
	    receipt->calls.remaining, receipt->calls.reset);
	if (m->name != NULL)
		policy = arena_format(call->arena,
		    "%s, \"messages\";q=%d;w=%d", policy,
		    app_scaled(&call->app, m->quota), m->window);
	if (has_messages(call))
		state = arena_format(call->arena,
		    "%s, \"messages\";r=%d;t=%d", state,
		    receipt->messages.remaining, receipt->messages.reset);
	http_response_header(&call->response, "RateLimit-Policy", policy);
	http_response_header(&call->response, "RateLimit", state);
}

/* Seconds for Retry-After; 0: none. */
static int
retry_after(const struct call *call, enum err e)
{

	if (e == ERR_TOO_MANY_CALLS)
		return (call->receipt.calls.reset);
	if (e == ERR_TOO_MANY_MESSAGES)
		return (call->receipt.messages.reset);
	return (call->response.status == 503 ? UNAVAILABLE_SECONDS : 0);
}

void
headers_add(struct call *call, enum err e)
{
	struct http_response *r = &call->response;
	int seconds;

	if (r->status != 204)
		http_response_header(r, "Content-Type", "application/json");
	http_response_header(r, "Cache-Control", "no-store");
	http_response_header(r, "X-Content-Type-Options", "nosniff");
	http_response_header(r, "X-Request-Id", call->request.request_id);
	if (call->limited)
		limits(call);
	if ((seconds = retry_after(call, e)) > 0)
		http_response_header(r, "Retry-After",
		    arena_format(call->arena, "%d", seconds));
	if (call->dialect != NULL && call->dialect->headers != NULL)
		call->dialect->headers(call, e);
	if (call->allow != NULL)
		http_response_header(r, "Allow", call->allow);
	if (r->status == 401)
		http_response_header(r, "WWW-Authenticate", "Bearer");
	cors_headers(call);
}
