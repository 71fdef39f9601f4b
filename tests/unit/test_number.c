/* What msgctl reads as numbers, and what it shows of connection strings. */
#include <string.h>

#include "../../bin/msgctl/dsn.c"
#include "../../bin/msgctl/number.c"
#include "unit.h"

START_TEST(integers)
{
	static const char *const wrong[] = {
		"", "-", "+1", " 1", "1 ", "1x", "0x10", "1.0", "--1",
		"9223372036854775808", "-9223372036854775809",
		"99999999999999999999999",
	};
	int64_t n = 77;
	size_t i;

	for (i = 0; i < UNIT_COUNT(wrong); i++)
		ck_assert(!parse_integer(wrong[i], INT64_MIN, INT64_MAX, &n));
	ck_assert_int_eq(n, 77);
	ck_assert(parse_integer("9223372036854775807", 0, INT64_MAX, &n));
	ck_assert_int_eq(n, INT64_MAX);
	ck_assert(parse_integer("-9223372036854775808", INT64_MIN, 0, &n));
	ck_assert_int_eq(n, INT64_MIN);
	ck_assert(parse_integer("007", 7, 7, &n));
	ck_assert(!parse_integer("6", 7, 9, &n));
	ck_assert(!parse_integer("10", 7, 9, &n));
}
END_TEST

START_TEST(factors)
{
	static const struct {
		const char *text;
		int32_t percent;	/* 0: refused */
		const char *shown;
	} cases[] = {
		{ "2", 200, "2" }, { "0.5", 50, "0.5" }, { "1.25", 125, "1.25" },
		{ "0.01", 1, "0.01" }, { "10", 1000, "10" },
		{ "1000000", 100000000, "1000000" }, { "2.50", 250, "2.5" },
		{ "0", 0, "" }, { "0.00", 0, "" }, { "1000000.01", 0, "" },
		{ "1.", 0, "" }, { ".5", 0, "" }, { "1..", 0, "" },
		{ "1.2.3", 0, "" }, { "-1", 0, "" }, { "1e3", 0, "" },
		{ "", 0, "" }, { "1.234", 0, "" }, { "99999999999999", 0, "" },
		{ "99999999999999999999999999", 0, "" },
	};
	int32_t percent;
	char text[24];
	size_t i;

	for (i = 0; i < UNIT_COUNT(cases); i++) {
		percent = 0;
		ck_assert_msg(parse_factor(cases[i].text, &percent) ==
		    (cases[i].percent != 0), "%s", cases[i].text);
		ck_assert_int_eq(percent, cases[i].percent);
		if (percent == 0)
			continue;
		factor_text(percent, text);
		ck_assert_str_eq(text, cases[i].shown);
	}
}
END_TEST

START_TEST(passwords_are_masked)
{
	static const char *const secret[] = {
		"host=/tmp password=geheim", "password = 'ge\\'heim' user=u",
		"postgresql://u:geheim@host/db", "postgres:///?password=geheim",
		"sslpassword=geheim",
	};
	static const char *const open[] = {
		"", "dbname=geheim", "postgresql://u@host/geheim",
	};
	struct arena *arena = arena_new(1 << 20);
	size_t i;

	for (i = 0; i < UNIT_COUNT(secret); i++) {
		ck_assert_ptr_null(strstr(dsn_masked(arena, secret[i]),
		    "heim"));
		ck_assert_ptr_nonnull(strstr(dsn_masked(arena, secret[i]),
		    "***"));
	}
	for (i = 0; i < UNIT_COUNT(open); i++)
		ck_assert_str_eq(dsn_masked(arena, open[i]), open[i]);
	/* What libpq does not understand may hold one too. */
	ck_assert_ptr_null(strstr(dsn_masked(arena, "passwort geheim"),
	    "geheim"));
	ck_assert_str_eq(dsn_user(arena, "user=me host=/nonexistent"), "me");
	arena_free(arena);
}
END_TEST

UNIT_MAIN("number", integers, factors, passwords_are_masked)
