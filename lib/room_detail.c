/* See room_detail.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "room_change.h"
#include "room_detail.h"

static void
read_viewer(const PGresult *r, size_t row, struct room_detail *d)
{

	d->member = db_value_bool(r, row, "member");
	d->manages = db_value_bool(r, row, "manages");
	d->mentioned = db_value_bool(r, row, "mentioned");
	d->muted = db_value_bool(r, row, "muted");
	d->unread = db_is_null(r, row, "unread") ? 0 :
	    db_value_bigint(r, row, "unread");
	d->preference = db_value_or_null(r, row, "preference");
	d->did_block = db_value_bigint(r, row, "did_block");
	d->was_blocked = db_value_bigint(r, row, "was_blocked");
}

static void
read_room(const PGresult *r, size_t row, struct room_detail *d)
{

	d->kind = (enum conversation_kind)db_value_bigint(r, row, "kind");
	d->conv = db_value_bigint(r, row, "conv");
	d->name = db_value(r, row, "name");
	d->description = db_value(r, row, "description");
	d->owner = db_value(r, row, "owner");
	d->custom = db_value(r, row, "custom");
	d->cover = db_value_or_null(r, row, "cover");
	d->webhook = db_value_or_null(r, row, "webhook");
	d->bot_state = db_value_or_null(r, row, "bot_state");
	d->tags = db_value(r, row, "tags");
	d->managers = db_value(r, row, "managers");
	d->bot_mode = db_value_bool(r, row, "bot_mode");
	d->encrypted = db_value_bool(r, row, "encrypted");
	d->opening = db_value_bool(r, row, "opening");
	d->frozen = db_value_bool(r, row, "frozen");
	d->created = db_value_bigint(r, row, "created");
	d->members = db_value_bigint(r, row, "members");
	d->last = db_value_bigint(r, row, "last");
	d->pinned = db_value_bigint(r, row, "pinned");
	read_viewer(r, row, d);
}

static void
read_user(const PGresult *r, size_t row, struct account *account)
{

	account->username = db_value(r, row, "username");
	account->nickname = db_value_or_null(r, row, "nickname");
	account->avatar_url = db_value_or_null(r, row, "avatar_url");
	account->description = db_value_or_null(r, row, "description");
	account->robot = db_value_bool(r, row, "robot");
	account->last_login = db_value_bigint(r, row, "last_login");
}

static void
read_member(const PGresult *r, size_t row, struct detail_member *m)
{

	read_user(r, row, &m->account);
	m->manager = db_value_bool(r, row, "manager");
	m->unread = db_value_bigint(r, row, "unread");
	m->read_id = db_value_bigint(r, row, "read_id");
}

static size_t
bytes_of(const struct account *a)
{

	return (strlen(a->username) +
	    (a->nickname == NULL ? 0 : strlen(a->nickname)) +
	    (a->avatar_url == NULL ? 0 : strlen(a->avatar_url)) +
	    (a->description == NULL ? 0 : strlen(a->description)));
}

/* Both results have the order of the rooms asked for. */
static enum err
spread(struct arena *arena, PGresult *const *results, struct room_names ids,
    struct room_detail *details)
{
	struct detail_member *members = arena_array(arena,
	    struct detail_member, db_rows(results[1]) + 1);
	size_t i, row = 0, next = 0, bytes = 0;

	for (i = 0; i < ids.count; i++) {
		memset(&details[i], 0, sizeof(details[i]));
		details[i].id = ids.names[i];
		if (row < db_rows(results[0]) && strcmp(ids.names[i],
		    db_value(results[0], row, "room_id")) == 0)
			read_room(results[0], row++, &details[i]);
		details[i].shown = &members[next];
		for (; next < db_rows(results[1]) && strcmp(ids.names[i],
		    db_value(results[1], next, "room_id")) == 0; next++) {
			read_member(results[1], next, &members[next]);
			bytes += bytes_of(&members[next].account);
			details[i].shown_count++;
		}
	}
	return (bytes > ROOM_DETAIL_BYTES ? ERR_RESULT_TOO_LARGE : OK);
}

enum err
room_detail_read(struct arena *arena, const struct room_look *look,
    struct room_names ids, struct room_detail *details, struct fault *fault)
{
	size_t each = ROOM_DETAIL_ROWS / (ids.count + 1);
	struct db_param params[4] = { db_bigint(arena, look->app->id),
	    room_name_array(arena, ids), db_text(look->viewer),
	    db_int(arena, ROOM_DETAIL_MANAGERS) };
	struct db_param member_params[4] = { params[0], params[1], params[2],
	    db_int(arena, each < ROOM_DETAIL_MEMBERS ? (int32_t)each :
	    ROOM_DETAIL_MEMBERS) };
	PGresult *results[2] = { NULL };
	struct db *db;
	enum err e;

	BUG_UNLESS(ids.count <= ROOM_DETAIL_MAX);
	if (ids.count == 0)
		return (OK);
	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_room_detail, params, 4);
		db_batch_add(db, &SQL_room_detail_members, member_params, 4);
		e = db_batch_end(db, arena, results, fault);
	}
	db_give(db);
	return (e == OK ? spread(arena, results, ids, details) : e);
}

enum err
room_detail_list(struct arena *arena, const struct room_look *look,
    struct room_list_query *list, struct fault *fault)
{
	struct db_param params[12] = { db_bigint(arena, look->app->id),
	    db_text(look->viewer), db_bigint(arena, list->after),
	    room_name_array(arena, list->tags),
	    room_name_array(arena, list->names),
	    room_name_array(arena, list->values), db_bool(list->unread_first),
	    db_int(arena, list->sort[0]), db_int(arena, list->sort[1]),
	    db_int(arena, list->sort[2]), db_bigint(arena, list->skip),
	    db_bigint(arena, list->limit) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_room_detail_list, params, 12, &r,
	    fault)) != OK)
		return (e);
	list->total = db_value_bigint(r, 0, "total");
	list->count = db_is_null(r, 0, "room_id") ? 0 : db_rows(r);
	list->ids = arena_array(arena, const char *, list->count + 1);
	for (i = 0; i < list->count; i++)
		list->ids[i] = db_value(r, i, "room_id");
	return (OK);
}

enum err
room_detail_users(struct arena *arena, const struct app *app,
    struct room_names names, struct account *users, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    room_name_array(arena, names) };
	PGresult *r;
	size_t i, row;
	enum err e;

	memset(users, 0, names.count * sizeof(*users));
	if ((e = db_query(arena, &SQL_account_of_names, params, 2, &r,
	    fault)) != OK)
		return (e);
	for (i = 0; i < names.count; i++) {
		users[i].username = names.names[i];
		for (row = 0; row < db_rows(r); row++)
			if (strcmp(names.names[i],
			    db_value(r, row, "username")) == 0)
				read_user(r, row, &users[i]);
	}
	return (OK);
}
