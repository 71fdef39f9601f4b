/*
 * Points in time: <t:1630360800:R>, <t:2025-07-22T10:00:00.000+02:00>, and
 * bare hours with an offset, <t:10:00+02:00>, which mean those of today.  Dates
 * without an offset are UTC; bare hours without one are no time, which is 0.
 */
#include <stdio.h>
#include <time.h>

#include "arena.h"
#include "clock.h"
#include "md_parser.h"

struct moment {
	int year, month, day, hours, minutes, seconds, milliseconds;
	int offset;			/* minutes */
	bool offset_wrong;
};

static int
number_at(const struct md_parser *p, size_t at, size_t digits)
{
	int number = 0;

	for (; digits > 0; digits--)
		number = number * 10 + (int)md_at(p, at++) - '0';
	return (number);
}

/* +hh:mm, if it is there. */
static size_t
zone(const struct md_parser *p, size_t at, struct moment *m)
{
	int hours, minutes;

	if (!md_is_in(md_at(p, at), "+-") ||
	    md_digits(p, at + 1, 2) == NONE || md_at(p, at + 3) != ':' ||
	    md_digits(p, at + 4, 2) == NONE)
		return (at);
	hours = number_at(p, at + 1, 2);
	minutes = number_at(p, at + 4, 2);
	m->offset_wrong = hours > 23 || minutes > 59;
	m->offset = hours * 60 + minutes;
	if (md_at(p, at) == '-')
		m->offset = -m->offset;
	return (at + 6);
}

/* hh:mm and, where ${seconds}, :ss. */
static size_t
hours(const struct md_parser *p, size_t at, bool seconds, struct moment *m)
{

	if (md_digits(p, at, 2) == NONE || md_at(p, at + 2) != ':' ||
	    md_digits(p, at + 3, 2) == NONE)
		return (NONE);
	m->hours = number_at(p, at, 2);
	m->minutes = number_at(p, at + 3, 2);
	if (!seconds)
		return (at + 5);
	if (md_at(p, at + 5) != ':' || md_digits(p, at + 6, 2) == NONE)
		return (NONE);
	m->seconds = number_at(p, at + 6, 2);
	return (at + 8);
}

static size_t
date(const struct md_parser *p, size_t at, struct moment *m)
{

	if (md_digits(p, at, 4) == NONE || md_at(p, at + 4) != '-' ||
	    md_digits(p, at + 5, 2) == NONE || md_at(p, at + 7) != '-' ||
	    md_digits(p, at + 8, 2) == NONE || md_at(p, at + 10) != 'T')
		return (NONE);
	m->year = number_at(p, at, 4);
	m->month = number_at(p, at + 5, 2);
	m->day = number_at(p, at + 8, 2);
	return (hours(p, at + 11, true, m));
}

static size_t
iso(const struct md_parser *p, size_t at, struct moment *m)
{
	size_t end = date(p, at, m);

	if (end == NONE)
		return (NONE);
	if (md_at(p, end) == '.' && md_digits(p, end + 1, 3) != NONE) {
		m->milliseconds = number_at(p, end + 1, 3);
		end += 4;
	}
	return (zone(p, end, m));
}

static void
set_today(struct moment *m)
{
	time_t now = (time_t)(clock_now() / 1000);
	struct tm tm;

	gmtime_r(&now, &tm);
	m->year = tm.tm_year + 1900;
	m->month = tm.tm_mon + 1;
	m->day = tm.tm_mday;
}

/* As Date.parse() checks them; 0 for what it does not take, and 32 bits, as
 * the model makes them. */
static int32_t
seconds_of(const struct moment *m)
{
	struct tm tm = {
		.tm_year = m->year - 1900, .tm_mon = m->month - 1,
		.tm_mday = m->day, .tm_hour = m->hours,
		.tm_min = m->minutes, .tm_sec = m->seconds,
	};
	bool midnight = m->hours == 24 && m->minutes == 0 &&
	    m->seconds == 0 && m->milliseconds == 0;
	int64_t milliseconds;

	if (m->month < 1 || m->month > 12 || m->day < 1 || m->day > 31 ||
	    (m->hours > 23 && !midnight) || m->minutes > 59 ||
	    m->seconds > 59 || m->offset_wrong)
		return (0);
	milliseconds = ((int64_t)timegm(&tm) - m->offset * 60) * 1000 +
	    m->milliseconds;
	/* Division towards zero. */
	return ((int32_t)(uint32_t)(uint64_t)(milliseconds / 1000));
}

/* Any form of time; its seconds in ${text}. */
static size_t
moment(struct md_parser *p, size_t at, struct md_text *text)
{
	struct moment m = { .offset = 0 };
	size_t end;

	if ((end = md_digits(p, at, 10)) != NONE) {
		*text = md_slice(p, at, end);
		return (end);
	}
	if ((end = iso(p, at, &m)) == NONE) {
		m = (struct moment){ .offset = 0 };
		if ((end = hours(p, at, true, &m)) == NONE &&
		    (end = hours(p, at, false, &m)) == NONE)
			return (NONE);
		if (m.seconds < 0)
			m.seconds = 0;
		set_today(&m);
		if (!md_is_in(md_at(p, end), "+-"))
			m.offset_wrong = true;
		end = zone(p, end, &m);
	}
	if (!p->dry)
		*text = md_ascii(p->arena, arena_format(p->arena, "%d",
		    (int)seconds_of(&m)));
	return (end);
}

/* "<t:", a time, perhaps ":" and a form, ">". */
static size_t
timestamp(struct md_parser *p, size_t at, struct md_text *text,
    uint32_t *form)
{
	size_t end;

	if (!md_starts(p, at, "<t:") ||
	    (end = moment(p, at + 3, text)) == NONE)
		return (NONE);
	*form = 't';
	if (md_at(p, end) == ':' && md_is_in(md_at(p, end + 1), "tTdDfFR") &&
	    md_at(p, end + 2) == '>') {
		*form = md_at(p, end + 1);
		return (end + 3);
	}
	return (md_at(p, end) == '>' ? end + 1 : NONE);
}

size_t
md_timestamp(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text text;
	uint32_t form;
	size_t end = timestamp(p, at, &text, &form);

	if (end == NONE)
		return (NONE);
	*node = md_node_new(p, MD_TIMESTAMP);
	(*node)->text = text;
	(*node)->number = form;
	(*node)->start = at;
	(*node)->end = end;
	return (end);
}

size_t
md_escaped_timestamp(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_text text;
	uint32_t form;
	size_t end;

	if (md_at(p, at) != '\\' ||
	    (end = timestamp(p, at + 1, &text, &form)) == NONE)
		return (NONE);
	*node = md_plain(p, at + 1, end);
	return (end);
}
