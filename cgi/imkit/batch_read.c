/*
 * See batch_read.h.  Variables are written as members of each of `paras`, with the
 * two `$` around their names.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "batch_read.h"
#include "conf.h"
#include "json_string.h"
#include "template.h"

struct variables {
	struct template_variable list[TEMPLATE_VARIABLES];
	size_t count;
};

/* Where the faulty element is: "paras[3]". */
static const char *
place(struct call *call, size_t i)
{

	return (arena_format(call->arena, "paras[%zu]", i));
}

static enum err
read_id(struct call *call, struct json_object *para, const char *name,
    size_t i, const char **id)
{
	struct json_object *value = json_get(para, name);
	enum err e;

	if (value == NULL)
		return (OK);
	if (json_string(value) == NULL)
		return (imkit_invalid(call, "%s.%s must be a string",
		    place(call, i), name));
	e = imkit_id_check(call, arena_format(call->arena, "%s.%s",
	    place(call, i), name), json_string(value));
	*id = json_string(value);
	return (e);
}

static enum err
read_target(struct call *call, struct imkit_batch *b,
    struct json_object *para, size_t i)
{
	struct batch_item *item = &b->batch.items[i];
	enum err e;

	if ((e = read_id(call, para, "room", i, &item->room)) != OK ||
	    (e = read_id(call, para, "receiver", i, &item->receiver)) != OK)
		return (e);
	if (item->room != NULL) {
		item->receiver = NULL;
		return (OK);
	}
	if (item->receiver == NULL)
		return (imkit_invalid(call, "%s must have room or receiver",
		    place(call, i)));
	if (b->batch.sender == NULL)
		return (imkit_invalid(call, "sender is required, because %s"
		    " has a receiver", place(call, i)));
	return (OK);
}

/* A variable's value: a string's text, or a number or truth as it stands. */
static bool
read_value(struct call *call, struct json_slice value,
    struct json_slice *text)
{

	*text = value;
	if (*value.bytes == '"')
		text->bytes = json_unescape(call->arena, value,
		    &text->length);
	return (strchr("{[n", *value.bytes) == NULL);
}

static enum err
read_variables(struct call *call, const char *para, size_t i,
    struct variables *v)
{
	struct json_slice name, value;
	const char *text;
	size_t length;

	v->count = 0;
	while ((para = json_next(para, &name, &value)) != NULL) {
		text = json_unescape(call->arena, name, &length);
		if (length < 3 || text[0] != '$' || text[length - 1] != '$')
			continue;
		if (length - 2 > TEMPLATE_NAME ||
		    memchr(text + 1, '$', length - 2) != NULL)
			return (imkit_invalid(call, "%s: names between $ have"
			    " at most %d bytes and no $", place(call, i),
			    TEMPLATE_NAME));
		if (v->count == TEMPLATE_VARIABLES)
			return (imkit_invalid(call, "%s has more than %d"
			    " variables", place(call, i),
			    TEMPLATE_VARIABLES));
		v->list[v->count].name = (struct json_slice){ text + 1,
		    length - 2 };
		if (!read_value(call, value, &v->list[v->count].value))
			return (imkit_invalid(call, "%s.%s must be a string,"
			    " a number, true or false", place(call, i), text));
		v->count++;
	}
	return (OK);
}

/* The message of one item. */
static void
fill(struct imkit_batch *b, struct buf *out, const struct variables *v,
    struct imkit_batch_message *m)
{
	struct json_slice name, value;
	const char *at = b->content.body;
	size_t start, length;
	bool comma = false;

	buf_putc(out, '{');
	while ((at = json_next(at, &name, &value)) != NULL) {
		if (comma)
			buf_putc(out, ',');
		comma = true;
		buf_put(out, name.bytes, name.length);
		buf_putc(out, ':');
		start = out->length;
		if (json_literal_is(name, "message") ||
		    json_literal_is(name, "extra"))
			template_fill(out, value, v->list, v->count);
		else
			buf_put(out, value.bytes, value.length);
		if (!out->overflow && *value.bytes == '"' &&
		    json_literal_is(name, "message"))
			m->text = json_unescape(out->arena,
			    (struct json_slice){ out->bytes + start,
			    out->length - start }, &length);
	}
	buf_putc(out, '}');
	m->body = out->bytes;
}

