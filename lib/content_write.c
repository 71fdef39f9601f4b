/*
 * Writing: the fields in the dialect's words, then the members that are its
 * own, and what is left below the name of the dialect that it came from.  See
 * content.h.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "content.h"
#include "content_rocketchat.h"
#include "json_string.h"

enum {
	CUSTOM_EXTS = 16,	/* members of customExts, contract easemob 1.2 */
	CUSTOM_EVENT = 32,	/* characters of customEvent */
};

static bool
is_string(struct json_slice value)
{

	return (*value.bytes == '"');
}

/* What a value says: a string without its quotes, null as nothing. */
struct json_slice
content_plain(struct arena *arena, struct json_slice value)
{
	struct json_slice text = value;

	if (is_string(value))
		text.bytes = json_unescape(arena, value, &text.length);
	else if (value.length == 4 && memcmp(value.bytes, "null", 4) == 0)
		text.length = 0;
	return (text);
}

/* Whether two values say the same, as text or as a number or object. */
static bool
is_same(struct arena *arena, struct json_slice a, struct json_slice b)
{

	a = content_plain(arena, a);
	b = content_plain(arena, b);
	return (a.length == b.length &&
	    memcmp(a.bytes, b.bytes, a.length) == 0);
}

static void
put_member(struct json_writer *w, struct json_slice name,
    struct json_slice value)
{

	if (w->comma)
		buf_putc(w->out, ',');
	buf_put(w->out, name.bytes, name.length);
	buf_putc(w->out, ':');
	buf_put(w->out, value.bytes, value.length);
	w->comma = true;
}

static void
put_named(struct json_writer *w, const char *name, struct json_slice value)
{

	json_write_name(w, name);
	json_write_raw(w, value.bytes, value.length);
}

/* The value of a field, from another dialect; a second name counts last. */
struct content_member *
content_field(struct content *c, enum message_dialect dialect,
    enum content_field field)
{
	struct content_member *m, *alias = NULL;
	size_t i;

	for (i = 0; i < c->count; i++) {
		m = &c->members[i];
		if (m->field != field || m->dialect == dialect)
			continue;
		if (!m->alias)
			return (m);
		alias = m;
	}
	return (alias);
}

/* Whether a second name says the same: then both have to come back. */
static bool
has_alias(const struct content *c, const struct content_member *m)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->members[i].alias && c->members[i].field == m->field &&
		    c->members[i].dialect == m->dialect &&
		    is_same(c->arena, c->members[i].value, m->value))
			return (true);
	return (false);
}

bool
content_is_number(struct arena *arena, struct json_slice text)
{
	struct json_fault fault;

	return (text.length > 0 && (*text.bytes == '-' ||
	    (*text.bytes >= '0' && *text.bytes <= '9')) &&
	    json_scan(arena, text.bytes, text.length, &fault) == OK);
}

/*
 * The form that clients of a dialect understand: texts of Easemob are strings,
 * places of IMKit are numbers.
 */
static struct json_slice
convert(struct content *c, enum message_dialect dialect,
    enum content_field field, struct json_slice value)
{
	struct json_slice text;
	struct buf out;

	if (dialect == DIALECT_IMKIT && is_string(value) &&
	    (field == FIELD_LATITUDE || field == FIELD_LONGITUDE)) {
		text = content_plain(c->arena, value);
		return (content_is_number(c->arena, text) ? text : value);
	}
	if (dialect == DIALECT_IMKIT || is_string(value) ||
	    (field != FIELD_TEXT && field != FIELD_EVENT &&
	    (field != FIELD_ADDRESS || dialect != DIALECT_ROCKETCHAT)))
		return (value);
	text = content_plain(c->arena, value);
	buf_init(&out, c->arena, 6 * text.length + 2);
	json_put_escaped(&out, text.bytes, text.length);
	return ((struct json_slice){ out.bytes, out.length });
}

/*
 * The dialect's own form of a value that came back, unless it was changed
 * meanwhile.  What was, is left out.
 */
static struct content_member *
own_form(struct content *c, enum message_dialect dialect,
    const struct content_row *row, struct json_slice value)
{
	const struct content_row *other;
	struct content_member *m;

	for (other = content_rows(dialect); other->name != NULL; other++) {
		if (other->field != row->field ||
		    (other->kinds & c->kind) == 0 ||
		    (m = content_find(c, dialect, other->name)) == NULL)
			continue;
		m->written = true;
		if (is_same(c->arena, m->value, value))
			return (m);
	}
	return (NULL);
}

