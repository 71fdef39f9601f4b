/* See app_history.h. */
#include "app.h"
#include "app_history.h"
#include "arena.h"
#include "db.h"
#include "id.h"

/* Everything but the last element is the same for both statements. */
static enum err
read_app(struct arena *arena, struct app_history *h, PGresult **r,
    struct fault *fault)
{
	struct db_param params[5] = { db_bigint(arena, h->app->id),
	    db_bigint(arena, h->start << ID_NUMBER_BITS),
	    db_bigint(arena, h->end << ID_NUMBER_BITS),
	    db_bigint(arena, APP_HISTORY_COUNTED),
	    db_bigint(arena, APP_HISTORY_ROOMS + 1) };
	PGresult *counted;
	enum err e;

	if ((e = db_query(arena, &SQL_app_message_count, params, 5, &counted,
	    fault)) != OK)
		return (e);
	if (db_value_bigint(counted, 0, "rooms") > APP_HISTORY_ROOMS)
		return (ERR_RESULT_TOO_LARGE);
	h->total = db_value_bigint(counted, 0, "total");
	params[3] = db_bigint(arena, (int64_t)h->limit);
	return (db_query(arena, &SQL_app_picks, params, 5, r, fault));
}

static enum err
read_member(struct arena *arena, struct app_history *h, PGresult **r,
    struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, h->app->id),
	    db_text(h->member), db_bigint(arena, (int64_t)h->limit),
	    db_bigint(arena, APP_HISTORY_ROOMS) };

	return (db_query(arena, &SQL_recent_picks, params, 4, r, fault));
}

enum err
app_history_read(struct arena *arena, struct app_history *h,
    struct fault *fault)
{
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = h->member == NULL ? read_app(arena, h, &r, fault) :
	    read_member(arena, h, &r, fault)) != OK)
		return (e);
	h->count = db_rows(r);
	h->picks = arena_array(arena, struct view_pick, h->count);
	for (i = 0; i < h->count; i++)
		h->picks[i] = (struct view_pick){
		    .conv = db_value_bigint(r, i, "conv"),
		    .id = db_value_bigint(r, i, "id"),
		    .room_id = db_value(r, i, "room_id"),
		    .kind = (enum conversation_kind)db_value_bigint(r, i,
			"kind"),
		    .pinned = db_value_bigint(r, i, "pinned") };
	return (OK);
}
