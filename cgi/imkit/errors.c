/*
 * The one table from codes to answers of the IMKit dialect (contract imkit,
 * 1.3).
 *
 * Every error is {"RC":status,"RM":text,"error":{"code","message"}}: clients
 * take RC from the body and never look at an answer with 2xx for an error.
 * Codes are the vendor's where a page has one; the others ("ours") are made in
 * its manner.
 */
#include <string.h>

#include "arena.h"
#include "cors.h"
#include "imkit.h"

struct answer {
	int status;
	const char *code;
	const char *words;	/* %: the fault's argument */
	const char *bare;	/* instead of words without an argument */
	const char *reason;	/* RM; NULL: what HTTP calls the status */
};

static const struct answer answers[ERR_COUNT] = {
	/* HTTP; ours */
	[ERR_BAD_REQUEST] = { 400, "INVALID_REQUEST", "Malformed request", NULL, NULL },
	[ERR_NO_SUCH_PATH] = { 404, "NOT_FOUND",
	    "There is no such API here; see docs/imkit.md for those there are", NULL, NULL },
	[ERR_BAD_METHOD] = { 405, "METHOD_NOT_ALLOWED",
	    "This path has other methods; see the header Allow", NULL, NULL },
	[ERR_REQUEST_TOO_LARGE] = { 413, "PAYLOAD_TOO_LARGE", "The request body is too large", NULL, NULL },
	[ERR_LENGTH_MISMATCH] = { 400, "INVALID_BODY",
	    "The request body is shorter than its Content-Length", NULL, NULL },

	/* who asks */
	[ERR_NO_SUCH_APP] = { 401, "INVALID_API_KEY",
	    "The provided API key is invalid or expired", NULL, NULL },
	[ERR_API_KEY_ABSENT] = { 401, "MISSING_API_KEY", "IM-API-KEY header is required."
	    "  Under Apache, API_KEY only arrives with the shipped configuration", NULL, NULL },
	[ERR_API_KEY_WRONG] = { 401, "INVALID_API_KEY",
	    "The provided API key is invalid or expired", NULL, NULL },
	[ERR_PUBLIC_KEY_ABSENT] = { 401, "MISSING_CLIENT_KEY", "IM-CLIENT-KEY header is required."
	    "  Under Apache, CLIENT_KEY only arrives with the shipped configuration", NULL, NULL },
	[ERR_PUBLIC_KEY_WRONG] = { 403, "INVALID_CLIENT_KEY",
	    "The provided client key is invalid or expired", NULL, NULL },
	[ERR_CREDENTIAL_TWICE] = { 401, "INVALID_AUTH",
	    "A header with a credential was sent twice; send it once", NULL, NULL },
	[ERR_TOKEN_ABSENT] = { 401, "INVALID_AUTH", "Invalid or missing authorization:"
	    " send the user's token in IM-Authorization", NULL, NULL },
	[ERR_TOKEN_CORRUPT] = { 401, "INVALID_TOKEN", "The token is invalid or expired", NULL, NULL },
	[ERR_TOKEN_EXPIRED] = { 401, "INVALID_TOKEN", "The token is invalid or expired", NULL, NULL },
	[ERR_TOKEN_FOREIGN] = { 401, "INVALID_TOKEN", "The token is invalid or expired", NULL, NULL },
	[ERR_VERIFIER_DOWN] = { 503, "SERVICE_UNAVAILABLE",
	    "The app's token verifier does not answer; try again", NULL, NULL },
	[ERR_PLATFORM_ONLY] = { 403, "PERMISSION_DENIED", "Platform API permission required", NULL, NULL },
	[ERR_FORBIDDEN] = { 403, "INSUFFICIENT_PERMISSIONS", "%", "You may not do this", NULL },
	[ERR_TOKEN_UNKNOWN] = { 404, "TOKEN_NOT_FOUND",
	    "Specified token not found for this client", NULL, NULL },
	[ERR_TOKEN_TAKEN] = { 409, "TOKEN_CONFLICT", "Token already exists for another client", NULL, NULL },

	/* JSON and fields */
	[ERR_BAD_JSON] = { 400, "INVALID_BODY", "Request body must be a valid JSON object: %",
	    "Request body must be a valid JSON object", NULL },
	[ERR_BAD_FIELD] = { 400, "INVALID_BODY", "%", "Request body must be a valid JSON object", NULL },
	[ERR_FIELD_ABSENT] = { 400, "MISSING_PARAMETER", "% is required", "A field is missing", NULL },
	[ERR_FIELD_INVALID] = { 400, "INVALID_REQUEST", "%", "A field is invalid", NULL },
	[ERR_BAD_QUERY] = { 400, "INVALID_QUERY", "%", "A query parameter is invalid", NULL },
	[ERR_ARRAY_TOO_LONG] = { 400, "INVALID_REQUEST", "%", "Too many elements", NULL },
	[ERR_MESSAGE_TOO_LARGE] = { 413, "PAYLOAD_TOO_LARGE", "The message is too large", NULL, NULL },
	[ERR_KEY_INVALID] = { 400, "INVALID_REQUEST",
	    "Idempotency-Key must be 1 to 255 printable ASCII characters", NULL, NULL },
	[ERR_KEY_REUSED] = { 422, "IDEMPOTENCY_KEY_REUSED",
	    "The Idempotency-Key was used for another request", NULL, NULL },
	[ERR_KEY_RUNNING] = { 409, "IDEMPOTENCY_KEY_RUNNING",
	    "The first request with this Idempotency-Key is not done yet; try again", NULL, NULL },

	/* users, rooms, messages */
	[ERR_USER_UNKNOWN] = { 404, "CLIENT_NOT_FOUND", "Client with id '%' not found",
	    "The specified client does not exist", "Client not found" },
	[ERR_MEMBER_NOT_USER] = { 404, "CLIENT_NOT_FOUND", "Client with id '%' not found",
	    "The specified client does not exist", "Client not found" },
	[ERR_SENDER_UNKNOWN] = { 400, "INVALID_USER_ID", "sender '%' is not an existing user",
	    "sender is not an existing user", NULL },
	[ERR_USER_EXISTS] = { 409, "USER_EXISTS", "User with _id '%' already exists",
	    "The user already exists", NULL },
	[ERR_USER_ID_INVALID] = { 400, "INVALID_USER_ID", "The specified user ID is not valid", NULL, NULL },
	[ERR_ROOM_UNKNOWN] = { 404, "ROOM_NOT_FOUND", "The specified room does not exist", NULL, "Room not found" },
	[ERR_ROOM_EXISTS] = { 409, "ROOM_EXISTS", "A room with id '%' already exists",
	    "The room already exists", NULL },
	[ERR_ROOM_FULL] = { 403, "INSUFFICIENT_PERMISSIONS", "The room is full", NULL, NULL },
	[ERR_ROOM_CLOSED] = { 403, "INSUFFICIENT_PERMISSIONS", "The room is closed for joining", NULL, NULL },
	[ERR_ROOM_FROZEN] = { 403, "INSUFFICIENT_PERMISSIONS", "The room is frozen", NULL, NULL },
	[ERR_SENDER_BANNED] = { 403, "INSUFFICIENT_PERMISSIONS", "You are banned from this room", NULL, NULL },
	[ERR_SENDER_BLOCKED] = { 403, "INSUFFICIENT_PERMISSIONS",
	    "One of the two users has blocked the other", NULL, NULL },
	[ERR_CENSORED] = { 403, "PERMISSION_DENIED", "The message has a forbidden word", NULL, NULL },
	[ERR_NOT_MEMBER] = { 403, "NOT_ROOM_MEMBER", "User is not a member of this room", NULL, NULL },
	[ERR_MEMBER_UNKNOWN] = { 404, "CLIENT_NOT_FOUND", "'%' is not a member of this room",
	    "The specified client is not a member of this room", "Client not found" },
	[ERR_NOT_MANAGER] = { 403, "INSUFFICIENT_PERMISSION",
	    "Only platform admin, room owner or room manager can do this", NULL, NULL },
	[ERR_MESSAGE_UNKNOWN] = { 404, "MESSAGE_NOT_FOUND",
	    "The specified message does not exist in this room", NULL, "Message not found" },
	[ERR_ROOM_OR_USER_UNKNOWN] = { 404, "ROOM_OR_USER_NOT_FOUND",
	    "The specified room or user does not exist", NULL, "Room or user not found" },
	[ERR_BLOCK_UNKNOWN] = { 404, "BLOCK_NOT_FOUND", "No block relationship exists", NULL, NULL },
	[ERR_BLOCK_EXISTS] = { 409, "USER_ALREADY_BLOCKED", "This user is already blocked", NULL, NULL },
	[ERR_BLOCK_SELF] = { 400, "SELF_BLOCK_FORBIDDEN", "Users cannot block themselves", NULL, NULL },
	[ERR_ROOM_NOT_MUTED] = { 400, "ROOM_NOT_MUTED", "The specified room is not in the mute list", NULL,
	    "Room is not muted" },
	[ERR_TAGS_INVALID] = { 400, "INVALID_TAGS", "Tags must be an array of strings", NULL,
	    "Invalid parameters" },
	[ERR_ROOM_TAGS_INVALID] = { 400, "INVALID_ROOM_TAGS", "Room tags must be valid strings", NULL,
	    "Invalid parameters" },
	[ERR_SEARCH_TYPE_INVALID] = { 400, "INVALID_SEARCH_TYPE",
	    "Search type must include 'messages'", NULL, NULL },
	[ERR_SETTING_UNKNOWN] = { 404, "CONFIG_NOT_FOUND", "The specified config key does not exist", NULL, NULL },
	[ERR_SETTING_INVALID] = { 400, "INVALID_CONFIG_FORMAT",
	    "Config format is invalid or malformed: %", "Config format is invalid or malformed", NULL },
	[ERR_GROUP_EXISTS] = { 409, "GROUP_ALREADY_EXISTS", "A group with this ID already exists", NULL, NULL },
	[ERR_RESULT_TOO_LARGE] = { 413, "RESULT_TOO_LARGE",
	    "Please use more specific query or smaller limit", NULL, NULL },

	/* limits, ours */
	[ERR_TOO_MANY_CALLS] = { 429, "RATE_LIMIT_EXCEEDED",
	    "Too many requests, please try again later", NULL, NULL },
	[ERR_TOO_MANY_MESSAGES] = { 429, "RATE_LIMIT_EXCEEDED",
	    "Too many messages, please try again later", NULL, NULL },
	[ERR_OUTCOME_UNKNOWN] = { 503, "OUTCOME_UNKNOWN", "It is not known whether this was stored:"
	    " send it again with the same Idempotency-Key", NULL, NULL },
	[ERR_NOT_LIVE] = { 503, "NOT_LIVE", "This path is served by msg-live: see docs/live.md", NULL, NULL },
	[ERR_INTERNAL] = { 500, "INTERNAL_ERROR", "Internal error", NULL, NULL },
};

