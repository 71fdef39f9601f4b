/*
 * Streams of messages, as Server-Sent Events (docs/live.md); Easemob has no
 * such call.
 *
 *	GET /live?rooms=A,B&groups=C&users=BOB&as=USER
 *	    &ticket=T&last_event_id=CURSOR
 *	POST /live/tickets	{"expires_in", "as", "rooms", "groups", "users"}
 *
 * Who sees what is as in history.c.  `users` are the conversations between
 * them and the one who reads.
 *
 * A ticket made by the app's backend for a user is as good as a token of his,
 * and he must exist; for rooms that it names it is as good as the backend's own
 * `as`, for apps whose rooms and users are known to their backends alone.
 */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "arena.h"
#include "auth.h"
#include "easemob.h"
#include "easemob/viewer.h"
#include "live.h"
#include "live_ticket.h"

struct input {
	struct live_stream stream;
	enum err bad;		/* what a wrong list is */
	struct live_ticket ticket;
	const char *as;
};

static const struct {
	const char *name;
	enum conversation_kind kind;
	const char *words;	/* where it is no list of such */
} lists[] = {
	{ "rooms", CONVERSATION_ROOM, "rooms must be ids of chat rooms" },
	{ "groups", CONVERSATION_GROUP, "groups must be ids of groups" },
	{ "users", CONVERSATION_USERS, "users must be names of users" },
};
enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

enum err
easemob_live_authorize(struct call *call)
{
	const char *ticket = NULL;
	enum err e;

	if ((e = app_find(call->arena, call->parameters[0],
	    call->parameters[1], &call->app, &call->fault)) != OK)
		return (e);
	if (call->endpoint->family == live_family)
		ticket = http_query(&call->request, "ticket");
	if (ticket != NULL)
		return (live_ticket_take(call, ticket));
	return (auth_check(call, call->endpoint->auth));
}

/* ----- which conversations ----- */

static struct input *
new_input(struct call *call, enum err bad)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));

	call->input = input;
	input->bad = bad;
	input->stream.rooms = arena_array(call->arena, struct live_room,
	    LIVE_ROOMS_MAX);
	return (input);
}

static enum err
bad(struct call *call, const char *words)
{
	const struct input *input = call->input;

	call->fault.argument = words;
	return (input->bad);
}

static enum err
add_room(struct call *call, size_t list, const char *name)
{
	struct input *input = call->input;
	struct live_stream *stream = &input->stream;
	struct live_room room = { .id = name, .kind = lists[list].kind,
	    .membership = call->token.kind == TOKEN_USER };
	size_t i;

	if (!easemob_is_name(name) || strlen(name) > SEND_TARGET_BYTES)
		return (bad(call, lists[list].words));
	if (room.kind == CONVERSATION_USERS) {
		if (stream->viewer == NULL)
			return (bad(call, "users needs as, whose"
			    " conversations with them are meant"));
		room.membership = false;
		room.id = conversation_pair(call->arena, stream->viewer,
		    username_fold(call->arena, name));
	}
	room.conv = conversation_number(call->app.id, room.kind, room.id);
	for (i = 0; i < stream->room_count; i++)
		if (stream->rooms[i].conv == room.conv)
			return (bad(call, arena_format(call->arena,
			    "%s is named twice", name)));
	if (stream->room_count == LIVE_ROOMS_MAX)
		return (bad(call, arena_format(call->arena, "a stream has at"
		    " most %d rooms, groups and users", LIVE_ROOMS_MAX)));
	stream->rooms[stream->room_count++] = room;
	return (OK);
}

static enum err
add_query(struct call *call, size_t list)
{
	const char *text = http_query(&call->request, lists[list].name);
	size_t length;
	enum err e;

	if (text == NULL || *text == '\0')
		return (OK);
	for (;; text += length + 1) {
		length = strcspn(text, ",");
		if ((e = add_room(call, list, arena_strndup(call->arena, text,
		    length))) != OK)
			return (e);
		if (text[length] == '\0')
			return (OK);
	}
}

static enum err
add_body(struct call *call, size_t list, struct json_object *root)
{
	struct json_object *array = json_get(root, lists[list].name);
	const char *name;
	size_t i;
	enum err e;

	if (array == NULL)
		return (OK);
	if (!json_is(array, json_type_array))
		return (bad(call, lists[list].words));
	for (i = 0; i < json_object_array_length(array); i++) {
		name = json_string(json_object_array_get_idx(array, i));
		if ((e = add_room(call, list, name == NULL ? "" :
		    name)) != OK)
			return (e);
	}
	return (OK);
}

