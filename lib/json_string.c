/* See json_string.h. */
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json_string.h"

static uint32_t
hex4(const char *digits)
{
	uint32_t value = 0;
	int i;

	for (i = 0; i < 4; i++)
		value = value << 4 | (uint32_t)(digits[i] <= '9' ?
		    digits[i] - '0' : (digits[i] | 32) - 'a' + 10);
	return (value);
}

/* Write a code point as UTF-8 (RFC 3629); the number of bytes. */
static size_t
put_utf8(char *out, uint32_t code)
{

	if (code < 0x80) {
		out[0] = (char)code;
		return (1);
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3F));
		return (2);
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code & 0x3F));
		return (3);
	}
	out[0] = (char)(0xF0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code & 0x3F));
	return (4);
}

/* The escape at ${in}, without its backslash, written to ${out}; the bytes
 * of both are added to the pointers. */
static void
unescape_one(const char **in, char **out)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	const char *name = strchr(names, **in);
	uint32_t code;

	if (**in != 'u') {
		*(*out)++ = name == NULL ? **in : values[name - names];
		(*in)++;
		return;
	}
	code = hex4(*in + 1);
	*in += 5;
	if (code >= 0xD800 && code < 0xDC00) {
		code = 0x10000 + ((code - 0xD800) << 10) +
		    (hex4(*in + 2) - 0xDC00);
		*in += 6;
	}
	*out += put_utf8(*out, code);
}

char *
json_unescape(struct arena *arena, struct json_slice literal, size_t *length)
{
	const char *in = literal.bytes + 1;
	const char *end = literal.bytes + literal.length - 1;
	char *text = arena_alloc(arena, literal.length), *out = text;

	while (in < end) {
		if (*in == '\\') {
			in++;
			unescape_one(&in, &out);
		} else
			*out++ = *in++;
	}
	*length = (size_t)(out - text);
	return (text);
}

size_t
json_join_pairs(char *text, size_t length)
{
	const char *in = text, *end = text + length, *escape;
	char *out = text;
	size_t plain;

	while ((escape = memchr(in, '\\', (size_t)(end - in))) != NULL) {
		plain = (size_t)(escape - in);
		memmove(out, in, plain);
		out += plain;
		in = escape + 1;
		if (*in == 'u' && (in[1] | 32) == 'd' && in[2] >= '8') {
			unescape_one(&in, &out);
			continue;
		}
		*out++ = '\\';
		*out++ = *in++;
	}
	memmove(out, in, (size_t)(end - in));
	return ((size_t)(out - text) + (size_t)(end - in));
}

bool
json_literal_is(struct json_slice literal, const char *name)
{
	const char *in = literal.bytes + 1;
	const char *end = literal.bytes + literal.length - 1;
	char piece[4], *out;
	size_t length;

	while (in < end) {
		out = piece;
		if (*in == '\\') {
			in++;
			unescape_one(&in, &out);
		} else
			*out++ = *in++;
		length = (size_t)(out - piece);
		/* A literal holds no NUL, so this ends with the name. */
		if (strncmp(piece, name, length) != 0)
			return (false);
		name += length;
	}
	return (*name == '\0');
}

void
json_put_escaped(struct buf *out, const char *bytes, size_t length)
{
	static const char names[] = "btn?fr";	/* U+0008 and following */
	const char *end = bytes + length, *run = bytes;
	unsigned char c;

	buf_putc(out, '"');
	for (; bytes < end; bytes++) {
		c = (unsigned char)*bytes;
		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		buf_put(out, run, (size_t)(bytes - run));
		run = bytes + 1;
		buf_putc(out, '\\');
		if (c >= ' ')
			buf_putc(out, (char)c);
		else if (c >= '\b' && c <= '\r' && c != '\v')
			buf_putc(out, names[c - '\b']);
		else
			buf_format(out, "u%04x", c);
	}
	buf_put(out, run, (size_t)(bytes - run));
	buf_putc(out, '"');
}

const char *
json_skip_string(const char *text)
{

	for (text++; *text != '"'; text++)
		if (*text == '\\')
			text++;
	return (text + 1);
}
