/*
 * Tokens.  What begins with { is a payload, rightly signed; else it is the
 * token itself, which must be refused unless it is the one that was issued.
 */
#include <string.h>

#include "arena.h"
#include "fuzz.h"
#include "json.h"
#include "token.h"

static const unsigned char *const key = (const unsigned char *)FUZZ_KEY;
static struct token seen;

static enum err
verify(struct arena *arena, const char *text)
{
	struct fault fault = { .detail = NULL };
	enum err e;

	e = token_verify(arena, key, FUZZ_APP_KEY, text,
	    FUZZ_SECONDS * 1000LL, &seen, &fault);
	BUG_UNLESS(e == OK || fault.detail != NULL);
	return (e);
}

static bool
claim_is(struct json_object *claims, const char *name, const char *expected)
{
	const char *value = json_string(json_get(claims, name));

	return (value != NULL && strcmp(value, expected) == 0);
}

/* A token that was accepted says what it was accepted for. */
static void
check_claims(struct arena *arena, const char *payload, size_t length)
{
	struct json_object *claims;
	struct json_fault fault;
	int64_t number;

	BUG_UNLESS(json_parse(arena, payload, length, &claims, &fault) == OK);
	BUG_UNLESS(claim_is(claims, "iss", "msgcgi"));
	BUG_UNLESS(claim_is(claims, "aud", FUZZ_APP_KEY));
	BUG_UNLESS(claim_is(claims, "sub", seen.subject));
	BUG_UNLESS(claim_is(claims, "typ",
	    seen.kind == TOKEN_APP ? "app" : "user"));
	BUG_UNLESS(json_integer(json_get(claims, "iat"), false, &number));
	BUG_UNLESS(number == seen.issued);
	BUG_UNLESS(number <= FUZZ_SECONDS + CLOCK_SKEW);
	BUG_UNLESS(json_integer(json_get(claims, "epoch"), false, &number));
	BUG_UNLESS(number == seen.epoch);
	if (json_has(claims, "exp"))
		BUG_UNLESS(json_integer(json_get(claims, "exp"), false,
		    &number) && number > FUZZ_SECONDS);
}

/* It is good for nobody else, and not with another byte in it. */
static void
check_changed(struct arena *arena, const char *text)
{
	static const unsigned char other[TOKEN_KEY] = "another";
	char *changed = arena_strdup(arena, text);
	struct fault fault = { .detail = NULL };
	size_t length = strlen(text), at;

	at = (unsigned char)text[length - 1] * 7919U % length;
	changed[at] = changed[at] == 'A' ? 'B' : 'A';
	BUG_UNLESS(verify(arena, changed) != OK);
	BUG_UNLESS(token_verify(arena, other, FUZZ_APP_KEY, text,
	    FUZZ_SECONDS * 1000LL, &seen, &fault) != OK);
	BUG_UNLESS(token_verify(arena, key, "o#b", text,
	    FUZZ_SECONDS * 1000LL, &seen, &fault) != OK);
}

/* A ticket, and nothing else, is one. */
static void
check_ticket(struct arena *arena, const char *text, bool is_token)
{
	struct fault fault = { .detail = NULL };
	enum err e;

	e = ticket_verify(arena, key, FUZZ_APP_KEY, text,
	    FUZZ_SECONDS * 1000LL, &seen, &fault);
	BUG_UNLESS(e != OK || (!is_token && seen.kind == TOKEN_TICKET &&
	    seen.bearer != TOKEN_TICKET));
	BUG_UNLESS(e != OK || strcmp(token_audience(arena, text),
	    FUZZ_APP_KEY) == 0);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	const char *token = text;

	if (*text != '{') {
		if (verify(arena, text) == OK)
			BUG_UNLESS(strcmp(text, fuzz_token(arena)) == 0);
		check_ticket(arena, text, false);
		return;
	}
	token = fuzz_signed(arena, text, size);
	if (verify(arena, token) != OK) {
		check_ticket(arena, token, false);
		return;
	}
	check_claims(arena, text, size);
	check_ticket(arena, token, true);
	verify(arena, token);
	/* A second time it comes from the cache. */
	BUG_UNLESS(verify(arena, token) == OK);
	check_claims(arena, text, size);
	check_changed(arena, token);
}
