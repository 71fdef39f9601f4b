/* See follow_read.h. */
#include "arena.h"
#include "clock.h"
#include "db.h"
#include "follow_read.h"
#include "id.h"
#include "render.h"

enum {
	/* Ids are taken before their commit, by many clocks.  Should one be
	 * older than this, its seq is missed, and looked for everywhere. */
	ID_SLACK = 3600 * 1000,		/* milliseconds */
	LOAD_SLACK = 10 * 1000,		/* the same, for rooms found later */
};

/* One reading of the first conversations that were marked. */
struct round {
	struct followed *f[READ_CONVERSATIONS];
	int64_t upto[READ_CONVERSATIONS];	/* read, if all goes well */
	bool more[READ_CONVERSATIONS], missing[READ_CONVERSATIONS];
	size_t count, limit;
	msec_t began;
	PGresult *r;
};

static int64_t
least_id(msec_t at)
{

	return (at <= 0 ? 0 : at << ID_NUMBER_BITS);
}

static enum err
query_round(struct arena *arena, struct round *round, struct fault *fault)
{
	struct db_array *arrays[4];
	struct db_param params[6];
	int64_t least = INT64_MAX;
	size_t i, k;

	for (k = 0; k < 4; k++)
		arrays[k] = db_array_new(arena, 'I', round->count);
	for (i = 0; i < round->count; i++) {
		db_array_integer(arrays[0], round->f[i]->conv);
		db_array_integer(arrays[1], round->f[i]->tenant->app.id);
		db_array_integer(arrays[2], round->f[i]->after);
		db_array_integer(arrays[3], round->f[i]->least);
		if (round->f[i]->least < least)
			least = round->f[i]->least;
	}
	for (k = 0; k < 4; k++)
		params[k] = db_array_end(arrays[k]);
	params[4] = db_bigint(arena, least);
	params[5] = db_bigint(arena, (int64_t)round->limit);
	return (db_query(arena, &SQL_live_read, params, 6, &round->r, fault));
}

static struct row
row_of(const struct followed *f, enum event_kind kind)
{

	return ((struct row){ .event = { .kind = kind,
	    .app_id = f->tenant->app.id, .conversation_kind = f->kind,
	    .conv = f->conv, .room_id = f->room_id } });
}

/*
 * How far conversation ${place} was read, by its ${count} rows from ${first}:
 * seqs have no gaps, so what is not there was not in the partitions that were
 * looked at, or is no more.
 */
static void
note_round(struct round *round, size_t place, size_t first, size_t count)
{
	int64_t start = db_value_bigint(round->r, first, "start");
	int64_t last = db_value_bigint(round->r, first, "last_seq"), upto;

	round->more[place] = count == round->limit;
	upto = count == round->limit ? db_value_bigint(round->r, first +
	    count - 1, "seq") : last > start ? last : start;
	round->upto[place] = upto;
	round->missing[place] = round->f[place]->least > 0 &&
	    upto - start != (int64_t)count;
}

/* The rows of the tenant's conversations, in order. */
static void
collect(struct arena *arena, struct round *round,
    const struct tenant *tenant, struct rows *rows)
{
	const PGresult *r = round->r;
	struct followed *f;
	size_t i, place;

	rows->rows = arena_array(arena, struct row, db_rows(r) + 1);
	rows->of = arena_array(arena, struct followed *, db_rows(r) + 1);
	rows->count = 0;
	for (i = 0; i < db_rows(r); i++) {
		place = (size_t)db_value_bigint(r, i, "place") - 1;
		f = round->f[place];
		if (f->tenant != tenant || round->missing[place] ||
		    db_is_null(r, i, "id") ||
		    db_value_bigint(r, i, "state") != MESSAGE_PLAIN)
			continue;
		rows->rows[rows->count] = row_of(f, EVENT_MESSAGE);
		row_read(arena, r, i, &rows->rows[rows->count]);
		rows->of[rows->count++] = f;
	}
}

static void
measure(struct round *round)
{
	size_t i, first, place;

	for (i = 0; i < round->count; i++) {
		round->upto[i] = round->f[i]->after;
		round->more[i] = round->missing[i] = false;
	}
	for (i = 0; i < db_rows(round->r); i = first) {
		place = (size_t)db_value_bigint(round->r, i, "place");
		for (first = i; first < db_rows(round->r) && (size_t)
		    db_value_bigint(round->r, first, "place") == place; )
			first++;
		note_round(round, place - 1, i, first - i -
		    (db_is_null(round->r, i, "id") ? 1 : 0));
	}
}

/* The conversation was read as far as the round says, or not at all. */
static void
advance(struct round *round, size_t place)
{
	struct followed *f = round->f[place];
	int64_t least = least_id(round->began - ID_SLACK);

	if (round->missing[place]) {
		f->least = 0;
		followed_mark(f);
		return;
	}
	f->after = round->upto[place];
	if (f->told < f->after)
		f->told = f->after;
	if (round->more[place])
		followed_mark(f);
	else
		f->least = least;
}

