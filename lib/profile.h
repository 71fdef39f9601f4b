/*
 * profile: what the IMKit dialect, and an app's verifier of tokens, say of
 * users: they create, change and look for them.
 *
 * Names are stored as they come.  What is filled in lives in the arena.
 * Every function may also return a database error.
 */
#ifndef LIB_PROFILE_H
#define LIB_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "err.h"

struct app;
struct arena;

enum {
	PROFILE_ID_MAX = 128,		/* bytes of a username */
	AVATAR_MAX = 2048,		/* characters of an avatar's URL */
	DESCRIPTION_MAX = 1000,		/* characters */
	PROFILES_MAX = 100,		/* put or listed by one call */
	BOUND_MAX = 100,		/* bound tokens that a user keeps */
};

/* NULL: as it is; "": none. */
struct profile {
	const char *username;
	const char *nickname, *avatar_url, *description;
	const char *robot, *notifications;	/* "true", "false" or NULL */
};

/*
 * profile_put(arena, app, put, fault):
 * Create the users of put->profiles, at most PROFILES_MAX with different
 * names, or change what is given of them, with one statement; fill in
 * put->accounts, by name, and put->done.  With put->token, which goes with
 * one profile, bind it to that user as well; the oldest tokens beyond
 * BOUND_MAX go.  ERR_TOKEN_TAKEN (and nothing was done).
 */
struct profile_put {
	const struct profile *profiles;
	size_t count;
	bool keep;		/* users that exist are not changed */
	bool create;		/* users that do not exist are made */
	const char *token;	/* or NULL */
	msec_t expires;		/* of the token; 0: never */
	struct account *accounts;
	size_t done;
};
enum err profile_put(struct arena *arena, const struct app *app,
    struct profile_put *put, struct fault *fault);

/* profile_change(): of one user who exists; ERR_USER_UNKNOWN. */
enum err profile_change(struct arena *arena, const struct app *app,
    const struct profile *profile, struct account *account,
    struct fault *fault);

/* profile_search(arena, app, search, fault): a page of users by name. */
struct profile_search {
	const char *username, *nickname;	/* exactly, or NULL */
	const char *piece;	/* of either, in any case, or NULL */
	int64_t limit, skip;
	struct account *accounts;
	size_t count;
	int64_t total;		/* of all pages */
};
enum err profile_search(struct arena *arena, const struct app *app,
    struct profile_search *search, struct fault *fault);

#endif
