/*
 * Bold, italic and struck text.  None contains its own kind; what it may
 * contain is tried in an order, and a marker that nothing closes is text.
 */
#include "arena.h"
#include "md_parser.h"

/* The first of ${rules} that finds something. */
static size_t
first_of(struct md_parser *p, md_rule *const *rules, size_t at,
    struct md_node **node)
{
	size_t end;

	for (; *rules != NULL; rules++)
		if ((end = (*rules)(p, at, node)) != NONE)
			return (end);
	return (NONE);
}

/* A run without the characters ${stops}, and then one without ${not}. */
static size_t
plain_until(struct md_parser *p, size_t at, struct md_set stops,
    struct md_set not, struct md_node **node)
{
	size_t end = at;

	while (end < p->length && !md_is_member(p->text[end], stops))
		end++;
	if (end == at && end < p->length && !md_is_member(p->text[end], not))
		end++;
	if (end == at)
		return (NONE);
	*node = md_plain(p, at, end);
	return (end);
}

/*
 * What bold text is made of.
 */
static md_rule bold_preferred;

static size_t
bold_emoticon(struct md_parser *p, size_t at, struct md_node **node)
{
	static const struct md_follow follow = { bold_preferred,
	    MEMO_BOLD_PREFERRED, false };

	return (md_emoticon_before(p, at, node, &follow));
}

static size_t
find_bold_preferred(struct md_parser *p, size_t at, struct md_node **node)
{
	static md_rule *const rules[] = {
		md_whitespace, md_inline_code, md_timestamp, md_reference,
		md_user_mention_in, md_channel_mention, md_italic, md_strike,
		md_emoji, bold_emoticon, NULL,
	};

	return (first_of(p, rules, at, node));
}

static size_t
bold_preferred(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, find_bold_preferred, MEMO_BOLD_PREFERRED, at,
	    node));
}

static size_t
find_bold_item(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = find_bold_preferred(p, at, node);

	return (end != NONE ? end :
	    plain_until(p, at, MD_SET("\n* _~"), MD_SET("\n* "), node));
}

static size_t
bold_item(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, find_bold_item, MEMO_BOLD_ITEM, at, node));
}

/*
 * What italic text is made of.
 */
static md_rule italic_preferred;

static size_t
italic_emoticon(struct md_parser *p, size_t at, struct md_node **node)
{
	static const struct md_follow follow = { italic_preferred,
	    MEMO_ITALIC_PREFERRED, true };

	return (md_emoticon_before(p, at, node, &follow));
}

static size_t
find_italic_preferred(struct md_parser *p, size_t at, struct md_node **node)
{
	static md_rule *const rules[] = {
		md_whitespace, md_inline_code, md_timestamp, md_reference,
		md_user_mention_in, md_channel_mention, md_bold, md_strike,
		md_emoji, italic_emoticon, NULL,
	};

	return (first_of(p, rules, at, node));
}

static size_t
italic_preferred(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, find_italic_preferred, MEMO_ITALIC_PREFERRED,
	    at, node));
}

static size_t
find_italic_item(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = find_italic_preferred(p, at, node);

	return (end != NONE ? end :
	    plain_until(p, at, MD_SET("\n_ *~"), MD_SET("\n_ "), node));
}

static size_t
italic_item(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, find_italic_item, MEMO_ITALIC_ITEM, at, node));
}

/*
 * What struck text is made of.
 */
static bool
is_strike_plain(uint32_t unit)
{

	return (!md_is_in(unit, "\n~ *_:`@#[]\\<!|") && unit != 0xD83C &&
	    unit != 0xD83D && unit != 0xD83E &&
	    (unit < 0x2300 || unit > 0x27BF));
}

static size_t
strike_plain(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = at;

	while (end < p->length && is_strike_plain(p->text[end]))
		end++;
	if (end == at)
		return (NONE);
	*node = md_plain(p, at, end);
	return (end);
}

static size_t
strike_any(struct md_parser *p, size_t at, struct md_node **node)
{

	if (at >= p->length || md_is_in(p->text[at], "\n~ "))
		return (NONE);
	*node = md_plain(p, at, at + 1);
	return (at + 1);
}

static size_t
find_strike_item(struct md_parser *p, size_t at, struct md_node **node)
{
	static md_rule *const rules[] = {
		strike_plain, md_escaped_timestamp, md_timestamp,
		md_whitespace, md_inline_code, md_reference,
		md_user_mention_in, md_channel_mention, md_italic, md_bold,
		md_emoji, md_emoticon, strike_any, NULL,
	};

	return (first_of(p, rules, at, node));
}

static size_t
strike_item(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, find_strike_item, MEMO_STRIKE_ITEM, at, node));
}

/*
 * The three kinds.
 */
struct kind {
	enum md_type type;
	const char *one, *two;		/* its markers */
	md_rule *item;
	enum md_memo_rule memo;
};
static const struct kind bold_kind = { MD_BOLD, "*", "**", bold_item,
    MEMO_BOLD_ITEM };
static const struct kind italic_kind = { MD_ITALIC, "_", "__", italic_item,
    MEMO_ITALIC_ITEM };
