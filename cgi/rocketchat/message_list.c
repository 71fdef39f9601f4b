/* See message_list.h. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "db.h"
#include "id.h"
#include "message_list.h"

enum {
	CLOCK_OFF = 10 * 1000,		/* ms that a shown time may be off the
					   message's own */
	DIGITS_MAX = 15,		/* of milliseconds */
};

enum err
room_open(struct call *call, const char *id, struct post_room *room)
{
	enum err e;

	if (id == NULL || *id == '\0')
		return (ERR_ROOM_UNKNOWN);
	e = post_room_find(call, id, room);
	if (e == ERR_REFUSED)
		return (ERR_ROOM_UNKNOWN);
	if (e != OK)
		return (e);
	return (post_room_reads(call, room) ? OK : ERR_ROOM_UNKNOWN);
}

static struct message_view
view_of(const struct call *call, const struct post_room *room)
{

	return ((struct message_view){ .app = &call->app,
	    .viewer = rocketchat_session(call)->account.username,
	    .manager = room->role != NULL });
}

static struct view_pick
pick_of(const struct post_room *room, int64_t id)
{

	return ((struct view_pick){ .conv = room->conv, .id = id,
	    .room_id = room->id, .kind = room->kind,
	    .pinned = room->pinned });
}

enum err
message_open(struct call *call, const char *id, struct found_message *found)
{
	struct message_view view;
	struct view_pick pick;
	enum err e;

	if (id == NULL || *id == '\0')
		return (ERR_MESSAGE_UNKNOWN);
	if ((e = message_lookup(call, id, &found->message)) != OK)
		return (e);
	e = room_open(call, found->message.room_id, &found->room);
	if (e == ERR_ROOM_UNKNOWN || (e == OK &&
	    found->message.seq <= found->room.floor))
		return (ERR_MESSAGE_UNKNOWN);
	if (e != OK)
		return (e);
	view = view_of(call, &found->room);
	pick = pick_of(&found->room, found->message.id);
	view.picks = &pick;
	view.pick_count = 1;
	if ((e = message_view_contents(call->arena, &view, VIEW_BYTES,
	    &call->fault)) != OK)
		return (e);
	if (view.count == 0)
		return (ERR_MESSAGE_UNKNOWN);
	found->message = view.messages[0].message;
	return (OK);
}

/* What another dialect's message answers; our own mostly say it themselves. */
static const char *
parent_of(struct arena *arena, const struct message *m)
{
	struct json_slice own;
	char id[ID_HEX + 1];

	if (m->thread == 0 || (m->dialect == DIALECT_ROCKETCHAT &&
	    json_member(m->body, strlen(m->body), "tmid", &own)))
		return (NULL);
	id_hex(m->thread, m->conv, id);
	return (arena_strndup(arena, id, ID_HEX));
}

enum err
message_list_view(struct call *call, struct message_view *view,
    struct message_list *list)
{
	enum err e;

	view->reply = parent_of;
	if ((e = message_view_read(call->arena, view, &call->fault)) != OK)
		return (e);
	list->messages = view->messages;
	list->count = view->count;
	if ((e = thread_states(call, view->messages, view->count,
	    &list->threads)) != OK)
		return (e);
	return (mention_states(call, view->messages, view->count,
	    list->threads));
}

enum err
message_list_read(struct call *call, const struct post_room *room,
    struct message_list *list)
{
	struct message_view view = view_of(call, room);
	size_t i;

	BUG_UNLESS(list->id_count <= MESSAGE_LIST_MAX);
	view.picks = arena_array(call->arena, struct view_pick,
	    list->id_count);
	view.pick_count = list->id_count;
	for (i = 0; i < list->id_count; i++)
		view.picks[i] = pick_of(room, list->ids[i]);
	return (message_list_view(call, &view, list));
}

