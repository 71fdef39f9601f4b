/*
 * What changed in a room (the model's endpoint of the same name):
 *
 *	GET /api/v1/chat.syncMessages	?roomId=, and either lastUpdate= or
 *					type=UPDATED|DELETED, next=, previous=,
 *					count=
 *
 * A cursor is the time of a change and, behind a line, the message's number,
 * so that what changed in one millisecond is not torn apart.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "db.h"
#include "message_list.h"
#include "rest_query.h"

enum { PAGE = 50 };

/* Where a page goes on from. */
struct cursor {
	msec_t at;
	int64_t id;
};

/* A message as it changed. */
struct entry {
	int64_t id;
	msec_t at;
	const char *public_id;		/* of a deleted one */
};

struct entries {
	struct entry *rows;
	size_t count;
	bool more;			/* than asked for */
};

struct sync {
	const char *room_id;
	msec_t since;			/* lastUpdate; -1: pages */
	bool deleted, next, backward;
	struct cursor from;
	size_t limit;
	struct post_room room;
	struct entries updated, gone;
	struct message_list list;
};

static enum err
refuse(struct call *call, const char *error, const char *reason)
{

	return (rocketchat_error(call, error, reason, NULL));
}

static bool
read_cursor(const char *text, struct cursor *cursor)
{
	int used = 0;

	if (strspn(text, "0123456789_") != strlen(text) || strlen(text) > 35)
		return (false);
	cursor->id = INT64_MAX;
	if (strchr(text, '_') == NULL)
		return (rocketchat_time(text, &cursor->at));
	return (sscanf(text, "%15" SCNd64 "_%19" SCNd64 "%n", &cursor->at,
	    &cursor->id, &used) == 2 && text[used] == '\0');
}

static enum err
decode_cursor(struct call *call, struct sync *sync)
{
	const char *next = query_text(call, "next"),
	    *previous = query_text(call, "previous"),
	    *type = query_text(call, "type");

	if (type != NULL && strcmp(type, "UPDATED") != 0 &&
	    strcmp(type, "DELETED") != 0)
		return (refuse(call, "error-type-param-not-supported",
		    "The \"type\" parameter must be either \"UPDATED\" or"
		    " \"DELETED\""));
	if ((next != NULL || previous != NULL) && type == NULL)
		return (refuse(call, "error-type-param-required",
		    "The \"type\" parameter is required when using the"
		    " \"next\" or \"previous\" parameters"));
	if (next != NULL && previous != NULL)
		return (refuse(call, "error-cursor-conflict",
		    "You cannot provide both \"next\" and \"previous\""
		    " parameters"));
	if ((next != NULL || previous != NULL) && sync->since >= 0)
		return (refuse(call, "error-cursor-and-lastUpdate-conflict",
		    "The attributes \"next\", \"previous\" and \"lastUpdate\""
		    " cannot be used together"));
	if (sync->since < 0 && type == NULL)
		return (refuse(call, "error-param-required",
		    "The \"type\" or \"lastUpdate\" parameters must be"
		    " provided"));
	sync->deleted = type != NULL && *type == 'D';
	sync->next = next != NULL;
	sync->backward = previous != NULL;
	if (sync->backward)
		next = previous;
	if (next != NULL && !read_cursor(next, &sync->from))
		return (refuse(call, "error-invalid-cursor",
		    "The cursor is none that was given out"));
	if (sync->backward && sync->from.id == INT64_MAX)
		sync->from.id = 0;
	return (OK);
}

static enum err
decode(struct call *call)
{
	struct sync *sync = arena_calloc(call->arena, 1, sizeof(*sync));
	const char *since = query_text(call, "lastUpdate");
	size_t offset;
	enum err e;

	call->input = sync;
	sync->room_id = query_text(call, "roomId");
	sync->since = -1;
	if (sync->room_id == NULL)
		return (refuse(call, "error-param-required",
		    "The required \"roomId\" query param is missing"));
	if (since != NULL && (!rocketchat_time(since, &sync->since) ||
	    sync->since < 0))
		return (refuse(call, "error-lastUpdate-param-invalid",
		    "The \"lastUpdate\" query parameter must be a valid"
		    " date"));
	if ((e = decode_cursor(call, sync)) != OK)
		return (e);
	return (query_page(call, PAGE, &offset, &sync->limit));
}