static void
write_field(struct content *c, struct json_writer *w,
    enum message_dialect dialect, const struct content_row *row)
{
	struct content_member *m = content_field(c, dialect, row->field), *own;
	struct json_slice value;

	if (m == NULL)
		return;
	if ((own = own_form(c, dialect, row, m->value)) != NULL) {
		put_member(w, own->name, own->value);
		m->written = m->written || !has_alias(c, m);
		return;
	}
	value = convert(c, dialect, row->field, m->value);
	put_named(w, row->name, value);
	if (value.bytes == m->value.bytes && !has_alias(c, m))
		m->written = true;
}

static void
write_fields(struct content *c, struct json_writer *w,
    enum message_dialect dialect)
{
	const struct content_row *row;

	for (row = content_rows(dialect); row->name != NULL; row++)
		if ((row->kinds & c->kind) != 0 && !row->alias)
			write_field(c, w, dialect, row);
}

/* Those that need no translation: the dialect's own. */
static void
write_own(struct content *c, struct json_writer *w,
    enum message_dialect dialect)
{
	struct content_member *m;
	size_t i;

	for (i = 0; i < c->count; i++) {
		m = &c->members[i];
		if (m->dialect != dialect || m->written || m->part ||
		    json_literal_is(m->name, content_whole_name(dialect)))
			continue;
		if (dialect == DIALECT_ROCKETCHAT && c->origin != dialect &&
		    !is_rocketchat_trusted(m))
			continue;
		put_member(w, m->name, m->value);
		m->written = true;
	}
}

/* An image's width and height in Easemob's words. */
static void
write_size(struct content *c, struct json_writer *w)
{
	struct content_member *width = content_field(c, DIALECT_EASEMOB,
	    FIELD_WIDTH), *height = content_field(c, DIALECT_EASEMOB,
	    FIELD_HEIGHT), *size = content_find(c, DIALECT_EASEMOB, "size");

	if (c->kind != CONTENT_IMAGE || (width == NULL && height == NULL))
		return;
	if (size != NULL)
		size->written = true;
	json_write_name(w, "size");
	json_write_object(w);
	if (width != NULL) {
		put_named(w, "width", width->value);
		width->written = true;
	}
	if (height != NULL) {
		put_named(w, "height", height->value);
		height->written = true;
	}
	if (size != NULL && *size->value.bytes == '{') {
		struct json_slice name, value;
		const char *at = size->value.bytes;

		while ((at = json_next(at, &name, &value)) != NULL)
			if (!json_literal_is(name, "width") &&
			    !json_literal_is(name, "height"))
				put_member(w, name, value);
	}
	json_write_object_end(w);
}

static bool
is_event(const char *type)
{
	size_t length = strlen(type);

	return (length >= 1 && length <= CUSTOM_EVENT && strspn(type,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_/.") == length);
}

/* What would stand there twice. */
static void
drop(struct content *c, enum message_dialect dialect, const char *name)
{
	struct content_member *m = content_find(c, dialect, name);

	if (m != NULL)
		m->written = true;
}

/* A type that Easemob has not, as its custom: what is text is in it. */
static void
write_custom(struct content *c, struct json_writer *w)
{
	struct content_member *m;
	size_t i, n = 0;

	drop(c, DIALECT_EASEMOB, "customEvent");
	drop(c, DIALECT_EASEMOB, "customExts");
	json_put_string(w, "customEvent", is_event(c->type) ? c->type :
	    content_dialect_name(c->origin));
	json_write_name(w, "customExts");
	json_write_object(w);
	for (i = 0; i < c->count && n < CUSTOM_EXTS; i++) {
		m = &c->members[i];
		if (m->dialect != c->origin || m->written ||
		    !is_string(m->value) || json_literal_is(m->name,
		    content_whole_name(c->origin)))
			continue;
		put_member(w, m->name, m->value);
		m->written = true;
		n++;
	}
	json_write_object_end(w);
}

static bool
is_left(const struct content *c, enum message_dialect dialect)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->members[i].dialect == dialect &&
		    !c->members[i].written && !c->members[i].part)
			return (true);
	return (false);
}

/* What is left of a dialect, below its name in the app's own object. */
static void
write_left(struct content *c, struct json_writer *w,
    enum message_dialect dialect, bool type)
{
	struct content_member *m;
	bool whole = c->hidden && c->origin == dialect;
	size_t i;

