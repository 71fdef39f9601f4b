/*
 * The one table from codes to answers of the Easemob dialect.
 *
 * Texts are wire format: those of seeds 003 and 004 and of the contract
 * "easemob" 1.1, 1.10, 1.11 and 2.1 to 2.3 to the letter.  Where nothing is
 * published (marked "ours") the text says what to mend.  `exception` is what
 * the vendor shows where that is known, else a name in its manner.
 */
#include <string.h>

#include "arena.h"
#include "auth.h"
#include "cors.h"
#include "easemob.h"

#define JACKSON  "org.codehaus.jackson.JsonParseException"
#define SECURITY "org.apache.usergrid.rest.exceptions.SecurityException"
#define CHAT	 "ChatSecurityException"
#define ARGUMENT "java.lang.IllegalArgumentException"
#define SEND	 "MessageSendException"
#define GRANT	 "InvalidGrantException"
#define FORBIDDEN "EasemobForbiddenOpException"
#define NOTFOUND "ResourceNotFoundException"
#define SERVICE	 "ServiceResourceNotFoundException"
#define PARAMETER "InvalidParameterException"
#define LIMIT	 "ExceedLimitException"
#define KEY	 "IdempotencyKeyException"
#define SERVER	 "ServiceUnavailableException"
#define REQUEST	 "InvalidRequestException"

#define OAUTH	 "Unable to authenticate (OAuth)"
#define CORRUPT	 "Unable to authenticate due to corrupt access token"
#define EXPIRED	 "Unable to authenticate due to expired access token"
#define TOO_BIG	 "Request Entity Too Large"
#define RETRY	 "service unavailable for the moment: nothing was stored, try again"

struct answer {
	int status;
	const char *error, *exception;
	const char *words;	/* %: the fault's argument */
	const char *bare;	/* instead of words without an argument */
	int code;		/* error_code, or 0: none is shown */
};

