/*
 * setting: what an app's backend sets for its clients, by name: any JSON.
 * `censorship` also takes effect here (lib/gate.h).
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_SETTING_H
#define LIB_SETTING_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct app;
struct arena;

enum {
	SETTINGS_MAX = 100,		/* of an app */
	SETTING_NAME_MAX = 128,		/* bytes */
	SETTING_BYTES = 65536,		/* of a value */
	CENSORED_WORDS = 1000,		/* of censorship.keywords */
	CENSORED_BYTES = 256,		/* of one of them */
};

struct setting {
	const char *name;
	const char *value;		/* JSON text */
};

struct settings {
	struct setting *settings;
	size_t count;
};

/*
 * setting_list(arena, app, all, fault): by name.
 * setting_put(arena, app, new, all, fault): set those of ${new}, whose names
 * are distinct; ${all} are those that the app has then.  ERR_SETTING_INVALID
 * when it would have more than SETTINGS_MAX: nothing is set.
 * setting_remove(): ERR_SETTING_UNKNOWN.
 */
enum err setting_list(struct arena *arena, const struct app *app,
    struct settings *all, struct fault *fault);
enum err setting_put(struct arena *arena, const struct app *app,
    const struct settings *new, struct settings *all, struct fault *fault);
enum err setting_remove(struct arena *arena, const struct app *app,
    const char *name, struct fault *fault);

/* How large an app is: counted up to STATISTICS_MAX. */
enum { STATISTICS_MAX = 100000 };
struct statistics {
	int64_t users, rooms;
};
enum err statistics_read(struct arena *arena, const struct app *app,
    struct statistics *statistics, struct fault *fault);

#endif
