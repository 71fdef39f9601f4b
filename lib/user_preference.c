/* See user_preference.h. */
#include "app.h"
#include "arena.h"
#include "db.h"
#include "user_preference.h"

enum err
user_preference_list(struct arena *arena, const struct user_key *user,
    const char *name, struct settings *all, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, user->app->id),
	    db_text(user->username), db_text(name),
	    db_int(arena, USER_PREFERENCES_MAX) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_user_preference_list, params, 4, &r,
	    fault)) != OK)
		return (e);
	all->count = db_rows(r);
	all->settings = arena_array(arena, struct setting, all->count + 1);
	for (i = 0; i < all->count; i++) {
		all->settings[i].name = db_value(r, i, "name");
		all->settings[i].value = db_value(r, i, "value");
	}
	return (OK);
}

enum err
user_preference_put(struct arena *arena, const struct user_key *user,
    const struct setting *new, struct fault *fault)
{
	struct db_param put[6] = { db_bigint(arena, user->app->id),
	    db_text(user->username), db_text(new->name), db_text(new->value),
	    db_int(arena, USER_PREFERENCES_MAX),
	    db_bigint(arena, USER_PREFERENCES_BYTES) };
	PGresult *results[4] = { NULL };
	struct db *db;
	enum err e;

	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_begin, NULL, 0);
		db_batch_add(db, &SQL_user_preference_lock, put, 2);
		db_batch_add(db, &SQL_user_preference_put, put, 6);
		db_batch_add(db, &SQL_commit, NULL, 0);
		e = db_batch_end(db, arena, results, fault);
	}
	db_give(db);
	if (e != OK)
		return (e);
	return (db_value_bool(results[2], 0, "fits") ? OK :
	    ERR_REQUEST_TOO_LARGE);
}

enum err
user_preference_remove(struct arena *arena, const struct user_key *user,
    const char *name, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, user->app->id),
	    db_text(user->username), db_text(name) };

	return (db_query(arena, &SQL_user_preference_remove, params, 3, NULL,
	    fault));
}
