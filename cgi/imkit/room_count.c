/*
 * How many messages a room has (the vendor's older pages):
 *
 *	GET /rooms/{id}/count?timeInMS=		changed or sent after that time
 */
#include "arena.h"
#include "message_list.h"
#include "room_history.h"

struct input {
	struct room_reader reader;
	struct room_history page;
};

/* Since no time at all: exactly, else as the totalCount of a page. */
static enum err
decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	msec_t since = 0;
	enum err e;

	call->input = input;
	input->reader.app = &call->app;
	input->reader.username = imkit_caller(call);
	input->reader.room_id = call->parameters[0];
	input->page.reader = &input->reader;
	input->page.limit = 1;
	input->page.changes = true;
	if ((e = imkit_id_check(call, "room", call->parameters[0])) != OK ||
	    (e = imkit_query_time(call, "timeInMS", &since)) != OK)
		return (e);
	input->page.since = since > 0 ? since : -1;
	return (OK);
}

static enum err
run(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = room_reader_find(call->arena, &input->reader,
	    &call->fault)) != OK)
		return (e);
	return (room_history_read(call->arena, &input->page, &call->fault));
}

static void
encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "count", input->page.total);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/rooms/{id}/count",
		.name = "imkit/rooms/count",
		.summary = "Count a room's messages",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode, .run = run, .encode = encode,
	},
};

const struct endpoint_table imkit_room_count_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
