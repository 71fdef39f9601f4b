/* See batch.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "batch.h"
#include "db.h"
#include "direct_room.h"
#include "gate.h"
#include "json.h"

static bool
is_direct(const struct batch_item *item)
{

	return (item->room == NULL);
}

/* The direct rooms of all items that have a receiver, in their places. */
static struct direct_room *
name_rooms(struct arena *arena, const struct message_batch *batch)
{
	struct direct_room *rooms = arena_array(arena, struct direct_room,
	    batch->count);
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (!is_direct(&batch->items[i]))
			continue;
		rooms[i].one = batch->sender;
		rooms[i].other = batch->items[i].receiver;
		direct_room_name(arena, batch->app, &rooms[i]);
	}
	return (rooms);
}

static enum err
read_gates(struct arena *arena, const struct message_batch *batch,
    const struct direct_room *rooms, PGresult **r, struct fault *fault)
{
	struct db_array *ids = db_array_new(arena, 't', batch->count);
	struct db_array *convs = db_array_new(arena, 'I', batch->count);
	struct db_array *receivers = db_array_new(arena, 't', batch->count);
	struct db_param params[5] = { db_bigint(arena, batch->app->id),
	    db_text(batch->sender) };
	size_t i;

	for (i = 0; i < batch->count; i++) {
		db_array_text(ids, batch->items[i].room);
		db_array_integer(convs, rooms[i].conv);
		db_array_text(receivers, is_direct(&batch->items[i]) ?
		    batch->items[i].receiver : NULL);
	}
	params[2] = db_array_end(ids);
	params[3] = db_array_end(convs);
	params[4] = db_array_end(receivers);
	return (db_query(arena, &SQL_batch_gate, params, 5, r, fault));
}

/* Create the direct rooms that are missing; ${made}: there were some. */
static enum err
create_rooms(struct arena *arena, const struct message_batch *batch,
    const struct direct_room *rooms, const PGresult *r, bool *made,
    struct fault *fault)
{
	struct direct_room *missing = arena_array(arena, struct direct_room,
	    batch->count);
	size_t i, n = 0;

	for (i = 0; i < batch->count; i++)
		if (is_direct(&batch->items[i]) &&
		    db_is_null(r, i, "conv") && db_value_bool(r, i, "known") &&
		    strcmp(rooms[i].one, rooms[i].other) != 0)
			missing[n++] = rooms[i];
	*made = n > 0;
	return (n == 0 ? OK : direct_rooms_create(arena, batch->app, missing,
	    n, fault));
}

static enum err
judge(const struct message_batch *batch, const struct batch_item *item,
    const PGresult *r, size_t row)
{
	struct gate gate = { .app = batch->app };

	if (is_direct(item) && strcmp(item->receiver, batch->sender) == 0)
		return (ERR_USER_ID_INVALID);
	if (is_direct(item) && !db_value_bool(r, row, "known"))
		return (ERR_USER_UNKNOWN);
	/* Whether a room exists is not told to who is no member. */
	if (db_is_null(r, row, "conv"))
		return (batch->platform ? ERR_ROOM_UNKNOWN : ERR_NOT_MEMBER);
	if (batch->platform)
		return (OK);
	gate.frozen = db_value_bool(r, row, "frozen");
	gate.member = db_value_bool(r, row, "member");
	gate.banned = db_value_bool(r, row, "banned");
	gate.blocked = db_value_bool(r, row, "blocked");
	return (gate_user(&gate));
}

static void
fill_item(const struct message_batch *batch, struct batch_item *item,
    const PGresult *r, size_t row)
{

	item->refused = judge(batch, item, r, row);
	if (item->refused != OK)
		return;
	item->kind = (enum conversation_kind)db_value_bigint(r, row, "kind");
	item->conv = db_value_bigint(r, row, "conv");
	item->room_id = db_value(r, row, "room_id");
	item->canonical = item->kind == CONVERSATION_USERS ?
	    db_value(r, row, "pair") : item->room_id;
}

