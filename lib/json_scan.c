/*
 * The strict scanner of json.h: one pass, recursion no deeper than
 * JSON_DEPTH, every fault with Jackson's words and position.
 */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "json.h"
#include "json_string.h"
#include "utf8.h"

enum { NAMES_FIRST = 16, TOKEN_SHOWN = 32 /* bytes of a bad word */ };

/* A member name, unescaped, for the search for twins. */
struct name {
	const char *bytes;
	size_t length;
	size_t end;		/* where it ended in the text */
};

struct scanner {
	struct arena *arena;
	const char *text;
	size_t length;
	size_t at;		/* next byte */
	int depth;
	int containers;		/* arrays and objects so far */
	struct name *names;	/* of all open objects, innermost last */
	size_t name_count, name_size;
	struct json_fault *fault;
};

/* Fill the fault: ${end} bytes had been read when it was noticed, and the
 * line breaks among the first ${settled} of them count. */
static enum err
fail(struct scanner *s, size_t end, size_t settled, const char *words)
{
	size_t i, line_start = 0, line = 1;

	for (i = 0; i < settled; i++)
		if (s->text[i] == '\n' || (s->text[i] == '\r' &&
		    (i + 1 == s->length || s->text[i + 1] != '\n'))) {
			line++;
			line_start = i + 1;
		}
	s->fault->words = words;
	s->fault->line = line;
	s->fault->column = end - line_start + 1;
	return (ERR_BAD_JSON);
}

/* The last byte read is the fault; as a line break it ends no line. */
static enum err
fail_at(struct scanner *s, size_t end, const char *words)
{

	return (fail(s, end, end - 1, words));
}

/* The text ended too early: behind all its lines. */
static enum err
fail_end(struct scanner *s, const char *what)
{

	return (fail(s, s->length, s->length, arena_format(s->arena,
	    "Unexpected end-of-input%s", what)));
}

/* "('}' (code 125))": how Jackson shows a byte. */
static const char *
shown(struct scanner *s, unsigned char c)
{

	if (c < ' ' || c == 0x7F)
		return (arena_format(s->arena, "((CTRL-CHAR, code %d))", c));
	if (c > 0x7F)
		return (arena_format(s->arena, "((code %d))", c));
	return (arena_format(s->arena, "('%c' (code %d))", c, c));
}

/* The byte at s->at is not what was expected. */
static enum err
fail_byte(struct scanner *s, const char *expected)
{
	unsigned char c = (unsigned char)s->text[s->at];

	if (c < ' ')
		return (fail_at(s, s->at + 1, arena_format(s->arena,
		    "Illegal character %s: only regular white space (\\r, \\n,"
		    " \\t) is allowed between tokens", shown(s, c))));
	return (fail_at(s, s->at + 1, arena_format(s->arena,
	    "Unexpected character %s: %s", shown(s, c), expected)));
}

static void
skip_blanks(struct scanner *s)
{

	while (s->at < s->length && (s->text[s->at] == ' ' ||
	    s->text[s->at] == '\t' || s->text[s->at] == '\n' ||
	    s->text[s->at] == '\r'))
		s->at++;
}

