/*
 * Messages that go away, for one or for all, and typing (contract imkit, 1.7):
 *
 *	DELETE /rooms/{room}/messages/{id|_all}	the backend, owner, managers
 *	POST /messages/hide-by-sender-in-room	the same; and unhide-...
 *	POST /messages/user-delete		members, for themselves
 *	GET /messages/user-delete?room=
 *	POST /messages/user-delete/all-in-room
 *	POST /rooms/{id}/typing			who may write to the room
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "gate.h"
#include "hide.h"
#include "id.h"
#include "mark.h"
#include "message.h"
#include "typing.h"

/* What decode() and run() leave. */
struct input {
	struct gate gate;
	const char *sender;	/* whose messages are hidden */
	const char *text;	/* of typing; "" if it has none */
	const char **ids;
	size_t count;
	int64_t deleted;
	int64_t *hidden_ids;
	struct hidden hidden;
	struct hidden_page page;
};

static struct input *
new_input(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));

	input->gate.app = &call->app;
	input->gate.username = imkit_caller(call);
	call->input = input;
	return (input);
}

/* The room; whether it exists is not told to a client who is not in it. */
static enum err
read_gate(struct call *call, struct gate *gate)
{
	enum err e = gate_read(call->arena, gate, &call->fault);

	if (imkit_is_platform(call))
		return (e);
	if (e == ERR_ROOM_UNKNOWN)
		return (ERR_NOT_MEMBER);
	return (e != OK || gate->member ? e : ERR_NOT_MEMBER);
}

static enum err
decode_room(struct call *call, struct json_object **root, struct input *input)
{
	enum err e;

	if ((e = imkit_body(call, root)) != OK ||
	    (e = imkit_text(call, *root, "room", IMKIT_ID_MAX,
	    &input->gate.room_id)) != OK)
		return (e);
	return (imkit_id_check(call, "room", input->gate.room_id));
}

/*
 * Delete one message or all.
 */
static enum err
delete_one(struct call *call, const struct gate *gate)
{
	struct mark mark = { .app = &call->app, .kind = MARK_DELETE,
	    .username = gate->username, .now = call->now };
	struct message m;
	struct marks marks;
	enum err e;

	if (!imkit_is_platform(call) && !gate->manager)
		return (ERR_NOT_MANAGER);
	if ((e = message_find(call->arena, &call->app, call->parameters[1],
	    &m, &call->fault)) != OK)
		return (e);
	if (m.conv != gate->conv)
		return (ERR_MESSAGE_UNKNOWN);
	return (mark_change(call->arena, &mark, &m, &marks, &call->fault));
}

static enum err
delete_run(struct call *call)
{
	struct input *input = new_input(call);
	enum err e;

	input->gate.room_id = call->parameters[0];
	if ((e = read_gate(call, &input->gate)) != OK)
		return (e);
	if (strcmp(call->parameters[1], "_all") == 0)
		return (room_clear(call->arena, &input->gate, &input->deleted,
		    &call->fault));
	input->deleted = 1;
	return (delete_one(call, &input->gate));
}

static void
delete_encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "deletedCount", input->deleted);
	json_put_string(&w, "roomID", call->parameters[0]);
	json_put_string(&w, "messageID", call->parameters[1]);
	json_put_string(&w, "deletedBy", input->gate.username);
	imkit_time(call, &w, "deletedAt", call->now);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Hide one sender's messages from everybody, or show them again.
 */
static enum err
sender_decode(struct call *call)
{
	struct input *input = new_input(call);
	struct json_object *root;
	enum err e;

	if ((e = decode_room(call, &root, input)) != OK ||
	    (e = imkit_text(call, root, "sender", IMKIT_ID_MAX,
	    &input->sender)) != OK)
		return (e);
	return (imkit_id_check(call, "sender", input->sender));
}

static enum err
sender_run(struct call *call)
{
	struct input *input = call->input;
	struct hide_sender what = { .sender = input->sender,
	    .hide = *(const bool *)call->endpoint->family,
	    .now = call->now };
	enum err e;

	if ((e = read_gate(call, &input->gate)) != OK)
		return (e);
	return (hide_sender(call->arena, &input->gate, &what, &input->hidden,
	    &call->fault));
}

static void
put_counts(struct json_writer *w, int64_t found, int64_t changed)
{

	json_put_integer(w, "n", found);
	json_put_integer(w, "nModified", changed);
	json_put_integer(w, "ok", 1);
}

static void
counts_encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	put_counts(&w, input->hidden.found, input->hidden.changed);
	json_put_string(&w, "room", input->gate.room_id);
	if (input->sender != NULL)
		json_put_string(&w, "sender", input->sender);
	json_put_integer(&w, "totalCount", input->hidden.found);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Hide messages from oneself.
 */
static enum err
own_decode(struct call *call)
{
	struct input *input = new_input(call);
	struct json_object *root;
	enum err e;

	if ((e = decode_room(call, &root, input)) != OK ||
	    (e = imkit_strings(call, root, "messages", HIDE_MAX, &input->ids,
	    &input->count)) != OK)
		return (e);
	return (input->count == 0 ? imkit_absent(call, "messages") : OK);
}

static struct view
view_of(struct call *call, const struct input *input)
{

	return ((struct view){ &call->app, input->gate.room_id,
	    input->gate.username });
}

