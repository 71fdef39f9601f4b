/*
 * Whether an address's host is one that may exist: its name ends in a public
 * suffix (publicsuffix.org, by libpsl), it is an IPv4 address, or it is one of
 * the hosts that the options name.  How the host is found in the address is
 * the model's way, which is that of no RFC.
 */
#include <libpsl.h>
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

static struct md_text
lower(struct arena *arena, struct md_text text)
{
	uint16_t *units = arena_array(arena, uint16_t, text.length + 1);
	size_t i;

	for (i = 0; i < text.length; i++)
		units[i] = text.units[i] >= 'A' && text.units[i] <= 'Z' ?
		    text.units[i] + 32 : text.units[i];
	return ((struct md_text){ units, text.length });
}

/* The host of an address; length 0: it has none. */
static struct md_text
host_of(struct arena *arena, struct md_text url)
{
	size_t begin = 0, end = url.length, at = NONE, colon = NONE, i;

	if (is_host(url)) {
		while (end > 1 && url.units[end - 1] == '.')
			end--;
		return (cut(url, 0, end));
	}
	while (begin < end && url.units[begin] <= ' ')
		begin++;
	while (end > begin + 1 && url.units[end - 1] <= ' ')
		end--;
	url = cut(url, begin, end);
	end = url.length;
	if ((begin = skip_scheme(url)) == NONE)
		return (cut(url, 0, 0));
	for (i = begin; i < end; i++) {
		if (md_is_in(url.units[i], "#/?"))
			end = i;
		else if (url.units[i] == '@')
			at = i;
		else if (url.units[i] == ':')
			colon = i;
	}
	if (at != NONE && at > begin && at < end)
		begin = at + 1;
	if (colon != NONE && colon > begin && colon < end)
		end = colon;
	while (end > begin + 1 && url.units[end - 1] == '.')
		end--;
	return (lower(arena, cut(url, begin, end)));
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
ends_with(struct md_text host, const char *domain, size_t length)
{
	size_t i, begin;

	if (length > host.length)
		return (false);
	begin = host.length - length;
	for (i = 0; i < length; i++)
		if (host.units[begin + i] != (unsigned char)domain[i])
			return (false);
	return (begin == 0 || host.units[begin - 1] == '.');
}

static bool
is_named(const struct md_options *options, struct md_text host)
{
	size_t i;

	if (ends_with(host, "localhost", 9))
		return (true);
	for (i = 0; i < options->domain_count; i++)
		if (ends_with(host, options->domains[i],
		    strlen(options->domains[i])))
			return (true);
	return (false);
}

static bool
has_public_suffix(struct md_parser *p, struct md_text host)
{
	const psl_ctx_t *list = psl_builtin();
	const char *name = md_utf8(p->arena, host);

	/* Any suffix of it that a rule names, the name itself included. */
	for (; name != NULL; name = strchr(name, '.')) {
		name += *name == '.';
		if (psl_is_public_suffix2(list, name, PSL_TYPE_ANY |
		    PSL_TYPE_NO_STAR_RULE))
			return (true);
	}
	return (false);
}

bool
md_host_known(struct md_parser *p, struct md_text url, bool email)
{
	struct md_text host = host_of(p->arena, url);

	if (host.length == 0)
		return (false);
	if (!email && is_ipv4(host))
		return (true);
	if (!is_host(host))
		return (false);
	return (has_public_suffix(p, host) ||
	    (!email && is_named(p->options, host)));
}
