/*
 * md: the model's trees for the inputs of its own tests, and texts that would
 * take a parser that tries everything again very long.  Run from the top of
 * the source tree; tests/md/README says where the pairs come from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json.h"
#include "md.h"
#include "unit.h"

UNIT_ARENA(1 << 30)

static const struct md_options production = {
	.colors = true, .emoticons = true, .katex_parenthesis = true,
};

static struct json_object *
tree(const char *text, size_t length, const struct md_options *options)
{
	struct json_object *root;
	struct json_fault fault;
	struct json_writer w;
	struct buf out;

	buf_init(&out, arena, 1 << 28);
	json_write_begin(&w, &out);
	md_write(&w, md_parse(arena, text, length, options));
	ck_assert(!out.overflow);
	ck_assert_msg(json_parse(arena, out.bytes, out.length, &root,
	    &fault) == OK, "%s", out.bytes);
	return (root);
}

static bool
flag(struct json_object *options, const char *name)
{

	return (json_object_get_boolean(json_get(options, name)));
}

static struct md_options
options_of(struct json_object *given)
{
	struct json_object *katex = json_get(given, "katex");
	struct json_object *domains = json_get(given, "customDomains");
	struct md_options options = {
		.colors = flag(given, "colors"),
		.emoticons = flag(given, "emoticons"),
		.katex_dollar = flag(katex, "dollarSyntax"),
		.katex_parenthesis = flag(katex, "parenthesisSyntax"),
	};
	const char **names;
	size_t i;

	if (!json_is(domains, json_type_array))
		return (options);
	options.domain_count = json_object_array_length(domains);
	names = arena_array(arena, const char *, options.domain_count + 1);
	for (i = 0; i < options.domain_count; i++)
		names[i] = json_string(json_object_array_get_idx(domains, i));
	options.domains = names;
	return (options);
}

static void
check_pair(const char *line)
{
	struct json_object *pair = json_tokener_parse(line), *input, *got;
	struct md_options options;

	ck_assert_msg(pair != NULL, "%s", line);
	options = options_of(json_get(pair, "options"));
	input = json_get(pair, "input");
	got = tree(json_object_get_string(input),
	    (size_t)json_object_get_string_len(input), &options);
	ck_assert_msg(json_object_equal(got, json_get(pair, "expected")),
	    "%s\nis parsed as %s", line, json_object_to_json_string(got));
	json_object_put(pair);
}

static size_t
check_pairs(const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0, count = 0;

	ck_assert_ptr_nonnull(file);
	while (getline(&line, &size, file) > 0) {
		check_pair(line);
		arena_reset(arena);
		count++;
	}
	free(line);
	fclose(file);
	return (count);
}

START_TEST(pairs_of_the_model)
{

	ck_assert_uint_eq(check_pairs("tests/md/pairs.jsonl"), 595);
	ck_assert_uint_eq(check_pairs("tests/md/more.jsonl"), 56);
}
END_TEST

/* What the pairs do not have: the types that came last, offsets, numbers. */
static const struct {
	const char *text, *tree;
} rows[] = {
	{ "---", "[{\"type\":\"HORIZONTAL_RULE\",\"fallback\":[0,3]}]" },
	{ "||a||", "[{\"type\":\"PARAGRAPH\",\"value\":[{\"type\":\"SPOILER\","
	    "\"value\":[{\"type\":\"PLAIN_TEXT\",\"value\":\"a\"}]}]}]" },
	{ "||\na\n||", "[{\"type\":\"SPOILER_BLOCK\",\"value\":[{\"type\":"
	    "\"PARAGRAPH\",\"value\":[{\"type\":\"PLAIN_TEXT\",\"value\":"
	    "\"a\"}]}]}]" },
	{ "|a|b|\n|:-|-:|\n|1|", "[{\"type\":\"TABLE\",\"value\":{\"header\":["
	    "{\"type\":\"TABLE_CELL\",\"align\":\"left\",\"value\":[{\"type\":"
	    "\"PLAIN_TEXT\",\"value\":\"a\"}]},{\"type\":\"TABLE_CELL\","
	    "\"align\":\"right\",\"value\":[{\"type\":\"PLAIN_TEXT\",\"value\":"
	    "\"b\"}]}],\"rows\":[{\"type\":\"TABLE_ROW\",\"value\":[{\"type\":"
	    "\"TABLE_CELL\",\"align\":\"left\",\"value\":[{\"type\":"
	    "\"PLAIN_TEXT\",\"value\":\"1\"}]},{\"type\":\"TABLE_CELL\","
	    "\"align\":\"right\",\"value\":[]}]}]},\"fallback\":[0,17]}]" },
	{ "😀é <t:1708551317> x", "[{\"type\":\"PARAGRAPH\",\"value\":["
	    "{\"type\":\"EMOJI\",\"unicode\":\"😀\"},{\"type\":\"PLAIN_TEXT\","
	    "\"value\":\"é \"},{\"type\":\"TIMESTAMP\",\"value\":"
	    "{\"timestamp\":\"1708551317\",\"format\":\"t\"},\"fallback\":"
	    "[4,18]},{\"type\":\"PLAIN_TEXT\",\"value\":\" x\"}]}]" },
	{ "99999999999999999999. a", "[{\"type\":\"ORDERED_LIST\",\"value\":["
	    "{\"type\":\"LIST_ITEM\",\"value\":[{\"type\":\"PLAIN_TEXT\","
	    "\"value\":\"a\"}],\"number\":100000000000000000000}]}]" },
};

