/*
 * The user's token that seed 000 prints is a test vector: an HS256 JWT whose
 * signature is good with the vendor's sample key, and which expired in 2018.
 * So our own code agrees with the vendor's about what is signed and how; that
 * the program answers 401 is in tests/cases/201-imkit-web.json.
 */
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "json.h"
#include "token.h"
#include "unit.h"

UNIT_ARENA(1 << 20)

static const char signed_part[] =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpZCI6InRlc3QtdXNlciIsIm5pY2tuYW1lIjoiU2hlbGxleSIsImF2YXRhclVybCI6"
    "Imh0dHBzOi8vZ2xvYmFsYXNzZXRzLnN0YXJidWNrcy5jb20vYXNzZXRzL2MxZjRjZDAy"
    "ZGUyNDQ4M2ViODZjNjk2NDAxYWQ0MjEzLmpwZyIsImV4cCI6MTUyNjAwOTAyNiwiaWF0"
    "IjoxNTI1OTIyNjI2fQ";
static const char signature[] = "-o6Mdp-QVjKWiJe5tZP1atzbE7RPsDMPlvmTuO_GRsk";

enum { EXPIRED = 1526009026 };	/* seconds */

static const char *
sign(const char *key)
{
	unsigned char code[SHA256_SIZE];

	hmac_sha256(key, strlen(key), signed_part, strlen(signed_part), code);
	return (base64url_encode(arena, code, sizeof(code)));
}

START_TEST(signature_is_good)
{

	ck_assert_str_eq(sign("secret"), signature);
	ck_assert_str_ne(sign("Secret"), signature);
	ck_assert_str_ne(sign(""), signature);
}
END_TEST

START_TEST(claims_are_read)
{
	const char *payload = strchr(signed_part, '.') + 1;
	unsigned char *text;
	size_t length;

	text = base64url_decode(arena, payload, strlen(payload), &length);
	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_nonnull(memmem(text, length, "\"id\":\"test-user\"", 16));
	ck_assert_ptr_nonnull(memmem(text, length, "\"exp\":1526009026", 16));
}
END_TEST

/* It is no token of an app of ours, before and after it expired, even if the
 * app had the vendor's sample key. */
START_TEST(is_none_of_ours)
{
	unsigned char key[TOKEN_KEY] = "secret";
	const char *text = arena_format(arena, "%s.%s", signed_part,
	    signature);
	const msec_t at[] = { (EXPIRED - 60) * 1000LL, (EXPIRED + 60) * 1000LL };
	struct fault fault = { NULL, NULL };
	struct token token;
	size_t i;

	for (i = 0; i < 2; i++) {
		ck_assert_int_ne(token_verify(arena, key, "org#app", text,
		    at[i], &token, &fault), OK);
	}
}
END_TEST

UNIT_MAIN_WITH("jwt vector", set_up, tear_down, signature_is_good,
    claims_are_read, is_none_of_ours)
