/* See hide.h. */
#include "app.h"
#include "arena.h"
#include "db.h"
#include "gate.h"
#include "hide.h"
#include "id.h"
#include "notice.h"

static void
view_params(struct arena *arena, const struct view *view,
    struct db_param params[3])
{

	params[0] = db_bigint(arena, view->app->id);
	params[1] = db_text(view->room_id);
	params[2] = db_text(view->username);
}

/* The ids that are ids, as two arrays. */
static void
id_arrays(struct arena *arena, const char *const *ids, size_t count,
    struct db_param params[2])
{
	int64_t *numbers = arena_array(arena, int64_t, count + 1);
	int64_t *prefixes = arena_array(arena, int64_t, count + 1);
	struct db_array *arrays[2];
	size_t i, n = 0;

	for (i = 0; i < count; i++)
		n += id_from_hex(ids[i], &numbers[n], &prefixes[n]);
	arrays[0] = db_array_new(arena, 'I', n);
	arrays[1] = db_array_new(arena, 'I', n);
	for (i = 0; i < n; i++) {
		db_array_integer(arrays[0], numbers[i]);
		db_array_integer(arrays[1], prefixes[i]);
	}
	params[0] = db_array_end(arrays[0]);
	params[1] = db_array_end(arrays[1]);
}

enum err
hide_messages(struct arena *arena, const struct view *view,
    const char *const *ids, size_t count, struct hidden *hidden,
    struct fault *fault)
{
	struct db_param params[5];
	PGresult *r;
	enum err e;

