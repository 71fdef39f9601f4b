/* See room.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "room_change.h"

enum { NAMES_BYTES = 16 * 1024 };	/* of all names in a fault */

enum err
member_list(struct arena *arena, const struct room_key *key,
    struct member_page *page, struct fault *fault)
{
	struct db_param params[6] = { db_bigint(arena, key->app->id),
	    db_int(arena, key->kind), db_text(key->id), db_text(page->after),
	    db_bigint(arena, page->offset),
	    db_bigint(arena, (int64_t)page->limit + 1) };
	PGresult *r;
	size_t i, rows;
	enum err e;

	if ((e = db_query(arena, &SQL_member_list, params, 6, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = key->id;
		return (ERR_ROOM_UNKNOWN);
	}
	rows = db_is_null(r, 0, "username") ? 0 : db_rows(r);
	page->more = rows > page->limit;
	page->count = page->more ? page->limit : rows;
	page->members = arena_array(arena, struct member, page->count);
	for (i = 0; i < page->count; i++) {
		page->members[i].username = db_value(r, i, "username");
		page->members[i].owner = db_value_bool(r, i, "owner");
		page->members[i].joined = db_value_bigint(r, i, "joined");
	}
	return (OK);
}

/* "a, b, c" for a fault that concerns all of them. */
static const char *
all_names(struct arena *arena, struct room_names names)
{
	struct buf out;
	size_t i;

	buf_init(&out, arena, NAMES_BYTES);
	for (i = 0; i < names.count; i++) {
		buf_puts(&out, i > 0 ? ", " : "");
		buf_puts(&out, names.names[i]);
	}
	return (out.length > 0 ? out.bytes : "");
}

/* The first row where the column is true; the number of rows if none is. */
static size_t
first_with(const PGresult *r, const char *column)
{
	size_t i, rows = db_rows(r);

	for (i = 0; i < rows && !db_value_bool(r, i, column); i++)
		continue;
	return (i);
}

/* Tell of each name whether the column is true, and whether any is. */
static bool
any_changed(const PGresult *r, const char *column, size_t count,
    bool *changed)
{
	bool any = false;
	size_t i;

	for (i = 0; i < count; i++) {
		changed[i] = db_value_bool(r, i, column);
		any = any || changed[i];
	}
	return (any);
}

enum err
member_add(struct arena *arena, const struct room_key *key,
    struct room_names names, bool *changed, struct fault *fault)
{
	struct room_statement statement = { .sql = &SQL_member_add,
	    .params = { [3] = room_name_array(arena, names) }, .count = 4 };
	PGresult *r;
	size_t missing;
	enum err e;

	if ((e = room_change(arena, key, &statement, &r, fault)) != OK)
		return (e);
	BUG_UNLESS(db_rows(r) == names.count);
	if ((missing = first_with(r, "missing")) < names.count) {
		fault->argument = names.names[missing];
		return (ERR_MEMBER_NOT_USER);
	}
	if (any_changed(r, "added", names.count, changed))
		return (OK);
	if (!db_value_bool(r, 0, "fits"))
		return (ERR_ROOM_FULL);
	fault->argument = arena_format(arena, "%s already in group: %s",
	    all_names(arena, names), key->id);
	return (ERR_MEMBER_EXISTS);
}

enum err
member_remove(struct arena *arena, const struct room_key *key,
    struct room_names names, bool *changed, struct fault *fault)
{
	struct room_statement statement = { .sql = &SQL_member_remove,
	    .params = { [3] = room_name_array(arena, names) }, .count = 4 };
	PGresult *r;
	enum err e;

	if ((e = room_change(arena, key, &statement, &r, fault)) != OK)
		return (e);
	BUG_UNLESS(db_rows(r) == names.count);
	if (first_with(r, "owner") < names.count)
		return (ERR_OWNER_LEAVES);
	if (any_changed(r, "removed", names.count, changed))
		return (OK);
	fault->argument = all_names(arena, names);
	return (ERR_MEMBER_UNKNOWN);
}

enum err
room_is_member(struct arena *arena, const struct room_key *key,
    const char *username, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena,
	    conversation_number(key->app->id, key->kind, key->id)),
	    db_text(username) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_member_find, params, 2, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		return (OK);
	fault->argument = username;
	return (ERR_MEMBER_UNKNOWN);
}
