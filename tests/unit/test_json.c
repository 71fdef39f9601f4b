/*
 * JSON behind the scanner: objects and looking into them, pieces of the
 * source and their compact form, and the writer.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json.h"
#include "unit.h"

UNIT_ARENA(16 << 20)

static struct json_fault fault;

static struct json_object *
parse(const char *text)
{
	struct json_object *root;

	ck_assert_msg(json_parse(arena, text, strlen(text), &root, &fault) ==
	    OK, "%s: %s", text, fault.words);
	return (root);
}

START_TEST(parses_and_looks_up)
{
	struct json_object *root = parse("{\"s\":\"t\",\"n\":null,\"i\":1,"
	    "\"a\":[1,2],\"o\":{\"x\":true},\"\\u4e2d\":\"\\ud83d\\ude00\"}");

	ck_assert(json_is(root, json_type_object));
	ck_assert(!json_is(root, json_type_array));
	ck_assert_str_eq(json_string(json_get(root, "s")), "t");
	ck_assert_ptr_null(json_string(json_get(root, "i")));
	ck_assert_ptr_null(json_string(json_get(root, "n")));
	ck_assert_ptr_null(json_string(NULL));
	ck_assert_ptr_null(json_get(root, "n"));
	ck_assert_ptr_null(json_get(root, "none"));
	ck_assert_ptr_null(json_get(NULL, "s"));
	ck_assert_ptr_null(json_get(json_get(root, "a"), "s"));
	ck_assert_ptr_null(json_get(json_get(root, "s"), "s"));
	ck_assert(json_has(root, "n"));
	ck_assert(!json_has(root, "none"));
	ck_assert(!json_has(NULL, "n"));
	ck_assert(!json_has(json_get(root, "a"), "n"));
	ck_assert(!json_is(json_get(root, "n"), json_type_null));
	ck_assert(json_is(json_get(root, "a"), json_type_array));
	ck_assert(json_is(json_get(json_get(root, "o"), "x"),
	    json_type_boolean));
	ck_assert_str_eq(json_string(json_get(root, "\xe4\xb8\xad")),
	    "\xf0\x9f\x98\x80");
}
END_TEST

/* Characters of which the last 16 bits are those of half a pair. */
START_TEST(parses_pairs)
{

	ck_assert_str_eq(json_string(parse("\"a\\ud836\\udc13\\uD9F6\\uDC88\"")),
	    "a\xf0\x9d\xa0\x93\xf2\x8d\xa2\x88");
	ck_assert_str_eq(json_string(parse("\"\\\\ud836\\\\udc13\\n\\ud7ff\"")),
	    "\\ud836\\udc13\n\xed\x9f\xbf");
	ck_assert_str_eq(json_string(json_get(parse(
	    "{\"\\uD836\\uDC13\":\"\\\"\\uDBFF\\uDFFF\"}"),
	    "\xf0\x9d\xa0\x93")), "\"\xf4\x8f\xbf\xbf");
}
END_TEST

START_TEST(parses_scalars_and_the_deepest)
{
	struct json_object *root;
	int i;

	ck_assert_ptr_null(parse("null"));
	ck_assert_ptr_null(parse(" null "));
	ck_assert(json_is(parse("12"), json_type_int));
	ck_assert(json_is(parse("1.0"), json_type_double));
	ck_assert(json_is(parse("1e400"), json_type_double));
	ck_assert(json_is(parse("true"), json_type_boolean));
	ck_assert_str_eq(json_string(parse("\"x\"")), "x");
	root = parse("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"deep\"]]]]]]]]]]]]]]]]"
	    "]]]]]]]]]]]]]]]]");
	for (i = 0; i < JSON_DEPTH; i++)
		root = json_object_array_get_idx(root, 0);
	ck_assert_str_eq(json_string(root), "deep");
	root = NULL;
	ck_assert_int_eq(json_parse(arena, "{\"a\":1,}", 8, &root, &fault),
	    ERR_BAD_JSON);
	ck_assert_ptr_null(root);
	/* The length counts, not a NUL. */
	ck_assert_int_eq(json_integer(parse("1"), false, &(int64_t){ 0 }), 1);
	ck_assert_int_eq(json_parse(arena, "12345x", 5, &root, &fault), OK);
	ck_assert_int_eq(json_object_get_int(root), 12345);
}
END_TEST

