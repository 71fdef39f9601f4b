/*
 * Custom fields of a message: what the app's setting Message_CustomFields, a
 * JSON schema of an object's properties, lets them be.  Of JSON schema the
 * words type, enum, required, properties, items, minLength, maxLength,
 * minimum and maximum are known; others are not looked at.
 */
#include <string.h>

#include "arena.h"
#include "message_input.h"

static bool is_valid(struct json_object *schema, struct json_object *value,
    bool closed);

static bool
has_type(struct json_object *value, const char *type)
{
	enum json_type is = json_object_get_type(value);

	if (strcmp(type, "number") == 0)
		return (is == json_type_int || is == json_type_double);
	if (strcmp(type, "integer") == 0)
		return (is == json_type_int);
	return (strcmp(json_type_to_name(is), type) == 0);
}

static bool
is_one_of(struct json_object *values, struct json_object *value)
{
	size_t i;

	for (i = 0; i < json_object_array_length(values); i++)
		if (json_object_equal(json_object_array_get_idx(values, i),
		    value))
			return (true);
	return (false);
}

/* ${size} lies between the schema's ${least} and ${most}. */
static bool
is_between(struct json_object *schema, const char *least, const char *most,
    double size)
{
	struct json_object *low = json_get(schema, least),
	    *high = json_get(schema, most);

	return ((low == NULL || size >= json_object_get_double(low)) &&
	    (high == NULL || size <= json_object_get_double(high)));
}

static bool
has_required(struct json_object *schema, struct json_object *object)
{
	struct json_object *names = json_get(schema, "required");
	const char *name;
	size_t i;

	if (!json_is(names, json_type_array))
		return (true);
	for (i = 0; i < json_object_array_length(names); i++) {
		name = json_string(json_object_array_get_idx(names, i));
		if (name != NULL && !json_has(object, name))
			return (false);
	}
	return (true);
}

static bool
is_valid_object(struct json_object *schema, struct json_object *object,
    bool closed)
{
	struct json_object *properties = json_get(schema, "properties"),
	    *more = json_get(schema, "additionalProperties");

	closed |= json_is(more, json_type_boolean) &&
	    !json_object_get_boolean(more);
	json_object_object_foreach(object, name, value) {
		if (!json_has(properties, name)) {
			if (closed)
				return (false);
		} else if (!is_valid(json_get(properties, name), value,
		    false))
			return (false);
	}
	return (has_required(schema, object));
}

static bool
is_valid(struct json_object *schema, struct json_object *value, bool closed)
{
	struct json_object *type = json_get(schema, "type"),
	    *values = json_get(schema, "enum"),
	    *items = json_get(schema, "items");
	size_t i;

	if (json_string(type) != NULL && !has_type(value, json_string(type)))
		return (false);
	if (json_is(values, json_type_array) && !is_one_of(values, value))
		return (false);
	switch (json_object_get_type(value)) {
	case json_type_string:
		return (is_between(schema, "minLength", "maxLength",
		    (double)text_units(json_string(value))));
	case json_type_int:
	case json_type_double:
		return (is_between(schema, "minimum", "maximum",
		    json_object_get_double(value)));
	case json_type_object:
		return (is_valid_object(schema, value, closed));
	case json_type_array:
		for (i = 0; items != NULL &&
		    i < json_object_array_length(value); i++)
			if (!is_valid(items, json_object_array_get_idx(value,
			    i), false))
				return (false);
		return (true);
	default:
		return (true);
	}
}

enum err
custom_fields_check(struct call *call, struct json_object *fields)
{
	const struct session *session = rocketchat_session(call);
	struct json_object *schema = json_get(session->settings,
	    "Message_CustomFields");
	struct json_fault fault;
	const char *text = json_string(schema);
	bool enabled = session_flag(session, "Message_CustomFields_Enabled",
	    false);

	if (fields == NULL && !enabled)
		return (OK);
	if (!enabled)
		return (rocketchat_plain(call, "Custom fields not enabled"));
	if (fields == NULL)
		return (OK);
	/* The model has it as a text, people write an object. */
	if (text != NULL && json_parse(call->arena, text, strlen(text),
	    &schema, &fault) != OK)
		schema = NULL;
	if (!json_is(schema, json_type_object))
		return (rocketchat_plain(call,
		    "Invalid custom fields config"));
	if (!json_is(fields, json_type_object) || !is_valid_object(schema,
	    fields, true))
		return (rocketchat_plain(call, "Invalid custom fields"));
	return (OK);
}
