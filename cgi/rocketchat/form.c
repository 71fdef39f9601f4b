/*
 * Bodies of REST (see rocketchat_body in rocketchat.h): JSON, or a form as
 * curl and others send it, "user=ann&password=secret".  A form becomes the
 * JSON text of an object of strings, and is judged as one.
 */
#include <string.h>
#include <strings.h>

#include "path.h"
#include "rocketchat.h"

/* Whoever sends JSON without saying so (curl -d '{...}') sends no form. */
static bool
is_form(const struct call *call)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const char *type = call->source->variable(call->source->cookie,
	    "CONTENT_TYPE"), *body = call->request.body;

	return (type != NULL &&
	    strncasecmp(type, form, sizeof(form) - 1) == 0 &&
	    call->request.body_length > 0 &&
	    strchr("{[\"", body[strspn(body, " \t\r\n")]) == NULL);
}

/* One of "name=value"; without "=" the value is empty. */
static bool
write_pair(struct call *call, struct json_writer *w, const char *pair,
    size_t length)
{
	const char *equal = memchr(pair, '=', length), *name, *value = "";
	size_t end = equal == NULL ? length : (size_t)(equal - pair);

	name = percent_decode(call->arena, pair, end, PERCENT_QUERY);
	if (equal != NULL)
		value = percent_decode(call->arena, equal + 1,
		    length - end - 1, PERCENT_QUERY);
	if (name == NULL || value == NULL)
		return (false);
	json_put_string(w, name, value);
	return (true);
}

static enum err
read_form(struct call *call)
{
	struct http_request *request = &call->request;
	const char *at = request->body, *end = at + request->body_length, *and;
	struct json_writer w;
	struct buf out;

	/* A byte has six at most in JSON, and a pair six beside its own. */
	buf_init(&out, call->arena, 7 * request->body_length + 8);
	json_write_begin(&w, &out);
	json_write_object(&w);
	for (; at < end; at = and + 1) {
		and = memchr(at, '&', (size_t)(end - at));
		if (and == NULL)
			and = end;
		if (and > at && !write_pair(call, &w, at, (size_t)(and - at)))
			return (rocketchat_error(call, "invalid-params",
			    "The form is not well encoded", NULL));
	}
	json_write_object_end(&w);
	request->body = out.bytes;
	request->body_length = out.length;
	return (OK);
}

enum err
rocketchat_body(struct call *call, struct json_object **root)
{
	enum err e;

	if (is_form(call) && (e = read_form(call)) != OK)
		return (e);
	return (body_object(call, root));
}
