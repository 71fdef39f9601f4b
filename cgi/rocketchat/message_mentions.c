/*
 * Whom messages of the IMKit dialect mention: they say names, and here people
 * are known by their ids.  See message_write.h.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "json_string.h"
#include "message_write.h"

enum { NAMES_MAX = 2000 };	/* of all messages of a page */

struct name_list {
	const char **texts;
	size_t count;
};

/* The names that ${m} has in its own words. */
static bool
names_of(struct arena *arena, const struct message *m,
    struct name_list *names, size_t most)
{
	struct json_slice array, name;
	const char *at;
	size_t length;

	if (m->dialect != DIALECT_IMKIT || m->state != MESSAGE_PLAIN ||
	    !json_member(m->body, strlen(m->body), "mentions", &array) ||
	    *array.bytes != '[')
		return (false);
	for (at = array.bytes; names->count < most &&
	    (at = json_element(at, &name)) != NULL; )
		if (*name.bytes == '"')
			names->texts[names->count++] = json_unescape(arena,
			    name, &length);
	return (names->count > 0);
}

static void
write_one(struct call *call, struct json_writer *w, const PGresult *r,
    const char *name)
{
	struct account account = { .username = name };
	size_t i;

	for (i = 0; i < db_rows(r) && strcmp(db_value(r, i, "name"), name) !=
	    0; i++)
		;
	json_write_object(w);
	if (i < db_rows(r)) {
		account.uuid = db_value(r, i, "id");
		account.nickname = db_value_or_null(r, i, "nickname");
	}
	rocketchat_user_members(call->arena, w, i < db_rows(r) ? &account :
	    NULL, name);
	json_put_string(w, "type", "user");
	json_write_object_end(w);
}

static const char *
write_all(struct call *call, const PGresult *r,
    const struct name_list *names)
{
	struct buf *out = arena_alloc(call->arena, sizeof(*out));
	struct json_writer w;
	size_t i;

	buf_init(out, call->arena, 1 << 20);
	json_write_begin(&w, out);
	json_write_array(&w);
	for (i = 0; i < names->count; i++)
		write_one(call, &w, r, names->texts[i]);
	json_write_array_end(&w);
	return (out->bytes);
}

enum err
mention_states(struct call *call, const struct shown *messages, size_t count,
    struct thread_state *states)
{
	struct name_list all = { arena_array(call->arena, const char *,
	    NAMES_MAX), 0 }, own;
	struct db_param params[5];
	PGresult *r;
	size_t i;
	enum err e;

	for (i = 0; i < count; i++)
		names_of(call->arena, &messages[i].message, &all, NAMES_MAX);
	if (all.count == 0)
		return (OK);
	params[0] = db_bigint(call->arena, call->app.id);
	params[1] = db_text(db_array_literal(call->arena, all.texts,
	    all.count));
	params[2] = params[3] = db_text("{}");
	params[4] = db_text(NULL);
	if ((e = db_query(call->arena, &SQL_mention_find, params, 5, &r,
	    &call->fault)) != OK)
		return (e);
	own.texts = all.texts;
	for (i = 0; i < count; i++) {
		own.count = 0;
		if (names_of(call->arena, &messages[i].message, &own,
		    NAMES_MAX))
			states[i].mentions = write_all(call, r, &own);
	}
	return (OK);
}
