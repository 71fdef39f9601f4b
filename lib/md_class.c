/* Sets of characters; see md_parser.h. */
#include "md_parser.h"

struct range {
	uint16_t first, last;
};
#include "md_class.inc"

#define IN(unit, set) in_ranges(unit, set, sizeof(set) / sizeof(set[0]))

static bool
in_ranges(uint32_t unit, const struct range *ranges, size_t count)
{
	size_t low = 0, high = count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (unit > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < count && unit >= ranges[low].first);
}

bool
md_is_alphanumeric(uint32_t unit)
{

	if (unit < 0x80)
		return (md_is_ascii_alphanumeric(unit));
	return (IN(unit, md_alphanumeric));
}

bool
md_is_name(uint32_t unit)
{

	return (md_is_alphanumeric(unit) || md_is_in(unit, "-_."));
}

bool
md_is_local(uint32_t unit)
{

	if (unit < 0x80)
		return (md_is_ascii_alphanumeric(unit));
	return (IN(unit, md_local));
}

bool
md_is_symbol(uint32_t unit)
{

	return (IN(unit, md_symbol));
}

bool
md_is_any_text(uint32_t unit)
{

	return ((unit >= ' ' && unit <= '\'') || (unit >= '+' && unit <= 'Z') ||
	    (unit >= 'a' && unit <= 'z') ||
	    (unit >= 0x80 && unit < END_OF_TEXT));
}

bool
md_is_title(uint32_t unit)
{

	return (unit != END_OF_TEXT && !md_is_in(unit, "]()*_~ \t\r\n"));
}

/* No control character, parenthesis, backslash or bar. */
bool
md_is_target(uint32_t unit)
{

	return (unit >= ' ' && unit != END_OF_TEXT && unit != 0x7F &&
	    !md_is_in(unit, "()\\|"));
}

bool
md_is_space(uint32_t unit)
{

	return ((unit >= '\t' && unit <= '\r') || unit == ' ' ||
	    unit == 0xA0 || unit == 0x1680 ||
	    (unit >= 0x2000 && unit <= 0x200A) || unit == 0x2028 ||
	    unit == 0x2029 || unit == 0x202F || unit == 0x205F ||
	    unit == 0x3000 || unit == 0xFEFF);
}

size_t
md_end_of_line(const struct md_parser *p, size_t at)
{

	if (!md_is_break(md_at(p, at)))
		return (NONE);
	return (md_starts(p, at, "\r\n") ? at + 2 : at + 1);
}

size_t
md_blanks(const struct md_parser *p, size_t at)
{

	while (md_is_blank(md_at(p, at)))
		at++;
	return (at);
}

size_t
md_digits(const struct md_parser *p, size_t at, size_t count)
{

	for (; count > 0; count--)
		if (!md_is_digit(md_at(p, at++)))
			return (NONE);
	return (at);
}