static const struct kind strike_kind = { MD_STRIKE, "~", "~~", strike_item,
    MEMO_STRIKE_ITEM };

/* Between two markers: where the content ends, or NONE. */
static size_t
between(struct md_parser *p, const struct kind *kind, const char *marker,
    size_t at)
{
	size_t width = marker[1] == '\0' ? 1 : 2, end;

	if (!md_starts(p, at, marker))
		return (NONE);
	end = md_row_end(p, kind->item, kind->memo, at + width);
	if (end == at + width || !md_starts(p, end, marker))
		return (NONE);
	return (end);
}

static size_t
marked(struct md_parser *p, const struct kind *kind, size_t at,
    struct md_node **node)
{
	size_t end, width = 2;

	if ((end = between(p, kind, kind->two, at)) == NONE) {
		width = 1;
		if ((end = between(p, kind, kind->one, at)) == NONE)
			return (NONE);
	}
	*node = md_node_children(p, kind->type, md_row(p, kind->item,
	    at + width, end));
	return (end + width);
}

static size_t
find_bold(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	p->flags |= IN_BOLD;
	end = marked(p, &bold_kind, at, node);
	p->flags &= ~(unsigned)IN_BOLD;
	return (end);
}

static size_t
find_strike(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	p->flags |= IN_STRIKE;
	end = marked(p, &strike_kind, at, node);
	p->flags &= ~(unsigned)IN_STRIKE;
	return (end);
}

/* A word and one or two underscores behind it are text. */
static size_t
word_before(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = at;

	while (md_is_ascii_alphanumeric(md_at(p, end)))
		end++;
	if (end == at || md_at(p, end) != '_')
		return (NONE);
	end += md_at(p, end + 1) == '_' ? 2 : 1;
	*node = md_plain(p, at, end);
	return (end);
}

/* Italic text with a word right behind it: its content, and all as text. */
static size_t
word_behind(struct md_parser *p, size_t at, const char *marker,
    struct md_node **node)
{
	bool two = marker[1] != '\0';
	struct md_list list = { 0 };
	size_t end = between(p, &italic_kind, marker, at), word, behind;
	size_t width = two ? 2 : 1;
	struct md_node *one, *next;

	if (end == NONE)
		return (NONE);
	for (behind = word = end + width; two ?
	    md_is_ascii_alphanumeric(md_at(p, behind)) :
	    (md_is_ascii_alphanumeric(md_at(p, behind)) &&
	    !md_is_digit(md_at(p, behind))); behind++)
		;
	if (behind == word)
		return (NONE);
	if (p->dry)
		return (behind);
	md_list_add(p, &list, md_plain(p, at, at + width));
	for (one = md_row(p, italic_item, at + width, end); one != NULL;
	    one = next) {
		next = one->next;
		md_list_add(p, &list, one);
	}
	md_list_add(p, &list, md_plain(p, end, word));
	md_list_add(p, &list, md_plain(p, word, behind));
	*node = md_node_children(p, MD_FRAGMENT, md_list_end(p, &list));
	return (behind);
}

static size_t
italic_forms(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if ((end = word_behind(p, at, "__", node)) != NONE ||
	    (end = word_behind(p, at, "_", node)) != NONE)
		return (end);
	return (marked(p, &italic_kind, at, node));
}

static size_t
find_italic(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	p->flags |= IN_ITALIC;
	end = italic_forms(p, at, node);
	p->flags &= ~(unsigned)IN_ITALIC;
	return (end);
}

size_t
md_bold(struct md_parser *p, size_t at, struct md_node **node)
{

	if ((p->flags & IN_BOLD) || md_at(p, at) != '*')
		return (NONE);
	return (md_remember(p, find_bold, MEMO_BOLD, at, node));
}

size_t
md_italic(struct md_parser *p, size_t at, struct md_node **node)
{

	if (p->flags & IN_ITALIC)
		return (NONE);
	if (md_at(p, at) != '_')
		return (word_before(p, at, node));
	return (md_remember(p, find_italic, MEMO_ITALIC, at, node));
}

size_t
md_strike(struct md_parser *p, size_t at, struct md_node **node)
{

	if ((p->flags & IN_STRIKE) || md_at(p, at) != '~')
		return (NONE);
	return (md_remember(p, find_strike, MEMO_STRIKE, at, node));
}

size_t
md_emphasis(struct md_parser *p, size_t at, struct md_node **node)
{
	static md_rule *const rules[] = { md_bold, md_italic, md_strike,
	    NULL };

	return (first_of(p, rules, at, node));
}

/* Markers with nothing but blanks between them are text. */
size_t
md_blank_emphasis(struct md_parser *p, size_t at, struct md_node **node)
{
	uint32_t marker = md_at(p, at);
	struct md_run *blanks = &p->blanks;
	size_t end;

	if (!md_is_in(marker, "*_~"))
		return (NONE);
	end = p->places[at].same_end;
	if (blanks->begin != end)
		*blanks = (struct md_run){ end, md_blanks(p, end) };
	if (blanks->end == end || md_at(p, blanks->end) != marker)
		return (NONE);
	end = p->places[blanks->end].same_end;
	*node = md_plain(p, at, end);
	return (end);
}
