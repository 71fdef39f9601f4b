/*
 * Sends of the old generation (seed 004; contract easemob 1.3):
 *
 *	POST /messages		data {"user2":"success"}
 *	POST /messages?useMsgId=true	data {"user2":"<message id>"}
 *
 * msg is flat: its member type, and beside it the fields of the body.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "easemob.h"
#include "easemob/send.h"
#include "idempotency_key.h"

static enum err
decode_target_type(struct send *send, struct json_object *root)
{
	static const struct {
		const char *name;
		enum conversation_kind to;
	} kinds[] = {
		{ "users", CONVERSATION_USERS },
		{ "chatgroups", CONVERSATION_GROUP },
		{ "chatrooms", CONVERSATION_ROOM },
	};
	const char *name = json_string(json_get(root, "target_type"));
	size_t i;

	if (json_get(root, "target_type") == NULL)
		return (ERR_TARGET_TYPE_ABSENT);
	for (i = 0; name != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(name, kinds[i].name) == 0) {
			send->to = kinds[i].to;
			return (OK);
		}
	return (ERR_TARGET_TYPE_WRONG);
}

static enum err
decode_msg(struct call *call, struct send *send, struct json_object *root)
{
	struct json_object *msg = json_get(root, "msg");
	struct json_slice slice;
	struct buf out;

	if (msg == NULL)
		return (ERR_BODY_EMPTY);
	if (!json_is(msg, json_type_object)) {
		call->fault.argument = "msg";
		return (ERR_BAD_FIELD);
	}
	if (json_get(msg, "type") == NULL)
		return (ERR_TYPE_EMPTY);
	if ((send->type = json_string(json_get(msg, "type"))) == NULL) {
		call->fault.argument = "msg.type";
		return (ERR_BAD_FIELD);
	}
	if (*send->type == '\0')
		return (ERR_TYPE_EMPTY);
	if (!easemob_type_known(send->type)) {
		call->fault.argument = send->type;
		return (ERR_TYPE_UNKNOWN);
	}
	if (json_object_object_length(msg) == 1)
		return (ERR_BODY_EMPTY);
	if (!json_member(call->request.body, call->request.body_length,
	    "msg", &slice))
		return (ERR_INTERNAL);
	buf_init(&out, call->arena, call->request.body_length + 1);
	json_compact_without(&out, slice, "type");
	send->body = out.bytes;
	easemob_send_text(send, msg);
	return (easemob_content_check(call, send->type, msg));
}

static enum err
decode_targets(struct call *call, struct send *send, struct json_object *root)
{
	struct json_object *target = json_get(root, "target");

	if (target != NULL && !json_is(target, json_type_array)) {
		call->fault.argument = "target";
		return (ERR_BAD_FIELD);
	}
	return (easemob_send_targets(call, send, target,
	    call->endpoint->targets_max));
}

/*
 * The old API knows no `users` beside `target`.  Who writes them means only
 * those members, and a private message must never be broadcast: it is a
 * directed send, to one room or group.
 */
static enum err
decode_visibility(struct call *call, struct send *send,
    struct json_object *root)
{
	bool directed = send->to != CONVERSATION_USERS &&
	    json_has(root, "users");

	if (directed && send->target_count > 1) {
		call->fault.argument = "1";
		return (ERR_TARGETS_TOO_MANY);
	}
	return (easemob_send_visibility(call, send, root, directed));
}

static enum err
decode(struct call *call)
{
	struct send *send = arena_alloc(call->arena, sizeof(*send));
	struct json_object *root;
	enum err e;

	call->send = send;
	send->app = &call->app;
	easemob_send_limits(call, send, &call->endpoint->calls,
	    &call->endpoint->messages);
	if ((e = body_object(call, &root)) != OK ||
	    (e = decode_target_type(send, root)) != OK ||
	    (e = easemob_send_from(call, send, root)) != OK ||
	    (e = decode_targets(call, send, root)) != OK ||
	    (e = decode_msg(call, send, root)) != OK ||
	    (e = easemob_send_ext(call, send, root)) != OK ||
	    (e = decode_visibility(call, send, root)) != OK ||
	    (e = easemob_send_level(call, send, root)) != OK ||
	    (e = easemob_send_options(call, send, root)) != OK ||
	    (e = easemob_send_size(send)) != OK)
		return (e);
	return (idempotency_key_take(call, send));
}

static void
encode(struct call *call)
{
	const char *use_id = http_query(&call->request, "useMsgId");
	struct json_writer w;

	easemob_begin(call, &w);
	easemob_send_data(call, &w, use_id == NULL ||
	    strcmp(use_id, "true") != 0);
	easemob_end(call, &w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST",
		.path = "/{org}/{app}/messages",
		.name = "messages",
		.summary = "Send a message, in the form of the old API",
		.dialect = &easemob_dialect,
		.auth = AUTH_APP,
		.sends = true,
		.generation = EASEMOB_OLD,
		.targets_max = SEND_TARGETS_MAX,
		.calls = { "calls messages", 100, 1 },
		.decode = decode,
		.run = easemob_send_check,
		.encode = encode,
	},
};

const struct endpoint_table easemob_old_message_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
