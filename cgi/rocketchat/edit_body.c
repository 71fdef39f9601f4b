/*
 * What an edited message is stored as: the members that it had, those that are
 * new, and what the text names and quotes, as of a send.  See edit.h.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "edit.h"
#include "json_string.h"
#include "word_filter.h"

static bool
member(struct json_slice object, const char *name, struct json_slice *value)
{

	return (json_member(object.bytes, object.length, name, value));
}

static struct json_slice
body_of(const struct message *m)
{

	return ((struct json_slice){ m->body, strlen(m->body) });
}

static void
put(struct json_writer *w, struct json_slice name, struct json_slice value)
{

	json_write_raw(w, name.bytes, name.length);
	buf_putc(w->out, ':');
	w->comma = false;
	json_write_raw(w, value.bytes, value.length);
}

/* Those that stood for links of the text go; the new text has its own. */
static void
put_attachments(struct json_writer *w, struct json_slice array)
{
	struct json_slice element, link;
	const char *at = array.bytes;

	json_write_name(w, "attachments");
	json_write_array(w);
	while (*array.bytes == '[' &&
	    (at = json_element(at, &element)) != NULL)
		if (!member(element, "message_link", &link))
			json_write_raw(w, element.bytes, element.length);
	json_write_array_end(w);
}

/* A file's text is its description: {..., "description": text}. */
static bool
describes(struct json_slice body)
{
	struct json_slice array, first, description;

	return (member(body, "attachments", &array) && *array.bytes == '[' &&
	    json_element(array.bytes, &first) != NULL &&
	    member(first, "description", &description));
}

static void
put_described(struct json_writer *w, struct json_slice array,
    const char *text)
{
	struct json_slice element;
	const char *at = array.bytes;
	bool first = true;

	json_write_name(w, "attachments");
	json_write_array(w);
	for (; (at = json_element(at, &element)) != NULL; first = false) {
		if (!first) {
			json_write_raw(w, element.bytes, element.length);
			continue;
		}
		if (w->comma)
			buf_putc(w->out, ',');
		json_compact_without(w->out, element, "description");
		w->out->length--;
		w->comma = w->out->bytes[w->out->length - 1] != '{';
		json_put_string(w, "description", text);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* The members that it had and that are not new, and the new ones. */
static enum err
merge(struct call *call, const struct edit *edit, struct post *post)
{
	struct json_slice old = body_of(&edit->found.message), name, value,
	    new;
	const char *at = old.bytes, *text = json_string(json_get(
	    edit->object, "msg"));
	bool described = text != NULL && describes(old) &&
	    !json_has(edit->object, "attachments");
	struct json_fault fault;
	struct json_writer w;
	struct buf out;

	buf_init(&out, call->arena, 2 * MESSAGE_BODY_MAX);
	json_write_begin(&w, &out);
	json_write_object(&w);
	while ((at = json_next(at, &name, &value)) != NULL) {
		if (json_literal_is(name, "editedBy") || (member(edit->source,
		    arena_strndup(call->arena, name.bytes + 1,
		    name.length - 2), &new) &&
		    !(described && json_literal_is(name, "msg"))))
			continue;
		if (!json_literal_is(name, "attachments"))
			put(&w, name, value);
		else if (described)
			put_described(&w, value, word_filter(call, text));
		else
			put_attachments(&w, value);
	}
	for (at = edit->source.bytes; (at = json_next(at, &name, &value)) !=
	    NULL; )
		if (!json_literal_is(name, "_id") &&
		    !json_literal_is(name, "rid") &&
		    !json_literal_is(name, "tmid") &&
		    !(described && json_literal_is(name, "msg")))
			put(&w, name, value);
	json_write_object_end(&w);
	post->input.source = (struct json_slice){ out.bytes, out.length };
	if (out.overflow || json_parse(call->arena, out.bytes, out.length,
	    &post->input.object, &fault) != OK)
		return (edit_refuse(call, "error-message-size-exceeded",
		    "Message size exceeds Message_MaxAllowedSize"));
	return (OK);
}

static const char *
merged_text(const struct post *post)
{
	const char *text = json_string(json_get(post->input.object, "msg"));

	return (text == NULL ? "" : text);
}

static const char *
body_text(struct call *call, const struct message *m, const char *name)
{
	struct json_slice value;
	size_t length;

	if (!member(body_of(m), name, &value) || *value.bytes != '"')
		return (NULL);
	return (json_unescape(call->arena, value, &length));
}

/* As a send would, of what is new; the rest was judged when it came. */
enum err
edit_judge(struct call *call, const struct edit *edit)
{
	static const char *const objects[] = { "content", "e2eMentions" };
	const struct message_input new = { .method = edit_method,
	    .object = edit->object, .source = edit->source };
	const char *text = json_string(json_get(edit->object, "msg"));
	struct json_object *value;
	size_t i;

	if (text != NULL && text_units(text) > message_size(call))
		return (edit_refuse(call, "error-message-size-exceeded",
		    "Message size exceeds Message_MaxAllowedSize"));
	for (i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if ((value = json_get(edit->object, objects[i])) != NULL &&
		    !json_is(value, json_type_object))
			return (type_mismatch(call, "object", value,
			    objects[i]));
	return (message_input_fields(call, &new));
}

bool
edit_is_none(struct call *call, const struct edit *edit)
{
	struct json_slice old = body_of(&edit->found.message), array, first,
	    description;
	const char *text = json_string(json_get(edit->object, "msg")), *had;
	size_t length;

	if (edit->previews != NULL)
		return (false);
	json_object_object_foreach(edit->object, name, value)
		if (value != NULL && edit_has(name) &&
		    (strcmp(name, "msg") != 0 || json_string(value) == NULL))
			return (false);
	if (text == NULL)
		return (true);
	had = body_text(call, &edit->found.message, "msg");
	if (describes(old) && member(old, "attachments", &array) &&
	    json_element(array.bytes, &first) != NULL &&
	    member(first, "description", &description) &&
	    *description.bytes == '"')
		had = json_unescape(call->arena, description, &length);
	return (had != NULL && strcmp(had, text) == 0);
}

static void
write_editor(struct call *call, struct buf *out)
{
	const struct account *self = &rocketchat_session(call)->account;
	struct json_writer w = { .out = out, .comma = true };

	out->length--;
	json_write_name(&w, "editedBy");
	json_write_object(&w);
	json_put_string(&w, "_id", rocketchat_user_id(call->arena, self));
	json_put_string(&w, "username", self->username);
	json_write_object_end(&w);
	json_write_object_end(&w);
}

/* The body as it is to be stored. */
enum err
edit_compose(struct call *call, const struct edit *edit, struct post *post,
    struct buf *body)
{
	const struct message *m = &edit->found.message;
	struct json_slice show;
	enum err e;

	if ((e = merge(call, edit, post)) != OK)
		return (e);
	post->input.method = post->input.called = edit_method;
	post->input.text = merged_text(post);
	post->input.show = member(post->input.source, "tshow", &show) &&
	    *show.bytes == 't';
	post->room = edit->found.room;
	post->room_id = post->room.id;
	post->previews = edit->previews;
	post->thread = body_text(call, m, "tmid");
	if ((e = post_text(call, post)) != OK)
		return (e);
	buf_init(body, call->arena, MESSAGE_BODY_MAX);
	post_body_write(call, post, body);
	write_editor(call, body);
	if (body->overflow)
		return (edit_refuse(call, "error-message-size-exceeded",
		    "The message with its attachments is too large"));
	return (OK);
}
