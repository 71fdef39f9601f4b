/* See cache.h. */
#include <stdint.h>
#include <string.h>

#include "cache.h"
#include "conf.h"

void
cache_start(struct cache *cache, const struct conf *conf)
{

	cache->life = conf->app_cache * 1000;
}

/* Where the key of ${slot} has its place. */
static struct cache_head *
place_of(const struct cache *cache, const void *slot)
{
	const unsigned char *key = (const unsigned char *)slot + cache->key;
	uint64_t h = 14695981039346656037ULL;	/* FNV-1a */
	size_t i;

	for (i = 0; i < cache->key_size; i++)
		h = (h ^ key[i]) * 1099511628211ULL;
	return ((struct cache_head *)(void *)((char *)cache->slots +
	    ((h ^ h >> 32) & (cache->count - 1)) * cache->size));
}

static bool
is_of(const struct cache *cache, const struct cache_head *place,
    const void *slot)
{

	return (place->until != 0 && memcmp((const char *)place + cache->key,
	    (const char *)slot + cache->key, cache->key_size) == 0);
}

bool
cache_find(struct cache *cache, void *slot)
{
	struct cache_head *place = place_of(cache, slot);
	usec_t now = clock_tick();
	bool hit;

	pthread_mutex_lock(&cache->lock);
	hit = is_of(cache, place, slot);
	if (hit && now >= place->until) {
		hit = false;
		place->until = now + cache->life;
	}
	if (hit)
		memcpy(slot, place, cache->size);
	pthread_mutex_unlock(&cache->lock);
	return (hit);
}

bool
cache_find_stale(struct cache *cache, void *slot)
{
	const struct cache_head *place = place_of(cache, slot);
	usec_t now = clock_tick();
	bool hit;

	pthread_mutex_lock(&cache->lock);
	hit = is_of(cache, place, slot) && place->exists &&
	    now - place->fetched < CACHE_STALE;
	if (hit)
		memcpy(slot, place, cache->size);
	pthread_mutex_unlock(&cache->lock);
	return (hit);
}

void
cache_put(struct cache *cache, void *slot)
{
	struct cache_head *head = slot;

	head->fetched = clock_tick();
	head->until = head->fetched + cache->life;
	pthread_mutex_lock(&cache->lock);
	memcpy(place_of(cache, slot), slot, cache->size);
	pthread_mutex_unlock(&cache->lock);
}
