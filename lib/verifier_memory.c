/* What verifiers said lately; see verifier.h. */
#include <pthread.h>
#include <string.h>

#include "app.h"
#include "clock.h"
#include "verifier.h"

enum { SLOTS = 1024 };

static struct {
	pthread_mutex_t lock;
	struct slot {
		usec_t until;		/* 0: empty */
		struct verifier_memory memory;
	} slots[SLOTS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct slot *
slot_of(const unsigned char digest[SHA256_SIZE])
{

	return (&table.slots[hash_bigint(digest) % SLOTS]);
}

void
verifier_digest(const struct app *app, const char *token,
    unsigned char digest[SHA256_SIZE])
{
	const char *fields[2] = { app->key, token };

	hash_fields(digest, fields, 2);
}

bool
verifier_recall(struct verifier_memory *memory)
{
	struct slot *slot = slot_of(memory->digest);
	bool found;

	pthread_mutex_lock(&table.lock);
	found = slot->until > clock_tick() && equal_constant_time(
	    slot->memory.digest, memory->digest, SHA256_SIZE);
	if (found)
		*memory = slot->memory;
	pthread_mutex_unlock(&table.lock);
	return (found);
}

void
verifier_remember(const struct verifier_memory *memory)
{
	struct slot *slot = slot_of(memory->digest);

	pthread_mutex_lock(&table.lock);
	slot->memory = *memory;
	slot->until = clock_tick() + 1000000LL *
	    (memory->result == OK ? VERIFIER_GOOD : VERIFIER_BAD);
	pthread_mutex_unlock(&table.lock);
}
