/*
 * trees: the trees of texts, for comparing and for measuring.
 *
 *	trees < LINES		each line {"input": TEXT, "options": {...}};
 *				a tree in JSON for each
 *	trees --time N < LINES	parse and write all of them N times; the
 *				seconds that took
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "json.h"
#include "md.h"

enum { LINES_MAX = 200000, TREE_BYTES = 1 << 28, DOMAINS_MAX = 16 };

struct line {
	const char *text;
	size_t length;
	struct md_options options;
};

static bool
flag(struct json_object *options, const char *name)
{

	return (json_object_get_boolean(json_get(options, name)));
}

static void
read_line(struct arena *arena, struct json_object *given, struct line *line)
{
	struct json_object *input = json_get(given, "input");
	struct json_object *options = json_get(given, "options");
	struct json_object *katex = json_get(options, "katex");
	struct json_object *domains = json_get(options, "customDomains");
	const char **names = arena_array(arena, const char *, DOMAINS_MAX);
	size_t i, count = domains == NULL ? 0 :
	    json_object_array_length(domains);

	for (i = 0; i < count && i < DOMAINS_MAX; i++)
		names[i] = arena_strdup(arena, json_string(
		    json_object_array_get_idx(domains, i)));
	line->length = (size_t)json_object_get_string_len(input);
	line->text = arena_strndup(arena, json_object_get_string(input),
	    line->length);
	line->options = (struct md_options){
		.colors = flag(options, "colors"),
		.emoticons = flag(options, "emoticons"),
		.katex_dollar = flag(katex, "dollarSyntax"),
		.katex_parenthesis = flag(katex, "parenthesisSyntax"),
		.domains = names, .domain_count = i,
	};
}

static size_t
read_lines(struct arena *arena, struct line *lines)
{
	struct json_object *given;
	char *text = NULL;
	size_t size = 0, count = 0;

	while (count < LINES_MAX && getline(&text, &size, stdin) > 0) {
		if ((given = json_tokener_parse(text)) == NULL) {
			fprintf(stderr, "trees: not JSON: %s", text);
			exit(1);
		}
		read_line(arena, given, &lines[count++]);
		json_object_put(given);
	}
	free(text);
	return (count);
}

static void
write_tree(struct arena *arena, const struct line *line, FILE *file)
{
	struct json_writer w;
	struct buf out;

	buf_init(&out, arena, TREE_BYTES);
	json_write_begin(&w, &out);
	md_write(&w, md_parse(arena, line->text, line->length,
	    &line->options));
	if (file != NULL)
		fprintf(file, "%s\n", out.bytes);
	arena_reset(arena);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new(1u << 30), *each = arena_new(1u << 30);
	struct line *lines = arena_array(arena, struct line, LINES_MAX);
	size_t i, count = read_lines(arena, lines);
	long times = argc == 3 && strcmp(argv[1], "--time") == 0 ?
	    strtol(argv[2], NULL, 10) : 0;
	usec_t begin = clock_tick();

	if (times == 0)
		for (i = 0; i < count; i++)
			write_tree(each, &lines[i], stdout);
	for (; times > 0; times--)
		for (i = 0; i < count; i++)
			write_tree(each, &lines[i], NULL);
	if (argc == 3)
		printf("%.6f\n", (double)(clock_tick() - begin) / 1e6);
	arena_free(each);
	arena_free(arena);
	return (0);
}
