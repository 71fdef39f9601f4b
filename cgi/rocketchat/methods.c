/* All methods; see method.h. */
#include <string.h>

#include "message_list.h"
#include "method.h"

extern const struct method_table edit_methods, history_methods,
    react_methods, remove_methods;
extern const struct method_table send_methods, login_methods;
extern const struct method_table direct_methods, notify_methods,
    room_member_methods, room_read_methods, room_role_methods,
    subscription_methods;

const struct method_table *const rocketchat_methods[] = {
	&login_methods,
	&send_methods,
	&edit_methods,
	&history_methods,
	&react_methods,
	&remove_methods,
	&direct_methods,
	&room_member_methods,
	&room_read_methods,
	&room_role_methods,
	&subscription_methods,
	&notify_methods,
	NULL
};

const struct rocketchat_method *
method_find(const char *name)
{
	const struct method_table *const *table;
	size_t i;

	for (table = rocketchat_methods; *table != NULL; table++)
		for (i = 0; i < (*table)->count; i++)
			if (strcmp((*table)->rows[i].name, name) == 0)
				return (&(*table)->rows[i]);
	return (NULL);
}

struct json_object *
param(const struct invocation *invocation, size_t i)
{

	if (i >= json_object_array_length(invocation->params))
		return (NULL);
	return (json_object_array_get_idx(invocation->params, i));
}

const char *
param_text(const struct invocation *invocation, size_t i)
{

	return (json_string(param(invocation, i)));
}

enum err
param_date(struct call *call, const struct invocation *invocation, size_t i,
    msec_t *at)
{
	struct json_object *value = param(invocation, i);

	if (value == NULL)
		return (OK);
	if (json_is(value, json_type_object) &&
	    json_integer(json_get(value, "$date"), false, at) && *at >= 0)
		return (OK);
	if (json_string(value) != NULL &&
	    rocketchat_time(json_string(value), at) && *at >= 0)
		return (OK);
	return (rocketchat_mismatch(call, "",
	    "Expected Date, {\"$date\": milliseconds}"));
}

struct json_slice
param_slice(const struct invocation *invocation, size_t i)
{
	const char *at = invocation->source.bytes;
	struct json_slice value = { NULL, 0 };

	do
		at = json_element(at, &value);
	while (at != NULL && i-- > 0);
	return (at == NULL ? (struct json_slice){ NULL, 0 } : value);
}

void
method_encode_true(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{

	(void)call, (void)invocation;
	json_write_bool(w, true);
}
