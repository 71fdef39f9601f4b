/*
 * The parser's frame and its blocks; see md.h.
 */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "err.h"
#include "md_parser.h"
#include "utf8.h"

/* UTF-8, which is valid, as UTF-16. */
static const uint16_t *
to_units(struct arena *arena, const char *text, size_t length, size_t *count)
{
	uint16_t *units = arena_array(arena, uint16_t, length + 1);
	size_t at, n, size = 0;
	uint32_t c;

	for (at = 0; at < length; at += n) {
		n = utf8_sequence(text + at, length - at);
		if (n <= 1) {
			units[size++] = n == 1 ? (unsigned char)text[at] :
			    0xFFFD;
			n = 1;
			continue;
		}
		c = (unsigned char)text[at] & (0x7Fu >> n);
		for (size_t i = 1; i < n; i++)
			c = c << 6 | ((unsigned char)text[at + i] & 0x3F);
		if (c >= 0x10000) {
			units[size++] = (uint16_t)(0xD7C0 + (c >> 10));
			units[size++] = (uint16_t)(0xDC00 | (c & 0x3FF));
		} else
			units[size++] = (uint16_t)c;
	}
	*count = size;
	return (units);
}

/* One to three emoji and nothing else but blanks. */
static struct md_node *
big_emoji(struct md_parser *p)
{
	struct md_chain chain = { NULL, NULL };
	struct md_node *node;
	size_t at = 0, end;
	int count;

	for (count = 0;; count++) {
		while (md_is_blank(md_at(p, at)) || md_is_break(md_at(p, at)))
			at++;
		if (count == 3 || ((end = md_emoji(p, at, &node)) == NONE &&
		    (end = md_emoticon(p, at, &node)) == NONE))
			break;
		md_chain_add(&chain, node);
		at = end;
	}
	return (count == 0 || at < p->length ? NULL :
	    md_node_children(p, MD_BIG_EMOJI, chain.first));
}

static struct md_node *
paragraph_of(struct md_parser *p, struct md_node *first)
{

	return (md_node_children(p, MD_PARAGRAPH, first));
}

static size_t
paragraph(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_node *first;
	size_t end = md_line_of(p, at, &first);

	if (end != NONE)
		*node = paragraph_of(p, first);
	return (end);
}

static struct md_node *
empty_paragraph(struct md_parser *p)
{

	return (paragraph_of(p, md_plain(p, 0, 0)));
}

static size_t
quote_line(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (md_at(p, at) != '>')
		return (NONE);
	at = md_blanks(p, at + 1);
	if ((end = md_end_of_line(p, at)) != NONE) {
		*node = empty_paragraph(p);
		return (end);
	}
	return (paragraph(p, at, node));
}

static size_t
quote(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_many(p, quote_line, MD_QUOTE, at, node));
}

static size_t
spoiler_paragraph(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_starts(p, at, "||") ? NONE : paragraph(p, at, node));
}

static size_t
spoiler_block(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (!md_starts(p, at, "||") ||
	    (at = md_end_of_line(p, at + 2)) == NONE ||
	    (at = md_many(p, spoiler_paragraph, MD_SPOILER_BLOCK, at,
	    node)) == NONE)
		return (NONE);
	if ((end = md_end_of_line(p, at)) != NONE)
		at = end;
	return (md_starts(p, at, "||") ? at + 2 : NONE);
}

/* A piece of a code line: no line break, and no three graves. */
static size_t
code_chunk(const struct md_parser *p, size_t at)
{
	size_t begin = at, n;
	uint32_t next;

	for (;;) {
		for (n = 0; md_at(p, at + n) == '`'; n++)
			;
		next = md_at(p, at + n);
		if (n >= 3)
			break;
		if (n == 0) {
			if (next == END_OF_TEXT || md_is_break(next))
				break;
			at++;
		} else if (next == END_OF_TEXT || md_is_break(next))
			at += n;
		else
			at += n + 1;
	}
	return (at == begin ? NONE : at);
}

static size_t
code_line(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if ((end = code_chunk(p, at)) == NONE && md_at(p, at) == '\n') {
		at++;
		if ((end = code_chunk(p, at)) == NONE) {
			if (md_starts(p, at, "```"))
				return (NONE);
			end = at;
		}
	}
	if (end != NONE)
		*node = md_node_text(p, MD_CODE_LINE, at, end);
	return (end);
}

static bool
is_language(uint32_t unit)
{

	return (md_is_ascii_alphanumeric(unit) || md_is_in(unit, " _-."));
}

static size_t
code(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t language = at + 3, end;

	if (!md_starts(p, at, "```"))
		return (NONE);
	for (at = language; is_language(md_at(p, at)); at++)
		;
	if ((end = md_end_of_line(p, at)) == NONE ||
	    (end = md_many(p, code_line, MD_CODE, end, node)) == NONE ||
	    (end = md_end_of_line(p, end)) == NONE ||
	    !md_starts(p, end, "```"))
		return (NONE);
	(*node)->name = at > language ? md_slice(p, language, at) :
	    md_ascii(p->arena, "none");
	return (end + 3);
}

static size_t
horizontal_rule(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t start, end;

	start = end = md_blanks(p, at);
	while (md_at(p, end) == '-')
		end++;
	if (end - start < 3)
		return (NONE);
	at = md_blanks(p, end);
	if (at < p->length && (at = md_end_of_line(p, at)) == NONE)
		return (NONE);
	*node = md_node_new(p, MD_HORIZONTAL_RULE);
	(*node)->start = start;
	(*node)->end = end;
	return (at);
}

