/*
 * token: what proves who asks.  RFC 7519, RFC 8725; contracts/trust.md 3.7.
 *
 * App and user tokens are HS256 JWTs made and verified by libjwt.  The
 * algorithm is ours: a token whose header is not, byte for byte, the one we
 * write is refused before a signature is looked at, so `alg`, `kid`, `jku`
 * and their like in a token mean nothing.  Each app signs with a key of its
 * own, derived from the master secret and the app's id, so that a token of
 * one app is no token in another, and nothing that signs lies in the
 * database.  Revocation: the app's epoch (and, for user tokens, the user's)
 * is in the token and must equal the current one.
 *
 * Claims: iss "msgcgi", aud org#app, sub (app token: client id; user token:
 * username), typ "app", "user" or "ticket", epoch, iat, exp (absent: never
 * expires), jti; user tokens of the IMKit dialect also id, nickname and
 * avatarUrl, which nothing here reads.
 *
 * A ticket stands in an address, where it may be seen by those who keep logs:
 * it opens streams of messages for a short time and is good for nothing else
 * (ticket_verify()), as no other token is a ticket.  It has besides the claims
 * for ("app" or "user": in whose name), as and scope ("" where there is none:
 * what got lost must not widen it).
 */
#ifndef LIB_TOKEN_H
#define LIB_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "err.h"

struct arena;

enum {
	TOKEN_MAX = 8192,	/* bytes of a token that is looked at */
	TOKEN_KEY = 32,		/* bytes of a signing key */
	SECRET_MIN = 32,	/* bytes of a master secret */
	CLOCK_SKEW = 60,	/* seconds that clocks may differ */
};

enum token_kind { TOKEN_APP, TOKEN_USER, TOKEN_TICKET };

struct token {
	enum token_kind kind;
	const char *subject;	/* client id, or username */
	int64_t epoch;		/* of the app (app token) or user */
	int64_t app_epoch;
	int64_t issued;		/* seconds since 1970 */
	int64_t expires;	/* the same; 0 = never */
	/* Only for token_sign(): further claims `id`, `nickname` and
	 * `avatarUrl`, for clients that look into a token; NULL: none. */
	const char *id, *nickname, *avatar_url;
	/* Only of a ticket. */
	enum token_kind bearer;	/* in whose name: TOKEN_APP, TOKEN_USER */
	const char *as;		/* of the app's: what this user may see; NULL:
				   everything */
	const char *scope;	/* for what, in the maker's words; NULL: for
				   all that the bearer may */
};

/*
 * secret_load(path, fault):
 * Read the master secret, once at the start.  Refused (ERR_FIELD_INVALID,
 * fault->argument says why and how to mend it): unreadable, readable by
 * group or others, shorter than SECRET_MIN bytes, or plainly a default (one
 * repeated byte, "changeme", "secret", ...).
 */
enum err secret_load(const char *path, struct arena *arena,
    struct fault *fault);

/* token_key(app_id, key): the app's signing key, by HMAC-SHA256 from the
 * master secret. */
void token_key(int64_t app_id, unsigned char key[TOKEN_KEY]);

/*
 * client_secret(arena, client_id):
 * The secret that belongs to ${client_id}: URL-safe text of 43 characters,
 * derived from the master secret.  It is shown once and never stored; the
 * dynamic user tokens of contract easemob 1.1 are checked with it.
 */
const char *client_secret(struct arena *arena, const char *client_id);

/* token_sign(arena, key, audience, token): the JWT. */
const char *token_sign(struct arena *arena,
    const unsigned char key[TOKEN_KEY], const char *audience,
    const struct token *token);

/*
 * token_verify(arena, key, audience, text, now, token, fault):
 * Check ${text} wholly except for the epochs, which the caller compares.
 * ERR_TOKEN_CORRUPT: not a JWT of ours; ERR_TOKEN_FOREIGN: well formed, and
 * the signature or audience is not ours; ERR_TOKEN_EXPIRED.  A token ends
 * exactly at its `exp`; only one that begins in the future (`iat`) is given
 * CLOCK_SKEW, for hosts whose clocks differ.  A ticket is corrupt here, and
 * all else for ticket_verify(), to which the same applies.
 */
enum err token_verify(struct arena *arena,
    const unsigned char key[TOKEN_KEY], const char *audience,
    const char *text, msec_t now, struct token *token, struct fault *fault);

enum err ticket_verify(struct arena *arena,
    const unsigned char key[TOKEN_KEY], const char *audience,
    const char *text, msec_t now, struct token *token, struct fault *fault);

/* token_audience(arena, text): for which app ("org#app") a token says it is,
 * before anything of it is checked; NULL: it says nothing. */
const char *token_audience(struct arena *arena, const char *text);

/*
 * dynamic_token_parse(arena, text, token, fault):
 * Take apart a dynamic user token (contract easemob 1.1): base64url of
 * "dt-" and a JSON object {signature, appkey, userId, curTime, ttl}.
 * dynamic_token_check(): signature in constant time and time.
 */
struct dynamic_token {
	const char *signature, *appkey, *user_id;
	int64_t issued, ttl;	/* seconds */
};
enum err dynamic_token_parse(struct arena *arena, const char *text,
    struct dynamic_token *token, struct fault *fault);
enum err dynamic_token_check(const struct dynamic_token *token,
    const char *client_id, const char *appkey, const char *secret,
    msec_t now, struct fault *fault);

#endif
