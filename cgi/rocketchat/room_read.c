/*
 * Rooms, read:
 *
 *	method getRoomIdByNameOrId(nameOrId), getRoomNameById(rid)
 *	method rooms/get(updatedSince?)
 *	GET /api/v1/channels.info, groups.info, rooms.info ?roomId= | roomName=
 *	GET /api/v1/channels.list, channels.list.joined, groups.list, im.list
 *	GET /api/v1/rooms.get ?updatedSince=
 *	GET /api/v1/channels.members, groups.members ?roomId= | roomName=
 */
#include <string.h>

#include "arena.h"
#include "message_input.h"
#include "rooms.h"

/* One room. */

static enum err
info_decode(struct call *call)
{

	call->input = arena_calloc(call->arena, 1, sizeof(struct channel_key));
	return (rooms_key_query(call, call->input));
}

static enum err
info_run(struct call *call)
{
	struct room_shown *shown = arena_alloc(call->arena, sizeof(*shown));
	enum err e;

	call->output = shown;
	if ((e = rooms_find_type(call, call->input, false,
	    &shown->channel)) != OK)
		return (e);
	return (rooms_last(call, &shown->channel, 1, &shown->last));
}

/* Of whichever type. */
static enum err
room_run(struct call *call)
{
	struct room_shown *shown = arena_alloc(call->arena, sizeof(*shown));
	const struct channel_key *key = call->input;
	enum err e;

	call->output = shown;
	e = rooms_find(call, key, &shown->channel);
	if (e == ERR_ROOM_UNKNOWN)
		return (rocketchat_error(call, "error-room-not-found", "The"
		    " required \"roomId\" or \"roomName\" param provided does"
		    " not match any channel", NULL));
	return (e != OK ? e : rooms_last(call, &shown->channel, 1,
	    &shown->last));
}

/* Pages of them. */

enum { LAST_BYTES = 8 << 20 };	/* of an answer, behind which no more newest
				   messages are shown */

struct listing {
	struct paging paging;
	struct channel_list list;
	const struct shown **last;
};

static const char *const sorts[] = {
	[CHANNEL_BY_HANDLE - 1] = "name", [CHANNEL_BY_NAME - 1] = "fname",
	[CHANNEL_BY_CREATED - 1] = "ts", [CHANNEL_BY_LAST - 1] = "lm",
	[CHANNEL_BY_CHANGE - 1] = "_updatedAt",
	[CHANNEL_BY_MESSAGES - 1] = "msgs", NULL
};

static enum err
list_decode(struct call *call)
{
	const struct room_family *family = rooms_family(call);
	struct listing *listing = arena_calloc(call->arena, 1,
	    sizeof(*listing));

	call->input = listing;
	listing->list.type = family->type;
	listing->list.joined = true;
	return (paging_read(call, sorts, PAGE_COUNT_MAX, &listing->paging));
}

/* Who may not see all channels sees his own. */
static enum err
channels_decode(struct call *call)
{
	struct listing *listing;
	enum err e = list_decode(call);

	if (e != OK)
		return (e);
	listing = call->input;
	listing->list.joined = !rocketchat_may(call, "view-c-room", NULL);
	if (listing->list.joined && !rocketchat_may(call, "view-joined-room",
	    NULL))
		return (rooms_unauthorized(call));
	return (OK);
}

/* All of his, or what is new of them. */
static enum err
get_decode(struct call *call)
{
	struct listing *listing = arena_calloc(call->arena, 1,
	    sizeof(*listing));
	enum err e;

	call->input = listing;
	listing->list.joined = true;
	if ((e = paging_read(call, sorts, CHANNEL_PAGE_MAX,
	    &listing->paging)) != OK)
		return (e);
	return (rooms_since(call, "error-updatedSince-param-invalid",
	    &listing->list.since));
}

static enum err
read_list(struct call *call, struct listing *listing)
{
	struct channel_list *list = &listing->list;
	struct channel_look look = { .app = &call->app,
	    .viewer = rocketchat_session(call)->account.username };
	enum err e;

	list->skip = listing->paging.offset;
	list->limit = listing->paging.count;
	list->sort = listing->paging.sort != 0 ? listing->paging.sort :
	    list->type == NULL ? -CHANNEL_BY_CHANGE : CHANNEL_BY_HANDLE;
	if ((e = channel_list(call->arena, &look, list, &call->fault)) != OK)
		return (e);
	return (rooms_last(call, list->channels, list->count,
	    &listing->last));
}