	view_params(arena, view, params);
	id_arrays(arena, ids, count, params + 3);
	if ((e = db_query(arena, &SQL_hidden_add, params, 5, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (ERR_NOT_MEMBER);
	hidden->found = db_value_bigint(r, 0, "n");
	hidden->changed = db_value_bigint(r, 0, "added");
	return (hidden->found == 0 ? ERR_MESSAGE_UNKNOWN : OK);
}

enum err
hide_list(struct arena *arena, const struct view *view,
    struct hidden_page *page, struct fault *fault)
{
	struct db_param params[5];
	PGresult *r;
	size_t i;
	enum err e;

	view_params(arena, view, params);
	params[3] = db_bigint(arena, page->offset);
	params[4] = db_bigint(arena, (int64_t)page->limit);
	if ((e = db_query(arena, &SQL_hidden_list, params, 5, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (ERR_NOT_MEMBER);
	page->conv = db_value_bigint(r, 0, "conv");
	page->total = db_value_bigint(r, 0, "total");
	page->count = db_is_null(r, 0, "id") ? 0 : db_rows(r);
	page->messages = arena_array(arena, struct hidden_message,
	    page->count + 1);
	for (i = 0; i < page->count; i++) {
		page->messages[i].id = db_value_bigint(r, i, "id");
		page->messages[i].created = db_value_bigint(r, i, "created");
	}
	return (OK);
}

/* A statement, what is locked before it, and who is told behind it. */
struct locked {
	const struct gate *gate;
	const struct sql_statement *sql;
	struct db_param params[8];
	size_t count;
	bool room, conversation;
	void (*tell)(struct db *db, struct arena *arena,
	    const struct gate *gate, const PGresult *r);
};

static enum err
run_locked(struct arena *arena, const struct locked *what, PGresult **r,
    struct fault *fault)
{
	const struct gate *gate = what->gate;
	struct db_param app = db_bigint(arena, gate->app->id);
	struct db_param room[3] = { app, db_int(arena, gate->kind),
	    db_text(gate->room_id) };
	struct db_param conversation[2] = { db_bigint(arena, gate->conv),
	    app };
	PGresult *results[5] = { NULL };
	size_t place = 1;
	struct db *db;
	enum err e;

	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_begin, NULL, 0);
		if (what->room && ++place > 0)
			db_batch_add(db, &SQL_room_lock, room, 3);
		if (what->conversation && ++place > 0)
			db_batch_add(db, &SQL_conversation_lock, conversation,
			    2);
		db_batch_add(db, what->sql, what->params, what->count);
		db_batch_add(db, &SQL_commit, NULL, 0);
		e = db_batch_end(db, arena, results, fault);
	}
	*r = results[place];
	if (e == OK && what->tell != NULL && db_rows(*r) > 0 &&
	    db_value_bool(*r, 0, "may"))
		what->tell(db, arena, gate, *r);
	db_give(db);
	return (e);
}

enum err
hide_all(struct arena *arena, const struct gate *gate, int64_t **ids,
    size_t *count, struct fault *fault)
{
	struct locked what = {
		.gate = gate, .sql = &SQL_hidden_all, .count = 4,
		.conversation = true, .params = {
			db_bigint(arena, gate->conv),
			db_bigint(arena, gate->app->id),
			db_text(gate->username),
			db_int(arena, HIDE_PAGE_MAX),
		},
	};
	PGresult *r;
	enum err e;

	if ((e = run_locked(arena, &what, &r, fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (ERR_NOT_MEMBER);
	*ids = db_value_integers(r, 0, "ids", arena, count);
	return (OK);
}

/* Whether the asker may, as the statement found it. */
static enum err
managed(const struct gate *gate, const PGresult *r, struct fault *fault)
{

	if (db_rows(r) == 0) {
		fault->argument = gate->room_id;
		return (ERR_ROOM_UNKNOWN);
	}
	if (!db_value_bool(r, 0, "member"))
		return (ERR_NOT_MEMBER);
	return (db_value_bool(r, 0, "may") ? OK : ERR_NOT_MANAGER);
}

static void
tell_messages(struct db *db, struct arena *arena, const struct gate *gate,
    const PGresult *r)
{
	struct notice notices[HIDE_TOLD + 1];
	size_t i, count;
	int64_t *ids = db_value_integers(r, 0, "ids", arena, &count);

	BUG_UNLESS(count <= HIDE_TOLD);
	for (i = 0; i <= count; i++)
		notices[i] = (struct notice){ gate->app->id, gate->conv,
		    i < count ? ids[i] : 0 };
	/* The last is for those that were not counted. */
	notice_change(db, arena, notices, count + (db_value_bigint(r, 0,
	    "changed") > (int64_t)count));
}

static void
tell_all(struct db *db, struct arena *arena, const struct gate *gate,
    const PGresult *r)
{
	const struct notice notice = { gate->app->id, gate->conv, 0 };

	if (db_value_bigint(r, 0, "deleted") > 0)
		notice_change(db, arena, &notice, 1);
}

enum err
hide_sender(struct arena *arena, const struct gate *gate,
    const struct hide_sender *hide, struct hidden *hidden,
    struct fault *fault)
{
	struct locked what = {
		.gate = gate, .count = 8, .room = true, .tell = tell_messages,
		.sql = hide->hide ? &SQL_sender_hide : &SQL_sender_unhide,
		.params = {
			db_bigint(arena, gate->app->id),
			db_int(arena, gate->kind), db_text(gate->room_id),
			db_text(gate->username), db_text(hide->sender),
			db_bigint(arena, hide->now),
			db_int(arena, HIDE_LOOKED_AT),
			db_int(arena, HIDE_TOLD),
		},
	};
	PGresult *r;
	enum err e;

	if ((e = run_locked(arena, &what, &r, fault)) != OK ||
	    (e = managed(gate, r, fault)) != OK)
		return (e);
	hidden->found = db_value_bigint(r, 0, "n");
	hidden->changed = db_value_bigint(r, 0, "changed");
	return (OK);
}

enum err
room_clear(struct arena *arena, const struct gate *gate, int64_t *deleted,
    struct fault *fault)
{
	struct locked what = {
		.gate = gate, .sql = &SQL_conversation_clear, .count = 4,
		.room = true, .conversation = true, .tell = tell_all,
		.params = {
			db_bigint(arena, gate->conv),
			db_bigint(arena, gate->app->id),
			db_text(gate->username),
			db_int(arena, CLEAR_COUNTED),
		},
	};
	PGresult *r;
	enum err e;

	if ((e = run_locked(arena, &what, &r, fault)) != OK ||
	    (e = managed(gate, r, fault)) != OK)
		return (e);
	*deleted = db_value_bigint(r, 0, "deleted");
	return (OK);
}
