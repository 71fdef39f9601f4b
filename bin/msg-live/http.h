/*
 * http: what comes to msg-live that is no WebSocket: streams of events, and
 * the few answers that need none.
 */
#ifndef MSG_LIVE_HTTP_H
#define MSG_LIVE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct connection;
struct lws;

extern const struct connection_kind http_request;

/*
 * http_begin(wsi, path): handle it; ${path} is what follows the mount, decoded.
 * ${refusal} is what a call ends in unseen, in its dialect; else OK.
 * NULL: it is answered already.
 */
struct connection *http_begin(struct lws *wsi, const char *path,
    enum err refusal);

/* http_refuse(wsi, status, words): JSON at once; the socket is closed then.
 * 426 says which version is known. */
int http_refuse(struct lws *wsi, int status, const char *words);

/* http_header(wsi, name, value, size): as CGI calls it, such as HTTP_HOST;
 * false: absent, or longer. */
bool http_header(struct lws *wsi, const char *name, char *value,
    size_t size);

/* http_remote(wsi, address, size): whom the web server was asked by. */
void http_remote(struct lws *wsi, char *address, size_t size);

#endif
