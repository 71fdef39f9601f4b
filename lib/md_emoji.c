/* Emoji: short codes, characters, and emoticons. */
#include <string.h>

#include "arena.h"
#include "md_parser.h"

struct emoticon {
	const char *text;	/* in Latin-1 */
	const char *name;
};
#include "md_emoji.inc"

static bool
is_between(uint32_t unit, uint32_t first, uint32_t last)
{

	return (unit >= first && unit <= last);
}

static size_t
short_code(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = at + 1;

	if (md_at(p, at) != ':')
		return (NONE);
	while (md_is_ascii_alphanumeric(md_at(p, end)) ||
	    md_is_in(md_at(p, end), "-_+."))
		end++;
	if (end == at + 1 || md_at(p, end) != ':')
		return (NONE);
	*node = md_node_text(p, MD_EMOJI, at + 1, end);
	(*node)->name = (*node)->text;
	return (end + 1);
}

/* A variation selector, if there is one. */
static size_t
variation(const struct md_parser *p, size_t at)
{

	return (is_between(md_at(p, at), 0xFE00, 0xFE0F) ? at + 1 : at);
}

/* The pair of ${high} and a low half in the range, with its variation. */
static size_t
pair(const struct md_parser *p, size_t at, uint32_t high, uint32_t first,
    uint32_t last)
{

	if (md_at(p, at) != high || !is_between(md_at(p, at + 1), first, last))
		return (NONE);
	return (variation(p, at + 2));
}

static size_t
single(const struct md_parser *p, size_t at, uint32_t first, uint32_t last)
{

	return (is_between(md_at(p, at), first, last) ?
	    variation(p, at + 1) : NONE);
}

/* Arrows and squares that are emoji among many that are not. */
static size_t
geometric(const struct md_parser *p, size_t at)
{
	size_t end = single(p, at, 0x2B1B, 0x2B1C);

	if (end == NONE)
		end = pair(p, at, 0xD83D, 0xDFE0, 0xDFEB);
	if (end == NONE)
		end = pair(p, at, 0xD83D, 0xDFF0, 0xDFF0);
	return (end);
}

/* What may stand between joiners. */
static size_t
joinable(const struct md_parser *p, size_t at)
{
	size_t end;

	if (md_at(p, at) == 0xD83E && is_between(md_at(p, at + 1), 0xDD00,
	    0xDFFF))
		end = at + 2;
	else if ((end = pair(p, at, 0xD83C, 0xDF00, 0xDFFF)) == NONE &&
	    (end = pair(p, at, 0xD83D, 0xDC00, 0xDDFF)) == NONE &&
	    (end = pair(p, at, 0xD83D, 0xDE00, 0xDE4F)) == NONE &&
	    (end = pair(p, at, 0xD83D, 0xDE80, 0xDEFF)) == NONE &&
	    (end = single(p, at, 0x2700, 0x27BF)) == NONE &&
	    (end = single(p, at, 0x2600, 0x26FF)) == NONE &&
	    (end = single(p, at, 0x2194, 0x2195)) == NONE &&
	    (end = geometric(p, at)) == NONE)
		return (NONE);
	/* A skin tone. */
	if (md_at(p, end) == 0xD83C && is_between(md_at(p, end + 1), 0xDFFB,
	    0xDFFF))
		end += 2;
	return (end);
}

/* England's flag and its like: a black flag and tags. */
static size_t
tagged_flag(const struct md_parser *p, size_t at)
{
	size_t begin;

	if (md_at(p, at) != 0xD83C || md_at(p, at + 1) != 0xDFF4)
		return (NONE);
	for (begin = at += 2; md_at(p, at) == 0xDB40 &&
	    is_between(md_at(p, at + 1), 0xDC20, 0xDC7E); at += 2)
		;
	if (at == begin || md_at(p, at) != 0xDB40 ||
	    md_at(p, at + 1) != 0xDC7F)
		return (NONE);
	return (at + 2);
}

static size_t
keycap(const struct md_parser *p, size_t at)
{

	if (!md_is_digit(md_at(p, at)) && !md_is_in(md_at(p, at), "#*"))
		return (NONE);
	at++;
	if (md_at(p, at) == 0xFE0F)
		at++;
	return (md_at(p, at) == 0x20E3 ? at + 1 : NONE);
}

static size_t
joined(struct md_parser *p, size_t at)
{
	size_t begin = at, end;

	while ((end = joinable(p, at)) != NONE && md_at(p, end) == 0x200D) {
		if (begin >= p->unjoined.begin && end < p->unjoined.end)
			return (NONE);
		at = end + 1;
	}
	if (end == NONE && at > begin)
		p->unjoined = (struct md_run){ begin, at };
	return (end);
}

