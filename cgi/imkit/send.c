/*
 * Sends (contract imkit, 1.4 and 1.5; seeds 000 and 001):
 *
 *	POST /rooms/{id}/message	a client, or the backend as nobody or as
 *					the `sender` it names; also edits and
 *					recalls
 *	POST /messages			the backend, as a user
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "conversation.h"
#include "gate.h"
#include "id.h"
#include "idempotency_key.h"
#include "json_string.h"
#include "message.h"
#include "message_list.h"

/* What decode() leaves. */
struct input {
	struct imkit_content content;
	struct gate gate;
	bool recall;
	/* What run() found: the message that was changed, or is answered. */
	struct message message;
	const struct shown *changed, *reply;
};

enum { CHANGE_ATTEMPTS = 50 };	/* while others change the same message */

static bool
is_plain_send(const struct call *call)
{

	return (strcmp(call->endpoint->path, "/messages") == 0);
}

/* The row's limits: a platform key's calls have one of their own. */
static void
set_limits(const struct call *call, struct send *send)
{

	send->calls = call->calls;
	send->calls.quota = app_scaled(&call->app, send->calls.quota);
}

static enum err
decode_flags(struct call *call, struct json_object *root, struct send *send)
{
	enum err e;

	send->notify = true;
	if ((e = imkit_flag(call, root, "push", &send->notify)) != OK)
		return (e);
	return (imkit_flag(call, root, "skipTotalBadge", &send->untotalled));
}

/* A new message of the decoded content, to one room. */
static void
fill_send(struct call *call, struct input *input, struct send *send)
{

	send->app = &call->app;
	send->targets = arena_calloc(call->arena, 1, sizeof(*send->targets));
	send->target_count = 1;
	send->targets[0].shown = input->gate.room_id;
	send->dialect = DIALECT_IMKIT;
	send->type = input->content.type == NULL ? "text" :
	    input->content.type;
	send->body = input->content.body;
	send->priority = PRIORITY_NORMAL;
	send->members = true;
	send->silent = imkit_is_system(send->type);
	send->mentions = input->content.mentions;
	send->mention_count = input->content.mention_count;
	send->text = input->content.text;
	set_limits(call, send);
	call->send = send;
}

/* Who sends: a client himself, the backend whom it says. */
static enum err
decode_sender(struct call *call, struct json_object *root,
    struct input *input)
{
	enum err e;

	input->gate.username = imkit_caller(call);
	if (!imkit_is_platform(call))
		return (OK);
	if ((e = imkit_text(call, root, "sender", IMKIT_ID_MAX,
	    &input->gate.username)) != OK)
		return (e);
	if (input->gate.username != NULL || is_plain_send(call))
		return (imkit_id_check(call, "sender",
		    input->gate.username));
	return (OK);
}

static enum err
decode_change(struct call *call, struct json_object *root,
    struct input *input)
{

	if (input->content.id == NULL && input->recall)
		return (imkit_absent(call, "_id"));
	if (input->content.type == NULL && !json_has(root, "message") &&
	    strcmp(input->content.body, "{}") == 0)
		return (imkit_absent(call, "message"));
	return (OK);
}

static enum err
decode_required(struct call *call, struct json_object *root,
    const struct input *input)
{

	if (!is_plain_send(call))
		return (OK);
	if (!json_has(root, "message") || json_get(root, "message") == NULL)
		return (imkit_absent(call, "message"));
	if (input->content.type == NULL)
		return (imkit_absent(call, "messageType"));
	return (OK);
}

