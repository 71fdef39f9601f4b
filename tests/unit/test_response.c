/*
 * response: the CGI form to the byte, for GET, HEAD and 204.
 */
#include <signal.h>
#include <string.h>

#include "arena.h"
#include "http.h"
#include "unit.h"

static struct arena *arena;
static struct http_response response;

static void
set_up(void)
{

	arena = arena_new(8 * RESPONSE_MAX);
	memset(&response, 0, sizeof(response));
	response.status = 200;
	buf_init(&response.body, arena, RESPONSE_MAX);
	buf_puts(&response.body, "{\"a\":1}");
	http_response_header(&response, "X-A", "b c");
}

static void
tear_down(void)
{

	arena_free(arena);
}

START_TEST(test_forms)
{

	ck_assert_str_eq(http_response_bytes(&response, false, arena)->bytes,
	    "Status: 200 OK\r\nX-A: b c\r\nContent-Length: 7\r\n\r\n"
	    "{\"a\":1}");
	ck_assert_str_eq(http_response_bytes(&response, true, arena)->bytes,
	    "Status: 200 OK\r\nX-A: b c\r\nContent-Length: 7\r\n\r\n");
	response.status = 204;
	ck_assert_str_eq(http_response_bytes(&response, false, arena)->bytes,
	    "Status: 204 No Content\r\nX-A: b c\r\n\r\n");
}
END_TEST

START_TEST(test_large)
{
	struct buf *out;
	size_t size = RESPONSE_MAX - response.body.length;

	memset(buf_reserve(&response.body, size), 'x', size);
	response.body.length += size;
	out = http_response_bytes(&response, false, arena);
	ck_assert(!out->overflow);
	ck_assert_uint_gt(out->length, RESPONSE_MAX);
	ck_assert_int_eq(out->bytes[out->length - 1], 'x');
}
END_TEST

/* A header that could split the answer is a broken program. */
START_TEST(test_control)
{

	http_response_header(&response, "X-B", "a\r\nX-C: d");
}
END_TEST

START_TEST(test_unavailable)
{
	const char *answer = http_unavailable();

	ck_assert_int_eq(strncmp(answer, "Status: 503 ", 12), 0);
	ck_assert_ptr_nonnull(strstr(answer, "\r\nRetry-After: 1\r\n"));
	ck_assert_ptr_nonnull(strstr(answer, "\r\n\r\n{\"RC\":503,"));
	ck_assert_ptr_nonnull(strstr(answer, "\"error\":\"service_unav"));
}
END_TEST

UNIT_MAIN_ROWS("response", set_up, tear_down,
    UNIT_ONCE(test_forms),
    UNIT_ONCE(test_large),
    UNIT_DIES(test_control, SIGABRT),
    UNIT_ONCE(test_unavailable))