void
message_list_write(struct call *call, struct json_writer *w,
    const struct message_list *list, bool ejson)
{
	size_t i;

	json_write_array(w);
	for (i = 0; i < list->count; i++)
		message_write(call, w, &list->messages[i], &list->threads[i],
		    ejson);
	json_write_array_end(w);
}

enum err
message_show(struct call *call, const struct found_message *found,
    struct message_list *list)
{

	list->ids = &found->message.id;
	list->id_count = 1;
	return (message_list_read(call, &found->room, list));
}

int64_t
message_id_at(msec_t at)
{

	if (at < 0)
		return (0);
	return (at >= INT64_MAX >> ID_NUMBER_BITS ? INT64_MAX :
	    at << ID_NUMBER_BITS);
}

static msec_t
later(msec_t at, msec_t by)
{

	return (at > INT64_MAX - by ? INT64_MAX : at + by);
}

enum err
message_range(struct call *call, struct message_range *range)
{
	const struct post_room *room = range->room;
	const char *viewer = rocketchat_session(call)->account.username;
	msec_t oldest = range->oldest < 0 ? 0 : range->oldest;
	struct db_param params[12] = {
	    db_bigint(call->arena, room->conv),
	    db_bigint(call->arena, call->app.id),
	    db_bigint(call->arena, message_id_at(oldest - CLOCK_OFF)),
	    db_bigint(call->arena, message_id_at(later(range->latest,
	    CLOCK_OFF + 1))),
	    db_text(viewer), view_hiders(call->arena, viewer,
	    room->role != NULL), db_bigint(call->arena, room->floor),
	    db_bigint(call->arena, oldest),
	    db_bigint(call->arena, range->latest),
	    db_bool(range->threads),
	    db_bigint(call->arena, (int64_t)range->limit),
	    db_bigint(call->arena, (int64_t)range->offset) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(call->arena, &SQL_message_range, params, 12, &r,
	    &call->fault)) != OK)
		return (e);
	range->count = db_rows(r);
	range->ids = arena_array(call->arena, int64_t, range->count);
	for (i = 0; i < range->count; i++)
		range->ids[i] = db_value_bigint(r, i, "id");
	return (OK);
}

/* "", ".5", then "", "Z", "+08:00". */
static bool
read_rest(const char *rest, msec_t *at)
{
	int sign, hours, minutes, used = 0;
	msec_t unit = 100;

	if (*rest == '.')
		for (rest++; *rest >= '0' && *rest <= '9'; rest++) {
			*at += unit * (*rest - '0');
			unit /= 10;
		}
	if (*rest == '\0' || strcmp(rest, "Z") == 0)
		return (true);
	if (*rest != '+' && *rest != '-' && *rest != ' ')
		return (false);
	/* A "+" that was not percent-encoded arrives as a blank. */
	sign = *rest == '-' ? 1 : -1;
	if (sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 ||
	    rest[1 + used] != '\0' || hours < 0 || minutes < 0)
		return (false);
	*at += (msec_t)sign * (hours * 60 + minutes) * 60000;
	return (true);
}

bool
rocketchat_time(const char *text, msec_t *at)
{
	struct tm tm = { .tm_isdst = 0 };
	size_t digits = strspn(text, "0123456789");
	const char *rest;
	int day;

	if (digits > 0 && digits <= DIGITS_MAX && text[digits] == '\0') {
		for (*at = 0; *text != '\0'; text++)
			*at = *at * 10 + (*text - '0');
		return (true);
	}
	if ((rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm)) == NULL &&
	    (rest = strptime(text, "%Y-%m-%dT%H:%M", &tm)) == NULL) {
		tm = (struct tm){ .tm_isdst = 0 };
		if ((rest = strptime(text, "%Y-%m-%d", &tm)) == NULL)
			return (false);
	}
	day = tm.tm_mday;
	*at = (msec_t)timegm(&tm) * 1000;
	/* There is no February 30th: it would become a day of March. */
	return (tm.tm_mday == day && tm.tm_year < 8000 && read_rest(rest, at));
}