static enum err
decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct send *send = arena_calloc(call->arena, 1, sizeof(*send));
	struct json_object *root;
	enum err e;

	call->input = input;
	input->gate.app = &call->app;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_content_read(call, root, &input->content)) != OK)
		return (e);
	input->recall = input->content.type != NULL &&
	    strcmp(input->content.type, "recall") == 0;
	if (is_plain_send(call)) {
		input->content.id = NULL;
		if ((e = imkit_text(call, root, "room", IMKIT_ID_MAX,
		    &input->gate.room_id)) != OK)
			return (e);
	} else
		input->gate.room_id = call->parameters[0];
	if ((e = imkit_id_check(call, "room", input->gate.room_id)) != OK ||
	    (e = decode_required(call, root, input)) != OK ||
	    (e = decode_sender(call, root, input)) != OK ||
	    (e = decode_change(call, root, input)) != OK)
		return (e);
	if (input->content.id != NULL)
		return (OK);
	if ((e = decode_flags(call, root, send)) != OK)
		return (e);
	fill_send(call, input, send);
	return (idempotency_key_take(call, send));
}

/* A room that a client may not write to: whether it exists is not told. */
static enum err
check_gate(struct call *call, struct input *input)
{
	struct gate *gate = &input->gate;
	enum err e;

	e = gate_read(call->arena, gate, &call->fault);
	if (!imkit_is_platform(call)) {
		if (e == ERR_ROOM_UNKNOWN)
			return (ERR_NOT_MEMBER);
		if (e != OK || (e = gate_user(gate)) != OK)
			return (e);
		return (gate_text(call->arena, gate, input->content.text));
	}
	if (e == OK && gate->username != NULL && !gate->exists) {
		call->fault.argument = gate->username;
		return (ERR_SENDER_UNKNOWN);
	}
	return (e);
}

/* One message of this room with what is beside it; NULL: he does not see it. */
static enum err
look(struct call *call, const struct input *input, int64_t id,
    const struct shown **found)
{
	const struct gate *gate = &input->gate;
	struct view_pick pick = { .conv = gate->conv, .id = id,
	    .room_id = gate->room_id, .kind = gate->kind };
	struct message_view view = { .manager = gate->manager,
	    .picks = &pick, .pick_count = 1 };
	enum err e;

	e = imkit_list_read(call, &view);
	*found = e == OK && view.count > 0 ? &view.messages[0] : NULL;
	return (e);
}

/* The message that is answered, if it is one of this room that he sees. */
static enum err
find_reply(struct call *call, struct input *input)
{
	const struct message *m;
	int64_t id, prefix;
	enum err e;

	if (input->content.reply == NULL ||
	    !id_from_hex(input->content.reply, &id, &prefix) ||
	    prefix != input->gate.conv >> ID_CONV_SHIFT)
		return (OK);
	if ((e = look(call, input, id, &input->reply)) != OK ||
	    input->reply == NULL)
		return (e);
	/* Where others read it, it is in a thread. */
	m = &input->reply->message;
	call->send->thread = m->thread != 0 ? m->thread : m->id;
	return (OK);
}

static enum err
may_change(struct call *call, const struct input *input)
{
	const struct message *m = &input->message;

	if (m->conv != input->gate.conv)
		return (ERR_MESSAGE_UNKNOWN);
	if (imkit_is_platform(call) ||
	    strcmp(m->sender, imkit_caller(call)) == 0)
		return (OK);
	/* Changing what is for others alone would show it. */
	if (input->gate.manager)
		return (m->users == NULL ? OK : ERR_MESSAGE_UNKNOWN);
	call->fault.argument = "Only the sender, the room's owner and its"
	    " managers can change a message";
	return (ERR_FORBIDDEN);
}

static enum err
change(struct call *call, struct input *input)
{
	struct message *m = &input->message;
	struct message_change new = {
		.dialect = DIALECT_IMKIT, .state = MESSAGE_PLAIN,
		.text = input->content.text, .now = call->now,
	};
	struct json_slice text;
	size_t length;

	imkit_words(call->arena, m);
	if (m->state == MESSAGE_RECALLED)
		return (input->recall ? OK : ERR_MESSAGE_UNKNOWN);
	if (input->recall) {
		new.state = MESSAGE_RECALLED;
		new.type = "recall";
		new.body = "{\"message\":\"\"}";
		new.text = NULL;
		return (message_change(call->arena, &call->app, m, &new,
		    &call->fault));
	}
	new.type = input->content.type == NULL ? m->type :
	    input->content.type;
	new.body = imkit_content_merge(call->arena, m->body,
	    input->content.body);
	/* What several edits add must not be more than one send may have. */
	if (strlen(new.body) > (size_t)call->conf->body_max)
		return (ERR_MESSAGE_TOO_LARGE);
	if (json_member(new.body, strlen(new.body), "message", &text) &&
	    *text.bytes == '"')
		new.text = json_unescape(call->arena, text, &length);
	return (message_change(call->arena, &call->app, m, &new,
	    &call->fault));
}

