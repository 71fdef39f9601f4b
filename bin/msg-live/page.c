/* See page.h. */
#include "arena.h"
#include "db.h"
#include "page.h"
#include "render.h"

static struct row
row_of(const struct page *page)
{

	return ((struct row){ .forms = FORM_BIT(page->form), .event = {
	    .kind = EVENT_MESSAGE, .app_id = page->app->id,
	    .conversation_kind = page->kind, .conv = page->conv,
	    .room_id = page->room_id } });
}

/* What the page says of how far it goes. */
static void
note_end(struct page *page, const struct rendering *rendering,
    const PGresult *r)
{
	size_t done = rendering->done;
	int64_t last;

	if (done == rendering->count && done < PAGE_EVENTS) {
		last = db_is_null(r, 0, "last_seq") ? 0 :
		    db_value_bigint(r, 0, "last_seq");
		page->upto = last > page->after ? last : page->after;
	} else if (done > 0)
		page->upto = rendering->rows[done - 1].event.seq;
}

enum err
page_read(const struct conf *conf, struct arena *arena, struct page *page,
    struct fault *fault)
{
	struct rendering rendering = { .conf = conf, .app = page->app,
	    .viewer = page->viewer };
	struct db_param params[5] = { db_bigint(arena, page->conv),
	    db_bigint(arena, page->app->id), db_bigint(arena, page->after),
	    db_text(page->viewer), db_bigint(arena, PAGE_EVENTS) };
	PGresult *r;
	size_t i;
	enum err e;

	page->events = NULL;
	page->upto = page->after;
	if ((e = db_query(arena, &SQL_live_page, params, 5, &r, fault)) != OK)
		return (e);
	rendering.rows = arena_array(arena, struct row, db_rows(r));
	for (i = 0; i < db_rows(r) && !db_is_null(r, i, "id"); i++) {
		rendering.rows[i] = row_of(page);
		row_read(arena, r, i, &rendering.rows[i]);
		rendering.count++;
	}
	if ((e = render(arena, &rendering, fault)) != OK)
		return (e);
	page->events = rendering.first;
	note_end(page, &rendering, r);
	return (OK);
}

enum err
page_members(struct arena *arena, struct page_members *members,
    struct fault *fault)
{
	struct db_array *names = db_array_new(arena, 't', members->count);
	struct db_param params[4];
	int64_t *places;
	PGresult *r;
	size_t i, count;
	enum err e;

	for (i = 0; i < members->count; i++)
		db_array_text(names, members->names[i]);
	params[0] = db_bigint(arena, members->app->id);
	params[1] = db_int(arena, (int32_t)members->kind);
	params[2] = db_text(members->room_id);
	params[3] = db_array_end(names);
	members->member = arena_array(arena, bool, members->count + 1);
	members->public = false;
	members->left_count = -1;
	if ((e = db_query(arena, &SQL_live_members, params, 4, &r,
	    fault)) != OK || db_rows(r) == 0)
		return (e);
	members->public = db_value_bool(r, 0, "channel");
	members->left_count = db_value_bigint(r, 0, "left_count");
	places = db_value_integers(r, 0, "places", arena, &count);
	for (i = 0; i < count; i++)
		members->member[places[i] - 1] = true;
	return (OK);
}
