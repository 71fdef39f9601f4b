/*
 * send_retry: what the writer does when the database fails it.
 *
 * A batch ends in one of these ways, and each of its tickets with it: judged
 * and stored; refused one by one, because one bad row must not fail its
 * neighbours; "nothing was stored" (ERR_DATABASE_*), when no attempt can have
 * taken effect; ERR_OUTCOME_UNKNOWN, when a commit was sent, its answer was
 * lost and the database did not come back in time to be asked.
 */
#ifndef LIB_SEND_RETRY_H
#define LIB_SEND_RETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"

struct batch;
struct conf;
struct ticket;

enum { RETRY_BLOCKED = 16 };	/* conversations remembered as blocked */

struct retry {
	const struct conf *conf;
	usec_t down_since;	/* first failure to reach it; 0: reachable */
	/* Conversations whose lock somebody held for too long: until then their
	 * sends stay in the queue, so that they do not hold up all others. */
	struct {
		int64_t conv;
		usec_t until;
	} blocked[RETRY_BLOCKED];
	size_t next_blocked;	/* the place to use next */
};

/*
 * retry_batch(retry, batch): admit and store.  Settles every ticket but those
 * whose conversation is blocked: they go back to the queue.
 *
 * retry_must_wait(retry, ticket): its conversation is blocked, and it has time
 * to wait.
 */
void retry_batch(struct retry *retry, struct batch *batch);
bool retry_must_wait(const struct retry *retry, const struct ticket *ticket);

#endif
