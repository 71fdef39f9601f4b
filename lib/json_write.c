/* The writer of json.h. */
#include <string.h>

#include "buf.h"
#include "json.h"
#include "json_string.h"

/* What stands between the value before and the next one. */
static void
separate(struct json_writer *w)
{

	if (w->comma)
		buf_putc(w->out, ',');
	w->comma = true;
}

void
json_write_begin(struct json_writer *w, struct buf *out)
{

	w->out = out;
	w->comma = false;
}

static void
open_with(struct json_writer *w, char bracket)
{

	separate(w);
	buf_putc(w->out, bracket);
	w->comma = false;
}

static void
close_with(struct json_writer *w, char bracket)
{

	buf_putc(w->out, bracket);
	w->comma = true;
}

void
json_write_object(struct json_writer *w)
{

	open_with(w, '{');
}

void
json_write_object_end(struct json_writer *w)
{

	close_with(w, '}');
}

void
json_write_array(struct json_writer *w)
{

	open_with(w, '[');
}

void
json_write_array_end(struct json_writer *w)
{

	close_with(w, ']');
}

void
json_write_name(struct json_writer *w, const char *name)
{

	json_write_string(w, name);
	buf_putc(w->out, ':');
	w->comma = false;
}

void
json_write_string(struct json_writer *w, const char *string)
{

	separate(w);
	if (string == NULL)
		buf_puts(w->out, "null");
	else
		json_put_escaped(w->out, string, strlen(string));
}

void
json_write_integer(struct json_writer *w, int64_t number)
{

	separate(w);
	buf_format(w->out, "%lld", (long long)number);
}

void
json_write_bool(struct json_writer *w, bool value)
{

	separate(w);
	buf_puts(w->out, value ? "true" : "false");
}

void
json_write_null(struct json_writer *w)
{

	separate(w);
	buf_puts(w->out, "null");
}

void
json_write_raw(struct json_writer *w, const char *json, size_t length)
{

	separate(w);
	buf_put(w->out, json, length);
}

void
json_put_string(struct json_writer *w, const char *name, const char *string)
{

	json_write_name(w, name);
	json_write_string(w, string);
}

void
json_put_integer(struct json_writer *w, const char *name, int64_t number)
{

	json_write_name(w, name);
	json_write_integer(w, number);
}

void
json_put_bool(struct json_writer *w, const char *name, bool value)
{

	json_write_name(w, name);
	json_write_bool(w, value);
}