static const struct {
	const char *text;
	bool strict, lenient;	/* whether it is a whole number */
	int64_t number;
} integers[] = {
	{ "0", true, true, 0 },
	{ "-0", true, true, 0 },
	{ "7", true, true, 7 },
	{ "-7", true, true, -7 },
	{ "9223372036854775807", true, true, INT64_MAX },
	{ "-9223372036854775807", true, true, -INT64_MAX },
	{ "9223372036854775808", false, false, 0 },
	{ "18446744073709551615", false, false, 0 },
	{ "18446744073709551616", false, false, 0 },
	{ "12345678901234567890123", false, false, 0 },
	{ "-9223372036854775808", false, false, 0 },
	{ "-9223372036854775809", false, false, 0 },
	{ "-12345678901234567890123", false, false, 0 },
	{ "1.0", false, false, 0 },
	{ "1e3", false, false, 0 },
	{ "true", false, false, 0 },
	{ "null", false, false, 0 },
	{ "[1]", false, false, 0 },
	{ "{}", false, false, 0 },
	{ "\"7\"", false, true, 7 },
	{ "\"007\"", false, true, 7 },
	{ "\"1024000\"", false, true, 1024000 },
	{ "\"9223372036854775807\"", false, true, INT64_MAX },
	{ "\"9223372036854775808\"", false, false, 0 },
	{ "\"99999999999999999999\"", false, false, 0 },
	{ "\"\"", false, false, 0 },
	{ "\" 7\"", false, false, 0 },
	{ "\"7 \"", false, false, 0 },
	{ "\"+7\"", false, false, 0 },
	{ "\"0x7\"", false, false, 0 },
	{ "\"7.0\"", false, false, 0 },
	{ "\"1e3\"", false, false, 0 },
	{ "\"-\"", false, false, 0 },
	{ "\"--7\"", false, false, 0 },
	{ "\"7\\n\"", false, false, 0 },
	{ "\"\xef\xbc\x97\"", false, false, 0 },
};

START_TEST(reads_whole_numbers)
{
	struct json_object *value;
	int64_t number;
	size_t i;

	for (i = 0; i < UNIT_COUNT(integers); i++) {
		value = parse(integers[i].text);
		ck_assert_msg(json_integer(value, false, &number) ==
		    integers[i].strict, "%s", integers[i].text);
		if (integers[i].strict)
			ck_assert_int_eq(number, integers[i].number);
		ck_assert_msg(json_integer(value, true, &number) ==
		    integers[i].lenient, "%s", integers[i].text);
		if (integers[i].lenient)
			ck_assert_int_eq(number, integers[i].number);
	}
	ck_assert(!json_integer(NULL, true, &number));
}
END_TEST

/* A copy that ends where the text ends, for the sanitizer. */
static struct json_slice
slice_of(const char *text)
{
	struct json_slice slice = { NULL, strlen(text) };

	slice.bytes = arena_memdup(arena, text, slice.length);
	ck_assert_msg(json_scan(arena, slice.bytes, slice.length, &fault) ==
	    OK, "%s: %s", text, fault.words);
	return (slice);
}

static const struct {
	const char *text, *name, *value;	/* NULL: absent */
} members[] = {
	{ "{}", "a", NULL },
	{ " { } ", "a", NULL },
	{ "{\"a\":1}", "a", "1" },
	{ "{\"a\":1}", "", NULL },
	{ "{\"\":1}", "", "1" },
	{ "{\"a\":1}", "b", NULL },
	{ "{\"ab\":1}", "a", NULL },
	{ "{\"a\":1}", "ab", NULL },
	{ "\n{ \"a\" :\t1.0 , \"b\" : 2 }\n", "a", "1.0" },
	{ "\n{ \"a\" :\t1.0 , \"b\" : 2 }\n", "b", "2" },
	{ "{\"a\":null}", "a", "null" },
	{ "{\"a\":\"x\"}", "a", "\"x\"" },
	{ "{\"a\":\"}\\\"{\",\"b\":[ 1 , {} ]}", "b", "[ 1 , {} ]" },
	{ "{\"o\":{\"a\":1},\"a\":2}", "a", "2" },
	{ "{\"o\":{\"a\":1}}", "a", NULL },
	{ "{\"o\":[{\"a\":1}]}", "a", NULL },
	{ "{\"o\":\"a\",\"b\":\"\\\"a\\\":1\"}", "a", NULL },
	{ "{\"\\u0061\":1}", "a", "1" },
	{ "{\"\\u0061b\":1}", "a", NULL },
	{ "{\"\\u0061\":1}", "ab", NULL },
	{ "{\"\\u4e2d\\ud83d\\ude00\":[]}", "\xe4\xb8\xad\xf0\x9f\x98\x80",
	    "[]" },
	{ "{\"\\u4e2d\":[]}", "\xe4\xb8\xae", NULL },
	{ "{\"\\\\\":1,\"\\\"\":2}", "\"", "2" },
	{ "{\"a\\/b\":1}", "a/b", "1" },
	{ "{\"a\":{\"b\":\"]\"},\"c\":-1e5}", "c", "-1e5" },
	{ "{\"a\":true,\"b\":false}", "a", "true" },
};

