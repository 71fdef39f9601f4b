/*
 * Rooms that are read (contract imkit, 1.8):
 *
 *	GET /rooms/{id}			with its members
 *	GET /rooms/{id}/exists
 *	GET /rooms			those of the one who calls; of `q`, a
 *					query of the vendor's database, only
 *					what clients send is understood
 *	GET /rooms/ids
 */
#include <string.h>

#include "arena.h"
#include "gate.h"
#include "message_list.h"
#include "rooms.h"

enum {
	PREFERENCES_MAX = 8,	/* members of `pref` */
	TAGS_MAX = 100,		/* strings of `q`.roomTags */
};

static enum err
get_run(struct call *call)
{
	const struct imkit_rooms *rooms;
	enum err e;

	if ((e = imkit_room_read(call, imkit_caller(call),
	    call->parameters[0])) != OK)
		return (imkit_room_hide(call, e));
	rooms = call->output;
	return (imkit_is_platform(call) || rooms->rooms[0].member ? OK :
	    ERR_NOT_MEMBER);
}

/* Whether a room exists is told to those who are in it. */
static enum err
exists_run(struct call *call)
{
	struct gate gate = { .app = &call->app,
	    .room_id = call->parameters[0], .username = imkit_caller(call) };
	bool *exists = arena_alloc(call->arena, sizeof(*exists));
	enum err e;

	call->output = exists;
	e = gate_read(call->arena, &gate, &call->fault);
	*exists = e == OK && (imkit_is_platform(call) || gate.member);
	return (e == ERR_ROOM_UNKNOWN ? OK : e);
}

