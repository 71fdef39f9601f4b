/*
 * stream: Server-Sent Events (WHATWG HTML, 9.2): one event per message, with
 * the cursor behind it as `id`, so that a client that comes back goes on
 * without a gap and without a duplicate.
 *
 *	id: 12				seqs, one per room of the stream
 *	data: {...}			the message, in the dialect's words
 *
 * Without id: `event: changed`, a message as it is now; `event: deleted`, its
 * id; `event: typing`; `event: left`, a room that the user reads no more.
 */
#ifndef MSG_LIVE_STREAM_H
#define MSG_LIVE_STREAM_H

#include "app.h"

struct connection;
struct live_stream;

extern const struct connection_kind event_stream;

/* stream_open(c, app, wanted): c->kind is event_stream, the headers are
 * sent. */
void stream_open(struct connection *c, const struct app *app,
    const struct live_stream *wanted);

#endif
