/*
 * template: JSON text whose strings have places for values.
 *
 * A place is a name between two `$`.  Every string that is a value is filled,
 * names of members are not; what is put in is not looked at again, and is
 * escaped, so the result is JSON whatever the values are.  A name that nobody
 * gives a value for stays as it is.
 */
#ifndef LIB_TEMPLATE_H
#define LIB_TEMPLATE_H

#include <stddef.h>

#include "json.h"

struct buf;

enum {
	TEMPLATE_NAME = 64,		/* bytes between the two $ */
	TEMPLATE_VARIABLES = 64,
};

struct template_variable {
	struct json_slice name;		/* text, without the $ */
	struct json_slice value;	/* text */
};

/*
 * template_fill(out, json, variables, count):
 * Append ${json}, a value that json_scan() accepted and json_compact() wrote,
 * filled.
 */
void template_fill(struct buf *out, struct json_slice json,
    const struct template_variable *variables, size_t count);

#endif
