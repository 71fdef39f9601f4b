/*
 * Dynamic user tokens, which a client makes and the server checks (contract
 * easemob 1.1); see token.h.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "json.h"
#include "token.h"

static const char prefix[] = "dt-";

static enum err
corrupt(struct fault *fault, const char *why)
{

	fault->detail = why;
	return (ERR_TOKEN_CORRUPT);
}

enum err
dynamic_token_parse(struct arena *arena, const char *text,
    struct dynamic_token *token, struct fault *fault)
{
	size_t length = strnlen(text, TOKEN_MAX + 1), size;
	struct json_fault json_fault;
	struct json_object *root;
	unsigned char *bytes;

	if (length > TOKEN_MAX)
		return (corrupt(fault, "dynamic token is too long"));
	/* Padding may be there, but then it is the right one. */
	if (length % 4 == 0 && length > 0 && text[length - 1] == '=')
		length -= text[length - 2] == '=' ? 2 : 1;
	bytes = base64url_decode(arena, text, length, &size);
	if (bytes == NULL || size < sizeof(prefix) ||
	    memcmp(bytes, prefix, sizeof(prefix) - 1) != 0)
		return (corrupt(fault, "dynamic token does not begin dt-"));
	if (json_parse(arena, (char *)bytes + sizeof(prefix) - 1,
	    size - (sizeof(prefix) - 1), &root, &json_fault) != OK ||
	    !json_is(root, json_type_object))
		return (corrupt(fault, "dynamic token is not JSON"));
	token->signature = json_string(json_get(root, "signature"));
	token->appkey = json_string(json_get(root, "appkey"));
	token->user_id = json_string(json_get(root, "userId"));
	if (token->signature == NULL || token->appkey == NULL ||
	    token->user_id == NULL ||
	    !json_integer(json_get(root, "curTime"), true, &token->issued) ||
	    !json_integer(json_get(root, "ttl"), true, &token->ttl) ||
	    token->issued < 0 || token->ttl < 0)
		return (corrupt(fault, "dynamic token lacks a member"));
	return (OK);
}

enum err
dynamic_token_check(const struct dynamic_token *token, const char *client_id,
    const char *appkey, const char *secret, msec_t now, struct fault *fault)
{
	static const char digits[] = "0123456789abcdef";
	char text[TOKEN_MAX], expected[2 * SHA256_SIZE];
	unsigned char digest[SHA256_SIZE];
	int64_t seconds = now / 1000;
	int i, length;

	length = snprintf(text, sizeof(text), "%s%s%s%lld%lld%s", client_id,
	    token->appkey, token->user_id, (long long)token->issued,
	    (long long)token->ttl, secret);
	if (length < 0 || (size_t)length >= sizeof(text)) {
		explicit_bzero(text, sizeof(text));
		return (corrupt(fault, "dynamic token is too long"));
	}
	sha256(text, (size_t)length, digest);
	explicit_bzero(text, sizeof(text));
	for (i = 0; i < SHA256_SIZE; i++) {
		expected[2 * i] = digits[digest[i] >> 4];
		expected[2 * i + 1] = digits[digest[i] & 15];
	}
	if (strlen(token->signature) != sizeof(expected) ||
	    !equal_constant_time(token->signature, expected,
	    sizeof(expected)) || strcmp(token->appkey, appkey) != 0) {
		fault->detail = "dynamic token is not signed for this app";
		return (ERR_TOKEN_FOREIGN);
	}
	if (token->issued > seconds + CLOCK_SKEW)
		return (corrupt(fault, "dynamic token is from the future"));
	/* A ttl of 0 lasts for ever; the sum may not overflow. */
	if (token->ttl != 0 && (seconds < token->issued ? 0 :
	    seconds - token->issued) >= token->ttl) {
		fault->detail = "dynamic token expired";
		return (ERR_TOKEN_EXPIRED);
	}
	return (OK);
}
