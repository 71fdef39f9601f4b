/* The success envelope, and fields of bodies and queries; see easemob.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "easemob.h"
#include "hash.h"
#include "utf8.h"

enum { CURSOR_MAX = 256 };	/* bytes of a cursor's key */

/* What a cursor's key begins with, so that other text is none of ours. */
static const char cursor_mark[] = "c1:";

int64_t
easemob_duration(const struct call *call)
{

	return ((clock_tick() - call->times.started) / 1000);
}

/* What stands below /{org}/{app}, without a slash at the end. */
static const char *
path_below_app(const struct call *call)
{
	const char *path = call->request.path;
	size_t length;
	int i;

	for (i = 0; i < 2 && path != NULL; i++)
		path = strchr(path + 1, '/');
	if (path == NULL)
		return ("/");
	length = strlen(path);
	if (length > 1 && path[length - 1] == '/')
		length--;
	return (arena_strndup(call->arena, path, length));
}

static const char *
lower_case(struct arena *arena, const char *method)
{
	char *lower = arena_strdup(arena, method), *s;

	for (s = lower; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	return (lower);
}

void
easemob_begin_as(struct call *call, struct json_writer *w, const char *path,
    const char *action)
{

	json_write_begin(w, &call->response.body);
	json_write_object(w);
	json_put_string(w, "path", path != NULL ? path :
	    path_below_app(call));
	json_put_string(w, "uri", call->request.uri);
	json_put_integer(w, "timestamp", call->now);
	json_put_string(w, "organization", call->app.org);
	json_put_string(w, "application", call->app.uuid);
	json_put_string(w, "action", action != NULL ? action :
	    lower_case(call->arena, call->request.method));
	if (call->endpoint->generation == EASEMOB_OLD) {
		json_write_name(w, "entities");
		json_write_array(w);
		json_write_array_end(w);
	}
}

void
easemob_begin(struct call *call, struct json_writer *w)
{

	easemob_begin_as(call, w, NULL, NULL);
}

void
easemob_end(struct call *call, struct json_writer *w)
{

	json_put_integer(w, "duration", easemob_duration(call));
	json_put_string(w, "applicationName", call->app.name);
	json_write_object_end(w);
}

/* Whether an earlier parameter has the name of the one at ${position}. */
static bool
shown_before(const struct http_request *request, size_t position)
{
	size_t i;

	for (i = 0; i < position; i++)
		if (strcmp(request->query[i].name,
		    request->query[position].name) == 0)
			return (true);
	return (false);
}

void
easemob_params(struct call *call, struct json_writer *w)
{
	const struct http_request *request = &call->request;
	size_t i, j;

	if (request->query_count == 0)
		return;
	json_write_name(w, "params");
	json_write_object(w);
	for (i = 0; i < request->query_count; i++) {
		if (shown_before(request, i))
			continue;
		json_write_name(w, request->query[i].name);
		json_write_array(w);
		for (j = i; j < request->query_count; j++)
			if (strcmp(request->query[i].name,
			    request->query[j].name) == 0)
				json_write_string(w, request->query[j].value);
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

enum err
easemob_text(struct call *call, struct json_object *root, const char *name,
    size_t maximum, const char **value)
{
	struct json_object *member = json_get(root, name);

	*value = NULL;
	if (member == NULL)
		return (OK);
	call->fault.argument = name;
	if ((*value = json_string(member)) == NULL)
		return (ERR_BAD_FIELD);
	if (utf8_characters(*value) > maximum) {
		call->fault.argument = arena_format(call->arena,
		    "%s cannot exceed to %zu", name, maximum);
		return (ERR_TITLE_TOO_LONG);
	}
	call->fault.argument = NULL;
	return (OK);
}

bool
easemob_flag(struct json_object *root, const char *name)
{
	struct json_object *member = json_get(root, name);
	int64_t number;

	if (json_is(member, json_type_boolean))
		return (json_object_get_boolean(member));
	if (json_integer(member, true, &number))
		return (number == 1);
	return (json_string(member) != NULL &&
	    strcmp(json_string(member), "true") == 0);
}

enum err
easemob_number(struct call *call, const char *name,
    struct easemob_range range, int64_t *value)
{
	const char *text = http_query(&call->request, name);

	*value = range.initial;
	if (text == NULL)
		return (OK);
	call->fault.argument = name;
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return (ERR_BAD_QUERY);
	errno = 0;
	*value = strtoll(text, NULL, 10);
	if (errno != 0 || *value > range.most)
		*value = range.most;
	if (*value < range.least)
		return (ERR_BAD_QUERY);
	call->fault.argument = NULL;
	return (OK);
}

static bool
listed(const char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (true);
	return (false);
}

enum err
easemob_split(struct call *call, const char *list, size_t maximum,
    const char ***names, size_t *count)
{
	const char **found = arena_array(call->arena, const char *, maximum);
	const char *piece;
	size_t length, n = 0;

	for (; *list != '\0'; list += length + (list[length] == ',')) {
		length = strcspn(list, ",");
		piece = arena_strndup(call->arena, list, length);
		if (length == 0 || listed(found, n, piece))
			continue;
		if (n == maximum) {
			for (n++; *list != '\0'; list++)
				n += *list == ',' && list[1] != '\0';
			call->fault.argument = arena_format(call->arena,
			    "[%zu] had almost reached or been greater than "
			    "the upper range value[%zu]", n, maximum);
			return (ERR_ARRAY_TOO_LONG);
		}
		found[n++] = piece;
	}
	*names = found;
	*count = n;
	if (n > 0)
		return (OK);
	call->fault.argument = "an id or name";
	return (ERR_FIELD_ABSENT);
}

const char *
easemob_cursor(struct call *call, const char *key)
{
	const char *text = arena_format(call->arena, "%s%s", cursor_mark, key);

	return (base64url_encode(call->arena, text, strlen(text)));
}

enum err
easemob_cursor_read(struct call *call, const char **key)
{
	const char *text = http_query(&call->request, "cursor");
	size_t i, length, mark = strlen(cursor_mark);
	const char *bytes;

	*key = NULL;
	/* Clients that build the query always send "cursor=" at first. */
	if (text == NULL || *text == '\0')
		return (OK);
	call->fault.argument = "cursor";
	bytes = (const char *)base64url_decode(call->arena, text,
	    strlen(text), &length);
	if (bytes == NULL || length <= mark || length > CURSOR_MAX ||
	    memcmp(bytes, cursor_mark, mark) != 0 ||
	    !utf8_valid(bytes, length))
		return (ERR_BAD_QUERY);
	/* Ids have no control characters (those of other dialects' rooms may
	 * have all else); a forged key need not be one. */
	for (i = 0; i < length; i++)
		if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7F)
			return (ERR_BAD_QUERY);
	call->fault.argument = NULL;
	*key = arena_strndup(call->arena, bytes + mark, length - mark);
	return (OK);
}
