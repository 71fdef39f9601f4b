/* See template.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json_string.h"
#include "template.h"

static const struct template_variable *
find(const struct template_variable *variables, size_t count,
    struct json_slice name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (variables[i].name.length == name.length &&
		    memcmp(variables[i].name.bytes, name.bytes,
		    name.length) == 0)
			return (&variables[i]);
	return (NULL);
}

/* The name that begins behind the `$` at ${text}. */
static struct json_slice
name_at(const char *text, const char *end)
{
	size_t most = (size_t)(end - text) - 1;
	struct json_slice name = { text + 1, 0 };
	const char *close;

	if (most > TEMPLATE_NAME + 1)
		most = TEMPLATE_NAME + 1;
	close = memchr(text + 1, '$', most);
	if (close != NULL)
		name.length = (size_t)(close - text) - 1;
	return (name);
}

/* ${filled} is room to work in. */
static void
fill_string(struct buf *out, struct buf *filled, struct json_slice literal,
    const struct template_variable *variables, size_t count)
{
	const struct template_variable *found;
	struct json_slice name;
	const char *text, *end;
	size_t length;

	text = json_unescape(out->arena, literal, &length);
	filled->length = 0;
	for (end = text + length; text < end; ) {
		found = NULL;
		if (*text == '$') {
			name = name_at(text, end);
			if (name.length > 0)
				found = find(variables, count, name);
		}
		if (found == NULL) {
			buf_putc(filled, *text++);
			continue;
		}
		buf_put(filled, found->value.bytes, found->value.length);
		text += found->name.length + 2;
	}
	out->overflow = out->overflow || filled->overflow;
	if (!filled->overflow)
		json_put_escaped(out, filled->bytes, filled->length);
}

void
template_fill(struct buf *out, struct json_slice json,
    const struct template_variable *variables, size_t count)
{
	const char *text = json.bytes, *end = text + json.length, *next;
	struct json_slice literal;
	struct buf filled;

	buf_init(&filled, out->arena, out->maximum);
	while (text < end && !out->overflow) {
		next = memchr(text, '"', (size_t)(end - text));
		if (next == NULL)
			next = end;
		buf_put(out, text, (size_t)(next - text));
		if ((text = next) == end)
			break;
		next = json_skip_string(text);
		literal = (struct json_slice){ text, (size_t)(next - text) };
		/* A string before a colon is a name. */
		if ((next < end && *next == ':') ||
		    memchr(text, '$', literal.length) == NULL)
			buf_put(out, text, literal.length);
		else
			fill_string(out, &filled, literal, variables, count);
		text = next;
	}
}
