/* See message_view.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "db.h"
#include "id.h"
#include "json.h"
#include "message_view.h"

/* As far as ids are bounded by; nobody lives to see the last month of it. */
#define ID_MOST		(INT64_MAX - (INT64_C(2678400000) << ID_NUMBER_BITS))

struct db_param
view_hiders(struct arena *arena, const char *viewer, bool manager)
{
	struct db_array *names = db_array_new(arena, 't',
	    viewer == NULL ? 0 : manager ? 1 : 2);

	if (viewer != NULL)
		db_array_text(names, viewer);
	if (viewer != NULL && !manager)
		db_array_text(names, "");
	return (db_array_end(names));
}

static void
from_row(const PGresult *r, size_t row, struct message *m)
{

	m->id = db_value_bigint(r, row, "id");
	m->conv = db_value_bigint(r, row, "conv");
	m->seq = db_value_bigint(r, row, "seq");
	m->sender = db_value(r, row, "sender");
	m->dialect = (enum message_dialect)db_value_bigint(r, row, "dialect");
	m->state = (enum message_state)db_value_bigint(r, row, "state");
	m->type = db_value(r, row, "type");
	m->body = db_value(r, row, "body");
	m->ext = db_value_or_null(r, row, "ext");
	m->options = db_value_or_null(r, row, "options");
	m->priority = db_value_bigint(r, row, "priority");
	m->users = db_value_or_null(r, row, "users");
	m->changed = db_value_bigint(r, row, "changed");
	m->edited = db_value_bigint(r, row, "edited");
	m->thread = db_value_bigint(r, row, "thread");
	m->apart = db_value_bool(r, row, "apart") ||
	    db_value_bool(r, row, "hidden");
}

/* As the statement counts them. */
static int64_t
content_bytes(const struct message *m)
{

	return ((int64_t)(strlen(m->body) + (m->ext == NULL ? 0 :
	    strlen(m->ext))));
}

/* The picks' convs and ids, as two arrays. */
static void
pair_arrays(struct arena *arena, const struct view_pick *picks, size_t count,
    struct db_param params[2])
{
	struct db_array *convs = db_array_new(arena, 'I', count);
	struct db_array *ids = db_array_new(arena, 'I', count);
	size_t i;

	for (i = 0; i < count; i++) {
		db_array_integer(convs, picks[i].conv);
		db_array_integer(ids, picks[i].id);
	}
	params[0] = db_array_end(convs);
	params[1] = db_array_end(ids);
}

/* The least and the greatest id. */
static void
pick_bounds(struct arena *arena, const struct message_view *view,
    struct db_param params[2])
{
	int64_t least = view->picks[0].id, most = least;
	size_t i;

	for (i = 1; i < view->pick_count; i++) {
		if (view->picks[i].id < least)
			least = view->picks[i].id;
		if (view->picks[i].id > most)
			most = view->picks[i].id;
	}
	/* The statement adds a day. */
	params[0] = db_bigint(arena, least);
	params[1] = db_bigint(arena, most > ID_MOST ? ID_MOST : most);
}

/* Fetch view->picks; their content is at most ${bytes} long. */
static enum err
read_contents(struct arena *arena, struct message_view *view, int64_t bytes,
    struct fault *fault)
{
	struct db_param params[8];
	const struct view_pick *pick;
	struct shown *shown;
	PGresult *r;
	size_t i;
	int64_t read = 0;
	enum err e;

	view->count = 0;
	view->cut = false;
	if (view->pick_count == 0)
		return (OK);
	params[0] = db_bigint(arena, view->app->id);
	pair_arrays(arena, view->picks, view->pick_count, params + 1);
	params[3] = db_text(view->viewer);
	params[4] = view_hiders(arena, view->viewer, view->manager);
	params[5] = db_bigint(arena, bytes);
	pick_bounds(arena, view, params + 6);
	if ((e = db_query(arena, &SQL_message_content, params, 8, &r,
	    fault)) != OK)
		return (e);
	view->count = db_rows(r);
	view->messages = arena_array(arena, struct shown, view->count);
	for (i = 0; i < view->count; i++) {
		shown = &view->messages[i];
		pick = &view->picks[db_value_bigint(r, i, "place") - 1];
		from_row(r, i, &shown->message);
		shown->message.room_id = pick->room_id;
		shown->message.kind = pick->kind;
		shown->pinned = pick->pinned == pick->id;
		shown->hidden = db_value_bool(r, i, "hidden");
		read += content_bytes(&shown->message);
		if (view->words != NULL)
			view->words(arena, &shown->message);
	}
	view->cut = read >= bytes;
	return (OK);
}