static enum err
list_run(struct call *call)
{

	return (read_list(call, call->input));
}

static void
write_rooms(struct call *call, struct json_writer *w,
    const struct listing *listing, bool ejson)
{
	size_t i;

	json_write_array(w);
	/* A message's tree is much longer than its text. */
	for (i = 0; i < listing->list.count; i++)
		room_write(call, w, &listing->list.channels[i],
		    w->out->length < LAST_BYTES ? listing->last[i] : NULL,
		    ejson);
	json_write_array_end(w);
}

static void
write_list(struct call *call, struct json_writer *w, const char *name)
{

	json_write_name(w, name);
	write_rooms(call, w, call->input, false);
}

static void
list_encode(struct call *call)
{
	const struct listing *listing = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	write_list(call, &w, rooms_family(call)->list);
	paging_write(&w, &listing->paging, listing->list.count,
	    listing->list.total);
	rocketchat_end(&w);
}

static void
get_encode(struct call *call)
{
	const struct listing *listing = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	write_list(call, &w, "update");
	json_write_name(&w, "remove");
	json_write_raw(&w, "[]", 2);
	paging_write(&w, &listing->paging, listing->list.count,
	    listing->list.total);
	rocketchat_end(&w);
}

/* Members. */

struct members {
	struct channel_key key;
	struct paging paging;
	struct channel_members page;
};

static enum err
members_decode(struct call *call)
{
	static const char *const by[] = { "username", NULL };
	struct members *members = arena_calloc(call->arena, 1,
	    sizeof(*members));
	const char *piece = http_query(&call->request, "filter");
	enum err e;

	call->input = members;
	if ((e = rooms_key_query(call, &members->key)) != OK ||
	    (e = paging_read(call, by, PAGE_COUNT_MAX,
	    &members->paging)) != OK)
		return (e);
	if (piece != NULL && *piece != '\0')
		members->page.piece = username_fold(call->arena, piece);
	members->page.descending = members->paging.sort < 0;
	members->page.skip = members->paging.offset;
	members->page.limit = members->paging.count;
	return (OK);
}

static enum err
members_run(struct call *call)
{
	struct members *members = call->input;
	struct channel channel;
	enum err e;

	if ((e = rooms_find_type(call, &members->key, false,
	    &channel)) != OK)
		return (e);
	members->page.room_id = channel.id;
	return (channel_members(call->arena, &call->app, &members->page,
	    &call->fault));
}

static void
write_member(struct call *call, struct json_writer *w,
    const struct channel_member *member)
{

	json_write_object(w);
	json_put_string(w, "_id", member->public_id);
	json_put_string(w, "username", member->username);
	json_put_string(w, "name", member->nickname != NULL ?
	    member->nickname : member->username);
	json_put_string(w, "status", "offline");
	rocketchat_date(call->arena, w, "_updatedAt", member->modified,
	    false);
	if (member->role != NULL) {
		json_write_name(w, "roles");
		json_write_array(w);
		json_write_string(w, member->role);
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

static void
members_encode(struct call *call)
{
	const struct members *members = call->input;
	struct json_writer w;
	size_t i;

	rocketchat_begin(call, &w);
	json_write_name(&w, "members");
	json_write_array(&w);
	for (i = 0; i < members->page.count; i++)
		write_member(call, &w, &members->page.members[i]);
	json_write_array_end(&w);
	paging_write(&w, &members->paging, members->page.count,
	    members->page.total);
	rocketchat_end(&w);
}

/* Methods. */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct channel *channel = arena_calloc(call->arena, 1,
	    sizeof(*channel));

	invocation->input = channel;
	channel->id = param_text(invocation, 0);
	return (channel->id != NULL ? OK : type_mismatch(call, "string",
	    param(invocation, 0), ""));
}

static enum err
not_allowed(struct call *call, struct invocation *invocation, enum err e)
{

	return (e != ERR_ROOM_UNKNOWN ? e : rocketchat_error(call,
	    "error-not-allowed", "Not allowed", invocation->method->name));
}

static enum err
id_run(struct call *call, struct invocation *invocation)
{
	struct channel *channel = invocation->input;
	struct channel_key key = { channel->id, channel->id };

	return (not_allowed(call, invocation, rooms_find(call, &key,
	    channel)));
}

static void
id_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	const struct channel *channel = invocation->input;

	(void)call;
	json_write_string(w, channel->id);
}

