/*
 * Whether an address's host is one that may exist: its name ends in a public
 * suffix (publicsuffix.org, by libpsl), it is an IPv4 address, or it is one of
 * the hosts that the options name.  How the host is found in the address is
 * the model's way, which is that of no RFC.
 */
#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "md_parser.h"

enum { HOST_MAX = 255, LABEL_MAX = 63 };

static struct md_text
cut(struct md_text text, size_t begin, size_t end)
{

	return ((struct md_text){ text.units + begin, end - begin });
}

/* Behind "scheme:/", which must be one; NONE if it is none. */
static size_t
skip_scheme(struct md_text url)
{
	size_t i, k;

	if (url.length >= 2 && url.units[0] == '/' && url.units[1] == '/')
		return (2);
	for (i = 0; i + 1 < url.length; i++)
		if (url.units[i] == ':' && url.units[i + 1] == '/')
			break;
	if (i + 1 >= url.length)
		return (0);
	for (k = 0; k < i; k++) {
		unsigned c = url.units[k] | 32;

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '.' || c == '-' || c == '+'))
			return (NONE);
	}
	for (i += 2; i < url.length && url.units[i] == '/'; i++)
		;
	return (i);
}

/* A character that a host's name may have; ${first}: begin with. */
static bool
is_host_character(uint32_t c, bool first)
{

	return ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c > 127 ||
	    c == '_' || (first ? c == '.' : c == '-'));
}

/* Whether it has the form of a host's name, in lower case. */
static bool
is_host(struct md_text host)
{
	size_t i, label = 0;
	uint32_t last = 0, c;

	if (host.length == 0 || host.length > HOST_MAX ||
	    !is_host_character(host.units[0], true))
		return (false);
	for (i = 0; i < host.length; i++) {
		c = host.units[i];
		if (c == '.') {
			if (i - label > LABEL_MAX || last == '.' ||
			    last == '-' || last == '_')
				return (false);
			label = i + 1;
		} else if (!is_host_character(c, false))
			return (false);
		last = c;
	}
	return (host.length - label <= LABEL_MAX && last != '-');
}

/*
 * In lower case: the alphabets that hosts are written in.  Others are of no
 * consequence: no public suffix has them.
 */
static uint16_t
lower_unit(uint16_t unit)
{
	static const struct {
		uint16_t first, last, step;
		int16_t more;
	} capitals[] = {
		{ 'A', 'Z', 1, 32 }, { 0xC0, 0xD6, 1, 32 },
		{ 0xD8, 0xDE, 1, 32 }, { 0x100, 0x12E, 2, 1 },
		{ 0x132, 0x136, 2, 1 }, { 0x139, 0x147, 2, 1 },
		{ 0x14A, 0x176, 2, 1 }, { 0x178, 0x178, 1, -121 },
		{ 0x179, 0x17D, 2, 1 }, { 0x1CD, 0x1DB, 2, 1 },
		{ 0x1DE, 0x1EE, 2, 1 }, { 0x1F8, 0x21E, 2, 1 },
		{ 0x222, 0x232, 2, 1 }, { 0x386, 0x386, 1, 38 },
		{ 0x388, 0x38A, 1, 37 }, { 0x38C, 0x38C, 1, 64 },
		{ 0x38E, 0x38F, 1, 63 }, { 0x391, 0x3A1, 1, 32 },
		{ 0x3A3, 0x3AB, 1, 32 }, { 0x400, 0x40F, 1, 80 },
		{ 0x410, 0x42F, 1, 32 }, { 0x460, 0x480, 2, 1 },
		{ 0x48A, 0x4BE, 2, 1 }, { 0x4C0, 0x4C0, 1, 15 },
		{ 0x4C1, 0x4CD, 2, 1 }, { 0x4D0, 0x52E, 2, 1 },
		{ 0x531, 0x556, 1, 48 }, { 0x1C90, 0x1CBA, 1, -3008 },
		{ 0x1CBD, 0x1CBF, 1, -3008 }, { 0x1E00, 0x1E94, 2, 1 },
		{ 0x1EA0, 0x1EFE, 2, 1 }, { 0x212A, 0x212A, 1, -8383 },
		{ 0x212B, 0x212B, 1, -8262 },
	};
	size_t i;

	for (i = 0; i < sizeof(capitals) / sizeof(capitals[0]) &&
	    unit >= capitals[i].first; i++)
		if (unit <= capitals[i].last &&
		    (unit - capitals[i].first) % capitals[i].step == 0)
			return ((uint16_t)(unit + capitals[i].more));
	return (unit);
}

