/* See utf8.h. */
#include "utf8.h"

/*
 * By the first byte: how long, and between what the second must be; the
 * narrower ranges keep out overlong forms, surrogates and what lies beyond
 * U+10FFFF (RFC 3629, section 4).
 */
static const struct {
	unsigned char first_low, first_high;
	unsigned char length;
	unsigned char second_low, second_high;
} forms[] = {
	{ 0x00, 0x7F, 1, 0x00, 0x00 },
	{ 0xC2, 0xDF, 2, 0x80, 0xBF },
	{ 0xE0, 0xE0, 3, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 3, 0x80, 0xBF },
	{ 0xED, 0xED, 3, 0x80, 0x9F },
	{ 0xEE, 0xEF, 3, 0x80, 0xBF },
	{ 0xF0, 0xF0, 4, 0x90, 0xBF },
	{ 0xF1, 0xF3, 4, 0x80, 0xBF },
	{ 0xF4, 0xF4, 4, 0x80, 0x8F },
};

size_t
utf8_sequence(const char *bytes, size_t available)
{
	const unsigned char *b = (const unsigned char *)bytes;
	size_t i, k;

	if (available == 0)
		return (0);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (b[0] >= forms[i].first_low && b[0] <= forms[i].first_high)
			break;
	if (i == sizeof(forms) / sizeof(forms[0]) ||
	    forms[i].length > available)
		return (0);
	if (forms[i].length == 1)
		return (1);
	if (b[1] < forms[i].second_low || b[1] > forms[i].second_high)
		return (0);
	for (k = 2; k < forms[i].length; k++)
		if ((b[k] & 0xC0) != 0x80)
			return (0);
	return (forms[i].length);
}

bool
utf8_valid(const char *bytes, size_t length)
{
	size_t i, n;

	for (i = 0; i < length; i += n)
		if ((n = utf8_sequence(bytes + i, length - i)) == 0)
			return (false);
	return (true);
}

size_t
utf8_characters(const char *text)
{
	size_t count = 0;

	/* All bytes but the continuing ones. */
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return (count);
}
