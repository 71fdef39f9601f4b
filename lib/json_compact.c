/*
 * Pieces of accepted JSON text: found by name, and copied in their compact
 * form; see json.h.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json.h"
#include "json_string.h"

static bool
is_blank(char c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

static const char *
skip_blanks(const char *text)
{

	while (is_blank(*text))
		text++;
	return (text);
}

/* Behind the value that begins at ${text}. */
static const char *
skip_value(const char *text)
{
	int depth = 0;

	do {
		switch (*text) {
		case '"':
			text = json_skip_string(text);
			break;
		case '{':
		case '[':
			depth++;
			text++;
			break;
		case '}':
		case ']':
			depth--;
			text++;
			break;
		default:
			/* Inside a container anything may pass; outside it is
			 * a number or a word. */
			if (depth > 0)
				text++;
			else
				text += strcspn(text, ",]} \t\r\n");
		}
	} while (depth > 0);
	return (text);
}

/* A member of an object: its name's literal, and its value. */
struct member {
	struct json_slice name;
	struct json_slice value;
};

/* The member at ${text}; returns what follows it, "," or "}". */
static const char *
read_member(const char *text, struct member *member)
{

	member->name.bytes = text;
	text = json_skip_string(text);
	member->name.length = (size_t)(text - member->name.bytes);
	text = skip_blanks(skip_blanks(text) + 1);
	member->value.bytes = text;
	text = skip_value(text);
	member->value.length = (size_t)(text - member->value.bytes);
	return (skip_blanks(text));
}

const char *
json_next(const char *at, struct json_slice *name, struct json_slice *value)
{
	struct member member;

	at = skip_blanks(at);
	if (*at == '{' || *at == ',')
		at = skip_blanks(at + 1);
	if (*at != '"')
		return (NULL);
	at = read_member(at, &member);
	*name = member.name;
	*value = member.value;
	return (at);
}

const char *
json_element(const char *at, struct json_slice *value)
{

	at = skip_blanks(at);
	if (*at == '[' || *at == ',')
		at = skip_blanks(at + 1);
	if (*at == ']' || *at == '\0')
		return (NULL);
	value->bytes = at;
	at = skip_value(at);
	value->length = (size_t)(at - value->bytes);
	return (at);
}

bool
json_member(const char *text, size_t length, const char *name,
    struct json_slice *slice)
{
	struct member member;

	(void)length;
	text = skip_blanks(text);
	BUG_UNLESS(*text == '{');
	text = skip_blanks(text + 1);
	while (*text == '"') {
		text = read_member(text, &member);
		if (json_literal_is(member.name, name)) {
			*slice = member.value;
			return (true);
		}
		if (*text == ',')
			text = skip_blanks(text + 1);
	}
	return (false);
}

static void
put_string(struct buf *out, const char *text, size_t length)
{
	struct json_slice literal = { text, length }, plain;

	if (memchr(text, '\\', length) == NULL) {
		buf_put(out, text, length);
		return;
	}
	plain.bytes = json_unescape(out->arena, literal, &plain.length);
	json_put_escaped(out, plain.bytes, plain.length);
}

void
json_compact(struct buf *out, struct json_slice slice)
{
	const char *text = slice.bytes, *end = text + slice.length, *next;

	while (text < end) {
		if (*text == '"') {
			next = json_skip_string(text);
			put_string(out, text, (size_t)(next - text));
			text = next;
		} else {
			for (next = text; next < end && *next != '"' &&
			    !is_blank(*next); next++)
				continue;
			buf_put(out, text, (size_t)(next - text));
			text = next;
			while (text < end && is_blank(*text))
				text++;
		}
	}
}

void
json_compact_without(struct buf *out, struct json_slice slice,
    const char *name)
{
	const char *text = skip_blanks(slice.bytes + 1);
	struct member member;
	bool comma = false;

	buf_putc(out, '{');
	while (*text == '"') {
		text = read_member(text, &member);
		if (!json_literal_is(member.name, name)) {
			if (comma)
				buf_putc(out, ',');
			comma = true;
			json_compact(out, member.name);
			buf_putc(out, ':');
			json_compact(out, member.value);
		}
		if (*text == ',')
			text = skip_blanks(text + 1);
	}
	buf_putc(out, '}');
}
