/* Links: references, images, addresses, e-mail, telephone numbers. */
#include <string.h>

#include "arena.h"
#include "md_parser.h"

enum { SCHEME_MAX = 32, TELEPHONE_MIN = 5 };

static struct md_node *
link_node(struct md_parser *p, struct md_text target, struct md_node *label)
{
	struct md_node *node = md_node_children(p, MD_LINK, label);

	node->text = target;
	return (node);
}

static struct md_node *
plain_text(struct md_parser *p, struct md_text text)
{
	struct md_node *node = md_node_new(p, MD_PLAIN_TEXT);

	node->text = text;
	return (node);
}

/*
 * Addresses.
 */
static size_t
scheme(const struct md_parser *p, size_t at)
{
	size_t begin = at;

	while (at < begin + SCHEME_MAX &&
	    (md_is_ascii_alphanumeric(md_at(p, at)) ||
	    md_is_in(md_at(p, at), "+-")))
		at++;
	return (at == begin || md_at(p, at) != ':' ? NONE : at + 1);
}

static size_t
host(const struct md_parser *p, size_t at)
{
	size_t end = at < p->length ? p->places[at].domain_end : 0, port;

	if (end == 0)
		return (NONE);
	if (md_at(p, end) != ':')
		return (end);
	for (port = end + 1; md_is_digit(md_at(p, port)); port++)
		;
	return (port == end + 1 ? end : port);
}

static size_t
user_part(const struct md_parser *p, size_t at)
{
	size_t begin = at;

	while (md_is_ascii_alphanumeric(md_at(p, at)) ||
	    md_is_in(md_at(p, at), "$&+_#?-"))
		at++;
	return (at == begin ? NONE : at);
}

/* "user:password@"; ${at} where it is not there. */
static size_t
user_info(const struct md_parser *p, size_t at)
{
	size_t end = user_part(p, at), password;

	if (end == NONE)
		return (at);
	if (md_at(p, end) == ':' &&
	    (password = user_part(p, end + 1)) != NONE)
		end = password;
	return (md_at(p, end) == '@' ? end + 1 : at);
}

/* A scheme with // and a host, or a host alone. */
static size_t
address_head(const struct md_parser *p, size_t at)
{
	size_t end = scheme(p, at);

	if (end != NONE && md_starts(p, end, "//") &&
	    (end = host(p, user_info(p, end + 2))) != NONE)
		return (end);
	return (host(p, at));
}

static bool
is_blank_or_break(uint32_t unit)
{

	return (md_is_blank(unit) || md_is_break(unit));
}

/* Up to a blank; what ends a sentence before it is left out. */
static size_t
address_tail(const struct md_parser *p, size_t at)
{
	uint32_t unit;
	size_t end;

	while ((unit = md_at(p, at)) != END_OF_TEXT &&
	    !is_blank_or_break(unit)) {
		if ((end = p->places[at].extra_end) == 0) {
			at++;
			continue;
		}
		unit = md_at(p, end);
		if (unit == END_OF_TEXT || is_blank_or_break(unit))
			break;
		at = end;
	}
	return (at);
}

size_t
md_url(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text url;
	size_t end;

	if (at >= p->length || !p->places[at].url ||
	    (end = address_head(p, at)) == NONE)
		return (NONE);
	end = address_tail(p, end);
	url = md_slice(p, at, end);
	*node = plain_text(p, url);
	if (!p->dry && md_host_known(p, url, false))
		*node = link_node(p, md_target(p, url), *node);
	return (end);
}

size_t
md_email(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text address, url;
	size_t begin = at, end;

	if (at >= p->length || !p->places[at].email)
		return (NONE);
	if (md_starts(p, at, "mailto:"))
		begin += 7;
	end = p->places[begin].local_end;
	if (end == 0 || md_at(p, end) != '@' ||
	    (end = p->places[end + 1].domain_end) == 0)
		return (NONE);
	if (p->dry)
		return (end);
	address = md_slice(p, begin, end);
	url = md_join(p->arena, md_ascii(p->arena, "mailto:"), address);
	*node = plain_text(p, address);
	if (md_host_known(p, url, true))
		*node = link_node(p, url, *node);
	return (end);
}

