/*
 * send_writer: the queue of calls and who writes what waits in it (send.c),
 * for those who put several in at once (send_many.c).
 */
#ifndef LIB_SEND_WRITER_H
#define LIB_SEND_WRITER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "send_batch.h"
#include "send_retry.h"

/* One for the process; lock guards it. */
struct send_writer {
	pthread_mutex_t lock;
	pthread_cond_t work;	/* for the thread */
	pthread_t thread;
	bool threaded;		/* false: plain CGI, the caller does all */
	bool stopping;
	bool writing;		/* somebody has the batch, ids and retry */
	struct ticket *first, *last;
	size_t waiting;
	void (*answered)(void);
	struct retry retry;
	struct batch batch;
	struct id_supply ids;
};
extern struct send_writer writer;

/*
 * All with the lock.
 *
 * writer_enqueue(ticket): put it at the queue's end.  ERR_STOPPING,
 * ERR_QUEUE_FULL.
 * writer_write_at_once(): write a batch if nobody does; the lock is released
 * meanwhile.  False: all that waits is blocked.
 * writer_pause_blocked(): let go of the lock for a moment.
 */
enum err writer_enqueue(struct ticket *ticket);
bool writer_write_at_once(void);
void writer_pause_blocked(void);

#endif
