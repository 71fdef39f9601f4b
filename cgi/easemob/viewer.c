/* See viewer.h. */
#include <string.h>

#include "account.h"
#include "easemob/viewer.h"

enum err
easemob_bad_query(struct call *call, const char *words)
{

	call->fault.argument = words;
	return (ERR_BAD_QUERY);
}

bool
easemob_is_name(const char *name)
{
	const char *c;

	for (c = name; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return (false);
	return (*name != '\0');
}

enum err
easemob_viewer(struct call *call, const char *as, const char **viewer)
{

	if (as != NULL && !easemob_is_name(as))
		return (easemob_bad_query(call, "as must be a user"));
	as = as == NULL ? NULL : username_fold(call->arena, as);
	if (call->token.kind == TOKEN_USER) {
		if (as != NULL && strcmp(as, call->token.subject) != 0)
			return (ERR_FORBIDDEN);
		as = call->token.subject;
	}
	*viewer = as;
	return (OK);
}
