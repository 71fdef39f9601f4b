/*
 * App and user tokens: what is signed is verified, and nothing else is,
 * whatever was done to it and whoever signed it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "hash.h"
#include "json.h"
#include "token.h"
#include "unit.h"

#define HEADER	"{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define AUDIENCE "org#app"
#define ISSUED	1763000000
#define EXPIRES	1763003600
#define NOW	((msec_t)ISSUED * 1000)

static struct arena *arena;
static unsigned char key[TOKEN_KEY], other_key[TOKEN_KEY];
static struct fault fault;
static struct token seen;

static enum err
verify(const char *text, msec_t now)
{

	fault = (struct fault){ NULL, NULL };
	return (token_verify(arena, key, AUDIENCE, text, now, &seen, &fault));
}

static const char *
encode(const char *text)
{

	return (base64url_encode(arena, text, strlen(text)));
}

/* A token with whatever header and payload, rightly signed. */
static const char *
forge(const char *header, const char *payload, const unsigned char *with)
{
	const char *text = arena_format(arena, "%s.%s", encode(header),
	    encode(payload));
	unsigned char code[SHA256_SIZE];

	hmac_sha256(with, TOKEN_KEY, text, strlen(text), code);
	return (arena_format(arena, "%s.%s", text,
	    base64url_encode(arena, code, sizeof(code))));
}

static const char *
signed_token(void)
{
	const struct token token = { .kind = TOKEN_USER, .subject = "user1",
	    .epoch = 3, .app_epoch = 5, .issued = ISSUED,
	    .expires = EXPIRES };

	return (token_sign(arena, key, AUDIENCE, &token));
}

START_TEST(verifies_what_it_signed)
{
	static const struct token tokens[] = {
		{ .kind = TOKEN_APP, .subject = "client", .epoch = 3,
		    .app_epoch = 3, .issued = ISSUED, .expires = EXPIRES },
		{ .kind = TOKEN_APP, .subject = "c", .issued = 1 },
		{ .kind = TOKEN_USER, .subject = "user1", .epoch = 3,
		    .app_epoch = 5, .issued = ISSUED, .expires = EXPIRES },
		{ .kind = TOKEN_USER, .subject = "\xe4\xb8\xad",
		    .epoch = INT64_MAX, .app_epoch = 1, .issued = ISSUED,
		    .id = "\xe4\xb8\xad", .nickname = "\xe4\xb8\xad \"",
		    .avatar_url = "https://e/a.png" },
		{ .kind = TOKEN_USER, .subject = "a\"b\\c",
		    .app_epoch = INT64_MAX, .expires = INT64_MAX },
	};
	const char *text;
	size_t i;
	int again;

	for (i = 0; i < UNIT_COUNT(tokens); i++) {
		text = token_sign(arena, key, AUDIENCE, &tokens[i]);
		/* Twice: a verified token may be remembered. */
		for (again = 0; again < 2; again++) {
			ck_assert_int_eq(verify(text, NOW), OK);
			ck_assert_int_eq(seen.kind, tokens[i].kind);
			ck_assert_str_eq(seen.subject, tokens[i].subject);
			ck_assert_int_eq(seen.epoch, tokens[i].epoch);
			ck_assert_int_eq(seen.app_epoch, tokens[i].app_epoch);
			ck_assert_int_eq(seen.issued, tokens[i].issued);
			ck_assert_int_eq(seen.expires, tokens[i].expires);
			/* Claims for clients only. */
			ck_assert_ptr_null(seen.id);
			ck_assert_ptr_null(seen.nickname);
			ck_assert_ptr_null(seen.avatar_url);
		}
	}
	ck_assert_str_ne(signed_token(), signed_token());	/* jti */
}
END_TEST

/* What the payload says, where a client may look for it. */
START_TEST(has_claims_for_clients)
{
	struct token token = { .kind = TOKEN_USER, .subject = "u",
	    .issued = ISSUED, .expires = EXPIRES, .id = "u",
	    .nickname = "\xe6\x9e\x97", .avatar_url = "a.png" };
	const char *text, *payload;
	size_t length;

	text = token_sign(arena, key, AUDIENCE, &token);
	payload = strchr(text, '.') + 1;
	payload = (const char *)base64url_decode(arena, payload,
	    strcspn(payload, "."), &length);
	ck_assert_ptr_nonnull(strstr(payload, "\"id\":\"u\""));
	ck_assert_ptr_nonnull(strstr(payload,
	    "\"nickname\":\"\xe6\x9e\x97\""));
	ck_assert_ptr_nonnull(strstr(payload, "\"avatarUrl\":\"a.png\""));
}
END_TEST