/* What holds unless a generation says otherwise. */
static const struct answer answers[ERR_COUNT] = {
	/* HTTP; the texts of the first and fifth are ours */
	[ERR_BAD_REQUEST] = { 400, "illegal_argument", ARGUMENT,
	    "malformed request: %", "malformed request", 0 },
	[ERR_NO_SUCH_PATH] = { 404, "service_resource_not_found", SERVICE,
	    "Service resource not found", NULL, 0 },
	[ERR_BAD_METHOD] = { 405, "method_not_allowed",
	    "MethodNotAllowedException", "Method Not Allowed", NULL, 0 },
	[ERR_REQUEST_TOO_LARGE] = { 413, "request_entity_too_large", REQUEST,
	    TOO_BIG, NULL, 0 },
	[ERR_LENGTH_MISMATCH] = { 400, "illegal_argument", ARGUMENT,
	    "the body is shorter than its Content-Length", NULL, 0 },

	/* who asks: contract 1.1, 2.3 */
	[ERR_NO_SUCH_APP] = { 404, "organization_application_not_found",
	    "OrganizationApplicationNotFoundException",
	    "Could not find application for %",
	    "Could not find application", 0 },
	[ERR_TOKEN_ABSENT] = { 401, "unauthorized", CHAT, OAUTH, NULL, 0 },
	[ERR_TOKEN_CORRUPT] = { 401, "auth_bad_access_token", SECURITY,
	    CORRUPT, NULL, 0 },
	[ERR_TOKEN_FOREIGN] = { 401, "auth_bad_access_token", SECURITY,
	    "Unable to authenticate", NULL, 0 },
	[ERR_TOKEN_EXPIRED] = { 401, "unauthorized", CHAT, OAUTH, NULL, 0 },
	[ERR_FORBIDDEN] = { 403, "forbidden_op", FORBIDDEN,
	    "this token does not permit the operation", NULL, 0 },
	[ERR_CLIENT_ID_ABSENT] = { 400, "illegal_argument", ARGUMENT,
	    "client_id must be provided.", NULL, 0 },
	[ERR_CLIENT_SECRET_ABSENT] = { 400, "illegal_argument", ARGUMENT,
	    "client_secret must be provided", NULL, 0 },
	[ERR_CLIENT_ID_WRONG] = { 400, "invalid_grant", GRANT,
	    "client_id does not match", NULL, 0 },
	[ERR_CLIENT_SECRET_WRONG] = { 400, "invalid_grant", GRANT,
	    "client_secret does not match", NULL, 0 },
	[ERR_GRANT_TYPE_WRONG] = { 400, "invalid_grant", GRANT,
	    "grant_type % is none of client_credentials, password, inherit",
	    "grant_type is none of client_credentials, password, inherit",
	    0 },					/* ours */
	[ERR_PASSWORD_WRONG] = { 400, "invalid_grant", GRANT,
	    "invalid password", NULL, 0 },
	[ERR_USER_INACTIVE] = { 400, "invalid_grant", GRANT,
	    "user not activated", NULL, 0 },
	[ERR_GRANT_USER_UNKNOWN] = { 404, "invalid_grant", GRANT,
	    "user not found", NULL, 0 },
	[ERR_GRANT_USER_ABSENT] = { 404, "entity_not_found",
	    "EntityNotFoundException", "User null not found", NULL, 0 },

	/* JSON and fields; FIELD_INVALID's argument is a sentence */
	[ERR_BAD_JSON] = { 400, "json_parse", JACKSON, "%",
	    "the body is not JSON", 0 },
	[ERR_BAD_FIELD] = { 400, "illegal_argument", ARGUMENT,
	    "% has the wrong type", "the body must be a JSON object",
	    0 },					/* ours */
	[ERR_FIELD_ABSENT] = { 400, "illegal_argument", ARGUMENT,
	    "% must be provided", "a field must be provided", 0 },
	[ERR_PARAMETER_ABSENT] = { 400, "invalid_parameter", PARAMETER,
	    "% must be provided", "a field must be provided", 0 },
	[ERR_FIELD_INVALID] = { 400, "illegal_argument", ARGUMENT,
	    "%", "illegal argument", 0 },
	[ERR_BAD_QUERY] = { 400, "illegal_argument", ARGUMENT,
	    "illegal query parameter: %", "illegal query parameter",
	    0 },					/* ours */

	/* sends: seed 003 */
	[ERR_FROM_EMPTY] = { 400, "message_send_error", SEND,
	    "param from can't be empty", NULL, 0 },
	[ERR_TARGET_EMPTY] = { 400, "message_send_error", SEND,
	    "param to can't be empty", NULL, 0 },
	[ERR_TARGET_TYPE_ABSENT] = { 400, "illegal_argument", ARGUMENT,
	    "target_type must be provided", NULL, 0 },
	[ERR_TARGET_TYPE_WRONG] = { 400, "illegal_argument", ARGUMENT,
	    "target_type can only be 'users' or 'chatgroups' or 'chatrooms'",
	    NULL, 0 },
	[ERR_TYPE_EMPTY] = { 400, "message_send_error", SEND,
	    "param type can't be empty", NULL, 0 },
	[ERR_TYPE_UNKNOWN] = { 400, "message_send_error", SEND,
	    "param type % is not supported", "param type is not supported",
	    0 },					/* ours */
	[ERR_BODY_EMPTY] = { 400, "message_send_error", SEND,
	    "param body can't be empty", NULL, 0 },
	[ERR_EXT_NOT_OBJECT] = { 400, "message_send_error", SEND,
	    "param ext must be JSONObject", NULL, 0 },
	[ERR_USERS_EMPTY] = { 400, "message_send_error", SEND,
	    "param users can't be empty", NULL, 0 },
	[ERR_USERS_TOO_MANY] = { 400, "message_send_error", SEND,
	    "params users's size can't exceed limit %",
	    "params users's size exceeds its limit", 0 },	/* ours */
	[ERR_TARGETS_TOO_MANY] = { 400, "message_send_error", SEND,
	    "params to's size can't exceed limit %",
	    "params to's size exceeds its limit", 0 },
	[ERR_IGNORED_TOO_MANY] = { 400, "message_send_error", SEND,
	    "params roam_ignore_users's size can't exceed limit %",
	    "params roam_ignore_users's size exceeds its limit",
	    0 },					/* ours */
	[ERR_MESSAGE_TOO_LARGE] = { 400, "message_send_error", SEND,
	    "message is too large", NULL, 14007 },
	[ERR_SENDER_UNKNOWN] = { 404, "resource_not_found", NOTFOUND,
	    "username % doesn't exist!", "the sender doesn't exist!", 0 },
	[ERR_TARGET_UNKNOWN] = { 404, "resource_not_found", NOTFOUND,
	    "target % doesn't exist!", "the target doesn't exist!", 0 },

	/* idempotency: ours; statuses by the draft of the header */
	[ERR_KEY_INVALID] = { 400, "idempotency_key_invalid", KEY,
	    "Idempotency-Key must be 1 to 255 visible characters", NULL, 0 },
	[ERR_KEY_REUSED] = { 422, "idempotency_key_reused", KEY,
	    "this Idempotency-Key was used for another request", NULL, 0 },
	[ERR_KEY_RUNNING] = { 409, "idempotency_key_running", KEY,
	    "the first request with this Idempotency-Key is not finished, try again",
	    NULL, 0 },

	/* users: contract 1.10 */
	[ERR_USER_UNKNOWN] = { 404, "service_resource_not_found", SERVICE,
	    "Service resource not found", NULL, 0 },
	[ERR_USER_EXISTS] = { 400, "duplicate_unique_property_exists",
	    "DuplicateUniquePropertyExistsException",
	    "Application % exists", "the user exists already", 0 },
	[ERR_USERNAME_ILLEGAL] = { 400, "illegal_argument", ARGUMENT,
	    "username [%] is not legal", "username is not legal", 0 },
	[ERR_USERNAME_TOO_LONG] = { 400, "illegal_argument", ARGUMENT,
	    "USERNAME_TOO_LONG", NULL, 0 },
	[ERR_NICKNAME_TOO_LONG] = { 400, "illegal_argument", ARGUMENT,
	    "NICKNAME_TOO_LONG", NULL, 0 },
	[ERR_PASSWORD_ABSENT] = { 400, "illegal_argument", ARGUMENT,
	    "password or pin must provided", NULL, 0 },
	[ERR_NEW_PASSWORD_ABSENT] = { 400, "illegal_argument", ARGUMENT,
	    "newpassword is required", NULL, 0 },
	[ERR_PASSWORD_TOO_LONG] = { 400, "illegal_argument", ARGUMENT,
	    "PASSWORD_TOO_LONG", NULL, 0 },			/* ours */
	[ERR_ARRAY_TOO_LONG] = { 400, "illegal_argument", ARGUMENT,
	    "Request body array size%", "Request body array size is too large",
	    0 },
	[ERR_OPEN_REGISTRATION] = { 401, "unauthorized", CHAT,
	    "Open registration doesn't allow, so register user need token",
	    NULL, 0 },

	/* rooms and groups: contract 1.11 */
	[ERR_MEMBER_NOT_USER] = { 404, "resource_not_found", NOTFOUND,
	    "username % doesn't exist!", "the user doesn't exist!", 0 },
	[ERR_ROOM_UNKNOWN] = { 404, "resource_not_found", NOTFOUND,
	    "grpID % does not exist!", "the room does not exist!", 0 },
	[ERR_ROOM_UNREADABLE] = { 404, "service_resource_not_found", SERVICE,
	    "do not find this group:%", "do not find this group", 0 },
	[ERR_MEMBERS_TOO_MANY] = { 400, "invalid_parameter", PARAMETER,
	    "addMembers: addMembers number more than maxSize : 60", NULL, 0 },
	[ERR_LEAVERS_TOO_MANY] = { 400, "invalid_parameter", PARAMETER,
	    "kickMember: kickMembers number more than maxSize : 60", NULL, 0 },
	[ERR_PUBLIC_ABSENT] = { 400, "invalid_parameter", PARAMETER,
	    "group must contain public field!", NULL, 0 },
	[ERR_ROOM_FULL] = { 403, "exceed_limit", LIMIT,
	    "members size is greater than max user size !", NULL, 0 },
	[ERR_TITLE_TOO_LONG] = { 403, "exceed_limit", LIMIT,
	    "%", "title is too long", 0 },
	[ERR_MEMBER_EXISTS] = { 403, "forbidden_op", FORBIDDEN,
	    "can not join this group, reason:user: %",
	    "can not join this group, reason: already in group", 0 },
	[ERR_MEMBER_UNKNOWN] = { 403, "forbidden_op", FORBIDDEN,
	    "users [%] are not members of this group!",
	    "users are not members of this group!", 0 },
	[ERR_OWNER_LEAVES] = { 403, "forbidden_op", FORBIDDEN,
	    "forbidden operation on group owner!", NULL, 0 },
	[ERR_MESSAGE_UNKNOWN] = { 404, "resource_not_found", NOTFOUND,
	    "message % doesn't exist!", "the message doesn't exist!",
	    0 },					/* ours */

	/* limits */
	[ERR_TOO_MANY_CALLS] = { 429, "reach_limit", "ReachLimitException",
	    "This request has reached api limit", NULL, 0 },
	[ERR_TOO_MANY_MESSAGES] = { 403, "message_send_error", SEND,
	    "message send reach limit", NULL, 0 },

	/* the server's: ours */
	[ERR_DATABASE_DOWN] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_DATABASE_BUSY] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_DATABASE_ERROR] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_CONFLICT] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_PARTITION_ABSENT] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_QUEUE_FULL] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_STOPPING] = { 503, "service_unavailable", SERVER, RETRY,
	    NULL, 0 },
	[ERR_NOT_LIVE] = { 503, "service_unavailable", SERVER,
	    "this path is served by msg-live: see docs/live.md", NULL, 0 },
	[ERR_INTERNAL] = { 500, "internal_error", "InternalException",
	    "internal error: nothing was stored", NULL, 0 },
	[ERR_OUTCOME_UNKNOWN] = { 503, "outcome_unknown",
	    "OutcomeUnknownException",
	    "the outcome is unknown: the change may have been made; read it before you try again",
	    NULL, 0 },
};

