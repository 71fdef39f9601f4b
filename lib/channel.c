/* See channel.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "channel.h"
#include "room_change.h"

enum err
channel_find(struct arena *arena, const struct app *app,
    const struct channel_key *key, const char **id, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(key->id), db_text(key->name) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_channel_find, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = key->id != NULL ? key->id : key->name;
		return (ERR_ROOM_UNKNOWN);
	}
	*id = db_value(r, 0, "room_id");
	return (OK);
}

static enum standing
read_standing(const char *word)
{
	static const char *const words[STANDINGS] = {
		[STANDING_OWNER] = "owner",
		[STANDING_MODERATOR] = "moderator",
		[STANDING_MEMBER] = "member",
		[STANDING_STRANGER] = "stranger",
	};
	int i;

	for (i = 0; i < STANDING_STRANGER; i++)
		if (strcmp(words[i], word) == 0)
			break;
	return ((enum standing)i);
}

static void
read_viewer(const PGresult *r, size_t row, struct channel *c)
{

	c->standing = read_standing(db_value(r, row, "standing"));
	c->last = db_value_bigint(r, row, "last");
	c->peer = db_value_or_null(r, row, "peer");
	c->peer_name = db_value_or_null(r, row, "peer_name");
	c->joined = db_value_bigint(r, row, "joined");
	c->moved = db_value_bigint(r, row, "moved");
	c->unread = db_value_bigint(r, row, "unread");
	c->mentioned = db_value_bool(r, row, "mentioned");
	c->quiet = db_value_bool(r, row, "quiet");
	c->read_id = db_value_bigint(r, row, "read_id");
	c->did_block = db_value_bool(r, row, "did_block");
	c->was_blocked = db_value_bool(r, row, "was_blocked");
}

static void
read_people(const PGresult *r, size_t row, struct channel *c)
{

	c->owner = db_value(r, row, "owner");
	c->owner_id = db_value_or_null(r, row, "owner_id");
	c->owner_name = db_value_or_null(r, row, "owner_name");
	c->members = db_value_bigint(r, row, "members");
	c->muted = db_value_or_null(r, row, "muted");
	c->unmuted = db_value_or_null(r, row, "unmuted");
	c->usernames = db_value_or_null(r, row, "usernames");
	c->uids = db_value_or_null(r, row, "uids");
}

static void
read_channel(const PGresult *r, size_t row, struct channel *c)
{

	c->id = db_value(r, row, "room_id");
	c->kind = (enum conversation_kind)db_value_bigint(r, row, "kind");
	c->conv = db_value_bigint(r, row, "conv");
	c->handle = db_value_or_null(r, row, "handle");
	c->name = db_value(r, row, "name");
	c->description = db_value(r, row, "description");
	c->custom = db_value(r, row, "custom");
	c->topic = db_value_or_null(r, row, "topic");
	c->announcement = db_value_or_null(r, row, "announcement");
	c->public = db_value_bool(r, row, "public");
	c->read_only = db_value_bool(r, row, "read_only");
	c->archived = db_value_bool(r, row, "archived");
	c->encrypted = db_value_bool(r, row, "encrypted");
	c->created = db_value_bigint(r, row, "created");
	c->touched = db_value_bigint(r, row, "touched");
	c->messages = db_value_bigint(r, row, "messages");
	read_people(r, row, c);
	read_viewer(r, row, c);
}

enum err
channel_read(struct arena *arena, struct channel_look *look,
    struct room_names ids, struct channel *channels, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, look->app->id),
	    room_name_array(arena, ids), db_text(look->viewer),
	    db_int(arena, CHANNEL_MUTED_MAX) };
	PGresult *r;
	size_t i;
	enum err e;

	BUG_UNLESS(ids.count <= CHANNEL_PAGE_MAX);
	look->count = 0;
	if (ids.count == 0)
		return (OK);
	if ((e = db_query(arena, &SQL_channel_detail, params, 4, &r,
	    fault)) != OK)
		return (e);
	look->count = db_rows(r);
	for (i = 0; i < look->count; i++)
		read_channel(r, i, &channels[i]);
	return (OK);
}

enum err
channel_list(struct arena *arena, struct channel_look *look,
    struct channel_list *list, struct fault *fault)
{
	struct db_param params[8] = { db_bigint(arena, look->app->id),
	    db_text(look->viewer), db_text(list->type), db_bool(list->joined),
	    db_bigint(arena, list->since), db_int(arena, list->sort),
	    db_bigint(arena, list->skip), db_bigint(arena, list->limit) };
	struct room_names ids;
	const char **names;
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_channel_list, params, 8, &r,
	    fault)) != OK)
		return (e);
	list->total = db_value_bigint(r, 0, "total");
	ids.count = db_is_null(r, 0, "room_id") ? 0 : db_rows(r);
	names = arena_array(arena, const char *, ids.count + 1);
	for (list->count = 0; list->count < ids.count; list->count++)
		names[list->count] = db_value(r, list->count, "room_id");
	ids.names = names;
	list->channels = arena_array(arena, struct channel, ids.count + 1);
	e = channel_read(arena, look, ids, list->channels, fault);
	list->count = look->count;
	return (e);
}

enum err
channel_members(struct arena *arena, const struct app *app,
    struct channel_members *page, struct fault *fault)
{
	struct db_param params[6] = { db_bigint(arena, app->id),
	    db_text(page->room_id), db_text(page->piece),
	    db_bool(page->descending), db_bigint(arena, page->skip),
	    db_bigint(arena, page->limit) };
	struct channel_member *m;
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_channel_members, params, 6, &r,
	    fault)) != OK)
		return (e);
	page->total = db_value_bigint(r, 0, "total");
	page->count = db_is_null(r, 0, "username") ? 0 : db_rows(r);
	page->members = arena_array(arena, struct channel_member,
	    page->count + 1);
	for (i = 0; i < page->count; i++) {
		m = &page->members[i];
		m->username = db_value(r, i, "username");
		m->public_id = db_value(r, i, "public_id");
		m->nickname = db_value_or_null(r, i, "nickname");
		m->role = db_value_or_null(r, i, "role");
		m->activated = db_value_bool(r, i, "activated");
		m->modified = db_value_bigint(r, i, "modified");
	}
	return (OK);
}
