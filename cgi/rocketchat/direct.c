/*
 * Rooms of two users:
 *
 *	method createDirectMessage(username)
 *	POST /api/v1/im.create, dm.create	{username} or {usernames}
 *
 * There is one for each pair, whoever makes it and however often.
 */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "direct_room.h"
#include "message_input.h"
#include "room_manage.h"
#include "rooms.h"

enum { DIRECT_NAMES_MAX = 8 };	/* looked at; more are too many anyway */

struct direct {
	struct chat_users users;	/* asked for, he himself perhaps */
	struct channel channel;
};

static enum err
invalid_user(struct call *call)
{

	return (rocketchat_error(call, "error-invalid-user", "Invalid user",
	    "createDirectMessage"));
}

/* The other one. */
static enum err
find_other(struct call *call, struct direct *direct, const char **other)
{
	const char *self = rocketchat_session(call)->account.username;
	struct chat_users *users = &direct->users;
	size_t i, others = 0;
	enum err e;

	if ((e = chat_users_find(call->arena, &call->app, users,
	    &call->fault)) != OK)
		return (e);
	for (i = 0; i < users->count; i++)
		if (strcmp(users->users[i].account.username, self) != 0) {
			*other = users->users[i].account.username;
			others++;
		}
	if (users->count < users->names.count || others == 0)
		return (invalid_user(call));
	if (others == 1)
		return (OK);
	return (rocketchat_error(call,
	    "error-direct-message-max-user-exceeded", "You cannot add more"
	    " than 2 users, including yourself to a direct message",
	    "createDirectRoom"));
}

/* Who left it comes back: it is theirs for ever. */
static enum err
complete(struct call *call, struct room_new *new, struct direct *direct)
{
	struct room_actor backend = { &call->app, new->id, NULL };
	bool added[2];
	enum err e;

	if ((e = rooms_read(call, new->id, &direct->channel)) != OK ||
	    direct->channel.members == 2)
		return (e);
	if ((e = room_admit(call->arena, &backend, new->members, added,
	    &call->fault)) != OK)
		return (e);
	return (rooms_read(call, new->id, &direct->channel));
}

static enum err
exists(struct call *call, const struct direct_room *room, bool *found)
{
	struct db_array *convs = db_array_new(call->arena, 'I', 1);
	struct db_param params[2] = { db_bigint(call->arena, call->app.id) };
	PGresult *r;
	enum err e;

	db_array_integer(convs, room->conv);
	params[1] = db_array_end(convs);
	if ((e = db_query(call->arena, &SQL_direct_rooms, params, 2, &r,
	    &call->fault)) == OK)
		*found = db_rows(r) > 0;
	return (e);
}

/* Who may not make one may still have one. */
static enum err
check_may(struct call *call, const struct direct_room *room)
{
	bool found = false;
	enum err e;

	if (rocketchat_may(call, "create-d", NULL))
		return (OK);
	if (rocketchat_may(call, "view-d-room", NULL)) {
		e = exists(call, room, &found);
		if (e != OK || found)
			return (e);
	}
	return (rocketchat_error(call, "error-not-allowed", "Not allowed",
	    "createDirectMessage"));
}

static enum err
run(struct call *call, struct direct *direct)
{
	static const struct room_form form;
	struct direct_room room = { .one =
	    rocketchat_session(call)->account.username };
	const char *names[2];
	struct room_new new = { .kind = CONVERSATION_USERS, .form = &form,
	    .members = { names, 2 } };
	enum err e;

	if ((e = find_other(call, direct, &room.other)) != OK)
		return (e);
	direct_room_name(call->arena, &call->app, &room);
	if ((e = check_may(call, &room)) != OK)
		return (e);
	names[0] = room.one;
	names[1] = room.other;
	new.id = room.room_id;
	if ((e = room_compose(call->arena, &call->app, &new,
	    &call->fault)) != OK)
		return (e);
	return (err_changed(complete(call, &new, direct)));
}

static void
write_members(struct json_writer *w, const struct channel *channel)
{

	json_put_string(w, "t", "d");
	json_put_string(w, "rid", channel->id);
	json_write_name(w, "usernames");
	json_write_raw(w, channel->usernames, strlen(channel->usernames));
}

/* The method. */

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct direct *direct = arena_calloc(call->arena, 1, sizeof(*direct));
	size_t i, count = json_object_array_length(invocation->params);
	const char **names;

	invocation->input = direct;
	if (count == 0)
		return (invalid_user(call));
	if (count > DIRECT_NAMES_MAX)
		count = DIRECT_NAMES_MAX;
	names = arena_array(call->arena, const char *, count);
	for (i = 0; i < count; i++)
		if ((names[i] = param_text(invocation, i)) == NULL)
			return (type_mismatch(call, "string",
			    param(invocation, i), arena_format(call->arena,
			    "[%zu]", i)));
	direct->users.names = (struct room_names){ names, count };
	return (OK);
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{

	return (run(call, invocation->input));
}

static void
method_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	const struct direct *direct = invocation->input;

	(void)call;
	json_write_object(w);
	write_members(w, &direct->channel);
	json_write_object_end(w);
}

static const struct rocketchat_method methods[] = {
	{
		.name = "createDirectMessage", .calls = METHOD_CALLS,
		.decode = method_decode, .run = method_run,
		.encode = method_encode,
	},
};

const struct method_table direct_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

/* REST */

/* Names with commas, and blanks beside them. */
static struct room_names
split(struct arena *arena, const char *text)
{
	const char **names = arena_array(arena, const char *,
	    DIRECT_NAMES_MAX);
	size_t count = 0, length;

	while (*(text += strspn(text, ", ")) != '\0' &&
	    count < DIRECT_NAMES_MAX) {
		length = strcspn(text, ", ");
		names[count++] = arena_strndup(arena, text, length);
		text += length;
	}
	return ((struct room_names){ names, count });
}

static enum err
rest_decode(struct call *call)
{
	struct direct *direct = arena_calloc(call->arena, 1, sizeof(*direct));
	const char *one, *several;
	struct json_object *root;
	enum err e;

	call->input = direct;
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = rooms_text(call, root, "username", 0, &one)) != OK ||
	    (e = rooms_text(call, root, "usernames", 0, &several)) != OK)
		return (e);
	if (one == NULL && several == NULL)
		return (rooms_required(call, "username"));
	direct->users.names = split(call->arena, one != NULL ? one : several);
	return (direct->users.names.count > 0 ? OK : invalid_user(call));
}

static enum err
rest_run(struct call *call)
{

	return (run(call, call->input));
}

static void
rest_encode(struct call *call)
{
	const struct direct *direct = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, "room");
	json_write_object(&w);
	write_members(&w, &direct->channel);
	json_put_string(&w, "_id", direct->channel.id);
	json_write_object_end(&w);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/im.create",
		.name = "rocketchat/im.create",
		.summary = "Have a direct room with a user",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS,
		.decode = rest_decode, .run = rest_run, .encode = rest_encode,
	},
	{
		.method = "POST", .path = "/api/v1/dm.create",
		.name = "rocketchat/dm.create",
		.summary = "Have a direct room with a user",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS,
		.decode = rest_decode, .run = rest_run, .encode = rest_encode,
	},
};

const struct endpoint_table rocketchat_direct_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