START_TEST(other_types)
{
	struct json_object *got, *wanted;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		got = tree(rows[i].text, strlen(rows[i].text), &production);
		wanted = json_tokener_parse(rows[i].tree);
		ck_assert_msg(json_object_equal(got, wanted), "%s: %s",
		    rows[i].text, json_object_to_json_string(got));
		json_object_put(wanted);
	}
}
END_TEST

/*
 * How much memory a text of many of ${piece}, and ${end} behind them, takes,
 * with its JSON: part of it is what was tried.  tests/t/0900-md-parser looks at
 * the time.
 */
static size_t
work(const char *piece, size_t times, const char *end)
{
	static const struct md_options all = { true, true, true, true, NULL,
	    0 };
	size_t length = strlen(piece), i, used;
	char *text = arena_alloc(arena, length * times + strlen(end) + 1);
	struct json_writer w;
	struct buf out;

	for (i = 0; i < times; i++)
		memcpy(text + i * length, piece, length);
	memcpy(text + i * length, end, strlen(end));
	used = arena_used(arena);
	buf_init(&out, arena, 1 << 28);
	json_write_begin(&w, &out);
	md_write(&w, md_parse(arena, text, strlen(text), &all));
	used = arena_used(arena) - used;
	arena_reset(arena);
	return (used);
}

START_TEST(work_is_linear)
{
	static const char *const pieces[] = {
		"_ [] ", "*_~", "*_~[", "[", "[](a:", "||", ":)", "a!", "a@",
		"a.", "\\(", "\\[", "> ", "|a", "*", "_", "__a", "`a", "@@",
		"- ", "http://", "*a_b", "[] ", "[a](((", "*a _b ~c ", "-_-",
		"\n", "||\na\n", "```\n", "<a:", "|a|\n|-|\n", "1. ", "....",
		"a+", "👨‍", "x_", "_x", "a.b/", "!", "![", "+1-", "color:#",
		"<t:1630360800", "\\*", "$", "#", "*)", "_:)", "*:)",
		"_~ ", "a*_~[x@#`", "+1:x:\\)x- [\n\n||*://**_a~*_://)_(~~#a](",
	};
	static const char *const ends[] = { "", "](http://a.de)>", "||" };
	size_t i, k, small, large;

	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		for (k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			small = work(pieces[i], 250, ends[k]);
			large = work(pieces[i], 1000, ends[k]);
			ck_assert_msg(large < 5 * small, "%s: %zu bytes,"
			    " then %zu", pieces[i], small, large);
			ck_assert_msg(large < MD_BYTES + MD_UNIT_BYTES *
			    (strlen(pieces[i]) * 1000 + strlen(ends[k])),
			    "%s: %zu bytes", pieces[i], large);
		}
}
END_TEST

/* Many texts take no more memory than their JSON. */
START_TEST(many_texts)
{
	struct json_writer w;
	struct buf out;
	size_t used;
	int i;

	buf_init(&out, arena, 1 << 20);
	json_write_begin(&w, &out);
	json_write_object(&w);
	md_put(&w, "none", "", 0, &production);
	md_put(&w, "md", "*a* b", 5, &production);
	json_write_object_end(&w);
	ck_assert_str_eq(out.bytes, "{\"md\":[{\"type\":\"PARAGRAPH\","
	    "\"value\":[{\"type\":\"BOLD\",\"value\":[{\"type\":"
	    "\"PLAIN_TEXT\",\"value\":\"a\"}]},{\"type\":\"PLAIN_TEXT\","
	    "\"value\":\" b\"}]}]}");
	used = arena_used(arena);
	for (i = 0; i < 1000; i++)
		md_put(&w, "md", "*a* b", 5, &production);
	ck_assert_uint_le(arena_used(arena) - used, 4 * out.length);
}
END_TEST

START_TEST(bounds)
{
	char *text = arena_alloc(arena, 3 * MD_UNITS_MAX + 2), *at = text;
	size_t i;

	for (i = 0; i < MD_UNITS_MAX; i++)
		at = stpcpy(at, "日");
	ck_assert_ptr_nonnull(md_parse(arena, text, 3 * MD_UNITS_MAX,
	    &production));
	*at = 'a';
	ck_assert_ptr_null(md_parse(arena, text, 3 * MD_UNITS_MAX + 1,
	    &production));
	memset(text, 'a', MD_UNITS_MAX + 1);
	ck_assert_ptr_null(md_parse(arena, "", 0, &production));
	ck_assert_ptr_null(md_parse(arena, text, MD_UNITS_MAX + 1,
	    &production));
	ck_assert_ptr_nonnull(md_parse(arena, text, 5000, &production));
}
END_TEST

UNIT_MAIN_WITH("md", set_up, tear_down, pairs_of_the_model, other_types,
    work_is_linear, many_texts, bounds)
