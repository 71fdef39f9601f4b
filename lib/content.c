/*
 * The tables of all dialects, and reading: a body's members one by one, then
 * the app's own object with what other dialects left in it.  See content.h.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "content.h"
#include "content_rocketchat.h"
#include "json_string.h"

#define MEDIA (CONTENT_IMAGE | CONTENT_AUDIO | CONTENT_VIDEO)

const char *const content_imkit_members[CONTENT_IMKIT_MEMBERS] = {
	"message", "mentions", "reply", "originalUrl", "thumbnailUrl",
	"width", "height", "duration", "latitude", "longitude", "address",
	"sticker", "images", "url", "fileName", "fileExtension", "bytes",
	"mimeType", "extra", "template", "contents", "member", "members",
};

/* Contract easemob, 1.2; `size` of an image has a place of its own below. */
static const struct content_row easemob_rows[] = {
	{ CONTENT_TEXT, "msg", FIELD_TEXT, false },
	{ MEDIA | CONTENT_FILE, "url", FIELD_URL, false },
	{ MEDIA | CONTENT_FILE, "filename", FIELD_NAME, false },
	{ MEDIA | CONTENT_FILE, "file_length", FIELD_BYTES, false },
	{ CONTENT_VIDEO, "thumb", FIELD_THUMBNAIL, false },
	{ CONTENT_AUDIO | CONTENT_VIDEO, "length", FIELD_DURATION, false },
	{ CONTENT_AUDIO | CONTENT_VIDEO, "Length", FIELD_DURATION, true },
	{ CONTENT_LOCATION, "lat", FIELD_LATITUDE, false },
	{ CONTENT_LOCATION, "lng", FIELD_LONGITUDE, false },
	{ CONTENT_LOCATION, "addr", FIELD_ADDRESS, false },
	{ CONTENT_COMMAND, "action", FIELD_EVENT, false },
	{ CONTENT_CUSTOM, "customEvent", FIELD_EVENT, false },
	{ 0, NULL, FIELD_NONE, false },
};

/* Contract imkit, 1.4. */
static const struct content_row imkit_rows[] = {
	{ CONTENT_TEXT, "message", FIELD_TEXT, false },
	{ CONTENT_COMMAND | CONTENT_CUSTOM, "message", FIELD_EVENT, false },
	{ MEDIA, "originalUrl", FIELD_URL, false },
	{ MEDIA, "url", FIELD_URL, true },
	{ CONTENT_FILE, "url", FIELD_URL, false },
	{ CONTENT_FILE, "originalUrl", FIELD_URL, true },
	{ MEDIA | CONTENT_FILE, "thumbnailUrl", FIELD_THUMBNAIL, false },
	{ MEDIA | CONTENT_FILE, "width", FIELD_WIDTH, false },
	{ MEDIA | CONTENT_FILE, "height", FIELD_HEIGHT, false },
	{ MEDIA | CONTENT_FILE, "duration", FIELD_DURATION, false },
	{ MEDIA | CONTENT_FILE, "fileName", FIELD_NAME, false },
	{ MEDIA | CONTENT_FILE, "bytes", FIELD_BYTES, false },
	{ CONTENT_LOCATION, "latitude", FIELD_LATITUDE, false },
	{ CONTENT_LOCATION, "longitude", FIELD_LONGITUDE, false },
	{ CONTENT_LOCATION, "address", FIELD_ADDRESS, false },
	{ CONTENT_LOCATION, "message", FIELD_ADDRESS, true },
	{ 0, NULL, FIELD_NONE, false },
};

/* Contract rocketchat, 1.3; the rest is in content_rocketchat.c. */
static const struct content_row rocketchat_rows[] = {
	{ CONTENT_TEXT, "msg", FIELD_TEXT, false },
	{ CONTENT_COMMAND | CONTENT_CUSTOM, "msg", FIELD_EVENT, false },
	{ CONTENT_LOCATION, "msg", FIELD_ADDRESS, false },
	{ 0, NULL, FIELD_NONE, false },
};

/* What the dialects call the kinds, and themselves. */
static const struct {
	const struct content_row *rows;
	const char *name, *whole;
	const char *types[8];	/* by the kind's bit */
} dialects[CONTENT_DIALECTS] = {
	[DIALECT_EASEMOB] = { easemob_rows, "easemob", "$ext",
	    { "txt", "img", "audio", "video", "loc", "file", "cmd",
	    "custom" } },
	[DIALECT_IMKIT] = { imkit_rows, "imkit", "extra",
	    { "text", "image", "audio", "video", "location", "file", "cmd",
	    "custom" } },
	/* What is no text is found by what it has. */
	[DIALECT_ROCKETCHAT] = { rocketchat_rows, "rocketchat",
	    "customFields", { "text", "text", "text", "text", NULL, "text" } },
};

const struct content_row *
content_rows(enum message_dialect dialect)
{

	return (dialects[dialect].rows);
}

