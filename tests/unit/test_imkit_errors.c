/* imkit/errors: every code has an answer in the dialect's form. */
#include <string.h>

#include "arena.h"
#include "imkit/imkit.h"
#include "unit.h"

UNIT_ARENA(16 << 20)

static struct call call;

/* The answer to ${e} as JSON. */
static struct json_object *
answer(enum err e, int words, const char *argument)
{
	static struct endpoint endpoint;
	struct json_object *root;
	struct json_fault fault;

	memset(&call, 0, sizeof(call));
	endpoint.generation = words;
	call.arena = arena;
	call.endpoint = &endpoint;
	call.fault.argument = argument;
	call.json_fault.words = argument;
	buf_init(&call.response.body, arena, 1 << 16);
	imkit_dialect.error(&call, e);
	ck_assert_msg(json_parse(arena, call.response.body.bytes,
	    call.response.body.length, &root, &fault) == OK, "%s",
	    call.response.body.bytes);
	return (root);
}

static const char *
error_member(struct json_object *root, const char *name)
{

	return (json_string(json_get(json_get(root, "error"), name)));
}

static void
check_answer(enum err e, int words, const char *argument)
{
	struct json_object *root = answer(e, words, argument);
	const char *message = error_member(root, "message");
	int64_t rc;

	ck_assert(json_integer(json_get(root, "RC"), false, &rc));
	ck_assert_int_eq(rc, call.response.status);
	ck_assert_ptr_nonnull(json_string(json_get(root, "RM")));
	ck_assert_str_ne(error_member(root, "code"), "");
	ck_assert_ptr_nonnull(message);
	ck_assert_str_ne(message, "");
	ck_assert_ptr_null(strchr(message, '%'));
	ck_assert_ptr_null(strstr(message, "(null)"));
	if (err_class(e) == CLASS_CALLER || err_class(e) == CLASS_LIMITED)
		ck_assert_int_lt(call.response.status, 500);
	else
		ck_assert_int_ge(call.response.status, 500);
	ck_assert_int_ge(call.response.status, 400);
}

START_TEST(every_code_has_an_answer)
{
	int e, words;

	for (e = 1; e < ERR_COUNT; e++)
		for (words = IMKIT_USUAL; words <= IMKIT_MODERATION; words++) {
			check_answer((enum err)e, words, NULL);
			check_answer((enum err)e, words, "x");
		}
}
END_TEST

/* To the letter as seed 001 prints them. */
START_TEST(published_texts)
{
	static const struct {
		enum err e;
		const char *text;
	} rows[] = {
		{ ERR_API_KEY_WRONG, "{\"RC\":401,\"RM\":\"Unauthorized\","
		    "\"error\":{\"code\":\"INVALID_API_KEY\",\"message\":"
		    "\"The provided API key is invalid or expired\"}}" },
		{ ERR_ROOM_UNKNOWN, "{\"RC\":404,\"RM\":\"Room not found\","
		    "\"error\":{\"code\":\"ROOM_NOT_FOUND\",\"message\":"
		    "\"The specified room does not exist\"}}" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		answer(rows[i].e, IMKIT_USUAL, NULL);
		ck_assert_str_eq(call.response.body.bytes, rows[i].text);
	}
}
END_TEST

/* A page of the vendor may have another code for the same fault. */
START_TEST(words_of_pages)
{

	ck_assert_str_eq(error_member(answer(ERR_API_KEY_WRONG, IMKIT_TOKENS,
	    NULL), "code"), "UNAUTHORIZED");
	ck_assert_str_eq(error_member(answer(ERR_USER_UNKNOWN,
	    IMKIT_MODERATION, "x"), "code"), "USER_NOT_FOUND");
	ck_assert_str_eq(error_member(answer(ERR_USER_UNKNOWN, IMKIT_USUAL,
	    "x"), "message"), "Client with id 'x' not found");
}
END_TEST

/* What no request brings about by itself. */
START_TEST(ours)
{
	static const struct {
		enum err e;
		int status;
		const char *code;
	} rows[] = {
		{ ERR_KEY_RUNNING, 409, "IDEMPOTENCY_KEY_RUNNING" },
		{ ERR_INTERNAL, 500, "INTERNAL_ERROR" },
		{ ERR_OUTCOME_UNKNOWN, 503, "OUTCOME_UNKNOWN" },
		{ ERR_DATABASE_DOWN, 503, "SERVICE_UNAVAILABLE" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_str_eq(error_member(answer(rows[i].e, IMKIT_USUAL,
		    NULL), "code"), rows[i].code);
		ck_assert_int_eq(call.response.status, rows[i].status);
	}
}
END_TEST

START_TEST(refusals_by_limits_say_when)
{
	struct json_object *root;
	int64_t seconds;

	root = answer(ERR_TOO_MANY_CALLS, IMKIT_USUAL, NULL);
	ck_assert_str_eq(error_member(root, "code"), "RATE_LIMIT_EXCEEDED");
	ck_assert(json_integer(json_get(root, "retryAfter"), false, &seconds));
}
END_TEST

UNIT_MAIN_WITH("imkit_errors", set_up, tear_down, every_code_has_an_answer,
    published_texts, words_of_pages, ours,
    refusals_by_limits_say_when)
