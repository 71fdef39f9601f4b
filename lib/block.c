/* See block.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "block.h"
#include "db.h"

static int64_t
pair_number(struct arena *arena, const struct app *app, const char *a,
    const char *b)
{

	return (conversation_number(app->id, CONVERSATION_USERS,
	    conversation_pair(arena, a, b)));
}

/* Fill in who is blocked, who may be gone. */
static enum err
find_account(struct arena *arena, const struct app *app, const char *username,
    struct block *block, struct fault *fault)
{
	enum err e = account_find(arena, app, username, &block->account,
	    fault);

	if (e != ERR_USER_UNKNOWN)
		return (e);
	memset(&block->account, 0, sizeof(block->account));
	block->account.username = username;
	fault->argument = NULL;
	return (OK);
}

static enum err
change_block(struct arena *arena, const struct block_pair *pair,
    const struct sql_statement *sql, PGresult **r, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, pair->app->id),
	    db_text(pair->username), db_text(pair->blocked),
	    db_bigint(arena, pair_number(arena, pair->app, pair->username,
	    pair->blocked)) };

	return (db_query(arena, sql, params, 4, r, fault));
}

static enum err
finish_block(struct arena *arena, const struct block_pair *pair,
    const PGresult *r, struct block *block, struct fault *fault)
{

	block->blocker = pair->username;
	block->room_id = db_value_or_null(r, 0, "room");
	block->created = db_value_bigint(r, 0, "created");
	block->updated = db_value_bigint(r, 0, "updated");
	return (find_account(arena, pair->app, pair->blocked, block, fault));
}

enum err
block_add(struct arena *arena, const struct block_pair *pair,
    struct block *block, struct fault *fault)
{
	PGresult *r;
	enum err e;

	if ((e = change_block(arena, pair, &SQL_block_add, &r, fault)) != OK)
		return (e);
	fault->argument = pair->blocked;
	if (!db_value_bool(r, 0, "exists"))
		return (ERR_USER_UNKNOWN);
	if (!db_value_bool(r, 0, "added"))
		return (ERR_BLOCK_EXISTS);
	return (finish_block(arena, pair, r, block, fault));
}

enum err
block_remove(struct arena *arena, const struct block_pair *pair,
    struct block *block, struct fault *fault)
{
	PGresult *r;
	enum err e;

	if ((e = change_block(arena, pair, &SQL_block_remove, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (ERR_BLOCK_UNKNOWN);
	return (finish_block(arena, pair, r, block, fault));
}

/* The direct rooms of those on the page, where there are any. */
static enum err
find_rooms(struct arena *arena, const struct app *app, const char *username,
    struct block_page *page, struct fault *fault)
{
	int64_t *convs = arena_array(arena, int64_t, page->count + 1);
	struct db_array *array = db_array_new(arena, 'I', page->count);
	struct db_param params[2];
	PGresult *r;
	size_t i, k;
	enum err e;

	for (i = 0; i < page->count; i++) {
		/* Bans have their rooms; two have one conversation. */
		convs[i] = page->blocks[i].banned ? -1 : pair_number(arena,
		    app, username, page->blocks[i].account.username);
		db_array_integer(array, convs[i]);
	}
	params[0] = db_bigint(arena, app->id);
	params[1] = db_array_end(array);
	if ((e = db_query(arena, &SQL_direct_rooms, params, 2, &r,
	    fault)) != OK)
		return (e);
	for (k = 0; k < db_rows(r); k++) {
		for (i = 0; convs[i] != db_value_bigint(r, k, "conv"); i++)
			;
		page->blocks[i].room_id = db_value(r, k, "room_id");
		page->blocks[i].room_created = db_value_bigint(r, k,
		    "created");
	}
	return (OK);
}

enum err
block_list(struct arena *arena, const struct app *app, const char *username,
    struct block_page *page, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, app->id),
	    db_text(username), db_bigint(arena, page->offset),
	    db_bigint(arena, (int64_t)page->limit) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_block_list, params, 4, &r,
	    fault)) != OK)
		return (e);
	page->count = db_rows(r);
	page->blocks = arena_calloc(arena, page->count + 1,
	    sizeof(*page->blocks));
	for (i = 0; i < page->count; i++) {
		account_from_row(r, i, &page->blocks[i].account);
		page->blocks[i].blocker = username;
		page->blocks[i].created = db_value_bigint(r, i, "blocked_at");
		if (db_is_null(r, i, "room_id"))
			continue;
		page->blocks[i].room_id = db_value(r, i, "room_id");
		page->blocks[i].room_created = db_value_bigint(r, i,
		    "room_created");
		page->blocks[i].banned =
		    db_value_bigint(r, i, "kind") != CONVERSATION_USERS;
	}
	return (page->count == 0 ? OK : find_rooms(arena, app, username,
	    page, fault));
}

/*
 * Bans.
 */
static void
room_params(struct arena *arena, const struct ban_room *room,
    struct db_param params[3])
{

