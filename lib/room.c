/* See room.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "hash.h"
#include "room_change.h"

enum {
	ID_TRIES = 8,		/* new ids before we give up */
	ID_TAILS = 100,		/* ids of one millisecond */
};

static void
key_params(struct arena *arena, const struct room_key *key,
    struct db_param *params)
{

	params[0] = db_bigint(arena, key->app->id);
	params[1] = db_int(arena, key->kind);
	params[2] = db_text(key->id);
}

struct db_param
room_name_array(struct arena *arena, struct room_names names)
{
	struct db_array *array = db_array_new(arena, 't', names.count);
	size_t i;

	for (i = 0; i < names.count; i++)
		db_array_text(array, names.names[i]);
	return (db_array_end(array));
}

struct lock {
	const struct sql_statement *sql;
	size_t count;		/* of its parameters, the statement's first */
};

/* begin, lock, the statement, commit: one trip. */
static enum err
change(struct arena *arena, const struct lock *lock,
    const struct room_statement *statement, PGresult *results[4],
    struct fault *fault)
{
	struct db *db;
	enum err e;

	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_begin, NULL, 0);
		db_batch_add(db, lock->sql, statement->params, lock->count);
		db_batch_add(db, statement->sql, statement->params,
		    statement->count);
		db_batch_add(db, &SQL_commit, NULL, 0);
		e = db_batch_end(db, arena, results, fault);
	}
	db_give(db);
	return (e);
}

enum err
room_change(struct arena *arena, const struct room_key *key,
    struct room_statement *statement, PGresult **result, struct fault *fault)
{
	static const struct lock lock = { &SQL_room_lock, 3 };
	PGresult *results[4] = { NULL };
	enum err e;

	key_params(arena, key, statement->params);
	if ((e = change(arena, &lock, statement, results, fault)) != OK)
		return (e);
	if (db_rows(results[1]) == 0) {
		fault->argument = key->id;
		return (ERR_ROOM_UNKNOWN);
	}
	*result = results[2];
	return (OK);
}

enum err
room_change_by_id(struct arena *arena, const struct room_key *key,
    struct room_statement *statement, PGresult **result, struct fault *fault)
{
	static const struct lock lock = { &SQL_room_lock_id, 2 };
	PGresult *results[4] = { NULL };
	enum err e;

	statement->params[0] = db_bigint(arena, key->app->id);
	statement->params[1] = db_text(key->id);
	if ((e = change(arena, &lock, statement, results, fault)) != OK)
		return (e);
	if (db_rows(results[2]) == 0) {
		fault->argument = key->id;
		return (ERR_ROOM_UNKNOWN);
	}
	*result = results[2];
	return (OK);
}

/* The owner and the members, each once. */
static struct room_names
everybody(struct arena *arena, const char *owner, struct room_names members)
{
	const char **names = arena_array(arena, const char *,
	    members.count + 1);
	size_t count = 1, i;

	names[0] = owner;
	for (i = 0; i < members.count; i++)
		if (strcmp(members.names[i], owner) != 0)
			names[count++] = members.names[i];
	return ((struct room_names){ names, count });
}

/* 15 decimal digits until the year 2286, none of them a leading zero. */
static const char *
new_id(struct arena *arena)
{
	unsigned char bytes[8];
	uint64_t tail;

	random_bytes(bytes, sizeof(bytes));
	memcpy(&tail, bytes, sizeof(tail));
	return (arena_format(arena, "%lld", (long long)(clock_now() *
	    ID_TAILS + (int64_t)(tail % ID_TAILS))));
}

static enum err
try_create(struct arena *arena, const struct room_key *key,
    const struct room *room, struct room_names names, struct fault *fault)
{
	struct db_param params[13];
	PGresult *r;
	enum err e;

	key_params(arena, key, params);
	params[3] = db_bigint(arena, conversation_number(key->app->id,
	    key->kind, key->id));
	params[4] = db_text(room->name);
	params[5] = db_text(room->description);
	params[6] = db_text(room->owner);
	params[7] = db_int(arena, (int32_t)room->max_users);
	params[8] = db_bool(room->public);
	params[9] = db_bool(room->members_only);
	params[10] = db_bool(room->allow_invites);
	params[11] = db_text(room->custom);
	params[12] = room_name_array(arena, names);
	if ((e = db_query(arena, &SQL_room_insert, params, 13, &r,
	    fault)) != OK)
		return (e);
	if (!db_is_null(r, 0, "missing")) {
		fault->argument = db_value(r, 0, "missing");
		return (ERR_MEMBER_NOT_USER);
	}
	return (db_value_bool(r, 0, "made") ? OK : ERR_CONFLICT);
}

enum err
room_create(struct arena *arena, const struct room_key *key,
    struct room *room, struct room_names members, struct fault *fault)
{
	struct room_names names = everybody(arena, room->owner, members);
	struct room_key fresh = *key;
	enum err e = ERR_CONFLICT;
	int tries;

	if ((int64_t)names.count > room->max_users)
		return (ERR_ROOM_FULL);
	for (tries = 0; e == ERR_CONFLICT && tries < ID_TRIES; tries++) {
		fresh.id = new_id(arena);
		e = try_create(arena, &fresh, room, names, fault);
	}
	room->id = fresh.id;
	return (e);
}

