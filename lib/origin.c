/* See origin.h. */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "cache.h"
#include "db.h"
#include "origin.h"

enum { CACHE_SLOTS = 512 };		/* a power of two */

enum rule { FORBIDDEN, LISTED, ANY };

/* What an app, or for 0 all apps together, say to an origin. */
struct slot {
	struct cache_head head;
	struct {
		int64_t app_id;
		char origin[ORIGIN_MAX + 1];
	} key;
	enum rule rule;
};
static struct slot slots[CACHE_SLOTS];
static struct cache cache = CACHE_OF(slots, struct slot);

void
origin_start(const struct conf *conf)
{

	cache_start(&cache, conf);
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

static bool
look_up(struct arena *arena, struct slot *slot)
{
	struct db_param params[2] = { db_text(slot->key.origin) };
	struct fault fault = { .argument = NULL };
	PGresult *r;
	enum err e;

	if (slot->key.app_id == 0) {
		e = db_query(arena, &SQL_origin_of_any, params, 1, &r, &fault);
	} else {
		params[1] = params[0];
		params[0] = db_bigint(arena, slot->key.app_id);
		e = db_query(arena, &SQL_origin_of_app, params, 2, &r, &fault);
	}
	if (e != OK)
		return (false);
	slot->head.exists = true;
	slot->rule = FORBIDDEN;
	if (db_rows(r) > 0 && db_value_bool(r, 0, "any"))
		slot->rule = ANY;
	else if (db_rows(r) > 0 && db_value_bool(r, 0, "listed"))
		slot->rule = LISTED;
	cache_put(&cache, slot);
	return (true);
}

const char *
origin_allowed(struct arena *arena, int64_t app_id, const char *origin,
    bool ask)
{
	struct slot *slot = arena_alloc(arena, sizeof(*slot));

	slot->key.app_id = app_id;
	memcpy(slot->key.origin, origin, strlen(origin));
	if (!(ask && (cache_find(&cache, slot) || look_up(arena, slot))) &&
	    !cache_find_stale(&cache, slot))
		return (NULL);
	/* No page may claim the name of all that have none. */
	if (slot->rule == LISTED && strcmp(origin, "null") == 0)
		return (NULL);
	return (slot->rule == ANY ? "*" : slot->rule == LISTED ? origin : NULL);
}
