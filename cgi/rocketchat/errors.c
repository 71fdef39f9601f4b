/*
 * Errors of the Rocket.Chat dialect: how a refusal is written in a method's
 * result and in an answer of REST, and what other codes are there.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "cors.h"
#include "rocketchat.h"

enum { DETAILS_MAX = 8192 };	/* bytes */

enum err
rocketchat_refuse(struct call *call, const struct rocketchat_fault *fault)
{

	call->refusal = arena_memdup(call->arena, fault, sizeof(*fault));
	call->fault.detail = fault->error != NULL ? fault->error :
	    fault->reason;
	return (ERR_REFUSED);
}

const char *
rocketchat_details(struct call *call, const char *const *pairs)
{
	struct json_writer w;
	struct buf out;

	buf_init(&out, call->arena, DETAILS_MAX);
	json_write_begin(&w, &out);
	json_write_object(&w);
	for (; *pairs != NULL; pairs += 2)
		json_put_string(&w, pairs[0], pairs[1]);
	json_write_object_end(&w);
	return (out.overflow ? NULL : out.bytes);
}

enum err
rocketchat_error(struct call *call, const char *error, const char *reason,
    const char *method)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = error, .reason = reason,
	    .method = method }));
}

enum err
rocketchat_invalid(struct call *call, const char *words)
{

	return (rocketchat_error(call, "invalid-params", words, NULL));
}

enum err
rocketchat_plain(struct call *call, const char *text)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_PLAIN, .reason = text }));
}

enum err
rocketchat_mismatch(struct call *call, const char *path, const char *words)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_MATCH, .error = path, .reason = words }));
}

/* Other codes, as errors with a code. */
static const struct row {
	enum err e;
	int status;
	const char *error, *reason;
} rows[] = {
	{ ERR_BAD_REQUEST, 400, "invalid-params", "Malformed request" },
	{ ERR_BAD_JSON, 400, "invalid-params",
	    "The request body is not JSON" },
	{ ERR_BAD_FIELD, 400, "invalid-params",
	    "The request body must be a JSON object" },
	{ ERR_LENGTH_MISMATCH, 400, "invalid-params",
	    "The request body is shorter than its Content-Length" },
	{ ERR_NO_SUCH_PATH, 404, "error-not-found", "No such API" },
	{ ERR_BAD_METHOD, 405, "error-method-not-allowed",
	    "This path has other methods; see the header Allow" },
	{ ERR_REQUEST_TOO_LARGE, 413, "error-request-too-large",
	    "The request body is too large" },
	{ ERR_MESSAGE_TOO_LARGE, 400, "error-message-size-exceeded",
	    "Message size exceeds Message_MaxAllowedSize" },
	{ ERR_NO_SUCH_APP, 404, "error-not-found",
	    "No app is bound to this host: msgctl app host" },
	{ ERR_KEY_INVALID, 400, "invalid-params",
	    "Idempotency-Key must be 1 to 255 printable ASCII characters" },
	{ ERR_KEY_REUSED, 400, "error-duplicate-id",
	    "A message with this _id or key exists and is another one" },
	{ ERR_KEY_RUNNING, 409, "error-duplicate-running",
	    "The first request with this _id or key is not done yet; try"
	    " again" },
	{ ERR_OUTCOME_UNKNOWN, 503, "error-outcome-unknown",
	    "It is not known whether this was stored: send it again with"
	    " the same _id or key" },
	{ ERR_INTERNAL, 500, "500", "Internal server error" },
};
static const struct row unavailable = { ERR_DATABASE_DOWN, 503,
    "error-service-unavailable",
    "The service is unavailable for the moment: nothing was stored, try"
    " again" };
static const struct row foreign = { ERR_COUNT, 400, "invalid-params",
    "The request is not one of this API" };

static const struct row *
row_for(enum err e)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].e == e)
			return (&rows[i]);
	return (err_class(e) == CLASS_CALLER ? &foreign : &unavailable);
}

/* Milliseconds until the limit's window ends. */
static int64_t
time_to_reset(const struct call *call)
{

	return ((int64_t)call->receipt.calls.reset * 1000 -
	    call->now % 1000);
}

