/* See content_rocketchat.h. */
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "buf.h"
#include "content_rocketchat.h"
#include "json_string.h"

static const char *const known[] = { "t", "bot", "content", "e2e",
    "e2eMentions", "customFields", "federation", "groupable", "sentByEmail",
    "alias", "emoji", "avatar", "attachments", "blocks", "tmid", "tshow" };

/* The kinds that are attachments, and what their members are called. */
static const struct medium {
	enum content_kind kind;
	const char *url, *bytes;
} media[] = {
	{ CONTENT_IMAGE, "image_url", "image_size" },
	{ CONTENT_AUDIO, "audio_url", "audio_size" },
	{ CONTENT_VIDEO, "video_url", "video_size" },
	{ CONTENT_FILE, "title_link", "size" },
};
enum { MEDIA = sizeof(media) / sizeof(media[0]) };

bool
is_rocketchat_member(struct json_slice name)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (json_literal_is(name, known[i]))
			return (true);
	return (false);
}

static bool
is_string(struct json_slice value)
{

	return (*value.bytes == '"');
}

/* "http://...", "https://...": what any client may open. */
static bool
is_link(struct json_slice value)
{

	return (is_string(value) && value.length > 9 &&
	    (strncasecmp(value.bytes, "\"http://", 8) == 0 ||
	    strncasecmp(value.bytes, "\"https://", 9) == 0));
}

static bool
is_link_name(struct json_slice name)
{
	static const char *const names[] = { "thumb_url", "message_link",
	    "author_link", "author_icon", "title_link", "image_url",
	    "audio_url", "video_url", "url" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_literal_is(name, names[i]))
			return (true);
	return (false);
}

/* No link in ${value} leads to a program.  JSON's depth is bounded. */
static bool
is_harmless(struct json_slice value)
{
	struct json_slice name, of;
	const char *at = value.bytes;

	if (*at == '[') {
		while ((at = json_element(at, &of)) != NULL)
			if (!is_harmless(of))
				return (false);
		return (true);
	}
	while (*value.bytes == '{' && (at = json_next(at, &name, &of)) !=
	    NULL)
		if (!is_harmless(of) || (is_link_name(name) &&
		    is_string(of) && !is_link(of)))
			return (false);
	return (true);
}

bool
is_rocketchat_trusted(const struct content_member *m)
{

	/* Who speaks in another's name needs a permission there. */
	if (json_literal_is(m->name, "alias") ||
	    json_literal_is(m->name, "avatar") ||
	    json_literal_is(m->name, "t"))
		return (false);
	return (!json_literal_is(m->name, "attachments") ||
	    is_harmless(m->value));
}

static bool
member(struct json_slice object, const char *name, struct json_slice *value)
{

	return (*object.bytes == '{' && json_member(object.bytes,
	    object.length, name, value));
}

static bool
is_text(struct json_slice value, const char *text)
{

	return (is_string(value) && json_literal_is(value, text));
}

/* The medium of a body that is nothing but one attachment. */
static const struct medium *
medium_of(const char *body, struct json_slice *attachment)
{
	struct json_slice all = { body, strlen(body) }, array, value;
	const char *at;
	size_t i;

	if ((member(all, "msg", &value) && !is_text(value, "")) ||
	    !member(all, "attachments", &array) || *array.bytes != '[' ||
	    (at = json_element(array.bytes, attachment)) == NULL ||
	    json_element(at, &value) != NULL || *attachment->bytes != '{' ||
	    member(*attachment, "message_link", &value))
		return (NULL);
	for (i = 0; i < MEDIA; i++)
		if (member(*attachment, media[i].url, &value) &&
		    is_string(value))
			return (&media[i]);
	return (NULL);
}

static void
add_part(struct content *c, struct json_slice name, struct json_slice value,
    enum content_field field)
{
	struct content_member *m = content_add(c, DIALECT_ROCKETCHAT, name,
	    value);

	m->field = field;
	m->part = true;
}

/* {"width", "height"}; false: there is more. */
static bool
add_size(struct content *c, struct json_slice size)
{
	struct json_slice name, value;
	const char *at = size.bytes;
	bool plain = *at == '{';

	while (*size.bytes == '{' && (at = json_next(at, &name, &value)) !=
	    NULL) {
		if (json_literal_is(name, "width"))
			add_part(c, name, value, FIELD_WIDTH);
		else if (json_literal_is(name, "height"))
			add_part(c, name, value, FIELD_HEIGHT);
		else
			plain = false;
	}
	return (plain);
}

/* Fields of an attachment; false: it has more than those. */
static bool
add_parts(struct content *c, const struct medium *medium,
    struct json_slice attachment)
{
	struct json_slice name, value, url;
	const char *at = attachment.bytes;
	bool plain = true;

