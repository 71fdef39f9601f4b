/* See setting.h. */
#include "app.h"
#include "arena.h"
#include "db.h"
#include "setting.h"

static void
list_params(struct arena *arena, const struct app *app,
    struct db_param params[2])
{

	params[0] = db_bigint(arena, app->id);
	params[1] = db_int(arena, SETTINGS_MAX);
}

static void
fill(struct arena *arena, const PGresult *r, struct settings *all)
{
	size_t i;

	all->count = db_rows(r);
	all->settings = arena_array(arena, struct setting, all->count + 1);
	for (i = 0; i < all->count; i++) {
		all->settings[i].name = db_value(r, i, "name");
		all->settings[i].value = db_value(r, i, "value");
	}
}

enum err
setting_list(struct arena *arena, const struct app *app, struct settings *all,
    struct fault *fault)
{
	struct db_param params[2];
	PGresult *r;
	enum err e;

	list_params(arena, app, params);
	if ((e = db_query(arena, &SQL_setting_list, params, 2, &r,
	    fault)) == OK)
		fill(arena, r, all);
	return (e);
}

static void
put_params(struct arena *arena, const struct app *app,
    const struct settings *new, struct db_param params[4])
{
	struct db_array *names = db_array_new(arena, 't', new->count);
	struct db_array *values = db_array_new(arena, 't', new->count);
	size_t i;

	for (i = 0; i < new->count; i++) {
		db_array_text(names, new->settings[i].name);
		db_array_text(values, new->settings[i].value);
	}
	params[0] = db_bigint(arena, app->id);
	params[1] = db_array_end(names);
	params[2] = db_array_end(values);
	params[3] = db_int(arena, SETTINGS_MAX);
}

enum err
setting_put(struct arena *arena, const struct app *app,
    const struct settings *new, struct settings *all, struct fault *fault)
{
	struct db_param put[4], list[2];
	PGresult *results[5] = { NULL };
	struct db *db;
	enum err e;

	put_params(arena, app, new, put);
	list_params(arena, app, list);
	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_begin, NULL, 0);
		db_batch_add(db, &SQL_setting_lock, put, 1);
		db_batch_add(db, &SQL_setting_put, put, 4);
		db_batch_add(db, &SQL_setting_list, list, 2);
		db_batch_add(db, &SQL_commit, NULL, 0);
		e = db_batch_end(db, arena, results, fault);
	}
	db_give(db);
	if (e != OK)
		return (e);
	if (!db_value_bool(results[2], 0, "fits")) {
		fault->argument = "an app has at most 100 settings; delete"
		    " some first";
		return (ERR_SETTING_INVALID);
	}
	fill(arena, results[3], all);
	return (OK);
}

enum err
setting_remove(struct arena *arena, const struct app *app, const char *name,
    struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_text(name) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_setting_remove, params, 2, &r,
	    fault)) != OK)
		return (e);
	return (db_rows(r) == 0 ? ERR_SETTING_UNKNOWN : OK);
}

enum err
statistics_read(struct arena *arena, const struct app *app,
    struct statistics *statistics, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_int(arena, STATISTICS_MAX) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_app_statistics, params, 2, &r,
	    fault)) != OK)
		return (e);
	statistics->users = db_value_bigint(r, 0, "users");
	statistics->rooms = db_value_bigint(r, 0, "rooms");
	return (OK);
}
