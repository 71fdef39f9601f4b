/*
 * idempotency_key: the request header of that name, for the sends of every
 * dialect (contracts/trust.md 3.2; draft-ietf-httpapi-idempotency-key-header).
 */
#ifndef CGI_IDEMPOTENCY_KEY_H
#define CGI_IDEMPOTENCY_KEY_H

#include "err.h"

struct call;
struct send;

/*
 * idempotency_key_take(call, send):
 * Put key, principal, route and fingerprint into ${send}, where the request
 * has the header.  The value is a structured-field string ("..." with \" and
 * \\), or the same text without quotes, as real clients write it: 1 to
 * SEND_KEY_MAX printable ASCII characters.  The fingerprint covers method,
 * path, query and body, byte for byte.  ERR_KEY_INVALID.
 */
enum err idempotency_key_take(struct call *call, struct send *send);

#endif