#define CLAIMS	"\"aud\":\"org#app\",\"iss\":\"msgcgi\",\"sub\":\"c\""

/* Payloads, all signed with the right key. */
static const struct {
	const char *payload;
	enum err expected;
} payloads[] = {
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1}", OK },
	{ " {" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"x\":[{}]}",
	    OK },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,"
	    "\"exp\":1763000001}", OK },
	/* twice the same claim, also when hidden by an escape */
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,"
	    "\"s\\u0075b\":\"admin\"}", ERR_TOKEN_CORRUPT },
	/* kinds */
	{ "{" CLAIMS ",\"epoch\":1,\"iat\":1}", ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"App\",\"epoch\":1,\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"admin\",\"epoch\":1,\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":1,\"epoch\":1,\"iat\":1}", ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"user\",\"epoch\":1,\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"user\",\"epoch\":1,\"app_epoch\":1,"
	    "\"iat\":1}", OK },
	/* epochs and times */
	{ "{" CLAIMS ",\"typ\":\"app\",\"iat\":1}", ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":\"1\",\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1.0,\"iat\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1}", ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":null}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1763000060}", OK },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1763000061}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,"
	    "\"exp\":1763000000}", ERR_TOKEN_EXPIRED },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"exp\":1}",
	    ERR_TOKEN_EXPIRED },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"exp\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"exp\":-1}",
	    ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,"
	    "\"exp\":\"1763003600\"}", ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,"
	    "\"exp\":1.8e9}", ERR_TOKEN_CORRUPT },
	{ "{" CLAIMS ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"exp\":null}",
	    ERR_TOKEN_CORRUPT },
	/* whose */
	{ "{\"aud\":\"org#ap\",\"iss\":\"msgcgi\",\"sub\":\"c\","
	    "\"typ\":\"app\",\"epoch\":1,\"iat\":1}", ERR_TOKEN_FOREIGN },
	{ "{\"aud\":[\"org#app\"],\"iss\":\"msgcgi\",\"sub\":\"c\","
	    "\"typ\":\"app\",\"epoch\":1,\"iat\":1}", ERR_TOKEN_FOREIGN },
	{ "{\"iss\":\"msgcgi\",\"sub\":\"c\",\"typ\":\"app\",\"epoch\":1,"
	    "\"iat\":1}", ERR_TOKEN_FOREIGN },
	{ "{\"aud\":\"org#app\",\"iss\":\"other\",\"sub\":\"c\","
	    "\"typ\":\"app\",\"epoch\":1,\"iat\":1}", ERR_TOKEN_FOREIGN },
	{ "{\"aud\":\"org#app\",\"sub\":\"c\",\"typ\":\"app\",\"epoch\":1,"
	    "\"iat\":1}", ERR_TOKEN_FOREIGN },
	{ "{\"aud\":\"org#app\",\"iss\":\"msgcgi\",\"typ\":\"app\","
	    "\"epoch\":1,\"iat\":1}", ERR_TOKEN_CORRUPT },
	{ "{\"aud\":\"org#app\",\"iss\":\"msgcgi\",\"sub\":\"\","
	    "\"typ\":\"app\",\"epoch\":1,\"iat\":1}", ERR_TOKEN_CORRUPT },
	{ "{\"aud\":\"org#app\",\"iss\":\"msgcgi\",\"sub\":7,"
	    "\"typ\":\"app\",\"epoch\":1,\"iat\":1}", ERR_TOKEN_CORRUPT },
	/* no object */
	{ "", ERR_TOKEN_CORRUPT },
	{ "{}", ERR_TOKEN_FOREIGN },
	{ "[]", ERR_TOKEN_CORRUPT },
	{ "null", ERR_TOKEN_CORRUPT },
	{ "\"a\"", ERR_TOKEN_CORRUPT },
	{ "{", ERR_TOKEN_CORRUPT },
	{ "{}x", ERR_TOKEN_CORRUPT },
	{ "{\"sub\":\"\xff\"}", ERR_TOKEN_CORRUPT },
	{ "{\"sub\":\"\\u0000\"}", ERR_TOKEN_CORRUPT },
	{ "{\"sub\":\"\\ud800\"}", ERR_TOKEN_CORRUPT },
	{ "{\"a\":1e400}", ERR_TOKEN_FOREIGN },
};

