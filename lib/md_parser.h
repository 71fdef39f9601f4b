/*
 * md_parser: what the files of the parser share; see md.h.
 *
 * A rule is a function (p, at, node): the place behind what it found, with
 * the node it made in ${node}, or NONE.  Rules with many ways to the same
 * place go through md_remember(): it keeps, per rule, flags and place, what was
 * found.  A row of items that begins at different places ends at the same one;
 * md_row_end() remembers that too.
 */
#ifndef LIB_MD_PARSER_H
#define LIB_MD_PARSER_H

#include "md.h"

#define NONE SIZE_MAX
enum { END_OF_TEXT = 0x10000 };	/* what stands behind the last unit */

/* What must not begin inside itself. */
enum md_flag {
	IN_BOLD = 1, IN_ITALIC = 2, IN_STRIKE = 4, IN_REFERENCE = 8,
	MD_FLAGS = 16,
};

/* Rules whose finds are remembered. */
enum md_memo_rule {
	MEMO_INLINE, MEMO_BOLD, MEMO_ITALIC, MEMO_STRIKE, MEMO_REFERENCE,
	MEMO_BOLD_ITEM, MEMO_ITALIC_ITEM, MEMO_STRIKE_ITEM, MEMO_TITLE_ITEM,
	MEMO_SPOILER_ITEM, MEMO_BOLD_PREFERRED, MEMO_ITALIC_PREFERRED,
	MEMO_LINK_CHARACTER, MEMO_PLAIN_LINK_CHARACTER,
	MEMO_RULES,
};

struct md_memo {
	uint32_t end;		/* 0: not tried; 1: nothing there; else end + 2 */
	struct md_node *node;
};

/* What can be known of a place by looking at it from behind. */
struct md_place {
	uint32_t local_end;	/* of an e-mail's part before the @; 0: none */
	uint32_t domain_end;	/* of a domain; 0: none */
	uint32_t same_end;	/* of a run of the same unit */
	uint32_t run_end;	/* of characters of an e-mail's part */
	uint32_t label_end;	/* of characters of a domain */
	uint32_t domain_tail;	/* of labels with dots between */
	uint32_t bracket;	/* where the next ] is */
	uint32_t title_end;	/* of a run in a reference's title */
	uint32_t inner_end;	/* of what may stand in a target's (..) */
	uint32_t extra_end;	/* of a run that ends no address */
	uint32_t title_extra_end;	/* the same in [..](..) */
	uint32_t katex_end;	/* where the next inline end begins */
	uint32_t katex_block_end;
	bool email;		/* an @ comes before any blank */
	bool url;		/* "." or "://" comes first */
};

struct md_parser {
	struct arena *arena;
	const struct md_options *options;
	const uint16_t *text;
	size_t length;
	struct md_place *places;	/* length + 1 */
	struct md_memo *memo[MEMO_RULES][MD_FLAGS];
	uint32_t *row_ends[MEMO_RULES][MD_FLAGS];
	unsigned flags;			/* of enum md_flag */
};

typedef size_t md_rule(struct md_parser *p, size_t at, struct md_node **node);

/* md_at(p, at): the unit there, or END_OF_TEXT. */
static inline uint32_t
md_at(const struct md_parser *p, size_t at)
{

	return (at < p->length ? p->text[at] : END_OF_TEXT);
}

/* md_starts(p, at, ascii): whether ${ascii} stands there. */
bool md_starts(const struct md_parser *p, size_t at, const char *ascii);

/* md_remember(p, rule, memo, at, node): ${rule} there, at most once. */
size_t md_remember(struct md_parser *p, md_rule *rule,
    enum md_memo_rule memo, size_t at, struct md_node **node);

/* md_row_end(p, rule, memo, at): where a row of as many as there are ends;
 * ${at} where there is none.  The rule goes through md_remember(). */
size_t md_row_end(struct md_parser *p, md_rule *rule,
    enum md_memo_rule memo, size_t at);

/* md_row(p, rule, at, end): the nodes of that row, copied, with plain texts
 * joined and emoji between words taken back (md_list_end). */
