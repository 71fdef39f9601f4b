/* See token_cache.h. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "token_cache.h"

enum {
	SLOTS = 1024,
	SUBJECT_MAX = 64,	/* bytes */
};

struct slot {
	bool used;
	unsigned char digest[SHA256_SIZE];
	char subject[SUBJECT_MAX + 1];
	struct token token;
};

static struct {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct slot *
slot_of(const unsigned char digest[SHA256_SIZE])
{

	return (&cache.slots[hash_bigint(digest) % SLOTS]);
}

bool
token_cache_find(struct arena *arena, const unsigned char digest[SHA256_SIZE],
    struct token *token)
{
	struct slot *slot = slot_of(digest);
	char subject[SUBJECT_MAX + 1];
	bool found;

	pthread_mutex_lock(&cache.lock);
	found = slot->used &&
	    equal_constant_time(slot->digest, digest, SHA256_SIZE);
	if (found) {
		*token = slot->token;
		memcpy(subject, slot->subject, sizeof(subject));
	}
	pthread_mutex_unlock(&cache.lock);
	if (found)
		token->subject = arena_strdup(arena, subject);
	return (found);
}

void
token_cache_put(const unsigned char digest[SHA256_SIZE],
    const struct token *token)
{
	struct slot *slot = slot_of(digest);

	if (strlen(token->subject) > SUBJECT_MAX)
		return;
	pthread_mutex_lock(&cache.lock);
	slot->used = true;
	memcpy(slot->digest, digest, SHA256_SIZE);
	slot->token = *token;
	slot->token.subject = NULL;
	snprintf(slot->subject, sizeof(slot->subject), "%s", token->subject);
	pthread_mutex_unlock(&cache.lock);
}
