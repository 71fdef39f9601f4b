/* See room_history.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "id.h"
#include "room_history.h"

/*
 * Milliseconds that a message may have its id before its commit (sends give
 * up long before), and that hosts' clocks may differ.
 */
enum { ID_LEAD = 120000 };

enum err
room_reader_find(struct arena *arena, struct room_reader *reader,
    struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, reader->app->id),
	    db_text(reader->room_id), db_text(reader->username) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_room_reader, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (reader->username != NULL &&
	    (db_rows(r) == 0 || !db_value_bool(r, 0, "member")))
		return (ERR_NOT_MEMBER);
	if (db_rows(r) == 0) {
		fault->argument = reader->room_id;
		return (ERR_ROOM_UNKNOWN);
	}
	reader->kind = (enum conversation_kind)db_value_bigint(r, 0, "kind");
	reader->conv = db_value_bigint(r, 0, "conv");
	reader->pinned = db_value_bigint(r, 0, "pinned");
	reader->floor = db_value_bigint(r, 0, "floor");
	reader->last_seq = db_value_bigint(r, 0, "last_seq");
	reader->manager = db_value_bool(r, 0, "manager");
	return (OK);
}

/* A message from which a page goes on. */
struct place {
	int64_t id;		/* 0: none was asked for */
	struct message message;
	bool gone;
};

static enum err
place_id(const struct room_reader *reader, const char *id, int64_t *number,
    struct fault *fault)
{
	int64_t prefix;

	if (id_from_hex(id, number, &prefix) &&
	    prefix == reader->conv >> ID_CONV_SHIFT)
		return (OK);
	fault->argument = id;
	return (ERR_MESSAGE_UNKNOWN);
}

static enum err
read_places(struct arena *arena, const struct room_reader *reader,
    struct place *places, size_t count, struct fault *fault)
{
	struct db_array *ids = db_array_new(arena, 'I', count);
	struct db_param params[6] = { db_bigint(arena, reader->conv),
	    db_bigint(arena, reader->app->id) };
	struct message *m;
	PGresult *r;
	size_t i, row;
	enum err e;

	for (i = 0; i < count; i++)
		db_array_integer(ids, places[i].id);
	params[2] = db_array_end(ids);
	params[3] = db_text(reader->username);
	params[4] = view_hiders(arena, reader->username, reader->manager);
	params[5] = db_bigint(arena, reader->floor);
	if ((e = db_query(arena, &SQL_history_places, params, 6, &r,
	    fault)) != OK)
		return (e);
	for (i = 0; i < count; i++) {
		if (places[i].id == 0)
			continue;
		for (row = 0; row < db_rows(r); row++)
			if (db_value_bigint(r, row, "id") == places[i].id)
				break;
		if (row == db_rows(r))
			return (ERR_MESSAGE_UNKNOWN);
		m = &places[i].message;
		*m = (struct message){ .id = places[i].id,
		    .conv = reader->conv, .room_id = reader->room_id,
		    .kind = reader->kind, .state = MESSAGE_DELETED };
		m->seq = db_value_bigint(r, row, "seq");
		m->sender = db_value(r, row, "sender");
		m->type = db_value(r, row, "type");
		places[i].gone = db_value_bool(r, row, "gone");
	}
	return (OK);
}

/* ${before} and ${after} as places. */
static enum err
find_ends(struct arena *arena, const struct room_history *h,
    struct place ends[2], struct fault *fault)
{
	const char *const ids[2] = { h->before, h->after };
	size_t i, count = 0;
	enum err e;

	for (i = 0; i < 2; i++) {
		if (ids[i] == NULL)
			continue;
		if ((e = place_id(h->reader, ids[i], &ends[i].id,
		    fault)) != OK)
			return (e);
		count++;
	}
	return (count == 0 ? OK :
	    read_places(arena, h->reader, ends, 2, fault));
}

/* What was sent or changed after a time. */
struct since {
	bool wanted;
	struct db_param params[3];	/* least id, time or NULL, seq */
};

