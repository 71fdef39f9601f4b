/* A tree as JSON, member for member in the model's order; see md.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json.h"
#include "md.h"

enum { ESCAPE_SIZE = 7 };	/* bytes of the longest escape, with a NUL */

static const char *const names[] = {
#define X(name) [MD_##name] = #name,
	MD_TYPES(X)
#undef X
};

static bool
is_high(uint32_t unit)
{

	return (unit >= 0xD800 && unit < 0xDC00);
}

static bool
is_low(uint32_t unit)
{

	return (unit >= 0xDC00 && unit < 0xE000);
}

/* The character at ${i}, which steps behind it; halves stay halves. */
static uint32_t
next_character(struct md_text text, size_t *i)
{
	uint32_t unit = text.units[(*i)++];

	if (is_high(unit) && *i < text.length && is_low(text.units[*i]))
		return (0x10000 + ((unit & 0x3FF) << 10) +
		    (text.units[(*i)++] & 0x3FF));
	return (unit);
}

static size_t
put_utf8(char *out, uint32_t c)
{

	if (c < 0x80) {
		out[0] = (char)c;
		return (1);
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return (2);
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return (3);
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return (4);
}

const char *
md_utf8(struct arena *arena, struct md_text text)
{
	char *out = arena_alloc(arena, 3 * text.length + 1);
	size_t i, n = 0;
	uint32_t c;

	for (i = 0; i < text.length;) {
		c = next_character(text, &i);
		n += put_utf8(out + n, is_high(c) || is_low(c) ? 0xFFFD : c);
	}
	out[n] = '\0';
	return (out);
}

/* A character as it stands in a string; half a pair is an escape. */
static size_t
put_escaped(char *out, uint32_t c)
{
	static const char controls[] = "btn.fr";	/* from 8 on */

	if (c >= ' ' && c != '"' && c != '\\' && !is_high(c) && !is_low(c))
		return (put_utf8(out, c));
	if (c == '"' || c == '\\') {
		out[0] = '\\';
		out[1] = (char)c;
		return (2);
	}
	if (c >= '\b' && c <= '\r' && c != '\v') {
		out[0] = '\\';
		out[1] = controls[c - '\b'];
		return (2);
	}
	return ((size_t)snprintf(out, ESCAPE_SIZE, "\\u%04x", (unsigned)c));
}

static void
write_string(struct buf *out, struct md_text text)
{
	char piece[256];
	size_t i, n = 0;

	piece[n++] = '"';
	for (i = 0; i < text.length;) {
		n += put_escaped(piece + n, next_character(text, &i));
		if (n + ESCAPE_SIZE + 1 > sizeof(piece)) {
			buf_put(out, piece, n);
			n = 0;
		}
	}
	piece[n++] = '"';
	buf_put(out, piece, n);
}

static void
write_text(struct json_writer *w, const char *name, struct md_text text)
{

	json_write_name(w, name);
	write_string(w->out, text);
	w->comma = true;
}

/* Most of a tree is this; its members are written in one piece. */
static void
write_plain_text(struct json_writer *w, struct md_text text)
{
	static const char head[] = "{\"type\":\"PLAIN_TEXT\",\"value\":";

	json_write_raw(w, head, sizeof(head) - 1);
	write_string(w->out, text);
	buf_putc(w->out, '}');
}

static void
write_plain(struct json_writer *w, const char *name, struct md_text text)
{

	json_write_name(w, name);
	write_plain_text(w, text);
}

/* A number as ECMAScript writes one that is whole and not negative: the
 * shortest digits that mean it, and zeros. */
static void
write_number(struct json_writer *w, const char *name, double number)
{
	char text[400], digits[40];
	int precision, exponent, n;

	json_write_name(w, name);
	if (!isfinite(number)) {
		json_write_null(w);
		return;
	}
	for (precision = 0; precision < 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*e", precision, number);
		if (strtod(digits, NULL) == number)
			break;
	}
	exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
	if (exponent < 21) {
		/* d.ddde+x: the digits, then zeros. */
		n = 0;
		for (int i = 0; digits[i] != 'e'; i++)
			if (digits[i] != '.')
				text[n++] = digits[i];
		while (n <= exponent)
			text[n++] = '0';
		json_write_raw(w, text, (size_t)n);
		return;
	}
	*strchr(digits, 'e') = '\0';
	n = snprintf(text, sizeof(text), "%se+%d", digits, exponent);
	json_write_raw(w, text, (size_t)n);
}

static void
write_range(struct json_writer *w, const struct md_node *node)
{

	json_write_name(w, "fallback");
	json_write_array(w);
	json_write_integer(w, (int64_t)node->start);
	json_write_integer(w, (int64_t)node->end);
	json_write_array_end(w);
}

static void
write_children(struct json_writer *w, const char *name,
    const struct md_node *first)
{

	json_write_name(w, name);
	md_write(w, first);
}

static void
write_color(struct json_writer *w, double value)
{
	static const char *const parts[] = { "r", "g", "b", "a" };
	uint32_t color = (uint32_t)value;
	int i;

	json_write_name(w, "value");
	json_write_object(w);
	for (i = 0; i < 4; i++)
		json_put_integer(w, parts[i], color >> (24 - 8 * i) & 0xFF);
	json_write_object_end(w);
}

static void
write_timestamp(struct json_writer *w, const struct md_node *node)
{
	const char form[2] = { (char)(int)node->number, '\0' };

	json_write_name(w, "value");
	json_write_object(w);
	write_text(w, "timestamp", node->text);
	json_put_string(w, "format", form);
	json_write_object_end(w);
	write_range(w, node);
}

static void
write_target(struct json_writer *w, const struct md_node *node)
{

	json_write_name(w, "value");
	json_write_object(w);
	write_plain(w, "src", node->text);
	if (node->type == MD_LINK)
		write_children(w, "label", node->first);
	else
		write_plain(w, "label", node->name);
	json_write_object_end(w);
}

static void
write_emoji(struct json_writer *w, const struct md_node *node)
{

	if (node->unicode) {
		write_text(w, "unicode", node->text);
		return;
	}
	write_plain(w, "value", node->text);
	write_text(w, "shortCode", node->name);
}

static void
write_table(struct json_writer *w, const struct md_node *node)
{

	json_write_name(w, "value");
	json_write_object(w);
	write_children(w, "header", node->first->first);
	write_children(w, "rows", node->first->next);
	json_write_object_end(w);
	write_range(w, node);
}

static void
write_cell(struct json_writer *w, const struct md_node *node)
{
	static const char *const aligns[] = { NULL, "left", "center",
	    "right" };

	if (node->number != MD_ALIGN_NONE)
		json_put_string(w, "align", aligns[(int)node->number]);
	write_children(w, "value", node->first);
}

/* What a type has behind its name. */
static void
write_members(struct json_writer *w, const struct md_node *node)
{

	switch (node->type) {
	case MD_KATEX: case MD_INLINE_KATEX:
		write_text(w, "value", node->text);
		break;
	case MD_INLINE_CODE: case MD_CODE_LINE: case MD_MENTION_USER:
	case MD_MENTION_CHANNEL:
		write_plain(w, "value", node->text);
		break;
	case MD_LINE_BREAK:
		break;
	case MD_HORIZONTAL_RULE:
		write_range(w, node);
		break;
	case MD_EMOJI:
		write_emoji(w, node);
		break;
	case MD_COLOR:
		write_color(w, node->number);
		break;
	case MD_TIMESTAMP:
		write_timestamp(w, node);
		break;
	case MD_LINK: case MD_IMAGE:
		write_target(w, node);
		break;
	case MD_TABLE:
		write_table(w, node);
		break;
	case MD_TABLE_CELL:
		write_cell(w, node);
		break;
	case MD_CODE:
		write_text(w, "language", node->name);
		write_children(w, "value", node->first);
		break;
	case MD_HEADING:
		write_number(w, "level", node->number);
		write_children(w, "value", node->first);
		break;
	case MD_TASK:
		json_put_bool(w, "status", node->number != 0);
		write_children(w, "value", node->first);
		break;
	case MD_LIST_ITEM:
		write_children(w, "value", node->first);
		if (node->numbered)
			write_number(w, "number", node->number);
		break;
	default:
		write_children(w, "value", node->first);
		break;
	}
}

void
md_write(struct json_writer *w, const struct md_node *first)
{

	json_write_array(w);
	for (; first != NULL; first = first->next) {
		if (first->type == MD_PLAIN_TEXT) {
			write_plain_text(w, first->text);
			continue;
		}
		json_write_object(w);
		json_put_string(w, "type", names[first->type]);
		write_members(w, first);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

void
md_put(struct json_writer *w, const char *name, const char *text,
    size_t length, const struct md_options *options)
{
	struct arena *own = arena_new(MD_BYTES + (size_t)MD_UNITS_MAX *
	    MD_UNIT_BYTES);
	struct md_node *tree = md_parse(own, text, length, options);

	if (tree != NULL) {
		json_write_name(w, name);
		md_write(w, tree);
	}
	arena_free(own);
}
