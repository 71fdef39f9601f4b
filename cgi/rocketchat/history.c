/*
 * Reading (the model's endpoints of the same names):
 *
 *	GET /api/v1/chat.getMessage		?msgId=
 *	GET /api/v1/channels.history		?roomId= or roomName=, latest,
 *	GET /api/v1/groups.history		oldest, inclusive, offset,
 *	GET /api/v1/im.history, dm.history	count, unreads,
 *						showThreadMessages
 *	GET /api/v1/channels.messages, ...	?roomId= or roomName=, offset,
 *						count
 *	method loadHistory(rid, end?, limit?, ls?, showThreadMessages?)
 */
#include <string.h>

#include "arena.h"
#include "channel.h"
#include "db.h"
#include "message_list.h"
#include "method.h"
#include "rest_query.h"
#include "room_history.h"

enum {				/* messages, if no count is given */
	PAGE = 20,
	PAGE_COUNTED = 50,
};

/* ----- one message ----- */

static enum err
message_decode(struct call *call)
{
	const char *id = http_query(&call->request, "msgId");

	if (id == NULL || *id == '\0')
		return (rocketchat_plain(call,
		    "The \"msgId\" query parameter must be provided."));
	call->input = arena_strdup(call->arena, id);
	return (OK);
}

static enum err
message_run(struct call *call)
{
	struct found_message found;
	struct message_list *list = arena_calloc(call->arena, 1,
	    sizeof(*list));
	enum err e;

	call->output = list;
	e = message_open(call, call->input, &found);
	if (e == OK)
		e = message_show(call, &found, list);
	return (e == ERR_MESSAGE_UNKNOWN ? OK : e);
}

/* The model has no word for what is not there. */
static void
message_encode(struct call *call)
{
	const struct message_list *list = call->output;
	struct json_writer w;

	if (list->count == 0) {
		call->response.status = 400;
		json_write_begin(&w, &call->response.body);
		json_write_object(&w);
		json_put_bool(&w, "success", false);
		json_write_object_end(&w);
		return;
	}
	rocketchat_begin(call, &w);
	json_write_name(&w, "message");
	message_write(call, &w, &list->messages[0], &list->threads[0], false);
	rocketchat_end(&w);
}

/* ----- pages ----- */

struct history {
	const char *id, *name;		/* of the room; one may be NULL */
	msec_t since;			/* unread from here on; -1: no matter */
	struct post_room room;
	struct message_range range;
	struct message_list list, first;
	int64_t unread, total;
};

static struct history *
new_history(struct call *call)
{
	struct history *h = arena_calloc(call->arena, 1, sizeof(*h));

	h->since = -1;
	h->range.room = &h->room;
	h->range.oldest = 0;
	h->range.latest = INT64_MAX;
	h->range.threads = true;
	h->range.limit = PAGE;
	return (h);
}

/* What was sent after ${since} and is older than the page, and its first. */
static enum err
count_unread(struct call *call, struct history *h)
{
	const char *viewer = rocketchat_session(call)->account.username;
	struct db_param params[7];
	int64_t *id;
	PGresult *r;
	enum err e;

	if (h->since < 0 || h->range.count == 0)
		return (OK);
	params[0] = db_bigint(call->arena, h->room.conv);
	params[1] = db_bigint(call->arena, call->app.id);
	params[2] = db_bigint(call->arena, message_id_at(h->since + 1));
	params[3] = db_bigint(call->arena,
	    h->range.ids[h->range.count - 1]);
	params[4] = db_text(viewer);
	params[5] = view_hiders(call->arena, viewer, h->room.role != NULL);
	params[6] = db_bigint(call->arena, h->room.floor);
	if ((e = db_query(call->arena, &SQL_message_between, params, 7, &r,
	    &call->fault)) != OK)
		return (e);
	h->unread = db_value_bigint(r, 0, "count");
	if (h->unread == 0)
		return (OK);
	id = arena_alloc(call->arena, sizeof(*id));
	*id = db_value_bigint(r, 0, "first");
	h->first.ids = id;
	h->first.id_count = 1;
	return (message_list_read(call, &h->room, &h->first));
}

static enum err
read_page(struct call *call, struct history *h)
{
	enum err e;

	if (h->range.limit == 0)
		h->range.limit = RANGE_LIMIT_MAX;
	if ((e = message_range(call, &h->range)) != OK)
		return (e);
	h->list.ids = h->range.ids;
	h->list.id_count = h->range.count;
	if ((e = message_list_read(call, &h->room, &h->list)) != OK)
		return (e);
	return (count_unread(call, h));
}

