/*
 * Reading (contract imkit, 1.6):
 *
 *	GET /rooms/{id}/messages/v3	a page; beforeMessage, afterMessage,
 *					afterTime
 *	GET /rooms/{id}/messages/{mid}	a message and its neighbours
 *	GET /rooms/{id}/messages	the older page
 *	GET /messages/recent		the newest of all rooms of the caller
 *	GET /admin/messages		the newest of all rooms of the app
 */
#include <stdlib.h>
#include <string.h>

#include "app_history.h"
#include "arena.h"
#include "id.h"
#include "message.h"
#include "message_list.h"
#include "room_history.h"

enum { PAGE = 20, RECENT = 20, ADMIN = 100 };	/* limits, if none is given */

/* What decode() leaves, and run() finds. */
struct input {
	struct room_reader reader;
	struct room_history page;
	struct room_around around;
	struct app_history all;
	bool turned;		/* the page is shown from its other end */
	struct message_view view;
};

/* ----- what the paths have in common ----- */

static struct input *
new_input(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));

	call->input = input;
	input->reader.app = &call->app;
	input->reader.username = imkit_caller(call);
	input->page.reader = &input->reader;
	input->page.since = -1;
	input->page.limit = PAGE;
	return (input);
}

static enum err
query_size(struct call *call, const char *name, int64_t least, size_t most,
    size_t *value)
{
	int64_t number = (int64_t)*value;
	enum err e;

	e = imkit_number(call, name, least, (int64_t)most, &number);
	*value = (size_t)number;
	return (e);
}

static enum err
bad_query(struct call *call, const char *words)
{

	call->fault.argument = words;
	return (ERR_BAD_QUERY);
}

/* One of two words; ${second} tells which. */
static enum err
query_word(struct call *call, const char *name, const char *first,
    const char *other, bool *second)
{
	const char *text = http_query(&call->request, name);

	if (text == NULL || *text == '\0')
		return (OK);
	*second = strcmp(text, other) == 0;
	if (*second || strcmp(text, first) == 0)
		return (OK);
	return (bad_query(call, arena_format(call->arena,
	    "%s must be %s or %s", name, first, other)));
}

/* The parameter ${name}, NULL for an empty one too. */
static const char *
query_text(struct call *call, const char *name)
{
	const char *text = http_query(&call->request, name);

	return (text == NULL || *text == '\0' ? NULL : text);
}

static enum err
decode_room(struct call *call, struct input *input)
{

	input->reader.room_id = call->parameters[0];
	return (imkit_id_check(call, "room", call->parameters[0]));
}

static void
write_ids(struct json_writer *w, const struct room_history *page)
{
	char id[ID_HEX + 1];
	size_t i;

	json_write_name(w, "userDeletedIDs");
	json_write_array(w);
	for (i = 0; i < page->hidden_count; i++) {
		id_hex(page->hidden[i], page->reader->conv, id);
		json_write_string(w, id);
	}
	json_write_array_end(w);
}

static void
write_data(struct call *call, struct json_writer *w,
    const struct message_view *view)
{

	json_write_name(w, "data");
	json_write_array(w);
	imkit_list_write(call, w, view->messages, view->count);
	json_write_array_end(w);
}

static void
write_took(struct call *call, struct json_writer *w)
{

	json_write_name(w, "inspect");
	json_write_object(w);
	json_put_integer(w, "tookMS",
	    (int64_t)(clock_tick() - call->times.started) / 1000);
	json_write_object_end(w);
}

/* ----- pages of a room ----- */

/*
 * The page begins with the message that was named: with afterMessage alone,
 * or where the oldest is to be first, it goes forward.  sortOrder says which
 * of its ends is shown first.
 */
static enum err
decode_direction(struct call *call, struct input *input)
{
	struct room_history *page = &input->page;
	bool ascending;
	enum err e;

	page->before = query_text(call, "beforeMessage");
	page->after = query_text(call, "afterMessage");
	ascending = page->after != NULL && page->before == NULL;
	if ((e = query_word(call, "sortOrder", "desc", "asc",
	    &ascending)) != OK)
		return (e);
	page->forward = page->before == NULL &&
	    (page->after != NULL || ascending);
	if (page->before != NULL && page->after != NULL)
		page->forward = ascending;
	input->turned = ascending != page->forward;
	return (OK);
}

