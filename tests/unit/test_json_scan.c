/*
 * The strict scanner: what it accepts, what it refuses, and with which words
 * and at which place it does.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json.h"
#include "unit.h"
#include "utf8.h"

/* A text that may hold NULs, and its length. */
#define T(text) text, sizeof(text) - 1

struct text {
	const char *bytes;
	size_t length;
};

UNIT_ARENA(64 << 20)

static struct json_fault fault;

/* Scan a copy that ends where the text ends, so that a sanitizer sees reads
 * behind it; and see to it that words of a fault are fit to be shown. */
static enum err
scan(const char *bytes, size_t length)
{
	enum err e;

	memset(&fault, 0, sizeof(fault));
	e = json_scan(arena, arena_memdup(arena, bytes, length), length,
	    &fault);
	if (e == OK)
		return (OK);
	ck_assert_int_eq(e, ERR_BAD_JSON);
	ck_assert_ptr_nonnull(fault.words);
	ck_assert_uint_gt(strlen(fault.words), 0);
	ck_assert_uint_lt(strlen(fault.words), 200);
	ck_assert(utf8_valid(fault.words, strlen(fault.words)));
	ck_assert_uint_ge(fault.line, 1);
	ck_assert_uint_ge(fault.column, 1);
	ck_assert_uint_le(fault.column, length + 1);
	return (e);
}

static const struct text accepted[] = {
	{ T("null") }, { T("true") }, { T("false") }, { T("0") }, { T("-0") },
	{ T("1") }, { T("-1") }, { T("10") }, { T("1234567890") },
	{ T("0.0") }, { T("1.0") }, { T("-0.5") }, { T("1.5") },
	{ T("1e5") }, { T("1E5") }, { T("1e+5") }, { T("1e-5") },
	{ T("0e0") }, { T("1.25e10") }, { T("-1.5E-10") }, { T("1e400") },
	{ T("-1e-400") }, { T("9223372036854775807") },
	{ T("-9223372036854775808") }, { T("18446744073709551616") },
	{ T("123456789012345678901234567890") }, { T("1e000005") },
	{ T(" 1") }, { T("1 ") }, { T("\t1\n") }, { T("\r\n 1 \r\n") },
	{ T("\"\"") }, { T("\"a\"") }, { T("\" \"") }, { T("\"\x7f\"") },
	{ T("\"\\\"\"") }, { T("\"\\\\\"") }, { T("\"\\/\"") },
	{ T("\"/\"") }, { T("\"\\b\\f\\n\\r\\t\"") }, { T("\"\\u0001\"") },
	{ T("\"\\u0041\"") }, { T("\"\\u00e9\"") }, { T("\"\\u4E2D\"") },
	{ T("\"\\u4e2d\"") }, { T("\"\\uFFFF\"") }, { T("\"\\ufffe\"") },
	{ T("\"\\ud83d\\ude00\"") }, { T("\"\\uD83D\\uDE00\"") },
	{ T("\"\\ud800\\udc00\"") }, { T("\"\\udbff\\udfff\"") },
	{ T("\"\\ud83d\\ude00\\ud83d\\ude00\"") }, { T("\"\\ud7ff\"") },
	{ T("\"\\ue000\"") }, { T("\"\xc2\x80\"") }, { T("\"\xdf\xbf\"") },
	{ T("\"\xe0\xa0\x80\"") }, { T("\"\xed\x9f\xbf\"") },
	{ T("\"\xee\x80\x80\"") }, { T("\"\xef\xbf\xbf\"") },
	{ T("\"\xef\xbb\xbf\"") }, { T("\"\xf0\x90\x80\x80\"") },
	{ T("\"\xf4\x8f\xbf\xbf\"") }, { T("\"\xe4\xb8\xad\xe6\x96\x87\"") },
	{ T("\"\xf0\x9f\x98\x80\"") }, { T("\"{[,:]}\"") }, { T("\"'\"") },
	{ T("[]") }, { T("[ ]") }, { T("[\n]") }, { T("[1]") },
	{ T("[1,2]") }, { T("[ 1 , 2 ]") }, { T("[[]]") }, { T("[[],[]]") },
	{ T("[{},{}]") }, { T("[null,true,false]") }, { T("[\"a\",\"a\"]") },
	{ T("[1e1,-2.5,\"\"]") }, { T("{}") }, { T("{ }") }, { T("{\t}") },
	{ T("{\"\":1}") }, { T("{\"a\":1}") }, { T("{ \"a\" : 1 }") },
	{ T("{\"a\":1,\"b\":2}") }, { T("{\"a\":1,\"A\":2}") },
	{ T("{\"a\":{\"a\":{\"a\":1}}}") }, { T("[{\"a\":1},{\"a\":2}]") },
	{ T("{\"a\":[{\"a\":1},{\"a\":1}],\"b\":{\"a\":0}}") },
	{ T("{\"a\":1,\"b\":{\"c\":1,\"a\":1},\"c\":1}") },
	{ T("{\"a\\u0062\":1,\"a\\\\u0062\":2}") }, { T("{\"\\n\":1,\"n\":2}") },
	{ T("{\"\\u00e9\":1,\"e\":2}") }, { T("{\"\xe4\xb8\xad\":1}") },
	{ T("{\"a\":\"}\",\"b\":\"]\"}") }, { T("{\"toString\":null}") },
	{ T("{\"__proto__\":1,\"constructor\":2}") },
};