/* An underscore before a domain is text, and so is the domain. */
size_t
md_underscored(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (md_at(p, at) != '_' ||
	    (end = p->places[at + 1].domain_end) == 0 ||
	    md_at(p, end) == '_')
		return (NONE);
	*node = md_plain(p, at, end);
	return (end);
}

/*
 * Telephone numbers: +49-30123, +(49)30-123, +4930123.
 */
static size_t
some_digits(const struct md_parser *p, size_t at)
{
	size_t end = at;

	while (md_is_digit(md_at(p, end)))
		end++;
	return (end == at ? NONE : end);
}

static size_t
telephone_end(const struct md_parser *p, size_t at)
{
	size_t end, more;
	bool closed = md_at(p, at) == '(';

	if ((end = some_digits(p, at + closed)) == NONE ||
	    (closed && md_at(p, end) != ')'))
		return (NONE);
	end += closed;
	if (md_at(p, end) == '-' && (more = some_digits(p, end + 1)) != NONE)
		return (more);
	if (!closed)
		return (end);
	if ((end = some_digits(p, end)) == NONE)
		return (NONE);
	if (md_at(p, end) == '-' && (more = some_digits(p, end + 1)) != NONE)
		return (more);
	return (end);
}

/* The end of a number with its +, and "tel:" with its digits. */
static size_t
telephone(struct md_parser *p, size_t at, struct md_text *target)
{
	uint16_t *units;
	size_t end, i, n = 4;

	if (md_at(p, at) != '+' || (end = telephone_end(p, at + 1)) == NONE)
		return (NONE);
	*target = md_slice(p, at, end);
	if (p->dry)
		return (end);
	units = arena_array(p->arena, uint16_t, 4 + end - at);
	memcpy(units, md_ascii(p->arena, "tel:").units, 4 * sizeof(*units));
	for (i = at; i < end; i++)
		if (md_is_digit(p->text[i]))
			units[n++] = p->text[i];
	*target = (struct md_text){ units, n };
	return (end);
}

size_t
md_phone(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text target;
	size_t end = telephone(p, at, &target);

	if (end == NONE)
		return (NONE);
	*node = md_plain(p, at, end);
	if (!p->dry && target.length - 4 >= TELEPHONE_MIN)
		*node = link_node(p, target, *node);
	return (end);
}

/*
 * Targets of references.
 */

/* A part of the target in [..](..): parentheses come in pairs. */
static size_t
target_character(struct md_parser *p, size_t at, struct md_node **node)
{
	uint32_t unit = md_at(p, at);
	size_t end;

	(void)node;
	if (unit == END_OF_TEXT || md_is_blank(unit))
		return (NONE);
	if ((end = p->places[at].title_extra_end) != 0 &&
	    is_blank_or_break(md_at(p, end)))
		return (NONE);
	if (md_is_target(unit))
		return (at + 1);
	if (unit != '(')
		return (NONE);
	at++;
	if (p->places[at].inner_end != 0)
		at = p->places[at].inner_end;
	return (md_at(p, at) == ')' ? at + 1 : NONE);
}

/* The same in <..|..>. */
static size_t
plain_target_character(struct md_parser *p, size_t at, struct md_node **node)
{
	uint32_t unit = md_at(p, at);
	size_t end;

	(void)node;
	if (unit == END_OF_TEXT || md_is_blank(unit))
		return (NONE);
	if ((end = p->places[at].extra_end) != 0 &&
	    (end >= p->length || is_blank_or_break(md_at(p, end))))
		return (NONE);
	return (md_is_target(unit) || unit == '(' ? at + 1 : NONE);
}

