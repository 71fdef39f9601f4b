/* See stream.h. */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "connection.h"
#include "heap.h"
#include "hub.h"
#include "id.h"
#include "json.h"
#include "live.h"
#include "loop.h"
#include "stream.h"

enum {
	RETRY = 2000,			/* milliseconds before a client returns */
	EVENT_MAX = 8 * 1024 * 1024,	/* bytes */
};

struct stream;
struct stream_room {
	struct subscription subscription;
	struct stream *stream;
	char *id;
};

struct stream {
	struct connection *connection;
	char *viewer;
	msec_t expires;
	size_t count, reading;		/* rooms; those that are still read */
	struct stream_room rooms[];
};

static struct stream_room *
of(struct subscription *s)
{

	return ((struct stream_room *)(void *)((char *)s -
	    offsetof(struct stream_room, subscription)));
}

/* "id: 12-7-0\n" */
static void
put_cursor(struct buf *out, const struct stream *stream)
{
	size_t i;

	for (i = 0; i < stream->count; i++)
		buf_format(out, "%s%lld", i == 0 ? "id: " : "-",
		    (long long)stream->rooms[i].subscription.seen);
	buf_putc(out, '\n');
}

/* Where it happened: a room, or of a pair of users both. */
static void
put_place(struct json_writer *w, const struct event *event)
{
	const char *second = strchr(event->room_id, '\x1f');

	if (event->conversation_kind != CONVERSATION_USERS || second == NULL) {
		json_put_string(w, "room", event->room_id);
		return;
	}
	json_write_name(w, "users");
	json_write_array(w);
	json_write_string(w, arena_strndup(loop_scratch(), event->room_id,
	    (size_t)(second - event->room_id)));
	json_write_string(w, second + 1);
	json_write_array_end(w);
}

static void
put_deleted(struct buf *out, const struct event *event, enum form form)
{
	struct json_writer w;
	char number[24], hex[ID_HEX + 1];

	json_write_begin(&w, out);
	json_write_object(&w);
	if (form == FORM_IMKIT) {
		id_hex(event->id, event->conv, hex);
		json_put_string(&w, "_id", hex);
	} else {
		snprintf(number, sizeof(number), "%lld", (long long)event->id);
		json_put_string(&w, "id", number);
	}
	put_place(&w, event);
	json_write_object_end(&w);
}

static void
put_typing(struct buf *out, const struct event *event)
{
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_object(&w);
	put_place(&w, event);
	json_put_string(&w, "sender", event->sender);
	json_put_bool(&w, "active", event->active);
	json_write_object_end(&w);
}

static void
put_event(struct buf *out, const struct event *event, enum form form)
{
	const struct event_text *text = &event->forms[form];

	switch (event->kind) {
	case EVENT_CHANGED:
		buf_puts(out, "event: changed\ndata: ");
		buf_put(out, text->bytes, text->length);
		break;
	case EVENT_DELETED:
		buf_puts(out, "event: deleted\ndata: ");
		put_deleted(out, event, form);
		break;
	case EVENT_TYPING:
		buf_puts(out, "event: typing\ndata: ");
		put_typing(out, event);
		break;
	default:
		buf_puts(out, "data: ");
		buf_put(out, text->bytes, text->length);
		break;
	}
	buf_puts(out, "\n\n");
}

static struct frame *
make_frame(const struct stream *stream, const struct event *event,
    enum form form, bool cursor)
{
	struct buf out;

	buf_init(&out, loop_scratch(), EVENT_MAX);
	if (cursor)
		put_cursor(&out, stream);
	put_event(&out, event, form);
	return (frame_text(out.bytes, out.length));
}

static void
send_cursor(struct stream *stream)
{
	struct buf out;

	buf_init(&out, loop_scratch(), EVENT_MAX);
	put_cursor(&out, stream);
	connection_send_text(stream->connection, out.bytes, out.length);
}

