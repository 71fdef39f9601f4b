/* See reading.h. */
#include "app.h"
#include "arena.h"
#include "db.h"
#include "id.h"
#include "reading.h"

static struct db_param
text_array(struct arena *arena, struct texts texts)
{
	struct db_array *array = db_array_new(arena, 't', texts.count);
	size_t i;

	for (i = 0; i < texts.count; i++)
		db_array_text(array, texts.texts[i]);
	return (db_array_end(array));
}

static enum err
unknown(struct fault *fault, enum err e, const char *what)
{

	fault->argument = what;
	return (e);
}

/* In one trip: lock, then look anew and set. */
static enum err
set(struct arena *arena, const struct db_param *params, PGresult **result,
    struct fault *fault)
{
	PGresult *results[4] = { NULL };	/* begin, lock, it, commit */
	struct db *db;
	enum err e;

	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_begin, NULL, 0);
		db_batch_add(db, &SQL_reading_lock, params, 3);
		db_batch_add(db, &SQL_reading_set, params, 5);
		db_batch_add(db, &SQL_commit, NULL, 0);
		e = db_batch_end(db, arena, results, fault);
	}
	db_give(db);
	*result = results[2];
	return (e);
}

enum err
reading_set(struct arena *arena, struct reading *reading, struct fault *fault)
{
	int64_t id = 0, prefix = -1;	/* -1: of no conversation */
	struct db_param params[5] = { db_bigint(arena, reading->app->id),
	    db_text(reading->room_id), db_text(reading->username) };
	PGresult *r;
	enum err e;

	if (reading->message != NULL &&
	    !id_from_hex(reading->message, &id, &prefix))
		prefix = -1;
	params[3] = reading->message == NULL ? db_null() :
	    db_bigint(arena, id);
	params[4] = db_bigint(arena, prefix);
	if ((e = set(arena, params, &r, fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (unknown(fault, ERR_ROOM_UNKNOWN, reading->room_id));
	if (!db_value_bool(r, 0, "member"))
		return (unknown(fault, ERR_MEMBER_UNKNOWN,
		    reading->username));
	if (!db_value_bool(r, 0, "found"))
		return (unknown(fault, ERR_MESSAGE_UNKNOWN,
		    reading->message));
	reading->conv = db_value_bigint(r, 0, "conv");
	reading->read_id = db_is_null(r, 0, "read_id") ? 0 :
	    db_value_bigint(r, 0, "read_id");
	reading->badge = db_value_bigint(r, 0, "badge");
	return (OK);
}

enum err
badge_totals(struct arena *arena, const struct app *app,
    const struct texts lists[2], int64_t *badges, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    text_array(arena, lists[0]), text_array(arena, lists[1]) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_badge_total, params, 3, &r,
	    fault)) != OK)
		return (e);
	BUG_UNLESS(db_rows(r) == lists[0].count);
	for (i = 0; i < lists[0].count; i++)
		badges[i] = db_value_bool(r, i, "known") ?
		    db_value_bigint(r, i, "badge") : -1;
	return (OK);
}

enum err
badge_by_tag(struct arena *arena, const struct app *app, const char *username,
    struct badge_page *page, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, app->id),
	    db_text(username), text_array(arena, page->tags),
	    db_bigint(arena, BADGE_TAGS_MAX + 1) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_badge_by_tag, params, 4, &r,
	    fault)) != OK)
		return (e);
	if ((page->count = db_rows(r)) > BADGE_TAGS_MAX)
		return (ERR_RESULT_TOO_LARGE);
	page->names = arena_array(arena, const char *, page->count);
	page->badges = arena_array(arena, int64_t, page->count);
	page->total = page->count == 0 ? 0 : db_value_bigint(r, 0, "total");
	for (i = 0; i < page->count; i++) {
		page->names[i] = db_value(r, i, "tag");
		page->badges[i] = db_value_bigint(r, i, "badge");
	}
	return (OK);
}

enum err
room_mute(struct arena *arena, struct mute *mute, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, mute->app->id),
	    db_text(mute->room_id), db_text(mute->username),
	    db_bool(mute->muted) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_member_mute, params, 4, &r,
	    fault)) != OK)
		return (e);
	if (!db_value_bool(r, 0, "known"))
		return (unknown(fault, ERR_USER_UNKNOWN, mute->username));
	if (!db_value_bool(r, 0, "room"))
		return (unknown(fault, ERR_ROOM_UNKNOWN, mute->room_id));
	if (!db_value_bool(r, 0, "member"))
		return (unknown(fault, ERR_MEMBER_UNKNOWN, mute->username));
	mute->changed = db_value_bool(r, 0, "changed");
	return (OK);
}

enum err
muted_rooms(struct arena *arena, const struct app *app, const char *username,
    struct texts *rooms, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(username), db_bigint(arena, MUTED_ROOMS_MAX) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_member_muted, params, 3, &r,
	    fault)) != OK)
		return (e);
	rooms->count = db_rows(r);
	rooms->texts = arena_array(arena, const char *, rooms->count);
	for (i = 0; i < rooms->count; i++)
		rooms->texts[i] = db_value(r, i, "room_id");
	return (OK);
}

enum err
preference_set(struct arena *arena, const struct preference_change *change,
    struct preference *result, struct fault *fault)
{
	struct db_param params[7] = { db_bigint(arena, change->app->id),
	    db_text(change->room_id), db_text(change->username),
	    db_text(change->data), text_array(arena, change->gone),
	    change->muted == NULL ? db_null() : db_bool(*change->muted),
	    db_int(arena, PREFERENCE_MAX) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_preference_set, params, 7, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (unknown(fault, ERR_MEMBER_UNKNOWN, change->username));
	if (!db_value_bool(r, 0, "fits"))
		return (ERR_REQUEST_TOO_LARGE);
	result->room_id = change->room_id;
	result->data = db_is_null(r, 0, "preference") ? "{}" :
	    db_value(r, 0, "preference");
	result->muted = db_value_bool(r, 0, "muted");
	return (OK);
}

enum err
preference_list(struct arena *arena, struct preference_page *page,
    struct fault *fault)
{
	struct db_param params[5] = { db_bigint(arena, page->app->id),
	    db_text(page->username), db_text(page->room_id),
	    db_bigint(arena, page->offset), db_bigint(arena, page->limit) };
	struct preference *row;
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_preference_list, params, 5, &r,
	    fault)) != OK)
		return (e);
	page->count = db_rows(r);
	page->rows = arena_array(arena, struct preference, page->count);
	page->total = page->count == 0 ? 0 : db_value_bigint(r, 0, "total");
	for (i = 0; i < page->count; i++) {
		row = &page->rows[i];
		row->room_id = db_value(r, i, "room_id");
		row->data = db_is_null(r, i, "preference") ? "{}" :
		    db_value(r, i, "preference");
		row->muted = db_value_bool(r, i, "muted");
	}
	return (OK);
}