const char *
content_type(enum message_dialect dialect, enum content_kind kind)
{
	size_t i;

	for (i = 0; i < 8; i++)
		if ((size_t)kind == (size_t)1 << i)
			return (dialects[dialect].types[i]);
	return (NULL);
}

const char *
content_dialect_name(enum message_dialect dialect)
{

	return (dialects[dialect].name);
}

const char *
content_whole_name(enum message_dialect dialect)
{

	return (dialects[dialect].whole);
}

static enum content_kind
kind_of(enum message_dialect dialect, const char *type)
{
	const char *const *types = dialects[dialect].types;
	int i;

	for (i = 0; i < 8; i++)
		if (types[i] != NULL && strcmp(type, types[i]) == 0)
			return ((enum content_kind)(1 << i));
	return (CONTENT_OTHER);
}

struct content_member *
content_find(struct content *c, enum message_dialect dialect,
    const char *name)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->members[i].dialect == dialect && !c->members[i].part &&
		    !c->members[i].written &&
		    json_literal_is(c->members[i].name, name))
			return (&c->members[i]);
	return (NULL);
}

struct content_member *
content_add(struct content *c, enum message_dialect dialect,
    struct json_slice name, struct json_slice value)
{
	struct content_member *m = &c->members[c->count++];

	*m = (struct content_member){ .name = name, .value = value,
	    .dialect = dialect };
	return (m);
}

/* A member of the body; its field by the table. */
struct content_member *
content_add_own(struct content *c, struct json_slice name,
    struct json_slice value)
{
	struct content_member *m = content_add(c, c->origin, name, value);
	const struct content_row *row;

	for (row = content_rows(c->origin); row->name != NULL; row++)
		if ((row->kinds & c->kind) != 0 &&
		    json_literal_is(name, row->name)) {
			m->field = row->field;
			m->alias = row->alias;
		}
	return (m);
}

/*
 * An Easemob image's size: {"width", "height"}, whose values are the fields.
 * With anything else in it, it also stays as a whole.
 */
static void
add_size(struct content *c, struct json_slice name, struct json_slice value)
{
	struct content_member *m;
	struct json_slice part, of;
	const char *at = value.bytes;
	bool plain = *at == '{';

	while (*value.bytes == '{' && (at = json_next(at, &part, &of)) !=
	    NULL) {
		if (json_literal_is(part, "width"))
			m = content_add(c, c->origin, part, of), m->field =
			    FIELD_WIDTH, m->part = true;
		else if (json_literal_is(part, "height"))
			m = content_add(c, c->origin, part, of), m->field =
			    FIELD_HEIGHT, m->part = true;
		else
			plain = false;
	}
	if (!plain)
		content_add(c, c->origin, name, value);
}

static bool
is_imkit_member(struct json_slice name)
{
	size_t i;

	for (i = 0; i < CONTENT_IMKIT_MEMBERS; i++)
		if (json_literal_is(name, content_imkit_members[i]))
			return (true);
	return (false);
}

/* Whether ${value} is what content_write() put there, or could be. */
static bool
is_foreign(enum message_dialect dialect, struct json_slice value)
{
	struct json_slice name, of;
	const char *at = value.bytes;
	bool any = false;

	if (*at != '{')
		return (false);
	for (; (at = json_next(at, &name, &of)) != NULL; any = true)
		if (dialect == DIALECT_IMKIT && !is_imkit_member(name) &&
		    !(json_literal_is(name, "messageType") &&
		    *of.bytes == '"'))
			return (false);
		else if (dialect == DIALECT_ROCKETCHAT &&
		    !is_rocketchat_member(name))
			return (false);
	return (any);
}

/* The dialect that a member of the app's own object is named as, or -1. */
static int
named_as(struct json_slice name)
{
	int i;

	for (i = 0; i < CONTENT_DIALECTS; i++)
		if (json_literal_is(name, dialects[i].name))
			return (i);
	return (-1);
}

static size_t
count_members(const char *object)
{
	struct json_slice name, value;
	size_t n = 0;

	while ((object = json_next(object, &name, &value)) != NULL)
		n++;
	return (n);
}

/* Bring back what other dialects left here; the rest is the app's own. */
void
content_read_own(struct content *c, const char *object)
{
	struct json_slice name, value, inner, of;
	const char *at = object, *in;
	bool any = false, foreign = false;
	struct buf out;
	int dialect;

	buf_init(&out, c->arena, strlen(object) + 2);
	buf_putc(&out, '{');
	while ((at = json_next(at, &name, &value)) != NULL) {
		dialect = named_as(name);
		if (dialect >= 0 && (int)c->origin != dialect &&
		    is_foreign((enum message_dialect)dialect, value) &&
		    c->count + count_members(value.bytes) <
		    CONTENT_MEMBERS_MAX) {
			foreign = true;
			for (in = value.bytes; (in = json_next(in, &inner,
			    &of)) != NULL; )
				content_add(c, (enum message_dialect)dialect,
				    inner, of);
			continue;
		}
		c->hidden = c->hidden || dialect >= 0;
		if (any)
			buf_putc(&out, ',');
		any = true;
		buf_put(&out, name.bytes, name.length);
		buf_putc(&out, ':');
		buf_put(&out, value.bytes, value.length);
	}
	buf_putc(&out, '}');
	if (any || !foreign)
		c->own = out.bytes;
}

