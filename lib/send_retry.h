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

#include "clock.h"

struct batch;
struct conf;

struct retry {
	const struct conf *conf;
	usec_t down_since;	/* first failure to reach it; 0: reachable */
};

/* retry_batch(retry, batch): admit and store; settles every ticket. */
void retry_batch(struct retry *retry, struct batch *batch);

#endif