/* Where a page of the vendor has another code for the same fault. */
static const struct {
	enum imkit_words words;
	enum err e;
	const char *code;
	const char *reason;	/* NULL: as elsewhere */
} exceptions[] = {
	{ IMKIT_TOKENS, ERR_API_KEY_ABSENT, "UNAUTHORIZED", NULL },
	{ IMKIT_TOKENS, ERR_API_KEY_WRONG, "UNAUTHORIZED", NULL },
	{ IMKIT_TOKENS, ERR_FIELD_ABSENT, "INVALID_REQUEST", NULL },
	{ IMKIT_SETTINGS, ERR_API_KEY_ABSENT, "INVALID_API_KEY", NULL },
	{ IMKIT_SETTINGS, ERR_PLATFORM_ONLY, "INSUFFICIENT_PERMISSIONS", NULL },
	{ IMKIT_MODERATION, ERR_NOT_MANAGER, "INSUFFICIENT_PERMISSIONS", NULL },
	{ IMKIT_MODERATION, ERR_USER_UNKNOWN, "USER_NOT_FOUND",
	    "User not found" },
};

static const struct answer unavailable = { 503, "SERVICE_UNAVAILABLE",
    "The service is unavailable for the moment: nothing was stored, try again", NULL, NULL };

/* A code that only another dialect's calls end in. */
static const struct answer foreign = { 400, "INVALID_REQUEST",
    "The request is not one of this API", NULL, NULL };