static void
exists_encode(struct call *call)
{
	const bool *exists = call->output;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_bool(&w, "exists", *exists);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Lists.
 */
struct list {
	const char *viewer;
	struct room_list_query query;
};

static enum err
bad_query(struct call *call, const char *words)
{

	call->fault.argument = words;
	return (ERR_BAD_QUERY);
}

static enum err
read_tags(struct call *call, struct room_list_query *query)
{
	const struct http_request *request = &call->request;
	const char **tags = arena_array(call->arena, const char *,
	    request->query_count + 1);
	const struct http_parameter *p;
	size_t i;

	query->tags.names = tags;
	for (i = 0; i < request->query_count; i++) {
		p = &request->query[i];
		if (strcmp(p->name, "roomTags") != 0 &&
		    strcmp(p->name, "roomTags[]") != 0)
			continue;
		if (imkit_id_check(call, p->name, p->value) != OK)
			return (ERR_ROOM_TAGS_INVALID);
		tags[query->tags.count++] = p->value;
	}
	return (OK);
}

/* "tag", ["tag"], or {"$in": ["tag"]}: rooms with one of these. */
static enum err
read_query_tags(struct call *call, struct json_object *member,
    struct room_list_query *query)
{
	static const char words[] = "roomTags of q must be a string or"
	    " {\"$in\": [strings]}";
	struct json_object *list = member, *element;
	const char **tags;
	size_t i, n;

	if (json_is(member, json_type_object) &&
	    json_object_object_length(member) == 1)
		list = json_get(member, "$in");
	n = json_is(list, json_type_array) ? json_object_array_length(list) :
	    1;
	if (n > TAGS_MAX || query->tags.count > 0)
		return (bad_query(call, "q and roomTags together have at most"
		    " 100 tags, in one of the two"));
	tags = arena_array(call->arena, const char *, n + 1);
	for (i = 0; i < n; i++) {
		element = json_is(list, json_type_array) ?
		    json_object_array_get_idx(list, i) : list;
		if ((tags[i] = json_string(element)) == NULL)
			return (bad_query(call, words));
		if (imkit_id_check(call, "roomTags", tags[i]) != OK)
			return (ERR_ROOM_TAGS_INVALID);
	}
	query->tags = (struct room_names){ tags, n };
	return (n == 0 ? bad_query(call, words) : OK);
}

/*
 * {"members": "the user", "roomTags": "a tag"}: the one whose rooms are listed
 * anyway, whom a client names nevertheless; the backend may name him so.
 */
static enum err
read_query(struct call *call, struct list *list)
{
	const char *text = http_query(&call->request, "q");
	struct json_object *root = NULL;
	enum err e;

	if (text == NULL || *text == '\0')
		return (OK);
	if (json_parse(call->arena, text, strlen(text), &root,
	    &call->json_fault) != OK || !json_is(root, json_type_object))
		return (bad_query(call, "q must be a JSON object"));
	json_object_object_foreach(root, name, value) {
		if (strcmp(name, "roomTags") == 0) {
			if ((e = read_query_tags(call, value,
			    &list->query)) != OK)
				return (e);
		} else if (strcmp(name, "members") != 0)
			return (bad_query(call, "q may have members and"
			    " roomTags; use pref, updatedAfter, and POST"
			    " /search for the rest"));
		else if (json_string(value) == NULL ||
		    (list->viewer != NULL &&
		    strcmp(json_string(value), list->viewer) != 0))
			return (bad_query(call, "members of q must be the"
			    " user whose rooms are listed"));
		else
			list->viewer = json_string(value);
	}
	return (OK);
}

/* Whose rooms: with the platform key also whom `q` names. */
static enum err
read_viewer(struct call *call, struct list *list)
{
	const char *header = call->source->variable(call->source->cookie,
	    "HTTP_IM_CLIENT_ID");
	enum err e;

	if (!imkit_is_platform(call) || (header != NULL && *header != '\0') ||
	    http_query(&call->request, "clientId") != NULL)
		if ((e = imkit_room_client(call, NULL, &list->viewer)) != OK)
			return (e);
	if ((e = read_query(call, list)) != OK)
		return (e);
	return (imkit_id_check(call, "IM-CLIENT-ID", list->viewer));
}

/* "-lastMessage createdTime": at most ROOM_SORTS words. */
static enum err
read_sort(struct call *call, struct room_list_query *query)
{
	static const struct {
		const char *name;
		enum room_sort by;
	} names[] = {
		{ "lastMessage", ROOM_BY_LAST },
		{ "createdTime", ROOM_BY_CREATED },
		{ "createdTimeMS", ROOM_BY_CREATED }, { "name", ROOM_BY_NAME },
		{ "unread", ROOM_BY_UNREAD }, { "_id", ROOM_BY_ID },
		{ "id", ROOM_BY_ID },
	};
	enum { NAMES = sizeof(names) / sizeof(names[0]) };
	const char *text = http_query(&call->request, "sort");
	size_t i, length, n = 0;
	bool down;

	if (text == NULL)
		text = "-lastMessage -createdTime";
	for (text += strspn(text, " ,"); *text != '\0';
	    text += strspn(text, " ,")) {
		down = *text == '-';
		text += down || *text == '+';
		length = strcspn(text, " ,");
		for (i = 0; i < NAMES && (strlen(names[i].name) != length ||
		    memcmp(names[i].name, text, length) != 0); i++)
			continue;
		if (i == NAMES || n == ROOM_SORTS)
			return (bad_query(call, "sort must be at most three of"
			    " lastMessage, createdTime, name, unread and _id,"
			    " with - for descending"));
		query->sort[n++] = down ? -(int)names[i].by :
		    (int)names[i].by;
		text += length;
	}
	return (OK);
}

/* {"tags":"some-tag"}: what the members of the preference are, or contain. */
static enum err
read_preference(struct call *call, struct room_list_query *query)
{
	const char *text = http_query(&call->request, "pref");
	const char **names = arena_array(call->arena, const char *,
	    2 * PREFERENCES_MAX), **values = names + PREFERENCES_MAX;
	struct json_object *root = NULL;
	size_t n = 0;

	query->names.names = names;
	query->values.names = values;
	if (text == NULL || *text == '\0')
		return (OK);
	if (json_parse(call->arena, text, strlen(text), &root,
	    &call->json_fault) != OK || !json_is(root, json_type_object))
		return (bad_query(call, "pref must be a JSON object"));
	json_object_object_foreach(root, name, value) {
		if (n == PREFERENCES_MAX || value == NULL ||
		    json_is(value, json_type_object) ||
		    json_is(value, json_type_array))
			return (bad_query(call, "pref must have at most 8"
			    " members with strings, numbers, true or false"));
		names[n] = name;
		values[n++] = json_object_get_string(value);
	}
	query->names.count = query->values.count = n;
	return (OK);
}

static enum err
list_decode(struct call *call)
{
	struct list *list = arena_calloc(call->arena, 1, sizeof(*list));
	struct room_list_query *query = &list->query;
	int64_t unread = 0;
	enum err e;

	call->input = list;
	if ((e = read_tags(call, query)) != OK ||
	    (e = read_viewer(call, list)) != OK ||
	    (e = imkit_number(call, "skip", 0, INT32_MAX,
	    &query->skip)) != OK ||
	    (e = imkit_number(call, "limit", 0, ROOM_DETAIL_MAX,
	    &query->limit)) != OK ||
	    (e = imkit_number(call, "sortUnreadFirst", 0, 1, &unread)) != OK ||
	    (e = imkit_query_time(call, "updatedAfter",
	    &query->after)) != OK ||
	    (e = read_sort(call, query)) != OK)
		return (e);
	query->unread_first = unread != 0;
	if (query->limit == 0)
		query->limit = ROOM_DETAIL_MAX;
	return (read_preference(call, query));
}

static enum err
ids_run(struct call *call)
{
	struct list *list = call->input;
	struct room_look look = { &call->app, list->viewer };

	return (room_detail_list(call->arena, &look, &list->query,
	    &call->fault));
}

static enum err
list_run(struct call *call)
{
	struct list *list = call->input;
	struct imkit_rooms *rooms = arena_calloc(call->arena, 1,
	    sizeof(*rooms));
	enum err e;

	call->output = rooms;
	if ((e = ids_run(call)) != OK)
		return (e);
	return (imkit_rooms_read(call, list->viewer, (struct room_names){
	    list->query.ids, list->query.count }, rooms));
}

/* The envelope of a list; ${rooms} NULL: only ids. */
static void
write_list(struct call *call, const struct imkit_rooms *rooms)
{
	const struct list *list = call->input;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalCount", list->query.total);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < list->query.count; i++)
		if (rooms == NULL)
			json_write_string(&w, list->query.ids[i]);
		else if (rooms->rooms[i].name != NULL)
			imkit_room_write(call, &w, rooms, i);
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static void
list_encode(struct call *call)
{

	write_list(call, call->output);
}

static void
ids_encode(struct call *call)
{

	write_list(call, NULL);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/rooms/{id}",
		.name = "imkit/rooms/get", .summary = "Read a room",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = get_run, .encode = imkit_room_encode,
	},
	{
		.method = "GET", .path = "/rooms/{id}/exists",
		.name = "imkit/rooms/exists",
		.summary = "Whether a room exists",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = exists_run, .encode = exists_encode,
	},
	{
		.method = "GET", .path = "/rooms", .name = "imkit/rooms",
		.summary = "A user's rooms",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = list_decode,
		.run = list_run, .encode = list_encode,
	},
	{
		.method = "GET", .path = "/rooms/ids", .name = "imkit/rooms/ids",
		.summary = "The ids of a user's rooms",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = list_decode,
		.run = ids_run, .encode = ids_encode,
	},
};

const struct endpoint_table imkit_room_read_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