	member(attachment, medium->url, &url);
	while ((at = json_next(at, &name, &value)) != NULL) {
		if (json_literal_is(name, medium->url))
			add_part(c, name, value, FIELD_URL);
		else if (json_literal_is(name, "title") && is_string(value)) {
			if (!is_text(value, ""))
				add_part(c, name, value, FIELD_NAME);
		} else if (json_literal_is(name, medium->bytes))
			add_part(c, name, value, FIELD_BYTES);
		else if (json_literal_is(name, "thumb_url")) {
			add_part(c, name, value, FIELD_THUMBNAIL);
			/* Only of a film has each dialect one. */
			plain &= medium->kind == CONTENT_VIDEO;
		}
		else if (json_literal_is(name, "image_dimensions") &&
		    medium->kind == CONTENT_IMAGE)
			plain &= add_size(c, value);
		else
			plain &= (json_literal_is(name, "title_link") &&
			    value.length == url.length && memcmp(value.bytes,
			    url.bytes, url.length) == 0) ||
			    (json_literal_is(name, "type") &&
			    is_text(value, "file")) ||
			    (json_literal_is(name, "description") &&
			    is_text(value, "")) ||
			    (json_literal_is(name, "title_link_download") &&
			    *value.bytes == 't');
	}
	return (plain);
}

/* The names in [{"username", "type": "user"}, ...]. */
static void
read_mentions(struct content *c, struct json_slice array)
{
	const char *at = array.bytes;
	struct json_slice element, name, type;
	struct json_writer w;
	struct buf out;

	if (*array.bytes != '[')
		return;
	buf_init(&out, c->arena, array.length + 2);
	json_write_begin(&w, &out);
	json_write_array(&w);
	while ((at = json_element(at, &element)) != NULL)
		if (member(element, "type", &type) && is_text(type, "user") &&
		    member(element, "username", &name) && is_string(name))
			json_write_raw(&w, name.bytes, name.length);
	json_write_array_end(&w);
	if (out.length > 2)
		c->mentions = out.bytes;
}

/* What is made anew of the text, or is told beside the content. */
static bool
is_derived(struct json_slice name)
{

	return (json_literal_is(name, "urls") ||
	    json_literal_is(name, "channels") ||
	    json_literal_is(name, "editedBy"));
}

void
content_read_rocketchat(struct content *c, const char *body)
{
	struct json_slice name, value, attachment;
	const struct medium *medium = medium_of(body, &attachment);
	const char *own = NULL;
	bool covered = false;

	if (medium != NULL) {
		c->kind = medium->kind;
		covered = add_parts(c, medium, attachment);
	}
	while ((body = json_next(body, &name, &value)) != NULL) {
		if (json_literal_is(name, "mentions"))
			read_mentions(c, value);
		else if (json_literal_is(name, "customFields") &&
		    *value.bytes == '{')
			own = arena_strndup(c->arena, value.bytes,
			    value.length);
		else if (!is_derived(name) && !(covered &&
		    json_literal_is(name, "attachments")) && !(medium !=
		    NULL && json_literal_is(name, "msg")))
			content_add_own(c, name, value);
	}
	if (own != NULL)
		content_read_own(c, own);
}

static void
put(struct json_writer *w, const char *name, struct content_member *m)
{

	if (m == NULL)
		return;
	json_write_name(w, name);
	json_write_raw(w, m->value.bytes, m->value.length);
	m->written = true;
}

/* The field, if it is a string or, else, a number. */
static struct content_member *
field_of(struct content *c, enum content_field field, bool string)
{
	struct content_member *m = content_field(c, DIALECT_ROCKETCHAT,
	    field);

	if (m == NULL || m->written || is_string(m->value) != string)
		return (NULL);
	return (string || content_is_number(c->arena, m->value) ? m : NULL);
}

static void
write_dimensions(struct content *c, struct json_writer *w)
{
	struct content_member *width = field_of(c, FIELD_WIDTH, false),
	    *height = field_of(c, FIELD_HEIGHT, false);

	if (c->kind != CONTENT_IMAGE || (width == NULL && height == NULL))
		return;
	json_write_name(w, "image_dimensions");
	json_write_object(w);
	put(w, "width", width);
	put(w, "height", height);
	json_write_object_end(w);
}

/*
 * A member of the attachment, which came with ${old} or not at all (bytes
 * NULL): another dialect's client may have put something else there.
 */
static void
write_part(struct content *c, struct json_writer *w, const char *name,
    enum content_field field, struct json_slice old)
{
	struct content_member *m = field_of(c, field, field != FIELD_BYTES);

	if (m != NULL && field == FIELD_THUMBNAIL && !is_link(m->value))
		m = NULL;
	put(w, name, m);
	if (m == NULL && old.bytes != NULL) {
		json_write_name(w, name);
		json_write_raw(w, old.bytes, old.length);
	}
}

