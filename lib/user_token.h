/*
 * user_token: who a user's token stands for (contract imkit, 1.2).
 *
 * Three kinds, looked at in this order: a JWT that this server issued
 * (token.h); a text that the app's backend bound to a user; a text that the
 * app's own verifier, asked over HTTP, says is a user's.
 */
#ifndef LIB_USER_TOKEN_H
#define LIB_USER_TOKEN_H

#include "account.h"
#include "clock.h"
#include "err.h"

struct app;
struct arena;

enum { USER_TOKEN_MAX = 8192 };	/* bytes of a token that is looked at */

/*
 * user_token_check(arena, app, text, now, account, fault):
 * Fill ${account} with the user.  ERR_TOKEN_CORRUPT (nobody's),
 * ERR_TOKEN_EXPIRED (ours, over or revoked), ERR_VERIFIER_DOWN, or a database
 * error.
 */
enum err user_token_check(struct arena *arena, const struct app *app,
    const char *text, msec_t now, struct account *account,
    struct fault *fault);

#endif