enum err
message_view_contents(struct arena *arena, struct message_view *view,
    size_t bytes, struct fault *fault)
{

	BUG_UNLESS(view->pick_count <= VIEW_MAX);
	return (read_contents(arena, view, (int64_t)bytes, fault));
}

static enum err
read_reactions(struct arena *arena, struct message_view *view,
    struct fault *fault)
{
	struct view_pick *picks = arena_array(arena, struct view_pick,
	    view->count);
	struct db_param params[3];
	struct json_writer w;
	struct shown *shown;
	struct buf *out;
	PGresult *r;
	size_t i, row = 0, rows;
	enum err e;

	for (i = 0; i < view->count; i++) {
		picks[i].conv = view->messages[i].message.conv;
		picks[i].id = view->messages[i].message.id;
	}
	pair_arrays(arena, picks, view->count, params);
	params[2] = db_bigint(arena, VIEW_REACTIONS);
	if ((e = db_query(arena, &SQL_message_reactions, params, 3, &r,
	    fault)) != OK)
		return (e);
	rows = db_rows(r);
	while (row < rows) {
		i = (size_t)db_value_bigint(r, row, "place") - 1;
		shown = &view->messages[i];
		shown->reaction_count = (size_t)db_value_bigint(r, row,
		    "count");
		out = arena_alloc(arena, sizeof(*out));
		buf_init(out, arena, 1 << 20);
		json_write_begin(&w, out);
		json_write_array(&w);
		for (; row < rows && (size_t)db_value_bigint(r, row,
		    "place") == i + 1; row++) {
			json_write_object(&w);
			json_put_string(&w, "client", db_value(r, row,
			    "username"));
			json_put_string(&w, "reaction", db_value(r, row,
			    "reaction"));
			json_write_object_end(&w);
		}
		json_write_array_end(&w);
		shown->reactions = out->bytes;
	}
	return (OK);
}

/* The answered message of ${shown}, if it is one of its own conversation. */
static bool
reply_pick(struct arena *arena, const struct message_view *view,
    const struct shown *shown, struct view_pick *pick)
{
	const char *id = view->reply(arena, &shown->message);
	int64_t prefix;

	if (id == NULL || !id_from_hex(id, &pick->id, &prefix) ||
	    prefix != shown->message.conv >> ID_CONV_SHIFT)
		return (false);
	pick->conv = shown->message.conv;
	pick->room_id = shown->message.room_id;
	pick->kind = shown->message.kind;
	return (true);
}

/* Each message that is answered once; ${of} is their places, or SIZE_MAX. */
static void
pick_replies(struct arena *arena, const struct message_view *view,
    struct message_view *replies, size_t *of)
{
	struct view_pick pick = { 0 };
	size_t i, k;

	replies->picks = arena_array(arena, struct view_pick, view->count);
	for (i = 0; i < view->count; i++) {
		of[i] = SIZE_MAX;
		if (!reply_pick(arena, view, &view->messages[i], &pick))
			continue;
		for (k = 0; k < replies->pick_count; k++)
			if (replies->picks[k].id == pick.id &&
			    replies->picks[k].conv == pick.conv)
				break;
		of[i] = k;
		if (k == replies->pick_count)
			replies->picks[replies->pick_count++] = pick;
	}
}

static const struct shown *
find_shown(const struct message_view *view, const struct view_pick *pick)
{
	size_t i;

	for (i = 0; i < view->count; i++)
		if (view->messages[i].message.id == pick->id &&
		    view->messages[i].message.conv == pick->conv)
			return (&view->messages[i]);
	return (NULL);
}

/* One message may be answered by all: its content counts each time. */
static enum err
read_replies(struct arena *arena, struct message_view *view,
    struct fault *fault)
{
	struct message_view replies = *view;
	size_t *of = arena_array(arena, size_t, view->count);
	size_t i, bytes = 0;
	const struct shown *found;
	enum err e;