static void
from_row(const PGresult *r, size_t row, struct room *room)
{

	room->id = db_value(r, row, "room_id");
	room->name = db_value(r, row, "name");
	room->description = db_value(r, row, "description");
	room->owner = db_value(r, row, "owner");
	room->custom = db_value(r, row, "custom");
	room->max_users = db_value_bigint(r, row, "max_users");
	room->public = db_value_bool(r, row, "public");
	room->members_only = db_value_bool(r, row, "members_only");
	room->allow_invites = db_value_bool(r, row, "allow_invites");
	room->created = db_value_bigint(r, row, "created");
	room->modified = db_value_bigint(r, row, "modified");
	room->members = db_value_bigint(r, row, "members");
}

enum err
room_find(struct arena *arena, const struct room_key *key,
    struct room_names ids, struct room *rooms, struct fault *fault)
{
	struct db_param params[4];
	PGresult *r;
	size_t i, row;
	enum err e;

	key_params(arena, key, params);
	params[2] = room_name_array(arena, ids);
	params[3] = db_bigint(arena, ROOM_SHOWN_MEMBERS);
	if ((e = db_query(arena, &SQL_room_find, params, 4, &r, fault)) != OK)
		return (e);
	for (i = 0; i < ids.count; i++) {
		memset(&rooms[i], 0, sizeof(rooms[i]));
		rooms[i].id = ids.names[i];
		for (row = 0; row < db_rows(r); row++)
			if (strcmp(ids.names[i],
			    db_value(r, row, "room_id")) == 0) {
				from_row(r, row, &rooms[i]);
				rooms[i].shown = db_value(r, row, "shown");
			}
	}
	return (OK);
}

enum err
room_list(struct arena *arena, const struct room_key *key,
    struct room_page *page, struct fault *fault)
{
	struct db_param params[5];
	PGresult *r;
	size_t i;
	enum err e;

	key_params(arena, key, params);
	if (page->member != NULL) {
		params[2] = db_text(page->member);
		params[3] = db_bigint(arena, page->offset);
		params[4] = db_bigint(arena, (int64_t)page->limit + 1);
		e = db_query(arena, &SQL_room_of_user, params, 5, &r, fault);
	} else {
		params[2] = db_text(page->before);
		params[3] = db_bigint(arena, (int64_t)page->limit + 1);
		e = db_query(arena, &SQL_room_list, params, 4, &r, fault);
	}
	if (e != OK)
		return (e);
	page->more = db_rows(r) > page->limit;
	page->count = page->more ? page->limit : db_rows(r);
	page->rooms = arena_array(arena, struct room, page->count);
	for (i = 0; i < page->count; i++)
		if (page->member == NULL)
			from_row(r, i, &page->rooms[i]);
		else {
			page->rooms[i].id = db_value(r, i, "room_id");
			page->rooms[i].name = db_value(r, i, "name");
		}
	return (OK);
}

static struct db_param
optional_bool(const bool *value)
{

	return (value == NULL ? db_null() : db_bool(*value));
}

enum err
room_modify(struct arena *arena, const struct room_key *key,
    const struct room_change *change, struct fault *fault)
{
	struct db_param params[10];
	PGresult *r;
	enum err e;

	key_params(arena, key, params);
	params[3] = db_text(change->name);
	params[4] = db_text(change->description);
	params[5] = db_text(change->custom);
	params[6] = change->max_users == 0 ? db_null() :
	    db_int(arena, (int32_t)change->max_users);
	params[7] = optional_bool(change->public);
	params[8] = optional_bool(change->members_only);
	params[9] = optional_bool(change->allow_invites);
	if ((e = db_query(arena, &SQL_room_modify, params, 10, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		return (OK);
	fault->argument = key->id;
	return (ERR_ROOM_UNKNOWN);
}

enum err
room_give(struct arena *arena, const struct room_key *key,
    const char *owner, struct fault *fault)
{
	struct room_statement statement = { .sql = &SQL_room_give,
	    .count = 4 };
	PGresult *r;
	enum err e;

	statement.params[3] = db_text(owner);
	if ((e = room_change(arena, key, &statement, &r, fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		return (OK);
	fault->argument = owner;
	return (ERR_MEMBER_UNKNOWN);
}

enum err
room_delete(struct arena *arena, const struct room_key *key,
    struct fault *fault)
{
	struct room_statement statement = { .sql = &SQL_room_delete,
	    .count = 3 };
	PGresult *r;

	return (room_change(arena, key, &statement, &r, fault));
}

enum err
room_check_existing(struct arena *arena, const struct room_key *key,
    struct room_names ids, struct fault *fault)
{
	struct db_param params[3];
	PGresult *r;
	enum err e;

	key_params(arena, key, params);
	params[2] = room_name_array(arena, ids);
	if ((e = db_query(arena, &SQL_room_missing, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (OK);
	fault->argument = db_value(r, 0, "room_id");
	return (ERR_ROOM_UNKNOWN);
}
