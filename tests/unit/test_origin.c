/* Origins of web pages: which are well formed, and so fit for a header. */
#include <string.h>

#include "arena.h"
#include "origin.h"
#include "unit.h"

UNIT_ARENA(1 << 16)

static const struct row {
	const char *text;
	bool valid;
} rows[] = {
	{ "https://chat.example.org", true },
	{ "http://localhost:3000", true },
	{ "http://127.0.0.1:8080", true },
	{ "http://[::1]:8080", true },
	{ "https://xn--fiq228c.example", true },
	{ "chrome-extension://abcdefghijklmnop", true },
	{ "capacitor://localhost", true },
	{ "null", true },
	{ "", false },
	{ "*", false },
	{ "NULL", false },
	{ "nullx", false },
	{ "https://", false },
	{ "://x", false },
	{ "https:/x", false },
	{ "https:x", false },
	{ "1https://x", false },
	{ "-https://x", false },
	{ "https://x/", false },
	{ "https://x/path", false },
	{ "https://x?y", false },
	{ "https://x#y", false },
	{ "https://user@x", false },
	{ "HTTPS://x", false },
	{ "https://X", false },
	{ " https://x", false },
	{ "https://x ", false },
	{ "https://x, https://y", false },
	{ "https://x https://y", false },
	{ "https://x\r\nSet-Cookie: a=b", false },
	{ "https://x\ty", false },
	{ "https://x\x7f", false },
	{ "https://\xc3\xa4.example", false },
	{ "https://*.example.org", false },
	{ "https://x'y", false },
	{ "https://x\"y", false },
	{ "https://%", false },
};

START_TEST(each_is_judged)
{

	ck_assert_msg(origin_is_valid(rows[_i].text) == rows[_i].valid,
	    "\"%s\"", rows[_i].text);
}
END_TEST

START_TEST(length_is_bounded)
{
	char text[ORIGIN_MAX + 2];

	memset(text, 'a', sizeof(text));
	memcpy(text, "https://", 8);
	text[ORIGIN_MAX] = '\0';
	ck_assert(origin_is_valid(text));
	text[ORIGIN_MAX] = 'a';
	text[ORIGIN_MAX + 1] = '\0';
	ck_assert(!origin_is_valid(text));
}
END_TEST

/* Nothing is known, and nobody is asked. */
START_TEST(unknown_is_forbidden)
{

	ck_assert_ptr_null(origin_allowed(arena, 7, "https://x", false));
	ck_assert_ptr_null(origin_allowed(arena, 0, "https://x", false));
	/* What an empty place of the table looks like. */
	ck_assert_ptr_null(origin_allowed(arena, 0, "", false));
}
END_TEST

UNIT_MAIN_ROWS("origin", set_up, tear_down,
    UNIT_EACH(each_is_judged, rows),
    UNIT_ONCE(length_is_bounded),
    UNIT_ONCE(unknown_is_forbidden))
