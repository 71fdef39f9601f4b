/*
 * Who may not write (contract imkit, 1.8):
 *
 *	POST, DELETE /blockStatus/my/{user}	direct rooms of the two
 *	GET /blockStatus/my
 *	POST, DELETE /blockStatus/room/{room}/{user}	bans
 *	GET /blockStatus/room/{room}
 */
#include <string.h>

#include "arena.h"
#include "block.h"
#include "imkit.h"

/* The id of a user in the path. */
static enum err
user_decode(struct call *call, const char *user)
{

	if (imkit_id_check(call, "user", user) != OK)
		return (ERR_USER_ID_INVALID);
	if (!imkit_is_platform(call) &&
	    strcmp(user, imkit_caller(call)) == 0)
		return (ERR_BLOCK_SELF);
	return (OK);
}

static enum err
block_decode(struct call *call)
{

	call->input = arena_calloc(call->arena, 1, sizeof(struct block));
	return (user_decode(call, call->parameters[0]));
}

static struct block_pair
pair_of(const struct call *call)
{

	return ((struct block_pair){ &call->app, imkit_caller(call),
	    call->parameters[0] });
}

static enum err
block_run(struct call *call)
{
	struct block_pair pair = pair_of(call);

	return (block_add(call->arena, &pair, call->input, &call->fault));
}

static enum err
unblock_run(struct call *call)
{
	struct block_pair pair = pair_of(call);

	return (block_remove(call->arena, &pair, call->input, &call->fault));
}

/* A user who is gone has only a name. */
static void
write_person(struct call *call, struct json_writer *w, const char *name,
    const struct account *account)
{
	struct account nobody = { .username = account->username };

	json_write_name(w, name);
	imkit_user(call, w, account->uuid == NULL ? &nobody : account);
}

static void
write_times(struct call *call, struct json_writer *w, msec_t created,
    msec_t updated)
{

	imkit_time(call, w, "createdAt", created);
	imkit_time(call, w, "updatedAt", updated);
}

/* One block or ban as it was just made or lifted. */
static void
block_encode(struct call *call)
{
	const struct block *block = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "appID", call->app.name);
	write_person(call, &w, "blockee", &block->account);
	json_put_string(&w, "blocker", *block->blocker == '\0' ? NULL :
	    block->blocker);
	json_put_string(&w, "room", block->room_id);
	write_times(call, &w, block->created, block->updated);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Lists.
 */
static enum err
list_decode(struct call *call)
{
	struct block_page *page = arena_calloc(call->arena, 1, sizeof(*page));
	int64_t limit = BLOCK_PAGE_MAX;
	enum err e;

	call->input = page;
	if ((e = imkit_number(call, "limit", 1, BLOCK_PAGE_MAX,
	    &limit)) != OK)
		return (e);
	page->limit = (size_t)limit;
	return (imkit_number(call, "skip", 0, INT32_MAX, &page->offset));
}

static enum err
blocks_run(struct call *call)
{
	struct block_page *page = call->input;

	page->kind = CONVERSATION_USERS;
	return (block_list(call->arena, &call->app, imkit_caller(call), page,
	    &call->fault));
}

static void
write_room(struct json_writer *w, const struct block_page *page,
    const struct block *block)
{

	json_write_name(w, "room");
	if (block->room_id == NULL) {
		json_write_null(w);
		return;
	}
	json_write_object(w);
	json_put_string(w, "_id", block->room_id);
	json_put_string(w, "roomType", page->kind == CONVERSATION_USERS &&
	    !block->banned ? "direct" : "group");
	json_put_string(w, "id", block->room_id);
	json_put_integer(w, "createdTimeMS", block->room_created);
	json_write_object_end(w);
}

/* In the list of a room the blocker is an object, if he is still a user. */
static void
write_blocker(struct call *call, struct json_writer *w,
    const struct block_page *page, const struct block *block)
{
	size_t i;

	for (i = 0; i < page->blocker_count; i++)
		if (strcmp(page->blockers[i].username, block->blocker) == 0) {
			write_person(call, w, "blocker", &page->blockers[i]);
			return;
		}
	json_put_string(w, "blocker", *block->blocker == '\0' ? NULL :
	    block->blocker);
}

static void
list_encode(struct call *call)
{
	const struct block_page *page = call->input;
	const struct block *block;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < page->count; i++) {
		block = &page->blocks[i];
		json_write_object(&w);
		write_person(call, &w, "blockee", &block->account);
		write_blocker(call, &w, page, block);
		write_room(&w, page, block);
		write_times(call, &w, block->created, block->created);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Bans.
 */
static struct ban_room
room_of(const struct call *call)
{

	return ((struct ban_room){ &call->app, call->parameters[0],
	    imkit_caller(call) });
}

/* Whether a room exists is not told to a client who is not in it. */
static enum err
for_client(const struct call *call, enum err e)
{

	return (e == ERR_ROOM_UNKNOWN && !imkit_is_platform(call) ?
	    ERR_NOT_MEMBER : e);
}

static enum err
ban_decode(struct call *call)
{

	call->input = arena_calloc(call->arena, 1, sizeof(struct block));
	return (user_decode(call, call->parameters[1]));
}

static enum err
ban_run(struct call *call)
{
	struct ban_room room = room_of(call);
	enum err e = for_client(call, ban_add(call->arena, &room,
	    call->parameters[1], call->input, &call->fault));

	return (e == ERR_ROOM_UNKNOWN ? ERR_ROOM_OR_USER_UNKNOWN : e);
}

static enum err
unban_run(struct call *call)
{
	struct ban_room room = room_of(call);

	return (for_client(call, ban_remove(call->arena, &room,
	    call->parameters[1], call->input, &call->fault)));
}

static enum err
bans_run(struct call *call)
{
	struct ban_room room = room_of(call);

	return (for_client(call, ban_list(call->arena, &room, call->input,
	    &call->fault)));
}

#define ROW(verb, where, who, what, decoder, runner, encoder)		\
	{ .method = verb, .path = where, .name = "imkit/blocks",	\
	  .summary = what, .dialect = &imkit_dialect, .auth = who,	\
	  .calls = IMKIT_CLIENT_CALLS, .generation = IMKIT_MODERATION,	\
	  .decode = decoder, .run = runner, .encode = encoder }

static const struct endpoint rows[] = {
	ROW("POST", "/blockStatus/my/{user}", AUTH_USER, "Block a user",
	    block_decode, block_run, block_encode),
	ROW("DELETE", "/blockStatus/my/{user}", AUTH_USER, "Unblock a user",
	    block_decode, unblock_run, block_encode),
	ROW("GET", "/blockStatus/my", AUTH_USER, "Whom one blocked",
	    list_decode, blocks_run, list_encode),
	ROW("POST", "/blockStatus/room/{room}/{user}", AUTH_APP_OR_USER,
	    "Ban a user from a room", ban_decode, ban_run, block_encode),
	ROW("DELETE", "/blockStatus/room/{room}/{user}", AUTH_APP_OR_USER,
	    "Lift a ban", ban_decode, unban_run, block_encode),
	ROW("GET", "/blockStatus/room/{room}", AUTH_APP_OR_USER,
	    "Who is banned from a room", list_decode, bans_run, list_encode),
};

const struct endpoint_table imkit_moderation_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