/* The four hex digits behind a backslash and a u, both at s->at. */
static enum err
scan_hex(struct scanner *s, unsigned *value)
{
	size_t i;
	char c;

	*value = 0;
	for (i = s->at + 2; i < s->at + 6; i++) {
		if (i >= s->length)
			return (fail_end(s, " in character escape sequence"));
		c = s->text[i];
		if (c >= '0' && c <= '9')
			*value = *value << 4 | (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			*value = *value << 4 | (unsigned)((c | 32) - 'a' + 10);
		else
			return (fail_at(s, i + 1, arena_format(s->arena,
			    "Unexpected character %s: expected a hex-digit "
			    "for character escape sequence",
			    shown(s, (unsigned char)c))));
	}
	s->at += 6;
	return (OK);
}

/* An escape; s->at is on its backslash and is left behind it. */
static enum err
scan_escape(struct scanner *s)
{
	size_t start = s->at;
	unsigned unit, low = 0;
	enum err e;

	if (start + 1 >= s->length)
		return (fail_end(s, " in character escape sequence"));
	if (s->text[start + 1] != 'u') {
		if (memchr("\"\\/bfnrt", s->text[start + 1], 8) == NULL)
			return (fail_at(s, start + 2, arena_format(s->arena,
			    "Unrecognized character escape %s", shown(s,
			    (unsigned char)s->text[start + 1]))));
		s->at = start + 2;
		return (OK);
	}
	if ((e = scan_hex(s, &unit)) != OK)
		return (e);
	if (unit == 0)
		return (fail_at(s, s->at,
		    "The character U+0000 cannot be stored"));
	if (unit < 0xD800 || unit > 0xDFFF)
		return (OK);
	if (unit < 0xDC00 && s->at + 1 < s->length &&
	    s->text[s->at] == '\\' && s->text[s->at + 1] == 'u' &&
	    (e = scan_hex(s, &low)) != OK)
		return (e);
	if (low < 0xDC00 || low > 0xDFFF)
		return (fail_at(s, s->at,
		    "A surrogate without its other half in a string"));
	return (OK);
}

/* A string; s->at is on its quote.  ${escaped}: it holds a backslash. */
static enum err
scan_string(struct scanner *s, bool *escaped)
{
	unsigned char c;
	size_t length;
	enum err e;

	*escaped = false;
	for (s->at++; s->at < s->length; ) {
		c = (unsigned char)s->text[s->at];
		if (c == '"') {
			s->at++;
			return (OK);
		}
		if (c == '\\') {
			*escaped = true;
			if ((e = scan_escape(s)) != OK)
				return (e);
		} else if (c < ' ')
			return (fail_at(s, s->at + 1, arena_format(s->arena,
			    "Illegal unquoted character %s: has to be escaped"
			    " using backslash to be included in string value",
			    shown(s, c))));
		else if (c < 0x80)
			s->at++;
		else {
			length = utf8_sequence(s->text + s->at,
			    s->length - s->at);
			if (length == 0)
				return (fail_at(s, s->at + 1, arena_format(
				    s->arena, "Invalid UTF-8 byte 0x%02x",
				    c)));
			s->at += length;
		}
	}
	return (fail_end(s, ": was expecting closing quote for a string value"));
}

static size_t
digits(const struct scanner *s, size_t at)
{
	size_t n = 0;

	while (at + n < s->length && s->text[at + n] >= '0' &&
	    s->text[at + n] <= '9')
		n++;
	return (n);
}

static enum err
fail_number(struct scanner *s, size_t at, const char *missing)
{

	if (at >= s->length)
		return (fail_end(s, " in a numeric value"));
	return (fail_at(s, at + 1, arena_format(s->arena,
	    "Unexpected character %s in numeric value: %s",
	    shown(s, (unsigned char)s->text[at]), missing)));
}

/* A number; s->at is on its first byte. */
static enum err
scan_number(struct scanner *s)
{
	size_t start = s->at, at = start + (s->text[start] == '-'), n;

	if ((n = digits(s, at)) == 0)
		return (fail_number(s, at, "expected digit (0-9) to follow "
		    "minus sign, for valid numeric value"));
	if (n > 1 && s->text[at] == '0')
		return (fail_at(s, at + 2, "Invalid numeric value: Leading"
		    " zeroes not allowed"));
	at += n;
	if (at < s->length && s->text[at] == '.') {
		if ((n = digits(s, ++at)) == 0)
			return (fail_number(s, at,
			    "Decimal point not followed by a digit"));
		at += n;
	}
	if (at < s->length && (s->text[at] | 32) == 'e') {
		at++;
		if (at < s->length &&
		    (s->text[at] == '+' || s->text[at] == '-'))
			at++;
		if ((n = digits(s, at)) == 0)
			return (fail_number(s, at,
			    "Exponent indicator not followed by a digit"));
		at += n;
	}
	s->at = at;
	if (at - start > JSON_NUMBER)
		return (fail_at(s, at, arena_format(s->arena,
		    "Invalid numeric value: it has more than %d characters",
		    JSON_NUMBER)));
	return (OK);
}

static bool
is_word(char c)
{

	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '$');
}

/* true, false, null. */
static enum err
scan_word(struct scanner *s)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n = 0;

	while (s->at + n < s->length && is_word(s->text[s->at + n]))
		n++;
	for (i = 0; i < 3; i++)
		if (strlen(words[i]) == n &&
		    memcmp(s->text + s->at, words[i], n) == 0) {
			s->at += n;
			return (OK);
		}
	if (n == 0)
		return (fail_byte(s, "expected a valid value (number, String,"
		    " array, object, 'true', 'false' or 'null')"));
	return (fail_at(s, s->at + n + 1 > s->length ? s->length :
	    s->at + n + 1, arena_format(s->arena, "Unrecognized token '%.*s':"
	    " was expecting 'null', 'true' or 'false'",
	    (int)(n > TOKEN_SHOWN ? TOKEN_SHOWN : n), s->text + s->at)));
}

/* Remember the member name that ends at s->at. */
static void
note_name(struct scanner *s, size_t start, bool escaped)
{
	struct json_slice slice = { s->text + start, s->at - start };
	struct name *more, *name;

	if (s->name_count == s->name_size) {
		s->name_size = s->name_size == 0 ? NAMES_FIRST :
		    s->name_size * 2;
		more = arena_array(s->arena, struct name, s->name_size);
		if (s->name_count > 0)
			memcpy(more, s->names, s->name_count * sizeof(*more));
		s->names = more;
	}
	name = &s->names[s->name_count++];
	name->end = s->at;
	if (escaped)
		name->bytes = json_unescape(s->arena, slice, &name->length);
	else {
		name->bytes = slice.bytes + 1;
		name->length = slice.length - 2;
	}
}

