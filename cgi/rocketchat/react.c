/*
 * Reactions (the model's calls of the same names):
 *
 *	POST /api/v1/chat.react		{messageId, emoji or reaction,
 *					shouldReact?}
 *	method setReaction(reaction, messageId, shouldReact?)
 *
 * They are those of all dialects; here they are called ":smile:".
 */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "emoji_name.h"
#include "mark.h"
#include "message_list.h"
#include "method.h"

static const char method_name[] = "setReaction";

struct reaction {
	const char *id;			/* the message's */
	const char *emoji;		/* as the client wrote it */
	const char *kind;		/* ":smile:" */
	bool toggle, wanted;
	bool rest;
	struct found_message found;
};

static enum err
not_allowed(struct call *call, const char *reason)
{

	return (rocketchat_error(call, "error-not-allowed", reason,
	    method_name));
}

/* One of the app's own: its setting Custom_Emoji, an array of names. */
static bool
is_custom(struct call *call, const char *name)
{
	struct json_object *own = json_get(rocketchat_session(call)->settings,
	    "Custom_Emoji");
	const char *is;
	size_t i;

	for (i = 0; json_is(own, json_type_array) &&
	    i < json_object_array_length(own); i++) {
		is = json_string(json_object_array_get_idx(own, i));
		if (is != NULL && *is != '\0' && strcmp(is, name) == 0)
			return (true);
	}
	return (false);
}

/* "smile" and ":smile:" to ":smile:"; false: there is no such emoji. */
static bool
read_kind(struct call *call, struct reaction *reaction)
{
	char name[REACTION_BYTES - 2 + 1];
	const char *c;
	size_t length = 0;

	for (c = reaction->emoji; *c != '\0'; c++) {
		if (*c == ':')
			continue;
		if (length == sizeof(name) - 1)
			return (false);
		name[length++] = *c;
	}
	name[length] = '\0';
	reaction->kind = arena_format(call->arena, ":%s:", name);
	return (emoji_known(name) || is_custom(call, name));
}

static enum err
find(struct call *call, struct reaction *reaction)
{
	enum err e;

	e = message_open(call, reaction->id, &reaction->found);
	if (e != ERR_MESSAGE_UNKNOWN && (e != OK ||
	    reaction->found.message.state == MESSAGE_PLAIN))
		return (e);
	if (!reaction->rest)
		return (not_allowed(call, "Not allowed"));
	return (rocketchat_error(call, "error-message-not-found",
	    "The provided \"messageId\" does not match any existing message.",
	    NULL));
}

/* Who may not write may not react. */
static enum err
may_react(struct call *call, const struct reaction *reaction)
{
	const struct post_room *room = &reaction->found.room;

	if (!room->member)
		return (rocketchat_error(call, "not-authorized",
		    "Not Authorized", method_name));
	if (room->silenced || room->blocked)
		return (rocketchat_refuse(call, &(struct rocketchat_fault){
		    .throws = THROW_METEOR, .error = "error-not-allowed",
		    .reason = room->blocked ? "This room is blocked" :
		    "You have been muted and cannot speak in this room",
		    .swallowed = true, .details = rocketchat_details(call,
		    (const char *[]){ "rid", room->id, NULL }) }));
	if ((room->read_only || room->frozen) && !room->voiced &&
	    !rocketchat_may(call, "post-readonly", room->role))
		return (rocketchat_plain(call, "You can't send messages"
		    " because the room is readonly."));
	return (OK);
}

static enum err
has_reacted(struct call *call, const struct reaction *reaction, bool *has)
{
	const struct message *m = &reaction->found.message;
	struct db_param params[5] = { db_bigint(call->arena, m->conv),
	    db_bigint(call->arena, m->id),
	    db_bigint(call->arena, call->app.id),
	    db_text(rocketchat_session(call)->account.username),
	    db_text(reaction->kind) };
	PGresult *r;
	enum err e;

	if ((e = db_query(call->arena, &SQL_reaction_has, params, 5, &r,
	    &call->fault)) == OK)
		*has = db_value_bool(r, 0, "has");
	return (e);
}

