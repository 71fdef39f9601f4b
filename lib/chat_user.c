/* See chat_user.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "chat_user.h"
#include "hash.h"
#include "room_change.h"

static void
read_user(const PGresult *r, size_t row, struct chat_user *user)
{

	account_from_row(r, row, &user->account);
	user->public_id = db_value(r, row, "public_id");
	user->email = db_value_or_null(r, row, "email");
	user->roles = db_value(r, row, "roles");
}

static bool
is_known(const struct chat_users *find, const char *public_id)
{
	size_t i;

	for (i = 0; i < find->count; i++)
		if (strcmp(find->users[i].public_id, public_id) == 0)
			return (true);
	return (false);
}

enum err
chat_users_find(struct arena *arena, const struct app *app,
    struct chat_users *find, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    room_name_array(arena, find->names), db_bool(find->ids) };
	PGresult *r;
	size_t row;
	enum err e;

	BUG_UNLESS(find->names.count <= CHAT_USERS_MAX);
	find->count = 0;
	if ((e = db_query(arena, &SQL_chat_user_find, params, 3, &r,
	    fault)) != OK)
		return (e);
	find->users = arena_array(arena, struct chat_user, db_rows(r) + 1);
	for (row = 0; row < db_rows(r); row++)
		if (!is_known(find, db_value(r, row, "public_id")))
			read_user(r, row, &find->users[find->count++]);
	return (OK);
}

enum err
chat_user_create(struct arena *arena, const struct app *app,
    const struct chat_user_new *new, struct fault *fault)
{
	char uuid[37];
	struct db_param params[9] = { db_bigint(arena, app->id),
	    db_text(new->username), db_null(), db_text(new->nickname),
	    db_text(new->password_hash), db_text(new->email),
	    room_name_array(arena, new->roles), db_bool(new->activated),
	    db_bool(new->robot) };
	PGresult *r;
	enum err e;

	uuid_random(uuid);
	params[2] = db_text(uuid);
	if ((e = db_query(arena, &SQL_chat_user_insert, params, 9, &r,
	    fault)) != OK)
		return (e);
	if (db_value_bool(r, 0, "made"))
		return (OK);
	/* Who came first a moment ago is not seen here: mostly by the name. */
	fault->argument = db_value_bool(r, 0, "addressed") &&
	    !db_value_bool(r, 0, "named") ? new->email : new->username;
	return (ERR_USER_EXISTS);
}

enum err
chat_user_list(struct arena *arena, const struct app *app,
    struct chat_user_page *page, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, app->id),
	    db_int(arena, page->sort), db_bigint(arena, page->skip),
	    db_bigint(arena, page->limit) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_chat_user_list, params, 4, &r,
	    fault)) != OK)
		return (e);
	page->total = db_value_bigint(r, 0, "total");
	page->count = db_is_null(r, 0, "username") ? 0 : db_rows(r);
	page->users = arena_array(arena, struct chat_user, page->count + 1);
	for (i = 0; i < page->count; i++)
		read_user(r, i, &page->users[i]);
	return (OK);
}
