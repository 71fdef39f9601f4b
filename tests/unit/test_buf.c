/* Buffers: they grow, end in a NUL, and stop at their maximum. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "unit.h"

START_TEST(appends)
{
	struct arena *a = arena_new(1024 * 1024);
	struct buf b;

	buf_init(&b, a, 1000);
	ck_assert_str_eq(b.bytes, "");
	buf_put(&b, NULL, 0);
	buf_put(&b, "ab\0c", 4);
	buf_putc(&b, 'd');
	buf_puts(&b, "");
	buf_puts(&b, "ef");
	buf_format(&b, "%03d", 7);
	ck_assert_uint_eq(b.length, 10);
	ck_assert_int_eq(memcmp(b.bytes, "ab\0cdef007", 11), 0);
	ck_assert(!b.overflow);
	arena_free(a);
}
END_TEST

START_TEST(grows_over_each_size)
{
	struct arena *a = arena_new(64 * 1024 * 1024);
	struct buf b;
	size_t i;

	buf_init(&b, a, 100000);
	for (i = 0; i < 100000; i++) {
		buf_putc(&b, (char)('a' + i % 26));
		ck_assert_int_eq(b.bytes[b.length], '\0');
	}
	ck_assert_uint_eq(b.length, 100000);
	for (i = 0; i < 100000; i++)
		ck_assert_int_eq(b.bytes[i], (char)('a' + i % 26));
	buf_putc(&b, 'x');
	ck_assert(b.overflow);
	ck_assert_uint_eq(b.length, 100000);
	arena_free(a);
}
END_TEST

/* A length put into a buffer that holds ${before} bytes of ${maximum}. */
static const struct {
	size_t maximum, before, length;
	bool overflow;
} edges[] = {
	{ 0, 0, 0, false },
	{ 0, 0, 1, true },
	{ 10, 0, 10, false },
	{ 10, 0, 11, true },
	{ 10, 9, 1, false },
	{ 10, 9, 2, true },
	{ 10, 10, 0, false },
	{ 300, 0, 255, false },		/* the first size, with its NUL */
	{ 300, 0, 256, false },
	{ 300, 1, 255, false },
	{ 300, 255, 45, false },
	{ 300, 255, 46, true },
	{ 5000, 100, 4900, false },
	{ 5000, 100, (size_t)-1, true },
	{ 5000, 100, (size_t)-100, true },
};

START_TEST(stops_at_its_maximum)
{
	struct arena *a = arena_new(1024 * 1024);
	struct buf b;
	char bytes[5000];
	size_t i;

	memset(bytes, 'x', sizeof(bytes));
	for (i = 0; i < UNIT_COUNT(edges); i++) {
		buf_init(&b, a, edges[i].maximum);
		buf_put(&b, bytes, edges[i].before);
		ck_assert(!b.overflow);
		buf_put(&b, bytes, edges[i].length);
		ck_assert_msg(b.overflow == edges[i].overflow, "%zu", i);
		ck_assert_uint_eq(b.length, edges[i].before +
		    (edges[i].overflow ? 0 : edges[i].length));
		ck_assert_uint_eq(strlen(b.bytes), b.length);
		/* After an overflow nothing more fits. */
		if (b.overflow) {
			buf_puts(&b, "y");
			ck_assert_uint_eq(b.length, edges[i].before);
		}
		arena_reset(a);
	}
	arena_free(a);
}
END_TEST

START_TEST(formats_what_is_long)
{
	struct arena *a = arena_new(1024 * 1024);
	struct buf b;
	int length;

	for (length = 250; length < 260; length++) {
		buf_init(&b, a, 300);
		buf_format(&b, "%*d", length, 5);
		ck_assert_uint_eq(b.length, (size_t)length);
		ck_assert_int_eq(b.bytes[length - 1], '5');
	}
	buf_format(&b, "%*d", 1000, 5);
	ck_assert(b.overflow);
	arena_free(a);
}
END_TEST

START_TEST(reserves)
{
	struct arena *a = arena_new(1024 * 1024);
	struct buf b;
	char *place;

	buf_init(&b, a, 2000);
	buf_puts(&b, "head");
	place = buf_reserve(&b, 1996);
	ck_assert_ptr_nonnull(place);
	memset(place, 'z', 1996);
	b.length += 1996;
	b.bytes[b.length] = '\0';
	ck_assert_int_eq(memcmp(b.bytes, "headz", 5), 0);
	ck_assert_ptr_null(buf_reserve(&b, 1));
	ck_assert(b.overflow);
	arena_free(a);
}
END_TEST

UNIT_MAIN("buf", appends, grows_over_each_size, stops_at_its_maximum,
    formats_what_is_long, reserves)