static void
deliver(struct subscription *s, struct delivery *d)
{
	struct stream *stream = of(s)->stream;
	bool message = d->event->kind == EVENT_MESSAGE;
	bool one = stream->count == 1;
	struct frame **shared = delivery_slot(d, one ? DELIVER_EVENT :
	    DELIVER_EVENT_DATA, s->form, false);

	if (*shared == NULL)
		*shared = make_frame(stream, d->event, s->form,
		    one && message);
	if (!one && message)
		send_cursor(stream);
	if (s->catching)
		connection_fill(stream->connection, *shared);
	else
		connection_send(stream->connection, *shared);
}

static void
ended(struct subscription *s)
{
	struct stream *stream = of(s)->stream;
	struct json_writer w;
	struct buf out;

	buf_init(&out, loop_scratch(), EVENT_MAX);
	buf_puts(&out, "event: left\ndata: ");
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_string(&w, "room", of(s)->id);
	json_write_object_end(&w);
	buf_puts(&out, "\n\n");
	connection_send_text(stream->connection, out.bytes, out.length);
	hub_leave(s);
	if (--stream->reading == 0)
		connection_close(stream->connection, 0,
		    "there is no room left that you may read");
}

static const struct subscriber subscriber = { deliver, ended };

static void
drained(struct connection *c)
{
	struct stream *stream = c->state;
	size_t i;

	for (i = 0; stream != NULL && i < stream->count; i++)
		hub_go_on(&stream->rooms[i].subscription);
}

static void
tick(struct connection *c, usec_t now)
{
	struct stream *stream = c->state;

	if (stream->expires > 0 && clock_now() >= stream->expires)
		connection_close(c, 0, "the token or ticket has expired");
	else if (now - c->opened >= loop_conf()->live_stream_seconds * 1000000)
		connection_close(c, 0, "come back");
	else if (now - c->sent >= loop_conf()->live_heartbeat * 1000000)
		connection_send_text(c, ":\n\n", 3);
}

static void
closed(struct connection *c)
{
	struct stream *stream = c->state;
	size_t i;

	for (i = 0; stream != NULL && i < stream->count; i++) {
		hub_leave(&stream->rooms[i].subscription);
		heap_free(stream->rooms[i].id);
	}
	if (stream != NULL)
		heap_free(stream->viewer);
	heap_free(stream);
	c->state = NULL;
}

const struct connection_kind event_stream = {
	.name = "events", .drained = drained, .tick = tick, .closed = closed,
};

/* Even who comes back before the first message goes on from here. */
static void
send_begin(struct stream *stream)
{
	struct buf out;

	buf_init(&out, loop_scratch(), EVENT_MAX);
	buf_format(&out, "retry: %d\n", RETRY);
	put_cursor(&out, stream);
	buf_putc(&out, '\n');
	connection_send_text(stream->connection, out.bytes, out.length);
}

void
stream_open(struct connection *c, const struct app *app,
    const struct live_stream *wanted)
{
	struct stream *stream = heap_new(sizeof(*stream) +
	    wanted->room_count * sizeof(stream->rooms[0]));
	const struct live_room *room;
	struct stream_room *r;
	size_t i;

	c->state = stream;
	stream->connection = c;
	stream->viewer = wanted->viewer == NULL ? NULL :
	    heap_text(wanted->viewer);
	stream->expires = wanted->expires;
	stream->count = stream->reading = wanted->room_count;
	for (i = 0; i < stream->count; i++) {
		room = &wanted->rooms[i];
		r = &stream->rooms[i];
		r->stream = stream;
		r->id = heap_text(room->id);
		r->subscription = (struct subscription){ .type = &subscriber,
		    .connection = c, .viewer = stream->viewer,
		    .form = wanted->imkit ? FORM_IMKIT : FORM_EASEMOB,
		    .membership = room->membership, .seen = room->after };
	}
	send_begin(stream);
	for (i = 0; i < stream->count; i++) {
		room = &wanted->rooms[i];
		hub_join(&stream->rooms[i].subscription, &(struct hub_room){
		    app, room->id, room->kind, room->conv, room->last_seq });
	}
}
