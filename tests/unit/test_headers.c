/*
 * headers: what every answer carries, and when a limit, a refusal or a
 * missing token adds to it.
 */
#include <string.h>

#include "arena.h"
#include "cors.h"
#include "headers.h"
#include "unit.h"

static struct arena *arena;
static struct call call;

static const struct endpoint endpoint = {
	.calls = { "call x", 100, 1 },
	.messages = { "message x", 6000, 60 },
	.sends = true,
};

static void
set_up(void)
{

	arena = arena_new(1 << 20);
	memset(&call, 0, sizeof(call));
	call.arena = arena;
	call.endpoint = &endpoint;
	call.calls = endpoint.calls;
	call.app.limit_scale = 100;
	call.request.request_id = "0123456789abcdef";
	call.response.status = 200;
}

static void
tear_down(void)
{

	arena_free(arena);
}

/* The header's value; "" when there is none; it is never there twice. */
static const char *
header(const char *name)
{
	const char *value = "";
	size_t i;

	for (i = 0; i < call.response.header_count; i++)
		if (strcmp(call.response.headers[i].name, name) == 0) {
			ck_assert_str_eq(value, "");
			value = call.response.headers[i].value;
		}
	return (value);
}

START_TEST(test_always)
{

	headers_add(&call, OK);
	ck_assert_str_eq(header("Content-Type"), "application/json");
	ck_assert_str_eq(header("Cache-Control"), "no-store");
	ck_assert_str_eq(header("X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(header("X-Request-Id"), "0123456789abcdef");
	ck_assert_uint_eq(call.response.header_count, 4);
}
END_TEST

START_TEST(test_limits)
{

	call.limited = true;
	call.app.limit_scale = 250;
	call.receipt.calls = (struct limit_state){ 7, 1 };
	call.receipt.messages = (struct limit_state){ 90, 42 };
	headers_add(&call, OK);
	ck_assert_str_eq(header("RateLimit-Policy"),
	    "\"calls\";q=250;w=1, \"messages\";q=15000;w=60");
	ck_assert_str_eq(header("RateLimit"),
	    "\"calls\";r=7;t=1, \"messages\";r=90;t=42");
	ck_assert_str_eq(header("Retry-After"), "");
}
END_TEST

START_TEST(test_refused)
{

	call.limited = true;
	call.response.status = 429;
	call.receipt.calls = (struct limit_state){ 0, 3 };
	headers_add(&call, ERR_TOO_MANY_CALLS);
	/* The messages were not asked about. */
	ck_assert_str_eq(header("RateLimit"), "\"calls\";r=0;t=3");
	ck_assert_str_eq(header("Retry-After"), "3");
}
END_TEST

START_TEST(test_refused_messages)
{

	call.limited = true;
	call.response.status = 403;
	call.receipt.calls = (struct limit_state){ 5, 1 };
	call.receipt.messages = (struct limit_state){ 0, 17 };
	headers_add(&call, ERR_TOO_MANY_MESSAGES);
	ck_assert_str_eq(header("Retry-After"), "17");
}
END_TEST

static const struct {
	int status;
	enum err error;
	const char *name, *value;
} others[] = {
	{ 401, ERR_TOKEN_ABSENT, "WWW-Authenticate", "Bearer" },
	{ 403, ERR_FORBIDDEN, "WWW-Authenticate", "" },
	{ 503, ERR_DATABASE_DOWN, "Retry-After", "1" },
	{ 503, ERR_OUTCOME_UNKNOWN, "Retry-After", "1" },
	{ 500, ERR_INTERNAL, "Retry-After", "" },
	{ 405, ERR_BAD_METHOD, "Allow", "GET, HEAD, OPTIONS" },
	{ 204, OK, "Allow", "GET, HEAD, OPTIONS" },
	{ 204, OK, "Content-Type", "" },
};

START_TEST(test_others)
{

	call.endpoint = NULL;
	call.response.status = others[_i].status;
	if (strcmp(others[_i].name, "Allow") == 0)
		call.allow = others[_i].value;
	headers_add(&call, others[_i].error);
	ck_assert_str_eq(header(others[_i].name), others[_i].value);
}
END_TEST

static const struct cors pages = { "X-Key, Accept", "X-Request-Id" };

/* What pages of other origins may know; the look-up is in test_origin.c. */
START_TEST(test_pages)
{
	static const struct dialect closed = { .name = "closed" },
	    open = { .name = "open", .cors = &pages };

	call.dialect = &closed;
	call.readable_by = "*";
	headers_add(&call, OK);
	ck_assert_str_eq(header("Vary"), "");
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "");

	tear_down();
	set_up();
	call.dialect = &open;
	headers_add(&call, OK);
	ck_assert_str_eq(header("Vary"), "Origin");
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "");
	ck_assert_str_eq(header("Access-Control-Expose-Headers"), "");

	tear_down();
	set_up();
	call.dialect = &open;
	call.readable_by = "https://chat.example.org";
	headers_add(&call, OK);
	ck_assert_str_eq(header("Access-Control-Allow-Origin"),
	    "https://chat.example.org");
	ck_assert_str_eq(header("Access-Control-Expose-Headers"),
	    "X-Request-Id");
	ck_assert_str_eq(header("Access-Control-Allow-Headers"), "");
	ck_assert_str_eq(header("Access-Control-Allow-Credentials"), "");
}
END_TEST

/* What a browser is told that asks first; with everything that an answer can
 * have there is room for all. */
START_TEST(test_preflight)
{
	static const struct dialect open = { .name = "open", .cors = &pages };

	call.dialect = &open;
	call.readable_by = "*";
	call.preflight = true;
	call.allow = "POST, OPTIONS";
	call.limited = true;
	call.response.status = 401;
	headers_add(&call, ERR_TOO_MANY_CALLS);
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "*");
	ck_assert_str_eq(header("Access-Control-Allow-Methods"),
	    "POST, OPTIONS");
	ck_assert_str_eq(header("Access-Control-Allow-Headers"),
	    "X-Key, Accept");
	ck_assert_str_eq(header("Access-Control-Max-Age"), "600");
	ck_assert_str_eq(header("Access-Control-Expose-Headers"), "");
}
END_TEST

UNIT_MAIN_ROWS("headers", set_up, tear_down,
    UNIT_ONCE(test_always),
    UNIT_ONCE(test_limits),
    UNIT_ONCE(test_refused),
    UNIT_ONCE(test_refused_messages),
    UNIT_EACH(test_others, others),
    UNIT_ONCE(test_pages),
    UNIT_ONCE(test_preflight))