static int
by_name(const void *left, const void *right)
{
	const struct name *l = left, *r = right;
	int order;

	if (l->length != r->length)
		return (l->length < r->length ? -1 : 1);
	if ((order = memcmp(l->bytes, r->bytes, l->length)) != 0)
		return (order);
	return (l->end < r->end ? -1 : 1);
}

/*
 * Sorting finds twins in n log n, whatever the names are; the one that ends
 * first in the text is the fault.
 */
static enum err
check_twins(struct scanner *s, size_t first)
{
	struct name *n = s->names + first, *twin = NULL;
	size_t i, count = s->name_count - first;

	s->name_count = first;
	if (count < 2)
		return (OK);
	qsort(n, count, sizeof(*n), by_name);
	for (i = 1; i < count; i++)
		if (n[i].length == n[i - 1].length &&
		    memcmp(n[i].bytes, n[i - 1].bytes, n[i].length) == 0 &&
		    (twin == NULL || n[i].end < twin->end))
			twin = &n[i];
	if (twin == NULL)
		return (OK);
	return (fail_at(s, twin->end, twin->length > TOKEN_SHOWN ?
	    "Duplicate field" : arena_format(s->arena,
	    "Duplicate field '%.*s'", (int)twin->length, twin->bytes)));
}

static enum err scan_value(struct scanner *s);

/* A name and its value, up to what follows them. */
static enum err
scan_member(struct scanner *s)
{
	bool escaped;
	size_t start;
	enum err e;

	skip_blanks(s);
	if (s->at == s->length)
		return (fail_end(s, ": expected close marker for OBJECT"));
	if (s->text[s->at] != '"')
		return (fail_byte(s, "was expecting double-quote to start"
		    " field name"));
	start = s->at;
	if ((e = scan_string(s, &escaped)) != OK)
		return (e);
	note_name(s, start, escaped);
	skip_blanks(s);
	if (s->at == s->length)
		return (fail_end(s, ": expected a colon behind a field name"));
	if (s->text[s->at] != ':')
		return (fail_byte(s, "was expecting a colon to separate field"
		    " name and value"));
	s->at++;
	return (scan_value(s));
}

/* An object or array; s->at is on its opening bracket. */
static enum err
scan_container(struct scanner *s, bool object)
{
	char close = object ? '}' : ']';
	size_t first = s->name_count;
	enum err e;

	if (++s->depth > JSON_DEPTH)
		return (fail_at(s, s->at + 1, arena_format(s->arena,
		    "Nesting is deeper than %d", JSON_DEPTH)));
	if (++s->containers > JSON_CONTAINERS)
		return (fail_at(s, s->at + 1, arena_format(s->arena,
		    "More than %d arrays and objects", JSON_CONTAINERS)));
	s->at++;
	skip_blanks(s);
	if (s->at < s->length && s->text[s->at] == close) {
		s->at++;
		s->depth--;
		return (OK);
	}
	for (;;) {
		if ((e = object ? scan_member(s) : scan_value(s)) != OK)
			return (e);
		skip_blanks(s);
		if (s->at == s->length)
			return (fail_end(s, object ?
			    ": expected close marker for OBJECT" :
			    ": expected close marker for ARRAY"));
		if (s->text[s->at] == close)
			break;
		if (s->text[s->at] != ',')
			return (fail_byte(s, object ?
			    "was expecting comma to separate OBJECT entries" :
			    "was expecting comma to separate ARRAY entries"));
		s->at++;
	}
	s->at++;
	s->depth--;
	return (object ? check_twins(s, first) : OK);
}

static enum err
scan_value(struct scanner *s)
{
	bool escaped;

	skip_blanks(s);
	if (s->at == s->length)
		return (fail_end(s, ": expected a value"));
	s->fault->values++;
	s->fault->nulls += s->text[s->at] == 'n';
	switch (s->text[s->at]) {
	case '{':
		return (scan_container(s, true));
	case '[':
		return (scan_container(s, false));
	case '"':
		return (scan_string(s, &escaped));
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return (scan_number(s));
	default:
		return (scan_word(s));
	}
}

enum err
json_scan(struct arena *arena, const char *text, size_t length,
    struct json_fault *fault)
{
	struct scanner s = { .arena = arena, .text = text, .length = length,
	    .fault = fault };
	enum err e;

	fault->values = fault->nulls = 0;
	skip_blanks(&s);
	if (s.at == length)
		return (fail(&s, length, length,
		    "No content to map due to end-of-input"));
	if ((e = scan_value(&s)) != OK)
		return (e);
	skip_blanks(&s);
	if (s.at < length)
		return (fail_byte(&s, "expected nothing behind the value"));
	return (OK);
}
