/*
 * The error table of the Easemob dialect: every code has an answer in every
 * generation, and the published ones are what seeds and contract print.
 */
#include <string.h>

#include "arena.h"
#include "easemob/easemob.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static struct endpoint endpoint;
static struct call call;

/* The answer's body without the two members that change with time. */
static const char *
answer(enum err e, int generation, const char *argument)
{
	char *body, *from, *to;

	memset(&call, 0, sizeof(call));
	endpoint.generation = generation;
	endpoint.name = "any";
	call.arena = arena;
	call.endpoint = &endpoint;
	call.times.started = clock_tick();
	call.fault.argument = argument;
	call.request.path = "/o/a/token";
	call.request.segments[0].value = "o";
	call.request.segments[1].value = "a";
	call.request.segment_count = 3;
	call.json_fault = (struct json_fault){
	    .words = "Unexpected character", .line = 11, .column = 2 };
	buf_init(&call.response.body, arena, 1 << 20);
	easemob_dialect.error(&call, e);
	body = arena_strdup(arena, call.response.body.bytes);
	from = strstr(body, "\"timestamp\":");
	ck_assert_ptr_nonnull(from);
	to = strstr(from, "\"duration\":");
	ck_assert_ptr_nonnull(to);
	to = strchr(to, ',');
	memmove(from, to + 1, strlen(to + 1) + 1);
	return (body);
}

static void
check_answer(enum err e, int generation, const char *argument)
{
	struct json_fault fault;
	struct json_object *root;
	const char *words, *text;
	enum err parsed;

	answer(e, generation, argument);
	text = call.response.body.bytes;
	ck_assert_msg(call.response.status >= 400 &&
	    call.response.status <= 599, "%s", err_name(e));
	parsed = json_parse(arena, text, strlen(text), &root, &fault);
	ck_assert_msg(parsed == OK, "%s", text);
	words = json_string(json_get(root, "error_description"));
	ck_assert_msg(words != NULL && *words != '\0', "%s", text);
	ck_assert_msg(strchr(words, '%') == NULL, "%s", text);
	ck_assert_msg(strstr(words, "(null)") == NULL, "%s", text);
	ck_assert_str_ne(json_string(json_get(root, "error")), "");
	ck_assert_str_ne(json_string(json_get(root, "exception")), "");
	ck_assert(json_is(json_get(root, "timestamp"), json_type_int));
	ck_assert(json_is(json_get(root, "duration"), json_type_int));
}

START_TEST(every_code_has_an_answer)
{
	int e, generation;

	for (e = 1; e < ERR_COUNT; e++)
		for (generation = EASEMOB_OLD;
		    generation <= EASEMOB_MANAGEMENT; generation++) {
			check_answer((enum err)e, generation, NULL);
			check_answer((enum err)e, generation, "x");
		}
}
END_TEST

/* The class of a code and its status say the same. */
START_TEST(statuses_fit_the_classes)
{
	int e;

	for (e = 1; e < ERR_COUNT; e++) {
		answer((enum err)e, EASEMOB_NEW, NULL);
		if (err_class((enum err)e) == CLASS_CALLER ||
		    err_class((enum err)e) == CLASS_LIMITED)
			ck_assert_int_lt(call.response.status, 500);
		else
			ck_assert_int_ge(call.response.status, 500);
	}
}
END_TEST