START_TEST(accepts)
{
	size_t i;

	for (i = 0; i < UNIT_COUNT(accepted); i++)
		ck_assert_msg(scan(accepted[i].bytes, accepted[i].length) ==
		    OK, "%s: %s", accepted[i].bytes, fault.words);
}
END_TEST

static const struct text refused[] = {
	/* numbers */
	{ T("01") }, { T("-01") }, { T("00") }, { T("-") }, { T("+1") },
	{ T("1.") }, { T(".5") }, { T("-.5") }, { T("1e") }, { T("1e+") },
	{ T("1E-") }, { T("1.e5") }, { T("1.5e") }, { T("0x10") },
	{ T("1_000") }, { T("1,000") }, { T("--1") }, { T("-+1") },
	{ T("1e5.5") }, { T("1ee5") }, { T("1.2.3") }, { T("1 2") },
	{ T("Infinity") }, { T("-Infinity") }, { T("NaN") }, { T("-NaN") },
	{ T("1f") }, { T("1L") }, { T("0b1") }, { T("0o7") }, { T("1-") },
	{ T("\xef\xbc\x91") }, { T("[1.]") }, { T("[.5]") }, { T("[-]") },
	{ T("[01]") }, { T("[1e]") }, { T("{\"a\":01}") }, { T("{\"a\":-}") },
	/* words */
	{ T("tru") }, { T("truee") }, { T("True") }, { T("TRUE") },
	{ T("nul") }, { T("nulll") }, { T("Null") }, { T("None") },
	{ T("fals") }, { T("falsee") }, { T("undefined") }, { T("t") },
	{ T("abc") }, { T("[tru]") }, { T("true false") }, { T("nul\0l") },
	{ T("null\0") }, { T("1\0") }, { T("{}\0") }, { T("\0") },
	/* strings */
	{ T("\"") }, { T("\"a") }, { T("\"\\\"") }, { T("'a'") },
	{ T("\"\\a\"") }, { T("\"\\x41\"") }, { T("\"\\'\"") },
	{ T("\"\\0\"") }, { T("\"\\v\"") }, { T("\"\\U0041\"") },
	{ T("\"\\u\"") }, { T("\"\\u1\"") }, { T("\"\\u12\"") },
	{ T("\"\\u123\"") }, { T("\"\\u12g4\"") }, { T("\"\\u 123\"") },
	{ T("\"\\u+123\"") }, { T("\"\\u-123\"") }, { T("\"\\u0000\"") },
	{ T("\"a\\u0000b\"") }, { T("\"\0\"") }, { T("\"a\0b\"") },
	{ T("\"\x01\"") }, { T("\"\x1f\"") }, { T("\"\n\"") },
	{ T("\"\r\"") }, { T("\"\t\"") }, { T("\"a\nb\"") }, { T("\"\b\"") },
	{ T("\"\\\n\"") }, { T("\"\\") }, { T("\"\\u") }, { T("\"\\u004") },
	{ T("\"\\\x80\"") }, { T("\"\\u\xe4\xb8\xad\"") },
	/* surrogates */
	{ T("\"\\ud800\"") }, { T("\"\\udbff\"") }, { T("\"\\udc00\"") },
	{ T("\"\\udfff\"") }, { T("\"\\ud800a\"") }, { T("\"\\ud800\\n\"") },
	{ T("\"\\ud800\\ud800\"") }, { T("\"\\udc00\\ud800\"") },
	{ T("\"\\ud800\\u0041\"") }, { T("\"\\ud800\\u0000\"") },
	{ T("\"\\ud800\\u\"") }, { T("\"\\ud800\\") }, { T("\"\\ud800") },
	{ T("\"\\ud800\\udbff\"") }, { T("\"\\ud800\\ue000\"") },
	{ T("\"\\ud83d\\ude00\\ude00\"") }, { T("{\"\\ud800\":1}") },
	{ T("\"\\ud800\xed\xb0\x80\"") },
	/* UTF-8 */
	{ T("\"\x80\"") }, { T("\"\xbf\"") }, { T("\"\xc0\x80\"") },
	{ T("\"\xc1\xbf\"") }, { T("\"\xc2\"") }, { T("\"\xc2") },
	{ T("\"\xc2\x41\"") }, { T("\"\xe0\x80\x80\"") },
	{ T("\"\xe0\x9f\xbf\"") }, { T("\"\xe4\xb8\"") }, { T("\"\xe4\xb8") },
	{ T("\"\xe4\"") }, { T("\"\xed\xa0\x80\"") },
	{ T("\"\xed\xbf\xbf\"") }, { T("\"\xf0\x80\x80\x80\"") },
	{ T("\"\xf0\x8f\xbf\xbf\"") }, { T("\"\xf0\x9f\x98\"") },
	{ T("\"\xf4\x90\x80\x80\"") }, { T("\"\xf5\x80\x80\x80\"") },
	{ T("\"\xf8\x88\x80\x80\x80\"") }, { T("\"\xff\"") },
	{ T("\"\xfe\"") }, { T("\"\xe4\xb8\xad\xad\"") }, { T("\"\xe9\"") },
	{ T("\xe4\xb8\xad") }, { T("\xef\xbb\xbf{}") }, { T("\xef\xbb\xbf") },
	{ T("\xff\xfe{\0}\0") }, { T("\xfe\xff\0{\0}") }, { T("\xc2\xa0 1") },
	{ T("{\"\xff\":1}") }, { T("{\xff:1}") },
	/* containers */
	{ T("[") }, { T("]") }, { T("[1") }, { T("[1,") }, { T("[1,]") },
	{ T("[,]") }, { T("[,1]") }, { T("[1,,2]") }, { T("[1 2]") },
	{ T("[1}") }, { T("[}") }, { T("[1:2]") }, { T("[\"a\":1]") },
	{ T("[]]") }, { T("[][]") }, { T("[1];") }, { T("[[1]") },
	{ T("{") }, { T("}") }, { T("{\"a\"") }, { T("{\"a\":") },
	{ T("{\"a\":1") }, { T("{\"a\":1,") }, { T("{\"a\":1,}") },
	{ T("{,}") }, { T("{\"a\"}") }, { T("{\"a\":}") }, { T("{:1}") },
	{ T("{a:1}") }, { T("{'a':1}") }, { T("{1:1}") }, { T("{null:1}") },
	{ T("{\"a\" 1}") }, { T("{\"a\"=1}") }, { T("{\"a\":1 \"b\":2}") },
	{ T("{\"a\":1;\"b\":2}") }, { T("{\"a\":1]") }, { T("{]") },
	{ T("{\"a\"::1}") }, { T("{\"a\":1,,\"b\":2}") }, { T("{}{}") },
	{ T("{}}") }, { T("{[]:1}") }, { T("{\"a\":{}") }, { T("{{}}") },
	{ T("{\"a\":1}x") }, { T("{\"a\":1},") }, { T("{\"a\",\"b\"}") },
	{ T("{\"a\":1,.\"b\":2}") }, { T("{\"a\":\"b\"c\"}") },
	/* what other readers let pass */
	{ T("// c\n1") }, { T("/* c */1") }, { T("1 // c") }, { T("# c\n1") },
	{ T("[1,/* c */2]") }, { T("\x0b" "1") }, { T("\x0c" "1") },
	{ T("1\x0b") }, { T("\x1a") }, { T("1\x1a") }, { T("\x7f" "1") },
	{ T("for(;;);{}") }, { T(")]}',\n{}") }, { T("{}\n{}") },
	{ T("a=1&b=2") }, { T("<a/>") }, { T("%7B%7D") }, { T("\\\"a\\\"") },
	/* twins */
	{ T("{\"a\":1,\"a\":1}") }, { T("{\"a\":1,\"b\":2,\"a\":3}") },
	{ T("{\"a\":1,\"\\u0061\":2}") }, { T("{\"\\u0061\":1,\"a\":2}") },
	{ T("{\"\\u0061\":1,\"\\u0061\":2}") }, { T("{\"\":1,\"\":2}") },
	{ T("{\"\\/\":1,\"/\":2}") }, { T("{\"\\n\":1,\"\\u000a\":2}") },
	{ T("{\"\xe4\xb8\xad\":1,\"\\u4e2d\":2}") },
	{ T("{\"\\u4E2D\":1,\"\\u4e2d\":2}") },
	{ T("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\uDE00\":2}") },
	{ T("{\"x\":{\"a\":1,\"a\":2}}") }, { T("[{\"a\":1,\"a\":2}]") },
	{ T("{\"a\":{\"b\":1},\"a\":{\"c\":1}}") },
	{ T("{\"a\":{\"a\":1},\"b\":[{\"a\":1}],\"a\":2}") },
};

