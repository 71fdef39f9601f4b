/*
 * batch_read: what the two halves of POST /messages/batch share: batch_read.c
 * makes a message for each of `paras`, batch.c sends them.
 */
#ifndef CGI_IMKIT_BATCH_READ_H
#define CGI_IMKIT_BATCH_READ_H

#include <stdbool.h>

#include "batch.h"
#include "message.h"

enum { IMKIT_BATCH_BYTES = 4 << 20 };	/* of all messages together */

/* One message. */
struct imkit_batch_message {
	const char *body;	/* as it is stored */
	const char *text;	/* what search finds it by, or NULL */
};

struct imkit_batch {
	struct message_batch batch;
	struct imkit_content content;		/* before variables */
	struct imkit_batch_message *messages;	/* one for each item */
	bool notify, untotalled;
	struct send key;			/* key, principal, route and
						   fingerprint count */
};

/*
 * imkit_batch_read(call, batch): the request's body.  ERR_FIELD_ABSENT and
 * ERR_FIELD_INVALID name the field; ERR_MESSAGE_TOO_LARGE when a message
 * is longer than a body may be, or all together than IMKIT_BATCH_BYTES.
 */
enum err imkit_batch_read(struct call *call, struct imkit_batch *batch);

#endif
