/*
 * app: a tenant, named org/app in paths and org#app in tokens.
 *
 * Rows are cached per process for MSG_APP_CACHE milliseconds, absent ones
 * too, in a table of fixed size; so a setting changed by msgctl is in force
 * everywhere a second or two later.
 */
#ifndef LIB_APP_H
#define LIB_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "token.h"

struct arena;
struct conf;

enum { APP_NAME_MAX = 64 };	/* bytes of an org's or app's name */

struct app {
	int64_t id;
	char org[APP_NAME_MAX + 1];
	char name[APP_NAME_MAX + 1];
	char key[2 * APP_NAME_MAX + 2];		/* "org#app" */
	char uuid[37];
	int64_t token_epoch;	/* raised to revoke all tokens */
	int64_t limit_scale;	/* percent of the default limits */
	int64_t room_rate;	/* messages a second in a room */
	int64_t retention_days;	/* 0: messages are kept for ever */
	bool strict_bodies;	/* check the inner fields of bodies */
	bool check_targets;	/* sender and targets must exist */
	bool search;		/* texts are found by search */
	int64_t token_days;	/* that a user's token is issued for */
	bool verifier;		/* somebody else knows user tokens, too */
	bool sandbox_tokens;	/* the public key gets tokens of any user */
	unsigned char signing_key[TOKEN_KEY];
};

/* app_cache_start(conf): before the first look-up. */
void app_cache_start(const struct conf *conf);

/*
 * app_find(arena, org, name, app, fault):
 * Copy the app's row to ${app}.  OK, ERR_NO_SUCH_APP, or a database error.
 */
enum err app_find(struct arena *arena, const char *org, const char *name,
    struct app *app, struct fault *fault);

/*
 * app_name_check(org, name, fault):
 * Whether an app may be created under this name: 1..64 of A-Z a-z 0-9 . _ -
 * beginning with a letter or digit, and ${org} is no word with which other
 * dialects' or the server's own paths begin.  ERR_FIELD_INVALID with a
 * sentence in fault->argument.
 */
enum err app_name_check(struct arena *arena, const char *org,
    const char *name, struct fault *fault);

/*
 * client_check(arena, app, client_id, client_secret, fault):
 * ERR_CLIENT_ID_WRONG, ERR_CLIENT_SECRET_WRONG or OK; revoked ids are wrong.
 * client_exists(): only that the id is the app's and not revoked.
 */
enum err client_check(struct arena *arena, const struct app *app,
    const char *client_id, const char *client_secret, struct fault *fault);
enum err client_exists(struct arena *arena, const struct app *app,
    const char *client_id, struct fault *fault);

/*
 * client_ids(arena, app, ids, count, fault):
 * The newest client ids of the app that are not revoked, at most 16: those
 * with which a dynamic user token, which names none, may have been made.
 */
enum err client_ids(struct arena *arena, const struct app *app,
    const char ***ids, size_t *count, struct fault *fault);

/* app_scaled(app, quota): a default limit after app->limit_scale, >= 1. */
int32_t app_scaled(const struct app *app, int32_t quota);

#endif