static int
compare(const void *a, const void *b)
{

	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

/* These conversations, in whatever order they are named. */
static const char *
scope_of(struct call *call, const struct live_stream *stream)
{
	const char **words = arena_array(call->arena, const char *,
	    stream->room_count);
	size_t i;

	for (i = 0; i < stream->room_count; i++)
		words[i] = arena_format(call->arena, "%lld",
		    (long long)stream->rooms[i].conv);
	qsort(words, stream->room_count, sizeof(*words), compare);
	return (live_scope(call->arena, words, stream->room_count));
}

/* ----- streams ----- */

/* A ticket says what its bearer sees, and perhaps where. */
static enum err
check_ticket(struct call *call, const struct live_stream *stream)
{
	const struct token *ticket = live_ticket_taken(call);

	if (ticket == NULL || ticket->scope == NULL ||
	    strcmp(ticket->scope, scope_of(call, stream)) == 0)
		return (OK);
	call->fault.detail = "ticket is for other conversations";
	return (ERR_FORBIDDEN);
}

static enum err
decode_viewer(struct call *call, struct live_stream *stream)
{
	const struct token *ticket = live_ticket_taken(call);
	const char *as = http_query(&call->request, "as");
	enum err e;

	if ((e = easemob_viewer(call, as, &stream->viewer)) != OK)
		return (e);
	if (ticket == NULL || ticket->as == NULL)
		return (OK);
	if (as != NULL && strcmp(stream->viewer, ticket->as) != 0)
		return (ERR_FORBIDDEN);
	stream->viewer = ticket->as;
	return (OK);
}

static enum err
decode_stream(struct call *call)
{
	struct input *input = new_input(call, ERR_BAD_QUERY);
	struct live_stream *stream = &input->stream;
	size_t i;
	enum err e;

	if ((e = decode_viewer(call, stream)) != OK)
		return (e);
	for (i = 0; i < LISTS; i++)
		if ((e = add_query(call, i)) != OK)
			return (e);
	if (stream->room_count == 0)
		return (bad(call, "rooms, groups or users must name what the"
		    " stream is of"));
	stream->expires = call->token.expires * 1000;
	return (check_ticket(call, stream));
}

static enum err
run_stream(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = live_places(call, &input->stream)) != OK)
		return (e);
	return (live_end(call, &input->stream));
}

/* For HEAD: a stream's own answer is msg-live's. */
static void
encode_stream(struct call *call)
{
	struct json_writer w;

	easemob_begin(call, &w);
	easemob_end(call, &w);
}

/* ----- tickets ----- */

static enum err
decode_fields(struct call *call, struct json_object *root)
{
	struct input *input = call->input;
	struct json_object *as = json_get(root, "as");
	size_t i;
	enum err e;

	if (!live_ticket_seconds(root, "expires_in", &input->ticket.seconds))
		return (bad(call, "expires_in must be 1 to 3600 seconds"));
	if (as != NULL && (json_string(as) == NULL ||
	    strlen(json_string(as)) > SEND_TARGET_BYTES))
		return (bad(call, "as must be a user"));
	if ((e = easemob_viewer(call, json_string(as),
	    &input->stream.viewer)) != OK)
		return (e == ERR_BAD_QUERY ? input->bad : e);
	for (i = 0; i < LISTS; i++)
		if ((e = add_body(call, i, root)) != OK)
			return (e);
	return (OK);
}

static enum err
decode_ticket(struct call *call)
{
	struct input *input = new_input(call, ERR_FIELD_INVALID);
	struct json_object *root = NULL;
	enum err e;

	input->ticket.seconds = TICKET_SECONDS;
	input->ticket.until = call->token.expires;
	if (call->request.body_length > 0 &&
	    (e = body_object(call, &root)) != OK)
		return (e);
	return (decode_fields(call, root));
}

/* In a user's name: a user asks, or the backend names one and no rooms. */
static enum err
find_user(struct call *call)
{
	struct input *input = call->input;
	const char *viewer = input->stream.viewer;
	struct account *account;
	enum err e;

	if (viewer == NULL || (call->token.kind == TOKEN_APP &&
	    input->stream.room_count > 0)) {
		input->ticket.as = viewer;
		return (OK);
	}
	account = arena_calloc(call->arena, 1, sizeof(*account));
	if ((e = account_find(call->arena, &call->app, viewer, account,
	    &call->fault)) != OK)
		return (e);
	input->ticket.user = account;
	return (account->activated ? OK : ERR_USER_INACTIVE);
}

static enum err
run_ticket(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = find_user(call)) != OK)
		return (e);
	if (input->stream.room_count > 0) {
		if ((e = live_places(call, &input->stream)) != OK)
			return (e);
		input->ticket.scope = scope_of(call, &input->stream);
	}
	live_ticket_make(call, &input->ticket);
	return (OK);
}

static void
encode_ticket(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	json_write_object(&w);
	json_put_string(&w, "ticket", input->ticket.text);
	json_put_integer(&w, "expires_in", input->ticket.expires_in);
	json_write_object_end(&w);
	easemob_end(call, &w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/{org}/{app}/live",
		.name = "live",
		.summary = "Read messages as they come, as a stream of events",
		.dialect = &easemob_live_dialect, .auth = AUTH_APP_OR_USER,
		.generation = EASEMOB_MANAGEMENT,
		.calls = { "calls live", 500, 1 }, .family = live_family,
		.decode = decode_stream, .run = run_stream,
		.encode = encode_stream,
	},
	{
		.method = "POST", .path = "/{org}/{app}/live/tickets",
		.name = "live/tickets",
		.summary = "A ticket with which a browser opens a stream",
		.dialect = &easemob_live_dialect, .auth = AUTH_APP_OR_USER,
		.generation = EASEMOB_MANAGEMENT,
		.calls = { "calls live tickets", 500, 1 },
		.decode = decode_ticket, .run = run_ticket,
		.encode = encode_ticket,
	},
};

const struct endpoint_table easemob_live_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
