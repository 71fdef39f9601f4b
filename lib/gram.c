/* See gram.h. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "gram.h"
#include "utf8.h"

enum { DIGITS = 12 };		/* of an int32 and its comma */

/* The character at ${text}, of ${length} bytes. */
static uint32_t
decode(const char *text, size_t length)
{
	const unsigned char *b = (const unsigned char *)text;
	uint32_t c;
	size_t i;

	if (length == 1)
		return (b[0]);
	c = b[0] & (0x7Fu >> length);
	for (i = 1; i < length; i++)
		c = c << 6 | (b[i] & 0x3F);
	return (c);
}

static uint32_t
lower(uint32_t c)
{

	if (c < 0x80)
		return (c >= 'A' && c <= 'Z' ? c + 32 : c);
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
	    (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F) ||
	    (c >= 0xFF21 && c <= 0xFF3A))	/* full-width A to Z */
		return (c + 32);
	if (c >= 0x400 && c <= 0x40F)
		return (c + 80);
	return (c);
}

/* Where one character may be a word: kana, ideographs, hangul. */
static bool
is_word(uint32_t c)
{

	return ((c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF));
}

/* The characters of a text, in lower case; those beyond the limit are left
 * out where it is one. */
static uint32_t *
characters(struct arena *arena, const char *text, size_t most, size_t *count)
{
	size_t bytes = strlen(text), at, length, n = 0;
	uint32_t *list = arena_array(arena, uint32_t,
	    (bytes < most ? bytes : most) + 1);

	for (at = 0; at < bytes && n < most; at += length) {
		length = utf8_sequence(text + at, bytes - at);
		if (length == 0) {
			length = 1;
			continue;
		}
		list[n++] = lower(decode(text + at, length));
	}
	*count = n;
	return (list);
}

static int32_t
hash(int64_t app_id, uint32_t first, uint32_t second)
{
	uint64_t h = (uint64_t)app_id * 0x9E3779B97F4A7C15ULL;

	h ^= (uint64_t)first << 32 | second;
	h *= 0xD6E8FEB86659FD93ULL;
	h ^= h >> 32;
	h *= 0xD6E8FEB86659FD93ULL;
	return ((int32_t)(h >> 32));
}

static int
ascending(const void *left, const void *right)
{
	const int32_t *l = left, *r = right;

	return ((*l > *r) - (*l < *r));
}

const int32_t *
grams(struct arena *arena, int64_t app_id, const char *text, size_t *count)
{
	size_t i, n, found = 0, distinct = 0;
	const uint32_t *c = characters(arena, text, GRAM_CHARACTERS, &n);
	int32_t *list = arena_array(arena, int32_t, 2 * n + 1);

	for (i = 0; i < n; i++) {
		if (is_word(c[i]))
			list[found++] = hash(app_id, c[i], 0);
		if (i + 1 < n)
			list[found++] = hash(app_id, c[i], c[i + 1]);
	}
	qsort(list, found, sizeof(*list), ascending);
	for (i = 0; i < found; i++)
		if (i == 0 || list[i] != list[i - 1])
			list[distinct++] = list[i];
	*count = distinct;
	return (list);
}

const char *
gram_literal(struct arena *arena, int64_t app_id, const char *text)
{
	const int32_t *list;
	size_t i, count;
	struct buf out;

	list = grams(arena, app_id, text, &count);
	buf_init(&out, arena, count * DIGITS + 3);
	buf_puts(&out, "{");
	for (i = 0; i < count; i++)
		buf_format(&out, i > 0 ? ",%d" : "%d", list[i]);
	buf_puts(&out, "}");
	return (out.bytes);
}

bool
gram_contains(struct arena *arena, const char *text, const char *keyword)
{
	size_t i, n, m;
	const uint32_t *c = characters(arena, text, SIZE_MAX, &n);
	const uint32_t *k = characters(arena, keyword, SIZE_MAX, &m);

	for (i = 0; i + m <= n; i++)
		if (memcmp(c + i, k, m * sizeof(*k)) == 0)
			return (true);
	return (false);
}
