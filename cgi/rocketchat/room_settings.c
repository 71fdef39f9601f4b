/*
 * What a room is like, for channels.* and groups.*:
 *
 *	POST .setTopic {topic}, .setAnnouncement {announcement},
 *	    .setDescription {description}, .setPurpose {purpose}
 *	POST .rename {name}, .setReadOnly {readOnly}, .setType {type}
 *	POST .archive, .unarchive
 *
 * What is so already is no error.
 */
#include <string.h>

#include "arena.h"
#include "rooms.h"

/* What decode() leaves. */
struct input {
	struct channel_key key;
	struct channel_setting setting;
	const char *permission;
	const char *create;		/* another one, or NULL */
	bool archiving;
	const char *name, *value;	/* of the answer; NULL: the room */
};

static const bool yes = true, no = false;

static enum err
read_body(struct call *call, struct json_object **root,
    const char *permission)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	enum err e;

	call->input = input;
	input->permission = permission;
	if ((e = rocketchat_body(call, root)) != OK)
		return (e);
	return (rooms_key_body(call, *root, &input->key));
}

/* A text that takes the place of the one before; "" and null: none. */
static enum err
read_text(struct call *call, const char *name, const char **text)
{
	struct json_object *root;
	struct input *input;
	enum err e;

	if ((e = read_body(call, &root, "edit-room")) != OK)
		return (e);
	input = call->input;
	if (!json_has(root, name))
		return (rooms_required(call, name));
	if ((e = rooms_text(call, root, name, ROOM_TEXT_MAX, text)) != OK)
		return (e);
	if (*text == NULL)
		*text = "";
	input->name = name;
	input->value = *text;
	return (OK);
}

static enum err
topic_decode(struct call *call)
{
	const char *text;
	enum err e = read_text(call, "topic", &text);

	if (e == OK)
		((struct input *)call->input)->setting.topic = text;
	return (e);
}

static enum err
announcement_decode(struct call *call)
{
	const char *text;
	enum err e = read_text(call, "announcement", &text);

	if (e == OK)
		((struct input *)call->input)->setting.announcement = text;
	return (e);
}

static enum err
description_decode(struct call *call)
{
	const char *text;
	enum err e = read_text(call, "description", &text);

	if (e == OK)
		((struct input *)call->input)->setting.description = text;
	return (e);
}

static enum err
purpose_decode(struct call *call)
{
	const char *text;
	enum err e = read_text(call, "purpose", &text);

	if (e == OK)
		((struct input *)call->input)->setting.description = text;
	return (e);
}

static enum err
rename_decode(struct call *call)
{
	struct json_object *root;
	struct input *input;
	const char *name;
	enum err e;

	if ((e = read_body(call, &root, "edit-room")) != OK ||
	    (e = rooms_text(call, root, "name", 0, &name)) != OK)
		return (e);
	if (name == NULL)
		return (rooms_required(call, "name"));
	input = call->input;
	input->setting.handle = name;
	input->setting.name = name;
	return (room_name_check(call, name));
}

static enum err
read_only_decode(struct call *call)
{
	struct json_object *root;
	const bool *flag;
	enum err e;

	if ((e = read_body(call, &root, "set-readonly")) != OK ||
	    (e = rooms_flag(call, root, "readOnly", &flag)) != OK)
		return (e);
	if (flag == NULL)
		return (rooms_required(call, "readOnly"));
	((struct input *)call->input)->setting.read_only = flag;
	return (OK);
}

static enum err
type_decode(struct call *call)
{
	struct json_object *root;
	struct input *input;
	const char *type;
	enum err e;

	if ((e = read_body(call, &root, "edit-room")) != OK ||
	    (e = rooms_text(call, root, "type", 0, &type)) != OK)
		return (e);
	if (type == NULL || (strcmp(type, "c") != 0 &&
	    strcmp(type, "p") != 0))
		return (rocketchat_invalid(call, "type must be c or p"));
	input = call->input;
	input->setting.public = *type == 'c' ? &yes : &no;
	input->create = *type == 'c' ? "create-c" : "create-p";
	return (OK);
}

static enum err
archive_decode(struct call *call)
{
	struct json_object *root;
	enum err e;

	if ((e = read_body(call, &root, "archive-room")) != OK)
		return (e);
	((struct input *)call->input)->setting.archived = &yes;
	((struct input *)call->input)->archiving = true;
	return (OK);
}

static enum err
unarchive_decode(struct call *call)
{
	struct json_object *root;
	enum err e;

	if ((e = read_body(call, &root, "unarchive-room")) != OK)
		return (e);
	((struct input *)call->input)->setting.archived = &no;
	((struct input *)call->input)->archiving = true;
	return (OK);
}

static enum err
refuse(struct call *call, const struct input *input)
{

	if (input->archiving)
		return (rocketchat_error(call, "error-not-authorized",
		    "Not authorized", *input->setting.archived ?
		    "archiveRoom" : "unarchiveRoom"));
	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-action-not-allowed",
	    .reason = "Editing room is not allowed",
	    .details = "{\"method\":\"saveRoomSettings\","
	    "\"action\":\"Editing_room\"}" }));
}

static enum err
run(struct call *call)
{
	struct input *input = call->input;
	struct channel_actor actor;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &input->key, !input->archiving,
	    &channel)) != OK)
		return (e);
	actor = rooms_actor(call, channel.id, input->permission);
	if (input->create != NULL && !rocketchat_may(call, input->create,
	    NULL))
		return (refuse(call, input));
	/* A chat room is open for all, for ever. */
	if (input->setting.public != NULL &&
	    channel.kind == CONVERSATION_ROOM)
		return (refuse(call, input));
	e = channel_set(call->arena, &actor, &input->setting, &call->fault);
	if (e == ERR_FORBIDDEN)
		return (refuse(call, input));
	if (e == ERR_ROOM_EXISTS)
		return (room_name_taken(call, input->setting.handle, false));
	if (e != OK || input->archiving || input->name != NULL)
		return (e);
	return (rooms_show(call, channel.id));
}

static void
text_encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_put_string(&w, input->name, input->value);
	rocketchat_end(&w);
}

/* A call for channels, and one for groups. */
#define ROW(type, verb, what, decoder, encoder)				\
	{								\
		.method = "POST", .path = "/api/v1/" #type verb,	\
		.name = "rocketchat/" #type verb, .summary = (what),	\
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,	\
		.family = &room_##type, .calls = ROCKETCHAT_CALLS,	\
		.decode = (decoder), .run = run, .encode = (encoder),	\
	}
#define ROWS(verb, what, decoder, encoder)				\
	ROW(channels, verb, what, decoder, encoder),			\
	ROW(groups, verb, what, decoder, encoder)

static const struct endpoint rows[] = {
	ROWS(".setTopic", "Set a room's topic", topic_decode, text_encode),
	ROWS(".setAnnouncement", "Set a room's announcement",
	    announcement_decode, text_encode),
	ROWS(".setDescription", "Set a room's description",
	    description_decode, text_encode),
	ROWS(".setPurpose", "Set a room's description", purpose_decode,
	    text_encode),
	ROWS(".rename", "Give a room another name", rename_decode,
	    rooms_show_encode),
	ROWS(".setReadOnly", "Make a room read-only, or end that",
	    read_only_decode, rooms_show_encode),
	ROWS(".setType", "Make a room public or private", type_decode,
	    rooms_show_encode),
	ROWS(".archive", "Archive a room", archive_decode,
	    rooms_done_encode),
	ROWS(".unarchive", "End a room's archiving", unarchive_decode,
	    rooms_done_encode),
};

const struct endpoint_table rocketchat_room_setting_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