/* Rows behind rows->done were too much: they are read again. */
static void
hold_back(struct round *round, const struct rows *rows)
{
	const struct event *event;
	size_t i, k;

	for (i = rows->count; i-- > rows->done; ) {
		event = &rows->rows[i].event;
		for (k = 0; k < round->count; k++)
			if (round->f[k] == rows->of[i]) {
				round->upto[k] = event->seq - 1;
				round->more[k] = true;
			}
	}
}

static enum err
send_tenant(const struct reader *reader, struct arena *arena,
    struct round *round, struct tenant *tenant, struct fault *fault)
{
	struct rows rows = { .count = 0 };
	size_t i;
	enum err e;

	collect(arena, round, tenant, &rows);
	e = rows.count == 0 ? OK : rows_send(reader, arena, tenant, &rows,
	    fault);
	if (e == OK)
		hold_back(round, &rows);
	for (i = 0; i < round->count; i++) {
		if (round->f[i]->tenant != tenant)
			continue;
		if (e == OK)
			advance(round, i);
		else
			followed_mark(round->f[i]);
	}
	return (e);
}

enum err
read_messages(const struct reader *reader, struct arena *arena,
    struct fault *fault)
{
	struct round *round = arena_alloc(arena, sizeof(*round));
	struct tenant *tenant;
	struct followed *f;
	size_t i;
	enum err e, result = OK;

	while (round->count < READ_CONVERSATIONS &&
	    (f = followed_next()) != NULL)
		round->f[round->count++] = f;
	if (round->count == 0)
		return (OK);
	round->limit = RENDER_ROWS / round->count;
	round->began = clock_now();
	if ((e = query_round(arena, round, fault)) != OK) {
		for (i = 0; i < round->count; i++)
			followed_mark(round->f[i]);
		return (e);
	}
	measure(round);
	for (tenant = tenant_first(); tenant != NULL; tenant = tenant->next)
		if ((e = send_tenant(reader, arena, round, tenant,
		    fault)) != OK)
			result = e;
	return (result);
}

static void
change_rows(struct arena *arena, const PGresult *r,
    const struct change *changes, const struct tenant *tenant,
    struct rows *rows)
{
	struct followed *f;
	struct row *row;
	size_t i;

	rows->rows = arena_array(arena, struct row, db_rows(r) + 1);
	rows->of = arena_array(arena, struct followed *, db_rows(r) + 1);
	rows->count = rows->done = 0;
	for (i = 0; i < db_rows(r); i++) {
		f = followed_find(changes[db_value_bigint(r, i, "place") -
		    1].conv);
		if (f == NULL || f->tenant != tenant)
			continue;
		row = &rows->rows[rows->count];
		*row = row_of(f, EVENT_CHANGED);
		row_read(arena, r, i, row);
		/* It comes as it is now. */
		if (row->event.seq > f->after) {
			followed_mark(f);
			continue;
		}
		if (row->state == MESSAGE_DELETED || row->event.hidden ||
		    db_value_bool(r, i, "gone"))
			row->event.kind = EVENT_DELETED;
		row->options = db_value_or_null(r, i, "options");
		row->event.hidden = false;
		rows->of[rows->count++] = f;
	}
}

static enum err
query_changes(struct arena *arena, const struct change *changes, size_t count,
    PGresult **r, struct fault *fault)
{
	int64_t least = INT64_MAX, most = 0;
	struct db_array *arrays[3];
	struct db_param params[5];
	struct followed *f;
	size_t i, k;

	for (k = 0; k < 3; k++)
		arrays[k] = db_array_new(arena, 'I', count);
	for (i = 0; i < count; i++) {
		f = followed_find(changes[i].conv);
		db_array_integer(arrays[0], changes[i].conv);
		db_array_integer(arrays[1], f == NULL ? 0 :
		    f->tenant->app.id);
		db_array_integer(arrays[2], changes[i].id);
		least = changes[i].id < least ? changes[i].id : least;
		most = changes[i].id > most ? changes[i].id : most;
	}
	for (k = 0; k < 3; k++)
		params[k] = db_array_end(arrays[k]);
	params[3] = db_bigint(arena, least);
	params[4] = db_bigint(arena, most);
	return (db_query(arena, &SQL_live_changed, params, 5, r, fault));
}

enum err
read_changes(const struct reader *reader, struct arena *arena,
    struct change *changes, size_t *count, struct fault *fault)
{
	struct change *rest = arena_array(arena, struct change, *count);
	struct tenant *tenant;
	struct rows rows;
	PGresult *r;
	size_t i, left = 0;
	enum err e;

