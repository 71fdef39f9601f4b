/*
 * personal_token: tokens that users make for their programs, each with a name
 * (contract rocketchat, 2.8).  session_find() knows them; they do not end by
 * themselves.  A token is shown once; what is stored is its SHA-256, and its
 * last characters for its user to tell it from others.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_PERSONAL_TOKEN_H
#define LIB_PERSONAL_TOKEN_H

#include <stddef.h>

#include "clock.h"
#include "err.h"

struct app;
struct arena;

enum {
	PERSONAL_TOKENS_MAX = 50,	/* of a user */
	PERSONAL_TOKEN_NAME_MAX = 100,	/* characters */
};

struct personal_token {
	const char *username, *name;
	const char *token;		/* filled in, once */
	const char *hint;		/* its last 6 characters */
	msec_t created;
};

/*
 * personal_token_create(arena, app, token, fault): of token->username, by
 * token->name.  ERR_TOKEN_TAKEN: he has one of this name; ERR_ARRAY_TOO_LONG:
 * he has PERSONAL_TOKENS_MAX.
 *
 * personal_token_renew(): another one in its place, which is good no more.
 * ERR_TOKEN_UNKNOWN.
 *
 * personal_token_remove(): ERR_TOKEN_UNKNOWN.
 *
 * personal_token_list(): all of token->username, the oldest first.
 */
enum err personal_token_create(struct arena *arena, const struct app *app,
    struct personal_token *token, struct fault *fault);
enum err personal_token_renew(struct arena *arena, const struct app *app,
    struct personal_token *token, struct fault *fault);
enum err personal_token_remove(struct arena *arena, const struct app *app,
    const struct personal_token *token, struct fault *fault);
struct personal_tokens {
	const char *username;
	/* Filled in */
	struct personal_token *tokens;
	size_t count;
};
enum err personal_token_list(struct arena *arena, const struct app *app,
    struct personal_tokens *list, struct fault *fault);

#endif
