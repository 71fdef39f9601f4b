/* See message.h. */
#include <stdint.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "gram.h"
#include "id.h"
#include "message.h"
#include "notice.h"

enum err
message_row(const PGresult *r, struct message *m)
{

	/* Without a body: its retention ended in this moment. */
	if (db_rows(r) == 0 || db_is_null(r, 0, "body"))
		return (ERR_MESSAGE_UNKNOWN);
	m->id = db_value_bigint(r, 0, "id");
	m->conv = db_value_bigint(r, 0, "conv");
	m->seq = db_value_bigint(r, 0, "seq");
	m->room_id = db_value(r, 0, "room_id");
	m->kind = (enum conversation_kind)db_value_bigint(r, 0, "kind");
	m->sender = db_value(r, 0, "sender");
	m->dialect = (enum message_dialect)db_value_bigint(r, 0, "dialect");
	m->state = (enum message_state)db_value_bigint(r, 0, "state");
	m->type = db_value(r, 0, "type");
	m->body = db_value_or_null(r, 0, "body");
	m->ext = db_value_or_null(r, 0, "ext");
	m->options = db_value_or_null(r, 0, "options");
	m->priority = db_value_bigint(r, 0, "priority");
	m->users = db_value_or_null(r, 0, "users");
	m->changed = db_value_bigint(r, 0, "changed");
	m->edited = db_value_bigint(r, 0, "edited");
	m->thread = db_value_bigint(r, 0, "thread");
	return (OK);
}

enum err
message_find(struct arena *arena, const struct app *app, const char *id,
    struct message *message, struct fault *fault)
{
	struct db_param params[3];
	int64_t number, prefix;
	PGresult *r;
	enum err e;

	fault->argument = id;
	if (!id_from_hex(id, &number, &prefix))
		return (ERR_MESSAGE_UNKNOWN);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_bigint(arena, number);
	params[2] = db_bigint(arena, prefix);
	if ((e = db_query(arena, &SQL_message_find, params, 3, &r,
	    fault)) != OK)
		return (e);
	if ((e = message_row(r, message)) == OK)
		fault->argument = NULL;
	return (e);
}

/* Behind the message's lock, so that what is put on it meanwhile is seen. */
static enum err
run_change(struct arena *arena, const struct notice *notice,
    const struct db_param params[11], PGresult **r, struct fault *fault)
{
	PGresult *results[4] = { NULL };	/* begin, lock, it, commit */
	struct db *db;
	enum err e;

	if ((e = db_take(&db, fault)) != OK)
		return (e);
	if ((e = db_batch_begin(db, fault)) == OK) {
		db_batch_add(db, &SQL_begin, NULL, 0);
		db_batch_add(db, &SQL_message_lock, params, 3);
		db_batch_add(db, &SQL_message_change, params, 11);
		db_batch_add(db, &SQL_commit, NULL, 0);
		notice_add(db, arena, NOTICE_CHANGE, notice, 1);
		e = db_batch_end(db, arena, results, fault);
	}
	db_give(db);
	*r = results[2];
	return (e);
}

enum err
message_change(struct arena *arena, const struct app *app,
    struct message *m, const struct message_change *change,
    struct fault *fault)
{
	const char *grams = change->text == NULL || !app->search ? NULL :
	    gram_literal(arena, app->id, change->text);
	struct db_param params[11] = { db_bigint(arena, m->conv),
	    db_bigint(arena, m->id), db_bigint(arena, app->id),
	    db_bigint(arena, m->edited), db_text(change->type),
	    db_text(change->body), db_int(arena, change->dialect),
	    db_int(arena, change->state), db_bigint(arena, change->now),
	    db_text(grams), db_int(arena, m->state) };
	const struct notice notice = { app->id, m->conv, m->id };
	PGresult *r;
	enum err e;

	if ((e = run_change(arena, &notice, params, &r, fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->detail = "the message changed meanwhile";
		return (ERR_CONFLICT);
	}
	m->dialect = change->dialect;
	m->state = change->state;
	m->type = change->type;
	m->body = change->body;
	m->ext = NULL;
	if (change->state != MESSAGE_PLAIN && (m->options == NULL ||
	    strncmp(m->options, "{\"rocketchat\":", 14) != 0))
		m->options = NULL;
	/* Two changes in one millisecond are two changes. */
	m->changed = db_value_bigint(r, 0, "changed");
	m->edited = change->state == MESSAGE_PLAIN ? m->changed : 0;
	return (OK);
}
