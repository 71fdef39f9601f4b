/* See idempotency_key.h. */
#include <string.h>

#include "arena.h"
#include "endpoint.h"
#include "hash.h"
#include "idempotency_key.h"

/* The text between the quotes, or the whole value; NULL if malformed. */
static const char *
key_text(struct arena *arena, const char *value)
{
	size_t length = strlen(value), i, n = 0;
	bool quoted = *value == '"';
	char *key;

	if (length > 2 * SEND_KEY_MAX + 2)
		return (NULL);
	if (quoted && (length < 2 || value[length - 1] != '"'))
		return (NULL);
	key = arena_alloc(arena, length + 1);
	for (i = quoted; i < length - quoted; i++) {
		if (value[i] < ' ' || value[i] > '~')
			return (NULL);
		if (quoted && value[i] == '"')
			return (NULL);
		if (quoted && value[i] == '\\') {
			i++;
			if (i >= length - quoted ||
			    (value[i] != '"' && value[i] != '\\'))
				return (NULL);
		}
		key[n++] = value[i];
	}
	return (n >= 1 && n <= SEND_KEY_MAX ? key : NULL);
}

static void
fingerprint(const struct call *call, unsigned char out[SHA256_SIZE])
{
	const struct http_request *request = &call->request;
	const char *fields[3 + 2 * QUERY_PARAMETERS];
	size_t i, n = 0;

	fields[n++] = request->method;
	fields[n++] = request->path;
	fields[n++] = request->body;
	for (i = 0; i < request->query_count; i++) {
		fields[n++] = request->query[i].name;
		fields[n++] = request->query[i].value;
	}
	hash_fields(out, fields, n);
}

enum err
idempotency_key_take(struct call *call, struct send *send)
{

	if (call->request.idempotency_key == NULL)
		return (OK);
	send->key = key_text(call->arena, call->request.idempotency_key);
	if (send->key == NULL)
		return (ERR_KEY_INVALID);
	send->principal = call->token.subject;
	send->route = call->endpoint->path;
	fingerprint(call, send->fingerprint);
	return (OK);
}
