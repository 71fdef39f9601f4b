/* All methods; see method.h. */
#include <string.h>

#include "method.h"

extern const struct method_table edit_methods, history_methods,
    react_methods, remove_methods;
extern const struct method_table send_methods, login_methods;
extern const struct method_table direct_methods, room_member_methods,
    room_read_methods, room_role_methods;

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
