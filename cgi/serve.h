/*
 * serve: the way of every call, on one screen (serve.c).
 */
#ifndef CGI_SERVE_H
#define CGI_SERVE_H

#include "buf.h"
#include "http.h"

struct arena;
struct conf;

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

#endif
