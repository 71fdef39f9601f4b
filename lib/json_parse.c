/* json-c's objects, and looking into them; see json.h. */
#include <errno.h>
#include <json-c/json_visit.h>
#include <json-c/printbuf.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "json.h"
#include "json_string.h"

static void
put_object(void *object)
{

	json_object_put(object);
}

static int
count_value(struct json_object *value, int flags, struct json_object *parent,
    const char *name, size_t *place, void *cookie)
{
	struct json_fault *found = cookie;

	(void)parent;
	(void)name;
	(void)place;
	if ((flags & JSON_C_VISIT_SECOND) == 0) {
		found->values++;
		found->nulls += value == NULL;
	}
	return (JSON_C_VISIT_RETURN_CONTINUE);
}

/*
 * json-c without memory returns less than the text says: no object, a null, a
 * member too few.
 */
static bool
is_whole(struct json_object *root, const struct json_fault *expected)
{
	struct json_fault found = { .values = 0 };

	return (json_c_visit(root, 0, count_value, &found) == 0 &&
	    found.values == expected->values &&
	    found.nulls == expected->nulls);
}

enum err
json_parse(struct arena *arena, const char *text, size_t length,
    struct json_object **root, struct json_fault *fault)
{
	struct json_tokener *tokener;
	enum json_tokener_error status;
	char *joined;
	enum err e;

	*root = NULL;
	if ((e = json_scan(arena, text, length, fault)) != OK)
		return (e);
	tokener = json_tokener_new_ex(JSON_DEPTH + 2);
	if (tokener == NULL)
		arena_out_of_memory();
	/* Room for the longest string: where it cannot grow, json-c cuts. */
	if (printbuf_memset(tokener->pb, 0, 0, (int)length + 1) != 0)
		arena_out_of_memory();
	printbuf_reset(tokener->pb);
	joined = arena_strndup(arena, text, length);
	length = json_join_pairs(joined, length);
	/* A number at the very end is only complete behind a NUL. */
	joined[length] = '\0';
	*root = json_tokener_parse_ex(tokener, joined, (int)length + 1);
	status = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	if (*root != NULL)
		arena_defer(arena, put_object, *root);
	/* The text is good, so it is the memory, whatever json-c says. */
	if (status != json_tokener_success || !is_whole(*root, fault))
		arena_out_of_memory();
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
