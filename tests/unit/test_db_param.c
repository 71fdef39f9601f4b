/* Arrays in the forms that PostgreSQL takes and gives. */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "unit.h"

START_TEST(binary_array_of_bigint)
{
	static const unsigned char expected[] = {
		0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 2, 0, 0, 0, 1,
		0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 0,
		0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255,
	};
	struct arena *a = arena_new(1 << 20);
	struct db_array *array = db_array_new(a, 'I', 2);
	struct db_param p;

	db_array_integer(array, 256);
	db_array_integer(array, -1);
	p = db_array_end(array);
	ck_assert_int_eq(p.binary, 1);
	ck_assert_int_eq(p.length, sizeof(expected));
	ck_assert_mem_eq(p.bytes, expected, sizeof(expected));
	arena_free(a);
}
END_TEST

START_TEST(binary_array_of_text_with_null)
{
	static const unsigned char expected[] = {
		0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 2, 0, 0, 0, 1,
		0, 0, 0, 2, 'a', '"', 255, 255, 255, 255,
	};
	struct arena *a = arena_new(1 << 20);
	struct db_array *array = db_array_new(a, 't', 2);
	struct db_param p;

	db_array_text(array, "a\"");
	db_array_text(array, NULL);
	p = db_array_end(array);
	ck_assert_int_eq(p.length, sizeof(expected));
	ck_assert_mem_eq(p.bytes, expected, sizeof(expected));
	arena_free(a);
}
END_TEST

START_TEST(empty_array_has_no_dimension)
{
	static const unsigned char expected[] = {
		0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 23,
	};
	struct arena *a = arena_new(1 << 20);
	struct db_param p = db_array_end(db_array_new(a, 'i', 0));

	ck_assert_int_eq(p.length, sizeof(expected));
	ck_assert_mem_eq(p.bytes, expected, sizeof(expected));
	arena_free(a);
}
END_TEST

START_TEST(literal_quotes_everything)
{
	const char *const names[] = { "a", "b\"c", "d\\e", "{,}", "NULL", "" };
	struct arena *a = arena_new(1 << 20);

	ck_assert_str_eq(db_array_literal(a, names, 6),
	    "{\"a\",\"b\\\"c\",\"d\\\\e\",\"{,}\",\"NULL\",\"\"}");
	ck_assert_str_eq(db_array_literal(a, names, 0), "{}");
	arena_free(a);
}
END_TEST

UNIT_MAIN("db_param", binary_array_of_bigint, binary_array_of_text_with_null,
    empty_array_has_no_dimension, literal_quotes_everything)
