/* See search.h. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "conf.h"
#include "db.h"
#include "gram.h"
#include "id.h"
#include "room_history.h"
#include "search.h"

enum { BATCH = 100 };		/* candidates of one statement */

/* The first piece of time that is searched; each further one is twice as
 * long, so that what is common is found in the newest partition alone. */
static const int64_t week = (int64_t)7 * 86400 * 1000;

/*
 * Searches of this process by the index over the grams.  What has a keyword's
 * grams in all of the app may be much, so they may take long, and are not to
 * keep all threads and the database from others.
 */
static struct {
	int slots;
	_Atomic int busy;
} far = { .slots = 1 };

void
search_start(const struct conf *conf)
{

	far.slots = conf->threads < 4 ? 1 : (int)(conf->threads / 4);
}

static enum err
check_room(struct arena *arena, const struct search *s, struct fault *fault)
{
	struct room_reader reader = { .app = s->app, .room_id = s->room_id,
	    .username = s->username };

	return (s->room_id == NULL ? OK :
	    room_reader_find(arena, &reader, fault));
}

static enum err
read_rooms(struct arena *arena, struct search *s, struct fault *fault)
{
	struct db_array *tags = db_array_new(arena, 't', s->tag_count);
	struct db_param params[5] = { db_bigint(arena, s->app->id),
	    db_text(s->username), db_text(s->room_id) };
	struct search_room *room;
	PGresult *r;
	size_t i;
	enum err e;

	for (i = 0; i < s->tag_count; i++)
		db_array_text(tags, s->tags[i]);
	params[3] = db_array_end(tags);
	params[4] = db_bigint(arena, SEARCH_ROOMS);
	if ((e = db_query(arena, &SQL_search_rooms, params, 5, &r,
	    fault)) != OK)
		return (e);
	s->room_count = db_rows(r);
	s->rooms = arena_array(arena, struct search_room, s->room_count);
	for (i = 0; i < s->room_count; i++) {
		room = &s->rooms[i];
		room->id = db_value(r, i, "room_id");
		room->kind = (enum conversation_kind)db_value_bigint(r, i,
		    "kind");
		room->conv = db_value_bigint(r, i, "conv");
		room->floor = db_value_bigint(r, i, "floor");
		s->said += db_value_bigint(r, i, "last_seq") - room->floor;
		room->name = db_value(r, i, "name");
		room->tags = db_value(r, i, "tags");
	}
	return (OK);
}

static int
by_conv(const void *key, const void *element)
{
	const int64_t conv = *(const int64_t *)key;
	const struct search_room *room = element;

	return ((conv > room->conv) - (conv < room->conv));
}

/* They are in the order of conv. */
static struct search_room *
room_of(const struct search *s, int64_t conv)
{

	return (bsearch(&conv, s->rooms, s->room_count, sizeof(*s->rooms),
	    by_conv));
}

/* Where the search is. */
struct walk {
	const struct sql_statement *sql;
	struct db_param params[6];	/* of it */
	int64_t first, beyond;		/* ids of the piece of time */
	size_t candidates, bytes, found;
};

static void
begin_walk(struct arena *arena, const struct search *s, struct walk *walk,
    const int32_t *list, size_t count)
{
	struct db_array *convs = db_array_new(arena, 'I', s->room_count);
	struct db_array *numbers = db_array_new(arena, 'i', count);
	size_t i;

	for (i = 0; i < s->room_count; i++)
		db_array_integer(convs, s->rooms[i].conv);
	for (i = 0; i < count; i++)
		db_array_integer(numbers, list[i]);
	walk->sql = s->room_count <= SEARCH_NEAR_ROOMS &&
	    s->said <= SEARCH_NEAR ? &SQL_search_picks_near :
	    &SQL_search_picks;
	walk->params[0] = db_bigint(arena, s->app->id);
	walk->params[1] = db_array_end(convs);
	walk->params[2] = db_array_end(numbers);
	walk->params[5] = db_bigint(arena, BATCH);
	walk->beyond = INT64_MAX;
	walk->first = (s->now - week) << ID_NUMBER_BITS;
}

