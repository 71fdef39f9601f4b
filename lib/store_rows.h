/*
 * store_rows: a batch as rows, between store.c, which writes conversations and
 * messages, and store_members.c, which writes what messages do to others.
 */
#ifndef LIB_STORE_ROWS_H
#define LIB_STORE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct batch;
struct send_target;
struct ticket;

/* One message: a target of a send. */
struct row {
	const struct ticket *ticket;
	const struct send_target *target;
	int64_t id;
	int64_t payload_id;	/* 0: the content is in the row */
	int64_t behind;		/* its seq is last_seq - behind */
	bool dropped;
	size_t order;		/* arrival */
};

struct store {
	struct batch *batch;
	struct row *rows;	/* in arrival order */
	size_t row_count;
	struct row **sorted;	/* by conversation, then arrival */
	size_t conversations;
};

/*
 * Each adds one statement to the transaction, or none when no message of the
 * batch needs it.  The conversations were bumped and the messages written.
 *
 * store_add_members(): own messages and mentions in the members' counts.
 * store_add_notifications(): a row for each member to be notified.
 * store_add_grams(): what the messages are found by.
 */
void store_add_members(struct store *s);
void store_add_notifications(struct store *s);
void store_add_grams(struct store *s);

#endif