static void
read_censorship(struct arena *arena, struct message_batch *batch, const char *text)
{
	struct json_object *root, *words;
	struct json_fault fault;
	const char *word;
	size_t i, count;

	if (text == NULL || batch->platform ||
	    json_parse(arena, text, strlen(text), &root, &fault) != OK)
		return;
	words = json_get(root, "keywords");
	if (!json_is(words, json_type_array))
		return;
	count = json_object_array_length(words);
	batch->censored = arena_array(arena, const char *, count + 1);
	for (i = 0; i < count; i++) {
		word = json_string(json_object_array_get_idx(words, i));
		if (word != NULL && *word != '\0')
			batch->censored[batch->censored_count++] = word;
	}
}

enum err
batch_gate(struct arena *arena, struct message_batch *batch, struct fault *fault)
{
	struct direct_room *rooms = name_rooms(arena, batch);
	PGresult *r;
	size_t i;
	bool made;
	enum err e;

	if ((e = read_gates(arena, batch, rooms, &r, fault)) != OK)
		return (e);
	if (batch->sender != NULL && !db_value_bool(r, 0, "exists")) {
		fault->argument = batch->sender;
		return (ERR_SENDER_UNKNOWN);
	}
	if ((e = create_rooms(arena, batch, rooms, r, &made, fault)) != OK)
		return (e);
	if (made && (e = read_gates(arena, batch, rooms, &r, fault)) != OK)
		return (e);
	for (i = 0; i < batch->count; i++)
		fill_item(batch, &batch->items[i], r, i);
	read_censorship(arena, batch, db_value_or_null(r, 0, "censorship"));
	return (OK);
}

bool
batch_censored(const struct message_batch *batch, const char *text)
{
	size_t i;

	for (i = 0; text != NULL && i < batch->censored_count; i++)
		if (strstr(text, batch->censored[i]) != NULL)
			return (true);
	return (false);
}

enum err
batch_claim(struct arena *arena, const struct message_batch *batch,
    struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, batch->app->id),
	    db_text(batch->id), db_int(arena, (int32_t)batch->count),
	    batch->fingerprint == NULL ? db_null() :
	    db_bytes(batch->fingerprint, SHA256_SIZE) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_batch_claim, params, 4, &r,
	    fault)) != OK)
		return (e);
	return (db_rows(r) == 0 ? ERR_KEY_REUSED : OK);
}

enum err
batch_result(struct arena *arena, const struct message_batch *batch,
    struct fault *fault)
{
	static const char types[4] = { 'I', 'I', 't', 't' };
	struct db_param params[6] = { db_bigint(arena, batch->app->id),
	    db_text(batch->id) };
	struct db_array *arrays[4];
	const struct batch_item *item;
	size_t i, k;

	for (k = 0; k < 4; k++)
		arrays[k] = db_array_new(arena, types[k], batch->count);
	for (i = 0; i < batch->count; i++) {
		item = &batch->items[i];
		db_array_integer(arrays[0], item->id == 0 ? 0 : item->conv);
		db_array_integer(arrays[1], item->id);
		db_array_text(arrays[2], arena_format(arena, "%s %s",
		    is_direct(item) ? "receiver" : "room", is_direct(item) ?
		    item->receiver : item->room));
		db_array_text(arrays[3], item->error);
	}
	for (k = 0; k < 4; k++)
		params[k + 2] = db_array_end(arrays[k]);
	return (db_query(arena, &SQL_batch_result, params, 6, NULL, fault));
}

static int64_t
integer_or_0(const PGresult *r, size_t row, const char *column)
{

	return (db_is_null(r, row, column) ? 0 :
	    db_value_bigint(r, row, column));
}

enum err
batch_find(struct arena *arena, const struct app *app, const char *id,
    struct batch_founds *found, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_text(id) };
	struct batch_found *item;
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_batch_find, params, 2, &r,
	    fault)) != OK)
		return (e);
	found->count = db_rows(r);
	found->items = arena_array(arena, struct batch_found, found->count);
	for (i = 0; i < found->count; i++) {
		item = &found->items[i];
		item->position = db_value_bigint(r, i, "position");
		item->target = db_value(r, i, "target");
		item->error = db_value_or_null(r, i, "error");
		item->pinned = integer_or_0(r, i, "pinned");
		if (db_is_null(r, i, "room_id"))
			continue;
		item->conv = integer_or_0(r, i, "conv");
		item->id = integer_or_0(r, i, "id");
		item->room_id = db_value(r, i, "room_id");
		item->kind = (enum conversation_kind)db_value_bigint(r, i,
		    "kind");
	}
	return (OK);
}
