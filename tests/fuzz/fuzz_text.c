/*
 * Text in its forms: UTF-8, strings of JSON, base64url, cursors, names.
 */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "easemob/easemob.h"
#include "fuzz.h"
#include "hash.h"
#include "utf8.h"

/* RFC 3629 by arithmetic: the code point, its shortest form, its range. */
static size_t
sequence(const unsigned char *b, size_t available)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t i, n = b[0] < 0x80 ? 1 : b[0] >> 5 == 6 ? 2 :
	    b[0] >> 4 == 14 ? 3 : b[0] >> 3 == 30 ? 4 : 0;
	uint32_t code = n == 1 ? b[0] : b[0] & (0x7FU >> n);

	if (n == 0 || n > available)
		return (0);
	for (i = 1; i < n; i++) {
		if (b[i] >> 6 != 2)
			return (0);
		code = code << 6 | (b[i] & 0x3F);
	}
	return (code < least[n] || code > 0x10FFFF ||
	    code >> 11 == 0xD800 >> 11 ? 0 : n);
}

/* Whether the text is UTF-8, once by each of the two. */
static bool
check_utf8(const char *text, size_t size)
{
	size_t i, n;

	for (i = 0; i < size; i += n) {
		n = sequence((const unsigned char *)text + i, size - i);
		BUG_UNLESS(n == utf8_sequence(text + i, size - i));
		if (n == 0)
			break;
	}
	BUG_UNLESS(utf8_valid(text, size) == (i == size));
	return (i == size);
}

static void
check_string(struct arena *arena, const char *text)
{
	struct json_object *value;
	struct json_fault fault;
	struct json_writer w;
	struct buf out;

	buf_init(&out, arena, 6 * strlen(text) + 2);
	json_write_begin(&w, &out);
	json_write_string(&w, text);
	BUG_UNLESS(!out.overflow);
	BUG_UNLESS(json_parse(arena, out.bytes, out.length, &value,
	    &fault) == OK);
	BUG_UNLESS(strcmp(json_string(value), text) == 0);
}

static void
check_base64(struct arena *arena, const char *text, size_t size)
{
	const char *coded = base64url_encode(arena, text, size);
	unsigned char *bytes;
	size_t n;

	bytes = base64url_decode(arena, coded, strlen(coded), &n);
	BUG_UNLESS(bytes != NULL && n == size && memcmp(bytes, text, n) == 0);
	/* No two texts stand for the same bytes. */
	if ((bytes = base64url_decode(arena, text, size, &n)) != NULL) {
		coded = base64url_encode(arena, bytes, n);
		BUG_UNLESS(strlen(coded) == size);
		BUG_UNLESS(memcmp(coded, text, size) == 0);
	}
}

static void
check_cursor(struct arena *arena, const char *text)
{
	struct call *call = fuzz_call_new(arena);
	const char *key;

	call->request.query_count = 1;
	call->request.query[0] = (struct http_parameter){ "cursor", text };
	if (easemob_cursor_read(call, &key) == OK && key != NULL)
		BUG_UNLESS(strcmp(easemob_cursor(call, key), text) == 0);
}

static void
check_name(struct arena *arena, const char *text)
{
	const char *folded = username_fold(arena, text), *name, *again;
	struct fault fault;

	BUG_UNLESS(strcmp(username_fold(arena, folded), folded) == 0);
	if (username_canonical(arena, text, &name, &fault) != OK)
		return;
	BUG_UNLESS(*name != '\0' && strlen(name) <= USERNAME_MAX);
	BUG_UNLESS(strcmp(name, folded) == 0);
	BUG_UNLESS(username_canonical(arena, name, &again, &fault) == OK);
	BUG_UNLESS(strcmp(name, again) == 0);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{

	check_base64(arena, text, size);
	check_cursor(arena, text);
	check_name(arena, text);
	if (check_utf8(text, size))
		check_string(arena, text);
}