struct md_node *md_row(struct md_parser *p, md_rule *rule, size_t at,
    size_t end);

/* A list of nodes in the making. */
struct md_list {
	struct md_node **nodes;
	size_t count, size;
};
void md_list_add(struct md_parser *p, struct md_list *list,
    struct md_node *node);
struct md_node *md_list_end(struct md_parser *p, struct md_list *list);

/* Nodes one after the other, as they are.  md_many(): as many of ${rule} as
 * there are, one at least, as the children of a node. */
struct md_chain {
	struct md_node *first, **last;
};
void md_chain_add(struct md_chain *chain, struct md_node *node);
size_t md_many(struct md_parser *p, md_rule *rule, enum md_type type,
    size_t at, struct md_node **node);

/* Nodes and texts. */
struct md_node *md_node_new(struct md_parser *p, enum md_type type);
struct md_node *md_node_text(struct md_parser *p, enum md_type type,
    size_t at, size_t end);
struct md_node *md_node_children(struct md_parser *p, enum md_type type,
    struct md_node *first);
struct md_node *md_plain(struct md_parser *p, size_t at, size_t end);
struct md_text md_slice(const struct md_parser *p, size_t at, size_t end);
struct md_text md_ascii(struct arena *arena, const char *ascii);
struct md_text md_join(struct arena *arena, struct md_text a,
    struct md_text b);
bool md_is_space(uint32_t unit);	/* as String.trim() has it */

/* md_class.c: sets of characters. */
bool md_is_title(uint32_t unit);	/* of a run in a reference's title */
bool md_is_target(uint32_t unit);	/* of a reference's target */
bool md_is_alphanumeric(uint32_t unit);	/* a letter or digit of any script */
bool md_is_name(uint32_t unit);		/* that, or - _ . */
bool md_is_local(uint32_t unit);	/* of an e-mail: also marks and emoji */
bool md_is_symbol(uint32_t unit);	/* an emoji if U+FE0F follows */
bool md_is_any_text(uint32_t unit);	/* neither ( ) * [ nor what is behind */
bool md_is_digit(uint32_t unit);
bool md_is_ascii_alphanumeric(uint32_t unit);
bool md_is_blank(uint32_t unit);	/* blank or tab */
bool md_is_break(uint32_t unit);	/* CR or LF */
bool md_is_in(uint32_t unit, const char *ascii);

/* Rules without a node: the place behind, or NONE. */
size_t md_end_of_line(const struct md_parser *p, size_t at);
size_t md_blanks(const struct md_parser *p, size_t at);	/* none is fine */
size_t md_digits(const struct md_parser *p, size_t at, size_t count);

/* md_inline.c, md_emphasis.c, md_link.c, md_emoji.c, md_time.c: rules. */
md_rule md_inline, md_any, md_whitespace, md_emphasis, md_bold, md_italic,
    md_strike, md_reference, md_email, md_url, md_phone, md_underscored,
    md_image, md_user_mention, md_user_mention_in, md_channel_mention,
    md_inline_code, md_emoji, md_emoticon, md_timestamp,
    md_escaped_timestamp, md_blank_emphasis, md_spoiler, md_table;
size_t md_line_of(struct md_parser *p, size_t at, struct md_node **first);

/* md_emoticon_neighbor(p, at): what may stand behind an emoticon anywhere. */
bool md_emoticon_neighbor(const struct md_parser *p, size_t at);

/* md_emoticon_before(p, at, node, follow): an emoticon, if its neighbour is a
 * blank or what ${follow} says. */
struct md_follow {
	md_rule *rule;			/* goes through md_remember() */
	enum md_memo_rule memo;		/* under this name */
	bool underscore;		/* or a _ */
};
size_t md_emoticon_before(struct md_parser *p, size_t at,
    struct md_node **node, const struct md_follow *follow);

/* md_host.c: whether a link's host is known (public suffixes, IPv4). */
bool md_host_known(struct md_parser *p, struct md_text url, bool email);

/* md_places.c */
void md_places_fill(struct md_parser *p);

#endif
