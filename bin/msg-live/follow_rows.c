/* See rows_send() in follow_read.h. */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "follow_read.h"
#include "render.h"

struct db_param
names_param(struct arena *arena, const struct tenant *tenant, bool fresh_only,
    bool *public)
{
	struct db_array *names;
	const struct watcher *w;
	size_t i, count = 0;

	for (i = 0; i < tenant->watcher_count; i++)
		count += !fresh_only || !tenant->watchers[i].loaded;
	names = db_array_new(arena, 't', count);
	*public = false;
	for (i = 0; i < tenant->watcher_count; i++) {
		w = &tenant->watchers[i];
		if (fresh_only && w->loaded)
			continue;
		db_array_text(names, w->username);
		*public |= w->public;
	}
	return (db_array_end(names));
}

/* A row that those who watch the app may be told. */
static bool
is_for_app(const struct rows *rows, size_t i)
{
	const struct event *event = &rows->rows[i].event;

	return (rows->of[i]->whole && event->left_count >= 0 &&
	    (event->kind != EVENT_MESSAGE ||
	    event->seq > rows->of[i]->told));
}

static bool
is_new_conversation(const struct rows *rows, size_t i, int64_t conv)
{

	return (is_for_app(rows, i) && rows->rows[i].event.conv != conv);
}

/* The conversations whose members are asked for, in the order of the rows. */
static struct db_param
convs_param(struct arena *arena, const struct rows *rows, size_t *count)
{
	struct db_array *convs;
	int64_t last;
	size_t i;

	*count = 0;
	for (i = 0, last = -1; i < rows->count; i++)
		if (is_new_conversation(rows, i, last)) {
			last = rows->rows[i].event.conv;
			++*count;
		}
	convs = db_array_new(arena, 'I', *count);
	for (i = 0, last = -1; i < rows->count; i++)
		if (is_new_conversation(rows, i, last)) {
			last = rows->rows[i].event.conv;
			db_array_integer(convs, last);
		}
	return (db_array_end(convs));
}

static bool
is_reader(const struct event_reader *readers, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(readers[i].username, name) == 0)
			return (true);
	return (false);
}

/* What was found of all conversations, in their order. */
struct members {
	const PGresult *r;
	size_t row;
	int64_t place;
};

/* Members of the next conversation, then who reads it without that. */
static void
fill_readers(struct arena *arena, const struct tenant *tenant,
    struct members *found, struct event *event)
{
	struct event_reader *readers = arena_array(arena, struct event_reader,
	    tenant->watcher_count);
	const struct watcher *w;
	size_t i, members, count = 0;

	found->place++;
	for (; found->row < db_rows(found->r) && db_value_bigint(found->r,
	    found->row, "place") == found->place; found->row++)
		if (count < tenant->watcher_count)
			readers[count++] = (struct event_reader){
			    db_value(found->r, found->row, "username"), true };
	members = count;
	for (i = 0; i < tenant->watcher_count &&
	    strcmp(event->room_type, "c") == 0; i++) {
		w = &tenant->watchers[i];
		if (w->public && count < tenant->watcher_count &&
		    !is_reader(readers, members, w->username))
			readers[count++] = (struct event_reader){
			    w->username, false };
	}
	event->readers = readers;
	event->reader_count = count;
}

static enum err
read_readers(struct arena *arena, const struct tenant *tenant,
    struct rows *rows, struct fault *fault)
{
	struct db_param params[2];
	const struct event *filled = NULL;
	struct members found = { .row = 0 };
	struct event *event;
	PGresult *r;
	size_t i, count;
	bool public;
	enum err e;

	params[0] = convs_param(arena, rows, &count);
	if (tenant->watcher_count == 0 || count == 0)
		return (OK);
	params[1] = names_param(arena, tenant, false, &public);
	if ((e = db_query(arena, &SQL_live_readers, params, 2, &r,
	    fault)) != OK)
		return (e);
	found.r = r;
	for (i = 0; i < rows->count; i++) {
		event = &rows->rows[i].event;
		if (!is_for_app(rows, i))
			continue;
		if (filled == NULL || filled->conv != event->conv) {
			fill_readers(arena, tenant, &found, event);
			filled = event;
			continue;
		}
		event->readers = filled->readers;
		event->reader_count = filled->reader_count;
	}
	return (OK);
}

/* Whom it is for decides in what words it is needed; for nobody: in none. */
static bool
is_wanted(struct row *row, const struct followed *f)
{

	row->forms = f->forms | (row->event.reader_count > 0 ?
	    FORM_BIT(FORM_ROCKETCHAT) : 0);
	return (f->watched || row->event.reader_count > 0);
}

enum err
rows_send(const struct reader *reader, struct arena *arena,
    struct tenant *tenant, struct rows *rows, struct fault *fault)
{
	struct rendering rendering = { .conf = reader->conf,
	    .app = &tenant->app };
	size_t *place = arena_array(arena, size_t, rows->count + 1);
	size_t i;
	enum err e;

	rows->done = 0;
	if ((e = read_readers(arena, tenant, rows, fault)) != OK)
		return (e);
	rendering.rows = arena_array(arena, struct row, rows->count + 1);
	for (i = 0; i < rows->count; i++) {
		if (!is_wanted(&rows->rows[i], rows->of[i]))
			continue;
		place[rendering.count] = i;
		rendering.rows[rendering.count++] = rows->rows[i];
	}
	if (rendering.count > 0 && (e = render(arena, &rendering,
	    fault)) != OK)
		return (e);
	rows->done = rendering.done == rendering.count ? rows->count :
	    place[rendering.done];
	if (rendering.first != NULL)
		reader->emit(events_by_time(rendering.first));
	return (OK);
}
