/*
 * content: a message in one dialect's words, in another's, and back; and the
 * filling of its body as a template.  An input is lines: the number of the
 * dialect and the type ("1 text"), the body, the app's own object or nothing,
 * and values of variables, NAME=value.
 */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "content.h"
#include "fuzz.h"
#include "json_string.h"
#include "template.h"
#include "utf8.h"

enum {
	DIALECTS = CONTENT_DIALECTS,
	SIZE_MAX_ONE = 16 * 1024,	/* of an input */
	FILLED = 1 << 16,
};

/* An object as it is stored, or NULL: compact, and not too deep to go below
 * other objects. */
static const char *
object(struct arena *arena, const char *text)
{
	struct json_fault fault;
	const char *deep = arena_format(arena, "[[[[%s]]]]", text);
	struct buf out;

	if (*text != '{' || json_scan(arena, deep, strlen(deep), &fault) != OK)
		return (NULL);
	buf_init(&out, arena, 2 * strlen(text) + 2);
	json_compact(&out, (struct json_slice){ text, strlen(text) });
	BUG_UNLESS(!out.overflow);
	return (out.bytes);
}

static struct json_object *
parse(struct arena *arena, const char *text)
{
	struct json_object *root = NULL;
	struct json_fault fault;

	if (text != NULL)
		BUG_UNLESS(json_parse(arena, text, strlen(text), &root,
		    &fault) == OK);
	return (root);
}

static void
check(struct arena *arena, const struct content_words *words)
{

	BUG_UNLESS(utf8_valid(words->type, strlen(words->type)));
	BUG_UNLESS(*words->body == '{');
	fuzz_json(arena, words->body, strlen(words->body));
	if (words->ext != NULL) {
		BUG_UNLESS(*words->ext == '{');
		fuzz_json(arena, words->ext, strlen(words->ext));
	}
}

static void
translate(struct arena *arena, enum message_dialect from,
    const struct content_words *given)
{
	struct content_words there, back;
	int to;

	for (to = 0; to < DIALECTS; to++) {
		there = *given;
		content_translate(arena, from, (enum message_dialect)to,
		    &there);
		check(arena, &there);
		back = there;
		content_translate(arena, (enum message_dialect)to, from,
		    &back);
		check(arena, &back);
	}
}

/* Its names stay, and a string without variables says what it said. */
static void
fill(struct arena *arena, const char *body, const char *lines)
{
	struct template_variable variables[TEMPLATE_VARIABLES];
	const char *line, *equals;
	size_t count = 0;
	struct buf out;

	buf_init(&out, arena, FILLED);
	template_fill(&out, (struct json_slice){ body, strlen(body) },
	    variables, 0);
	BUG_UNLESS(!out.overflow && json_object_equal(parse(arena, body),
	    parse(arena, out.bytes)));
	while (*lines != '\0' && count < TEMPLATE_VARIABLES) {
		line = fuzz_line(arena, &lines);
		equals = strchr(line, '=');
		if (equals == NULL || equals == line ||
		    !utf8_valid(line, strlen(line)))
			continue;
		variables[count].name = (struct json_slice){ line,
		    (size_t)(equals - line) };
		variables[count++].value = (struct json_slice){ equals + 1,
		    strlen(equals + 1) };
	}
	buf_init(&out, arena, FILLED);
	template_fill(&out, (struct json_slice){ body, strlen(body) },
	    variables, count);
	if (!out.overflow)
		fuzz_json(arena, out.bytes, out.length);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	const char *head = fuzz_line(arena, &text);
	const char *body = object(arena, fuzz_line(arena, &text));
	const char *ext = object(arena, fuzz_line(arena, &text));
	struct content_words words = { head + 1 + (head[0] != '\0' &&
	    head[1] == ' '), body, ext };
	int from = head[0] - '0';

	if (size > SIZE_MAX_ONE || from < 0 || from >= DIALECTS ||
	    body == NULL || !utf8_valid(words.type, strlen(words.type)))
		return;
	/* Only Easemob keeps the app's own object beside the body. */
	if (from != DIALECT_EASEMOB)
		words.ext = NULL;
	translate(arena, (enum message_dialect)from, &words);
	fill(arena, body, text);
}
