/*
 * quiet: clients of HTTP, who have asked all that they will ask.
 *
 * While a call is answered, or a stream goes on, libwebsockets reads nothing
 * more from its client: it would not notice that he has gone, and be woken
 * without end for whatever he sends.  So all of these sockets are watched
 * here, by one more epoll that tells of each piece once: what comes is thrown
 * away, and who leaves is gone at once.
 *
 * Only the loop's thread.
 */
#ifndef MSG_LIVE_QUIET_H
#define MSG_LIVE_QUIET_H

#include <stdbool.h>
#include <uv.h>

struct connection;

/* quiet_open(loop): before the first connection; false: the system does not
 * allow it. */
bool quiet_open(uv_loop_t *loop);

/*
 * quiet_watch(c): until quiet_forget(c), which connection_gone() calls, and
 * which does nothing with one that is not watched.
 */
void quiet_watch(struct connection *c);
void quiet_forget(struct connection *c);

#endif
