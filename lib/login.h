/*
 * login: users log in by name and password, and get a token that session_find()
 * knows (contract rocketchat, 2.8, 2.9).
 */
#ifndef LIB_LOGIN_H
#define LIB_LOGIN_H

#include <stdbool.h>

#include "clock.h"
#include "err.h"

struct app;
struct arena;

enum {
	LOGIN_DAYS = 90,	/* that a token is good for */
	LOGINS_MAX = 100,	/* tokens of logins that a user keeps */
};

/* Who wants in. */
struct login {
	const char *name;	/* username or e-mail address */
	const char *password;	/* or NULL, and */
	const char *digest;	/* its SHA-256 in lower-case hex */
	/* Filled in */
	const char *token;	/* shown once */
	const char *user;	/* public id */
	msec_t expires;
};

/*
 * login_open(arena, app, login, fault):
 * ERR_PASSWORD_WRONG, also for who is nobody or not active; ERR_QUEUE_FULL:
 * too many passwords are being checked.
 *
 * login_close(arena, app, token, fault): the token is good no more, if it is
 * one of a login.
 */
enum err login_open(struct arena *arena, const struct app *app,
    struct login *login, struct fault *fault);
enum err login_close(struct arena *arena, const struct app *app,
    const char *token, struct fault *fault);

#endif
