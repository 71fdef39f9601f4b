/*
 * md: any text has a tree, its JSON is JSON, no node is of a type that only the
 * parser knows, and what has a place in the text has one that is there.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "fuzz.h"
#include "md.h"
#include "utf8.h"

/* What was tried is remembered, per rule, place and kind of nesting. */
size_t fuzz_memory_times = 16384;

enum { DEPTH = 64 };		/* of nodes in nodes; the grammar's is lower */

static void
check(const struct md_node *node, size_t units, int depth)
{

	BUG_UNLESS(depth < DEPTH);
	for (; node != NULL; node = node->next) {
		BUG_UNLESS(node->type < MD_FRAGMENT);
		BUG_UNLESS(node->start <= node->end && node->end <= units);
		BUG_UNLESS(node->type != MD_PLAIN_TEXT || node->first == NULL);
		check(node->first, units, depth + 1);
	}
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	static const struct md_options options[] = {
		{ true, true, false, true, NULL, 0 },
		{ true, true, true, true, NULL, 0 },
		{ false, false, false, false, NULL, 0 },
	};
	struct json_writer w;
	struct md_node *tree;
	struct buf out;
	size_t i;

	/* No body brings a NUL here. */
	if (size == 0 || size > 4096 || !utf8_valid(text, size) ||
	    memchr(text, 0, size) != NULL)
		return;
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		tree = md_parse(arena, text, size, &options[i]);
		BUG_UNLESS(tree != NULL);
		check(tree, size, 0);
		buf_init(&out, arena, 1 << 24);
		json_write_begin(&w, &out);
		md_write(&w, tree);
		BUG_UNLESS(!out.overflow);
		fuzz_json(arena, out.bytes, out.length);
	}
}