/* An address, a scheme with anything, or a telephone number. */
static size_t
target(struct md_parser *p, size_t at, bool titled, struct md_text *text)
{
	md_rule *character = titled ? target_character :
	    plain_target_character;
	enum md_memo_rule memo = titled ? MEMO_LINK_CHARACTER :
	    MEMO_PLAIN_LINK_CHARACTER;
	size_t begin, end;

	if ((begin = address_head(p, at)) != NONE) {
		end = md_row_end(p, character, memo, begin);
		*text = md_slice(p, at, end);
		return (end);
	}
	if ((begin = scheme(p, at)) != NONE &&
	    (end = md_row_end(p, character, memo, begin)) > begin) {
		*text = md_slice(p, at, end);
		return (end);
	}
	return (telephone(p, at, text));
}

/*
 * References.
 */
static size_t
find_title_item(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if ((end = md_whitespace(p, at, node)) != NONE ||
	    (end = md_emphasis(p, at, node)) != NONE)
		return (end);
	end = p->places[at].title_end;
	if (end == 0) {
		if (at >= p->length || (md_starts(p, at, "](") &&
		    at + 2 < p->length))
			return (NONE);
		if (md_starts(p, at, "] [") && md_starts(p,
		    p->places[at + 3].bracket, "]("))
			return (NONE);
		end = at + 1;
	}
	*node = md_plain(p, at, end);
	return (end);
}

static size_t
title_item(struct md_parser *p, size_t at, struct md_node **node)
{

	return (md_remember(p, find_title_item, MEMO_TITLE_ITEM, at, node));
}

static size_t
titled(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text text;
	struct md_node *label;
	size_t end, behind;

	if (md_at(p, at) != '[' || at >= p->last_title_end)
		return (NONE);
	end = md_row_end(p, title_item, MEMO_TITLE_ITEM, at + 1);
	if (!md_starts(p, end, "](") ||
	    (behind = target(p, end + 2, true, &text)) == NONE ||
	    md_at(p, behind) != ')')
		return (NONE);
	label = md_row(p, title_item, at + 1, end);
	*node = link_node(p, text, label != NULL ? label :
	    plain_text(p, text));
	return (behind + 1);
}

static size_t
angled(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text text;
	size_t begin, end;
	uint32_t unit;

	if (md_at(p, at) != '<' || at >= p->last_angle ||
	    (end = target(p, at + 1, false, &text)) == NONE ||
	    md_at(p, end) != '|')
		return (NONE);
	for (begin = ++end; (unit = md_at(p, end)) >= ' ' &&
	    unit != END_OF_TEXT && !md_is_in(unit, "<>|"); end++)
		;
	if (end == begin || md_at(p, end) != '>')
		return (NONE);
	*node = link_node(p, text, md_plain(p, begin, end));
	return (end + 1);
}

static size_t
find_reference(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	p->flags |= IN_REFERENCE;
	if ((end = titled(p, at, node)) == NONE)
		end = angled(p, at, node);
	p->flags &= ~(unsigned)IN_REFERENCE;
	return (end);
}

size_t
md_reference(struct md_parser *p, size_t at, struct md_node **node)
{

	if ((p->flags & IN_REFERENCE) || !md_is_in(md_at(p, at), "[<"))
		return (NONE);
	return (md_remember(p, find_reference, MEMO_REFERENCE, at, node));
}

/* Blanks, text, blanks: the title of an image. */
static size_t
image_title(const struct md_parser *p, size_t at)
{
	size_t end = md_blanks(p, at), begin = end;

	while (md_is_any_text(md_at(p, end)))
		end++;
	return (end == begin ? at : md_blanks(p, end));
}

size_t
md_image(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text text;
	size_t begin = at + 2, end;

	if (!md_starts(p, at, "![") || at >= p->last_title_end)
		return (NONE);
	at = image_title(p, begin);
	if (!md_starts(p, at, "](") ||
	    (end = target(p, at + 2, true, &text)) == NONE ||
	    md_at(p, end) != ')')
		return (NONE);
	*node = md_node_new(p, MD_IMAGE);
	(*node)->text = text;
	(*node)->name = at > begin ? md_slice(p, begin, at) : text;
	return (end + 1);
}
