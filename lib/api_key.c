/* See api_key.h. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "api_key.h"
#include "app.h"
#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db.h"
#include "hash.h"

enum {
	CACHE_SLOTS = 1024,		/* a power of two */
	STALE_MAX = 30 * 1000000,	/* microseconds */
};

/* A key's app, or the knowledge that it is none. */
struct slot {
	unsigned char digest[SHA256_SIZE];
	enum api_key_kind kind;
	usec_t until;		/* good until then; 0: empty */
	usec_t fetched;
	bool exists;
	char name[API_KEY_ID_MAX + 1];
	char org[APP_NAME_MAX + 1], app[APP_NAME_MAX + 1];
};

static struct {
	pthread_mutex_t lock;
	usec_t life;
	struct slot slots[CACHE_SLOTS];
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
api_key_start(const struct conf *conf)
{

	cache.life = conf->app_cache * 1000;
}

static struct slot *
slot_of(const unsigned char digest[SHA256_SIZE])
{

	return (&cache.slots[(digest[0] << 8 | digest[1]) &
	    (CACHE_SLOTS - 1)]);
}

/* What is known of a key, not older than ${age}; false: nothing. */
static bool
cached(struct slot *wanted, bool stale)
{
	const struct slot *slot = slot_of(wanted->digest);
	usec_t now = clock_tick();
	bool hit;

	pthread_mutex_lock(&cache.lock);
	hit = slot->until != 0 && slot->kind == wanted->kind &&
	    memcmp(slot->digest, wanted->digest, SHA256_SIZE) == 0 &&
	    (stale ? slot->exists && now - slot->fetched < STALE_MAX :
	    now < slot->until);
	if (hit)
		*wanted = *slot;
	pthread_mutex_unlock(&cache.lock);
	return (hit);
}

static void
remember(struct slot *found)
{

	found->fetched = clock_tick();
	found->until = found->fetched + cache.life;
	pthread_mutex_lock(&cache.lock);
	*slot_of(found->digest) = *found;
	pthread_mutex_unlock(&cache.lock);
}

static enum err
look_up(struct arena *arena, struct slot *key, struct fault *fault)
{
	static const char *const kinds[] = {
		[API_KEY_PLATFORM] = "platform", [API_KEY_PUBLIC] = "public",
	};
	struct db_param params[2] = { db_text(kinds[key->kind]),
	    db_bytes(key->digest, SHA256_SIZE) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_api_key_app, params, 2, &r,
	    fault)) != OK)
		/* While the database is away an older answer is better. */
		return (cached(key, true) ? OK : e);
	key->exists = db_rows(r) > 0;
	if (key->exists) {
		snprintf(key->name, sizeof(key->name), "%s",
		    db_value(r, 0, "key_id"));
		snprintf(key->org, sizeof(key->org), "%s",
		    db_value(r, 0, "org"));
		snprintf(key->app, sizeof(key->app), "%s",
		    db_value(r, 0, "name"));
	}
	remember(key);
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
	slot->kind = kind;
	sha256(key, strlen(key), slot->digest);
	if (!cached(slot, false) && (e = look_up(arena, slot, fault)) != OK)
		return (e);
	if (!slot->exists)
		return (wrong);
	*name = slot->name;
	e = app_find(arena, slot->org, slot->app, app, fault);
	return (e == ERR_NO_SUCH_APP ? wrong : e);
}
