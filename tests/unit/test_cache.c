/* What is kept of the database's answers, and for how long. */
#include <string.h>

#include "cache.h"
#include "conf.h"
#include "unit.h"

struct slot {
	struct cache_head head;
	char key[8];
	int value;
};
static struct slot slots[1];		/* all keys have the same place */
static struct cache cache = CACHE_OF(slots, struct slot);
static const struct conf conf = { .app_cache = 60000 };

static struct slot
slot_of(const char *key)
{
	struct slot slot = { .value = 0 };

	memcpy(slot.key, key, strlen(key));
	return (slot);
}

static void
put(const char *key, int value, bool exists)
{
	struct slot slot = slot_of(key);

	slot.value = value;
	slot.head.exists = exists;
	cache_put(&cache, &slot);
}

static void
forget(void)
{

	memset(slots, 0, sizeof(slots));
	cache_start(&cache, &conf);
}

START_TEST(what_was_put_is_found)
{
	struct slot slot = slot_of("a");

	forget();
	ck_assert(!cache_find(&cache, &slot));
	put("a", 1, true);
	ck_assert(cache_find(&cache, &slot));
	ck_assert_int_eq(slot.value, 1);
	ck_assert(slot.head.exists);
	put("a", 2, false);
	ck_assert(cache_find(&cache, &slot));
	ck_assert_int_eq(slot.value, 2);
	ck_assert(!slot.head.exists);
}
END_TEST

START_TEST(another_key_takes_the_place)
{
	struct slot a = slot_of("a"), b = slot_of("b");

	forget();
	put("a", 1, true);
	ck_assert(!cache_find(&cache, &b));
	put("b", 2, true);
	ck_assert(!cache_find(&cache, &a));
	ck_assert(!cache_find_stale(&cache, &a));
	ck_assert(cache_find(&cache, &b));
	ck_assert_int_eq(b.value, 2);
}
END_TEST

START_TEST(one_fetches_what_is_old)
{
	struct slot slot = slot_of("a");

	forget();
	put("a", 1, true);
	slots[0].head.until = 1;
	ck_assert(!cache_find(&cache, &slot));
	/* The others go on with the old one. */
	ck_assert(cache_find(&cache, &slot));
	ck_assert_int_eq(slot.value, 1);
}
END_TEST

START_TEST(without_the_database_an_old_one_counts)
{
	struct slot slot = slot_of("a");

	forget();
	put("a", 1, true);
	slots[0].head.until = 1;
	slots[0].head.fetched -= CACHE_STALE / 2;
	ck_assert(cache_find_stale(&cache, &slot));
	ck_assert_int_eq(slot.value, 1);
	slots[0].head.fetched -= CACHE_STALE;
	ck_assert(!cache_find_stale(&cache, &slot));
	/* That there was none may have changed. */
	put("a", 1, false);
	ck_assert(!cache_find_stale(&cache, &slot));
}
END_TEST

UNIT_MAIN("cache", what_was_put_is_found, another_key_takes_the_place,
    one_fetches_what_is_old, without_the_database_an_old_one_counts)