static enum err
change(struct call *call, struct reaction *reaction)
{
	struct mark mark = {
		.app = &call->app,
		.kind = reaction->wanted ? MARK_REACT : MARK_UNREACT,
		.username = rocketchat_session(call)->account.username,
		.reaction = reaction->kind, .now = call->now,
	};
	struct marks marks;
	enum err e;

	e = mark_change(call->arena, &mark, &reaction->found.message, &marks,
	    &call->fault);
	if (e == ERR_ARRAY_TOO_LONG)
		return (rocketchat_error(call, "error-too-many-reactions",
		    "The message has too many different reactions",
		    method_name));
	if (e == ERR_NOT_MEMBER)
		return (rocketchat_error(call, "not-authorized",
		    "Not Authorized", method_name));
	return (e == ERR_MESSAGE_UNKNOWN ?
	    not_allowed(call, "Not allowed") : e);
}

static enum err
react(struct call *call, struct reaction *reaction)
{
	bool has = false;
	enum err e;

	if ((reaction->rest && (e = find(call, reaction)) != OK))
		return (e);
	if (reaction->emoji == NULL)
		return (rocketchat_error(call, "error-emoji-param-not-provided",
		    "The required \"emoji\" param is missing.", NULL));
	if (!read_kind(call, reaction))
		return (not_allowed(call, "Invalid emoji provided."));
	if ((!reaction->rest && (e = find(call, reaction)) != OK) ||
	    (e = has_reacted(call, reaction, &has)) != OK)
		return (e);
	if (reaction->toggle)
		reaction->wanted = !has;
	if (reaction->wanted == has)
		return (OK);
	if ((e = may_react(call, reaction)) != OK)
		return (e);
	return (change(call, reaction));
}

/* shouldReact; absent or null: the other way round. */
static bool
read_wanted(struct json_object *value, struct reaction *reaction)
{

	reaction->toggle = value == NULL;
	reaction->wanted = value != NULL && json_object_get_boolean(value);
	return (value == NULL || json_is(value, json_type_boolean));
}

/* REST */

static bool
is_blank(const char *text)
{

	return (text == NULL || text[strspn(text, " \t\r\n")] == '\0');
}

static enum err
rest_decode(struct call *call)
{
	struct reaction *reaction = arena_calloc(call->arena, 1,
	    sizeof(*reaction));
	struct json_object *root;
	enum err e;

	call->input = reaction;
	if ((e = rocketchat_body(call, &root)) != OK)
		return (e);
	reaction->rest = true;
	reaction->id = json_string(json_get(root, "messageId"));
	if (is_blank(reaction->id))
		return (rocketchat_error(call,
		    "error-messageid-param-not-provided",
		    "The required \"messageId\" param is missing.", NULL));
	reaction->emoji = json_string(json_get(root, json_has(root,
	    "emoji") ? "emoji" : "reaction"));
	if (reaction->emoji != NULL && *reaction->emoji == '\0')
		reaction->emoji = NULL;
	if (!read_wanted(json_get(root, "shouldReact"), reaction))
		return (rocketchat_invalid(call,
		    "shouldReact must be boolean"));
	return (OK);
}

static enum err
rest_run(struct call *call)
{

	return (react(call, call->input));
}

static void
rest_encode(struct call *call)
{
	struct json_writer w;

	rocketchat_begin(call, &w);
	rocketchat_end(&w);
}

/* The method */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct reaction *reaction = arena_calloc(call->arena, 1,
	    sizeof(*reaction));
	size_t i;

	invocation->input = reaction;
	for (i = 0; i < 2; i++)
		if (param_text(invocation, i) == NULL)
			return (type_mismatch(call, "string",
			    param(invocation, i), ""));
	reaction->emoji = param_text(invocation, 0);
	reaction->id = param_text(invocation, 1);
	if (!read_wanted(param(invocation, 2), reaction))
		return (type_mismatch(call, "boolean", param(invocation, 2),
		    ""));
	return (OK);
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{

	return (react(call, invocation->input));
}

static const struct rocketchat_method methods[] = {
	{
		.name = method_name, .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
	},
};

const struct method_table react_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/chat.react",
		.name = "rocketchat/chat.react",
		.summary = "React to a message, or take it back",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = rest_decode,
		.run = rest_run, .encode = rest_encode,
	},
};

const struct endpoint_table rocketchat_react_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