static enum err
find_since(struct arena *arena, const struct room_history *h,
    struct since *since, struct fault *fault)
{
	int64_t early = h->since > ID_LEAD ? h->since - ID_LEAD : 0;
	struct db_param params[3] = { db_bigint(arena, h->reader->conv),
	    db_bigint(arena, h->reader->app->id),
	    db_bigint(arena, early << ID_NUMBER_BITS) };
	PGresult *r;
	enum err e;

	since->wanted = h->since >= 0;
	if (!since->wanted)
		return (OK);
	if ((e = db_query(arena, &SQL_history_time, params, 3, &r,
	    fault)) != OK)
		return (e);
	since->params[0] = db_bigint(arena,
	    (h->since + 1) << ID_NUMBER_BITS);
	since->params[1] = h->changes ? db_bigint(arena, h->since) :
	    db_null();
	since->params[2] = db_bigint(arena, db_value_bigint(r, 0, "seq"));
	return (OK);
}

/* A piece of the conversation, from one of its ends. */
struct piece {
	int64_t first, last;	/* seqs */
	bool forward;
	size_t skip, limit;
	const struct since *since;
};

static enum err
pick_piece(struct arena *arena, const struct room_reader *reader,
    const struct piece *piece, PGresult **r, struct fault *fault)
{
	static const struct sql_statement *const statements[2][2] = {
		{ &SQL_history_pick_before, &SQL_history_pick_after },
		{ &SQL_history_since_before, &SQL_history_since_after },
	};
	bool since = piece->since != NULL && piece->since->wanted;
	struct db_param params[11] = { db_bigint(arena, reader->conv),
	    db_bigint(arena, reader->app->id),
	    db_bigint(arena, piece->first), db_bigint(arena, piece->last),
	    db_text(reader->username),
	    view_hiders(arena, reader->username, reader->manager),
	    db_bigint(arena, (int64_t)piece->limit),
	    db_bigint(arena, (int64_t)piece->skip) };

	if (since)
		memcpy(params + 8, piece->since->params,
		    sizeof(piece->since->params));
	return (db_query(arena, statements[since][piece->forward], params,
	    since ? 11 : 8, r, fault));
}

static void
add_pick(const struct room_reader *reader, struct view_pick *picks,
    size_t *count, int64_t id)
{

	picks[(*count)++] = (struct view_pick){ .conv = reader->conv,
	    .id = id, .room_id = reader->room_id, .kind = reader->kind,
	    .pinned = reader->pinned };
}

static enum err
pick_page(struct arena *arena, struct room_history *h,
    const struct place ends[2], const struct since *since,
    struct fault *fault)
{
	const struct place *begin = &ends[h->forward];
	struct piece piece = { .first = h->reader->floor + 1,
	    .last = INT64_MAX, .forward = h->forward, .skip = h->skip,
	    .limit = h->limit, .since = since };
	PGresult *r;
	size_t i;
	enum err e;

	if (ends[0].id != 0)
		piece.last = ends[0].message.seq;
	if (ends[1].id != 0 && ends[1].message.seq > piece.first)
		piece.first = ends[1].message.seq;
	if (begin->id != 0 && begin->gone && h->skip == 0) {
		h->gone = arena_memdup(arena, &begin->message,
		    sizeof(begin->message));
		piece.limit--;
	}
	if ((e = pick_piece(arena, h->reader, &piece, &r, fault)) != OK)
		return (e);
	h->picks = arena_array(arena, struct view_pick, db_rows(r));
	for (i = 0; i < db_rows(r); i++)
		add_pick(h->reader, h->picks, &h->count,
		    db_value_bigint(r, i, "id"));
	return (OK);
}

