/* json-c's objects, and looking into them; see json.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "json.h"

static void
put_object(void *object)
{

	json_object_put(object);
}

enum err
json_parse(struct arena *arena, const char *text, size_t length,
    struct json_object **root, struct json_fault *fault)
{
	struct json_tokener *tokener;
	enum json_tokener_error status;
	enum err e;

	*root = NULL;
	if ((e = json_scan(arena, text, length, fault)) != OK)
		return (e);
	tokener = json_tokener_new_ex(JSON_DEPTH + 2);
	BUG_UNLESS(tokener != NULL);
	/* A number at the very end is only complete behind a NUL. */
	*root = json_tokener_parse_ex(tokener, arena_strndup(arena, text,
	    length), (int)length + 1);
	status = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	if (*root != NULL)
		arena_defer(arena, put_object, *root);
	if (status != json_tokener_success) {
		fault->words = json_tokener_error_desc(status);
		fault->line = 1;
		fault->column = 1;
		return (ERR_BAD_JSON);
	}
	return (OK);
}

struct json_object *
json_get(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		return (NULL);
	return (value);
}

bool
json_has(struct json_object *object, const char *name)
{

	return (json_object_object_get_ex(object, name, NULL));
}

bool
json_is(struct json_object *value, enum json_type type)
{

	return (value != NULL && json_object_is_type(value, type));
}

const char *
json_string(struct json_object *value)
{

	return (json_is(value, json_type_string) ?
	    json_object_get_string(value) : NULL);
}

bool
json_integer(struct json_object *value, bool lenient, int64_t *number)
{
	const char *text;
	char *end;

	if (!json_is(value, json_type_int) &&
	    !(lenient && json_is(value, json_type_string)))
		return (false);
	/* By way of the text: json-c's own numbers end at a limit silently. */
	text = json_object_get_string(value);
	errno = 0;
	*number = strtoll(text, &end, 10);
	if (*text == '\0' || *end != '\0' || errno != 0 ||
	    text[strspn(text, "-0123456789")] != '\0')
		return (false);
	/* json-c holds all beyond the negative end as the end itself. */
	return (*number != INT64_MIN || json_is(value, json_type_string));
}