static enum err
decode_since(struct call *call, struct room_history *page)
{
	const char *field = query_text(call, "timeRangeField");

	page->changes = field == NULL || strcmp(field, "updatedAt") == 0;
	if (!page->changes && strcmp(field, "createdAt") != 0 &&
	    strcmp(field, "messageTime") != 0)
		return (bad_query(call, "timeRangeField must be updatedAt,"
		    " createdAt or messageTime"));
	return (imkit_query_time(call, "afterTime", &page->since));
}

static enum err
decode_page(struct call *call)
{
	struct input *input = new_input(call);
	enum err e;

	if ((e = decode_room(call, input)) != OK ||
	    (e = query_size(call, "limit", 1, ROOM_HISTORY_MAX,
	    &input->page.limit)) != OK ||
	    (e = decode_direction(call, input)) != OK)
		return (e);
	return (decode_since(call, &input->page));
}

/* "-messageTime", "messageTime", "desc", "asc". */
static enum err
decode_sort(struct call *call, struct room_history *page)
{
	static const char *const names[] = {
		"_id", "messageTime", "messageTimeMS", "createdAt",
		"createdAtMS", "updatedAt", "updatedAtMS",
	};
	const char *sort = query_text(call, "sort");
	size_t i;

	if (sort == NULL || strcmp(sort, "desc") == 0)
		return (OK);
	page->forward = *sort != '-';
	if (strcmp(sort, "asc") == 0)
		return (OK);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(sort + !page->forward, names[i]) == 0)
			return (OK);
	return (bad_query(call, "sort must be messageTime, -messageTime, asc"
	    " or desc"));
}

static enum err
decode_older(struct call *call)
{
	struct input *input = new_input(call);
	enum err e;

	if (http_query(&call->request, "q") != NULL)
		return (bad_query(call, "q is not supported: use POST /search"
		    " for words, and GET /rooms/{id}/messages/v3 for times"));
	if ((e = decode_room(call, input)) != OK ||
	    (e = query_size(call, "limit", 1, ROOM_HISTORY_MAX,
	    &input->page.limit)) != OK ||
	    (e = query_size(call, "skip", 0, ROOM_HISTORY_SKIP,
	    &input->page.skip)) != OK)
		return (e);
	input->page.before = query_text(call, "beforeMessage");
	if ((e = decode_sort(call, &input->page)) != OK)
		return (e);
	/* The page begins with beforeMessage either way. */
	input->turned = input->page.forward && input->page.before != NULL;
	if (input->turned)
		input->page.forward = false;
	return (OK);
}

static void
turn(struct message_view *view)
{
	struct shown swap;
	size_t i;

	for (i = 0; i < view->count / 2; i++) {
		swap = view->messages[i];
		view->messages[i] = view->messages[view->count - 1 - i];
		view->messages[view->count - 1 - i] = swap;
	}
}

/*
 * Clients drop the first element, which is the message that they named: where
 * that is gone, its place still is.
 */
static void
put_gone(struct call *call, struct input *input)
{
	struct message_view *view = &input->view;
	struct shown *with;

	if (input->page.gone == NULL)
		return;
	with = arena_array(call->arena, struct shown, view->count + 1);
	with[0].message = *input->page.gone;
	with[0].message.dialect = DIALECT_IMKIT;
	with[0].message.type = "recall";
	with[0].message.body = "{\"message\":\"\"}";
	with[0].deleted = true;
	if (view->count > 0)
		memcpy(with + 1, view->messages,
		    view->count * sizeof(*with));
	view->messages = with;
	view->count++;
}

static enum err
run_page(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = room_reader_find(call->arena, &input->reader,
	    &call->fault)) != OK ||
	    (e = room_history_read(call->arena, &input->page,
	    &call->fault)) != OK)
		return (e);
	input->view.manager = input->reader.manager;
	input->view.picks = input->page.picks;
	input->view.pick_count = input->page.count;
	if ((e = imkit_list_read(call, &input->view)) != OK)
		return (e);
	put_gone(call, input);
	if (input->turned)
		turn(&input->view);
	return (OK);
}