static void
write_parts(struct content *c, struct json_writer *w,
    const struct medium *medium, struct json_slice old)
{
	const char *const names[] = { "title", medium->bytes, "thumb_url" };
	static const enum content_field fields[] = { FIELD_NAME, FIELD_BYTES,
	    FIELD_THUMBNAIL };
	struct json_slice name, value;
	const char *at = old.bytes;
	bool sized;
	size_t i;

	for (i = 0; i < 3; i++)
		write_part(c, w, names[i], fields[i], member(old, names[i],
		    &value) ? value : (struct json_slice){ NULL, 0 });
	i = w->out->length;
	write_dimensions(c, w);
	sized = w->out->length > i;
	while ((at = json_next(at, &name, &value)) != NULL) {
		if (json_literal_is(name, names[0]) ||
		    json_literal_is(name, names[1]) ||
		    json_literal_is(name, names[2]) ||
		    (sized && json_literal_is(name, "image_dimensions")))
			continue;
		json_write_raw(w, name.bytes, name.length);
		buf_putc(w->out, ':');
		w->comma = false;
		json_write_raw(w, value.bytes, value.length);
	}
}

/* The attachment that it came from, if it is the same still. */
static bool
is_kept(const struct medium *medium, const struct content_member *whole,
    const struct content_member *url, struct json_slice *first)
{
	struct json_slice old;

	return (whole != NULL && is_harmless(whole->value) &&
	    *whole->value.bytes == '[' &&
	    json_element(whole->value.bytes, first) != NULL &&
	    member(*first, medium->url, &old) &&
	    old.length == url->value.length && memcmp(old.bytes,
	    url->value.bytes, old.length) == 0);
}

static void
write_new(struct content *c, struct json_writer *w,
    const struct medium *medium, struct content_member *url)
{
	static const struct json_slice untitled = { "{\"title\":\"\"}", 12 };

	json_put_string(w, "type", "file");
	put(w, "title_link", url);
	json_put_bool(w, "title_link_download", true);
	if (medium->kind != CONTENT_FILE)
		put(w, medium->url, url);
	write_parts(c, w, medium, untitled);
	json_put_string(w, "description", "");
}

static void
write_medium(struct content *c, struct json_writer *w)
{
	struct content_member *whole = content_find(c, DIALECT_ROCKETCHAT,
	    "attachments"), *url = field_of(c, FIELD_URL, true);
	struct json_slice first;
	size_t i;

	for (i = 0; i < MEDIA && media[i].kind != c->kind; i++)
		;
	if (i == MEDIA || url == NULL || !is_link(url->value))
		return;
	json_write_name(w, "attachments");
	json_write_array(w);
	json_write_object(w);
	if (is_kept(&media[i], whole, url, &first)) {
		url->written = true;
		write_parts(c, w, &media[i], first);
	} else
		write_new(c, w, &media[i], url);
	json_write_object_end(w);
	json_write_array_end(w);
	if (whole != NULL)
		whole->written = true;
}

static void
write_place(struct content *c, struct json_writer *w)
{
	struct content_member *m[2] = {
	    content_field(c, DIALECT_ROCKETCHAT, FIELD_LONGITUDE),
	    content_field(c, DIALECT_ROCKETCHAT, FIELD_LATITUDE) };
	struct json_slice text[2];
	size_t i;

	if (c->kind != CONTENT_LOCATION || m[0] == NULL || m[1] == NULL)
		return;
	for (i = 0; i < 2; i++) {
		text[i] = content_plain(c->arena, m[i]->value);
		if (!content_is_number(c->arena, text[i]))
			return;
	}
	json_write_name(w, "location");
	json_write_object(w);
	json_put_string(w, "type", "Point");
	json_write_name(w, "coordinates");
	json_write_array(w);
	for (i = 0; i < 2; i++) {
		json_write_raw(w, text[i].bytes, text[i].length);
		m[i]->written = !is_string(m[i]->value);
	}
	json_write_array_end(w);
	json_write_object_end(w);
}

/* Their ids are not known here: names stand for them. */
static void
write_mentions(struct content *c, struct json_writer *w)
{
	static const char *const names[] = { "_id", "username", "name" };
	struct content_member *m = content_find(c, DIALECT_IMKIT,
	    "mentions");
	struct json_slice name;
	const char *at;
	size_t i;

	if (m == NULL || *m->value.bytes != '[')
		return;
	for (at = m->value.bytes; (at = json_element(at, &name)) != NULL; )
		if (!is_string(name))
			return;
	json_write_name(w, "mentions");
	json_write_array(w);
	for (at = m->value.bytes; (at = json_element(at, &name)) != NULL; ) {
		json_write_object(w);
		for (i = 0; i < 3; i++) {
			json_write_name(w, names[i]);
			json_write_raw(w, name.bytes, name.length);
		}
		json_put_string(w, "type", "user");
		json_write_object_end(w);
	}
	json_write_array_end(w);
	m->written = true;
}

void
content_write_rocketchat(struct content *c, struct json_writer *w,
    bool texted)
{
	struct content_member *m = content_find(c, DIALECT_IMKIT, "message");

	if (!texted && c->kind == CONTENT_OTHER && m != NULL &&
	    is_string(m->value)) {
		json_write_name(w, "msg");
		json_write_raw(w, m->value.bytes, m->value.length);
	} else if (!texted)
		json_put_string(w, "msg", "");
	write_medium(c, w);
	write_place(c, w);
	write_mentions(c, w);
}
