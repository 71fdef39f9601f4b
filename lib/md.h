/*
 * md: what Rocket.Chat's clients show of a message's text: its tree, equal to
 * that of @rocket.chat/message-parser 0.32.0 (contract rocketchat, 4), whose
 * node types and their JSON are in 4.2 there.
 *
 * The text is looked at as UTF-16 code units, as the model does, so offsets
 * and half surrogate pairs come out the same.  What is ambiguous is decided by
 * trying alternatives in an order; what was tried at a place is remembered, so
 * time and memory are linear in the length whatever the text, and nesting is
 * bounded by the grammar: each kind of emphasis and a reference contain no
 * second of their kind.  A tree and its JSON take at most MD_UNIT_BYTES for
 * each unit, plain text a tenth of that.
 *
 * Ownership: the tree lives in the arena and points into nothing else.
 */
#ifndef LIB_MD_H
#define LIB_MD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json_writer;

enum {
	MD_UNITS_MAX = 1 << 16,		/* of a text; longer ones have no tree */
	MD_UNIT_BYTES = 1024,		/* of memory for each, at most */
	MD_BYTES = 64 * 1024,		/* and for the rest */
};

struct md_options {
	bool colors, emoticons;
	bool katex_dollar, katex_parenthesis;
	/* Hosts that are links although no public suffix knows them. */
	const char *const *domains;
	size_t domain_count;
};

/* X(name as in JSON) */
#define MD_TYPES(X)							\
	X(BIG_EMOJI) X(BOLD) X(CODE) X(CODE_LINE) X(COLOR) X(EMOJI)	\
	X(HEADING) X(HORIZONTAL_RULE) X(IMAGE) X(INLINE_CODE)		\
	X(INLINE_KATEX) X(ITALIC) X(KATEX) X(LINE_BREAK) X(LINK)	\
	X(LIST_ITEM) X(MENTION_CHANNEL) X(MENTION_USER)			\
	X(ORDERED_LIST) X(PARAGRAPH) X(PLAIN_TEXT) X(QUOTE) X(SPOILER)	\
	X(SPOILER_BLOCK) X(STRIKE) X(TABLE) X(TABLE_CELL) X(TABLE_ROW)	\
	X(TASK) X(TASKS) X(TIMESTAMP) X(UNORDERED_LIST)

enum md_type {
#define X(name) MD_##name,
	MD_TYPES(X)
#undef X
	MD_FRAGMENT,		/* several nodes in one's place; not in a tree */
};

/* UTF-16, not ended by anything. */
struct md_text {
	const uint16_t *units;
	size_t length;
};

struct md_node {
	enum md_type type;
	struct md_node *next;		/* sibling */
	struct md_node *first;		/* child; a table's is its header row */
	/* The value of plain texts, mentions, katex; the target of links and
	 * images; of an emoji what stands in the text. */
	struct md_text text;
	/* An emoji's short code, an image's label, a code's language. */
	struct md_text name;
	/* HEADING level, TASK 1 if done, LIST_ITEM number of an ordered list,
	 * TIMESTAMP format, TABLE_CELL enum md_align, COLOR 0xRRGGBBAA. */
	double number;
	bool numbered;			/* LIST_ITEM has a number */
	bool unicode;			/* EMOJI without a short code */
	size_t start, end;		/* of what has a fallback; in units */
};

enum md_align { MD_ALIGN_NONE, MD_ALIGN_LEFT, MD_ALIGN_CENTER, MD_ALIGN_RIGHT };

/*
 * md_parse(arena, text, length, options):
 * The first of the root's children.  NULL: the text (UTF-8) is empty or
 * longer than MD_UNITS_MAX.
 */
struct md_node *md_parse(struct arena *arena, const char *text,
    size_t length, const struct md_options *options);

/* md_write(w, first): the JSON array of ${first} and its siblings. */
void md_write(struct json_writer *w, const struct md_node *first);

/*
 * md_put(w, name, text, length, options):
 * The member ${name} of an object: the text's tree, or nothing where it has
 * none.  What parsing took is given back at once, so that many texts take no
 * more memory than the longest.
 */
void md_put(struct json_writer *w, const char *name, const char *text,
    size_t length, const struct md_options *options);

/* md_utf8(arena, text): as UTF-8; half a surrogate pair becomes U+FFFD. */
const char *md_utf8(struct arena *arena, struct md_text text);

#endif
