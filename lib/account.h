/*
 * account: the users of an app.
 *
 * Usernames are case-insensitive (contract easemob, 1): whoever takes one
 * from a client brings it to its stored form, lower case, by
 * username_canonical().  All functions below want that form.
 *
 * Ownership: what they fill in lives in the arena.  Every function may also
 * return a database error (ERR_DATABASE_*).
 */
#ifndef LIB_ACCOUNT_H
#define LIB_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "err.h"

struct app;
struct arena;
struct pg_result;

enum {
	USERNAME_MAX = 64,	/* bytes, of A-Z a-z 0-9 _ . - */
	PASSWORD_MAX = 64,	/* characters */
	NICKNAME_MAX = 100,	/* characters */
	ACCOUNTS_MAX = 60,	/* registered by one call */
	ACCOUNT_PAGE_MAX = 100,	/* listed or deleted by one call */
};

struct account {
	const char *username;
	const char *uuid;
	const char *nickname;		/* NULL: none */
	const char *avatar_url;		/* the same */
	const char *description;	/* the same */
	bool robot;
	bool notifications;		/* wants to be notified */
	msec_t last_login;		/* 0: never */
	const char *password_hash;	/* NULL: none; account_find() only */
	bool activated;
	int64_t token_epoch;		/* raised to revoke the user's tokens */
	msec_t created, modified;
};

/*
 * username_canonical(arena, name, canonical, fault):
 * The stored form of ${name}.  ERR_USERNAME_ILLEGAL, ERR_USERNAME_TOO_LONG;
 * the argument is the name.
 */
enum err username_canonical(struct arena *arena, const char *name,
    const char **canonical, struct fault *fault);

/* username_fold(arena, name): ${name} in lower case, whatever it is. */
const char *username_fold(struct arena *arena, const char *name);

/*
 * password_permitted(password, fault): its length in characters.
 * ERR_PASSWORD_ABSENT when it is NULL or empty; ERR_PASSWORD_TOO_LONG.
 */
enum err password_permitted(const char *password, struct fault *fault);

/*
 * account_register(arena, app, accounts, count, fault):
 * Register ${count} users, at most ACCOUNTS_MAX, with one statement.  Of each
 * element username, nickname and password_hash count; uuid, created,
 * modified and activated are filled in.  Where the name was taken already
 * (also by an earlier element) uuid is NULL and nothing is changed.
 */
enum err account_register(struct arena *arena, const struct app *app,
    struct account *accounts, size_t count, struct fault *fault);

/* account_from_row(r, row, account): from the columns that all statements
 * about users have; password_hash stays. */
void account_from_row(const struct pg_result *r, size_t row,
    struct account *account);

/* account_find(): ERR_USER_UNKNOWN; the argument is the name. */
enum err account_find(struct arena *arena, const struct app *app,
    const char *username, struct account *account, struct fault *fault);

/*
 * account_list(arena, app, page, fault):
 * Accounts by name, those after page->after.  page->more tells whether
 * others follow.
 */
struct account_page {
	const char *after;	/* a username, or "" */
	const char *activated;	/* "true", "false", or NULL for all */
	size_t limit;		/* 1..ACCOUNT_PAGE_MAX */
	struct account *accounts;
	size_t count;
	bool more;
};
enum err account_list(struct arena *arena, const struct app *app,
    struct account_page *page, struct fault *fault);

/*
 * account_delete(arena, app, names, page, fault):
 * Delete the users ${names}, their memberships, and the rooms and groups
 * they own; fill page->accounts with those who were there.  page->limit is
 * the count of names on entry.
 */
enum err account_delete(struct arena *arena, const struct app *app,
    const char *const *names, struct account_page *page, struct fault *fault);

/*
 * account_password(arena, app, username, hash, fault):
 * Set the password and revoke the user's tokens.  ERR_USER_UNKNOWN.
 */
enum err account_password(struct arena *arena, const struct app *app,
    const char *username, const char *hash, struct fault *fault);

/*
 * account_check_existing(arena, app, names, count, fault):
 * Whether all of ${names} are users; one statement.  ERR_USER_UNKNOWN; the
 * argument is the first, in their order, who is not.
 */
enum err account_check_existing(struct arena *arena, const struct app *app,
    const char *const *names, size_t count, struct fault *fault);

#endif
