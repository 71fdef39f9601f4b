/*
 * user_preference: what a user's clients keep for him, by name: any JSON, such
 * as his folders of rooms.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_USER_PREFERENCE_H
#define LIB_USER_PREFERENCE_H

#include <stddef.h>

#include "err.h"
#include "setting.h"

struct app;
struct arena;

enum {
	USER_PREFERENCES_MAX = 200,		/* of a user */
	USER_PREFERENCE_BYTES = 65536,		/* of one */
	USER_PREFERENCES_BYTES = 1 << 20,	/* of all of a user */
};

struct user_key {
	const struct app *app;
	const char *username;
};

/*
 * user_preference_list(arena, user, name, all, fault): by name; ${name} NULL:
 * all of them, else that one, if there is one.
 * user_preference_put(arena, user, new, fault): ERR_REQUEST_TOO_LARGE: the
 * user would have more than he may; nothing is set.  ERR_USER_UNKNOWN.
 * user_preference_remove(): also of what is not there.
 */
enum err user_preference_list(struct arena *arena,
    const struct user_key *user, const char *name, struct settings *all,
    struct fault *fault);
enum err user_preference_put(struct arena *arena,
    const struct user_key *user, const struct setting *new,
    struct fault *fault);
enum err user_preference_remove(struct arena *arena,
    const struct user_key *user, const char *name, struct fault *fault);

#endif
