/* What the families of rooms share; see rooms.h. */
#include <string.h>

#include "arena.h"
#include "rooms.h"

const struct room_family room_channels = {
	.type = "c", .object = "channel", .list = "channels",
	.words = "channel",
	.create = "create-c", .add_any = "add-user-to-any-c-room",
	.leave = "leave-c", .returns_room = true,
};

const struct room_family room_groups = {
	.type = "p", .object = "group", .list = "groups", .words = "group",
	.create = "create-p", .add_any = "add-user-to-any-p-room",
	.leave = "leave-p",
};

const struct room_family room_directs = {
	.type = "d", .object = "room", .list = "ims",
	.words = "direct message", .create = "create-d",
};

const struct room_family *
rooms_family(const struct call *call)
{

	return (call->endpoint->family);
}

bool
rooms_sees(const struct call *call, const struct channel *channel)
{
	static const char *const roles[STANDINGS] = {
		[STANDING_OWNER] = "owner",
		[STANDING_MODERATOR] = "moderator",
	};

	return (rocketchat_reads(call, rocketchat_room_type(channel->kind,
	    channel->public), channel->standing != STANDING_STRANGER,
	    roles[channel->standing]));
}

enum err
rooms_read(struct call *call, const char *id, struct channel *channel)
{
	struct channel_look look = { .app = &call->app,
	    .viewer = rocketchat_session(call)->account.username };
	enum err e;

	if ((e = channel_read(call->arena, &look,
	    (struct room_names){ &id, 1 }, channel, &call->fault)) != OK)
		return (e);
	call->fault.argument = id;
	return (look.count == 0 ? ERR_ROOM_UNKNOWN : OK);
}

enum err
rooms_find(struct call *call, const struct channel_key *key,
    struct channel *channel)
{
	const char *id = key->id;
	enum err e;

	if (key->name != NULL && (e = channel_find(call->arena, &call->app,
	    key, &id, &call->fault)) != OK)
		return (e);
	if ((e = rooms_read(call, id, channel)) != OK)
		return (e);
	return (rooms_sees(call, channel) ? OK : ERR_ROOM_UNKNOWN);
}

enum err
rooms_find_type(struct call *call, const struct channel_key *key, bool live,
    struct channel *channel)
{
	const struct room_family *family = rooms_family(call);
	enum err e = rooms_find(call, key, channel);

	if (e == ERR_ROOM_UNKNOWN || (e == OK && strcmp(rocketchat_room_type(
	    channel->kind, channel->public), family->type) != 0))
		return (rocketchat_error(call, "error-room-not-found",
		    arena_format(call->arena, "The required \"roomId\" or"
		    " \"roomName\" param provided does not match any %s",
		    family->words), NULL));
	if (e != OK || !live || !channel->archived)
		return (e);
	return (rocketchat_error(call, "error-room-archived",
	    strcmp(family->type, "c") == 0 ? arena_format(call->arena,
	    "The channel, %s, is archived", room_handle(channel)) :
	    arena_format(call->arena, "The private group, %s, is archived",
	    room_handle(channel)), NULL));
}

static enum err
check_key(struct call *call, struct channel_key *key)
{

	if (key->id != NULL && *key->id == '\0')
		key->id = NULL;
	if (key->name != NULL && *key->name == '\0')
		key->name = NULL;
	/* Where both are said the id counts. */
	if (key->id != NULL)
		key->name = NULL;
	if (key->id != NULL || key->name != NULL)
		return (OK);
	return (rocketchat_error(call, "error-room-param-not-provided",
	    "The parameter \"roomId\" or \"roomName\" is required", NULL));
}

enum err
rooms_key_query(struct call *call, struct channel_key *key)
{

	key->id = http_query(&call->request, "roomId");
	key->name = http_query(&call->request, "roomName");
	return (check_key(call, key));
}

enum err
rooms_key_body(struct call *call, struct json_object *root,
    struct channel_key *key)
{
	enum err e;

	if ((e = rooms_text(call, root, "roomId", 0, &key->id)) != OK ||
	    (e = rooms_text(call, root, "roomName", 0, &key->name)) != OK)
		return (e);
	return (check_key(call, key));
}

struct channel_actor
rooms_actor(struct call *call, const char *id, const char *permission)
{
	struct channel_actor actor = { .app = &call->app, .id = id,
	    .username = rocketchat_session(call)->account.username };

	actor.may[STANDING_OWNER] = rocketchat_may(call, permission, "owner");
	actor.may[STANDING_MODERATOR] = rocketchat_may(call, permission,
	    "moderator");
	actor.may[STANDING_MEMBER] = rocketchat_may(call, permission, NULL);
	actor.may[STANDING_STRANGER] = actor.may[STANDING_MEMBER];
	return (actor);
}

enum err
rooms_unauthorized(struct call *call)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-unauthorized",
	    .reason = "User does not have the permissions required for this"
	    " action", .status = 403 }));
}

enum err
rooms_show(struct call *call, const char *id)
{
	struct room_shown *shown = arena_alloc(call->arena, sizeof(*shown));
	enum err e;

	call->output = shown;
	if ((e = rooms_read(call, id, &shown->channel)) != OK)
		return (err_changed(e));
	return (err_changed(rooms_last(call, &shown->channel, 1,
	    &shown->last)));
}

void
rooms_show_encode(struct call *call)
{
	const struct room_shown *shown = call->output;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, rooms_family(call)->object);
	room_write(call, &w, &shown->channel, shown->last[0], false);
	rocketchat_end(&w);
}

void
rooms_done_encode(struct call *call)
{
	struct json_writer w;

	rocketchat_begin(call, &w);
	rocketchat_end(&w);
}
