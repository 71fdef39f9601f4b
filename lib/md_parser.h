/*
 * md_parser: what the files of the parser share; see md.h.
 *
 * A rule is a function (p, at, node): the place behind what it found, with
 * the node it made in ${node}, or NONE.  Rules with many ways to the same
 * place go through md_remember(): it keeps, per rule, flags and place, where
 * what was found ends.  A row of items that begins at different places ends at
 * the same one; md_row_end() remembers that too.
 *
 * What is only tried makes no nodes: while p->dry is set a rule says where it
 * ends, and ${node} is one that nobody looks at.  What belongs to the tree is
 * gone through once more, with the ends known, and made.  So there are as many
 * nodes as the tree has, and little more.
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

/* Rules whose ends are remembered. */
enum md_memo_rule {
	MEMO_INLINE, MEMO_BOLD, MEMO_ITALIC, MEMO_STRIKE, MEMO_REFERENCE,
	MEMO_BOLD_ITEM, MEMO_ITALIC_ITEM, MEMO_STRIKE_ITEM, MEMO_TITLE_ITEM,
	MEMO_SPOILER_ITEM, MEMO_BOLD_PREFERRED, MEMO_ITALIC_PREFERRED,
	MEMO_LINK_CHARACTER, MEMO_PLAIN_LINK_CHARACTER,
	MEMO_RULES,
};

/*
 * A number for each place, in pieces that are made when one is written: most
 * rules are tried in few places.  NULL: none was written.
 */
enum { MD_PIECE = 64 };		/* places in a piece; a power of 2 */
typedef uint32_t **md_numbers;

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
	struct md_place *places;	/* length + 3 */
	size_t last_title_end;		/* the last "](", or 0 */
	size_t last_angle;		/* the last >, or 0 */
	/* 0: not tried; 1: nothing there; else the end + 2. */
	md_numbers memo[MEMO_RULES][MD_FLAGS];
	md_numbers row_ends[MEMO_RULES][MD_FLAGS];	/* end + 1 */
	/* Runs that were looked at last: of many markers or signs in a row
	 * each asks for the same one. */
	struct md_run {
		size_t begin, end;
	} blanks, name;
	/* Emoji with joiners between, and nothing to join at the end. */
	struct md_run unjoined;
	unsigned flags;			/* of enum md_flag */
	bool dry;			/* only ends are asked for */
	struct md_node nobody;		/* what dry rules give */
	struct md_node *spare;		/* nodes that became part of others */
};

typedef size_t md_rule(struct md_parser *p, size_t at, struct md_node **node);

/* md_at(p, at): the unit there, or END_OF_TEXT. */
static inline uint32_t
md_at(const struct md_parser *p, size_t at)
{

	return (at < p->length ? p->text[at] : END_OF_TEXT);
}

/* md_starts(p, at, ascii): whether ${ascii} stands there. */
static inline bool
md_starts(const struct md_parser *p, size_t at, const char *ascii)
{

	for (; *ascii != '\0'; ascii++)
		if (md_at(p, at++) != (unsigned char)*ascii)
			return (false);
	return (true);
}

/*
 * A set of ASCII characters, a bit for each; MD_SET() makes one of a literal of
 * at most 32, which the compiler does.  md_is_in(unit, literal).
 */
struct md_set {
	uint64_t low, high;
};
#define MD_CHARACTER(s, i) ((s)[(i) < sizeof(s) ? (i) : sizeof(s) - 1])
#define MD_BIT(s, i, from) (MD_CHARACTER(s, i) == '\0' || \
	(MD_CHARACTER(s, i) & 64) != (from) ? 0 : \
	UINT64_C(1) << (MD_CHARACTER(s, i) & 63))
#define MD_BITS4(s, i, from) (MD_BIT(s, i, from) | MD_BIT(s, (i) + 1, from) | \
	MD_BIT(s, (i) + 2, from) | MD_BIT(s, (i) + 3, from))
#define MD_BITS16(s, i, from) (MD_BITS4(s, i, from) | \
	MD_BITS4(s, (i) + 4, from) | MD_BITS4(s, (i) + 8, from) | \
	MD_BITS4(s, (i) + 12, from))
#define MD_BITS(s, from) (MD_BITS16(s, 0, from) | MD_BITS16(s, 16, from))
#define MD_SHORT(s) (sizeof(char [sizeof(s) <= 33 ? 1 : -1]) - 1)
#define MD_SET(s) ((struct md_set){ MD_BITS(s, 0) + MD_SHORT(s), \
	MD_BITS(s, 64) })
#define md_is_in(unit, s) md_is_member(unit, MD_SET(s))

static inline bool
md_is_member(uint32_t unit, struct md_set set)
{

	return (unit < 128 &&
	    ((unit < 64 ? set.low : set.high) >> (unit & 63) & 1) != 0);
}

/* md_number(numbers, at): 0 where none was written.
 * md_number_put(p, numbers, at, number). */
static inline uint32_t
md_number(md_numbers numbers, size_t at)
{
	const uint32_t *piece = numbers == NULL ? NULL :
	    numbers[at / MD_PIECE];

	return (piece == NULL ? 0 : piece[at % MD_PIECE]);
}
void md_number_put(struct md_parser *p, md_numbers *numbers, size_t at,
    uint32_t number);

/* md_remember(p, rule, memo, at, node): ${rule} there; its end is looked for
 * at most once. */
size_t md_remember(struct md_parser *p, md_rule *rule,
    enum md_memo_rule memo, size_t at, struct md_node **node);

/* md_row_end(p, rule, memo, at): where a row of as many as there are ends;
 * ${at} where there is none.  The rule goes through md_remember(). */
size_t md_row_end(struct md_parser *p, md_rule *rule,
    enum md_memo_rule memo, size_t at);

/* md_row(p, rule, at, end): the nodes of that row, with plain texts joined and
 * emoji between words taken back (md_list_end). */
struct md_node *md_row(struct md_parser *p, md_rule *rule, size_t at,
    size_t end);

/*
 * A list of nodes in the making: begin with { 0 }, add, and end.  The nodes
 * become part of it.  Plain texts are joined as they come, and an emoji that
 * touches another one or words is text again; what comes in between is known
 * when the next one comes.
 */
enum md_neighbor { NEIGHBOR_NONE, NEIGHBOR_EMOJI, NEIGHBOR_WORDS };
struct md_list {
	struct md_node *first, **last;	/* what is done */
	struct md_node *held;		/* the newest, whose next one is not
					   known; or NULL */
	enum md_neighbor before;	/* held's */
	struct md_node *plain;		/* the last of what is done, if it is
					   a plain text */
	uint16_t *buffer;		/* of plain's text; NULL: a slice */
	size_t size;			/* of the buffer */
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

static inline bool
md_is_digit(uint32_t unit)
{

	return (unit >= '0' && unit <= '9');
}

static inline bool
md_is_ascii_alphanumeric(uint32_t unit)
{

	return (md_is_digit(unit) ||
	    ((unit | 32) >= 'a' && (unit | 32) <= 'z'));
}

static inline bool
md_is_blank(uint32_t unit)		/* blank or tab */
{

	return (unit == ' ' || unit == '\t');
}

static inline bool
md_is_break(uint32_t unit)		/* CR or LF */
{

	return (unit == '\n' || unit == '\r');
}

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

/* md_target.c: the target of a link to the address ${url}. */
struct md_text md_target(struct md_parser *p, struct md_text url);

/* md_places.c */
void md_places_fill(struct md_parser *p);

#endif
