/*
 * What the user is in rooms, and what he has not read there:
 *
 *	method subscriptions/get(updatedSince?), readMessages(rid)
 *	GET  /api/v1/subscriptions.get ?updatedSince=
 *	GET  /api/v1/subscriptions.getOne ?roomId=
 *	POST /api/v1/subscriptions.read	{rid}
 */
#include "arena.h"
#include "message_input.h"
#include "reading.h"
#include "rooms.h"

struct listing {
	struct paging paging;
	struct channel_list list;
};

static enum err
get_decode(struct call *call)
{
	struct listing *listing = arena_calloc(call->arena, 1,
	    sizeof(*listing));
	enum err e;

	call->input = listing;
	listing->list.joined = true;
	if ((e = paging_read(call, NULL, CHANNEL_PAGE_MAX,
	    &listing->paging)) != OK)
		return (e);
	return (rooms_since(call, "error-roomId-param-invalid",
	    &listing->list.since));
}

static enum err
read_list(struct call *call, struct channel_list *list)
{
	struct channel_look look = { .app = &call->app,
	    .viewer = rocketchat_session(call)->account.username };

	list->sort = -CHANNEL_BY_CHANGE;
	return (channel_list(call->arena, &look, list, &call->fault));
}

static enum err
get_run(struct call *call)
{
	struct listing *listing = call->input;

	listing->list.skip = listing->paging.offset;
	listing->list.limit = listing->paging.count;
	return (read_list(call, &listing->list));
}

/* What is new, and what was removed: of that nothing is known. */
static void
write_update(struct call *call, struct json_writer *w,
    const struct channel_list *list, bool ejson)
{
	size_t i;

	json_write_name(w, "update");
	json_write_array(w);
	for (i = 0; i < list->count; i++)
		subscription_write(call, w, &list->channels[i], ejson);
	json_write_array_end(w);
	json_write_name(w, "remove");
	json_write_raw(w, "[]", 2);
}

static void
get_encode(struct call *call)
{
	const struct listing *listing = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	write_update(call, &w, &listing->list, false);
	paging_write(&w, &listing->paging, listing->list.count,
	    listing->list.total);
	rocketchat_end(&w);
}

static enum err
one_decode(struct call *call)
{
	const char *id = http_query(&call->request, "roomId");

	call->input = (void *)id;
	return (id != NULL && *id != '\0' ? OK : rocketchat_plain(call,
	    "The 'roomId' param is required"));
}

/* Of a room that he is not in, or that is not there, there is none. */
static enum err
one_run(struct call *call)
{
	struct channel *channel = arena_alloc(call->arena, sizeof(*channel));
	enum err e;

	channel->standing = STANDING_STRANGER;
	call->output = channel;
	e = rooms_read(call, call->input, channel);
	return (e == ERR_ROOM_UNKNOWN ? OK : e);
}

static void
one_encode(struct call *call)
{
	const struct channel *channel = call->output;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, "subscription");
	if (channel->standing == STANDING_STRANGER)
		json_write_null(&w);
	else
		subscription_write(call, &w, channel, false);
	rocketchat_end(&w);
}

static enum err
read_decode(struct call *call)
{
	struct reading *reading = arena_calloc(call->arena, 1,
	    sizeof(*reading));
	struct json_object *root;
	enum err e;

	call->input = reading;
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = rooms_text(call, root, "rid", 0, &reading->room_id)) != OK ||
	    (reading->room_id == NULL && (e = rooms_text(call, root, "roomId",
	    0, &reading->room_id)) != OK))
		return (e);
	return (reading->room_id != NULL ? OK : rooms_required(call, "rid"));
}

static enum err
read_all(struct call *call, struct reading *reading)
{
	enum err e;

	reading->app = &call->app;
	reading->username = rocketchat_session(call)->account.username;
	e = reading_set(call->arena, reading, &call->fault);
	if (e == ERR_ROOM_UNKNOWN || e == ERR_MEMBER_UNKNOWN)
		return (rocketchat_error(call, "error-invalid-subscription",
		    "Invalid subscription", "readMessages"));
	return (e);
}

static enum err
read_run(struct call *call)
{

	return (read_all(call, call->input));
}

/* The methods. */

static enum err
method_get_decode(struct call *call, struct invocation *invocation)
{
	struct channel_list *list = arena_calloc(call->arena, 1,
	    sizeof(*list));

	invocation->input = list;
	list->joined = true;
	list->limit = CHANNEL_PAGE_MAX;
	return (param_date(call, invocation, 0, &list->since));
}

static enum err
method_get_run(struct call *call, struct invocation *invocation)
{

	return (read_list(call, invocation->input));
}

static void
method_get_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	const struct channel_list *list = invocation->input;
	size_t i;

	if (list->since == 0) {
		json_write_array(w);
		for (i = 0; i < list->count; i++)
			subscription_write(call, w, &list->channels[i], true);
		json_write_array_end(w);
		return;
	}
	json_write_object(w);
	write_update(call, w, list, true);
	json_write_object_end(w);
}

static enum err
method_read_decode(struct call *call, struct invocation *invocation)
{
	struct reading *reading = arena_calloc(call->arena, 1,
	    sizeof(*reading));

	invocation->input = reading;
	reading->room_id = param_text(invocation, 0);
	return (reading->room_id != NULL ? OK : type_mismatch(call, "string",
	    param(invocation, 0), ""));
}

static enum err
method_read_run(struct call *call, struct invocation *invocation)
{

	return (read_all(call, invocation->input));
}

static const struct rocketchat_method methods[] = {
	{
		.name = "subscriptions/get", .calls = METHOD_CALLS,
		.decode = method_get_decode, .run = method_get_run,
		.encode = method_get_encode,
	},
	{
		.name = "readMessages", .calls = METHOD_CALLS,
		.decode = method_read_decode, .run = method_read_run,
	},
};

const struct method_table subscription_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

/* REST */

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/api/v1/subscriptions.get",
		.name = "rocketchat/subscriptions.get",
		.summary = "Subscriptions of the user, or what is new of them",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = get_decode,
		.run = get_run, .encode = get_encode,
	},
	{
		.method = "GET", .path = "/api/v1/subscriptions.getOne",
		.name = "rocketchat/subscriptions.getOne",
		.summary = "What the user is in a room",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = one_decode,
		.run = one_run, .encode = one_encode,
	},
	{
		.method = "POST", .path = "/api/v1/subscriptions.read",
		.name = "rocketchat/subscriptions.read",
		.summary = "Note that all of a room was read",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = read_decode,
		.run = read_run, .encode = rooms_done_encode,
	},
};

const struct endpoint_table rocketchat_subscription_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
