/*
 * serve: the way of every call, on one screen (serve.c).
 */
#ifndef CGI_SERVE_H
#define CGI_SERVE_H

#include <stdbool.h>

#include "buf.h"
#include "http.h"

struct arena;
struct call;
struct conf;
struct endpoint;
struct endpoint_table;

enum {
	/* Bytes for one request's arena: a body that grew to RESPONSE_MAX by
	 * doubling has used four times that, its copy behind the headers two
	 * times. */
	SERVE_ARENA = 8 * RESPONSE_MAX,
};

/*
 * serve(source, arena, conf): answer one request; the bytes to send, in CGI
 * form.  Never fails: what goes wrong is the dialect's error.  Writes the
 * request's line to the log.
 */
struct buf *serve(const struct http_source *source, struct arena *arena,
    const struct conf *conf);

/*
 * The same in three steps, so that a send that waits for its commit holds no
 * thread.
 *
 * serve_begin(source, arena, conf): go as far as it goes.  ${source} is done
 * with afterwards.
 * serve_waits(call): it is a send that is to wait for its commit.
 * serve_wait(call, done, cookie): put such a one in the queue;
 * ${done}(${cookie}) is called when it is stored or refused, perhaps before
 * serve_wait() returns, perhaps by another thread.  It must not block.
 * serve_end(call): the bytes to send.
 */
struct call *serve_begin(const struct http_source *source,
    struct arena *arena, const struct conf *conf);
/* The same of what other tables than ${routes} have. */
struct call *serve_begin_in(const struct endpoint_table *const *tables,
    const struct http_source *source, struct arena *arena,
    const struct conf *conf);
/* A call that is not looked at, but answered with ${e} in its dialect. */
struct call *serve_refuse(const struct endpoint_table *const *tables,
    const struct http_source *source, struct arena *arena,
    const struct conf *conf, enum err e);
bool serve_waits(const struct call *call);
void serve_wait(struct call *call, void (*done)(void *cookie), void *cookie);
struct buf *serve_end(struct call *call);

/*
 * A call that is no HTTP request, but a frame of a connection.
 *
 * serve_frame(endpoint, request, source, arena, conf): as serve_begin() for
 * the row ${endpoint}.  Of ${request} body (with a NUL behind it), body_length,
 * request_id, remote and path are given, and ${source} knows HTTP_HOST and the
 * headers that say who asks; it is not read from.  What they point to must stay
 * until serve_frame_end().
 * serve_frame_end(call): instead of serve_end(): what is answered, without
 * headers; empty if nothing is.
 */
struct call *serve_frame(const struct endpoint *endpoint,
    const struct http_request *request, const struct http_source *source,
    struct arena *arena, const struct conf *conf);
const struct buf *serve_frame_end(struct call *call);

#endif
