/*
 * headers: what every answer carries beside its dialect's status and body.
 *
 * Content-Type, Cache-Control: no-store, X-Content-Type-Options, X-Request-Id
 * always; on limited routes RateLimit-Policy and RateLimit (contract trust
 * 3.3); Retry-After with refusals by a limit and with 503; Allow with 405;
 * WWW-Authenticate with 401 (RFC 9110, 11.6.1); those of cors.h.
 */
#ifndef CGI_HEADERS_H
#define CGI_HEADERS_H

#include "endpoint.h"

/* headers_add(call, e): ${e} is how the call ended; status is set already. */
void headers_add(struct call *call, enum err e);

#endif
