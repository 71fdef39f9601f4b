/*
 * connection: one FastCGI connection, and the call that came by it.
 *
 * A connection serves one request: kept alive, it would hold a thread while
 * it waits for the next.  It owns the request's arena.  While its call waits
 * for a commit no thread has it; connection_begin() and connection_end() may
 * be different threads.
 *
 * The only user of libfcgi beside fastcgi.c, which starts it.
 */
#ifndef CGI_CONNECTION_H
#define CGI_CONNECTION_H

#include <stdbool.h>

struct conf;
struct connection;

/* The listening socket, by the FastCGI rules. */
enum { CONNECTION_LISTENER = 0 };

/*
 * connection_accept(c): take a connection from the listening socket, up to
 * the end of its variables, into ${c}; 0 or an errno, EAGAIN for none.
 */
int connection_accept(struct connection *c);

/*
 * connection_begin(c, conf): decode the request and go as far as it goes.
 * True if the call waits for its commit: pass it to connection_wait().  Else
 * connection_end() can follow at once.
 *
 * connection_wait(c, done): ${done}(${c}) is called once, when the commit is
 * there or has failed; perhaps before connection_wait() returns.
 */
bool connection_begin(struct connection *c, const struct conf *conf);
void connection_wait(struct connection *c, void (*done)(void *c));

/* connection_end(c): send the answer, close, and make ready for the next. */
void connection_end(struct connection *c);

/*
 * connection_new(): one from those that were given back, or a new one.
 * connection_give(c): give it back after connection_end().
 */
struct connection *connection_new(void);
void connection_give(struct connection *c);

/* connection_next(c): a link for a list that ${c} is in; the list's owner. */
struct connection **connection_next(struct connection *c);

/* What is answered when memory is exhausted: arena_set_exhausted(). */
void connection_exhausted(void);

#endif