static enum err
name_run(struct call *call, struct invocation *invocation)
{
	struct channel *channel = invocation->input;
	struct channel_key key = { channel->id, NULL };

	return (not_allowed(call, invocation, rooms_find(call, &key,
	    channel)));
}

/* A direct room is named after the other one. */
static void
name_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	const struct channel *channel = invocation->input;

	(void)call;
	json_write_string(w, channel->peer != NULL ? channel->peer :
	    room_handle(channel));
}

static enum err
rooms_decode(struct call *call, struct invocation *invocation)
{
	struct listing *listing = arena_calloc(call->arena, 1,
	    sizeof(*listing));

	invocation->input = listing;
	listing->list.joined = true;
	listing->paging.count = CHANNEL_PAGE_MAX;
	return (param_date(call, invocation, 0, &listing->list.since));
}

static enum err
rooms_run(struct call *call, struct invocation *invocation)
{

	return (read_list(call, invocation->input));
}

/* All of them, or what is new. */
static void
rooms_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	const struct listing *listing = invocation->input;

	if (listing->list.since == 0) {
		write_rooms(call, w, listing, true);
		return;
	}
	json_write_object(w);
	json_write_name(w, "update");
	write_rooms(call, w, listing, true);
	json_write_name(w, "remove");
	json_write_raw(w, "[]", 2);
	json_write_object_end(w);
}

static const struct rocketchat_method methods[] = {
	{
		.name = "rooms/get", .calls = METHOD_CALLS,
		.decode = rooms_decode, .run = rooms_run,
		.encode = rooms_encode,
	},
	{
		.name = "getRoomIdByNameOrId", .calls = METHOD_CALLS,
		.decode = method_decode, .run = id_run, .encode = id_encode,
	},
	{
		.name = "getRoomNameById", .calls = METHOD_CALLS,
		.decode = method_decode, .run = name_run,
		.encode = name_encode,
	},
};

const struct method_table room_read_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

/* In all of them. */
#define ROW(verb, what)							\
	.method = "GET", .path = "/api/v1/" verb, .name = "rocketchat/" verb, \
	.summary = (what), .dialect = &rocketchat_dialect,		\
	.auth = AUTH_USER, .calls = ROCKETCHAT_CALLS

static const struct endpoint rows[] = {
	{
		ROW("channels.info", "A channel"), .family = &room_channels,
		.decode = info_decode, .run = info_run,
		.encode = rooms_show_encode,
	},
	{
		ROW("groups.info", "A private group"), .family = &room_groups,
		.decode = info_decode, .run = info_run,
		.encode = rooms_show_encode,
	},
	{
		ROW("rooms.info", "A room of any type"),
		.family = &room_directs,
		.decode = info_decode, .run = room_run,
		.encode = rooms_show_encode,
	},
	{
		ROW("channels.list", "Channels"), .family = &room_channels,
		.decode = channels_decode, .run = list_run,
		.encode = list_encode,
	},
	{
		ROW("channels.list.joined", "Channels of the user"),
		.family = &room_channels,
		.decode = list_decode, .run = list_run, .encode = list_encode,
	},
	{
		ROW("groups.list", "Private groups of the user"),
		.family = &room_groups,
		.decode = list_decode, .run = list_run, .encode = list_encode,
	},
	{
		ROW("im.list", "Direct rooms of the user"),
		.family = &room_directs,
		.decode = list_decode, .run = list_run, .encode = list_encode,
	},
	{
		ROW("dm.list", "Direct rooms of the user"),
		.family = &room_directs,
		.decode = list_decode, .run = list_run, .encode = list_encode,
	},
	{
		ROW("rooms.get", "Rooms of the user, or what is new of them"),
		.decode = get_decode, .run = list_run, .encode = get_encode,
	},
	{
		ROW("channels.members", "Members of a channel"),
		.family = &room_channels,
		.decode = members_decode, .run = members_run,
		.encode = members_encode,
	},
	{
		ROW("groups.members", "Members of a private group"),
		.family = &room_groups,
		.decode = members_decode, .run = members_run,
		.encode = members_encode,
	},
};

const struct endpoint_table rocketchat_room_read_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
