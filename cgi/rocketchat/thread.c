/*
 * Threads (the model's endpoints of the same names):
 *
 *	GET /api/v1/chat.getThreadMessages	?tmid=, offset, count
 *	GET /api/v1/chat.getThreadsList		?rid=, type, offset, count
 */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "message_list.h"
#include "rest_query.h"

enum { PAGE = 50 };

struct threads {
	const char *id;			/* tmid or rid */
	bool own;			/* only where he wrote */
	size_t offset, limit;
	struct message_list list;
	int64_t total;
};

/* What differs between the two. */
static const struct kind {
	const char *parameter, *absent, *list;
	bool rooms;
} messages = { "tmid", "The required \"tmid\" query param is missing.",
	"messages", false },
rooms = { "rid", "The required \"rid\" query param is missing.", "threads",
	true };

static enum err
decode(struct call *call)
{
	const struct kind *kind = call->endpoint->family;
	struct threads *input = arena_calloc(call->arena, 1, sizeof(*input));
	const char *type = query_text(call, "type");

	call->input = input;
	if (!session_flag(rocketchat_session(call), "Threads_enabled", true))
		return (rocketchat_error(call, "error-not-allowed",
		    "Threads Disabled", NULL));
	input->id = query_text(call, kind->parameter);
	if (input->id == NULL)
		return (rocketchat_error(call, "error-invalid-params",
		    kind->absent, NULL));
	if (kind->rooms && type != NULL) {
		input->own = strcmp(type, "following") == 0;
		if (!input->own && strcmp(type, "all") != 0)
			return (rocketchat_invalid(call,
			    "type must be all or following"));
	}
	return (query_page(call, PAGE, &input->offset, &input->limit));
}

static enum err
find(struct call *call, const struct threads *input,
    struct found_message *found)
{
	const struct kind *kind = call->endpoint->family;
	enum err e;

	if (kind->rooms) {
		e = room_open(call, input->id, &found->room);
		return (e == ERR_ROOM_UNKNOWN ? rocketchat_error(call,
		    "error-not-allowed", "Not Allowed", NULL) : e);
	}
	e = message_open(call, input->id, found);
	return (e == ERR_MESSAGE_UNKNOWN ? rocketchat_error(call,
	    "error-invalid-message", "Invalid Message", NULL) : e);
}

static enum err
pick(struct call *call, const struct threads *input,
    const struct found_message *found, PGresult **r)
{
	const struct kind *kind = call->endpoint->family;
	const struct post_room *room = &found->room;
	const char *viewer = rocketchat_session(call)->account.username;
	struct arena *arena = call->arena;
	struct db_param params[8];
	size_t i = 0;

	params[i++] = db_bigint(arena, room->conv);
	params[i++] = db_bigint(arena, call->app.id);
	if (!kind->rooms)
		params[i++] = db_bigint(arena, found->message.id);
	params[i++] = db_text(viewer);
	params[i++] = view_hiders(arena, viewer, room->role != NULL);
	params[i++] = db_bigint(arena, room->floor);
	params[i++] = db_bigint(arena, (int64_t)input->limit);
	params[i++] = db_bigint(arena, (int64_t)input->offset);
	if (kind->rooms)
		params[i++] = db_bool(input->own);
	return (db_query(arena, kind->rooms ? &SQL_thread_list :
	    &SQL_thread_page, params, i, r, &call->fault));
}

static enum err
run(struct call *call)
{
	struct threads *input = call->input;
	struct found_message found;
	int64_t *ids;
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = find(call, input, &found)) != OK ||
	    (e = pick(call, input, &found, &r)) != OK)
		return (e);
	ids = arena_array(call->arena, int64_t, db_rows(r));
	input->total = db_value_bigint(r, 0, "total");
	input->list.ids = ids;
	for (i = 0; i < db_rows(r) && !db_is_null(r, i, "id"); i++)
		ids[input->list.id_count++] = db_value_bigint(r, i, "id");
	return (message_list_read(call, &found.room, &input->list));
}

static void
encode(struct call *call)
{
	const struct kind *kind = call->endpoint->family;
	const struct threads *input = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, kind->list);
	message_list_write(call, &w, &input->list, false);
	json_put_integer(&w, "count", (int64_t)input->list.count);
	json_put_integer(&w, "offset", (int64_t)input->offset);
	json_put_integer(&w, "total", input->total);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/api/v1/chat.getThreadMessages",
		.name = "rocketchat/chat.getThreadMessages",
		.summary = "Read the answers in a thread",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .family = &messages,
		.decode = decode, .run = run, .encode = encode,
	},
	{
		.method = "GET", .path = "/api/v1/chat.getThreadsList",
		.name = "rocketchat/chat.getThreadsList",
		.summary = "Read the threads of a room",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .family = &rooms,
		.decode = decode, .run = run, .encode = encode,
	},
};

const struct endpoint_table rocketchat_thread_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