static struct rocketchat_fault
too_many(struct call *call, bool rest)
{
	int64_t left = time_to_reset(call);

	return ((struct rocketchat_fault){
	    .throws = THROW_METEOR, .status = 429,
	    .error = rest ? "error-too-many-requests" : "too-many-requests",
	    .reason = arena_format(call->arena, "Error, too many requests."
	    " Please slow down. You must wait %lld seconds before trying %s.",
	    (long long)(left + 999) / 1000, rest ? "this endpoint again" :
	    "again"),
	    .details = rest ? NULL : arena_format(call->arena,
	    "{\"timeToReset\":%lld}", (long long)left) });
}

/* What ${e} says. */
static struct rocketchat_fault
fault_of(struct call *call, enum err e, bool rest)
{
	const struct rocketchat_fault *refusal = call->refusal;
	const struct row *row;

	if (e == ERR_REFUSED && refusal != NULL)
		return (*refusal);
	if (e == ERR_TOO_MANY_CALLS || e == ERR_TOO_MANY_MESSAGES)
		return (too_many(call, rest));
	row = row_for(e);
	return ((struct rocketchat_fault){ .throws = THROW_METEOR,
	    .error = row->error, .reason = row->reason,
	    .status = row->status });
}

static void
write_details(struct json_writer *w, const struct rocketchat_fault *fault)
{

	if (fault->details != NULL) {
		json_write_name(w, "details");
		json_write_raw(w, fault->details, strlen(fault->details));
	} else if (fault->method != NULL) {
		json_write_name(w, "details");
		json_write_object(w);
		json_put_string(w, "method", fault->method);
		json_write_object_end(w);
	}
}

/* "reason [error]", or what there is of it. */
static const char *
message_of(struct arena *arena, const struct rocketchat_fault *fault)
{

	if (fault->reason == NULL)
		return (arena_format(arena, "[%s]", fault->error));
	if (fault->throws == THROW_PLAIN)
		return (fault->reason);
	return (arena_format(arena, "%s [%s]", fault->reason, fault->error));
}

static void
write_meteor(struct arena *arena, struct json_writer *w,
    const struct rocketchat_fault *fault)
{

	json_write_object(w);
	json_put_bool(w, "isClientSafe", true);
	/* HTTP's numbers are numbers here too. */
	if (strspn(fault->error, "0123456789") == strlen(fault->error)) {
		json_write_name(w, "error");
		json_write_raw(w, fault->error, strlen(fault->error));
	} else
		json_put_string(w, "error", fault->error);
	if (fault->reason != NULL)
		json_put_string(w, "reason", fault->reason);
	write_details(w, fault);
	json_put_string(w, "message", message_of(arena, fault));
	json_put_string(w, "errorType", "Meteor.Error");
	json_write_object_end(w);
}

static const char *
match_words(struct arena *arena, const struct rocketchat_fault *fault)
{

	return (*fault->error == '\0' ?
	    arena_format(arena, "Match error: %s", fault->reason) :
	    arena_format(arena, "Match error: %s in field %s",
	    fault->reason, fault->error));
}

void
rocketchat_sanitize(struct call *call, enum err e)
{
	const struct rocketchat_fault *fault = call->refusal;
	struct rocketchat_fault safe;

	if (e != ERR_REFUSED || fault->throws != THROW_MATCH)
		return;
	safe = *fault;
	safe.throws = THROW_METEOR;
	safe.error = "400";
	safe.reason = "Match failed";
	safe.details = rocketchat_details(call, (const char *[]){ "path",
	    fault->error, "message", match_words(call->arena, fault), NULL });
	call->refusal = arena_memdup(call->arena, &safe, sizeof(safe));
}

static void
write_match(struct arena *arena, struct json_writer *w,
    const struct rocketchat_fault *fault)
{
	static const struct rocketchat_fault sanitized = {
		.throws = THROW_METEOR, .error = "400",
		.reason = "Match failed",
	};

	json_write_object(w);
	json_put_string(w, "message", match_words(arena, fault));
	json_put_string(w, "path", fault->error);
	json_write_name(w, "sanitizedError");
	write_meteor(arena, w, &sanitized);
	json_put_string(w, "errorType", "Match.Error");
	json_write_object_end(w);
}