static size_t
heading(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_list list = { 0 };
	struct md_node *item;
	size_t level, end;

	for (level = 0; level < 4 && md_at(p, at) == '#'; level++)
		at++;
	end = md_blanks(p, at);
	if (level == 0 || end == at)
		return (NONE);
	for (at = end; (end = md_inline(p, at, &item)) != NONE ||
	    (end = md_any(p, at, &item)) != NONE; at = end)
		md_list_add(p, &list, item);
	if (list.held == NULL)
		return (NONE);
	*node = md_node_children(p, MD_HEADING, md_list_end(p, &list));
	(*node)->number = (double)level;
	end = md_end_of_line(p, at);
	return (end == NONE ? at : end);
}

/* Behind a list's mark: blanks, then a line. */
static size_t
list_line(struct md_parser *p, size_t at, enum md_type type,
    struct md_node **node)
{
	struct md_node *first;
	size_t end = md_blanks(p, at);

	if (end == at || (end = md_line_of(p, end, &first)) == NONE)
		return (NONE);
	*node = md_node_children(p, type, first);
	return (end);
}

static size_t
task(struct md_parser *p, size_t at, struct md_node **node)
{
	bool done = md_at(p, at + 3) == 'x';

	if (!md_starts(p, at, "- [") || (!done && md_at(p, at + 3) != ' ') ||
	    md_at(p, at + 4) != ']' ||
	    (at = list_line(p, at + 5, MD_TASK, node)) == NONE)
		return (NONE);
	(*node)->number = done;
	return (at);
}

static size_t
tasks(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_many(p, task, MD_TASKS, at, node));
}

/* Digits as the number that parseInt() makes of them. */
static double
number_of(struct md_parser *p, size_t at, size_t end)
{
	char *text = arena_alloc(p->arena, end - at + 1);
	size_t i;

	for (i = at; i < end; i++)
		text[i - at] = (char)p->text[i];
	return (strtod(text, NULL));
}

static size_t
ordered_item(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = at;

	while (md_is_digit(md_at(p, end)))
		end++;
	if (end == at || md_at(p, end) != '.')
		return (NONE);
	if (md_is_blank(md_at(p, end + 1))) {
		double number = number_of(p, at, end);

		if ((end = list_line(p, end + 1, MD_LIST_ITEM, node)) == NONE)
			return (NONE);
		(*node)->numbered = true;
		(*node)->number = number;
		return (end);
	}
	return (NONE);
}

static size_t
ordered_list(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_many(p, ordered_item, MD_ORDERED_LIST, at, node));
}

static size_t
hyphen_item(struct md_parser *p, size_t at, struct md_node **node)
{

	if (md_at(p, at) != '-')
		return (NONE);
	return (list_line(p, at + 1, MD_LIST_ITEM, node));
}

static size_t
asterisk_item(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_list list = { 0 };
	struct md_node *item;
	size_t end;

	if (md_at(p, at) != '*' || !md_is_blank(md_at(p, at + 1)))
		return (NONE);
	for (at = md_blanks(p, at + 1);
	    (end = md_inline(p, at, &item)) != NONE ||
	    (md_at(p, at) != '*' && (end = md_any(p, at, &item)) != NONE);
	    at = end)
		md_list_add(p, &list, item);
	if (list.held == NULL || md_at(p, at) == '*')
		return (NONE);
	*node = md_node_children(p, MD_LIST_ITEM, md_list_end(p, &list));
	end = md_end_of_line(p, at);
	return (end == NONE ? at : end);
}

static size_t
unordered_list(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = md_many(p, hyphen_item, MD_UNORDERED_LIST, at, node);

	if (end == NONE)
		end = md_many(p, asterisk_item, MD_UNORDERED_LIST, at, node);
	return (end);
}

static size_t
katex(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (!(p->options->katex_parenthesis && md_starts(p, at, "\\[")) &&
	    !(p->options->katex_dollar && md_starts(p, at, "$$")))
		return (NONE);
	end = p->places[at + 2].katex_block_end;
	if (end > p->length)
		return (NONE);
	*node = md_node_text(p, MD_KATEX, at + 2, end);
	return (end + 2);
}

static size_t
line_break(struct md_parser *p, size_t at, struct md_node **node)
{

	if ((at = md_end_of_line(p, md_blanks(p, at))) != NONE)
		*node = md_node_new(p, MD_LINE_BREAK);
	return (at);
}

static size_t
block(struct md_parser *p, size_t at, struct md_node **node)
{
	static md_rule *const rules[] = {
		quote, spoiler_block, code, horizontal_rule, md_table, heading,
		tasks, ordered_list, unordered_list, katex, line_break,
		paragraph,
	};
	size_t i, end;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if ((end = rules[i](p, at, node)) != NONE)
			return (end);
	return (NONE);
}

struct md_node *
md_parse(struct arena *arena, const char *text, size_t length,
    const struct md_options *options)
{
	struct md_parser *p;
	struct md_chain chain = { NULL, NULL };
	struct md_node *node;
	size_t at, end;

	/* At most three bytes are a unit. */
	if (length == 0 || length > 3 * (size_t)MD_UNITS_MAX)
		return (NULL);
	p = arena_calloc(arena, 1, sizeof(*p));
	p->arena = arena;
	p->options = options;
	p->text = to_units(arena, text, length, &p->length);
	if (p->length > MD_UNITS_MAX)
		return (NULL);
	md_places_fill(p);
	if ((node = big_emoji(p)) != NULL)
		return (node);
	for (at = 0; at < p->length; at = end) {
		end = block(p, at, &node);
		BUG_UNLESS(end != NONE && end > at);
		md_chain_add(&chain, node);
	}
	return (chain.first);
}
