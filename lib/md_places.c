/*
 * What is known of each place by going through the text once, from its end:
 * where runs end that rules would else look for again from every place.
 */
#include "arena.h"
#include "md_parser.h"

/* Of an e-mail's part before the @, behind its first character. */
static bool
is_local_more(uint32_t unit)
{

	return (md_is_local(unit) ||
	    md_is_in(unit, "!#$%&'*+/=?^_`{|}~-"));
}

/*
 * How many units one character of a domain's label has; 0: it is none.  An
 * underscore or a hyphen takes whatever follows it with it, unless that ends
 * an address.
 */
static size_t
label_step(const struct md_parser *p, size_t at)
{
	const struct md_set ends = MD_SET("\\/|><%`[] \t\r\n");
	uint32_t unit = md_at(p, at), next = md_at(p, at + 1);

	if (md_is_ascii_alphanumeric(unit))
		return (1);
	if (unit == '_' || unit == '-')
		return (next == END_OF_TEXT || md_is_member(next, ends) ? 0 :
		    2);
	return (unit != END_OF_TEXT &&
	    !md_is_in(unit, ".,!%~*\"':;()=$@&+#?") && !md_is_member(unit, ends));
}

static void
fill_local(const struct md_parser *p, size_t i, uint32_t unit)
{
	struct md_place *here = &p->places[i], *next = &p->places[i + 1];
	uint32_t end;

	here->run_end = !is_local_more(unit) ? 0 :
	    next->run_end != 0 ? next->run_end : (uint32_t)i + 1;
	if (!md_is_local(unit))
		return;
	end = here->run_end;
	here->local_end = md_at(p, end) == '.' &&
	    p->places[end + 1].local_end != 0 ?
	    p->places[end + 1].local_end : end;
}

static void
fill_domain(const struct md_parser *p, size_t i, uint32_t unit)
{
	size_t step = label_step(p, i);
	struct md_place *here = &p->places[i];
	uint32_t end, tail = 0;

	if (step == 0)
		return;
	end = p->places[i + step].label_end;
	end = here->label_end = end != 0 ? end : (uint32_t)(i + step);
	if (md_at(p, end) == '.')
		tail = p->places[end + 1].domain_tail;
	here->domain_tail = tail != 0 ? tail : end;
	if (md_starts(p, i, "localhost"))
		here->domain_end = (uint32_t)i + 9;
	else if (unit != '_')
		here->domain_end = tail;
}

static void
fill_katex(const struct md_parser *p, size_t i)
{
	const struct md_options *options = p->options;
	struct md_place *here = &p->places[i], *next = &p->places[i + 1];

	here->katex_end =
	    (options->katex_parenthesis && md_starts(p, i, "\\)")) ||
	    (options->katex_dollar && md_at(p, i) == '$') ? (uint32_t)i :
	    next->katex_end;
	here->katex_block_end =
	    (options->katex_parenthesis && md_starts(p, i, "\\]")) ||
	    (options->katex_dollar && md_starts(p, i, "$$")) ? (uint32_t)i :
	    next->katex_block_end;
}

/* Behind the last of these no reference begins. */
static void
find_last(struct md_parser *p)
{
	size_t i;

	for (i = p->length; i-- > 0 && p->last_angle == 0;)
		if (p->text[i] == '>')
			p->last_angle = i;
	for (i = p->length; i-- > 0 && p->last_title_end == 0;)
		if (p->text[i] == ']' && md_at(p, i + 1) == '(')
			p->last_title_end = i;
}

void
md_places_fill(struct md_parser *p)
{
	struct md_place *here, *next;
	uint32_t unit;
	size_t i;

	find_last(p);
	/* Two more: rules look behind a character that ends the text. */
	p->places = arena_calloc(p->arena, p->length + 3, sizeof(*p->places));
	for (i = p->length; i < p->length + 3; i++) {
		p->places[i].bracket = (uint32_t)p->length + 1;
		p->places[i].katex_end = (uint32_t)p->length + 1;
		p->places[i].katex_block_end = (uint32_t)p->length + 1;
	}
	for (i = p->length; i-- > 0;) {
		here = &p->places[i];
		next = &p->places[i + 1];
		unit = p->text[i];
		here->same_end = i + 1 < p->length && p->text[i + 1] == unit ?
		    next->same_end : (uint32_t)i + 1;
		here->email = unit == '@' || (!md_is_in(unit, " \t\r\n") &&
		    next->email);
		here->url = unit == '.' || md_starts(p, i, "://") ||
		    (!md_is_in(unit, " \t\r\n:./@") && next->url);
		here->bracket = unit == ']' ? (uint32_t)i : next->bracket;
		here->title_end = !md_is_title(unit) ? 0 :
		    next->title_end != 0 ? next->title_end : (uint32_t)i + 1;
		here->inner_end = (!md_is_target(unit) && unit != '(') ||
		    unit == ' ' ? 0 : next->inner_end != 0 ?
		    next->inner_end : (uint32_t)i + 1;
		here->extra_end = !md_is_in(unit, ".,!%~*\"':;()=") ? 0 :
		    next->extra_end != 0 ? next->extra_end : (uint32_t)i + 1;
		here->title_extra_end = !md_is_in(unit, ".,!%*\"':;=") ? 0 :
		    next->title_extra_end != 0 ? next->title_extra_end :
		    (uint32_t)i + 1;
		fill_local(p, i, unit);
		fill_domain(p, i, unit);
		fill_katex(p, i);
	}
}