#define UNKNOWN_SEND { 503, "outcome_unknown", "OutcomeUnknownException", \
	"the outcome is unknown: the message may have been stored; "	\
	"retry with the same Idempotency-Key", NULL, 0 }

/* Current sends and our read calls: contract 2.2. */
static const struct answer new_answers[ERR_COUNT] = {
	[ERR_BAD_JSON] = { 400, "invalid_request_body", REQUEST,
	    "Request body is invalid. Please check body is correct.",
	    NULL, 0 },
	[ERR_BAD_FIELD] = { 400, "invalid_request_body", REQUEST,
	    "Request body is invalid. Please check body is correct.",
	    NULL, 0 },
	[ERR_FIELD_ABSENT] = { 400, "message_send_error", SEND,
	    "param % can't be empty", "a param can't be empty", 0 },
	[ERR_FIELD_INVALID] = { 400, "message_send_error", SEND,
	    "%", "illegal param", 0 },
	[ERR_OUTCOME_UNKNOWN] = UNKNOWN_SEND,
};

/* POST /messages: contract 2.3, seed 004. */
static const struct answer old_answers[ERR_COUNT] = {
	[ERR_TOKEN_ABSENT] = { 401, "unauthorized", SECURITY, EXPIRED,
	    NULL, 0 },
	[ERR_TOKEN_EXPIRED] = { 401, "unauthorized", SECURITY, EXPIRED,
	    NULL, 0 },
	[ERR_FROM_EMPTY] = { 400, "illegal_argument", ARGUMENT,
	    "from can't be empty", NULL, 0 },
	[ERR_TARGET_EMPTY] = { 400, "illegal_argument", ARGUMENT,
	    "target must be provided", NULL, 0 },
	[ERR_TYPE_EMPTY] = { 400, "illegal_argument", ARGUMENT,
	    "msg.type must be provided", NULL, 0 },		/* ours */
	[ERR_TYPE_UNKNOWN] = { 400, "illegal_argument", ARGUMENT,
	    "msg.type % is not supported", "msg.type is not supported",
	    0 },					/* ours */
	[ERR_BODY_EMPTY] = { 400, "illegal_argument", ARGUMENT,
	    "msg must be provided", NULL, 0 },			/* ours */
	[ERR_EXT_NOT_OBJECT] = { 400, "illegal_argument", ARGUMENT,
	    "ext must be JSONObject", NULL, 0 },
	[ERR_TARGETS_TOO_MANY] = { 400, "illegal_argument", ARGUMENT,
	    "target's size can't exceed limit %",
	    "target's size exceeds its limit", 0 },		/* ours */
	[ERR_USERS_EMPTY] = { 400, "illegal_argument", ARGUMENT,
	    "users can't be empty", NULL, 0 },			/* ours */
	[ERR_USERS_TOO_MANY] = { 400, "illegal_argument", ARGUMENT,
	    "users's size can't exceed limit %",
	    "users's size exceeds its limit", 0 },		/* ours */
	[ERR_IGNORED_TOO_MANY] = { 400, "illegal_argument", ARGUMENT,
	    "roam_ignore_users's size can't exceed limit %",
	    "roam_ignore_users's size exceeds its limit", 0 },	/* ours */
	[ERR_MESSAGE_TOO_LARGE] = { 413, "request_entity_too_large", REQUEST,
	    TOO_BIG, NULL, 0 },
	[ERR_OUTCOME_UNKNOWN] = UNKNOWN_SEND,
};

