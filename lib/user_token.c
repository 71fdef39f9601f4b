/* See user_token.h. */
#include <string.h>

#include "app.h"
#include "token.h"
#include "user_token.h"

/* A JWT of ours whose signature is good: the epochs decide. */
static enum err
check_issued(struct arena *arena, const struct app *app,
    const struct token *token, struct account *account, struct fault *fault)
{
	enum err e;

	if (token->kind != TOKEN_USER)
		return (ERR_TOKEN_CORRUPT);
	e = account_find(arena, app, token->subject, account, fault);
	if (e != OK && e != ERR_USER_UNKNOWN)
		return (e);
	if (e == OK && account->activated &&
	    account->token_epoch == token->epoch &&
	    app->token_epoch == token->app_epoch)
		return (OK);
	fault->argument = NULL;
	fault->detail = "the token was revoked";
	return (ERR_TOKEN_EXPIRED);
}

enum err
user_token_check(struct arena *arena, const struct app *app,
    const char *text, msec_t now, struct account *account,
    struct fault *fault)
{
	struct token token;
	enum err e;

	if (strlen(text) > USER_TOKEN_MAX)
		return (ERR_TOKEN_CORRUPT);
	e = token_verify(arena, app->signing_key, app->key, text, now, &token,
	    fault);
	if (e == OK)
		return (check_issued(arena, app, &token, account, fault));
	return (e == ERR_TOKEN_FOREIGN ? ERR_TOKEN_CORRUPT : e);
}