static struct md_text
lower(struct arena *arena, struct md_text text)
{
	uint16_t *units = arena_array(arena, uint16_t, text.length + 1);
	size_t i;

	for (i = 0; i < text.length; i++)
		units[i] = lower_unit(text.units[i]);
	return ((struct md_text){ units, text.length });
}

/* The last places of what divides an address, before its path; NONE where
 * there is none. */
struct marks {
	size_t at, bracket, colon, end;
	bool capital;			/* some letter is one */
};

static void
find_marks(struct md_text url, size_t begin, struct marks *m)
{
	size_t i;

	*m = (struct marks){ NONE, NONE, NONE, url.length, false };
	for (i = begin; i < m->end; i++) {
		if (md_is_in(url.units[i], "#/?"))
			m->end = i;
		else if (url.units[i] == '@')
			m->at = i;
		else if (url.units[i] == ']')
			m->bracket = i;
		else if (url.units[i] == ':')
			m->colon = i;
		else if (url.units[i] >= 'A' && url.units[i] <= 'Z')
			m->capital = true;
	}
}

static struct md_text
without_blanks(struct md_text url)
{
	size_t begin = 0, end = url.length;

	while (begin < end && url.units[begin] <= ' ')
		begin++;
	while (end > begin + 1 && url.units[end - 1] <= ' ')
		end--;
	return (cut(url, begin, end));
}

static bool
is_data(struct md_text url)
{
	static const uint16_t data[] = { 'd', 'a', 't', 'a', ':' };

	return (url.length >= 5 && memcmp(url.units, data,
	    sizeof(data)) == 0);
}

/* The host of an address; length 0: it has none. */
static struct md_text
host_of(struct arena *arena, struct md_text url)
{
	const struct md_text none = { url.units, 0 };
	struct marks marks;
	size_t begin, end = url.length;

	if (is_host(url)) {
		while (end > 1 && url.units[end - 1] == '.')
			end--;
		return (cut(url, 0, end));
	}
	if (is_data(url))
		return (none);
	url = without_blanks(url);
	if ((begin = skip_scheme(url)) == NONE)
		return (none);
	find_marks(url, begin, &marks);
	end = marks.end;
	if (marks.at != NONE && marks.at > begin)
		begin = marks.at + 1;
	if (begin < url.length && url.units[begin] == '[')
		return (marks.bracket == NONE || marks.bracket <= begin ?
		    none : lower(arena, cut(url, begin + 1, marks.bracket)));
	if (marks.colon != NONE && marks.colon > begin)
		end = marks.colon;
	while (end > begin + 1 && url.units[end - 1] == '.')
		end--;
	if (end <= begin)
		return (none);
	return (marks.capital ? lower(arena, cut(url, begin, end)) :
	    cut(url, begin, end));
}

/* As the model sees one: colons and what may stand between. */
static bool
is_ipv6(struct md_text host)
{
	bool colon = false;
	uint16_t unit;
	size_t i;

	if (host.length < 3)
		return (false);
	if (host.units[host.length - 1] == ']')
		host.length--;
	if (host.units[0] == '[')
		host = cut(host, 1, host.length);
	if (host.length > 39)
		return (false);
	for (i = 0; i < host.length; i++) {
		unit = host.units[i];
		if (unit == ':')
			colon = true;
		else if (!md_is_digit(unit) && !(unit >= 'a' && unit <= 'f'))
			return (false);
	}
	return (colon);
}

static bool
is_ipv4(struct md_text host)
{
	size_t i, dots = 0;

	if (host.length < 7 || host.length > 15)
		return (false);
	for (i = 0; i < host.length; i++)
		if (host.units[i] == '.')
			dots++;
		else if (!md_is_digit(host.units[i]))
			return (false);
	return (dots == 3 && host.units[0] != '.' &&
	    host.units[host.length - 1] != '.');
}

static bool
ends_with(const char *host, const char *domain)
{
	size_t length = strlen(host), end = strlen(domain), begin;

	if (end > length)
		return (false);
	begin = length - end;
	return (memcmp(host + begin, domain, end) == 0 &&
	    (begin == 0 || host[begin - 1] == '.'));
}

