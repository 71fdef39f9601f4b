/* See endpoint.h. */
#include "endpoint.h"

enum err
body_object(struct call *call, struct json_object **root)
{
	enum err e;

	e = json_parse(call->arena, call->request.body,
	    call->request.body_length, root, &call->json_fault);
	if (e != OK)
		return (e);
	return (json_is(*root, json_type_object) ? OK : ERR_BAD_FIELD);
}