	if (!whole && !type && !is_left(c, dialect))
		return;
	json_write_name(w, content_dialect_name(dialect));
	json_write_object(w);
	if (type)
		json_put_string(w, "messageType", c->type);
	for (i = 0; i < c->count; i++) {
		m = &c->members[i];
		if (m->dialect == dialect && !m->written && !m->part)
			put_member(w, m->name, m->value);
	}
	if (whole)
		put_named(w, content_whole_name(dialect),
		    (struct json_slice){ c->own, strlen(c->own) });
	json_write_object_end(w);
}

/* The name of a file where clients of the IMKit dialect look for it. */
static void
write_title(struct content *c, struct json_writer *w)
{
	struct content_member *name = content_field(c, DIALECT_IMKIT,
	    FIELD_NAME);
	struct json_slice title;

	if (c->kind == CONTENT_FILE && name != NULL && is_string(name->value) &&
	    (c->own == NULL || c->hidden || !json_member(c->own,
	    strlen(c->own), "title", &title)))
		put_named(w, "title", name->value);
}

/* The app's own object in the dialect's words; NULL if there is none. */
static const char *
write_object(struct content *c, enum message_dialect dialect, bool type)
{
	struct content_member *whole = content_find(c, dialect,
	    content_whole_name(dialect));
	struct json_slice name, value;
	struct json_writer w;
	struct buf out;
	const char *at;
	int i;

	/* Easemob's is always an object. */
	if (whole != NULL && (dialect != DIALECT_EASEMOB ||
	    *whole->value.bytes == '{')) {
		whole->written = true;
		return (arena_strndup(c->arena, whole->value.bytes,
		    whole->value.length));
	}
	buf_init(&out, c->arena, SIZE_MAX / 2);
	json_write_begin(&w, &out);
	json_write_object(&w);
	for (at = c->hidden ? NULL : c->own; at != NULL &&
	    (at = json_next(at, &name, &value)) != NULL; )
		put_member(&w, name, value);
	if (dialect == DIALECT_IMKIT)
		write_title(c, &w);
	for (i = 0; i < CONTENT_DIALECTS; i++)
		if (i != (int)dialect)
			write_left(c, &w, (enum message_dialect)i,
			    type && i == (int)c->origin);
	json_write_object_end(&w);
	return (out.length == 2 && (c->own == NULL || c->hidden) ? NULL :
	    out.bytes);
}

/* Whether it came with such a member, written or not. */
static bool
has_member(const struct content *c, enum message_dialect dialect,
    const char *name)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->members[i].dialect == dialect &&
		    json_literal_is(c->members[i].name, name))
			return (true);
	return (false);
}

/* What has a form of its own in the dialect. */
static void
write_special(struct content *c, struct json_writer *w,
    enum message_dialect dialect, bool other)
{
	bool empty = w->out->length == 1;

	if (dialect == DIALECT_ROCKETCHAT)
		content_write_rocketchat(c, w, !empty);
	if (dialect == DIALECT_IMKIT && c->mentions != NULL &&
	    !has_member(c, dialect, "mentions"))
		put_named(w, "mentions", (struct json_slice){ c->mentions,
		    strlen(c->mentions) });
	if (dialect != DIALECT_EASEMOB)
		return;
	if (other)
		write_custom(c, w);
	write_size(c, w);
	if (c->kind == CONTENT_TEXT && empty &&
	    content_find(c, dialect, "msg") == NULL)
		json_put_string(w, "msg", "");
}

void
content_write(struct content *c, enum message_dialect dialect,
    struct content_words *words)
{
	const char *type = c->origin == dialect ? c->type :
	    content_type(dialect, c->kind), *own;
	struct json_writer w;
	struct buf out;
	bool other = type == NULL;	/* the dialect has no such type */

	buf_init(&out, c->arena, SIZE_MAX / 2);
	json_write_begin(&w, &out);
	json_write_object(&w);
	write_fields(c, &w, dialect);
	write_special(c, &w, dialect, other);
	write_own(c, &w, dialect);
	own = write_object(c, dialect, other && dialect != DIALECT_IMKIT);
	if (own != NULL && dialect != DIALECT_EASEMOB)
		put_named(&w, content_whole_name(dialect),
		    (struct json_slice){ own, strlen(own) });
	json_write_object_end(&w);
	words->type = type != NULL ? type :
	    dialect == DIALECT_EASEMOB ? "custom" : c->type;
	words->body = out.bytes;
	words->ext = dialect == DIALECT_EASEMOB ? own : NULL;
}