START_TEST(checks_claims)
{
	enum err e;
	size_t i;

	for (i = 0; i < UNIT_COUNT(payloads); i++) {
		e = verify(forge(HEADER, payloads[i].payload, key), NOW);
		ck_assert_msg(e == payloads[i].expected, "%s: %s",
		    payloads[i].payload, err_name(e));
		ck_assert((e == OK) == (fault.detail == NULL));
	}
}
END_TEST

/* None is the header that we write, however the token is signed. */
static const char *const headers[] = {
	"{\"alg\":\"none\",\"typ\":\"JWT\"}",
	"{\"alg\":\"None\",\"typ\":\"JWT\"}",
	"{\"alg\":\"NONE\",\"typ\":\"JWT\"}",
	"{\"alg\":\"nOnE\",\"typ\":\"JWT\"}",
	"{\"alg\":\"\",\"typ\":\"JWT\"}",
	"{\"alg\":null,\"typ\":\"JWT\"}",
	"{\"typ\":\"JWT\"}",
	"{\"alg\":\"HS384\",\"typ\":\"JWT\"}",
	"{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
	"{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
	"{\"alg\":\"ES256\",\"typ\":\"JWT\"}",
	"{\"alg\":\"PS256\",\"typ\":\"JWT\"}",
	"{\"alg\":\"hs256\",\"typ\":\"JWT\"}",
	"{\"alg\":\"HS256\"}",
	"{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
	"{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
	"{ \"alg\":\"HS256\",\"typ\":\"JWT\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\"} ",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"../../dev/null\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"' or 1=1 --\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"jku\":\"http://127.0.0.1/\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"jwk\":{\"kty\":\"oct\"}}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"x5u\":\"http://127.0.0.1/\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"zip\":\"DEF\"}",
	"{\"alg\":\"HS256\",\"alg\":\"none\",\"typ\":\"JWT\"}",
	"{\"alg\":\"dir\",\"enc\":\"A256GCM\"}",
	"",
	"{}",
	"null",
};