static bool
is_named(const struct md_options *options, const char *host)
{
	size_t i;

	if (ends_with(host, "localhost"))
		return (true);
	for (i = 0; i < options->domain_count; i++)
		if (ends_with(host, options->domains[i]))
			return (true);
	return (false);
}

/*
 * A host is known by its top level domain: all names below one that is a
 * public suffix end in that suffix.  These are the others: domains that only
 * have suffixes below them - any, or those of the list -, and what the model's
 * copy of the list has otherwise than the library's - domains that it has and
 * that it has no longer.
 */
struct suffix {
	const char *name;
	enum { KNOWN, UNKNOWN, BELOW, LISTED } kind;
};
static const struct suffix suffixes[] = {
	{ "abarth", UNKNOWN }, { "alfaromeo", UNKNOWN },
	{ "avianca", UNKNOWN }, { "bananarepublic", UNKNOWN },
	{ "bd", BELOW }, { "cbs", UNKNOWN }, { "cityeats", UNKNOWN },
	{ "ck", BELOW }, { "comcast", UNKNOWN },
	{ "cookingchannel", UNKNOWN }, { "dabur", UNKNOWN },
	{ "er", BELOW }, { "etisalat", UNKNOWN }, { "fiat", UNKNOWN },
	{ "fk", BELOW }, { "foodnetwork", UNKNOWN },
	{ "frontdoor", UNKNOWN }, { "guardian", UNKNOWN },
	{ "hgtv", UNKNOWN }, { "hoteles", UNKNOWN }, { "jm", BELOW },
	{ "kerrylogistics", UNKNOWN }, { "kh", BELOW },
	{ "kinder", UNKNOWN }, { "lancia", UNKNOWN },
	{ "linde", UNKNOWN }, { "lipsy", UNKNOWN }, { "macys", UNKNOWN },
	{ "maserati", UNKNOWN }, { "merck", KNOWN }, { "mm", BELOW },
	{ "mutual", UNKNOWN }, { "natura", UNKNOWN },
	{ "northwesternmutual", UNKNOWN }, { "np", BELOW },
	{ "oldnavy", UNKNOWN }, { "passagens", UNKNOWN }, { "pg", BELOW },
	{ "rocher", UNKNOWN }, { "sca", UNKNOWN }, { "shaw", UNKNOWN },
	{ "showtime", UNKNOWN }, { "tiffany", UNKNOWN },
	{ "travelchannel", UNKNOWN }, { "volkswagen", UNKNOWN },
	{ "vuelos", UNKNOWN }, { "wed", KNOWN }, { "xfinity", UNKNOWN },
	{ "xn--mgbaakc7dvf", UNKNOWN }, { "za", LISTED },
	{ "اتصالات", UNKNOWN },
};

static int
compare_suffixes(const void *a, const void *b)
{

	return (strcmp(((const struct suffix *)a)->name,
	    ((const struct suffix *)b)->name));
}

/* The library is asked for exact names only: for what libpsl 0.21 makes of
 * "*" below half a name. */
static bool
is_listed(const char *name)
{

	return (psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ANY |
	    PSL_TYPE_NO_STAR_RULE) != 0);
}

static bool
has_public_suffix(const char *name)
{
	const char *dot = strrchr(name, '.');
	const struct suffix key = { dot == NULL ? name : dot + 1, KNOWN };
	const struct suffix *found = bsearch(&key, suffixes,
	    sizeof(suffixes) / sizeof(suffixes[0]), sizeof(key),
	    compare_suffixes);

	if (found == NULL)
		return (is_listed(key.name));
	switch (found->kind) {
	case KNOWN: return (true);
	case BELOW: return (dot != NULL);
	case LISTED: break;
	case UNKNOWN: return (false);
	}
	if (dot == NULL)
		return (false);
	while (dot > name && dot[-1] != '.')
		dot--;
	return (is_listed(dot));
}

bool
md_host_known(struct md_parser *p, struct md_text url, bool email)
{
	struct md_text host = host_of(p->arena, url);
	const char *name;

	if (host.length == 0)
		return (false);
	if (!email && (is_ipv4(host) || is_ipv6(host)))
		return (true);
	if (!is_host(host))
		return (false);
	/* None has a NUL. */
	name = md_utf8(p->arena, host);
	return (has_public_suffix(name) ||
	    (!email && is_named(p->options, name)));
}
