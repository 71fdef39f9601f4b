/* See mark.h. */
#include "app.h"
#include "arena.h"
#include "db.h"
#include "id.h"
#include "mark.h"
#include "notice.h"

/* One statement, and which of the locks of room and conversation go before
 * it: always in this order, and the message's last. */
static const struct change {
	const struct sql_statement *sql;
	bool room, conversation;
} changes[] = {
	[MARK_REACT] = { &SQL_reaction_add, false, false },
	[MARK_UNREACT] = { &SQL_reaction_remove, false, false },
	[MARK_PIN] = { &SQL_message_pin, true, false },
	[MARK_UNPIN] = { &SQL_message_unpin, true, false },
	[MARK_HIDE] = { &SQL_message_hide, true, false },
	[MARK_UNHIDE] = { &SQL_message_unhide, true, false },
	[MARK_DELETE] = { &SQL_message_delete, true, true },
};

enum { STATEMENTS = 8 };

/* The statements of a change, and the places of those that answer. */
struct run {
	struct arena *arena;
	struct db *db;
	const struct mark *mark;
	const struct message *message;
	size_t count, verdict;
};

static void
add(struct run *run, const struct sql_statement *sql,
    const struct db_param *params, size_t count)
{

	db_batch_add(run->db, sql, params, count);
	run->count++;
}

static void
add_locks(struct run *run)
{
	const struct change *change = &changes[run->mark->kind];
	struct arena *arena = run->arena;
	struct db_param app = db_bigint(arena, run->mark->app->id);
	struct db_param conv = db_bigint(arena, run->message->conv);
	struct db_param room[3] = { app, db_int(arena, run->message->kind),
	    db_text(run->message->room_id) };
	struct db_param conversation[2] = { conv, app };
	struct db_param message[3] = { conv,
	    db_bigint(arena, run->message->id), app };

	if (change->room)
		add(run, &SQL_room_lock, room, 3);
	if (change->conversation)
		add(run, &SQL_conversation_lock, conversation, 2);
	add(run, &SQL_message_lock, message, 3);
}

static void
add_change(struct run *run)
{
	const struct mark *mark = run->mark;
	struct arena *arena = run->arena;
	struct db_param params[7] = { db_bigint(arena, run->message->conv),
	    db_bigint(arena, run->message->id),
	    db_bigint(arena, mark->app->id), db_text(mark->username),
	    db_bigint(arena, mark->now), db_text(mark->reaction),
	    db_int(arena, REACTION_KINDS) };

	run->verdict = run->count;
	add(run, changes[mark->kind].sql, params,
	    mark->kind == MARK_REACT ? 7 : mark->kind == MARK_UNREACT ? 6 : 5);
}

static void
marks_params(struct arena *arena, const struct app *app,
    const struct message *m, const char *username, struct db_param params[5])
{

	params[0] = db_bigint(arena, m->conv);
	params[1] = db_bigint(arena, m->id);
	params[2] = db_bigint(arena, app->id);
	params[3] = db_text(username);
	params[4] = db_int(arena, REACTIONS_SHOWN);
}

static void
add_look(struct run *run)
{
	const struct app *app = run->mark->app;
	const struct message *m = run->message;
	struct db_param find[3] = { db_bigint(run->arena, app->id),
	    db_bigint(run->arena, m->id),
	    db_bigint(run->arena, m->conv >> ID_CONV_SHIFT) };
	struct db_param params[5];

	add(run, &SQL_message_find, find, 3);
	marks_params(run->arena, app, m, run->mark->username, params);
	add(run, &SQL_message_marks, params, 5);
}

static enum err
marks_row(const PGresult *r, struct marks *marks)
{

	if (db_rows(r) == 0)
		return (ERR_MESSAGE_UNKNOWN);
	marks->reactions = db_value_or_null(r, 0, "reactions");
	marks->reaction_count = (size_t)db_value_bigint(r, 0,
	    "reaction_count");
	marks->pinned = db_value_bool(r, 0, "pinned");
	marks->hidden = db_value_bool(r, 0, "hidden");
	marks->own = db_value_bool(r, 0, "own");
	return (OK);
}

static enum err
verdict(const struct mark *mark, const PGresult *r, struct fault *fault)
{
	const bool reaction = mark->kind == MARK_REACT ||
	    mark->kind == MARK_UNREACT;

	if (!db_value_bool(r, 0, reaction ? "may" : "member"))
		return (ERR_NOT_MEMBER);
	if (!db_value_bool(r, 0, "may"))
		return (ERR_NOT_MANAGER);
	if (!db_value_bool(r, 0, "present"))
		return (ERR_MESSAGE_UNKNOWN);
	if (reaction && !db_value_bool(r, 0, "fits")) {
		fault->argument = "reaction: a message has at most 100"
		    " different reactions; use one of those it has";
		return (ERR_ARRAY_TOO_LONG);
	}
	return (OK);
}

static enum err
run_batch(struct run *run, PGresult **results, struct fault *fault)
{
	const struct notice notice = { run->mark->app->id, run->message->conv,
	    run->message->id };
	enum err e;

	if ((e = db_take(&run->db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(run->db, fault)) == OK) {
		add(run, &SQL_begin, NULL, 0);
		add_locks(run);
		add_change(run);
		add_look(run);
		db_batch_add(run->db, &SQL_commit, NULL, 0);
		e = db_batch_end(run->db, run->arena, results, fault);
	}
	if (e == OK)
		e = verdict(run->mark, results[run->verdict], fault);
	/* Nobody hears of what was refused. */
	if (e == OK)
		notice_change(run->db, run->arena, &notice, 1);
	db_give(run->db);
	return (e);
}

enum err
mark_change(struct arena *arena, const struct mark *mark,
    struct message *message, struct marks *marks, struct fault *fault)
{
	struct run run = { .arena = arena, .mark = mark, .message = message };
	PGresult *results[STATEMENTS + 1] = { NULL };
	enum err e;

	if ((e = run_batch(&run, results, fault)) != OK ||
	    mark->kind == MARK_DELETE)
		return (e);
	if ((e = message_row(results[run.verdict + 1], message)) != OK)
		return (e);
	return (marks_row(results[run.verdict + 2], marks));
}

enum err
marks_read(struct arena *arena, const struct app *app,
    const struct message *message, const char *username, struct marks *marks,
    struct fault *fault)
{
	struct db_param params[5];
	PGresult *r;
	enum err e;

	marks_params(arena, app, message, username, params);
	if ((e = db_query(arena, &SQL_message_marks, params, 5, &r,
	    fault)) != OK)
		return (e);
	return (marks_row(r, marks));
}

enum err
room_pinned(struct arena *arena, const struct app *app, const char *room_id,
    const char *username, const char **id, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(room_id), db_text(username) };
	char *hex = arena_alloc(arena, ID_HEX + 1);
	PGresult *r;
	enum err e;

	*id = NULL;
	if ((e = db_query(arena, &SQL_room_pinned, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = room_id;
		return (ERR_ROOM_UNKNOWN);
	}
	if (!db_value_bool(r, 0, "member"))
		return (ERR_NOT_MEMBER);
	if (db_is_null(r, 0, "pinned"))
		return (OK);
	id_hex(db_value_bigint(r, 0, "pinned"), db_value_bigint(r, 0, "conv"),
	    hex);
	*id = hex;
	return (OK);
}
