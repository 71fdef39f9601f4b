/* See typing.h. */
#include "arena.h"
#include "buf.h"
#include "db.h"
#include "json.h"
#include "typing.h"

enum { EVENT_BYTES = 7999 };	/* that PostgreSQL allows */

enum err
typing_notify(struct arena *arena, const struct typing *typing,
    struct fault *fault)
{
	struct db_param params[1];
	struct json_writer w;
	struct buf out;

	buf_init(&out, arena, EVENT_BYTES);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_integer(&w, "app", typing->app_id);
	json_put_integer(&w, "conv", typing->conv);
	json_put_string(&w, "room", typing->room_id);
	json_put_string(&w, "sender", typing->username);
	json_put_string(&w, "message", typing->text);
	json_put_bool(&w, "active", typing->active);
	json_put_integer(&w, "time", typing->now);
	json_write_object_end(&w);
	/* TYPING_MAX characters and three ids fit, however they are escaped. */
	BUG_UNLESS(!out.overflow);
	params[0] = db_text(out.bytes);
	return (db_query(arena, &SQL_typing_notify, params, 1, NULL, fault));
}