static enum err
read_para(struct call *call, struct imkit_batch *b,
    struct json_object *para, struct json_slice source, size_t i,
    size_t *left)
{
	const size_t body_max = (size_t)call->conf->body_max;
	struct variables v;
	struct buf out;
	enum err e;

	if (!json_is(para, json_type_object))
		return (imkit_invalid(call, "%s must be an object",
		    place(call, i)));
	if ((e = read_target(call, b, para, i)) != OK ||
	    (e = read_variables(call, source.bytes, i, &v)) != OK)
		return (e);
	/* Variables make no message longer than one send may have. */
	buf_init(&out, call->arena, *left < body_max ? *left : body_max);
	fill(b, &out, &v, &b->messages[i]);
	if (out.overflow)
		return (ERR_MESSAGE_TOO_LARGE);
	*left -= out.length;
	return (OK);
}

static enum err
read_paras(struct call *call, struct json_object *root,
    struct imkit_batch *b)
{
	struct json_object *paras = json_get(root, "paras");
	struct json_slice source, element;
	size_t i, left = IMKIT_BATCH_BYTES;
	const char *at;
	enum err e;

	if (paras == NULL)
		return (imkit_absent(call, "paras"));
	if (!json_is(paras, json_type_array) ||
	    json_object_array_length(paras) < 1 ||
	    json_object_array_length(paras) > BATCH_ITEMS_MAX)
		return (imkit_invalid(call, "paras must be an array of 1 to"
		    " %d objects", BATCH_ITEMS_MAX));
	b->batch.count = json_object_array_length(paras);
	b->batch.items = arena_array(call->arena, struct batch_item,
	    b->batch.count);
	b->messages = arena_array(call->arena, struct imkit_batch_message,
	    b->batch.count);
	if (!json_member(call->request.body, call->request.body_length,
	    "paras", &source))
		return (ERR_INTERNAL);
	at = source.bytes;
	for (i = 0; (at = json_element(at, &element)) != NULL; i++)
		if ((e = read_para(call, b, json_object_array_get_idx(paras,
		    i), element, i, &left)) != OK)
			return (e);
	return (OK);
}

static enum err
read_content(struct call *call, struct json_object *root,
    struct imkit_batch *b)
{
	enum err e;

	if ((e = imkit_content_read(call, root, &b->content)) != OK)
		return (e);
	if (b->content.type == NULL)
		return (imkit_absent(call, "messageType"));
	if (strcmp(b->content.type, "recall") == 0)
		return (imkit_invalid(call, "messageType recall changes a"
		    " message: see POST /rooms/{id}/message"));
	if (strcmp(b->content.body, "{}") == 0 ||
	    (strcmp(b->content.type, "text") == 0 &&
	    json_get(root, "message") == NULL))
		return (imkit_absent(call, "message"));
	return (OK);
}

static enum err
read_sender(struct call *call, struct json_object *root,
    struct imkit_batch *b)
{
	enum err e;

	b->batch.platform = imkit_is_platform(call);
	b->batch.sender = imkit_caller(call);
	if (!b->batch.platform)
		return (OK);
	if ((e = imkit_text(call, root, "sender", IMKIT_ID_MAX,
	    &b->batch.sender)) != OK || b->batch.sender == NULL)
		return (e);
	return (imkit_id_check(call, "sender", b->batch.sender));
}

enum err
imkit_batch_read(struct call *call, struct imkit_batch *b)
{
	struct json_object *root;
	enum err e;

	b->batch.app = &call->app;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = read_content(call, root, b)) != OK ||
	    (e = read_sender(call, root, b)) != OK ||
	    (e = imkit_flag(call, root, "push", &b->notify)) != OK ||
	    (e = imkit_flag(call, root, "skipTotalBadge",
	    &b->untotalled)) != OK)
		return (e);
	return (read_paras(call, root, b));
}
