/*
 * loop: the one thread that holds the connections: libuv's loop, and
 * libwebsockets on it.
 */
#ifndef MSG_LIVE_LOOP_H
#define MSG_LIVE_LOOP_H

#include <stddef.h>

struct arena;
struct conf;

/*
 * loop_run(conf): listen and serve until SIGTERM or SIGINT, then close all
 * connections with a reason.  The process's exit status.
 */
int loop_run(const struct conf *conf);

/* loop_wake(): by any thread: see that what was put in lists is taken. */
void loop_wake(void);

const struct conf *loop_conf(void);

/*
 * loop_scratch(): memory until the event that is being handled is over:
 * loop_begin() forgets what was in it.
 */
struct arena *loop_scratch(void);
void loop_begin(void);

#endif
