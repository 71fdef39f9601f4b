/*
 * chat_user: users as the Rocket.Chat dialect knows them: by an id of 17
 * characters or a name, with an e-mail address and roles.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_CHAT_USER_H
#define LIB_CHAT_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "err.h"
#include "room.h"

struct app;
struct arena;

enum {
	CHAT_USERS_MAX = 100,		/* found or listed by one call */
	EMAIL_MAX = 254,		/* bytes */
};

struct chat_user {
	struct account account;
	const char *public_id;
	const char *email;		/* or NULL */
	const char *roles;		/* JSON array */
};

/*
 * chat_users_find(arena, app, find, fault):
 * Those whom find->names, which are public ids or names in whichever case,
 * mean, each once, in that order.
 */
struct chat_users {
	struct room_names names;	/* at most CHAT_USERS_MAX */
	bool ids;
	/* Filled in */
	struct chat_user *users;
	size_t count;
};
enum err chat_users_find(struct arena *arena, const struct app *app,
    struct chat_users *find, struct fault *fault);

/*
 * chat_user_create(arena, app, new, fault):
 * ERR_USER_EXISTS; the argument is the name or the address that is taken.
 */
struct chat_user_new {
	const char *username;		/* canonical */
	const char *nickname;		/* or NULL */
	const char *password_hash;
	const char *email;		/* or NULL */
	struct room_names roles;
	bool activated, robot;
};
enum err chat_user_create(struct arena *arena, const struct app *app,
    const struct chat_user_new *new, struct fault *fault);

/* chat_user_list(arena, app, page, fault): a page of all users. */
enum chat_user_sort {
	CHAT_USER_BY_USERNAME = 1, CHAT_USER_BY_NAME, CHAT_USER_BY_CREATED,
};
struct chat_user_page {
	int sort;			/* enum chat_user_sort; negative:
					   descending */
	int64_t skip, limit;		/* 1..CHAT_USERS_MAX */
	/* Filled in */
	struct chat_user *users;
	size_t count;
	int64_t total;
};
enum err chat_user_list(struct arena *arena, const struct app *app,
    struct chat_user_page *page, struct fault *fault);

#endif
