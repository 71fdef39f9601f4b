/* Message ids: form, order, uniqueness, and that leases are used up in order. */
#include <string.h>
#include <time.h>

#include "id.h"
#include "unit.h"

static void
lease(struct id_supply *supply, size_t need, int64_t *sequence)
{
	size_t i, missing = id_missing(supply, need);

	for (i = 0; i < missing; i++) {
		id_lease(supply, *sequence);
		*sequence += ID_BLOCK;
	}
}

START_TEST(has_time_and_number)
{
	struct id_supply supply = { 0 };
	int64_t sequence = 1, id;

	lease(&supply, 1, &sequence);
	id = id_next(&supply, 1763000000123);
	ck_assert_int_eq(id_time(id), 1763000000123);
	ck_assert_int_eq(id & 0xFFFFF, 1);
	ck_assert_int_gt(id, 999999999999999999);	/* 19 digits */
}
END_TEST

START_TEST(rises_within_a_process)
{
	struct id_supply supply = { 0 };
	int64_t sequence = 1048570, id, last = 0;	/* wraps on the way */
	int i;

	for (i = 0; i < 5000; i++) {
		/* A clock that goes back now and then. */
		lease(&supply, 1, &sequence);
		id = id_next(&supply, 1763000000000 + i / 100 - i % 7);
		ck_assert_int_gt(id, last);
		last = id;
	}
}
END_TEST

START_TEST(asks_for_what_is_missing)
{
	struct id_supply supply = { 0 };
	int64_t sequence = 64;
	int i;

	ck_assert_uint_eq(id_missing(&supply, 0), 0);
	ck_assert_uint_eq(id_missing(&supply, 1), 1);
	ck_assert_uint_eq(id_missing(&supply, 64), 1);
	ck_assert_uint_eq(id_missing(&supply, 65), 2);
	lease(&supply, 100, &sequence);
	ck_assert_uint_eq(id_missing(&supply, 128), 0);
	for (i = 0; i < 65; i++)
		(void)id_next(&supply, 1763000000000);
	ck_assert_uint_eq(id_missing(&supply, 63), 0);
	ck_assert_uint_eq(id_missing(&supply, 64), 1);
}
END_TEST

START_TEST(is_unique_over_two_supplies)
{
	struct id_supply a = { 0 }, b = { 0 };
	int64_t sequence = 1, ids[2000];
	int i, k;

	for (i = 0; i < 2000; i += 2) {
		lease(&a, 1, &sequence);
		lease(&b, 1, &sequence);
		ids[i] = id_next(&a, 1763000000000);
		ids[i + 1] = id_next(&b, 1763000000000);
	}
	for (i = 0; i < 2000; i++)
		for (k = 0; k < i; k++)
			ck_assert_int_ne(ids[i], ids[k]);
}
END_TEST

START_TEST(goes_on_when_the_clock_steps_back)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000000L };
	struct id_supply supply = { 0 };
	int64_t sequence = 1, first, second;

	lease(&supply, 3, &sequence);
	first = id_next(&supply, 1763000000000);
	nanosleep(&pause, NULL);
	second = id_next(&supply, 1763000000000 - 3600 * 1000);
	ck_assert_int_ge(id_time(second) - id_time(first), 20);
	ck_assert_int_lt(id_time(second) - id_time(first), 3600 * 1000);
	/* And follows the clock when it has caught up. */
	ck_assert_int_eq(id_time(id_next(&supply, 1763003600000)),
	    1763003600000);
}
END_TEST

/* Both parts come back, the seconds lead, and the form rises with the id. */
START_TEST(hex_form)
{
	const int64_t conv = 0x7EDCBA9876543210LL;
	int64_t id = (1488949021290LL << ID_NUMBER_BITS) | 0xABCDE;
	char text[ID_HEX + 1], next[ID_HEX + 1];
	int64_t back, prefix;
	int i;

	id_hex(id, conv, text);
	ck_assert_int_eq(strncmp(text, "58bf8f1d", 8), 0);
	ck_assert(id_from_hex(text, &back, &prefix));
	ck_assert_int_eq(back, id);
	ck_assert_int_eq(prefix, conv >> ID_CONV_SHIFT);
	for (i = 0; i < 3000; i++) {
		id += (1LL << ID_NUMBER_BITS) + i;
		id_hex(id, conv, next);
		ck_assert_int_gt(strcmp(next, text), 0);
		ck_assert(id_from_hex(next, &back, &prefix));
		ck_assert_int_eq(back, id);
		memcpy(text, next, sizeof(text));
	}
}
END_TEST

START_TEST(hex_that_is_none)
{
	static const char *const none[] = {
		"", "58bf8f1d", "58bf8f1dc3b24c04d19d9add0",
		"58BF8F1DC3B24C04D19D9ADD", "58bf8f1dc3b24c04d19d9adg",
		"58bf8f1dffb24c04d19d9add",	/* 1,022 milliseconds */
	};
	int64_t id, prefix;
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_msg(!id_from_hex(none[i], &id, &prefix), "%s",
		    none[i]);
}
END_TEST

UNIT_MAIN("id", hex_form, hex_that_is_none, has_time_and_number,
    goes_on_when_the_clock_steps_back, rises_within_a_process,
    asks_for_what_is_missing, is_unique_over_two_supplies)