static void
encode_page(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalCount", input->page.total);
	write_data(call, &w, &input->view);
	write_ids(&w, &input->page);
	write_took(call, &w);
	json_write_object_end(&w);
	imkit_end(&w);
}

/* ----- a message and its neighbours ----- */

static enum err
decode_around(struct call *call)
{
	struct input *input = new_input(call);
	enum err e;

	if ((e = decode_room(call, input)) != OK ||
	    (e = query_size(call, "before", 0, ROOM_HISTORY_MAX / 2,
	    &input->around.before)) != OK)
		return (e);
	return (query_size(call, "after", 0, ROOM_HISTORY_MAX / 2,
	    &input->around.after));
}

static enum err
run_around(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = room_reader_find(call->arena, &input->reader,
	    &call->fault)) != OK ||
	    (e = room_history_around(call->arena, &input->reader,
	    call->parameters[1], &input->around, &call->fault)) != OK)
		return (e);
	input->view.manager = input->reader.manager;
	input->view.picks = input->around.picks;
	input->view.pick_count = input->around.count;
	return (imkit_list_read(call, &input->view));
}

static void
encode_list(struct call *call, const char *name, int64_t count)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, name, count);
	write_data(call, &w, &input->view);
	json_write_object_end(&w);
	imkit_end(&w);
}

static void
encode_around(struct call *call)
{
	const struct input *input = call->input;

	encode_list(call, "totalCount", (int64_t)input->view.count);
}

/* ----- many rooms ----- */

static enum err
decode_recent(struct call *call)
{
	struct input *input = new_input(call);

	input->all.app = &call->app;
	input->all.member = imkit_caller(call);
	input->all.end = IMKIT_TIME_MAX;
	input->all.limit = RECENT;
	return (query_size(call, "limit", 1, ROOM_HISTORY_MAX,
	    &input->all.limit));
}

static enum err
decode_admin(struct call *call)
{
	struct input *input = new_input(call);
	enum err e;

	input->all.app = &call->app;
	input->all.end = IMKIT_TIME_MAX;
	input->all.limit = ADMIN;
	if ((e = imkit_query_time(call, "startDate",
	    &input->all.start)) != OK ||
	    (e = imkit_query_time(call, "endDate", &input->all.end)) != OK ||
	    (e = query_size(call, "limit", 1, SIZE_MAX / 4,
	    &input->all.limit)) != OK)
		return (e);
	return (input->all.limit > APP_HISTORY_MAX ? ERR_RESULT_TOO_LARGE :
	    OK);
}

static enum err
run_all(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	if ((e = app_history_read(call->arena, &input->all,
	    &call->fault)) != OK)
		return (e);
	input->view.picks = input->all.picks;
	input->view.pick_count = input->all.count;
	return (imkit_list_read(call, &input->view));
}

static void
encode_recent(struct call *call)
{
	const struct input *input = call->input;

	encode_list(call, "count", (int64_t)input->view.count);
}

static void
encode_admin(struct call *call)
{
	const struct input *input = call->input;

	encode_list(call, "totalCount", input->all.total);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/rooms/{id}/messages/v3",
		.name = "imkit/rooms/messages/v3",
		.summary = "Read a page of a room's messages",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_page, .run = run_page,
		.encode = encode_page,
	},
	{
		.method = "GET", .path = "/rooms/{id}/messages/{message}",
		.name = "imkit/rooms/messages/around",
		.summary = "Read a message and its neighbours",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_around, .run = run_around,
		.encode = encode_around,
	},
	{
		.method = "GET", .path = "/rooms/{id}/messages",
		.name = "imkit/rooms/messages/older",
		.summary = "Read a page of a room's messages (older form)",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_older, .run = run_page,
		.encode = encode_page,
	},
	{
		.method = "GET", .path = "/messages/recent",
		.name = "imkit/messages/recent",
		.summary = "Read the newest messages of all rooms of the caller",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_recent, .run = run_all,
		.encode = encode_recent,
	},
	{
		.method = "GET", .path = "/admin/messages",
		.name = "imkit/admin/messages",
		.summary = "Read the newest messages of all rooms of the app",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = decode_admin, .run = run_all,
		.encode = encode_admin,
	},
};

const struct endpoint_table imkit_history_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
