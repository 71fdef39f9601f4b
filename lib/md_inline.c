/* What stands in a line: which rule is tried where, and the plain ones. */
#include "arena.h"
#include "md_parser.h"

size_t
md_any(struct md_parser *p, size_t at, struct md_node **node)
{
	uint32_t unit = md_at(p, at);

	if (unit == END_OF_TEXT || md_is_break(unit))
		return (NONE);
	*node = md_plain(p, at, at + 1);
	return (at + 1);
}

size_t
md_whitespace(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = md_blanks(p, at);

	if (end == at)
		return (NONE);
	*node = md_plain(p, at, end);
	return (end);
}

size_t
md_inline_code(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = at + 1;

	if (md_at(p, at) != '`')
		return (NONE);
	while (end < p->length && p->text[end] != '`' && p->text[end] != '\n')
		end++;
	if (end == at + 1 || md_at(p, end) != '`')
		return (NONE);
	*node = md_node_text(p, MD_INLINE_CODE, at + 1, end);
	return (end + 1);
}

static size_t
escaped(struct md_parser *p, size_t at, struct md_node **node)
{

	if (md_at(p, at) != '\\' || !md_is_in(md_at(p, at + 1), "*_~`#."))
		return (NONE);
	*node = md_plain(p, at + 1, at + 2);
	return (at + 2);
}

static size_t
inline_katex(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t begin, end;

	if (p->options->katex_parenthesis && md_starts(p, at, "\\("))
		begin = at + 2;
	else if (p->options->katex_dollar && md_at(p, at) == '$')
		begin = at + 1;
	else
		return (NONE);
	end = p->places[begin].katex_end;
	if (end > p->length)
		return (NONE);
	*node = md_node_text(p, MD_INLINE_KATEX, begin, end);
	return (end + (md_at(p, end) == '$' ? 1 : 2));
}

static size_t
spoiler_item(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (md_starts(p, at, "||"))
		return (NONE);
	end = md_inline(p, at, node);
	return (end != NONE ? end : md_any(p, at, node));
}

static size_t
remembered_spoiler_item(struct md_parser *p, size_t at,
    struct md_node **node)
{

	return (md_remember(p, spoiler_item, MEMO_SPOILER_ITEM, at, node));
}

size_t
md_spoiler(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (!md_starts(p, at, "||"))
		return (NONE);
	end = md_row_end(p, remembered_spoiler_item, MEMO_SPOILER_ITEM,
	    at + 2);
	if (end == at + 2 || !md_starts(p, end, "||"))
		return (NONE);
	*node = md_node_children(p, MD_SPOILER, md_row(p,
	    remembered_spoiler_item, at + 2, end));
	return (end + 2);
}

static int
hex_digit(uint32_t unit)
{

	if (md_is_digit(unit))
		return ((int)unit - '0');
	if (unit >= 'a' && unit <= 'f')
		return ((int)unit - 'a' + 10);
	return (unit >= 'A' && unit <= 'F' ? (int)unit - 'A' + 10 : -1);
}

/* Three or four parts of ${digits} hex digits each; else NONE. */
static size_t
color_parts(const struct md_parser *p, size_t at, int digits, double *color)
{
	unsigned part[4] = { 0, 0, 0, 255 };
	int count, first, second;

	for (count = 0; count < 4; count++) {
		first = hex_digit(md_at(p, at));
		second = digits == 1 ? first : hex_digit(md_at(p, at + 1));
		if (first < 0 || second < 0)
			break;
		part[count] = (unsigned)(first * 16 + second);
		at += (size_t)digits;
	}
	*color = ((part[0] * 256.0 + part[1]) * 256 + part[2]) * 256 + part[3];
	return (count < 3 ? NONE : at);
}

static size_t
color(struct md_parser *p, size_t at, struct md_node **node)
{
	double value;
	size_t end;

	if (!p->options->colors || !md_starts(p, at, "color:#"))
		return (NONE);
	end = color_parts(p, at + 7, 2, &value);
	if (end == NONE)
		end = color_parts(p, at + 7, 1, &value);
	if (end == NONE || md_is_any_text(md_at(p, end)))
		return (NONE);
	*node = md_node_new(p, MD_COLOR);
	(*node)->number = value;
	return (end);
}

/* As much as no other rule begins with. */
static size_t
plain_run(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = at;

	while (end < p->length &&
	    !md_is_in(p->text[end], "*_~`:\n<[]! \t()\\|"))
		end++;
	if (end == at)
		return (NONE);
	*node = md_plain(p, at, end);
	return (end);
}

/* The first hyphen of "-_-" when more follows: the rest may be italic. */
static size_t
hyphen(struct md_parser *p, size_t at, struct md_node **node)
{

	if (!md_starts(p, at, "-_-") || at + 3 >= p->length)
		return (NONE);
	*node = md_plain(p, at, at + 1);
	return (at + 1);
}

static size_t
emoticon_in_line(struct md_parser *p, size_t at, struct md_node **node)
{
	static const struct md_follow follow = { md_inline, MEMO_INLINE,
	    false };

	return (md_emoticon_before(p, at, node, &follow));
}