static const char *
slice_text(struct arena *arena, struct json_slice slice)
{

	return (arena_strndup(arena, slice.bytes, slice.length));
}

static void
read_members(struct content *c, const char *body)
{
	struct json_slice name, value;
	const char *own = NULL;

	while ((body = json_next(body, &name, &value)) != NULL) {
		if (c->origin == DIALECT_IMKIT && *value.bytes == '{' &&
		    json_literal_is(name, "extra"))
			own = slice_text(c->arena, value);
		else if (c->origin == DIALECT_EASEMOB &&
		    c->kind == CONTENT_IMAGE && json_literal_is(name, "size"))
			add_size(c, name, value);
		else
			content_add_own(c, name, value);
	}
	if (own != NULL)
		content_read_own(c, own);
}

static bool
has_name(const struct content *c, enum message_dialect dialect,
    struct json_slice name)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->members[i].dialect == dialect &&
		    c->members[i].name.length == name.length &&
		    memcmp(c->members[i].name.bytes, name.bytes,
		    name.length) == 0)
			return (true);
	return (false);
}

/*
 * Easemob's custom that was another dialect's type: its strings are in
 * customExts, and the event is the type itself.
 */
static void
read_other(struct content *c)
{
	struct content_member *type = content_find(c, DIALECT_IMKIT,
	    "messageType");
	struct content_member *exts = content_find(c, DIALECT_EASEMOB,
	    "customExts");
	struct content_member *event = content_find(c, DIALECT_EASEMOB,
	    "customEvent");
	struct json_slice name, value;
	const char *at;
	size_t length;

	if (type == NULL)
		return;
	type->written = true;
	if (c->origin != DIALECT_EASEMOB || c->kind != CONTENT_CUSTOM ||
	    exts == NULL || *exts->value.bytes != '{' || c->count +
	    count_members(exts->value.bytes) > CONTENT_MEMBERS_MAX)
		return;
	c->kind = CONTENT_OTHER;
	c->origin = DIALECT_IMKIT;
	c->type = json_unescape(c->arena, type->value, &length);
	if (event != NULL)
		event->written = true;
	exts->written = true;
	for (at = exts->value.bytes; (at = json_next(at, &name, &value)) !=
	    NULL; )
		if (is_imkit_member(name) && !has_name(c, DIALECT_IMKIT, name))
			content_add(c, DIALECT_IMKIT, name, value);
}

/*
 * A file's title: clients of the IMKit dialect show extra.title as its name.
 */
static void
read_title(struct content *c)
{
	struct content_member *name;
	struct json_slice title, own;
	struct buf out;

	if (c->origin != DIALECT_IMKIT || c->kind != CONTENT_FILE ||
	    c->own == NULL || !json_member(c->own, strlen(c->own), "title",
	    &title) || *title.bytes != '"' ||
	    c->count == CONTENT_MEMBERS_MAX)
		return;
	name = content_find(c, DIALECT_IMKIT, "fileName");
	if (name != NULL && (name->value.length != title.length ||
	    memcmp(name->value.bytes, title.bytes, title.length) != 0))
		return;
	if (name == NULL)
		content_add_own(c, (struct json_slice){ "\"fileName\"", 10 },
		    title);
	own = (struct json_slice){ c->own, strlen(c->own) };
	buf_init(&out, c->arena, own.length + 2);
	json_compact_without(&out, own, "title");
	c->own = strcmp(out.bytes, "{}") == 0 ? NULL : out.bytes;
}

void
content_read(struct arena *arena, enum message_dialect dialect,
    const struct content_words *words, struct content *c)
{
	size_t count = count_members(words->body) + 2;

	memset(c, 0, sizeof(*c));
	c->arena = arena;
	c->origin = dialect;
	c->kind = kind_of(dialect, words->type);
	c->type = words->type;
	c->members = arena_array(arena, struct content_member,
	    count + CONTENT_MEMBERS_MAX);
	if (dialect == DIALECT_ROCKETCHAT)
		content_read_rocketchat(c, words->body);
	else
		read_members(c, words->body);
	if (words->ext != NULL)
		content_read_own(c, words->ext);
	read_other(c);
	read_title(c);
}

void
content_translate(struct arena *arena, enum message_dialect from,
    enum message_dialect to, struct content_words *words)
{
	struct content c;

	if (from == to)
		return;
	content_read(arena, from, words, &c);
	content_write(&c, to, words);
}
