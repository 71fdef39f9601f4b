/*
 * routes: which endpoint a path means.  The tables are named in routes.c and
 * nothing else is; 404, 405 with Allow, HEAD and OPTIONS follow from them
 * (route.c).
 */
#ifndef CGI_ROUTES_H
#define CGI_ROUTES_H

#include "endpoint.h"

extern const struct endpoint_table *const routes[];	/* ends with NULL */
/* Those of them that msg-live serves; the same. */
extern const struct endpoint_table *const live_routes[];

/*
 * route_find(call, tables): find the row for call->request and set
 * call->endpoint and call->parameters (decoded); a HEAD finds its GET.
 * Also call->dialect: that of the row, or of the rows that begin with the same
 * word; NULL if none does.  ERR_NO_SUCH_PATH, or ERR_BAD_METHOD with call->allow set to all methods of
 * the path (for OPTIONS too: serve() answers it); then the parameters are
 * those of the path and call->endpoint stays NULL.
 *
 * Among the rows of the method, literal segments win over parameters, the
 * leftmost difference first.  One trailing slash is ignored.
 */
enum err route_find(struct call *call,
    const struct endpoint_table *const *tables);

/*
 * route_dialect(call, tables): for a request that could not be parsed, find
 * call->dialect by the first word of its path; it stays where no row has that.
 */
void route_dialect(struct call *call,
    const struct endpoint_table *const *tables);

/* route_has_app(path): whether a row's path begins with /{org}/{app}. */
bool route_has_app(const char *path);

#endif
