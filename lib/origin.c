/* See origin.h. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db.h"
#include "origin.h"

enum {
	CACHE_SLOTS = 512,		/* a power of two */
	STALE_MAX = 30 * 1000000,	/* microseconds */
};

enum rule { FORBIDDEN, LISTED, ANY };

/* What an app, or for 0 all apps together, say to an origin. */
struct slot {
	int64_t app_id;
	usec_t fetched;		/* 0: empty */
	enum rule rule;
	char origin[ORIGIN_MAX + 1];
};

static struct {
	pthread_mutex_t lock;
	usec_t life;
	struct slot slots[CACHE_SLOTS];
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
origin_start(const struct conf *conf)
{

	cache.life = conf->app_cache * 1000;
}

bool
origin_is_valid(const char *text)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
	static const char host[] =
	    "abcdefghijklmnopqrstuvwxyz0123456789.-_:[]";
	const char *rest;
	size_t length;

	if (strcmp(text, "null") == 0)
		return (true);
	length = strspn(text, scheme);
	if (length == 0 || text[0] < 'a' || text[0] > 'z' ||
	    strncmp(text + length, "://", 3) != 0)
		return (false);
	rest = text + length + 3;
	return (*rest != '\0' && rest[strspn(rest, host)] == '\0' &&
	    strlen(text) <= ORIGIN_MAX);
}

static struct slot *
slot_of(int64_t app_id, const char *origin)
{
	uint64_t h = 14695981039346656037ULL ^ (uint64_t)app_id; /* FNV-1a */

	for (; *origin != '\0'; origin++)
		h = (h ^ (unsigned char)*origin) * 1099511628211ULL;
	return (&cache.slots[(h ^ h >> 32) & (CACHE_SLOTS - 1)]);
}

/* What is known, and not older than ${age}; false: nothing. */
static bool
cached(int64_t app_id, const char *origin, usec_t age, enum rule *rule)
{
	const struct slot *slot = slot_of(app_id, origin);
	usec_t now = clock_tick();
	bool hit;

	pthread_mutex_lock(&cache.lock);
	hit = slot->fetched != 0 && slot->app_id == app_id &&
	    strcmp(slot->origin, origin) == 0 && now - slot->fetched < age;
	if (hit)
		*rule = slot->rule;
	pthread_mutex_unlock(&cache.lock);
	return (hit);
}

static void
remember(int64_t app_id, const char *origin, enum rule rule)
{
	struct slot *slot = slot_of(app_id, origin);

	pthread_mutex_lock(&cache.lock);
	slot->app_id = app_id;
	slot->fetched = clock_tick();
	slot->rule = rule;
	snprintf(slot->origin, sizeof(slot->origin), "%s", origin);
	pthread_mutex_unlock(&cache.lock);
}

static bool
look_up(struct arena *arena, int64_t app_id, const char *origin,
    enum rule *rule)
{
	struct db_param params[2] = { db_text(origin) };
	struct fault fault = { .argument = NULL };
	PGresult *r;
	enum err e;

	if (app_id == 0) {
		e = db_query(arena, &SQL_origin_of_any, params, 1, &r, &fault);
	} else {
		params[1] = params[0];
		params[0] = db_bigint(arena, app_id);
		e = db_query(arena, &SQL_origin_of_app, params, 2, &r, &fault);
	}
	if (e != OK)
		return (false);
	*rule = FORBIDDEN;
	if (db_rows(r) > 0 && db_value_bool(r, 0, "any"))
		*rule = ANY;
	else if (db_rows(r) > 0 && db_value_bool(r, 0, "listed"))
		*rule = LISTED;
	remember(app_id, origin, *rule);
	return (true);
}

const char *
origin_allowed(struct arena *arena, int64_t app_id, const char *origin,
    bool ask)
{
	enum rule rule = FORBIDDEN;

	if (!cached(app_id, origin, cache.life, &rule) &&
	    !(ask && look_up(arena, app_id, origin, &rule)) &&
	    !cached(app_id, origin, STALE_MAX, &rule))
		return (NULL);
	/* No page may claim the name of all that have none. */
	if (rule == LISTED && strcmp(origin, "null") == 0)
		return (NULL);
	return (rule == ANY ? "*" : rule == LISTED ? origin : NULL);
}
