/*
 * api_key: keys that name their app by themselves, without a path (contract
 * imkit, 1.2): a backend's, which is a secret and may do everything, and a
 * public one, which only says which app a client belongs to.
 *
 * A key is looked up by its SHA-256, which is all that is stored of a secret
 * one; found ones, and those that are none, are remembered as long as apps are
 * (app.h), so a revoked key is refused a second or two later.
 */
#ifndef LIB_API_KEY_H
#define LIB_API_KEY_H

#include "err.h"

struct app;
struct arena;
struct conf;

enum {
	API_KEY_MAX = 4096,	/* bytes of a key that is looked at */
	API_KEY_ID_MAX = 64,	/* bytes of a key's name that are kept */
};

enum api_key_kind { API_KEY_PLATFORM, API_KEY_PUBLIC };

/* api_key_start(conf): before the first look-up. */
void api_key_start(const struct conf *conf);

/*
 * api_key_app(arena, kind, key, app, name, fault):
 * The app of ${key}, and in ${name} what the key is called (for logs, and as
 * the one who asks).  ERR_API_KEY_WRONG, ERR_PUBLIC_KEY_WRONG, or a database
 * error.
 */
enum err api_key_app(struct arena *arena, enum api_key_kind kind,
    const char *key, struct app *app, const char **name,
    struct fault *fault);

#endif