/* Where the keyword really stands. */
static void
take_matches(struct arena *arena, struct search *s, struct walk *walk,
    const struct message_view *view)
{
	const struct message *m;
	struct search_room *room;
	const char *text;
	size_t i;

	for (i = 0; i < view->count && walk->found < s->limit; i++) {
		m = &view->messages[i].message;
		room = room_of(s, m->conv);
		text = s->text(arena, m);
		walk->bytes += strlen(m->body);
		if (room == NULL || m->seq <= room->floor || text == NULL ||
		    !gram_contains(arena, text, s->keyword))
			continue;
		if (room->messages == NULL) {
			room->messages = arena_array(arena, int64_t,
			    s->limit);
			s->found[s->found_count++] = room;
		}
		room->messages[room->count++] = m->id;
		walk->found++;
	}
}

/* One batch of candidates; ${more}: there may be others in this piece. */
static enum err
search_batch(struct arena *arena, struct search *s, struct walk *walk,
    bool *more, struct fault *fault)
{
	struct message_view view = { .app = s->app, .viewer = s->username,
	    .words = s->words };
	PGresult *r;
	size_t i, before = walk->bytes;
	enum err e;

	walk->params[3] = db_bigint(arena, walk->first);
	walk->params[4] = db_bigint(arena, walk->beyond);
	if ((e = db_query(arena, walk->sql, walk->params, 6, &r, fault)) != OK)
		return (e);
	view.pick_count = db_rows(r);
	view.picks = arena_array(arena, struct view_pick, view.pick_count);
	for (i = 0; i < view.pick_count; i++) {
		view.picks[i].conv = db_value_bigint(r, i, "conv");
		view.picks[i].id = db_value_bigint(r, i, "id");
	}
	walk->candidates += view.pick_count;
	*more = view.pick_count == BATCH;
	if (*more)
		walk->beyond = view.picks[BATCH - 1].id;
	if ((e = message_view_contents(arena, &view, SEARCH_BYTES / 8,
	    fault)) != OK)
		return (e);
	take_matches(arena, s, walk, &view);
	/* Long texts: what did not fit is for the next batch. */
	if (walk->bytes - before >= SEARCH_BYTES / 8) {
		walk->beyond = view.messages[view.count - 1].message.id;
		*more = true;
	}
	return (OK);
}

static enum err
walk_messages(struct arena *arena, struct search *s, struct walk *walk,
    struct fault *fault)
{
	int64_t length = week << ID_NUMBER_BITS;
	bool more;
	enum err e;

	while (walk->found < s->limit && walk->beyond > 0 &&
	    walk->candidates < SEARCH_CANDIDATES &&
	    walk->bytes < SEARCH_BYTES && s->room_count > 0) {
		if ((e = search_batch(arena, s, walk, &more, fault)) != OK)
			return (e);
		if (more)
			continue;
		walk->beyond = walk->first;
		length *= 2;
		walk->first = walk->first > length ? walk->first - length : 0;
	}
	return (OK);
}

static enum err
find_messages(struct arena *arena, struct search *s, struct fault *fault)
{
	struct walk walk = { 0 };
	const int32_t *list;
	size_t count;
	enum err e;

	list = grams(arena, s->app->id, s->keyword, &count);
	if (count == 0)
		return (s->rooms_too ? OK : ERR_FIELD_INVALID);
	begin_walk(arena, s, &walk, list, count);
	if (walk.sql == &SQL_search_picks_near)
		return (walk_messages(arena, s, &walk, fault));
	if (atomic_fetch_add(&far.busy, 1) < far.slots)
		e = walk_messages(arena, s, &walk, fault);
	else {
		fault->detail = "too many searches at a time";
		e = ERR_DATABASE_BUSY;
	}
	atomic_fetch_sub(&far.busy, 1);
	return (e);
}

/* The keyword in the rooms' own words. */
static void
find_rooms(struct arena *arena, struct search *s)
{
	struct search_room *room;
	size_t i, found = 0;

	for (i = 0; i < s->room_count && found < s->limit; i++) {
		room = &s->rooms[i];
		room->by_name = gram_contains(arena, room->name, s->keyword);
		room->by_tag = gram_contains(arena, room->tags, s->keyword);
		if (!room->by_name && !room->by_tag)
			continue;
		found++;
		if (room->count == 0)
			s->found[s->found_count++] = room;
	}
}

enum err
search_run(struct arena *arena, struct search *s, struct fault *fault)
{
	enum err e;

	if ((e = check_room(arena, s, fault)) != OK ||
	    (e = read_rooms(arena, s, fault)) != OK)
		return (e);
	s->found = arena_array(arena, struct search_room *, s->room_count);
	if ((e = find_messages(arena, s, fault)) != OK)
		return (e);
	s->with_messages = s->found_count;
	find_rooms(arena, s);
	return (OK);
}