static const struct answer foreign = { 400, "illegal_argument", ARGUMENT,
    "the request is not one of this API", NULL, 0 };

/* Registering is what strangers try first, and its text tells them why not. */
static enum err
refine(const struct call *call, enum err e)
{

	if (e == ERR_TOKEN_ABSENT && call->endpoint != NULL &&
	    strcmp(call->endpoint->name, "users_register") == 0)
		return (ERR_OPEN_REGISTRATION);
	return (e);
}

static const struct answer *
answer_for(const struct call *call, enum err e)
{
	/* A call that no route took speaks as the management calls do. */
	int generation = call->endpoint == NULL ? EASEMOB_MANAGEMENT :
	    call->endpoint->generation;

	if (generation == EASEMOB_NEW && new_answers[e].status != 0)
		return (&new_answers[e]);
	if (generation == EASEMOB_OLD && old_answers[e].status != 0)
		return (&old_answers[e]);
	/* A code that only another dialect's calls end in. */
	if (answers[e].status == 0)
		return (err_class(e) == CLASS_CALLER ? &foreign :
		    &answers[ERR_INTERNAL]);
	return (&answers[e]);
}

/* What stands for % in the words. */
static const char *
argument_for(const struct call *call, enum err e)
{
	const struct http_request *request = &call->request;

	switch (e) {
	case ERR_NO_SUCH_APP:
		if (request->segment_count < 2)
			return (NULL);
		return (arena_format(call->arena, "%s/%s from URI: %s",
		    request->segments[0].value, request->segments[1].value,
		    request->path + (*request->path == '/')));
	case ERR_BAD_JSON:
		if (call->json_fault.words == NULL)
			return (NULL);
		/* Jackson also shows the address of its stream object, which
		 * would be an invention here. */
		return (arena_format(call->arena, "%s\n at [Source: "
		    "java.io.BufferedInputStream; line: %zu, column: %zu]",
		    call->json_fault.words, call->json_fault.line,
		    call->json_fault.column));
	case ERR_USER_EXISTS:
		if (call->fault.argument == NULL)
			return (NULL);
		return (arena_format(call->arena, "%s Entity user requires "
		    "that property named username be unique, value of %s",
		    call->app.uuid, call->fault.argument));
	default:
		return (call->fault.argument);
	}
}