	replies.pick_count = 0;
	pick_replies(arena, view, &replies, of);
	if ((e = read_contents(arena, &replies, VIEW_REPLY_BYTES,
	    fault)) != OK)
		return (e);
	for (i = 0; i < view->count; i++) {
		if (of[i] == SIZE_MAX || (found = find_shown(&replies,
		    &replies.picks[of[i]])) == NULL)
			continue;
		bytes += strlen(found->message.body);
		if (bytes > VIEW_REPLY_BYTES)
			break;
		view->messages[i].reply = &found->message;
	}
	return (OK);
}

static int
find_name(const PGresult *r, const char *name)
{
	size_t i;

	for (i = 0; i < db_rows(r); i++)
		if (strcmp(db_value(r, i, "username"), name) == 0)
			return ((int)i);
	return (-1);
}

/* The senders, each once however many messages are his. */
struct senders {
	const char **names;
	const struct account **accounts;
	size_t count;
};

static void
add_sender(struct senders *s, const char *name)
{
	size_t i;

	if (*name == '\0')
		return;
	for (i = 0; i < s->count; i++)
		if (strcmp(s->names[i], name) == 0)
			return;
	s->names[s->count++] = name;
}

static const struct account *
sender_of(const struct senders *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (strcmp(s->names[i], name) == 0)
			return (s->accounts[i]);
	return (NULL);
}

static enum err
find_senders(struct arena *arena, const struct message_view *view,
    struct senders *s, struct fault *fault)
{
	struct db_array *names = db_array_new(arena, 't', s->count);
	struct db_param params[2];
	struct account *a;
	PGresult *r;
	size_t i;
	int row;
	enum err e;

	for (i = 0; i < s->count; i++)
		db_array_text(names, s->names[i]);
	params[0] = db_bigint(arena, view->app->id);
	params[1] = db_array_end(names);
	if ((e = db_query(arena, &SQL_account_of_names, params, 2, &r,
	    fault)) != OK)
		return (e);
	s->accounts = arena_array(arena, const struct account *, s->count);
	for (i = 0; i < s->count; i++) {
		if ((row = find_name(r, s->names[i])) < 0)
			continue;
		a = arena_alloc(arena, sizeof(*a));
		a->username = s->names[i];
		a->uuid = db_value(r, (size_t)row, "uuid");
		a->nickname = db_value_or_null(r, (size_t)row, "nickname");
		a->avatar_url = db_value_or_null(r, (size_t)row,
		    "avatar_url");
		a->description = db_value_or_null(r, (size_t)row,
		    "description");
		a->robot = db_value_bool(r, (size_t)row, "robot");
		a->last_login = db_value_bigint(r, (size_t)row, "last_login");
		s->accounts[i] = a;
	}
	return (OK);
}

static enum err
read_senders(struct arena *arena, struct message_view *view,
    struct fault *fault)
{
	struct senders s = { .names = arena_array(arena, const char *,
	    2 * view->count) };
	struct shown *m;
	size_t i;
	enum err e;

	for (i = 0; i < view->count; i++) {
		add_sender(&s, view->messages[i].message.sender);
		if (view->messages[i].reply != NULL)
			add_sender(&s, view->messages[i].reply->sender);
	}
	if (s.count == 0)
		return (OK);
	if ((e = find_senders(arena, view, &s, fault)) != OK)
		return (e);
	for (i = 0; i < view->count; i++) {
		m = &view->messages[i];
		m->sender = sender_of(&s, m->message.sender);
		if (m->reply != NULL)
			m->reply_sender = sender_of(&s, m->reply->sender);
	}
	return (OK);
}

enum err
message_view_read(struct arena *arena, struct message_view *view,
    struct fault *fault)
{
	enum err e;

	BUG_UNLESS(view->pick_count <= VIEW_MAX);
	if ((e = read_contents(arena, view, VIEW_BYTES, fault)) != OK ||
	    view->count == 0)
		return (e);
	if ((e = read_reactions(arena, view, fault)) != OK ||
	    (view->reply != NULL &&
	    (e = read_replies(arena, view, fault)) != OK))
		return (e);
	return (read_senders(arena, view, fault));
}
