/*
 * The target of a link to an address.  The model asks the platform whether it
 * is a URL (url.spec.whatwg.org); what is none, and looks like none, gets //.
 */
#include "md_parser.h"

enum { LOOKS_MAX = 32, PORT_MAX = 65535, PIECES = 8, PIECE_DIGITS = 4 };

static struct md_text
from(struct md_text text, size_t begin)
{

	return ((struct md_text){ text.units + begin, text.length - begin });
}

static bool
is_hex(uint16_t unit)
{

	return (md_is_digit(unit) || ((unit | 32) >= 'a' &&
	    (unit | 32) <= 'f'));
}

/* Between brackets.  One that ends as an IPv4 address is no link's. */
static bool
is_ipv6(const uint16_t *units, size_t length)
{
	size_t i = 0, pieces = 0, begin;
	bool left_out = false;

	if (length >= 2 && units[0] == ':' && units[1] == ':') {
		left_out = true;
		i = 2;
		pieces = 1;
	}
	for (; i < length && pieces < PIECES; pieces++) {
		if (units[i] == ':') {
			if (left_out || i == 0)
				return (false);
			left_out = true;
			i++;
			continue;
		}
		for (begin = i; i < length && i < begin + PIECE_DIGITS &&
		    is_hex(units[i]); i++)
			;
		if (i < length && (units[i] != ':' || ++i == length))
			return (false);
	}
	return (i == length && (left_out || pieces == PIECES));
}

static bool
is_host(struct md_text host)
{
	size_t i;

	if (host.length > 0 && host.units[0] == '[')
		return (host.units[host.length - 1] == ']' &&
		    is_ipv6(host.units + 1, host.length - 2));
	for (i = 0; i < host.length; i++)
		if (host.units[i] == '\0' ||
		    md_is_in(host.units[i], " \t\r\n#/:<>?@[\\]^|"))
			return (false);
	return (true);
}

static bool
is_port(struct md_text port)
{
	unsigned number = 0;
	size_t i;

	for (i = 0; i < port.length && number <= PORT_MAX; i++) {
		if (!md_is_digit(port.units[i]))
			return (false);
		number = number * 10 + port.units[i] - '0';
	}
	return (number <= PORT_MAX);
}

/* "user:password@host:port", up to a path, behind "://". */
static bool
is_authority(struct md_text text)
{
	bool user = false, bracket = false;
	size_t end, i, begin = 0;

	for (end = 0; end < text.length &&
	    !md_is_in(text.units[end], "/?#"); end++)
		if (text.units[end] == '@') {
			begin = end + 1;
			user = true;
		}
	for (i = begin; i < end && (bracket || text.units[i] != ':'); i++)
		if (text.units[i] == '[')
			bracket = true;
		else if (text.units[i] == ']')
			bracket = false;
	if (i == begin && (user || i < end))
		return (false);
	return (is_host((struct md_text){ text.units + begin, i - begin }) &&
	    (i == end || is_port((struct md_text){ text.units + i + 1,
	    end - i - 1 })));
}

/* The platform looks past blanks and control characters at both ends. */
static bool
is_url(struct md_text url)
{
	const uint16_t *units = url.units;
	size_t begin = 0, i;

	while (url.length > 0 && units[url.length - 1] <= ' ')
		url.length--;
	while (begin < url.length && units[begin] <= ' ')
		begin++;
	for (i = begin; i < url.length &&
	    (md_is_ascii_alphanumeric(units[i]) ||
	    (i > begin && md_is_in(units[i], "+.-"))); i++)
		;
	if (i == begin || md_is_digit(units[begin]) || i == url.length ||
	    units[i] != ':')
		return (false);
	if (i + 2 >= url.length || units[i + 1] != '/' || units[i + 2] != '/')
		return (true);
	/* A short scheme is enough for the model, if nothing is before it. */
	return ((begin == 0 && i <= LOOKS_MAX) ||
	    is_authority(from(url, i + 3)));
}

struct md_text
md_target(struct md_parser *p, struct md_text url)
{

	if ((url.length >= 2 && url.units[0] == '/' && url.units[1] == '/') ||
	    is_url(url))
		return (url);
	return (md_join(p->arena, md_ascii(p->arena, "//"), url));
}
