/*
 * Results of sends kept under the caller's Idempotency-Key for 24 hours
 * (contracts/trust.md 3.2).  A result is stored in the transaction of its
 * messages, so there is no moment at which only one of the two exists.
 * Refusals are not stored: the same request meets the same refusal, and one
 * that was mended may keep its key.
 */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "db.h"
#include "hash.h"
#include "send_batch.h"

static bool
is_open(const struct ticket *t)
{

	return (!t->settled && !t->found && t->send != NULL &&
	    t->send->key != NULL);
}

void
idempotency_digest(int64_t app_id, const char *const parts[3],
    unsigned char digest[SHA256_SIZE])
{
	char app[24];
	const char *fields[4] = { app, parts[0], parts[1], parts[2] };

	snprintf(app, sizeof(app), "%lld", (long long)app_id);
	hash_fields(digest, fields, 4);
}

void
idempotency_prepare(struct ticket *t)
{

	if (t->send == NULL || t->send->key == NULL)
		return;
	idempotency_digest(t->app->id, (const char *[]){ t->send->principal,
	    t->send->route, t->send->key }, t->digest);
	t->slot = hash_bigint(t->digest);
}

/* slots and digests of the open tickets; their number. */
static size_t
key_params(struct batch *batch, bool expired_only, struct db_param params[2])
{
	struct db_array *slots, *digests;
	const struct ticket *t;
	size_t i, count = 0;

	for (i = 0; i < batch->count; i++)
		count += is_open(batch->tickets[i]) &&
		    (!expired_only || batch->tickets[i]->expired);
	if (count == 0)
		return (0);
	slots = db_array_new(batch->arena, 'I', count);
	digests = db_array_new(batch->arena, 'y', count);
	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		if (!is_open(t) || (expired_only && !t->expired))
			continue;
		db_array_integer(slots, t->slot);
		db_array_bytes(digests, t->digest, sizeof(t->digest));
	}
	params[0] = db_array_end(slots);
	params[1] = db_array_end(digests);
	return (count);
}

static void
found(struct batch *batch, struct ticket *t, const PGresult *r, size_t row)
{
	const char *fingerprint;
	int64_t *ids;
	size_t count;

	t->found = true;
	fingerprint = hex_encode(batch->arena, t->send->fingerprint,
	    SHA256_SIZE);
	ids = db_value_integers(r, row, "ids", t->arena, &count);
	if (strcmp(fingerprint, db_value(r, row, "fingerprint")) != 0 ||
	    count != t->send->target_count) {
		t->found_result = ERR_KEY_REUSED;
		return;
	}
	t->receipt->ids = ids;
	t->receipt->dropped = arena_array(t->arena, bool, count);
	t->receipt->dropped_count = 0;
	t->receipt->replayed = true;
	t->found_result = OK;
}

enum err
idempotency_find(struct batch *batch, struct fault *fault)
{
	struct db_param params[2];
	struct ticket *t;
	const char *digest;
	PGresult *r;
	size_t i, row;
	enum err e;

	if (key_params(batch, false, params) == 0)
		return (OK);
	if ((e = db_run(batch->db, batch->arena, &SQL_idempotency_find,
	    params, 2, &r, fault)) != OK)
		return (e);
	for (i = 0; i < batch->count && db_rows(r) > 0; i++) {
		t = batch->tickets[i];
		if (!is_open(t))
			continue;
		digest = hex_encode(batch->arena, t->digest, SHA256_SIZE);
		for (row = 0; row < db_rows(r); row++) {
			if (strcmp(digest, db_value(r, row, "digest")) != 0)
				continue;
			t->expired = db_value_bool(r, row, "expired");
			if (!t->expired)
				found(batch, t, r, row);
			break;
		}
	}
	return (OK);
}

/* The text form of the ids as a bigint[]. */
static const char *
ids_literal(struct arena *arena, const struct ticket *t)
{
	struct buf out;
	size_t i;

	buf_init(&out, arena, SEND_TARGETS_MAX * 24);
	buf_putc(&out, '{');
	for (i = 0; i < t->send->target_count; i++)
		buf_format(&out, i > 0 ? ",%lld" : "%lld",
		    (long long)t->receipt->ids[i]);
	buf_putc(&out, '}');
	return (out.bytes);
}

size_t
idempotency_add(struct batch *batch)
{
	struct db_param params[6], expired[2];
	struct db_array *apps, *fingerprints, *ids, *convs;
	const struct ticket *t;
	size_t i, count, added = 1;

	if ((count = key_params(batch, false, params)) == 0)
		return (0);
	if (key_params(batch, true, expired) > 0) {
		db_batch_add(batch->db, &SQL_idempotency_expire, expired, 2);
		added++;
	}
	apps = db_array_new(batch->arena, 'I', count);
	fingerprints = db_array_new(batch->arena, 'y', count);
	ids = db_array_new(batch->arena, 't', count);
	convs = db_array_new(batch->arena, 'I', count);
	for (i = 0; i < batch->count; i++) {
		t = batch->tickets[i];
		if (!is_open(t))
			continue;
		db_array_integer(apps, t->app->id);
		db_array_bytes(fingerprints, t->send->fingerprint,
		    SHA256_SIZE);
		db_array_text(ids, ids_literal(batch->arena, t));
		if (t->send->key_stays)
			db_array_integer(convs, t->send->targets[0].conv);
		else
			db_array_bytes(convs, NULL, 0);
	}
	params[2] = db_array_end(apps);
	params[3] = db_array_end(fingerprints);
	params[4] = db_array_end(ids);
	params[5] = db_array_end(convs);
	db_batch_add(batch->db, &SQL_idempotency_claim, params, 6);
	return (added);
}
