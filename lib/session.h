/*
 * session: users who are logged in by a token (contract rocketchat, 2.8, 2.9),
 * and what they may do.
 *
 * Tokens are random, shown once, and stored as their SHA-256: those of a login
 * for a time, personal ones for ever.  Permissions belong to roles; an app may
 * change whose they are by its setting `permissions`, {"post-readonly":
 * ["admin","owner"], ...}, and other rules by its setting `rocketchat`
 * (session_number, session_flag).
 *
 * Ownership: what is filled in lives in the arena.
 */
#ifndef LIB_SESSION_H
#define LIB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "err.h"

struct app;
struct arena;
struct json_object;

struct session {
	const char *token;		/* that he came with */
	struct account account;
	const char *public_id;		/* 17 characters */
	const char *email;		/* or NULL */
	struct json_object *roles;	/* array of strings, of the whole app */
	struct json_object *settings, *permissions;	/* objects or NULL */
	bool personal;			/* by a personal token */
	msec_t expires;			/* 0: never */
};

/*
 * session_find(arena, app, token, public_id, session, fault):
 * ERR_TOKEN_CORRUPT: nobody is logged in by ${token}, or another user than
 * ${public_id} (NULL: whoever), or a database error.
 */
struct session_key {
	const char *token;
	const char *public_id;
};
enum err session_find(struct arena *arena, const struct app *app,
    const struct session_key *key, struct session *session,
    struct fault *fault);

/*
 * session_living(arena, logins, count, fault): fill in which of them session_find()
 * would still find; one statement.
 */
struct session_login {
	int64_t app_id;
	const char *token;
	bool living;		/* filled in */
};
enum err session_living(struct arena *arena, struct session_login *logins,
    size_t count, struct fault *fault);

/*
 * session_may(session, permission, role): whether one of the session's roles,
 * or ${role}, which he has in a room (NULL: none), has the permission.
 */
bool session_may(const struct session *session, const char *permission,
    const char *role);
bool session_has_role(const struct session *session, const char *role);

/* permission_roles(permission): whose it is where the app does not say; ends
 * with NULL.  NULL: there is no such permission. */
const char *const *permission_roles(const char *permission);

/* A rule of the app, or what holds where it has none. */
int64_t session_number(const struct session *session, const char *name,
    int64_t initial);
bool session_flag(const struct session *session, const char *name,
    bool initial);

#endif
