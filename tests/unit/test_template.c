/*
 * Places for values in JSON text.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "template.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static const struct template_variable variables[] = {
	{ { "name", 4 }, { "Ann \"A\"", 7 } },
	{ { "n", 1 }, { "$name$", 6 } },
	{ { "none", 4 }, { "", 0 } },
	{ { "\xE6\x96\x87", 3 }, { "\\\n", 2 } },
};

static const struct {
	const char *json, *filled;
} rows[] = {
	{ "\"hi $name$!\"", "\"hi Ann \\\"A\\\"!\"" },
	{ "\"$n$$none$$n$\"", "\"$name$$name$\"" },
	{ "\"$\"", "\"$\"" }, { "\"$$\"", "\"$$\"" },
	{ "\"$5 and $n$\"", "\"$5 and $name$\"" },
	{ "\"$name\"", "\"$name\"" }, { "\"$Name$\"", "\"$Name$\"" },
	{ "\"$x$n$y$\"", "\"$x$name$y$\"" },
	{ "{\"$n$\":[\"$n$\",1.0,null],\"a\":{\"$n$\":\"b\"}}",
	    "{\"$n$\":[\"$name$\",1.0,null],\"a\":{\"$n$\":\"b\"}}" },
	{ "[\"\xE6\x96\x87$\xE6\x96\x87$\",\"\\\"$n$\\\"\"]",
	    "[\"\xE6\x96\x87\\\\\\n\",\"\\\"$name$\\\"\"]" },
	{ "12", "12" }, { "true", "true" }, { "{}", "{}" },
};

START_TEST(filled)
{
	struct json_fault fault;
	struct buf out;

	buf_init(&out, arena, 1000);
	template_fill(&out, (struct json_slice){ rows[_i].json,
	    strlen(rows[_i].json) }, variables, UNIT_COUNT(variables));
	ck_assert_str_eq(out.bytes, rows[_i].filled);
	ck_assert_int_eq(json_scan(arena, out.bytes, out.length, &fault), OK);
}
END_TEST

START_TEST(bounded)
{
	struct buf out;

	buf_init(&out, arena, 10);
	template_fill(&out, (struct json_slice){ "\"$name$$name$\"", 14 },
	    variables, UNIT_COUNT(variables));
	ck_assert(out.overflow);
}
END_TEST

UNIT_MAIN_ROWS("template", set_up, tear_down, UNIT_EACH(filled, rows),
    UNIT_ONCE(bounded))