START_TEST(published_texts)
{
	static const struct {
		enum err e;
		int generation, status;
		const char *argument, *body;
	} rows[] = {
		{ ERR_MESSAGE_TOO_LARGE, EASEMOB_NEW, 400, NULL,
		    "{\"error\":\"message_send_error\","
		    "\"exception\":\"MessageSendException\","
		    "\"error_code\":14007,"
		    "\"error_description\":\"message is too large\"}" },
		{ ERR_MESSAGE_TOO_LARGE, EASEMOB_OLD, 413, NULL, NULL },
		{ ERR_BAD_JSON, EASEMOB_OLD, 400, NULL,
		    "{\"error\":\"json_parse\",\"exception\":"
		    "\"org.codehaus.jackson.JsonParseException\","
		    "\"error_description\":\"Unexpected character\\n at "
		    "[Source: java.io.BufferedInputStream; line: 11, "
		    "column: 2]\"}" },
		{ ERR_BAD_JSON, EASEMOB_NEW, 400, NULL,
		    "{\"error\":\"invalid_request_body\","
		    "\"exception\":\"InvalidRequestException\","
		    "\"error_description\":\"Request body is invalid. Please "
		    "check body is correct.\"}" },
		{ ERR_TARGET_TYPE_ABSENT, EASEMOB_OLD, 400, NULL,
		    "{\"error\":\"illegal_argument\","
		    "\"exception\":\"java.lang.IllegalArgumentException\","
		    "\"error_description\":\"target_type must be provided\"}" },
		{ ERR_TOKEN_CORRUPT, EASEMOB_OLD, 401, NULL,
		    "{\"error\":\"auth_bad_access_token\",\"exception\":"
		    "\"org.apache.usergrid.rest.exceptions.SecurityException\","
		    "\"error_description\":\"Unable to authenticate due to "
		    "corrupt access token\"}" },
		{ ERR_TOKEN_ABSENT, EASEMOB_MANAGEMENT, 401, NULL,
		    "{\"error\":\"unauthorized\","
		    "\"exception\":\"ChatSecurityException\","
		    "\"error_description\":"
		    "\"Unable to authenticate (OAuth)\"}" },
		{ ERR_TARGETS_TOO_MANY, EASEMOB_NEW, 400, "10",
		    "{\"error\":\"message_send_error\","
		    "\"exception\":\"MessageSendException\","
		    "\"error_description\":"
		    "\"params to's size can't exceed limit 10\"}" },
		{ ERR_TOO_MANY_MESSAGES, EASEMOB_NEW, 403, NULL,
		    "{\"error\":\"message_send_error\","
		    "\"exception\":\"MessageSendException\","
		    "\"error_description\":\"message send reach limit\"}" },
		{ ERR_TOO_MANY_CALLS, EASEMOB_NEW, 429, NULL,
		    "{\"error\":\"reach_limit\","
		    "\"exception\":\"ReachLimitException\","
		    "\"error_description\":"
		    "\"This request has reached api limit\"}" },
		{ ERR_NO_SUCH_APP, EASEMOB_MANAGEMENT, 404, NULL,
		    "{\"error\":\"organization_application_not_found\","
		    "\"exception\":"
		    "\"OrganizationApplicationNotFoundException\","
		    "\"error_description\":\"Could not find application for "
		    "o/a from URI: o/a/token\"}" },
	};
	const char *body;
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++) {
		body = answer(rows[i].e, rows[i].generation,
		    rows[i].argument);
		ck_assert_int_eq(call.response.status, rows[i].status);
		if (rows[i].body != NULL)
			ck_assert_str_eq(body, rows[i].body);
	}
}
END_TEST

/* Seed 004: error, timestamp, duration, exception, error_description. */
START_TEST(order_of_members)
{
	const char *body;

	answer(ERR_BAD_JSON, EASEMOB_OLD, NULL);
	body = call.response.body.bytes;
	ck_assert(strstr(body, "\"exception\"") >
	    strstr(body, "\"duration\""));
	answer(ERR_FROM_EMPTY, EASEMOB_OLD, NULL);
	body = call.response.body.bytes;
	ck_assert(strstr(body, "\"exception\"") <
	    strstr(body, "\"timestamp\""));
}
END_TEST

START_TEST(strangers_who_register)
{

	answer(ERR_TOKEN_ABSENT, EASEMOB_MANAGEMENT, NULL);
	endpoint.name = "users_register";
	call.response.body.length = 0;
	easemob_dialect.error(&call, ERR_TOKEN_ABSENT);
	ck_assert_int_eq(call.response.status, 401);
	ck_assert_ptr_nonnull(strstr(call.response.body.bytes,
	    "Open registration doesn't allow, so register user need token"));
}
END_TEST

START_TEST(what_nobody_routed)
{

	answer(ERR_NO_SUCH_PATH, EASEMOB_MANAGEMENT, NULL);
	call.endpoint = NULL;
	call.request.path = NULL;
	call.request.segment_count = 0;
	call.response.body.length = 0;
	easemob_dialect.error(&call, ERR_NO_SUCH_APP);
	ck_assert_int_eq(call.response.status, 404);
	ck_assert_ptr_nonnull(strstr(call.response.body.bytes,
	    "Could not find application"));
}
END_TEST

UNIT_MAIN_WITH("easemob_errors", set_up, tear_down, every_code_has_an_answer,
    statuses_fit_the_classes, published_texts, order_of_members,
    strangers_who_register, what_nobody_routed)
