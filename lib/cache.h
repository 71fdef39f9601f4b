/*
 * cache: what the database said a moment ago, in the process's memory: also
 * that there is none.
 *
 * A fixed number of slots, each of a key's own place; another key of the same
 * place takes it over.  Whoever finds that an entry has grown old fetches it,
 * and the others go on with the old one meanwhile.  While the database is away
 * an entry may be CACHE_STALE old, so that calls wait for it instead of failing
 * before they are queued.
 *
 * A module's slot is a struct that begins with a struct cache_head, then its
 * key, a struct or array that is compared by its bytes, padding too: begin
 * with zeros (arena_alloc()).  The slots are static; all functions copy whole ones, under one
 * lock that is held for nothing else.
 */
#ifndef LIB_CACHE_H
#define LIB_CACHE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "clock.h"

struct conf;

enum { CACHE_STALE = 30 * 1000000 };	/* microseconds */

struct cache_head {
	usec_t until;		/* good until then; 0: the slot is empty */
	usec_t fetched;
	bool exists;		/* false: known to be none; the user's */
};

struct cache {
	pthread_mutex_t lock;
	usec_t life;
	void *slots;
	size_t count;		/* of them; a power of two */
	size_t size;		/* bytes of each */
	size_t key, key_size;	/* where its key is, and bytes of it */
};

/* The cache of ${slots}, an array of ${type} whose key is the member key. */
#define CACHE_OF(array, type) {						\
	.lock = PTHREAD_MUTEX_INITIALIZER, .slots = (array),		\
	.count = sizeof(array) / sizeof((array)[0]), .size = sizeof(type), \
	.key = offsetof(type, key), .key_size = sizeof(((type *)0)->key) }

/* cache_start(cache, conf): entries live for MSG_APP_CACHE. */
void cache_start(struct cache *cache, const struct conf *conf);

/*
 * cache_find(cache, slot): fill the rest of ${slot}, whose key is set; false:
 * fetch it.
 * cache_find_stale(cache, slot): after that failed: one that exists and is not
 * too old.
 * cache_put(cache, slot): what was fetched; slot's head.exists is set.
 */
bool cache_find(struct cache *cache, void *slot);
bool cache_find_stale(struct cache *cache, void *slot);
void cache_put(struct cache *cache, void *slot);

#endif