static void
write_page(struct call *call, struct json_writer *w, const struct history *h,
    bool ejson)
{

	json_write_name(w, "messages");
	message_list_write(call, w, &h->list, ejson);
	if (h->since < 0 && !ejson)
		return;
	if (h->first.count > 0) {
		json_write_name(w, "firstUnread");
		message_write(call, w, &h->first.messages[0],
		    &h->first.threads[0], ejson);
	}
	json_put_integer(w, "unreadNotLoaded", h->unread);
}

/* What the calls of a room's type say of rooms. */
static const struct words {
	const char *type;
	const char *key, *absent, *unknown;
} channels = { "c", "roomName",
	"The parameter \"roomId\" or \"roomName\" is required",
	"The required \"roomId\" or \"roomName\" param provided does not match"
	" any channel" },
groups = { "p", "roomName",
	"The parameter \"roomId\" or \"roomName\" is required",
	"The required \"roomId\" or \"roomName\" param provided does not match"
	" any group" },
directs = { "d", NULL, "Query param \"roomId\" is required",
	"The required \"roomId\" param provided does not match any direct"
	" message" };

static enum err
decode_times(struct call *call, struct history *h)
{
	msec_t oldest = -1, latest = -1;
	bool inclusive = false, unreads = false;
	enum err e;

	if ((e = query_date(call, "latest", &latest)) != OK ||
	    (e = query_date(call, "oldest", &oldest)) != OK ||
	    (e = query_flag(call, "inclusive", &inclusive)) != OK ||
	    (e = query_flag(call, "unreads", &unreads)) != OK)
		return (e);
	if (latest >= 0)
		h->range.latest = inclusive ? latest : latest - 1;
	if (oldest >= 0)
		h->range.oldest = inclusive ? oldest : oldest + 1;
	if (unreads)
		h->since = oldest < 0 ? 0 : oldest;
	return (OK);
}

/* Which room, and which page of ${count} messages. */
static enum err
decode_page(struct call *call, size_t count, struct history **history)
{
	const struct words *words = call->endpoint->family;
	struct history *h = new_history(call);

	call->input = *history = h;
	h->id = query_text(call, "roomId");
	h->name = words->key == NULL ? NULL : query_text(call, words->key);
	if (h->id == NULL && h->name == NULL)
		return (rocketchat_error(call,
		    "error-roomid-param-not-provided", words->absent, NULL));
	return (query_page(call, count, &h->range.offset, &h->range.limit));
}

static enum err
history_decode(struct call *call)
{
	struct history *h;
	enum err e;

	if ((e = decode_page(call, PAGE, &h)) != OK ||
	    (e = query_flag(call, "showThreadMessages",
	    &h->range.threads)) != OK)
		return (e);
	return (decode_times(call, h));
}

static enum err
find_room(struct call *call, struct history *h)
{
	const struct channel_key key = { h->id, h->name };
	const char *id;
	enum err e;

	if ((e = channel_find(call->arena, &call->app, &key, &id,
	    &call->fault)) != OK)
		return (e);
	return (room_open(call, id, &h->room));
}

/* Of the type that the call is for. */
static enum err
open_room(struct call *call, struct history *h)
{
	const struct words *words = call->endpoint->family;
	enum err e;

	e = find_room(call, h);
	if (e == ERR_ROOM_UNKNOWN || (e == OK && strcmp(rocketchat_room_type(
	    h->room.kind, h->room.public), words->type) != 0))
		return (rocketchat_error(call, "error-room-not-found",
		    words->unknown, NULL));
	return (e);
}

static enum err
history_run(struct call *call)
{
	struct history *h = call->input;
	enum err e;

	if ((e = open_room(call, h)) != OK)
		return (e);
	return (read_page(call, h));
}

static void
history_encode(struct call *call)
{
	struct json_writer w;

	rocketchat_begin(call, &w);
	write_page(call, &w, call->input, false);
	rocketchat_end(&w);
}

/* ----- pages, with how many messages there are in all ----- */

static enum err
messages_decode(struct call *call)
{
	struct history *h;

	return (decode_page(call, PAGE_COUNTED, &h));
}