static const char *
description(struct call *call, const struct answer *answer, enum err e)
{
	const char *place = strchr(answer->words, '%');
	const char *argument;

	if (place == NULL)
		return (answer->words);
	if ((argument = argument_for(call, e)) == NULL)
		return (answer->bare);
	return (arena_format(call->arena, "%.*s%s%s",
	    (int)(place - answer->words), answer->words, argument,
	    place + 1));
}

/*
 * Members in the order of the seeds' examples; those of 2018 (the exceptions
 * with a package) show the exception late.
 */
static void
easemob_error(struct call *call, enum err found)
{
	enum err e = refine(call, found);
	const struct answer *answer = answer_for(call, e);
	bool late = strncmp(answer->exception, "org.", 4) == 0;
	struct http_response *response = &call->response;
	struct json_writer w;

	response->status = answer->status;
	json_write_begin(&w, &response->body);
	json_write_object(&w);
	json_put_string(&w, "error", answer->error);
	if (!late)
		json_put_string(&w, "exception", answer->exception);
	json_put_integer(&w, "timestamp", call->now);
	json_put_integer(&w, "duration", easemob_duration(call));
	if (late)
		json_put_string(&w, "exception", answer->exception);
	if (answer->code != 0)
		json_put_integer(&w, "error_code", answer->code);
	json_put_string(&w, "error_description",
	    description(call, answer, e));
	json_write_object_end(&w);
}

const struct dialect easemob_dialect = {
	.name = "easemob",
	.authorize = auth_by_path,
	.error = easemob_error,
};

static const struct cors live_pages = {
	.request_headers = "Authorization, Cache-Control, Content-Type,"
	    " Last-Event-ID, X-Requested-With",
	.answer_headers = "X-Request-Id, RateLimit, RateLimit-Policy,"
	    " Retry-After",
};

const struct dialect easemob_live_dialect = {
	.name = "easemob",
	.authorize = easemob_live_authorize,
	.error = easemob_error,
	.cors = &live_pages,
};
