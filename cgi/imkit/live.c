/*
 * Streams of a room's messages, as Server-Sent Events (docs/live.md); the
 * vendor has Socket.IO instead.
 *
 *	GET /rooms/{id}/live?ticket=T&last_event_id=CURSOR
 *	POST /rooms/{id}/live/tickets	{"expiresIn", "clientId"}
 *
 * Who may read is as for GET /rooms/{id}/messages.  A ticket is for its room
 * alone, and names the app, since a browser's EventSource sends no key.
 */
#include <string.h>

#include "arena.h"
#include "imkit.h"
#include "live.h"
#include "live_ticket.h"
#include "room_history.h"
#include "rooms.h"
#include "user_token.h"

struct input {
	struct room_reader reader;
	struct live_stream stream;
	struct live_room room;
	struct live_ticket ticket;
};

static struct input *
new_input(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));

	call->input = input;
	input->reader.app = &call->app;
	input->reader.room_id = call->parameters[0];
	input->reader.username = imkit_caller(call);
	return (input);
}

static const char *
scope_of(struct call *call)
{
	const char *words[2] = { "imkit", call->parameters[0] };

	return (live_scope(call->arena, words, 2));
}

/* When the token or ticket that the call came with is over; 0: never. */
static enum err
token_end(struct call *call, msec_t *expires)
{
	struct user_token_end end = { .now = call->now };
	enum err e;

	*expires = call->token.expires * 1000;
	if (imkit_is_platform(call) || live_ticket_taken(call) != NULL ||
	    (end.text = imkit_token(call)) == NULL)
		return (OK);
	e = user_token_expires(call->arena, &call->app, &end, &call->fault);
	*expires = end.expires;
	return (e);
}

/* ----- streams ----- */

static enum err
decode_stream(struct call *call)
{
	const struct token *ticket = live_ticket_taken(call);

	new_input(call);
	if (ticket != NULL && (ticket->as != NULL || (ticket->scope != NULL &&
	    strcmp(ticket->scope, scope_of(call)) != 0))) {
		call->fault.argument = "The ticket is for another stream";
		return (ERR_FORBIDDEN);
	}
	return (imkit_id_check(call, "room", call->parameters[0]));
}

static enum err
run_stream(struct call *call)
{
	struct input *input = call->input;
	struct room_reader *reader = &input->reader;
	struct live_stream *stream = &input->stream;
	enum err e;

	if ((e = room_reader_find(call->arena, reader, &call->fault)) != OK ||
	    (e = token_end(call, &stream->expires)) != OK)
		return (e);
	input->room = (struct live_room){ .id = reader->room_id,
	    .kind = reader->kind, .conv = reader->conv,
	    .last_seq = reader->last_seq,
	    .membership = reader->username != NULL };
	stream->rooms = &input->room;
	stream->room_count = 1;
	stream->viewer = reader->username;
	stream->imkit = true;
	if ((e = live_from(call, stream)) != OK)
		return (e);
	/* What was cleared meanwhile does not come. */
	if (input->room.after < reader->floor)
		input->room.after = reader->floor;
	return (live_end(call, stream));
}

/* For HEAD: a stream's own answer is msg-live's. */
static void
encode_stream(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

/* ----- tickets ----- */

/* The backend may name a user in whose name the ticket is. */
static enum err
decode_user(struct call *call, struct json_object *root, struct input *input)
{
	const struct http_source *source = call->source;
	const char *header = source->variable(source->cookie,
	    "HTTP_IM_CLIENT_ID");

	if (imkit_is_platform(call) && (header == NULL || *header == '\0') &&
	    !json_has(root, "clientId"))
		return (OK);
	return (imkit_room_client(call, root, &input->reader.username));
}

static enum err
decode_ticket(struct call *call)
{
	struct input *input = new_input(call);
	struct json_object *root;
	enum err e;

	input->ticket.seconds = TICKET_SECONDS;
	if ((e = imkit_id_check(call, "room", call->parameters[0])) != OK ||
	    (e = imkit_body(call, &root)) != OK)
		return (e);
	if (!live_ticket_seconds(root, "expiresIn", &input->ticket.seconds))
		return (imkit_invalid(call,
		    "expiresIn must be 1 to 3600 seconds"));
	return (decode_user(call, root, input));
}

static enum err
find_user(struct call *call)
{
	struct input *input = call->input;
	struct account *account;
	enum err e;

	if (input->reader.username == NULL)
		return (OK);
	account = arena_calloc(call->arena, 1, sizeof(*account));
	if ((e = account_find(call->arena, &call->app, input->reader.username,
	    account, &call->fault)) != OK)
		return (e);
	input->ticket.user = account;
	return (OK);
}

static enum err
run_ticket(struct call *call)
{
	struct input *input = call->input;
	msec_t expires;
	enum err e;

	if ((e = find_user(call)) != OK ||
	    (e = room_reader_find(call->arena, &input->reader,
	    &call->fault)) != OK ||
	    (e = token_end(call, &expires)) != OK)
		return (e);
	input->ticket.until = expires / 1000;
	input->ticket.scope = scope_of(call);
	live_ticket_make(call, &input->ticket);
	return (OK);
}

static void
encode_ticket(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "ticket", input->ticket.text);
	json_put_integer(&w, "expiresIn", input->ticket.expires_in);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/rooms/{id}/live",
		.name = "imkit/rooms/live",
		.summary = "Read a room's messages as they come, as a stream",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .family = live_family,
		.decode = decode_stream, .run = run_stream,
		.encode = encode_stream,
	},
	{
		.method = "POST", .path = "/rooms/{id}/live/tickets",
		.name = "imkit/rooms/live/tickets",
		.summary = "A ticket with which a browser opens that stream",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_ticket, .run = run_ticket,
		.encode = encode_ticket,
	},
};

const struct endpoint_table imkit_live_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
