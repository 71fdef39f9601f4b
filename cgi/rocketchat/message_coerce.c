/* See message_input.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json_string.h"
#include "message_input.h"

/* Of a message in REST (contract rocketchat, 2.9). */
static const struct {
	const char *name;
	struct coerce_want want;
} members[] = {
	{ "_id", { COERCE_TEXT, true } },
	{ "rid", { COERCE_TEXT, false } },
	{ "tmid", { COERCE_TEXT, true } },
	{ "msg", { COERCE_TEXT, true } },
	{ "alias", { COERCE_TEXT, true } },
	{ "emoji", { COERCE_TEXT, true } },
	{ "tshow", { COERCE_FLAG, true } },
	{ "avatar", { COERCE_TEXT, true } },
	{ "attachments", { COERCE_OBJECTS, true } },
	{ "blocks", { COERCE_OBJECTS, true } },
	{ "customFields", { COERCE_OBJECT, true } },
};
static const char *const form_words[] = { "string", "boolean", "object",
    "array of objects" };

static bool
is_literal(struct json_slice value, const char *text)
{

	return (value.length == strlen(text) &&
	    memcmp(value.bytes, text, value.length) == 0);
}

static enum coerced
put(struct buf *out, const char *text)
{

	buf_puts(out, text);
	return (COERCED);
}

static enum coerced
keep(struct buf *out, struct json_slice value)
{

	buf_put(out, value.bytes, value.length);
	return (COERCED_NOT);
}

static enum coerced
to_text(struct buf *out, struct json_slice value)
{

	switch (*value.bytes) {
	case '"':
		return (keep(out, value));
	case '{':
	case '[':
		return (COERCED_BAD);
	case 'n':
		return (put(out, "\"\""));
	default:
		buf_putc(out, '"');
		buf_put(out, value.bytes, value.length);
		buf_putc(out, '"');
		return (COERCED);
	}
}

static enum coerced
to_flag(struct buf *out, struct json_slice value)
{

	if (*value.bytes == 't' || *value.bytes == 'f')
		return (keep(out, value));
	if (is_literal(value, "\"true\"") || is_literal(value, "1"))
		return (put(out, "true"));
	if (is_literal(value, "\"false\"") || is_literal(value, "0"))
		return (put(out, "false"));
	return (COERCED_BAD);
}

static enum coerced
to_objects(struct buf *out, struct json_slice value)
{
	const char *at = value.bytes;
	struct json_slice element;

	if (*value.bytes != '[')
		return (COERCED_BAD);
	while ((at = json_element(at, &element)) != NULL)
		if (*element.bytes != '{')
			return (COERCED_BAD);
	return (keep(out, value));
}

enum coerced
coerce(struct buf *out, struct coerce_want want, struct json_slice value)
{

	if (want.nullable && *value.bytes == 'n')
		return (keep(out, value));
	switch (want.form) {
	case COERCE_TEXT:
		return (to_text(out, value));
	case COERCE_FLAG:
		return (to_flag(out, value));
	case COERCE_OBJECTS:
		return (to_objects(out, value));
	case COERCE_OBJECT:
		return (*value.bytes == '{' ? keep(out, value) : COERCED_BAD);
	}
	return (COERCED_BAD);
}

/* Append the member; whether it is another one now. */
static enum err
add_member(struct call *call, struct buf *out, struct json_slice name,
    struct json_slice value, bool *changed)
{
	size_t i, count = sizeof(members) / sizeof(members[0]);
	enum coerced done;

	buf_putc(out, out->length == 0 ? '{' : ',');
	buf_put(out, name.bytes, name.length);
	buf_putc(out, ':');
	for (i = 0; i < count && !json_literal_is(name, members[i].name); i++)
		;
	if (i == count) {
		buf_put(out, value.bytes, value.length);
		return (OK);
	}
	done = coerce(out, members[i].want, value);
	*changed |= done == COERCED;
	if (done != COERCED_BAD)
		return (OK);
	return (rocketchat_invalid(call, arena_format(call->arena,
	    "/message/%s must be %s", members[i].name,
	    form_words[members[i].want.form])));
}

enum err
message_input_coerce(struct call *call, struct message_input *input)
{
	const char *at = input->source.bytes;
	struct json_slice name, value;
	struct json_fault fault;
	bool changed = false;
	struct buf out;
	enum err e;

	/* It grows by two quotes for each member that changes. */
	buf_init(&out, call->arena, input->source.length * 2 + 64);
	while ((at = json_next(at, &name, &value)) != NULL)
		if ((e = add_member(call, &out, name, value, &changed)) != OK)
			return (e);
	if (!changed)
		return (OK);
	buf_putc(&out, '}');
	if ((e = json_parse(call->arena, out.bytes, out.length,
	    &input->object, &fault)) != OK)
		return (e);
	input->source = (struct json_slice){ out.bytes, out.length };
	return (OK);
}
