/* See token.h. */
#include <errno.h>
#include <fcntl.h>
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "hash.h"
#include "json.h"
#include "json_string.h"
#include "token.h"
#include "token_cache.h"

enum { SECRET_MAX = 4096 };	/* bytes of a secret file that are used */

/* Base64url of {"alg":"HS256","typ":"JWT"}: what libjwt writes for us. */
static const char header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
static const char issuer[] = "msgcgi";

static const char *const kinds[] = {
	[TOKEN_APP] = "app", [TOKEN_USER] = "user", [TOKEN_TICKET] = "ticket",
};

static unsigned char master[SHA256_SIZE];	/* digest of the secret */

static enum err
refuse(struct arena *arena, struct fault *fault, const char *path,
    const char *why)
{

	fault->argument = arena_format(arena, "MSG_SECRET_FILE %s: %s", path,
	    why);
	return (ERR_FIELD_INVALID);
}

/* Whether a piece of at most half the length is written again and again. */
static bool
is_repetition(const char *bytes, size_t length)
{
	size_t period;

	for (period = 1; period <= length / 2; period++)
		if (memcmp(bytes, bytes + period, length - period) == 0)
			return (true);
	return (false);
}

/* Whether a secret is one that anybody would guess. */
static bool
is_guessable(const char *bytes, size_t length)
{
	static const char *const words[] = { "changeme", "change-me",
	    "change_me", "secret", "password", "example", "default",
	    "msgcgi" };
	size_t i, k, word, distinct = 0;
	bool seen[256] = { false };

	for (i = 0; i < length; i++)
		if (!seen[(unsigned char)bytes[i]]) {
			seen[(unsigned char)bytes[i]] = true;
			distinct++;
		}
	/* 32 random hex digits are hardly ever of fewer than 8 kinds. */
	if (distinct < 8 || is_repetition(bytes, length))
		return (true);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		word = strlen(words[i]);
		for (k = 0; k + word <= length &&
		    strncasecmp(bytes + k, words[i], word) == 0; k += word)
			continue;
		if (k > 0 && length - k < SECRET_MIN / 2)
			return (true);
	}
	return (false);
}

static enum err
check_file(struct arena *arena, int fd, const char *path,
    struct fault *fault)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return (refuse(arena, fault, path, "is no regular file"));
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return (refuse(arena, fault, path, "others than its owner may"
		    " read it; run: chmod 600 on it"));
	return (OK);
}

enum err
secret_load(const char *path, struct arena *arena, struct fault *fault)
{
	char *bytes = arena_secret(arena, SECRET_MAX);
	ssize_t length;
	enum err e;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return (refuse(arena, fault, path, arena_format(arena,
		    "cannot be read: %s; make it with: (umask 077; "
		    "head -c 32 /dev/urandom | base64 > FILE)",
		    strerror(errno))));
	if ((e = check_file(arena, fd, path, fault)) != OK) {
		close(fd);
		return (e);
	}
	length = read(fd, bytes, SECRET_MAX);
	close(fd);
	while (length > 0 && strchr(" \t\r\n", bytes[length - 1]) != NULL)
		length--;
	if (length < SECRET_MIN)
		return (refuse(arena, fault, path, "is shorter than 32 bytes;"
		    " make a new one with: (umask 077; "
		    "head -c 32 /dev/urandom | base64 > FILE)"));
	if (is_guessable(bytes, (size_t)length))
		return (refuse(arena, fault, path, "can be guessed; make a "
		    "new one with: (umask 077; "
		    "head -c 32 /dev/urandom | base64 > FILE)"));
	sha256(bytes, (size_t)length, master);
	return (OK);
}

/* A key for one use: nothing made for another is good for it. */
static void
derive(const char *use, const char *name, unsigned char key[SHA256_SIZE])
{
	unsigned char digest[SHA256_SIZE];
	const char *fields[2] = { use, name };

	hash_fields(digest, fields, 2);
	hmac_sha256(master, sizeof(master), digest, sizeof(digest), key);
}

void
token_key(int64_t app_id, unsigned char key[TOKEN_KEY])
{
	char name[24];

	snprintf(name, sizeof(name), "%lld", (long long)app_id);
	derive("token", name, key);
}

