/*
 * trees: the trees of texts, for comparing and for measuring.
 *
 *	trees < LINES		each line {"input": TEXT, "options": {...}};
 *				a tree in JSON for each
 *	trees --rate SECONDS < LINES
 *				parse and write all of them, once to warm up and
 *				then again for so long; texts a second
 *	trees --cost < LINES	for each its bytes, the microseconds of
 *				processor time that parsing and writing took,
 *				and the bytes of memory for that
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "json.h"
#include "json_string.h"
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
		/* Not json_parse(), which takes no NUL. */
		text[json_join_pairs(text, strlen(text))] = '\0';
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
}

/* Of the processor's time, in microseconds. */
static long long
spent(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (t.tv_sec * 1000000LL + t.tv_nsec / 1000);
}

static void
write_cost(struct arena *arena, const struct line *line)
{
	long long begin = spent();

	write_tree(arena, line, NULL);
	printf("%zu %lld %zu\n", line->length, spent() - begin,
	    arena_used(arena));
}

/* All of them, in turn, to the standard output or nowhere. */
static void
write_trees(struct arena *arena, const struct line *lines, size_t count,
    FILE *file)
{
	size_t i;

	for (i = 0; i < count; i++) {
		write_tree(arena, &lines[i], file);
		arena_reset(arena);
	}
}

static void
write_rate(struct arena *arena, const struct line *lines, size_t count,
    double seconds)
{
	usec_t begin, now;
	size_t rounds = 0;

	write_trees(arena, lines, count, NULL);
	begin = now = clock_tick();
	for (; (double)(now - begin) < seconds * 1e6; now = clock_tick()) {
		write_trees(arena, lines, count, NULL);
		rounds++;
	}
	printf("%.1f\n", (double)(rounds * count) * 1e6 /
	    (double)(now - begin));
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new(1u << 30), *each = arena_new(1u << 30);
	struct line *lines = arena_array(arena, struct line, LINES_MAX);
	size_t i, count = read_lines(arena, lines);

	if (argc == 3 && strcmp(argv[1], "--rate") == 0)
		write_rate(each, lines, count, strtod(argv[2], NULL));
	else if (argc == 2 && strcmp(argv[1], "--cost") == 0)
		for (i = 0; i < count; i++) {
			write_cost(each, &lines[i]);
			arena_reset(each);
		}
	else
		write_trees(each, lines, count, stdout);
	arena_free(each);
	arena_free(arena);
	return (0);
}