static enum err
read_entries(struct call *call, const struct sync *sync, bool deleted,
    size_t limit, struct entries *entries)
{
	const char *viewer = rocketchat_session(call)->account.username;
	const struct post_room *room = &sync->room;
	struct arena *arena = call->arena;
	struct db_param params[10] = { db_bigint(arena, room->conv),
	    db_bigint(arena, call->app.id), db_bigint(arena, sync->from.at),
	    db_bigint(arena, sync->from.id), db_text(viewer),
	    view_hiders(arena, viewer, room->role != NULL),
	    db_bigint(arena, room->floor),
	    db_bigint(arena, (int64_t)limit + 1), db_bool(deleted),
	    db_bigint(arena, message_id_at(sync->from.at +
	    sync->backward)) };
	struct message m = { .conv = room->conv };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, sync->backward ? &SQL_sync_before :
	    &SQL_sync_after, params, 10, &r, &call->fault)) != OK)
		return (e);
	entries->more = db_rows(r) > limit;
	entries->count = entries->more ? limit : db_rows(r);
	entries->rows = arena_array(arena, struct entry, entries->count);
	for (i = 0; i < entries->count; i++) {
		m.id = db_value_bigint(r, i, "id");
		m.options = db_value_or_null(r, i, "options");
		entries->rows[i] = (struct entry){ m.id,
		    db_value_bigint(r, i, "at"), deleted ?
		    message_public_id(arena, &m) : NULL };
	}
	return (OK);
}

/* What is too long to be shown now comes with the next page. */
static void
cut(struct entries *entries, const struct message_list *list)
{
	size_t i;

	if (list->count == 0)
		return;
	for (i = entries->count; i > 0; i--)
		if (entries->rows[i - 1].id ==
		    list->messages[list->count - 1].message.id)
			break;
	entries->more |= i < entries->count;
	entries->count = i;
}

static enum err
show(struct call *call, struct sync *sync)
{
	int64_t *ids = arena_array(call->arena, int64_t,
	    sync->updated.count);
	size_t i;
	enum err e;

	for (i = 0; i < sync->updated.count; i++)
		ids[i] = sync->updated.rows[i].id;
	sync->list.ids = ids;
	sync->list.id_count = sync->updated.count;
	if ((e = message_list_read(call, &sync->room, &sync->list)) == OK)
		cut(&sync->updated, &sync->list);
	return (e);
}

static enum err
run(struct call *call)
{
	struct sync *sync = call->input;
	bool all = sync->since >= 0;
	enum err e;

	e = room_open(call, sync->room_id, &sync->room);
	if (e == ERR_ROOM_UNKNOWN)
		return (rocketchat_error(call, "error-not-allowed",
		    "Not allowed", "messages/get"));
	if (e != OK)
		return (e);
	if (all) {
		sync->from = (struct cursor){ sync->since, INT64_MAX };
		sync->limit = MESSAGE_LIST_MAX;
	}
	if ((all || sync->deleted) && (e = read_entries(call, sync, true,
	    sync->limit, &sync->gone)) != OK)
		return (e);
	if ((all || !sync->deleted) && (e = read_entries(call, sync, false,
	    sync->limit, &sync->updated)) != OK)
		return (e);
	return (show(call, sync));
}

static void
write_gone(struct call *call, struct json_writer *w,
    const struct entries *gone)
{
	size_t i;

	json_write_name(w, "deleted");
	json_write_array(w);
	for (i = 0; i < gone->count; i++) {
		json_write_object(w);
		json_put_string(w, "_id", gone->rows[i].public_id);
		rocketchat_date(call->arena, w, "_deletedAt",
		    gone->rows[i].at, false);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
put_cursor(struct call *call, struct json_writer *w, const char *name,
    const struct entry *entry)
{

	json_put_string(w, name, entry == NULL ? NULL : arena_format(
	    call->arena, "%lld_%lld", (long long)entry->at,
	    (long long)entry->id));
}

/* The model's: with `next`, null says that there is nothing more yet. */
static void
write_cursor(struct call *call, struct json_writer *w,
    const struct sync *sync)
{
	const struct entries *page = sync->deleted ? &sync->gone :
	    &sync->updated;
	const struct entry *first = page->count == 0 ? NULL : page->rows,
	    *last = first == NULL ? NULL : first + page->count - 1;

	if (sync->since >= 0 && !page->more)
		return;
	json_write_name(w, "cursor");
	json_write_object(w);
	put_cursor(call, w, "next", sync->backward ? first :
	    sync->next && !page->more ? NULL : last);
	put_cursor(call, w, "previous", !sync->backward ? first :
	    page->more ? last : NULL);
	json_write_object_end(w);
}

static void
encode(struct call *call)
{
	const struct sync *sync = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, "result");
	json_write_object(&w);
	json_write_name(&w, "updated");
	message_list_write(call, &w, &sync->list, false);
	write_gone(call, &w, &sync->gone);
	write_cursor(call, &w, sync);
	json_write_object_end(&w);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/api/v1/chat.syncMessages",
		.name = "rocketchat/chat.syncMessages",
		.summary = "Read what changed in a room",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = decode, .run = run,
		.encode = encode,
	},
};

const struct endpoint_table rocketchat_sync_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