const char *
client_secret(struct arena *arena, const char *client_id)
{
	unsigned char key[SHA256_SIZE];

	derive("client secret", client_id, key);
	return (base64url_encode(arena, key, sizeof(key)));
}

static void
free_jwt(void *jwt)
{

	jwt_free(jwt);
}

static const char *
text_of(struct arena *arena, jwt_t *jwt)
{
	char *encoded = jwt_encode_str(jwt);
	const char *text;

	if (encoded == NULL)
		arena_out_of_memory();
	text = arena_strdup(arena, encoded);
	free(encoded);
	/* A header without all of its members is what libjansson makes where
	 * it finds no memory. */
	if (strncmp(text, header, sizeof(header) - 1) != 0)
		arena_out_of_memory();
	return (text);
}

static enum err
corrupt(struct fault *fault, const char *why)
{

	fault->detail = why;
	return (ERR_TOKEN_CORRUPT);
}

static enum err
foreign(struct fault *fault)
{

	fault->detail = "token is not signed with this app's key";
	return (ERR_TOKEN_FOREIGN);
}

/*
 * The form, before any library sees it: our header to the byte, strict
 * base64url, and a payload that is one JSON object without doubles; then the
 * signature, because libjwt compares it in a time that tells where it is
 * wrong.
 */
static enum err
check_form(struct arena *arena, const unsigned char key[TOKEN_KEY],
    const char *text, struct fault *fault)
{
	unsigned char *bytes, *given, expected[SHA256_SIZE];
	const char *payload, *signature;
	struct json_fault json_fault;
	size_t length;

	if (strncmp(text, header, sizeof(header) - 1) != 0 ||
	    text[sizeof(header) - 1] != '.')
		return (corrupt(fault, "token has another header than ours"));
	payload = text + sizeof(header);
	if ((signature = strchr(payload, '.')) == NULL ||
	    strchr(signature + 1, '.') != NULL)
		return (corrupt(fault, "token has not three parts"));
	given = base64url_decode(arena, signature + 1, strlen(signature + 1),
	    &length);
	if (given == NULL || length != SHA256_SIZE)
		return (corrupt(fault, "token's signature is not one"));
	bytes = base64url_decode(arena, payload, (size_t)(signature - payload),
	    &length);
	if (bytes == NULL || length == 0 || *bytes != '{' ||
	    json_scan(arena, (char *)bytes, length, &json_fault) != OK)
		return (corrupt(fault, "token's payload is not JSON"));
	hmac_sha256(key, TOKEN_KEY, text, (size_t)(signature - text),
	    expected);
	return (equal_constant_time(given, expected, SHA256_SIZE) ? OK :
	    foreign(fault));
}

/*
 * A whole number among the claims; false if it is absent (errno is ENOENT) or
 * something else (it is not).  libjwt's own function takes "7" and 1.5 for 0.
 */
static bool
claim_integer(jwt_t *jwt, const char *name, int64_t *number)
{
	char *json = jwt_get_grants_json(jwt, name), *end;
	bool whole;

	if (json == NULL) {
		/* EINVAL: absent; anything else: no memory for its text. */
		if (errno != EINVAL)
			arena_out_of_memory();
		errno = ENOENT;
		return (false);
	}
	errno = 0;
	*number = strtoll(json, &end, 10);
	whole = end != json && *end == '\0' && errno == 0;
	free(json);
	errno = EINVAL;
	return (whole);
}

static bool
claim_is(jwt_t *jwt, const char *name, const char *expected)
{
	const char *value = jwt_get_grant(jwt, name);

	return (value != NULL && strcmp(value, expected) == 0);
}

/* In whose name a ticket was made, and for what. */
static bool
read_ticket(struct arena *arena, jwt_t *jwt, struct token *token)
{
	const char *as = jwt_get_grant(jwt, "as");
	const char *scope = jwt_get_grant(jwt, "scope");

	if (claim_is(jwt, "for", "app"))
		token->bearer = TOKEN_APP;
	else if (claim_is(jwt, "for", "user"))
		token->bearer = TOKEN_USER;
	else
		return (false);
	if (as == NULL || scope == NULL)
		return (false);
	token->as = *as == '\0' ? NULL : arena_strdup(arena, as);
	token->scope = *scope == '\0' ? NULL : arena_strdup(arena, scope);
	return (true);
}

