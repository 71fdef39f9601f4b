/*
 * Sends of the current generation (seed 003; contract easemob 1.2):
 *
 *	POST /messages/users
 *	POST /messages/chatgroups	POST /messages/chatgroups/users
 *	POST /messages/chatrooms	POST /messages/chatrooms/users
 *
 * Order of checks (contract 2.3): types of fields, from, to, type, body, ext,
 * users, counts, size; the limits last, in the writer.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "easemob.h"
#include "easemob/send.h"
#include "idempotency_key.h"

/* What differs between the five paths, beside their limits. */
struct family {
	enum conversation_kind to;
	const char *parent;		/* `path` of the answer */
	const struct endpoint *plain;	/* the row of sends to everybody */
	/* The row of sends to some members only; its own, if it is one. */
	const struct endpoint *directed;
};

/* The JSON type of each known member; null counts as absent, and so does
 * ext here, whose wrong type has an error of its own. */
static const struct member {
	const char *name;
	enum json_type type;
} members[] = {
	{ "from", json_type_string },
	{ "to", json_type_array },
	{ "type", json_type_string },
	{ "body", json_type_object },
	{ "users", json_type_array },
	{ "roam_ignore_users", json_type_array },
	{ "chatroom_msg_level", json_type_string },
	{ "routetype", json_type_string },
	{ "env", json_type_string },
	{ "sync_device", json_type_boolean },
	{ "need_group_ack", json_type_boolean },
};

/* PHP's clients write true as 1 (contract 3, quirk 5). */
static bool
fits(struct json_object *value, enum json_type type)
{
	int64_t number;

	if (value == NULL || json_is(value, type))
		return (true);
	return (type == json_type_boolean &&
	    json_integer(value, false, &number) &&
	    (number == 0 || number == 1));
}

static bool
is_strings(struct json_object *list)
{
	size_t i;

	if (list == NULL)
		return (true);
	for (i = 0; i < json_object_array_length(list); i++)
		if (!json_is(json_object_array_get_idx(list, i),
		    json_type_string))
			return (false);
	return (true);
}

static enum err
check_types(struct call *call, struct json_object *root)
{
	struct json_object *value;
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		value = json_get(root, members[i].name);
		if (!fits(value, members[i].type) ||
		    (members[i].type == json_type_array &&
		    !is_strings(value))) {
			call->fault.detail = arena_format(call->arena,
			    "member %s has a wrong type", members[i].name);
			return (ERR_BAD_FIELD);
		}
	}
	return (OK);
}

static enum err
decode_type_and_body(struct call *call, struct send *send,
    struct json_object *root)
{
	struct json_object *body = json_get(root, "body");
	struct json_slice slice;
	struct buf out;

	send->type = json_string(json_get(root, "type"));
	if (send->type == NULL || *send->type == '\0')
		return (ERR_TYPE_EMPTY);
	if (!easemob_type_known(send->type)) {
		call->fault.argument = send->type;
		return (ERR_TYPE_UNKNOWN);
	}
	if (body == NULL || json_object_object_length(body) == 0)
		return (ERR_BODY_EMPTY);
	if (!json_member(call->request.body, call->request.body_length,
	    "body", &slice))
		return (ERR_INTERNAL);
	buf_init(&out, call->arena, call->request.body_length + 1);
	json_compact(&out, slice);
	send->body = out.bytes;
	return (OK);
}

static enum err
decode_checked(struct call *call, struct send *send, struct json_object *root,
    const struct endpoint *row)
{
	const struct family *family = row->family;
	struct json_object *to = json_get(root, "to");
	bool directed = row == family->directed;
	enum err e, counted;

	if ((e = check_types(call, root)) != OK ||
	    (e = easemob_send_from(call, send, root)) != OK)
		return (e);
	/* Too many targets is a later check than what follows. */
	counted = easemob_send_targets(call, send, to,
	    family->plain->targets_max);
	/*
	 * A directed send is for one room by seed 003's words; its table of
	 * errors names the plain sends' maximum where there are more than that.
	 */
	if (counted == OK && send->target_count > row->targets_max) {
		call->fault.argument = arena_format(call->arena, "%zu",
		    row->targets_max);
		counted = ERR_TARGETS_TOO_MANY;
	}
	if (counted != OK && counted != ERR_TARGETS_TOO_MANY)
		return (counted);
	if ((e = decode_type_and_body(call, send, root)) != OK ||
	    (e = easemob_send_ext(call, send, root)) != OK ||
	    (e = easemob_send_visibility(call, send, root,
	    directed)) != OK ||
	    (e = easemob_send_level(call, send, root)) != OK ||
	    (e = easemob_send_options(call, send, root)) != OK)
		return (e);
	if (counted != OK)
		return (counted);
	if ((e = easemob_content_check(call, send->type,
	    json_get(root, "body"))) != OK)
		return (e);
	easemob_send_text(send, json_get(root, "body"));
	return (easemob_send_size(send));
}