static enum err
own_run(struct call *call)
{
	struct input *input = call->input;
	struct view view = view_of(call, input);

	return (hide_messages(call->arena, &view, input->ids, input->count,
	    &input->hidden, &call->fault));
}

static enum err
own_list_decode(struct call *call)
{
	struct input *input = new_input(call);
	int64_t limit = HIDE_PAGE_MAX;
	enum err e;

	input->gate.room_id = http_query(&call->request, "room");
	if ((e = imkit_id_check(call, "room", input->gate.room_id)) != OK ||
	    (e = imkit_number(call, "limit", 1, HIDE_PAGE_MAX, &limit)) != OK)
		return (e);
	input->page.limit = (size_t)limit;
	return (imkit_number(call, "skip", 0, INT32_MAX,
	    &input->page.offset));
}

static enum err
own_list_run(struct call *call)
{
	struct input *input = call->input;
	struct view view = view_of(call, input);

	return (hide_list(call->arena, &view, &input->page, &call->fault));
}

static void
own_list_encode(struct call *call)
{
	const struct hidden_page *page = &((struct input *)call->input)->page;
	char id[ID_HEX + 1];
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalCount", page->total);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < page->count; i++) {
		id_hex(page->messages[i].id, page->conv, id);
		json_write_object(&w);
		json_put_string(&w, "message", id);
		imkit_time(call, &w, "createdAt", page->messages[i].created);
		imkit_time(call, &w, "updatedAt", page->messages[i].created);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static enum err
own_all_decode(struct call *call)
{
	struct json_object *root;

	return (decode_room(call, &root, new_input(call)));
}

static enum err
own_all_run(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = read_gate(call, &input->gate)) != OK)
		return (e);
	return (hide_all(call->arena, &input->gate, &input->hidden_ids,
	    &input->count, &call->fault));
}

static void
own_all_encode(struct call *call)
{
	const struct input *input = call->input;
	char id[ID_HEX + 1];
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	put_counts(&w, (int64_t)input->count, (int64_t)input->count);
	json_put_string(&w, "room", input->gate.room_id);
	json_put_integer(&w, "totalCount", (int64_t)input->count);
	json_write_name(&w, "messages");
	json_write_array(&w);
	for (i = 0; i < input->count; i++) {
		id_hex(input->hidden_ids[i], input->gate.conv, id);
		json_write_string(&w, id);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Typing.
 */
static enum err
typing_decode(struct call *call)
{
	struct input *input = new_input(call);
	struct json_object *root;
	enum err e;

	input->gate.room_id = call->parameters[0];
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_text(call, root, "message", TYPING_MAX,
	    &input->text)) != OK)
		return (e);
	if (input->text == NULL)
		input->text = "";
	return (OK);
}

static enum err
typing_run(struct call *call)
{
	struct input *input = call->input;
	struct typing typing = { .app_id = call->app.id, .active = true,
	    .text = input->text, .now = call->now };
	enum err e;

	if ((e = read_gate(call, &input->gate)) != OK ||
	    (e = gate_user(&input->gate)) != OK ||
	    (e = gate_text(call->arena, &input->gate, input->text)) != OK)
		return (e);
	typing.conv = input->gate.conv;
	typing.room_id = input->gate.room_id;
	typing.username = input->gate.username;
	return (typing_notify(call->arena, &typing, &call->fault));
}

static void
typing_encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "message", input->text);
	json_put_string(&w, "room", input->gate.room_id);
	json_put_string(&w, "sender", input->gate.username);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const bool hides = true, shows = false;

static const struct endpoint rows[] = {
	{
		.method = "DELETE", .path = "/rooms/{room}/messages/{id}",
		.name = "imkit/messages/delete",
		.summary = "Delete a message of a room, or all (_all)",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = delete_run, .encode = delete_encode,
	},
	{
		.method = "POST", .path = "/messages/hide-by-sender-in-room",
		.name = "imkit/messages/hide-sender",
		.summary = "Hide a sender's messages in a room",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .family = &hides,
		.decode = sender_decode, .run = sender_run,
		.encode = counts_encode,
	},
	{
		.method = "POST", .path = "/messages/unhide-by-sender-in-room",
		.name = "imkit/messages/hide-sender",
		.summary = "Show a sender's messages in a room again",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .family = &shows,
		.decode = sender_decode, .run = sender_run,
		.encode = counts_encode,
	},
	{
		.method = "POST", .path = "/messages/user-delete",
		.name = "imkit/messages/user-delete",
		.summary = "Hide messages from oneself",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = own_decode, .run = own_run, .encode = counts_encode,
	},
	{
		.method = "GET", .path = "/messages/user-delete",
		.name = "imkit/messages/user-delete",
		.summary = "Messages hidden from oneself",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = own_list_decode,
		.run = own_list_run, .encode = own_list_encode,
	},
	{
		.method = "POST", .path = "/messages/user-delete/all-in-room",
		.name = "imkit/messages/user-delete",
		.summary = "Hide all messages of a room from oneself",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = own_all_decode,
		.run = own_all_run, .encode = own_all_encode,
	},
	{
		.method = "POST", .path = "/rooms/{id}/typing",
		.name = "imkit/rooms/typing",
		.summary = "Say that one is typing",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = typing_decode,
		.run = typing_run, .encode = typing_encode,
	},
};

const struct endpoint_table imkit_extra_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
