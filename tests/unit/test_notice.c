/* notice: places go into payloads and come out again, whoever wrote them. */
#include <string.h>

#include "arena.h"
#include "notice.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static void
check_round(const struct notice *notices, size_t count, size_t wanted)
{
	const char **payloads, *s;
	struct notice read;
	size_t i, k = 0, n;

	n = notice_payloads(arena, notices, count, &payloads);
	ck_assert_uint_eq(n, wanted);
	for (i = 0; i < n; i++) {
		s = payloads[i];
		ck_assert_uint_le(strlen(s), NOTICE_BYTES);
		ck_assert_uint_gt(strlen(s), 0);
		for (; notice_next(&s, &read); k++) {
			ck_assert_uint_lt(k, count);
			ck_assert_int_eq(read.app_id, notices[k].app_id);
			ck_assert_int_eq(read.conv, notices[k].conv);
			ck_assert_int_eq(read.id, notices[k].id);
		}
		ck_assert_str_eq(s, "");
	}
	ck_assert_uint_eq(k, count);
}

START_TEST(few)
{
	static const struct notice notices[] = {
		{ 1, 2, 3 }, { 7, INT64_MAX, 0 },
		{ INT64_MIN, INT64_MIN, INT64_MIN },
	};
	const char **payloads;

	check_round(notices, 0, 0);
	check_round(notices, 1, 1);
	check_round(notices, 3, 1);
	notice_payloads(arena, notices, 2, &payloads);
	ck_assert_str_eq(payloads[0], "1.2.3 7.9223372036854775807.0");
}
END_TEST

/* As many as the longest and the shortest places of a transaction. */
START_TEST(many)
{
	enum { COUNT = 4000 };
	struct notice *notices = arena_array(arena, struct notice, COUNT);
	size_t i;

	for (i = 0; i < COUNT; i++)
		notices[i] = (struct notice){ 1, (int64_t)(i % 10), 2 };
	/* Five bytes and a blank each: 1,316 in 7,900. */
	check_round(notices, 1316, 1);
	check_round(notices, 1317, 2);
	check_round(notices, COUNT, 4);
	for (i = 0; i < COUNT; i++)
		notices[i] = (struct notice){ INT64_MIN, INT64_MIN,
		    INT64_MIN };
	/* 62 and a blank: 125. */
	check_round(notices, 125, 1);
	check_round(notices, 126, 2);
	check_round(notices, COUNT, 32);
}
END_TEST

static const struct {
	const char *payload;
	size_t places;
} foreign[] = {
	{ "", 0 }, { " ", 0 }, { "hello", 0 }, { "1", 0 }, { "1.2", 0 },
	{ "1.2.", 0 }, { "1.2.x", 0 }, { "1.2.3x", 0 }, { "1.2.3.4", 0 },
	{ "1..3", 0 }, { ".2.3", 0 }, { "1. 2.3", 0 }, { "+1.2.3", 0 },
	{ "-.2.3", 0 }, { "{\"app\":1}", 0 }, { "1.2.3 x", 1 },
	{ " 1.2.3", 1 }, { "1.2.3  4.5.6 ", 2 }, { "1.2.3\n4.5.6", 0 },
};

START_TEST(strange)
{
	const char *s = foreign[_i].payload, *end = s + strlen(s);
	struct notice read;
	size_t n = 0;

	while (notice_next(&s, &read))
		n++;
	ck_assert_uint_eq(n, foreign[_i].places);
	ck_assert(s >= foreign[_i].payload && s <= end);
}
END_TEST

UNIT_MAIN_ROWS("notice", set_up, tear_down, UNIT_ONCE(few), UNIT_ONCE(many),
    UNIT_EACH(strange, foreign))