static enum err
read_claims(struct arena *arena, jwt_t *jwt, struct token *token,
    struct fault *fault)
{
	const char *subject = jwt_get_grant(jwt, "sub");

	memset(token, 0, sizeof(*token));
	if (claim_is(jwt, "typ", "app"))
		token->kind = TOKEN_APP;
	else if (claim_is(jwt, "typ", "user"))
		token->kind = TOKEN_USER;
	else if (claim_is(jwt, "typ", "ticket"))
		token->kind = TOKEN_TICKET;
	else
		return (corrupt(fault, "token's typ is unknown"));
	if (subject == NULL || *subject == '\0' ||
	    !claim_integer(jwt, "iat", &token->issued) ||
	    !claim_integer(jwt, "epoch", &token->epoch) ||
	    (token->kind != TOKEN_APP &&
	    !claim_integer(jwt, "app_epoch", &token->app_epoch)) ||
	    (token->kind == TOKEN_TICKET && !read_ticket(arena, jwt, token)))
		return (corrupt(fault, "token lacks a claim"));
	if (token->kind == TOKEN_APP)
		token->app_epoch = token->epoch;
	/* Absent means never, and something else than a time is a fault. */
	if (!claim_integer(jwt, "exp", &token->expires)) {
		if (errno != ENOENT)
			return (corrupt(fault, "token's exp is no time"));
		token->expires = 0;
	} else if (token->expires <= 0)
		return (corrupt(fault, "token's exp is no time"));
	token->subject = arena_strdup(arena, subject);
	return (OK);
}

/* All that does not change with time: form, signature, claims. */
static enum err
verify_signature(struct arena *arena, const unsigned char key[TOKEN_KEY],
    const char *audience, const char *text, struct token *token,
    struct fault *fault)
{
	jwt_t *jwt;
	enum err e;

	if ((e = check_form(arena, key, text, fault)) != OK)
		return (e);
	/* libjwt tells a lack of memory only at times; malloc() always. */
	errno = 0;
	if (jwt_decode(&jwt, text, key, TOKEN_KEY) != 0) {
		if (errno == ENOMEM)
			arena_out_of_memory();
		return (foreign(fault));
	}
	arena_defer(arena, free_jwt, jwt);
	/* The header is ours to the byte: what is not there had no memory. */
	if (jwt_get_alg(jwt) != JWT_ALG_HS256)
		arena_out_of_memory();
	if (!claim_is(jwt, "iss", issuer) || !claim_is(jwt, "aud", audience)) {
		fault->detail = "token is for another audience";
		return (ERR_TOKEN_FOREIGN);
	}
	return (read_claims(arena, jwt, token, fault));
}

static const char *
text_or_none(const char *text)
{

	return (text == NULL ? "" : text);
}

static int
add_text(jwt_t *jwt, const char *name, const char *value)
{

	return (value == NULL ? 0 : jwt_add_grant(jwt, name, value));
}

