/*
 * Dynamic user tokens.  What begins with { is the JSON of one; else it is the
 * token itself.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"
#include "hash.h"
#include "token.h"

#define CLIENT	"client"
#define SECRET	"the secret that belongs to the client id..."

static enum err
check(const struct dynamic_token *token)
{
	struct fault fault = { .detail = NULL };
	enum err e;

	e = dynamic_token_check(token, CLIENT, FUZZ_APP_KEY, SECRET,
	    FUZZ_SECONDS * 1000LL, &fault);
	BUG_UNLESS(e == OK || fault.detail != NULL);
	return (e);
}

/* By the words of token.h, with sums that cannot overflow. */
static enum err
expected(const struct dynamic_token *token)
{

	if (strcmp(token->appkey, FUZZ_APP_KEY) != 0)
		return (ERR_TOKEN_FOREIGN);
	if (token->issued > FUZZ_SECONDS + CLOCK_SKEW)
		return (ERR_TOKEN_CORRUPT);
	if (token->ttl != 0 &&
	    (__int128)token->issued + token->ttl <= FUZZ_SECONDS)
		return (ERR_TOKEN_EXPIRED);
	return (OK);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	unsigned char digest[SHA256_SIZE];
	struct dynamic_token token;
	struct fault fault = { .detail = NULL };
	const char *plain, *signature;
	struct buf json;

	buf_init(&json, arena, size + 3);
	buf_puts(&json, "dt-");
	buf_put(&json, text, size);
	if (*text == '{')
		text = base64url_encode(arena, json.bytes, json.length);
	if (dynamic_token_parse(arena, text, &token, &fault) != OK) {
		BUG_UNLESS(fault.detail != NULL);
		return;
	}
	BUG_UNLESS(token.issued >= 0 && token.ttl >= 0);
	plain = arena_format(arena, "%s%s%s%lld%lld%s", CLIENT, token.appkey,
	    token.user_id, (long long)token.issued, (long long)token.ttl,
	    SECRET);
	sha256(plain, strlen(plain), digest);
	signature = hex_encode(arena, digest, sizeof(digest));
	if (check(&token) == OK)
		BUG_UNLESS(strcmp(token.signature, signature) == 0);
	token.signature = signature;
	if (strlen(plain) < TOKEN_MAX)
		BUG_UNLESS(check(&token) == expected(&token));
}
