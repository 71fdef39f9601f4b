/* See user_group.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "user_group.h"

static void
from_row(const PGresult *r, size_t row, struct user_group *group)
{

	group->id = db_value(r, row, "group_id");
	group->name = db_value(r, row, "name");
	group->avatar_url = db_value_or_null(r, row, "avatar_url");
	group->members = db_value(r, row, "members");
	group->created = db_value_bigint(r, row, "created");
	group->modified = db_value_bigint(r, row, "modified");
}

static struct db_param
names(struct arena *arena, const char *const *members, size_t count)
{
	struct db_array *array;
	size_t i;

	if (members == NULL)
		return (db_null());
	array = db_array_new(arena, 't', count);
	for (i = 0; i < count; i++)
		db_array_text(array, members[i]);
	return (db_array_end(array));
}

enum err
user_group_put(struct arena *arena, const struct app *app,
    struct user_group_put *put, struct fault *fault)
{
	struct db_param params[6] = { db_bigint(arena, app->id),
	    db_text(put->group.id), db_text(put->group.name),
	    db_text(put->group.avatar_url),
	    names(arena, put->members, put->count), db_bool(put->change) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_group_put, params, 6, &r, fault)) != OK)
		return (e);
	if (!db_is_null(r, 0, "missing")) {
		fault->argument = db_value(r, 0, "missing");
		return (ERR_MEMBER_NOT_USER);
	}
	if (db_is_null(r, 0, "group_id"))
		return (ERR_GROUP_EXISTS);
	from_row(r, 0, &put->group);
	return (OK);
}

enum err
user_group_list(struct arena *arena, const struct app *app,
    struct user_group_page *page, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_bigint(arena, page->limit), db_bigint(arena, page->skip) };
	size_t i, bytes = 0;
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_group_list, params, 3, &r, fault)) != OK)
		return (e);
	page->total = db_value_bigint(r, 0, "total");
	page->count = db_is_null(r, 0, "group_id") ? 0 : db_rows(r);
	page->groups = arena_array(arena, struct user_group, page->count);
	for (i = 0; i < page->count; i++) {
		from_row(r, i, &page->groups[i]);
		bytes += strlen(page->groups[i].members);
	}
	return (bytes > GROUPS_BYTES ? ERR_RESULT_TOO_LARGE : OK);
}
