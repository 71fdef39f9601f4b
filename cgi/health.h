/*
 * health: GET /healthz, for load balancers and for `make run`.
 *
 * 200 {"status":"ok"} when the database answers, else 503 with Retry-After.
 * No app, no token, no limit; it says nothing about why, the log does.
 */
#ifndef CGI_HEALTH_H
#define CGI_HEALTH_H

#include "endpoint.h"

extern const struct endpoint_table health_endpoints;

#endif