START_TEST(takes_no_header_but_ours)
{
	const char *text = signed_token(), *payload = strchr(text, '.');
	const char *signature = strchr(payload + 1, '.');
	const char *start;
	size_t i;

	start = arena_format(arena, "%s.", encode(HEADER));
	ck_assert_int_eq(strncmp(text, start, strlen(start)), 0);
	for (i = 0; i < UNIT_COUNT(headers); i++) {
		start = encode(headers[i]);
		/* Our payload and signature; no signature; rightly signed. */
		ck_assert_int_eq(verify(arena_format(arena, "%s%s", start,
		    payload), NOW), ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(verify(arena_format(arena, "%s%.*s.", start,
		    (int)(signature - payload), payload), NOW),
		    ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(verify(forge(headers[i],
		    payloads[0].payload, key), NOW), ERR_TOKEN_CORRUPT);
	}
}
END_TEST

/* Every character of a token changed to every other of the alphabet: the two
 * bits that a signature's last character does not need included. */
START_TEST(feels_every_change)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
	    "klmnopqrstuvwxyz0123456789-_.=+/ \n\x80";
	char *text = arena_strdup(arena, signed_token()), kept;
	size_t i, k;
	enum err e;

	ck_assert_int_eq(verify(text, NOW), OK);
	for (i = 0; text[i] != '\0'; i++) {
		kept = text[i];
		for (k = 0; k < sizeof(alphabet); k++) {
			if (alphabet[k] == kept)
				continue;
			text[i] = alphabet[k];	/* the NUL too: a cut */
			e = verify(text, NOW);
			ck_assert_msg(e == ERR_TOKEN_CORRUPT ||
			    e == ERR_TOKEN_FOREIGN, "%zu: %s", i,
			    err_name(e));
		}
		text[i] = kept;
	}
	ck_assert_int_eq(verify(text, NOW), OK);
}
END_TEST

START_TEST(wants_the_very_form)
{
	const char *text = signed_token(), *dot = strchr(text, '.');
	const char *last = strrchr(text, '.');
	const char *const bad[] = {
		"", ".", "..", "...", "a.b.c", "null", "Bearer x",
		arena_format(arena, "%s=", text),
		arena_format(arena, "%s==", text),
		arena_format(arena, "%s.", text),
		arena_format(arena, "%s.x", text),
		arena_format(arena, "%s ", text),
		arena_format(arena, " %s", text),
		arena_format(arena, "%sA", text),
		arena_format(arena, ".%s", text),
		arena_format(arena, "%.*s", (int)(last - text), text),
		arena_format(arena, "%.*s.", (int)(last - text), text),
		arena_format(arena, "%.*s..%s", (int)(dot - text), text,
		    last + 1),
		arena_format(arena, "%.*s=%s", (int)(last - text), text,
		    last),
		arena_format(arena, "%s", dot + 1),
		arena_format(arena, "%s%s", text, text),
		arena_format(arena, "%s.%s", text, text),
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(bad); i++)
		ck_assert_msg(verify(bad[i], NOW) == ERR_TOKEN_CORRUPT, "%s",
		    bad[i]);
}
END_TEST

/* A good token of exactly so many bytes; NULL if there is none. */
static const char *
token_of_length(size_t length)
{
	const char *text;
	size_t pad;

	for (pad = length * 3 / 4 - 220; pad < length; pad++) {
		text = forge(HEADER, arena_format(arena, "{" CLAIMS
		    ",\"typ\":\"app\",\"epoch\":1,\"iat\":1,\"x\":\"%0*d\"}",
		    (int)pad, 0), key);
		if (strlen(text) >= length)
			return (strlen(text) == length ? text : NULL);
	}
	return (NULL);
}

START_TEST(bounds_length)
{
	const char *text;
	size_t length, found = 0;
	char *huge;

	/* Lengths of base64 skip one in four. */
	for (length = TOKEN_MAX - 2; length <= TOKEN_MAX + 3; length++) {
		if ((text = token_of_length(length)) == NULL)
			continue;
		found++;
		ck_assert_int_eq(verify(text, NOW), length <= TOKEN_MAX ? OK :
		    ERR_TOKEN_CORRUPT);
	}
	ck_assert_uint_ge(found, 4);
	huge = arena_alloc(arena, 1000001);
	memset(huge, 'e', 1000000);
	ck_assert_int_eq(verify(huge, NOW), ERR_TOKEN_CORRUPT);
}
END_TEST

START_TEST(belongs_to_one_app)
{
	const char *text = signed_token();
	int again;

	for (again = 0; again < 2; again++) {
		ck_assert_int_eq(verify(text, NOW), OK);
		ck_assert_int_eq(token_verify(arena, other_key, AUDIENCE,
		    text, NOW, &seen, &fault), ERR_TOKEN_FOREIGN);
		ck_assert_int_eq(token_verify(arena, key, "org#other", text,
		    NOW, &seen, &fault), ERR_TOKEN_FOREIGN);
	}
	ck_assert_int_eq(verify(forge(HEADER, payloads[0].payload,
	    other_key), NOW), ERR_TOKEN_FOREIGN);
}
END_TEST

START_TEST(ends_in_time)
{
	const char *text = signed_token();

	ck_assert_int_eq(verify(text, NOW), OK);
	ck_assert_int_eq(verify(text, (msec_t)EXPIRES * 1000 - 1), OK);
	ck_assert_int_eq(verify(text, (msec_t)EXPIRES * 1000),
	    ERR_TOKEN_EXPIRED);
	ck_assert_int_eq(verify(text, (msec_t)EXPIRES * 2000),
	    ERR_TOKEN_EXPIRED);
	/* Clocks of two hosts may differ by so much. */
	ck_assert_int_eq(verify(text, NOW - CLOCK_SKEW * 1000), OK);
	ck_assert_int_eq(verify(text, NOW - (CLOCK_SKEW + 1) * 1000),
	    ERR_TOKEN_CORRUPT);
}
END_TEST

static const char good_secret[] =
    "hJ3kq9Zx0PLmVbT7wYs2NcRfUe8aGd5i1oQv6MzXhKtE\n";

static const struct {
	const char *text;
	mode_t mode;
	const char *why;	/* NULL: accepted */
} secrets[] = {
	{ good_secret, 0600, NULL },
	{ good_secret, 0400, NULL },
	{ good_secret, 0700, NULL },
	{ good_secret, 0640, "chmod 600" },
	{ good_secret, 0604, "chmod 600" },
	{ good_secret, 0644, "chmod 600" },
	{ "0f1e2d3c4b5a69788796a5b4c3d2e1f0", 0600, NULL },
	{ "0f1e2d3c4b5a69788796a5b4c3d2e1f", 0600, "shorter than 32" },
	{ "0f1e2d3c4b5a69788796a5b4c3d2e1f\n\n", 0600, "shorter than 32" },
	{ "", 0600, "shorter than 32" },
	{ "secret", 0600, "shorter than 32" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0600, "guessed" },
	{ "0123456789abcdef0123456789abcdef", 0600, "guessed" },
	{ "changemechangemechangemechangeme", 0600, "guessed" },
	{ "ChangeMechangemeCHANGEMEchangemeX", 0600, "guessed" },
	{ "passwordpasswordpasswordpassword12345", 0600, "guessed" },
};

START_TEST(loads_a_secret)
{
	char path[] = "/tmp/test-token-XXXXXX";
	unsigned char again[TOKEN_KEY];
	int fd = mkstemp(path);
	size_t i;
	enum err e;

	ck_assert_int_ge(fd, 0);
	for (i = 0; i < UNIT_COUNT(secrets); i++) {
		ck_assert_int_eq(ftruncate(fd, 0), 0);
		ck_assert_int_eq(pwrite(fd, secrets[i].text,
		    strlen(secrets[i].text), 0),
		    (ssize_t)strlen(secrets[i].text));
		ck_assert_int_eq(fchmod(fd, secrets[i].mode), 0);
		e = secret_load(path, arena, &fault);
		ck_assert_msg(e == (secrets[i].why == NULL ? OK :
		    ERR_FIELD_INVALID), "%s", secrets[i].text);
		if (e == OK)
			continue;
		ck_assert_ptr_nonnull(strstr(fault.argument, path));
		ck_assert_ptr_nonnull(strstr(fault.argument,
		    secrets[i].why));
		if (strlen(secrets[i].text) > 1)
			ck_assert_ptr_null(strstr(strstr(fault.argument,
			    path) + strlen(path), good_secret));
	}
	close(fd);
	unlink(path);
	ck_assert_int_eq(secret_load(path, arena, &fault), ERR_FIELD_INVALID);
	ck_assert_int_eq(secret_load("/tmp", arena, &fault),
	    ERR_FIELD_INVALID);
	/* Another secret, another key; and what failed has changed nothing. */
	token_key(1, again);
	ck_assert_mem_ne(again, key, TOKEN_KEY);
}
END_TEST

START_TEST(derives_keys_apart)
{
	unsigned char again[TOKEN_KEY];
	const char *one = client_secret(arena, "client-1");

	token_key(1, again);
	ck_assert_mem_eq(again, key, TOKEN_KEY);
	ck_assert_mem_ne(key, other_key, TOKEN_KEY);
	ck_assert_uint_eq(strlen(one), 43);
	ck_assert_str_eq(one, client_secret(arena, "client-1"));
	ck_assert_str_ne(one, client_secret(arena, "client-2"));
	/* The same name for another use. */
	ck_assert_str_ne(client_secret(arena, "1"),
	    base64url_encode(arena, key, TOKEN_KEY));
}
END_TEST

/* One known secret, for all but the test that loads others. */
static void
set_up(void)
{
	char path[] = "/tmp/test-token-XXXXXX";
	int fd = mkstemp(path);

	arena = arena_new(512 << 20);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "Uq7n2Lx9Pz4Rb6Tw8Yd1Fg3Hj5KmVcNs", 32), 32);
	ck_assert_int_eq(secret_load(path, arena, &fault), OK);
	close(fd);
	unlink(path);
	token_key(1, key);
	token_key(2, other_key);
}

static void
tear_down(void)
{

	arena_free(arena);
}

UNIT_MAIN_WITH("token", set_up, tear_down, verifies_what_it_signed,
    has_claims_for_clients,
    checks_claims, takes_no_header_but_ours, feels_every_change,
    wants_the_very_form, bounds_length, belongs_to_one_app, ends_in_time,
    derives_keys_apart, loads_a_secret)
