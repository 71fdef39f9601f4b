/*
 * follow_thread: the thread of follow.h.  It takes what the loop orders, waits
 * for notifications, and does what there is to do a step at a time, so that
 * what is notified meanwhile is read together with the rest.
 *
 * While the database is away, what is to be read stays; it is tried again with
 * pauses that grow to a second.
 */
#ifndef MSG_LIVE_FOLLOW_THREAD_H
#define MSG_LIVE_FOLLOW_THREAD_H

#include <stdbool.h>

#include "event.h"

struct conf;

/* follow_thread(conf, wake): until follow_obey() says false; the descriptor
 * ${wake} is readable when there are orders. */
void follow_thread(const struct conf *conf, int wake);

/*
 * What follow.c has for it.
 *
 * follow_obey(): take the orders; false: it is to stop.
 * follow_emit(first): to the loop, in this order; waits while that takes none.
 * follow_emit_or_drop(event): the same of the moment's, which does not wait.
 */
bool follow_obey(void);
void follow_emit(struct event *first);
void follow_emit_or_drop(struct event *event);
void follow_set_connected(bool on);

#endif
