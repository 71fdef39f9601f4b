/* Attachments as they are shown; see message_write.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json_string.h"
#include "message_write.h"

static const char *
text_of(struct arena *arena, struct json_slice object, const char *name)
{
	struct json_slice slice;
	size_t length;

	if (!json_member(object.bytes, object.length, name, &slice) ||
	    *slice.bytes != '"')
		return (NULL);
	return (json_unescape(arena, slice, &length));
}

static bool
has(struct json_slice object, const char *name)
{
	struct json_slice slice;

	return (json_member(object.bytes, object.length, name, &slice));
}

/* The first one's description, and the text of a quoted message, have
 * trees. */
static void
write_one(struct call *call, struct json_writer *w, struct json_slice object,
    bool first)
{
	const char *at = object.bytes, *text;
	struct json_slice name, value;

	json_write_object(w);
	while ((at = json_next(at, &name, &value)) != NULL) {
		json_write_raw(w, name.bytes, name.length);
		buf_putc(w->out, ':');
		w->comma = false;
		json_write_raw(w, value.bytes, value.length);
	}
	text = first ? text_of(call->arena, object, "description") : NULL;
	if (text != NULL && !has(object, "descriptionMd"))
		tree_write(call, w, "descriptionMd", text);
	text = has(object, "message_link") ? text_of(call->arena, object,
	    "text") : NULL;
	if (text != NULL && !has(object, "md"))
		tree_write(call, w, "md", text);
	json_write_object_end(w);
}

void
attachments_write(struct call *call, struct json_writer *w,
    struct json_slice array)
{
	const char *at = array.bytes;
	struct json_slice element;
	bool first = true;

	json_write_name(w, "attachments");
	if (*array.bytes != '[') {
		json_write_raw(w, array.bytes, array.length);
		return;
	}
	json_write_array(w);
	while ((at = json_element(at, &element)) != NULL) {
		if (*element.bytes == '{')
			write_one(call, w, element, first);
		else
			json_write_raw(w, element.bytes, element.length);
		first = false;
	}
	json_write_array_end(w);
}