	params[0] = db_bigint(arena, room->app->id);
	params[1] = db_text(room->room_id);
	params[2] = db_text(room->username);
}

/* What all three statements say first. */
static enum err
rights(const struct ban_room *room, const PGresult *r, struct fault *fault)
{

	if (db_rows(r) == 0) {
		fault->argument = room->room_id;
		return (ERR_ROOM_UNKNOWN);
	}
	if (!db_value_bool(r, 0, "member"))
		return (ERR_NOT_MEMBER);
	return (db_value_bool(r, 0, "may") ? OK : ERR_NOT_MANAGER);
}

static enum err
change_ban(struct arena *arena, const struct ban_room *room,
    const struct sql_statement *sql, const char *banned, PGresult **r,
    struct fault *fault)
{
	struct db_param params[4];
	enum err e;

	room_params(arena, room, params);
	params[3] = db_text(banned);
	if ((e = db_query(arena, sql, params, 4, r, fault)) != OK)
		return (e);
	return (rights(room, *r, fault));
}

enum err
ban_add(struct arena *arena, const struct ban_room *room, const char *banned,
    struct block *block, struct fault *fault)
{
	PGresult *r;
	enum err e;

	if ((e = change_ban(arena, room, &SQL_ban_add, banned, &r,
	    fault)) != OK)
		return (e);
	if (!db_value_bool(r, 0, "exists"))
		return (ERR_ROOM_OR_USER_UNKNOWN);
	if (!db_value_bool(r, 0, "added"))
		return (ERR_BLOCK_EXISTS);
	block->blocker = room->username == NULL ? "" : room->username;
	block->room_id = room->room_id;
	block->created = db_value_bigint(r, 0, "created");
	block->updated = db_value_bigint(r, 0, "updated");
	return (find_account(arena, room->app, banned, block, fault));
}

enum err
ban_remove(struct arena *arena, const struct ban_room *room,
    const char *banned, struct block *block, struct fault *fault)
{
	PGresult *r;
	enum err e;

	if ((e = change_ban(arena, room, &SQL_ban_remove, banned, &r,
	    fault)) != OK)
		return (e);
	if (!db_value_bool(r, 0, "removed"))
		return (ERR_BLOCK_UNKNOWN);
	block->blocker = db_value(r, 0, "blocker");
	block->room_id = room->room_id;
	block->created = db_value_bigint(r, 0, "created");
	block->updated = db_value_bigint(r, 0, "updated");
	return (find_account(arena, room->app, banned, block, fault));
}

/* Who banned and who is banned: the accounts of all of them, by one query. */
static enum err
find_people(struct arena *arena, const struct app *app,
    struct block_page *page, struct fault *fault)
{
	struct db_array *array = db_array_new(arena, 't', 2 * page->count);
	struct db_param params[2];
	PGresult *r;
	size_t i, k;
	enum err e;

	for (i = 0; i < page->count; i++) {
		db_array_text(array, page->blocks[i].account.username);
		db_array_text(array, page->blocks[i].blocker);
	}
	params[0] = db_bigint(arena, app->id);
	params[1] = db_array_end(array);
	if ((e = db_query(arena, &SQL_account_all_of, params, 2, &r,
	    fault)) != OK)
		return (e);
	page->blocker_count = db_rows(r);
	page->blockers = arena_calloc(arena, page->blocker_count + 1,
	    sizeof(*page->blockers));
	for (k = 0; k < page->blocker_count; k++) {
		account_from_row(r, k, &page->blockers[k]);
		for (i = 0; i < page->count; i++)
			if (strcmp(page->blocks[i].account.username,
			    page->blockers[k].username) == 0)
				page->blocks[i].account = page->blockers[k];
	}
	return (OK);
}

enum err
ban_list(struct arena *arena, const struct ban_room *room,
    struct block_page *page, struct fault *fault)
{
	struct db_param params[5];
	struct block *block;
	PGresult *r;
	size_t i;
	enum err e;

	room_params(arena, room, params);
	params[3] = db_bigint(arena, page->offset);
	params[4] = db_bigint(arena, (int64_t)page->limit);
	if ((e = db_query(arena, &SQL_ban_list, params, 5, &r, fault)) != OK ||
	    (e = rights(room, r, fault)) != OK)
		return (e);
	page->kind = (enum conversation_kind)db_value_bigint(r, 0, "kind");
	page->count = db_is_null(r, 0, "banned") ? 0 : db_rows(r);
	page->blocks = arena_calloc(arena, page->count + 1,
	    sizeof(*page->blocks));
	for (i = 0; i < page->count; i++) {
		block = &page->blocks[i];
		block->account.username = db_value(r, i, "banned");
		block->blocker = db_value(r, i, "blocker");
		block->room_id = room->room_id;
		block->room_created = db_value_bigint(r, i, "room_created");
		block->created = db_value_bigint(r, i, "created");
	}
	return (page->count == 0 ? OK : find_people(arena, room->app, page,
	    fault));
}
