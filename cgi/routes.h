/*
 * routes: which endpoint a path means.  The tables are named in routes.c and
 * nothing else is; 404, 405 with Allow, HEAD and OPTIONS follow from them.
 */
#ifndef CGI_ROUTES_H
#define CGI_ROUTES_H

#include "endpoint.h"

extern const struct endpoint_table *const routes[];	/* ends with NULL */

/*
 * route_find(call): find the row for call->request and set call->endpoint
 * and call->parameters; a HEAD finds its GET.  ERR_NO_SUCH_PATH, or
 * ERR_BAD_METHOD with call->allow set (OPTIONS too: serve() answers it).
 * Literal segments win over parameters; one trailing slash is ignored.
 */
enum err route_find(struct call *call);

#endif