static const struct answer *
answer_for(enum err e)
{

	if (answers[e].status != 0)
		return (&answers[e]);
	return (err_class(e) == CLASS_OURS ? &unavailable : &foreign);
}

/* The place of ${e} among the exceptions of this call's pages, or -1. */
static int
exception_for(const struct call *call, enum err e)
{
	size_t i;

	for (i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (call->endpoint != NULL && exceptions[i].e == e &&
		    (int)exceptions[i].words == call->endpoint->generation)
			return ((int)i);
	return (-1);
}

static const char *
code_for(const struct call *call, enum err e, const struct answer *answer)
{
	int i = exception_for(call, e);

	return (i >= 0 ? exceptions[i].code : answer->code);
}

static const char *
reason_for(const struct call *call, enum err e, const struct answer *answer)
{
	static const struct {
		int status;
		const char *words;
	} reasons[] = {
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 409, "Conflict" },
		{ 413, "Payload Too Large" }, { 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" }, { 500, "Internal Server Error" },
		{ 503, "Service Unavailable" },
	};
	int exception = exception_for(call, e);
	size_t i;

	if (exception >= 0 && exceptions[exception].reason != NULL)
		return (exceptions[exception].reason);
	if (answer->reason != NULL)
		return (answer->reason);
	for (i = 0; reasons[i].status != answer->status; i++)
		BUG_UNLESS(i + 1 < sizeof(reasons) / sizeof(reasons[0]));
	return (reasons[i].words);
}

static const char *
message_for(struct call *call, enum err e, const struct answer *answer)
{
	const char *place = strchr(answer->words, '%');
	const char *argument = e == ERR_BAD_JSON ? call->json_fault.words :
	    call->fault.argument;

	if (place == NULL)
		return (answer->words);
	if (argument == NULL)
		return (answer->bare);
	return (arena_format(call->arena, "%.*s%s%s",
	    (int)(place - answer->words), answer->words, argument,
	    place + 1));
}

const char *
imkit_error_text(struct call *call, enum err e)
{
	const struct answer *answer = answer_for(e);

	return (arena_format(call->arena, "%s %s", code_for(call, e, answer),
	    message_for(call, e, answer)));
}

static void
imkit_error(struct call *call, enum err e)
{
	const struct answer *answer = answer_for(e);
	struct json_writer w;

	call->response.status = answer->status;
	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_integer(&w, "RC", answer->status);
	json_put_string(&w, "RM", reason_for(call, e, answer));
	json_write_name(&w, "error");
	json_write_object(&w);
	json_put_string(&w, "code", code_for(call, e, answer));
	json_put_string(&w, "message", message_for(call, e, answer));
	json_write_object_end(&w);
	if (e == ERR_TOO_MANY_CALLS || e == ERR_TOO_MANY_MESSAGES)
		json_put_integer(&w, "retryAfter", e == ERR_TOO_MANY_CALLS ?
		    call->receipt.calls.reset : call->receipt.messages.reset);
	json_write_object_end(&w);
}

static const struct cors pages = {
	.request_headers = "IM-Authorization, IM-Client-Key, IM-Client-ID,"
	    " IM-Device-ID, Authorization, CLIENT_KEY, Content-Type,"
	    " Accept-Language, Idempotency-Key, Last-Event-ID, X-Requested-With,"
	    " X-Timezone",
	.answer_headers = "X-Request-Id, RateLimit, RateLimit-Policy,"
	    " Retry-After",
};

const struct dialect imkit_dialect = {
	.name = "imkit",
	.authorize = imkit_authorize,
	.error = imkit_error,
	.cors = &pages,
};
