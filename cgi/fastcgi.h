/*
 * fastcgi: the process that a web server keeps.
 *
 * MSG_THREADS threads accept from the listening socket on descriptor 0, which
 * other processes of ours may share.  A send that waits for its commit holds
 * no thread: whichever is free answers it when it is settled.
 */
#ifndef CGI_FASTCGI_H
#define CGI_FASTCGI_H

#include <stdbool.h>

struct conf;

/* fastcgi_is_listening(): whether descriptor 0 is a listening socket. */
bool fastcgi_is_listening(void);

/*
 * fastcgi_block_signals(): before any thread is made.  SIGTERM, SIGINT,
 * SIGUSR1 and SIGUSR2 then wait for fastcgi_run(), which takes the first.
 */
void fastcgi_block_signals(void);

/*
 * fastcgi_run(conf, end):
 * Serve until SIGTERM, SIGINT or SIGUSR1 says to stop (FASTCGI_STOP: what
 * waits on the socket is answered too, for at most two seconds, and then the
 * socket is closed), or until SIGUSR2 came or MSG_MAX_REQUESTS were served
 * (FASTCGI_RENEW: what waits goes on waiting for the fresh process).  In both
 * cases all that was accepted is answered, and the threads are gone.  The
 * caller has started all that serve() needs.  Returns 0, or -1 with errno set
 * when not a single thread could be made.
 */
enum fastcgi_end { FASTCGI_STOP, FASTCGI_RENEW };
int fastcgi_run(const struct conf *conf, enum fastcgi_end *end);

/* fastcgi_settled(): what send_start() is to call; see send.h. */
void fastcgi_settled(void);

/*
 * fastcgi_renew(program, arguments):
 * Become a fresh process of ${program}, with the same number, environment and
 * listening socket; all other descriptors are closed.  Returns only if that
 * fails.
 */
void fastcgi_renew(const char *program, char *const *arguments);

#endif
