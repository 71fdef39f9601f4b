/*
 * live: what a call that asks for a stream of messages wants: the rows in
 * easemob/live.c and imkit/live.c decode it, check it and find the places from
 * which it goes on.  msg-live then delivers; msg.fcgi, which cannot hold a
 * connection, answers such a call with ERR_NOT_LIVE, once all else was found
 * good.
 *
 * Cursor: of each conversation the seq up to which the client has all, in the
 * order of the rooms that the query names, "12" or "12-7-0": the `id` of each
 * event, given back as Last-Event-ID or, where a client cannot, as
 * ?last_event_id.  The header wins: an EventSource that connects again sends it
 * to the address it had.
 */
#ifndef CGI_LIVE_H
#define CGI_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "conversation.h"
#include "endpoint.h"

enum { LIVE_ROOMS_MAX = 100 };		/* of one stream */

struct live_room {
	const char *id;			/* as stored: conversation.h */
	enum conversation_kind kind;
	int64_t conv;
	int64_t after;			/* seq from which the stream goes on */
	int64_t last_seq;		/* the conversation's now; 0: none */
	bool membership;		/* read by who is a member, only */
};

/* call->output of such a row, after run(). */
struct live_stream {
	struct live_room *rooms;
	size_t room_count;
	const char *viewer;		/* NULL: the app's backend */
	bool imkit;			/* whose words; else Easemob's */
	msec_t expires;			/* of the token or ticket; 0: never */
};

/*
 * live_serve(on): whether this process delivers; off at first, set before the
 * first call.
 */
void live_serve(bool on);

/*
 * live_cursor(text, rooms, count): read a cursor into after of each; false:
 * it is none of so many rooms.
 * live_is_stream(call): whether the call's row is one of a stream; then
 * call->output is a struct live_stream once it succeeded.  Not for HEAD, which
 * serve_end() answers.
 */
bool live_cursor(const char *text, struct live_room *rooms, size_t count);
bool live_is_stream(const struct call *call);

/* For the rows: */

/* endpoint->family of each that is a stream. */
extern const char live_family[];

/*
 * live_from(call, stream): go on from the cursor that the call has, else from
 * the last_seq of each room, which are filled in.  ERR_BAD_QUERY: the cursor is none
 * of these rooms, or of what was not sent yet.
 */
enum err live_from(struct call *call, struct live_stream *stream);

/*
 * live_places(call, stream): live_from(), by one statement for all of the
 * rooms.  ERR_FORBIDDEN: the viewer is not a member of one that asks for it.
 * ERR_ROOM_UNKNOWN: with the app's setting check_targets.
 */
enum err live_places(struct call *call, struct live_stream *stream);

/* live_end(call, stream): what run() ends in: OK where this process delivers;
 * ERR_NOT_LIVE. */
enum err live_end(struct call *call, struct live_stream *stream);

#endif
