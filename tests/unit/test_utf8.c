/*
 * UTF-8: every code point in its only form is accepted, and nothing else of
 * all texts of up to three bytes.
 */
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "utf8.h"

/* RFC 3629, section 3, written down once more, plainly. */
static size_t
encode(uint32_t code, unsigned char out[4])
{

	if (code < 0x80) {
		out[0] = (unsigned char)code;
		return (1);
	}
	if (code < 0x800) {
		out[0] = (unsigned char)(0xC0 | code >> 6);
		out[1] = (unsigned char)(0x80 | (code & 0x3F));
		return (2);
	}
	if (code < 0x10000) {
		out[0] = (unsigned char)(0xE0 | code >> 12);
		out[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
		out[2] = (unsigned char)(0x80 | (code & 0x3F));
		return (3);
	}
	out[0] = (unsigned char)(0xF0 | code >> 18);
	out[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
	out[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
	out[3] = (unsigned char)(0x80 | (code & 0x3F));
	return (4);
}

START_TEST(knows_each_code_point)
{
	unsigned char bytes[4];
	size_t length, cut;
	uint32_t code;
	bool good;

	for (code = 0; code < 0x120000; code++) {
		length = encode(code, bytes);
		good = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
		if (utf8_sequence((char *)bytes, length) !=
		    (good ? length : 0))
			ck_abort_msg("U+%04X", code);
		for (cut = 0; cut < length; cut++)
			if (utf8_sequence((char *)bytes, cut) != 0)
				ck_abort_msg("U+%04X, %zu", code, cut);
	}
}
END_TEST

/* As many three-byte sequences as there are code points for them. */
START_TEST(has_one_form_for_each)
{
	unsigned char b[4];
	uint32_t code, counts[5] = { 0 };

	for (code = 0; code < 0x1000000; code++) {
		b[0] = (unsigned char)(code >> 16);
		b[1] = (unsigned char)(code >> 8);
		b[2] = (unsigned char)code;
		counts[utf8_sequence((char *)b, 3)]++;
	}
	ck_assert_uint_eq(counts[1], 0x80 * 0x10000);
	ck_assert_uint_eq(counts[2], (0x800 - 0x80) * 0x100);
	ck_assert_uint_eq(counts[3], 0x10000 - 0x800 - 0x800);
	ck_assert_uint_eq(counts[4], 0);
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	bool valid;
} texts[] = {
	{ "", 0, true },
	{ "abc", 3, true },
	{ "a\0b", 3, true },
	{ "\xe4\xb8\xad\xe6\x96\x87", 6, true },
	{ "\xf0\x9f\x98\x80z", 5, true },
	{ "\xef\xbb\xbf", 3, true },
	{ "\xe4\xb8\xad\xe6\x96", 5, false },
	{ "a\x80", 2, false },
	{ "\xc0\x80", 2, false },
	{ "\xe0\x80\x80", 3, false },
	{ "\xf0\x80\x80\x80", 4, false },
	{ "\xf0\x8f\xbf\xbf", 4, false },
	{ "\xed\xa0\x80\xed\xb0\x80", 6, false },
	{ "\xf4\x90\x80\x80", 4, false },
	{ "\xf5\x80\x80\x80", 4, false },
	{ "\xf0\x9f\x98\x41", 4, false },
	{ "\xf0\x9f\x41\x80", 4, false },
	{ "\xfc\x84\x80\x80\x80\x80", 6, false },
	{ "\xfe", 1, false },
	{ "\xff", 1, false },
};

START_TEST(checks_texts)
{
	size_t i;

	for (i = 0; i < UNIT_COUNT(texts); i++)
		ck_assert_msg(utf8_valid(texts[i].bytes, texts[i].length) ==
		    texts[i].valid, "%zu", i);
}
END_TEST

START_TEST(counts_characters)
{

	ck_assert_uint_eq(utf8_characters(""), 0);
	ck_assert_uint_eq(utf8_characters("abc"), 3);
	ck_assert_uint_eq(utf8_characters("\xc3\xa4\xe6\x99\x9a"
	    "\xf0\x9f\x98\x80"), 3);
}
END_TEST

UNIT_MAIN("utf8", knows_each_code_point, has_one_form_for_each, checks_texts,
    counts_characters)
