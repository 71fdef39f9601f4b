/* See history.h. */
#include <stdint.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "history.h"

/* The seq from which the page goes on. */
static enum err
cursor_seq(struct arena *arena, const struct app *app,
    const struct history_page *page, int64_t *seq, struct fault *fault)
{
	int64_t id = page->forward ? page->after : page->before;
	struct db_param params[3];
	PGresult *r;
	enum err e;

	*seq = page->forward ? 0 : INT64_MAX;
	if (id == 0)
		return (OK);
	params[0] = db_bigint(arena, page->conv);
	params[1] = db_bigint(arena, app->id);
	params[2] = db_bigint(arena, id);
	if ((e = db_query(arena, &SQL_history_cursor, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = arena_format(arena, "%lld", (long long)id);
		return (ERR_MESSAGE_UNKNOWN);
	}
	*seq = db_value_bigint(r, 0, "seq");
	return (OK);
}

/*
 * Leave out messages whose content is gone: their retention ended between the
 * two statements.
 */
static void
drop_empty(struct history_page *page)
{
	size_t i, kept = 0;

	for (i = 0; i < page->count; i++)
		if (page->messages[i].body != NULL)
			page->messages[kept++] = page->messages[i];
	page->count = kept;
}

/* Fetch the content that several messages share, by one statement. */
static enum err
read_payloads(struct arena *arena, const PGresult *rows,
    struct history_page *page, struct fault *fault)
{
	struct db_array *ids;
	struct db_param params[1];
	PGresult *r;
	int64_t id;
	size_t i, k, count = 0;
	enum err e;

	for (i = 0; i < page->count; i++)
		count += !db_is_null(rows, i, "payload_id");
	if (count == 0)
		return (OK);
	ids = db_array_new(arena, 'I', count);
	for (i = 0; i < page->count; i++)
		if (!db_is_null(rows, i, "payload_id"))
			db_array_integer(ids, db_value_bigint(rows, i,
			    "payload_id"));
	params[0] = db_array_end(ids);
	if ((e = db_query(arena, &SQL_payload_find, params, 1, &r,
	    fault)) != OK)
		return (e);
	for (i = 0; i < page->count; i++) {
		if (db_is_null(rows, i, "payload_id"))
			continue;
		id = db_value_bigint(rows, i, "payload_id");
		for (k = 0; k < db_rows(r); k++)
			if (db_value_bigint(r, k, "payload_id") == id) {
				page->messages[i].body = db_value(r, k,
				    "body");
				page->messages[i].ext = db_value_or_null(r, k,
				    "ext");
				break;
			}
	}
	drop_empty(page);
	return (OK);
}

enum err
history_read(struct arena *arena, const struct app *app,
    struct history_page *page, struct fault *fault)
{
	struct db_param params[5];
	struct history_message *m;
	PGresult *r;
	int64_t seq;
	size_t i;
	enum err e;

	if ((e = cursor_seq(arena, app, page, &seq, fault)) != OK)
		return (e);
	params[0] = db_bigint(arena, page->conv);
	params[1] = db_bigint(arena, app->id);
	params[2] = db_bigint(arena, seq);
	params[3] = db_text(page->as);
	params[4] = db_bigint(arena, (int64_t)page->limit);
	if ((e = db_query(arena, page->forward ? &SQL_history_after :
	    &SQL_history_before, params, 5, &r, fault)) != OK)
		return (e);
	page->count = db_rows(r);
	page->messages = arena_array(arena, struct history_message,
	    page->count);
	for (i = 0; i < page->count; i++) {
		m = &page->messages[i];
		m->id = db_value_bigint(r, i, "id");
		m->seq = db_value_bigint(r, i, "seq");
		m->sender = db_value(r, i, "sender");
		m->dialect = (enum message_dialect)db_value_bigint(r, i,
		    "dialect");
		m->type = db_value(r, i, "type");
		m->priority = db_value_bigint(r, i, "priority");
		m->body = db_value_or_null(r, i, "body");
		m->ext = db_value_or_null(r, i, "ext");
		m->users = db_value_or_null(r, i, "users");
	}
	return (read_payloads(arena, r, page, fault));
}