static enum err
count_all(struct arena *arena, struct room_history *h,
    const struct since *since, struct fault *fault)
{
	const struct room_reader *reader = h->reader;
	struct db_param params[9] = { db_bigint(arena, reader->conv),
	    db_bigint(arena, reader->app->id),
	    db_bigint(arena, reader->floor), db_text(reader->username),
	    view_hiders(arena, reader->username, reader->manager),
	    db_bigint(arena, ROOM_HISTORY_COUNTED) };
	PGresult *r;
	enum err e;

	if (since->wanted)
		memcpy(params + 6, since->params, sizeof(since->params));
	if ((e = db_query(arena, since->wanted ? &SQL_history_count_since :
	    &SQL_history_count, params, since->wanted ? 9 : 6, &r,
	    fault)) != OK)
		return (e);
	h->total = db_rows(r) == 0 ? 0 : db_value_bigint(r, 0, "total");
	return (OK);
}

/*
 * Between the ends of the page; an end that is not a message of the page is
 * as far as the page could have gone.
 */
static enum err
find_hidden(struct arena *arena, struct room_history *h,
    const struct place ends[2], struct fault *fault)
{
	int64_t first = ends[1].id, last = ends[0].id == 0 ? INT64_MAX :
	    ends[0].id, far;
	struct db_param params[5];
	PGresult *r;
	size_t i;
	enum err e;

	if (h->reader->username == NULL)
		return (OK);
	if (h->count > 0 && h->count + (h->gone != NULL) >= h->limit) {
		far = h->picks[h->count - 1].id;
		if (h->forward)
			last = far;
		else
			first = far;
	}
	params[0] = db_bigint(arena, h->reader->conv);
	params[1] = db_text(h->reader->username);
	params[2] = db_bigint(arena, first);
	params[3] = db_bigint(arena, last);
	params[4] = db_bigint(arena, ROOM_HISTORY_HIDDEN);
	if ((e = db_query(arena, &SQL_history_hidden, params, 5, &r,
	    fault)) != OK)
		return (e);
	h->hidden_count = db_rows(r);
	h->hidden = arena_array(arena, int64_t, h->hidden_count);
	for (i = 0; i < h->hidden_count; i++)
		h->hidden[i] = db_value_bigint(r, i, "id");
	return (OK);
}

enum err
room_history_read(struct arena *arena, struct room_history *h,
    struct fault *fault)
{
	struct place ends[2] = { 0 };	/* before, after */
	struct since since;
	enum err e;

	if ((e = find_ends(arena, h, ends, fault)) != OK ||
	    (e = find_since(arena, h, &since, fault)) != OK ||
	    (e = pick_page(arena, h, ends, &since, fault)) != OK ||
	    (e = count_all(arena, h, &since, fault)) != OK)
		return (e);
	return (find_hidden(arena, h, ends, fault));
}

enum err
room_history_around(struct arena *arena, const struct room_reader *reader,
    const char *id, struct room_around *around, struct fault *fault)
{
	struct place place = { 0 };
	struct piece newer = { .last = INT64_MAX, .forward = true,
	    .limit = around->after };
	struct piece older = { .first = reader->floor + 1,
	    .limit = around->before };
	PGresult *behind, *ahead;
	size_t i;
	enum err e;

	if ((e = place_id(reader, id, &place.id, fault)) != OK ||
	    (e = read_places(arena, reader, &place, 1, fault)) != OK)
		return (e);
	if (place.gone)
		return (ERR_MESSAGE_UNKNOWN);
	newer.first = place.message.seq + 1;
	older.last = place.message.seq - 1;
	if ((e = pick_piece(arena, reader, &newer, &behind, fault)) != OK ||
	    (e = pick_piece(arena, reader, &older, &ahead, fault)) != OK)
		return (e);
	around->picks = arena_array(arena, struct view_pick,
	    db_rows(behind) + 1 + db_rows(ahead));
	for (i = db_rows(behind); i > 0; i--)
		add_pick(reader, around->picks, &around->count,
		    db_value_bigint(behind, i - 1, "id"));
	add_pick(reader, around->picks, &around->count, place.id);
	for (i = 0; i < db_rows(ahead); i++)
		add_pick(reader, around->picks, &around->count,
		    db_value_bigint(ahead, i, "id"));
	return (OK);
}