const char *
token_sign(struct arena *arena, const unsigned char key[TOKEN_KEY],
    const char *audience, const struct token *token)
{
	char id[37];
	jwt_t *jwt;
	struct fault fault = { .argument = NULL };
	struct token again;
	const char *text;
	int failed;

	BUG_UNLESS((unsigned)token->kind < sizeof(kinds) / sizeof(kinds[0]));
	uuid_random(id);
	if (jwt_new(&jwt) != 0)
		arena_out_of_memory();
	arena_defer(arena, free_jwt, jwt);
	failed = jwt_add_grant(jwt, "iss", issuer) |
	    jwt_add_grant(jwt, "aud", audience) |
	    jwt_add_grant(jwt, "sub", token->subject) |
	    jwt_add_grant(jwt, "typ", kinds[token->kind]) |
	    jwt_add_grant(jwt, "jti", id) |
	    jwt_add_grant_int(jwt, "iat", (long)token->issued) |
	    jwt_add_grant_int(jwt, "epoch", (long)token->epoch) |
	    jwt_set_alg(jwt, JWT_ALG_HS256, key, TOKEN_KEY);
	if (token->kind != TOKEN_APP)
		failed |= jwt_add_grant_int(jwt, "app_epoch",
		    (long)token->app_epoch);
	if (token->expires != 0)
		failed |= jwt_add_grant_int(jwt, "exp", (long)token->expires);
	failed |= add_text(jwt, "id", token->id) |
	    add_text(jwt, "nickname", token->nickname) |
	    add_text(jwt, "avatarUrl", token->avatar_url);
	if (token->kind == TOKEN_TICKET)
		failed |= jwt_add_grant(jwt, "for", kinds[token->bearer]) |
		    jwt_add_grant(jwt, "as", text_or_none(token->as)) |
		    jwt_add_grant(jwt, "scope", text_or_none(token->scope));
	if (failed != 0)
		arena_out_of_memory();
	text = text_of(arena, jwt);
	/* Without memory libjansson leaves parts out and says nothing. */
	if (verify_signature(arena, key, audience, text, &again, &fault) != OK)
		arena_out_of_memory();
	return (text);
}

static void
cache_digest(struct arena *arena, const unsigned char key[TOKEN_KEY],
    const char *audience, const char *text, unsigned char out[SHA256_SIZE])
{
	const char *fields[3] = { hex_encode(arena, key, TOKEN_KEY), audience,
	    text };

	hash_fields(out, fields, 3);
}

static enum err
check_time(const struct token *token, msec_t now, struct fault *fault)
{
	int64_t seconds = now / 1000;

	if (token->issued > seconds + CLOCK_SKEW)
		return (corrupt(fault, "token is from the future"));
	if (token->expires != 0 && seconds >= token->expires) {
		fault->detail = "token expired";
		return (ERR_TOKEN_EXPIRED);
	}
	return (OK);
}

enum err
token_verify(struct arena *arena, const unsigned char key[TOKEN_KEY],
    const char *audience, const char *text, msec_t now, struct token *token,
    struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	enum err e;

	if (strnlen(text, TOKEN_MAX + 1) > TOKEN_MAX)
		return (corrupt(fault, "token is too long"));
	cache_digest(arena, key, audience, text, digest);
	if (!token_cache_find(arena, digest, token)) {
		if ((e = verify_signature(arena, key, audience, text, token,
		    fault)) != OK)
			return (e);
		if (token->kind == TOKEN_TICKET)
			return (corrupt(fault, "a ticket is no token"));
		token_cache_put(digest, token);
	}
	return (check_time(token, now, fault));
}

/* Each is looked at once, so none is remembered. */
enum err
ticket_verify(struct arena *arena, const unsigned char key[TOKEN_KEY],
    const char *audience, const char *text, msec_t now, struct token *token,
    struct fault *fault)
{
	enum err e;

	if (strnlen(text, TOKEN_MAX + 1) > TOKEN_MAX)
		return (corrupt(fault, "ticket is too long"));
	if ((e = verify_signature(arena, key, audience, text, token,
	    fault)) != OK)
		return (e);
	if (token->kind != TOKEN_TICKET)
		return (corrupt(fault, "a token is no ticket"));
	return (check_time(token, now, fault));
}

const char *
token_audience(struct arena *arena, const char *text)
{
	const char *payload = strchr(text, '.'), *end;
	struct json_fault fault;
	struct json_slice slice;
	unsigned char *bytes;
	size_t length;

	if (strnlen(text, TOKEN_MAX + 1) > TOKEN_MAX || payload == NULL ||
	    (end = strchr(++payload, '.')) == NULL)
		return (NULL);
	bytes = base64url_decode(arena, payload, (size_t)(end - payload),
	    &length);
	if (bytes == NULL || length == 0 || *bytes != '{' ||
	    json_scan(arena, (char *)bytes, length, &fault) != OK ||
	    !json_member((char *)bytes, length, "aud", &slice) ||
	    *slice.bytes != '"')
		return (NULL);
	return (json_unescape(arena, slice, &length));
}