	if ((e = query_changes(arena, changes, *count, &r, fault)) != OK)
		return (e);
	for (tenant = tenant_first(); tenant != NULL; tenant = tenant->next) {
		change_rows(arena, r, changes, tenant, &rows);
		if (rows.count > 0 && (e = rows_send(reader, arena, tenant,
		    &rows, fault)) != OK)
			return (e);
		/* What was too much. */
		for (i = rows.done; i < rows.count; i++)
			rest[left++] = (struct change){
			    rows.rows[i].event.conv, rows.rows[i].event.id };
	}
	for (i = 0; i < left; i++)
		changes[i] = rest[i];
	*count = left;
	return (OK);
}

enum err
read_last(struct arena *arena, struct followed *const *followed, size_t count,
    struct fault *fault)
{
	struct db_array *arrays[3];
	struct db_param params[3];
	PGresult *r;
	size_t i, k;
	enum err e;

	for (k = 0; k < 3; k++)
		arrays[k] = db_array_new(arena, 'I', count);
	for (i = 0; i < count; i++) {
		db_array_integer(arrays[0], followed[i]->conv);
		db_array_integer(arrays[1], followed[i]->tenant->app.id);
		db_array_integer(arrays[2], followed[i]->after);
	}
	for (k = 0; k < 3; k++)
		params[k] = db_array_end(arrays[k]);
	if ((e = db_query(arena, &SQL_live_last, params, 3, &r, fault)) != OK)
		return (e);
	for (i = 0; i < db_rows(r); i++)
		followed_mark(followed[db_value_bigint(r, i, "place") - 1]);
	return (OK);
}

/* Follow the rooms of the rows, from where each says. */
static void
follow_rows(struct tenant *tenant, const PGresult *r, int64_t least)
{
	struct followed *f;
	size_t i;
	bool fresh;

	for (i = 0; i < db_rows(r); i++) {
		/* Only such messages as are not delivered. */
		if (db_is_null(r, i, "after"))
			continue;
		f = followed_add(tenant, db_value_bigint(r, i, "conv"),
		    (enum conversation_kind)db_value_bigint(r, i, "kind"),
		    db_value(r, i, "room_id"), &fresh);
		if (!fresh)
			continue;
		f->after = f->told = db_value_bigint(r, i, "after");
		f->least = least;
		followed_mark(f);
	}
}

/* When the first of those began who are not loaded; or all were, last. */
static msec_t
load_since(const struct tenant *tenant, bool all)
{
	msec_t since = INT64_MAX;
	size_t i;

	if (all && tenant->loaded != 0)
		return (tenant->loaded - LOAD_SLACK);
	for (i = 0; i < tenant->watcher_count; i++)
		if (!tenant->watchers[i].loaded &&
		    tenant->watchers[i].since < since)
			since = tenant->watchers[i].since;
	return (since);
}

enum err
read_rooms(struct arena *arena, struct tenant *tenant, bool all,
    struct fault *fault)
{
	msec_t now = clock_now(), since = load_since(tenant, all);
	struct db_param params[5];
	bool public;
	PGresult *r;
	size_t i;
	enum err e;

	if (since == INT64_MAX) {
		tenant->fresh = false;
		return (OK);
	}
	params[0] = db_bigint(arena, tenant->app.id);
	params[1] = names_param(arena, tenant, !all, &public);
	params[2] = db_bool(public && (all || !tenant->public));
	params[3] = db_bigint(arena, least_id(since));
	params[4] = db_bigint(arena, LOAD_ROOMS);
	if ((e = db_query(arena, &SQL_live_rooms, params, 5, &r,
	    fault)) != OK)
		return (e);
	follow_rows(tenant, r, least_id(since - ID_SLACK));
	for (i = 0; i < tenant->watcher_count; i++)
		tenant->watchers[i].loaded = true;
	tenant->fresh = false;
	tenant->public |= public;
	if (all || tenant->loaded == 0)
		tenant->loaded = now;
	return (OK);
}

enum err
read_told(struct arena *arena, struct tenant *tenant,
    const struct change *told, size_t count, struct fault *fault)
{
	struct db_array *convs = db_array_new(arena, 'I', count);
	struct db_array *ids = db_array_new(arena, 'I', count);
	int64_t least = INT64_MAX;
	msec_t now = clock_now();
	struct db_param params[6];
	bool public;
	PGresult *r;
	size_t i;
	enum err e;

	for (i = 0; i < count; i++) {
		db_array_integer(convs, told[i].conv);
		db_array_integer(ids, told[i].id);
		least = told[i].id < least ? told[i].id : least;
	}
	params[0] = db_bigint(arena, tenant->app.id);
	params[1] = db_array_end(convs);
	params[2] = db_array_end(ids);
	params[3] = names_param(arena, tenant, false, &public);
	params[4] = db_bool(public);
	params[5] = db_bigint(arena, least);
	if ((e = db_query(arena, &SQL_live_place, params, 6, &r,
	    fault)) != OK)
		return (e);
	follow_rows(tenant, r, least_id(now - ID_SLACK));
	return (OK);
}