/* The rules for a character that only they begin with. */
static md_rule *const *
rules_for(uint32_t unit)
{
	static md_rule *const none[] = { NULL };
	static md_rule *const blank[] = { md_whitespace, NULL };
	static md_rule *const backslash[] = { md_escaped_timestamp,
	    inline_katex, escaped, NULL };
	static md_rule *const bracket[] = { md_reference, NULL };
	static md_rule *const less[] = { md_timestamp, md_reference,
	    emoticon_in_line, NULL };
	static md_rule *const exclamation[] = { md_image, NULL };
	static md_rule *const pipe[] = { md_spoiler, NULL };
	static md_rule *const sign[] = { md_user_mention, NULL };
	static md_rule *const grave[] = { md_inline_code, NULL };
	static md_rule *const plus[] = { md_phone, NULL };
	static md_rule *const dollar[] = { inline_katex, NULL };
	static md_rule *const colon[] = { md_emoji, emoticon_in_line, NULL };
	static md_rule *const asterisk[] = { md_blank_emphasis, md_emphasis,
	    emoticon_in_line, NULL };
	static md_rule *const tilde[] = { md_blank_emphasis, md_emphasis,
	    NULL };
	static md_rule *const minus[] = { hyphen, emoticon_in_line, NULL };

	switch (unit) {
	case ' ': case '\t': return (blank);
	case '\\': return (backslash);
	case '[': return (bracket);
	case '<': return (less);
	case '!': return (exclamation);
	case '|': return (pipe);
	case '@': return (sign);
	case '`': return (grave);
	case '+': return (plus);
	case '$': return (dollar);
	case ':': return (colon);
	case '*': return (asterisk);
	case '~': return (tilde);
	case '-': return (minus);
	default: return (none);
	}
}

static size_t
item(struct md_parser *p, size_t at, struct md_node **node)
{
	static md_rule *const general[] = {
		md_email, md_underscored, md_url, md_blank_emphasis,
		md_emphasis, md_channel_mention, md_emoji, hyphen,
		emoticon_in_line, color, plain_run, NULL,
	};
	md_rule *const *rule;
	size_t end;

	if (at >= p->length)
		return (NONE);
	for (rule = rules_for(md_at(p, at)); *rule != NULL; rule++)
		if ((end = (*rule)(p, at, node)) != NONE)
			return (end);
	for (rule = general; *rule != NULL; rule++)
		if ((end = (*rule)(p, at, node)) != NONE)
			return (end);
	return (NONE);
}

size_t
md_inline(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, item, MEMO_INLINE, at, node));
}

size_t
md_line_of(struct md_parser *p, size_t at, struct md_node **first)
{
	struct md_list list = { 0 };
	struct md_node *node;
	size_t end;

	for (; (end = md_inline(p, at, &node)) != NONE ||
	    (end = md_any(p, at, &node)) != NONE; at = end)
		md_list_add(p, &list, node);
	if (list.held == NULL)
		return (NONE);
	*first = md_list_end(p, &list);
	end = md_end_of_line(p, at);
	return (end == NONE ? at : end);
}

/*
 * Mentions.
 */
static size_t
name_end(const struct md_parser *p, size_t at)
{

	while (md_is_name(md_at(p, at)))
		at++;
	return (at);
}

size_t
md_user_mention(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t begin, end, server;

	if (md_at(p, at) != '@')
		return (NONE);
	begin = p->places[at].same_end;
	if (p->name.begin != begin)
		p->name = (struct md_run){ begin, name_end(p, begin) };
	if ((end = p->name.end) == begin)
		return (NONE);
	if (md_is_in(md_at(p, end), ":@") &&
	    (server = name_end(p, end + 1)) > end + 1)
		end = server;
	if (end - begin >= 2 && md_starts(p, end - 2, "__"))
		return (NONE);
	*node = md_node_text(p, MD_MENTION_USER, begin, end);
	return (end);
}

/* Behind a character of text a sign is no mention: both are plain text. */
static size_t
not_mentioned(struct md_parser *p, size_t at, uint32_t sign,
    struct md_node **node)
{
	size_t end = at + 1;

	if (!md_is_any_text(md_at(p, at)) || md_at(p, end) != sign)
		return (NONE);
	end = sign == '@' ? p->places[end].same_end : end + 1;
	if (!md_is_alphanumeric(md_at(p, end)))
		return (NONE);
	*node = md_plain(p, at, at + 2);
	if (!p->dry)
		(*node)->text = md_join(p->arena, (*node)->text,
		    md_slice(p, end, end + 1));
	return (end + 1);
}

size_t
md_user_mention_in(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = not_mentioned(p, at, '@', node);

	return (end != NONE ? end : md_user_mention(p, at, node));
}

size_t
md_channel_mention(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = not_mentioned(p, at, '#', node);

	if (end != NONE || md_at(p, at) != '#' ||
	    (end = name_end(p, at + 1)) == at + 1)
		return (end == at + 1 ? NONE : end);
	*node = md_node_text(p, MD_MENTION_CHANNEL, at + 1, end);
	return (end);
}