static enum err
decode(struct call *call)
{
	const struct family *family = call->endpoint->family;
	const struct endpoint *row = call->endpoint;
	struct send *send = arena_alloc(call->arena, sizeof(*send));
	struct json_object *root;
	enum err e;

	call->send = send;
	send->app = &call->app;
	send->to = family->to;
	if ((e = body_object(call, &root)) != OK)
		return (e);
	/*
	 * Seed 003 posts its own example of a directed send to the plain
	 * path.  A private message must never be broadcast: wherever there is
	 * a member `users`, whatever its value, the send is a directed one.
	 */
	if (family->directed != NULL && json_has(root, "users"))
		row = family->directed;
	easemob_send_limits(call, send, &row->calls, &row->messages);
	if ((e = decode_checked(call, send, root, row)) != OK)
		return (e);
	return (idempotency_key_take(call, send));
}

static void
encode(struct call *call)
{
	const struct family *family = call->endpoint->family;
	struct json_writer w;

	easemob_begin_as(call, &w, family->parent, NULL);
	easemob_send_data(call, &w, false);
	easemob_end(call, &w);
}

enum { USERS, GROUPS, GROUPS_USERS, ROOMS, ROOMS_USERS, ROWS };
static const struct endpoint rows[ROWS];

static const struct family users_family = {
	CONVERSATION_USERS, "/messages/users", &rows[USERS], NULL
};
static const struct family groups_family = {
	CONVERSATION_GROUP, "/messages/chatgroups", &rows[GROUPS],
	&rows[GROUPS_USERS]
};
static const struct family rooms_family = {
	CONVERSATION_ROOM, "/messages/chatrooms", &rows[ROOMS],
	&rows[ROOMS_USERS]
};

#define SEND_ROW							\
	.method = "POST", .dialect = &easemob_dialect, .auth = AUTH_APP, \
	.sends = true, .generation = EASEMOB_NEW, .decode = decode,	\
	.run = easemob_send_check, .encode = encode

static const struct endpoint rows[ROWS] = {
	[USERS] = { SEND_ROW,
		.path = "/{org}/{app}/messages/users",
		.name = "messages/users",
		.summary = "Send a message to users",
		.family = &users_family,
		.targets_max = 600,
		.calls = { "calls messages/users", 100, 1 },
		.messages = { "messages users", 6000, 60 } },
	[GROUPS] = { SEND_ROW,
		.path = "/{org}/{app}/messages/chatgroups",
		.name = "messages/chatgroups",
		.summary = "Send a message to groups",
		.family = &groups_family,
		.targets_max = 3,
		.calls = { "calls messages/chatgroups", 20, 1 },
		.messages = { "messages chatgroups", 20, 1 } },
	[GROUPS_USERS] = { SEND_ROW,
		.path = "/{org}/{app}/messages/chatgroups/users",
		.name = "messages/chatgroups/users",
		.summary = "Send a message to some members of a group",
		.family = &groups_family,
		.targets_max = 1,
		.calls = { "calls messages/chatgroups/users", 100, 1 },
		.messages = { "messages chatgroups/users", 100, 1 } },
	[ROOMS] = { SEND_ROW,
		.path = "/{org}/{app}/messages/chatrooms",
		.name = "messages/chatrooms",
		.summary = "Send a message to chat rooms",
		.family = &rooms_family,
		.targets_max = 10,
		.calls = { "calls messages/chatrooms", 100, 1 },
		.messages = { "messages chatrooms", 100, 1 } },
	[ROOMS_USERS] = { SEND_ROW,
		.path = "/{org}/{app}/messages/chatrooms/users",
		.name = "messages/chatrooms/users",
		.summary = "Send a message to some members of a chat room",
		.family = &rooms_family,
		.targets_max = 1,
		.calls = { "calls messages/chatrooms/users", 100, 1 },
		.messages = { "messages chatrooms/users", 100, 1 } },
};

const struct endpoint_table easemob_message_endpoints = { rows, ROWS };
