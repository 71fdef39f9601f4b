/*
 * user_token: who a user's token stands for (contract imkit, 1.2).
 *
 * Three kinds, looked at in this order: a JWT that this server issued
 * (token.h; one that is over is not looked at further); a text that the app's
 * backend bound to a user (profile.h), of which only the digest is stored; a
 * text that the app's own verifier says is a user's (verifier.h).
 *
 * A single token is revoked by its row in the table user_token: what was bound
 * loses it, what was not gets one that says so, until it would have been over.
 * All of a user's tokens are revoked by raising his epoch and removing his
 * rows; what a verifier vouches for is asked anew then.
 */
#ifndef LIB_USER_TOKEN_H
#define LIB_USER_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "err.h"

struct app;
struct arena;
struct token;

enum { USER_TOKEN_MAX = 8192 };	/* bytes of a token that is looked at */

/*
 * user_token_check(arena, app, text, now, account, fault):
 * Fill ${account} with the user.  ERR_TOKEN_CORRUPT (nobody's),
 * ERR_TOKEN_EXPIRED (over or revoked, or the user is not active),
 * ERR_VERIFIER_DOWN, or a database error.
 */
enum err user_token_check(struct arena *arena, const struct app *app,
    const char *text, msec_t now, struct account *account,
    struct fault *fault);

/*
 * user_token_live(arena, app, token, text, fault):
 * Whether ${text}, a user's JWT that token_verify() took, is still good: the
 * user exists and is activated, it is of his epoch and of the app's, and it
 * was not revoked alone.  ERR_TOKEN_EXPIRED if not.
 */
enum err user_token_live(struct arena *arena, const struct app *app,
    const struct token *token, const char *text, struct fault *fault);

/*
 * user_token_expires(arena, app, end, fault): fill in when end->text, which
 * user_token_check() took, will be over.
 */
struct user_token_end {
	const char *text;
	msec_t now;
	msec_t expires;		/* out; 0: never, or only a verifier knows */
};
enum err user_token_expires(struct arena *arena, const struct app *app,
    struct user_token_end *end, struct fault *fault);

/* user_token_issue(arena, app, account, now, expires): a new JWT, good for
 * app->token_days. */
const char *user_token_issue(struct arena *arena, const struct app *app,
    const struct account *account, msec_t now, msec_t *expires);

/* user_token_issued(arena, app, text): whether this server signed ${text},
 * be it good or over. */
bool user_token_issued(struct arena *arena, const struct app *app,
    const char *text, msec_t now);

/*
 * user_token_revoke(arena, app, revocation, fault):
 * Revoke revocation->text of revocation->account.  ERR_TOKEN_UNKNOWN: it is
 * neither bound nor issued to that user; not where ->shown says that the user
 * came with it, which a verifier may have vouched for.
 */
struct token_revocation {
	const struct account *account;
	const char *text;
	bool shown;
	msec_t now;
	msec_t expires;		/* out: when it would have been over; 0: never
				   or unknown */
	int64_t epoch;		/* out of user_token_revoke_all(): the user's */
};
enum err user_token_revoke(struct arena *arena, const struct app *app,
    struct token_revocation *revocation, struct fault *fault);

/*
 * user_token_revoke_all(arena, app, revocation, count, fault):
 * All of the user's, but revocation->text if it is not NULL.  ${count}: how
 * many were bound.  ERR_USER_UNKNOWN.
 */
enum err user_token_revoke_all(struct arena *arena, const struct app *app,
    struct token_revocation *revocation, int64_t *count,
    struct fault *fault);

#endif