void
rocketchat_error_write(struct call *call, struct json_writer *w, enum err e)
{
	struct rocketchat_fault fault = fault_of(call, e, false);

	if (fault.throws == THROW_MATCH)
		write_match(call->arena, w, &fault);
	else if (fault.throws == THROW_METEOR)
		write_meteor(call->arena, w, &fault);
	else {
		/* The model writes {} for these; the text helps, and no
		 * client is hurt by it. */
		json_write_object(w);
		json_put_bool(w, "isClientSafe", true);
		json_put_string(w, "error", fault.reason);
		json_put_string(w, "message", fault.reason);
		json_put_string(w, "errorType", "Meteor.Error");
		json_write_object_end(w);
	}
}

int
rocketchat_status(struct call *call, enum err e)
{
	struct rocketchat_fault fault = fault_of(call, e, true);

	return (fault.status == 0 ? 400 : fault.status);
}

bool
rocketchat_is_swallowed(const struct call *call, enum err e)
{
	const struct rocketchat_fault *fault = call->refusal;

	/* Of what is checked inside of the model's send all but this one. */
	return (e == ERR_KEY_REUSED || e == ERR_MESSAGE_TOO_LARGE ||
	    (e == ERR_REFUSED && fault->swallowed));
}

static void
write_unauthorized(struct json_writer *w)
{

	json_put_bool(w, "success", false);
	json_put_string(w, "status", "error");
	json_put_string(w, "message", "You must be logged in to do this.");
}

static void
rocketchat_answer(struct call *call, enum err e)
{
	struct rocketchat_fault fault;
	struct json_writer w;

	if (rocketchat_method_answer(call, e))
		return;
	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	if (e == ERR_TOKEN_ABSENT || e == ERR_TOKEN_CORRUPT) {
		call->response.status = 401;
		write_unauthorized(&w);
		json_write_object_end(&w);
		return;
	}
	if (e == ERR_PASSWORD_WRONG) {
		call->response.status = 401;
		json_put_string(&w, "status", "error");
		json_put_string(&w, "error", "Unauthorized");
		json_put_string(&w, "message", "Unauthorized");
		json_write_object_end(&w);
		return;
	}
	fault = fault_of(call, e, true);
	call->response.status = rocketchat_status(call, e);
	json_put_bool(&w, "success", false);
	if (fault.throws == THROW_MATCH)
		json_put_string(&w, "error", *fault.error == '\0' ?
		    fault.reason : arena_format(call->arena,
		    "Match error: %s in field %s", fault.reason,
		    fault.error));
	else
		json_put_string(&w, "error", fault.bare ? fault.error :
		    message_of(call->arena, &fault));
	if (fault.throws == THROW_METEOR && fault.status != 429 &&
	    !fault.bare) {
		json_put_string(&w, "errorType", fault.error);
		write_details(&w, &fault);
	}
	json_write_object_end(&w);
}

static void
rocketchat_headers(struct call *call, enum err e)
{
	const struct limit_state *calls = &call->receipt.calls;
	struct http_response *r = &call->response;

	(void)e;
	if (!call->limited || call->calls.name == NULL)
		return;
	http_response_header(r, "X-RateLimit-Limit", arena_format(call->arena,
	    "%d", app_scaled(&call->app, call->calls.quota)));
	http_response_header(r, "X-RateLimit-Remaining",
	    arena_format(call->arena, "%d", calls->remaining));
	http_response_header(r, "X-RateLimit-Reset", arena_format(call->arena,
	    "%lld", (long long)(call->now - call->now % 1000 +
	    calls->reset * 1000)));
}

/* What the model's server allows, and what its client sends besides. */
static const struct cors pages = {
	.request_headers = "X-User-Id, X-Auth-Token, Authorization,"
	    " Content-Type, X-Requested-With, X-Visitor-Token, X-2fa-Code,"
	    " X-2fa-Method, Idempotency-Key",
	.answer_headers = "X-Request-Id, X-RateLimit-Limit,"
	    " X-RateLimit-Remaining, X-RateLimit-Reset, RateLimit,"
	    " RateLimit-Policy, Retry-After",
};

const struct dialect rocketchat_dialect = {
	.name = "rocketchat",
	.authorize = rocketchat_authorize,
	.error = rocketchat_answer,
	.headers = rocketchat_headers,
	.cors = &pages,
};
