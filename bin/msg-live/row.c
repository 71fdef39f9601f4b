/* See row_read() in render.h. */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "json.h"
#include "json_string.h"
#include "render.h"

/* A JSON array of strings; NULL stays NULL. */
static const char *const *
names_read(struct arena *arena, const char *json, size_t *count)
{
	struct json_slice name;
	const char **names, *at;
	size_t length;

	*count = 0;
	if (json == NULL)
		return (NULL);
	for (at = json; (at = json_element(at, &name)) != NULL; )
		++*count;
	names = arena_array(arena, const char *, *count + 1);
	*count = 0;
	for (at = json; (at = json_element(at, &name)) != NULL; )
		names[(*count)++] = json_unescape(arena, name, &length);
	return (names);
}

static void
room_read(const PGresult *r, size_t number, struct row *row)
{
	struct event *event = &row->event;

	event->left_count = -1;
	if (db_is_null(r, number, "room_id"))
		return;
	event->left_count = db_value_bigint(r, number, "left_count");
	event->room_id = db_value(r, number, "room_id");
	event->room_type = event->conversation_kind == CONVERSATION_USERS ?
	    "d" : db_value_bool(r, number, "channel") ? "c" : "p";
	/* Direct rooms have no name. */
	if (*event->room_type != 'd')
		event->room_name = db_is_null(r, number, "handle") ?
		    event->room_id : db_value(r, number, "handle");
	if (!db_is_null(r, number, "pinned"))
		row->pinned = db_value_bigint(r, number, "pinned");
}

void
row_read(struct arena *arena, const PGresult *r, size_t number,
    struct row *row)
{
	struct event *event = &row->event;

	room_read(r, number, row);
	row->target = db_value_or_null(r, number, "target");
	row->state = (enum message_state)db_value_bigint(r, number, "state");
	event->id = db_value_bigint(r, number, "id");
	event->seq = db_value_bigint(r, number, "seq");
	event->sender = db_value(r, number, "sender");
	event->hidden = db_value_bool(r, number, "hidden");
	event->users = names_read(arena, db_value_or_null(r, number, "users"),
	    &event->user_count);
	event->ignored = names_read(arena, db_value_or_null(r, number,
	    "ignored"), &event->ignored_count);
}
