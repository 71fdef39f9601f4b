/*
 * listen: a connection of its own that hears notifications (notice.h).
 *
 * Belongs to one thread.  A lost connection is opened again, with pauses that
 * grow to a second; what was notified meanwhile is lost, so whoever listens
 * looks for himself after LISTEN_BACK.
 *
 * Behind a pooler LISTEN reaches nobody: MSG_LIVE_DSN names the server itself.
 * A pooler is noticed (db.h); then listen_wait() says LISTEN_DEAF once, and
 * never hears anything.
 */
#ifndef LIB_LISTEN_H
#define LIB_LISTEN_H

#include "err.h"

struct conf;
struct listen;

enum listen_state {
	LISTEN_QUIET,		/* the time is over, or the wake-up came */
	LISTEN_HEARD,		/* there were notifications */
	LISTEN_LOST,		/* the connection is gone */
	LISTEN_BACK,		/* it is there, now or again */
	LISTEN_DEAF,		/* a pooler is in between */
};

typedef void listen_heard(void *cookie, const char *channel,
    const char *payload);

/*
 * listen_open(conf, channels, heard, cookie): not yet connected; ${channels}
 * ends with NULL.
 * listen_wait(listen, milliseconds, wake): until something was notified, each
 * of which ${heard} was called for, the descriptor ${wake} is readable (it is
 * not read), the state of the connection changed, or the time is over.
 */
struct listen *listen_open(const struct conf *conf,
    const char *const *channels, listen_heard *heard, void *cookie);
void listen_close(struct listen *listen);
enum listen_state listen_wait(struct listen *listen, int milliseconds,
    int wake);

#endif
