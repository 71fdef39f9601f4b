/*
 * New rooms:
 *
 *	POST /api/v1/channels.create	{name, members?, readOnly?,
 *	POST /api/v1/groups.create	    customFields?, extraData?}
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "rooms.h"

/* Blanks at the ends of a name do not count. */
static const char *
trim(struct arena *arena, const char *text)
{
	size_t length;

	text += strspn(text, " \t\r\n");
	for (length = strlen(text); length > 0 &&
	    strchr(" \t\r\n", text[length - 1]) != NULL; length--)
		continue;
	return (arena_strndup(arena, text, length));
}

/* As compact JSON. */
static enum err
read_custom(struct call *call, struct json_object *root,
    const char **custom)
{
	struct json_object *fields = json_get(root, "customFields");
	struct json_slice slice;
	struct buf out;

	*custom = "";
	if (fields == NULL)
		return (OK);
	if (!json_is(fields, json_type_object))
		return (rocketchat_invalid(call,
		    "customFields must be object"));
	json_member(call->request.body, call->request.body_length,
	    "customFields", &slice);
	buf_init(&out, call->arena, ROOM_CUSTOM_MAX);
	json_compact(&out, slice);
	if (out.overflow)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "customFields must NOT have more than %d bytes",
		    ROOM_CUSTOM_MAX)));
	*custom = out.bytes;
	return (OK);
}

static enum err
read_extra(struct call *call, struct json_object *root,
    struct channel_new *new)
{
	struct json_object *extra = json_get(root, "extraData");
	const bool *encrypted, *broadcast;
	enum err e;

	new->description = "";
	if (extra == NULL)
		return (OK);
	if (!json_is(extra, json_type_object))
		return (rocketchat_invalid(call, "extraData must be object"));
	if (json_get(extra, "teamId") != NULL)
		return (rocketchat_error(call, "error-team-not-found",
		    "The \"teamId\" param provided does not match any team",
		    NULL));
	if ((e = rooms_text(call, extra, "topic", ROOM_TEXT_MAX,
	    &new->topic)) != OK ||
	    (e = rooms_text(call, extra, "announcement", ROOM_TEXT_MAX,
	    &new->announcement)) != OK ||
	    (e = rooms_text(call, extra, "description", ROOM_TEXT_MAX,
	    &new->description)) != OK ||
	    (e = rooms_flag(call, extra, "broadcast", &broadcast)) != OK ||
	    (e = rooms_flag(call, extra, "encrypted", &encrypted)) != OK)
		return (e);
	if (new->description == NULL)
		new->description = "";
	new->encrypted = encrypted != NULL && *encrypted;
	new->read_only |= broadcast != NULL && *broadcast;
	return (OK);
}

static enum err
create_decode(struct call *call)
{
	const struct room_family *family = rooms_family(call);
	struct channel_new *new = arena_calloc(call->arena, 1, sizeof(*new));
	struct json_object *root;
	const bool *read_only;
	enum err e;

	call->input = new;
	if (!rocketchat_may(call, family->create, NULL))
		return (rooms_unauthorized(call));
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = rooms_text(call, root, "name", 0, &new->name)) != OK ||
	    (e = rooms_texts(call, root, "members", ROOM_MEMBERS_ASKED_MAX,
	    &new->members)) != OK ||
	    (e = rooms_flag(call, root, "readOnly", &read_only)) != OK ||
	    (e = read_custom(call, root, &new->custom)) != OK)
		return (e);
	if (new->name == NULL)
		return (rooms_required(call, "name"));
	new->name = trim(call->arena, new->name);
	new->handle = new->name;
	new->read_only = read_only != NULL && *read_only;
	new->public = family == &room_channels;
	new->owner = rocketchat_session(call)->account.username;
	if ((e = read_extra(call, root, new)) != OK)
		return (e);
	return (room_name_check(call, new->name));
}

static enum err
create_run(struct call *call)
{
	struct channel_new *new = call->input;
	enum err e;

	e = channel_create(call->arena, &call->app, new, &call->fault);
	if (e == ERR_ROOM_EXISTS)
		return (room_name_taken(call, new->name, new->archived));
	return (e != OK ? e : rooms_show(call, new->id));
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/channels.create",
		.name = "rocketchat/channels.create",
		.summary = "Create a public channel",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.family = &room_channels, .calls = ROCKETCHAT_CALLS,
		.decode = create_decode, .run = create_run,
		.encode = rooms_show_encode,
	},
	{
		.method = "POST", .path = "/api/v1/groups.create",
		.name = "rocketchat/groups.create",
		.summary = "Create a private group",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.family = &room_groups, .calls = ROCKETCHAT_CALLS,
		.decode = create_decode, .run = create_run,
		.encode = rooms_show_encode,
	},
};

const struct endpoint_table rocketchat_room_create_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