START_TEST(refuses)
{
	size_t i;

	for (i = 0; i < UNIT_COUNT(refused); i++)
		ck_assert_msg(scan(refused[i].bytes, refused[i].length) ==
		    ERR_BAD_JSON, "%zu: %s", i, refused[i].bytes);
}
END_TEST

#define VALUE "expected a valid value (number, String, array, object, "	\
	"'true', 'false' or 'null')"
#define NAME "was expecting double-quote to start field name"
#define ESCAPED "has to be escaped using backslash to be included in "	\
	"string value"

static const struct {
	struct text text;
	const char *words;
	size_t line, column;
} faults[] = {
	/* seed 004 */
	{ { T("{\n  \"target_type\": \"users\",\n  \"target\": [\n    \"u\"\n"
	    "  ],\n  \"msg\": {\n    \"type\": \"txt\",\n    \"msg\": \"m\"\n"
	    "  },\n  \"from\": \"u1\",\n}") },
	    "Unexpected character ('}' (code 125)): " NAME, 11, 2 },
	{ { T("{\"lng\":\"116.322\",.\"addr\":\"x\"}") },
	    "Unexpected character ('.' (code 46)): " NAME, 1, 19 },
	/* nothing */
	{ { T("") }, "No content to map due to end-of-input", 1, 1 },
	{ { T("  ") }, "No content to map due to end-of-input", 1, 3 },
	{ { T(" \n\t\r\n") }, "No content to map due to end-of-input", 3, 1 },
	/* line breaks: \n, \r\n, \r */
	{ { T("[\n\n!") }, "Unexpected character ('!' (code 33)): " VALUE,
	    3, 2 },
	{ { T("[\r\n\r\n !") }, "Unexpected character ('!' (code 33)): " VALUE,
	    3, 3 },
	{ { T("[\r\r!") }, "Unexpected character ('!' (code 33)): " VALUE,
	    3, 2 },
	/* characters */
	{ { T("{a") }, "Unexpected character ('a' (code 97)): " NAME, 1, 3 },
	{ { T("{\xe4\xb8\xad") }, "Unexpected character ((code 228)): " NAME,
	    1, 3 },
	{ { T("\xef\xbb\xbf{}") },
	    "Unexpected character ((code 239)): " VALUE, 1, 2 },
	{ { T("[\x7f]") }, "Unexpected character ((CTRL-CHAR, code 127)): "
	    VALUE, 1, 3 },
	{ { T("[\0]") }, "Illegal character ((CTRL-CHAR, code 0)): only "
	    "regular white space (\\r, \\n, \\t) is allowed between tokens",
	    1, 3 },
	{ { T("[1,]") }, "Unexpected character (']' (code 93)): " VALUE,
	    1, 5 },
	{ { T("{\"a\":1 x") }, "Unexpected character ('x' (code 120)): "
	    "was expecting comma to separate OBJECT entries", 1, 9 },
	{ { T("[1 x") }, "Unexpected character ('x' (code 120)): "
	    "was expecting comma to separate ARRAY entries", 1, 5 },
	{ { T("{\"a\" 1}") }, "Unexpected character ('1' (code 49)): was "
	    "expecting a colon to separate field name and value", 1, 7 },
	{ { T("{} x") }, "Unexpected character ('x' (code 120)): "
	    "expected nothing behind the value", 1, 5 },
	/* words */
	{ { T("abc") }, "Unrecognized token 'abc': was expecting 'null', "
	    "'true' or 'false'", 1, 4 },
	{ { T("[nul ]") }, "Unrecognized token 'nul': was expecting 'null', "
	    "'true' or 'false'", 1, 6 },
	{ { T("[tru\n]") }, "Unrecognized token 'tru': was expecting 'null', "
	    "'true' or 'false'", 1, 6 },
	{ { T("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") },
	    "Unrecognized token 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa': was "
	    "expecting 'null', 'true' or 'false'", 1, 56 },
	/* numbers */
	{ { T("[01]") },
	    "Invalid numeric value: Leading zeroes not allowed", 1, 4 },
	{ { T("[-x]") }, "Unexpected character ('x' (code 120)) in numeric "
	    "value: expected digit (0-9) to follow minus sign, for valid "
	    "numeric value", 1, 4 },
	{ { T("[1.]") }, "Unexpected character (']' (code 93)) in numeric "
	    "value: Decimal point not followed by a digit", 1, 5 },
	{ { T("[1e,") }, "Unexpected character (',' (code 44)) in numeric "
	    "value: Exponent indicator not followed by a digit", 1, 5 },
	{ { T("-") }, "Unexpected end-of-input in a numeric value", 1, 2 },
	/* strings */
	{ { T("\"a\nb\"") }, "Illegal unquoted character ((CTRL-CHAR, code "
	    "10)): " ESCAPED, 1, 4 },
	{ { T("\"\0\"") }, "Illegal unquoted character ((CTRL-CHAR, code "
	    "0)): " ESCAPED, 1, 3 },
	{ { T("[\n\"\t\"]") }, "Illegal unquoted character ((CTRL-CHAR, code "
	    "9)): " ESCAPED, 2, 3 },
	{ { T("\"\\x\"") },
	    "Unrecognized character escape ('x' (code 120))", 1, 4 },
	{ { T("\"\\u00g0\"") }, "Unexpected character ('g' (code 103)): "
	    "expected a hex-digit for character escape sequence", 1, 7 },
	{ { T("\"\\u0000\"") }, "The character U+0000 cannot be stored",
	    1, 8 },
	{ { T("\"\\ud800\"") },
	    "A surrogate without its other half in a string", 1, 8 },
	{ { T("\"\\ud800\\u0041\"") },
	    "A surrogate without its other half in a string", 1, 14 },
	{ { T("\"\xff\"") }, "Invalid UTF-8 byte 0xff", 1, 3 },
	{ { T("\"\xc0\x80\"") }, "Invalid UTF-8 byte 0xc0", 1, 3 },
	/* twins */
	{ { T("{\"a\":1,\"a\":2}") }, "Duplicate field 'a'", 1, 11 },
	{ { T("{\"a\":1,\n\"\\u0061\":2}") }, "Duplicate field 'a'", 2, 9 },
	{ { T("{\"b\":1,\"a\":1,\"b\":1,\"a\":1}") }, "Duplicate field 'b'",
	    1, 17 },
	{ { T("{\"\xe4\xb8\xad\":1,\"\\u4e2d\":1}") },
	    "Duplicate field '\xe4\xb8\xad'", 1, 18 },
	{ { T("{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,"
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1}") },
	    "Duplicate field", 1, 75 },
	/* ends */
	{ { T("{") }, "Unexpected end-of-input: expected close marker for "
	    "OBJECT", 1, 2 },
	{ { T("{\n") }, "Unexpected end-of-input: expected close marker for "
	    "OBJECT", 2, 1 },
	{ { T("[1") }, "Unexpected end-of-input: expected close marker for "
	    "ARRAY", 1, 3 },
	{ { T("{\"a\"") }, "Unexpected end-of-input: expected a colon behind "
	    "a field name", 1, 5 },
	{ { T("{\"a\":") }, "Unexpected end-of-input: expected a value",
	    1, 6 },
	{ { T("\"abc") }, "Unexpected end-of-input: was expecting closing "
	    "quote for a string value", 1, 5 },
	{ { T("\"\\") }, "Unexpected end-of-input in character escape "
	    "sequence", 1, 3 },
	{ { T("\"\\u00") }, "Unexpected end-of-input in character escape "
	    "sequence", 1, 6 },
};

START_TEST(says_what_and_where)
{
	size_t i;

	for (i = 0; i < UNIT_COUNT(faults); i++) {
		ck_assert_int_eq(scan(faults[i].text.bytes,
		    faults[i].text.length), ERR_BAD_JSON);
		ck_assert_str_eq(fault.words, faults[i].words);
		ck_assert_msg(fault.line == faults[i].line &&
		    fault.column == faults[i].column,
		    "%s: line %zu, column %zu", faults[i].words, fault.line,
		    fault.column);
	}
}
END_TEST

/* ${depth} opening brackets, a value, and the closing ones. */
static enum err
scan_nested(int depth, const char *open, const char *value, const char *close)
{
	struct buf b;
	int i;

	buf_init(&b, arena, 1024);
	for (i = 0; i < depth; i++)
		buf_puts(&b, open);
	buf_puts(&b, value);
	for (i = 0; i < depth; i++)
		buf_puts(&b, close);
	return (scan(b.bytes, b.length));
}

START_TEST(bounds_depth)
{

	ck_assert_int_eq(scan_nested(32, "[", "", "]"), OK);
	ck_assert_int_eq(scan_nested(32, "[", "1", "]"), OK);
	ck_assert_int_eq(scan_nested(32, "{\"a\":", "1", "}"), OK);
	ck_assert_int_eq(scan_nested(16, "[{\"a\":", "[]", "}]"),
	    ERR_BAD_JSON);
	ck_assert_int_eq(scan_nested(16, "[{\"a\":", "1", "}]"), OK);
	ck_assert_int_eq(scan_nested(33, "{\"a\":", "1", "}"), ERR_BAD_JSON);
	ck_assert_int_eq(scan_nested(200, "[", "1", ""), ERR_BAD_JSON);
	ck_assert_int_eq(scan_nested(33, "[", "", "]"), ERR_BAD_JSON);
	ck_assert_str_eq(fault.words, "Nesting is deeper than 32");
	ck_assert_uint_eq(fault.column, 34);
	/* Depth, not the number of brackets. */
	ck_assert_int_eq(scan_nested(1, "[", "[],[],[],[],[],[],[],[],[],[],"
	    "[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],"
	    "[],[],[],[],[],[],[],[],[]", "]"), OK);
}
END_TEST

START_TEST(bounds_containers)
{
	struct buf b;
	int i;

	buf_init(&b, arena, 65536);
	for (i = 1; i < JSON_CONTAINERS; i++)
		buf_puts(&b, i == 1 ? "[{}" : ",{}");
	buf_putc(&b, ']');
	ck_assert_int_eq(scan(b.bytes, b.length), OK);
	b.length--;
	buf_puts(&b, ",[]]");
	ck_assert_int_eq(scan(b.bytes, b.length), ERR_BAD_JSON);
	ck_assert_str_eq(fault.words, "More than 8192 arrays and objects");
	ck_assert_uint_eq(fault.column, b.length - 1);
}
END_TEST

START_TEST(bounds_numbers)
{
	char text[JSON_NUMBER + 3];

	memset(text, '7', sizeof(text));
	ck_assert_int_eq(scan(text, JSON_NUMBER), OK);
	ck_assert_int_eq(scan(text, JSON_NUMBER + 1), ERR_BAD_JSON);
	ck_assert_str_eq(fault.words,
	    "Invalid numeric value: it has more than 64 characters");
	text[0] = '-';
	text[2] = '.';
	ck_assert_int_eq(scan(text, JSON_NUMBER), OK);
	ck_assert_int_eq(scan(text, JSON_NUMBER + 1), ERR_BAD_JSON);
}
END_TEST

/* Every escape \uXXXX alone, and every byte alone and in a string. */
START_TEST(knows_each_unit_and_byte)
{
	char text[16];
	unsigned u;
	bool good;

	for (u = 0; u <= 0xFFFF; u++) {
		snprintf(text, sizeof(text), u & 1 ? "\"\\u%04x\"" :
		    "\"\\u%04X\"", u);
		good = u != 0 && (u < 0xD800 || u > 0xDFFF);
		ck_assert_int_eq(scan(text, 8), good ? OK : ERR_BAD_JSON);
		arena_reset(arena);
	}
	for (u = 0; u <= 0xFF; u++) {
		text[0] = (char)u;
		ck_assert_int_eq(scan(text, 1),
		    u >= '0' && u <= '9' ? OK : ERR_BAD_JSON);
		text[0] = text[2] = '"';
		text[1] = (char)u;
		ck_assert_int_eq(scan(text, 3), u >= ' ' && u < 0x80 &&
		    u != '"' && u != '\\' ? OK : ERR_BAD_JSON);
	}
}
END_TEST

static const char sample[] = "{\"from\":\"u\\u4e2d\xe4\xb8\xad\",\"to\":[\"1\","
    "-1.5e+3,null,true],\"body\":{\"\\ud83d\\ude00\":{}},\"n\":[[0],{}]}";

START_TEST(refuses_every_cut)
{
	size_t i;

	for (i = 0; i < sizeof(sample) - 1; i++)
		ck_assert_int_eq(scan(sample, i), ERR_BAD_JSON);
	ck_assert_int_eq(scan(sample, sizeof(sample) - 1), OK);
	/* The NUL of the literal is a byte too many. */
	ck_assert_int_eq(scan(sample, sizeof(sample)), ERR_BAD_JSON);
}
END_TEST

/* What the scanner accepts json-c reads too, whatever byte is changed. */
START_TEST(agrees_with_json_c)
{
	char text[sizeof(sample)];
	struct json_object *root;
	size_t i;
	unsigned byte;

	memcpy(text, sample, sizeof(sample));
	for (i = 0; i < sizeof(sample) - 1; i++) {
		for (byte = 0; byte <= 0xFF; byte++) {
			text[i] = (char)byte;
			ck_assert_int_eq(scan(text, sizeof(text) - 1),
			    json_parse(arena, text, sizeof(text) - 1, &root,
			    &fault));
			arena_reset(arena);
		}
		text[i] = sample[i];
	}
	for (i = 0; i < UNIT_COUNT(accepted); i++)
		ck_assert_int_eq(json_parse(arena, accepted[i].bytes,
		    accepted[i].length, &root, &fault), OK);
}
END_TEST

START_TEST(finds_a_twin_among_many)
{
	struct buf b;
	int i;

	buf_init(&b, arena, 1024 * 1024);
	for (i = 0; i < 20000; i++)
		buf_format(&b, "%s\"n%d\":%d", i == 0 ? "{" : ",", i, i);
	buf_puts(&b, "}");
	ck_assert_int_eq(scan(b.bytes, b.length), OK);
	b.length--;
	buf_puts(&b, ",\"\\u006e777\":0}");
	ck_assert_int_eq(scan(b.bytes, b.length), ERR_BAD_JSON);
	ck_assert_str_eq(fault.words, "Duplicate field 'n777'");
	ck_assert_uint_eq(fault.column, b.length - 2);
}
END_TEST

UNIT_MAIN_WITH("json_scan", set_up, tear_down, accepts, refuses,
    says_what_and_where, bounds_depth, bounds_containers, bounds_numbers,
    knows_each_unit_and_byte, refuses_every_cut, agrees_with_json_c,
    finds_a_twin_among_many)
