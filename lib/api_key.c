/* See api_key.h. */
#include <stdio.h>
#include <string.h>

#include "api_key.h"
#include "app.h"
#include "arena.h"
#include "cache.h"
#include "db.h"
#include "hash.h"

enum { CACHE_SLOTS = 1024 };		/* a power of two */

struct slot {
	struct cache_head head;
	struct {
		unsigned char digest[SHA256_SIZE];
		enum api_key_kind kind;
	} key;
	char name[API_KEY_ID_MAX + 1];
	char org[APP_NAME_MAX + 1], app[APP_NAME_MAX + 1];
};
static struct slot slots[CACHE_SLOTS];
static struct cache cache = CACHE_OF(slots, struct slot);

void
api_key_start(const struct conf *conf)
{

	cache_start(&cache, conf);
}

static enum err
look_up(struct arena *arena, struct slot *slot, struct fault *fault)
{
	static const char *const kinds[] = {
		[API_KEY_PLATFORM] = "platform", [API_KEY_PUBLIC] = "public",
	};
	struct db_param params[2] = { db_text(kinds[slot->key.kind]),
	    db_bytes(slot->key.digest, SHA256_SIZE) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_api_key_app, params, 2, &r,
	    fault)) != OK)
		/* While the database is away an older answer is better. */
		return (cache_find_stale(&cache, slot) ? OK : e);
	slot->head.exists = db_rows(r) > 0;
	if (slot->head.exists) {
		snprintf(slot->name, sizeof(slot->name), "%s",
		    db_value(r, 0, "key_id"));
		snprintf(slot->org, sizeof(slot->org), "%s",
		    db_value(r, 0, "org"));
		snprintf(slot->app, sizeof(slot->app), "%s",
		    db_value(r, 0, "name"));
	}
	cache_put(&cache, slot);
	return (OK);
}

enum err
api_key_app(struct arena *arena, enum api_key_kind kind, const char *key,
    struct app *app, const char **name, struct fault *fault)
{
	const enum err wrong = kind == API_KEY_PLATFORM ? ERR_API_KEY_WRONG :
	    ERR_PUBLIC_KEY_WRONG;
	struct slot *slot = arena_alloc(arena, sizeof(*slot));
	enum err e;

	if (strlen(key) > API_KEY_MAX)
		return (wrong);
	slot->key.kind = kind;
	sha256(key, strlen(key), slot->key.digest);
	if (!cache_find(&cache, slot) && (e = look_up(arena, slot, fault)) != OK)
		return (e);
	if (!slot->head.exists)
		return (wrong);
	*name = slot->name;
	e = app_find(arena, slot->org, slot->app, app, fault);
	return (e == ERR_NO_SUCH_APP ? wrong : e);
}