/* Letters and signs in squares and circles, in the plane of emoji. */
static size_t
enclosed(const struct md_parser *p, size_t at)
{
	static const uint16_t always[][2] = {
		{ 0xDCCF, 0xDCCF }, { 0xDD8E, 0xDD8E }, { 0xDD91, 0xDD9A },
		{ 0xDE01, 0xDE01 }, { 0xDE32, 0xDE3A }, { 0xDE50, 0xDE51 },
	};
	static const uint16_t with_selector[][2] = {
		{ 0xDC04, 0xDC04 }, { 0xDD70, 0xDD71 }, { 0xDD7E, 0xDD7F },
		{ 0xDE02, 0xDE02 }, { 0xDE1A, 0xDE1A }, { 0xDE2F, 0xDE2F },
	};
	size_t i, end;

	for (i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if ((end = pair(p, at, 0xD83C, always[i][0],
		    always[i][1])) != NONE)
			return (end);
	if (md_is_symbol(md_at(p, at)) && md_at(p, at + 1) == 0xFE0F)
		return (at + 2);
	for (i = 0; i < sizeof(with_selector) / sizeof(with_selector[0]); i++)
		if (md_at(p, at) == 0xD83C && is_between(md_at(p, at + 1),
		    with_selector[i][0], with_selector[i][1]) &&
		    md_at(p, at + 2) == 0xFE0F)
			return (at + 3);
	return (NONE);
}

static size_t
regional_flag(const struct md_parser *p, size_t at)
{

	if (md_at(p, at) == 0xD83C && md_at(p, at + 2) == 0xD83C &&
	    is_between(md_at(p, at + 1), 0xDDE6, 0xDDFF) &&
	    is_between(md_at(p, at + 3), 0xDDE6, 0xDDFF))
		return (at + 4);
	return (NONE);
}

static size_t
character(struct md_parser *p, size_t at)
{
	size_t end;

	if (md_at(p, at) < 0x80)
		return (keycap(p, at));
	if ((end = tagged_flag(p, at)) != NONE ||
	    (end = joined(p, at)) != NONE ||
	    (end = pair(p, at, 0xD83D, 0xDE00, 0xDE4F)) != NONE ||
	    (end = pair(p, at, 0xD83D, 0xDE80, 0xDEFF)) != NONE ||
	    (end = single(p, at, 0x2300, 0x23FF)) != NONE ||
	    (end = single(p, at, 0x2600, 0x26FF)) != NONE ||
	    (end = single(p, at, 0x2700, 0x27BF)) != NONE ||
	    (end = geometric(p, at)) != NONE ||
	    (end = enclosed(p, at)) != NONE)
		return (end);
	return (regional_flag(p, at));
}

size_t
md_emoji(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end = short_code(p, at, node);

	if (end != NONE || (end = character(p, at)) == NONE)
		return (end);
	*node = md_node_text(p, MD_EMOJI, at, end);
	(*node)->unicode = true;
	return (end);
}

size_t
md_emoticon(struct md_parser *p, size_t at, struct md_node **node)
{
	const struct emoticon *e;
	uint32_t unit = md_at(p, at);
	size_t k;

	if (!p->options->emoticons || unit >= 0x80 ||
	    md_emoticon_begin[unit] == 0)
		return (NONE);
	/* All that begin with this character stand together. */
	for (e = &md_emoticons[md_emoticon_begin[unit] - 1];
	    (unsigned char)e->text[0] == unit; e++) {
		for (k = 1; e->text[k] != '\0' && md_at(p, at + k) ==
		    (unsigned char)e->text[k]; k++)
			;
		if (e->text[k] != '\0')
			continue;
		*node = md_node_text(p, MD_EMOJI, at, at + k);
		if (!p->dry)
			(*node)->name = md_ascii(p->arena, e->name);
		return (at + k);
	}
	return (NONE);
}

bool
md_emoticon_neighbor(const struct md_parser *p, size_t at)
{
	uint32_t unit = md_at(p, at);

	return (unit == END_OF_TEXT || md_is_break(unit) ||
	    md_is_blank(unit) || unit == '*');
}

static bool
is_remembered(const struct md_parser *p, const struct md_follow *follow,
    size_t at)
{

	return (md_number(p->memo[follow->memo][p->flags], at) != 0);
}

/*
 * Whether what follows is there.  It may be an emoticon, which asks the same
 * of what follows it, and so on to the end: the last one is asked first, so
 * that a row of them needs no depth.
 */
static bool
follows(struct md_parser *p, size_t at, const struct md_follow *follow)
{
	size_t few[8], *places = few, count = 0, size = 8, next = at;
	struct md_node *node;
	bool dry = p->dry;

	p->dry = true;
	while (!is_remembered(p, follow, next)) {
		if (count == size) {
			size_t *more = arena_array(p->arena, size_t, 2 * size);

			memcpy(more, places, size * sizeof(*more));
			places = more;
			size *= 2;
		}
		places[count++] = next;
		next = md_emoticon(p, next, &node);
		if (next == NONE || md_emoticon_neighbor(p, next))
			break;
	}
	while (count > 0)
		follow->rule(p, places[--count], &node);
	next = follow->rule(p, at, &node);
	p->dry = dry;
	return (next != NONE);
}

size_t
md_emoticon_before(struct md_parser *p, size_t at, struct md_node **node,
    const struct md_follow *follow)
{
	size_t end = md_emoticon(p, at, node);

	if (end == NONE)
		return (NONE);
	if (md_emoticon_neighbor(p, end) ||
	    (follow->underscore && md_at(p, end) == '_') ||
	    follows(p, end, follow))
		return (end);
	return (NONE);
}