static enum err
messages_run(struct call *call)
{
	struct history *h = call->input;
	const struct post_room *room = &h->room;
	struct room_reader reader = { .app = &call->app,
	    .username = rocketchat_session(call)->account.username };
	struct room_history page = { .reader = &reader, .since = -1,
	    .skip = h->range.offset, .limit = h->range.limit };
	int64_t *ids;
	enum err e;

	if ((e = open_room(call, h)) != OK)
		return (e);
	reader.room_id = room->id;
	reader.kind = room->kind;
	reader.conv = room->conv;
	reader.pinned = room->pinned;
	reader.floor = room->floor;
	reader.manager = room->role != NULL;
	if ((e = room_history_read(call->arena, &page, &call->fault)) != OK)
		return (e);
	ids = arena_array(call->arena, int64_t, page.count);
	for (h->list.ids = ids; h->list.id_count < page.count;
	    h->list.id_count++)
		ids[h->list.id_count] = page.picks[h->list.id_count].id;
	h->total = page.total;
	return (message_list_read(call, room, &h->list));
}

static void
messages_encode(struct call *call)
{
	const struct history *h = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, "messages");
	message_list_write(call, &w, &h->list, false);
	json_put_integer(&w, "count", (int64_t)h->list.count);
	json_put_integer(&w, "offset", (int64_t)h->range.offset);
	json_put_integer(&w, "total", h->total);
	rocketchat_end(&w);
}

/* ----- the method ----- */

static enum err
load_decode(struct call *call, struct invocation *invocation)
{
	struct history *h = new_history(call);
	struct json_object *limit = param(invocation, 2),
	    *threads = param(invocation, 4);
	msec_t end = -1;
	int64_t number = PAGE;
	enum err e;

	invocation->input = h;
	h->id = param_text(invocation, 0);
	if (h->id == NULL)
		return (type_mismatch(call, "string", param(invocation, 0),
		    ""));
	if ((e = param_date(call, invocation, 1, &end)) != OK ||
	    (e = param_date(call, invocation, 3, &h->since)) != OK)
		return (e);
	if (end >= 0)
		h->range.latest = end - 1;
	if (limit != NULL && (!json_integer(limit, false, &number) ||
	    number < 0))
		return (type_mismatch(call, "number", limit, ""));
	h->range.limit = number > RANGE_LIMIT_MAX ? RANGE_LIMIT_MAX :
	    (size_t)number;
	if (threads != NULL && !json_is(threads, json_type_boolean))
		return (type_mismatch(call, "boolean", threads, ""));
	h->range.threads = threads == NULL ||
	    json_object_get_boolean(threads);
	return (OK);
}

static enum err
load_run(struct call *call, struct invocation *invocation)
{
	struct history *h = invocation->input;
	enum err e;

	e = room_open(call, h->id, &h->room);
	if (e == ERR_ROOM_UNKNOWN)
		return (OK);
	if (e != OK)
		return (e);
	invocation->output = h;
	return (read_page(call, h));
}

static void
load_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{

	/* The model's answer about a room that he may not see. */
	if (invocation->output == NULL) {
		json_write_bool(w, false);
		return;
	}
	json_write_object(w);
	write_page(call, w, invocation->output, true);
	json_write_object_end(w);
}

static const struct rocketchat_method methods[] = {
	{
		.name = "loadHistory", .calls = METHOD_CALLS,
		.decode = load_decode, .run = load_run,
		.encode = load_encode,
	},
};

const struct method_table history_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

#define ROW(path_, name_, does, words, call)				\
	{ .method = "GET", .path = path_, .name = name_,		\
	  .summary = does, .dialect = &rocketchat_dialect,		\
	  .auth = AUTH_USER, .calls = ROCKETCHAT_CALLS,			\
	  .family = &words, .decode = call##_decode, .run = call##_run,	\
	  .encode = call##_encode }
#define ROWS(first, words)						\
	ROW("/api/v1/" first ".history", "rocketchat/" first ".history",	\
	    "Read a page of a room's messages", words, history),	\
	ROW("/api/v1/" first ".messages", "rocketchat/" first ".messages",	\
	    "Read a page of a room's messages, and count all", words,	\
	    messages)

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/api/v1/chat.getMessage",
		.name = "rocketchat/chat.getMessage",
		.summary = "Read one message",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = message_decode,
		.run = message_run, .encode = message_encode,
	},
	ROWS("channels", channels),
	ROWS("groups", groups),
	ROWS("im", directs),
	ROWS("dm", directs),
};

const struct endpoint_table rocketchat_history_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