/*
 * Clients put the answer in the place of what they had: the message as this
 * call made it, whatever others made of it since, with what is beside it.
 */
static enum err
look_at_changed(struct call *call, struct input *input)
{
	const struct shown *found;
	struct shown *own;
	enum err e;

	if ((e = look(call, input, input->message.id, &found)) != OK ||
	    found == NULL)
		return (err_changed(e));
	own = arena_memdup(call->arena, found, sizeof(*found));
	own->message = input->message;
	input->changed = own;
	return (OK);
}

/* Edit or recall; who was overtaken looks again. */
static enum err
run_change(struct call *call, struct input *input)
{
	enum err e = ERR_CONFLICT;
	int i;

	for (i = 0; e == ERR_CONFLICT && i < CHANGE_ATTEMPTS; i++) {
		if ((e = message_find(call->arena, &call->app,
		    input->content.id, &input->message,
		    &call->fault)) != OK ||
		    (e = may_change(call, input)) != OK)
			return (e);
		e = change(call, input);
	}
	if (e != OK)
		return (e == ERR_CONFLICT ? ERR_DATABASE_BUSY : e);
	return (look_at_changed(call, input));
}

static enum err
run(struct call *call)
{
	struct input *input = call->input;
	struct send *send = call->send;
	enum err e;

	if ((e = check_gate(call, input)) != OK)
		return (e);
	if (send == NULL)
		return (run_change(call, input));
	send->to = input->gate.kind;
	send->targets[0].canonical = input->gate.canonical;
	send->targets[0].conv = input->gate.conv;
	send->sender = input->gate.username == NULL ? "" :
	    input->gate.username;
	return (find_reply(call, input));
}

/* The message as it was stored. */
static struct message
sent_message(const struct call *call, const struct input *input)
{
	const struct send *send = call->send;

	return ((struct message){
		.id = call->receipt.ids[0], .conv = send->targets[0].conv,
		.room_id = input->gate.room_id, .kind = send->to,
		.sender = send->sender, .dialect = DIALECT_IMKIT,
		.type = send->type, .body = send->body,
	});
}

static void
encode(struct call *call)
{
	struct input *input = call->input;
	struct message m = call->send == NULL ? input->message :
	    sent_message(call, input);
	struct imkit_beside beside = { 0 };
	struct json_writer w;

	/* Clients take the sender's id from an object (contract 1.4). */
	if (call->account != NULL &&
	    strcmp(m.sender, call->account->username) == 0)
		beside.sender = call->account;
	if (input->reply != NULL) {
		beside.reply = &input->reply->message;
		beside.reply_sender = input->reply->sender;
	}
	/* Its own words, also when somebody else edits at the same time. */
	if (input->changed != NULL)
		beside = imkit_list_beside(input->changed);
	imkit_begin(call, &w);
	imkit_message_write(call, &w, &m, &beside);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/rooms/{id}/message",
		.name = "imkit/rooms/message",
		.summary = "Send a message to a room, edit or recall one",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_SENDS, .targets_max = 1, .sends = true,
		.decode = decode, .run = run, .encode = encode,
	},
	{
		.method = "POST", .path = "/messages",
		.name = "imkit/messages",
		.summary = "Send a message to a room as a user",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .targets_max = 1, .sends = true,
		.decode = decode, .run = run, .encode = encode,
	},
};

const struct endpoint_table imkit_send_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
