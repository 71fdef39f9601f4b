/*
 * prune: deleting rows that nobody may see any more, in pieces of CHUNK_ROWS,
 * each in a transaction of its own, so that senders never wait long and an
 * interrupted run loses nothing: the next one goes on.
 *
 * Two msgctl at once may do this without harm.
 */
#ifndef MSGCTL_PRUNE_H
#define MSGCTL_PRUNE_H

#include <stdint.h>

struct ctl;

enum { PRUNE_ORPHANS_ONLY = -1 };

struct prune_counts {
	int64_t messages;
	int64_t conversations;	/* of apps that are gone */
	int64_t members;	/* the same */
	int64_t results;	/* idempotency rows older than 24 hours, or of
				   messages that are gone */
	int64_t counters;	/* rate counters not used for a day */
	int64_t notifications;	/* not sent for 24 hours */
	int64_t batches;	/* older than 30 days */
	int64_t tokens;		/* bound or revoked ones that expired */
	int64_t orphans;	/* bans, blocks, reactions and marks whose
				   room, user or message is gone */
};

/*
 * prune_messages(ctl, longest, counts):
 * Delete the messages of apps that are gone, those that were cleared, and
 * those that are older than their app's retention, except where that is
 * ${longest} days: these leave with their partitions.  0: no partitions are
 * dropped; PRUNE_ORPHANS_ONLY: leave the apps that are there alone.
 *
 * prune_orphans(ctl, counts): what is left of apps that are gone: messages,
 * conversations, memberships; and what rooms and users left.
 *
 * prune_small(ctl, counts): what is only kept for a time: the rest.
 *
 * They return EXIT_DONE, or what fail_database() returned.
 */
int prune_messages(struct ctl *ctl, int32_t longest,
    struct prune_counts *counts);
int prune_orphans(struct ctl *ctl, struct prune_counts *counts);
int prune_small(struct ctl *ctl, struct prune_counts *counts);

/* prune_put_json(ctl, counts): as members of the document. */
void prune_put_json(struct ctl *ctl, const struct prune_counts *counts);

#endif
