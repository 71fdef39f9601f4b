/* See live.h. */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "live.h"

enum { SEQ_DIGITS = 18 };	/* more than are ever sent */

const char live_family[] = "live";

static bool serves;

void
live_serve(bool on)
{

	serves = on;
}

bool
live_is_stream(const struct call *call)
{

	return (call->endpoint != NULL &&
	    call->endpoint->family == live_family &&
	    strcmp(call->request.method, "HEAD") != 0);
}

bool
live_cursor(const char *text, struct live_room *rooms, size_t count)
{
	size_t i, digits, k;

	for (i = 0; i < count; i++) {
		digits = strspn(text, "0123456789");
		if (digits == 0 || digits > SEQ_DIGITS)
			return (false);
		rooms[i].after = 0;
		for (k = 0; k < digits; k++)
			rooms[i].after = rooms[i].after * 10 + (text[k] - '0');
		text += digits;
		if (*text != (i + 1 < count ? '-' : '\0'))
			return (false);
		text++;
	}
	return (count > 0);
}

enum err
live_from(struct call *call, struct live_stream *stream)
{
	struct live_room *rooms = stream->rooms;
	const char *cursor = call->request.last_event_id;
	size_t i;

	if (cursor == NULL)
		cursor = http_query(&call->request, "last_event_id");
	if (cursor == NULL || *cursor == '\0') {
		for (i = 0; i < stream->room_count; i++)
			rooms[i].after = rooms[i].last_seq;
		return (OK);
	}
	if (!live_cursor(cursor, rooms, stream->room_count)) {
		call->fault.argument = "the last event id is none of a stream"
		    " of these conversations, in this order";
		return (ERR_BAD_QUERY);
	}
	for (i = 0; i < stream->room_count; i++)
		if (rooms[i].after > rooms[i].last_seq) {
			call->fault.argument = "the last event id is ahead of"
			    " the newest message";
			return (ERR_BAD_QUERY);
		}
	return (OK);
}

static enum err
find_places(struct call *call, const struct live_stream *stream,
    PGresult **places)
{
	struct db_array *convs = db_array_new(call->arena, 'I',
	    stream->room_count);
	struct db_param params[3] = { db_bigint(call->arena, call->app.id) };
	size_t i;

	for (i = 0; i < stream->room_count; i++)
		db_array_integer(convs, stream->rooms[i].conv);
	params[1] = db_array_end(convs);
	params[2] = db_text(stream->viewer);
	return (db_query(call->arena, &SQL_live_places, params, 3, places,
	    &call->fault));
}

enum err
live_places(struct call *call, struct live_stream *stream)
{
	struct live_room *room;
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = find_places(call, stream, &r)) != OK)
		return (e);
	BUG_UNLESS(db_rows(r) == stream->room_count);
	for (i = 0; i < stream->room_count; i++) {
		room = &stream->rooms[i];
		if (room->membership && !db_value_bool(r, i, "member"))
			return (ERR_FORBIDDEN);
		if (call->app.check_targets &&
		    room->kind != CONVERSATION_USERS &&
		    !db_value_bool(r, i, "known")) {
			call->fault.argument = room->id;
			return (ERR_ROOM_UNKNOWN);
		}
		room->last_seq = db_value_bigint(r, i, "last_seq");
	}
	return (live_from(call, stream));
}

enum err
live_end(struct call *call, struct live_stream *stream)
{

	call->output = stream;
	return (serves ? OK : ERR_NOT_LIVE);
}
