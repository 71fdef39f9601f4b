/*
 * send_batch: what the parts of the send path share (send.c the queue,
 * admission.c the limits, idempotency.c the keys, store.c the rows).
 *
 * A ticket is one call that waits.  It lives on the stack of a caller that
 * waits with it, or in the call's arena; until it is answered, its arena,
 * receipt and fault belong to whoever writes.
 */
#ifndef LIB_SEND_BATCH_H
#define LIB_SEND_BATCH_H

#include <pthread.h>

#include "clock.h"
#include "id.h"
#include "send.h"

enum { BATCH_TICKETS = 512 };	/* callers served by one transaction */

struct ticket {
	struct ticket *next;		/* in the queue */
	const struct send *send;	/* NULL: a call that is no send */
	const struct app *app;
	const struct limit *calls;
	struct arena *arena;
	struct receipt *receipt;
	struct fault *fault;
	usec_t queued;			/* when it came */

	/* The key's place in table idempotency, where send->key is set. */
	unsigned char digest[SHA256_SIZE];
	int64_t slot;
	bool expired;			/* an old result is in the way */
	bool admitted;			/* counted already, in an earlier batch */
	/* The answer to a commit of it was lost: until that is known to have
	 * taken effect, a server process that we no longer hear may still do
	 * it.  Stays over the batches that the ticket is tried in. */
	bool doubtful;
	bool found;			/* found_result answers it */
	enum err found_result;		/* OK: a replay, receipt is filled */

	enum err result;
	bool settled;			/* result is final */

	/* Who is told: done() if there is one, else the thread that waits. */
	send_done *done;
	void *cookie;
	bool answered;			/* the thread may go on */
	pthread_cond_t wake;
};

struct batch {
	struct arena *arena;		/* ends with the batch */
	struct db *db;
	struct id_supply *ids;
	struct ticket *tickets[BATCH_TICKETS];
	size_t count;
	/* The last store_run() failed because a conversation's lock was held. */
	bool conversation_locked;
};

/* Give a ticket its final result; fault's words are copied for the caller. */
void ticket_settle(struct ticket *ticket, enum err result,
    const struct fault *fault);

/* ticket_deadline(ticket, conf): until when it may wait for its commit. */
usec_t ticket_deadline(const struct ticket *ticket, const struct conf *conf);

/*
 * idempotency_prepare(ticket): compute the place of its key.
 * idempotency_find(batch, fault): mark the unsettled tickets whose keys have a
 * result already as found: a replay, or ERR_KEY_REUSED.
 * idempotency_add(batch): add the statements that store the others' results
 * to the transaction; their number.
 */
void idempotency_prepare(struct ticket *ticket);
enum err idempotency_find(struct batch *batch, struct fault *fault);
size_t idempotency_add(struct batch *batch);

/*
 * admission_run(batch, fault): judge all tickets by their limits and settle
 * those that are refused, and those that only were calls.  Marks the targets
 * that room load drops.  Leases message numbers in the same trip.
 */
enum err admission_run(struct batch *batch, struct fault *fault);

/* store_assign_ids(batch): give every message that is admitted its id, once: a
 * second attempt keeps it.  By admission_run(), which leased their numbers:
 * the apps of a batch may be admitted one after the other. */
void store_assign_ids(struct batch *batch);

/*
 * store_run(batch, fault): store the sends that are not settled, in one
 * transaction, and settle them; or return why it could not.  Message ids are
 * given once, so that a second attempt cannot store a message twice.
 * store_outcome(batch, stored, fault): whether a transaction took effect
 * whose answer was lost.  store_settle(batch): settle what is open as stored.
 */
enum err store_run(struct batch *batch, struct fault *fault);
enum err store_outcome(struct batch *batch, bool *stored,
    struct fault *fault);
void store_settle(struct batch *batch);

#endif
