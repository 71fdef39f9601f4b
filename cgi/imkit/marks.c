/*
 * What is put on a message, and by whom (contract imkit, 1.7):
 *
 *	POST, DELETE /messages/{id}/reaction	members
 *	POST, DELETE /messages/{id}/pin		the backend, owner, managers
 *	POST, DELETE /messages/{id}/hidden	the same
 *	GET /rooms/{id}/pined-messages		members, the backend
 *
 * What is so already is no error: each answers the message as it is then.
 */
#include <string.h>

#include "arena.h"
#include "gate.h"
#include "mark.h"
#include "message.h"

/* What decode() and run() leave. */
struct input {
	const char *reaction;
	struct message message;
	struct marks marks;
	struct account *sender;		/* or NULL */
};

static enum mark_kind
kind_of(const struct call *call)
{

	return (*(const enum mark_kind *)call->endpoint->family);
}

static enum err
reaction_check(struct call *call, const char *reaction)
{
	enum err e;

	if ((e = imkit_id_check(call, "reaction", reaction)) != OK)
		return (e);
	if (strlen(reaction) > REACTION_BYTES)
		return (imkit_invalid(call, "reaction has at most %d bytes",
		    REACTION_BYTES));
	return (OK);
}

static enum err
decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if (kind_of(call) == MARK_UNREACT)
		input->reaction = http_query(&call->request, "reaction");
	else if (kind_of(call) != MARK_REACT)
		return (OK);
	else if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_text(call, root, "reaction", IMKIT_ID_MAX,
	    &input->reaction)) != OK)
		return (e);
	return (reaction_check(call, input->reaction));
}

/* A reaction is something said: who may not write may not react. */
static enum err
may_react(struct call *call, const struct input *input)
{
	struct gate gate = { .app = &call->app,
	    .room_id = input->message.room_id,
	    .username = imkit_caller(call) };
	enum err e;

	if ((e = gate_read(call->arena, &gate, &call->fault)) != OK)
		return (e == ERR_ROOM_UNKNOWN ? ERR_MESSAGE_UNKNOWN : e);
	if ((e = gate_user(&gate)) != OK)
		return (e);
	return (gate_text(call->arena, &gate, input->reaction));
}

/* Clients take the sender's id from an object (contract imkit, 1.4). */
static enum err
find_sender(struct call *call, struct input *input)
{
	enum err e;

	imkit_words(call->arena, &input->message);
	if (*input->message.sender == '\0')
		return (OK);
	input->sender = arena_alloc(call->arena, sizeof(*input->sender));
	e = account_find(call->arena, &call->app, input->message.sender,
	    input->sender, &call->fault);
	if (e != ERR_USER_UNKNOWN)
		return (e);
	input->sender = NULL;
	return (OK);
}

static enum err
run(struct call *call)
{
	struct input *input = call->input;
	struct mark mark = {
		.app = &call->app, .kind = kind_of(call),
		.username = imkit_caller(call), .reaction = input->reaction,
		.now = call->now,
	};
	enum err e;

	if ((e = message_find(call->arena, &call->app, call->parameters[0],
	    &input->message, &call->fault)) != OK ||
	    (mark.kind == MARK_REACT && (e = may_react(call, input)) != OK) ||
	    (e = mark_change(call->arena, &mark, &input->message,
	    &input->marks, &call->fault)) != OK)
		return (e);
	return (err_changed(find_sender(call, input)));
}

static void
write_message(struct call *call, struct json_writer *w,
    const struct input *input)
{
	const struct marks *marks = &input->marks;
	const enum mark_kind *kind = call->endpoint->family;
	struct imkit_beside beside = {
		.sender = input->sender, .reactions = marks->reactions,
		.reaction_count = marks->reaction_count,
		.pinned = marks->pinned, .hidden = marks->hidden,
	};

	if (kind != NULL) {
		beside.unpinned = *kind == MARK_UNPIN;
		beside.unhidden = *kind == MARK_UNHIDE;
	}
	imkit_message_write(call, w, &input->message, &beside);
}

static void
encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	write_message(call, &w, call->input);
	imkit_end(&w);
}

/*
 * The room's pinned message: none or one.
 */
static enum err
pinned_run(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	const char *id;
	enum err e;

	if ((e = room_pinned(call->arena, &call->app, call->parameters[0],
	    imkit_caller(call), &id, &call->fault)) != OK)
		return (e == ERR_ROOM_UNKNOWN && !imkit_is_platform(call) ?
		    ERR_NOT_MEMBER : e);
	if (id == NULL)
		return (OK);
	e = message_find(call->arena, &call->app, id, &input->message,
	    &call->fault);
	if (e == OK)
		e = marks_read(call->arena, &call->app, &input->message,
		    imkit_caller(call), &input->marks, &call->fault);
	if (e == ERR_MESSAGE_UNKNOWN)
		return (OK);
	if (e != OK || input->marks.own)
		return (e);
	call->output = input;
	return (find_sender(call, input));
}

static void
pinned_encode(struct call *call)
{
	const struct input *input = call->output;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalCount", input != NULL);
	json_write_name(&w, "data");
	json_write_array(&w);
	if (input != NULL)
		write_message(call, &w, input);
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const enum mark_kind react = MARK_REACT, unreact = MARK_UNREACT,
    pin = MARK_PIN, unpin = MARK_UNPIN, hide = MARK_HIDE, unhide = MARK_UNHIDE;

#define MARK_ROW(verb, last, word, who, which, what)			\
	{ .method = verb, .path = "/messages/{id}/" last,		\
	  .name = "imkit/messages/" word, .summary = what,		\
	  .dialect = &imkit_dialect, .auth = who,			\
	  .calls = IMKIT_CLIENT_CALLS, .family = &which,		\
	  .decode = decode, .run = run, .encode = encode }
#define PINNED_ROW(last)						\
	{ .method = "GET", .path = "/rooms/{id}/" last,			\
	  .name = "imkit/rooms/pinned",					\
	  .summary = "The pinned message of a room",			\
	  .dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,		\
	  .calls = IMKIT_CLIENT_CALLS, .run = pinned_run,		\
	  .encode = pinned_encode }

static const struct endpoint rows[] = {
	MARK_ROW("POST", "reaction", "reaction", AUTH_USER, react,
	    "React to a message"),
	MARK_ROW("DELETE", "reaction", "reaction", AUTH_USER, unreact,
	    "Take a reaction back"),
	MARK_ROW("POST", "pin", "pin", AUTH_APP_OR_USER, pin,
	    "Pin a message in its room"),
	MARK_ROW("DELETE", "pin", "pin", AUTH_APP_OR_USER, unpin,
	    "Unpin a message"),
	MARK_ROW("POST", "hidden", "hidden", AUTH_APP_OR_USER, hide,
	    "Hide a message from everybody"),
	MARK_ROW("DELETE", "hidden", "hidden", AUTH_APP_OR_USER, unhide,
	    "Show a hidden message again"),
	PINNED_ROW("pined-messages"),
	PINNED_ROW("messages/pined-messages"),
};

const struct endpoint_table imkit_mark_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