START_TEST(finds_members_in_the_source)
{
	struct json_slice text, value;
	size_t i;
	bool found;

	for (i = 0; i < UNIT_COUNT(members); i++) {
		text = slice_of(members[i].text);
		found = json_member(text.bytes, text.length, members[i].name,
		    &value);
		ck_assert_msg(found == (members[i].value != NULL), "%s: %s",
		    members[i].text, members[i].name);
		if (found)
			ck_assert_str_eq(arena_strndup(arena, value.bytes,
			    value.length), members[i].value);
	}
}
END_TEST

static const struct {
	const char *text, *compact;
} compacts[] = {
	{ "null", "null" }, { " true\n", "true" }, { "[ ]", "[]" },
	{ "{\t}", "{}" }, { "1.0", "1.0" }, { "1e400", "1e400" },
	{ "-0", "-0" }, { "1E+05", "1E+05" }, { "0.10", "0.10" },
	{ "1234567890123456789", "1234567890123456789" },
	{ "12345678901234567890123", "12345678901234567890123" },
	{ "[ 1 , 2.50,\r\n3 ]", "[1,2.50,3]" },
	{ "{ \"b\" : 1 ,\n\"a\" : { \"c\" : [ ] } }",
	    "{\"b\":1,\"a\":{\"c\":[]}}" },
	{ "\" a  b \"", "\" a  b \"" },
	{ "\"\xe4\xb8\xad\xe6\x96\x87\"", "\"\xe4\xb8\xad\xe6\x96\x87\"" },
	{ "\"\\u4e2d\\u6587\"", "\"\xe4\xb8\xad\xe6\x96\x87\"" },
	{ "\"\\u0041\\u00e9\\u07ff\\uffff\"",
	    "\"A\xc3\xa9\xdf\xbf\xef\xbf\xbf\"" },
	{ "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
	{ "\"\\uDBFF\\uDFFF\\ud800\\udc00\"",
	    "\"\xf4\x8f\xbf\xbf\xf0\x90\x80\x80\"" },
	{ "\"\\/ /\"", "\"/ /\"" },
	{ "\"\\\" \\u0022\"", "\"\\\" \\\"\"" },
	{ "\"\\\\ \\u005c \\u005C\"", "\"\\\\ \\\\ \\\\\"" },
	{ "\"\\b\\f\\n\\r\\t\"", "\"\\b\\f\\n\\r\\t\"" },
	{ "\"\\u0008\\u000c\\u000a\\u000d\\u0009\"",
	    "\"\\b\\f\\n\\r\\t\"" },
	{ "\"\\u0001\\u000b\\u000B\\u001f\"",
	    "\"\\u0001\\u000b\\u000b\\u001f\"" },
	{ "\"\\u007f\x7f\"", "\"\x7f\x7f\"" },
	{ "\"\\\\u0041\"", "\"\\\\u0041\"" },
	{ "\"\\\\\\\" ] , }\"", "\"\\\\\\\" ] , }\"" },
	{ "{\"\\u0061\" : \"\\u0062\"}", "{\"a\":\"b\"}" },
	{ "[\"a b\", \"c\\td\" , \"\"]", "[\"a b\",\"c\\td\",\"\"]" },
};

static const char *
compact(struct json_slice slice)
{
	struct buf out;

	buf_init(&out, arena, 4096);
	json_compact(&out, slice);
	ck_assert(!out.overflow);
	return (out.bytes);
}

START_TEST(makes_compact)
{
	const char *once;
	size_t i;

	for (i = 0; i < UNIT_COUNT(compacts); i++) {
		once = compact(slice_of(compacts[i].text));
		ck_assert_str_eq(once, compacts[i].compact);
		ck_assert_str_eq(compact(slice_of(once)), once);
	}
}
END_TEST

static const struct {
	const char *text, *name, *compact;
} leavings[] = {
	{ "{}", "a", "{}" },
	{ "{ \"a\" : 1 }", "a", "{}" },
	{ "{ \"a\" : 1 }", "b", "{\"a\":1}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "a", "{\"b\":2,\"c\":3}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "b", "{\"a\":1,\"c\":3}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "c", "{\"a\":1,\"b\":2}" },
	{ "{\"\\u0061\":1,\"b\":{\"a\":1.0}}", "a", "{\"b\":{\"a\":1.0}}" },
	{ "{\"x\":\"a\",\"a\":\"\\u0078\"}", "a", "{\"x\":\"a\"}" },
	{ "{\"a\":[ 1 , 2 ],\"b\":\"\\u4e2d\"}", "a",
	    "{\"b\":\"\xe4\xb8\xad\"}" },
};

START_TEST(compacts_without)
{
	struct buf out;
	size_t i;

	for (i = 0; i < UNIT_COUNT(leavings); i++) {
		buf_init(&out, arena, 4096);
		json_compact_without(&out, slice_of(leavings[i].text),
		    leavings[i].name);
		ck_assert_str_eq(out.bytes, leavings[i].compact);
	}
}
END_TEST

START_TEST(compact_respects_the_maximum)
{
	struct buf out;

	buf_init(&out, arena, 8);
	json_compact(&out, slice_of("[ 1, 2, 3 ]"));
	ck_assert(!out.overflow);
	buf_init(&out, arena, 6);
	json_compact(&out, slice_of("[ 1, 2, 3 ]"));
	ck_assert(out.overflow);
	ck_assert_uint_le(out.length, 6);
}
END_TEST

START_TEST(writes)
{
	struct json_writer w;
	struct buf out;

	buf_init(&out, arena, 4096);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_string(&w, "s", "a\"b\\c/\n\x01\x7f\xe4\xb8\xad");
	json_put_integer(&w, "min", INT64_MIN);
	json_put_bool(&w, "yes", true);
	json_write_name(&w, "array");
	json_write_array(&w);
	json_write_integer(&w, 0);
	json_write_bool(&w, false);
	json_write_null(&w);
	json_write_string(&w, "");
	json_write_string(&w, NULL);
	json_write_array(&w);
	json_write_array_end(&w);
	json_write_object(&w);
	json_write_object_end(&w);
	json_write_raw(&w, "1.0x", 3);
	json_write_array_end(&w);
	json_write_name(&w, "quo\"te");
	json_write_object(&w);
	json_write_object_end(&w);
	json_put_integer(&w, "max", INT64_MAX);
	json_write_object_end(&w);
	ck_assert_str_eq(out.bytes, "{\"s\":\"a\\\"b\\\\c/\\n\\u0001\x7f"
	    "\xe4\xb8\xad\",\"min\":-9223372036854775808,\"yes\":true,"
	    "\"array\":[0,false,null,\"\",null,[],{},1.0],\"quo\\\"te\":{},"
	    "\"max\":9223372036854775807}");
	ck_assert_int_eq(json_scan(arena, out.bytes, out.length, &fault), OK);
}
END_TEST

/* What is written is read back, whatever bytes a string holds. */
START_TEST(writes_what_it_reads)
{
	struct json_writer w;
	char string[3] = { 0 };
	struct buf out;
	int c;

	for (c = 1; c < 0x80; c++) {
		string[0] = (char)c;
		string[1] = (char)(0x80 - c);
		buf_init(&out, arena, 4096);
		json_write_begin(&w, &out);
		json_write_string(&w, string);
		ck_assert_str_eq(json_string(parse(out.bytes)), string);
		ck_assert_str_eq(compact(slice_of(out.bytes)), out.bytes);
		arena_reset(arena);
	}
}
END_TEST

UNIT_MAIN_WITH("json", set_up, tear_down, parses_and_looks_up,
    parses_pairs, parses_scalars_and_the_deepest, reads_whole_numbers,
    finds_members_in_the_source, makes_compact, compacts_without,
    compact_respects_the_maximum, writes, writes_what_it_reads)
