/* See send.h in this folder. */
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "app.h"
#include "arena.h"
#include "buf.h"
#include "conversation.h"
#include "easemob.h"
#include "easemob/send.h"
#include "room.h"

void
easemob_send_limits(const struct call *call, struct send *send,
    const struct limit *calls, const struct limit *messages)
{

	send->calls = *calls;
	send->calls.quota = app_scaled(&call->app, calls->quota);
	send->messages = *messages;
	send->messages.quota = app_scaled(&call->app, messages->quota);
}

/*
 * An id of a user, group or room: bounded, and without control characters,
 * one of which separates the two users of a conversation's target.
 */
static enum err
check_id(struct call *call, const char *name, const char *id)
{
	const char *c;

	if (strlen(id) > SEND_TARGET_BYTES) {
		call->fault.argument = arena_format(call->arena,
		    "param %s can't be longer than %d bytes", name,
		    SEND_TARGET_BYTES);
		return (ERR_FIELD_INVALID);
	}
	for (c = id; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F) {
			call->fault.argument = arena_format(call->arena,
			    "param %s can't hold control characters", name);
			return (ERR_FIELD_INVALID);
		}
	return (OK);
}

enum err
easemob_send_from(struct call *call, struct send *send,
    struct json_object *root)
{
	const char *from = json_string(json_get(root, "from"));
	enum err e;

	if (json_get(root, "from") == NULL)
		from = "admin";
	else if (from == NULL) {
		call->fault.argument = "from";
		return (ERR_BAD_FIELD);
	}
	if (*from == '\0')
		return (ERR_FROM_EMPTY);
	if ((e = check_id(call, "from", from)) != OK)
		return (e);
	send->sender = username_fold(call->arena, from);
	return (OK);
}

static const char *
canonical(struct call *call, const struct send *send, const char *id)
{

	if (send->to != CONVERSATION_USERS)
		return (id);
	return (conversation_pair(call->arena, send->sender,
	    username_fold(call->arena, id)));
}

/*
 * Targets seen so far, by their conversations: open addressing, at most half
 * full.
 */
enum { SEEN_SLOTS = 2048 };

static bool
seen_before(int64_t *seen, int64_t conv)
{
	size_t i;

	for (i = (size_t)conv % SEEN_SLOTS; seen[i] != 0;
	    i = (i + 1) % SEEN_SLOTS)
		if (seen[i] == conv)
			return (true);
	seen[i] = conv;
	return (false);
}

enum err
easemob_send_targets(struct call *call, struct send *send,
    struct json_object *list, size_t maximum)
{
	size_t i, count = list == NULL ? 0 : json_object_array_length(list);
	int64_t *seen;
	struct send_target *target;
	const char *id;
	enum err e;

	/* What he wrote himself is not unread where he reads next. */
	send->members = send->to != CONVERSATION_ROOM;
	send->targets = arena_array(call->arena, struct send_target,
	    count < maximum ? count : maximum);
	seen = arena_array(call->arena, int64_t, count > 1 ? SEEN_SLOTS : 0);
	for (i = 0; i < count; i++) {
		struct send_target found = { 0 };

		id = json_string(json_object_array_get_idx(list, i));
		if (id == NULL) {
			call->fault.argument = "target";
			return (ERR_BAD_FIELD);
		}
		if (*id == '\0')
			return (ERR_TARGET_EMPTY);
		if ((e = check_id(call, "to", id)) != OK)
			return (e);
		found.shown = id;
		found.canonical = canonical(call, send, id);
		found.conv = conversation_number(call->app.id, send->to,
		    found.canonical);
		if (count > 1 && seen_before(seen, found.conv))
			continue;
		if (send->target_count == maximum) {
			call->fault.argument = arena_format(call->arena,
			    "%zu", maximum);
			return (ERR_TARGETS_TOO_MANY);
		}
		target = &send->targets[send->target_count++];
		*target = found;
	}
	return (send->target_count == 0 ? ERR_TARGET_EMPTY : OK);
}

/* A list of users in their stored form, each once. */
static enum err
decode_users(struct call *call, struct json_object *list,
    const char ***names, size_t *count)
{
	size_t i, k, length = json_object_array_length(list);
	const char *name;
	enum err e;

	*names = arena_array(call->arena, const char *, length);
	*count = 0;
	for (i = 0; i < length; i++) {
		name = json_string(json_object_array_get_idx(list, i));
		if (name == NULL)
			return (ERR_BAD_FIELD);
		if (*name == '\0')
			continue;
		if ((e = check_id(call, "users", name)) != OK)
			return (e);
		name = username_fold(call->arena, name);
		for (k = 0; k < *count; k++)
			if (strcmp((*names)[k], name) == 0)
				break;
		if (k == *count)
			(*names)[(*count)++] = name;
		/* More than any list may hold: the caller refuses it. */
		if (*count > DIRECTED_USERS_MAX)
			break;
	}
	return (OK);
}

static bool
is_list(struct call *call, struct json_object *value, const char *name)
{

	if (value == NULL || json_is(value, json_type_array))
		return (true);
	call->fault.argument = name;
	return (false);
}

enum err
easemob_send_visibility(struct call *call, struct send *send,
    struct json_object *root, bool directed)
{
	struct json_object *users = json_get(root, "users");
	struct json_object *ignored = json_get(root, "roam_ignore_users");
	enum err e;

	if (!is_list(call, users, "users") ||
	    !is_list(call, ignored, "roam_ignore_users"))
		return (ERR_BAD_FIELD);
	if (directed) {
		if (users == NULL)
			return (ERR_USERS_EMPTY);
		if ((e = decode_users(call, users, &send->users,
		    &send->user_count)) != OK)
			return (e);
		if (send->user_count == 0)
			return (ERR_USERS_EMPTY);
		if (send->user_count > DIRECTED_USERS_MAX) {
			call->fault.argument = "20";
			return (ERR_USERS_TOO_MANY);
		}
	}
	if (ignored != NULL) {
		if ((e = decode_users(call, ignored, &send->ignored,
		    &send->ignored_count)) != OK)
			return (e);
		if (send->ignored_count > IGNORED_USERS_MAX) {
			call->fault.argument = "20";
			return (ERR_IGNORED_TOO_MANY);
		}
	}
	return (OK);
}

enum err
easemob_send_level(struct call *call, struct send *send,
    struct json_object *root)
{
	static const char *const levels[] = {
		[PRIORITY_HIGH] = "high",
		[PRIORITY_NORMAL] = "normal",
		[PRIORITY_LOW] = "low",
	};
	const char *level;
	int i;

	send->priority = PRIORITY_NORMAL;
	if (json_get(root, "chatroom_msg_level") == NULL)
		return (OK);
	level = json_string(json_get(root, "chatroom_msg_level"));
	for (i = PRIORITY_HIGH; level != NULL && i <= PRIORITY_LOW; i++)
		if (strcmp(level, levels[i]) == 0) {
			send->priority = (enum priority)i;
			return (OK);
		}
	call->fault.argument = level == NULL ? "chatroom_msg_level" :
	    "param chatroom_msg_level must be high, normal or low";
	return (level == NULL ? ERR_BAD_FIELD : ERR_FIELD_INVALID);
}

enum { ROUTE_MAX = 64 };	/* bytes of routetype */

/* A callback label: contract 1.2, letters and digits, at most 8. */
static bool
is_env(const char *env)
{
	size_t length = strlen(env);

	return (length >= 1 && length <= 8 && strspn(env,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
	    == length);
}

enum err
easemob_send_options(struct call *call, struct send *send,
    struct json_object *root)
{
	static const char *const names[] = { "routetype", "sync_device",
	    "need_group_ack", "env" };
	struct json_slice slice;
	struct json_writer w;
	struct buf out;
	struct json_object *value;
	const char *env, *route;
	size_t i;
	bool any = false;

	env = json_string(json_get(root, "env"));
	if (env != NULL && !is_env(env)) {
		call->fault.argument =
		    "param env must be 1 to 8 letters or digits";
		return (ERR_FIELD_INVALID);
	}
	/* Only "ROUTE_ONLINE" has a meaning; others are kept, within bounds. */
	route = json_string(json_get(root, "routetype"));
	if (route != NULL && strlen(route) > ROUTE_MAX) {
		call->fault.argument =
		    "param routetype can't be longer than 64 bytes";
		return (ERR_FIELD_INVALID);
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = json_get(root, names[i]);
		any = any || value != NULL;
		if (value != NULL && (json_is(value, json_type_object) ||
		    json_is(value, json_type_array))) {
			call->fault.argument = names[i];
			return (ERR_BAD_FIELD);
		}
	}
	if (!any)
		return (OK);
	buf_init(&out, call->arena, call->request.body_length + 64);
	json_write_begin(&w, &out);
	json_write_object(&w);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (json_get(root, names[i]) == NULL ||
		    !json_member(call->request.body,
		    call->request.body_length, names[i], &slice))
			continue;
		json_write_name(&w, names[i]);
		json_write_raw(&w, slice.bytes, slice.length);
	}
	json_write_object_end(&w);
	send->options = out.bytes;
	return (OK);
}

enum err
easemob_send_ext(struct call *call, struct send *send,
    struct json_object *root)
{
	struct json_slice slice;
	struct buf out;

	if (!json_has(root, "ext"))
		return (OK);
	if (!json_is(json_get(root, "ext"), json_type_object))
		return (ERR_EXT_NOT_OBJECT);
	if (!json_member(call->request.body, call->request.body_length,
	    "ext", &slice))
		return (ERR_INTERNAL);
	buf_init(&out, call->arena, call->request.body_length + 1);
	json_compact(&out, slice);
	send->ext = out.bytes;
	return (OK);
}

void
easemob_send_text(struct send *send, struct json_object *content)
{

	if (send->to != CONVERSATION_ROOM &&
	    send->target_count <= SEARCHED_TARGETS_MAX &&
	    strcmp(send->type, "txt") == 0)
		send->text = json_string(json_get(content, "msg"));
}

enum err
easemob_send_size(const struct send *send)
{
	size_t size = strlen(send->body) +
	    (send->ext == NULL ? 0 : strlen(send->ext));

	return (size > SEND_BODY_MAX ? ERR_MESSAGE_TOO_LARGE : OK);
}

/* The app's setting check_targets: sender and targets must exist. */
static enum err
check_existing(struct call *call, const struct send *send)
{
	struct room_key key = { &call->app, send->to, NULL };
	struct room_names ids;
	const char **names;
	size_t i;
	enum err e;

	names = arena_array(call->arena, const char *,
	    send->target_count + 1);
	for (i = 0; i < send->target_count; i++)
		names[i] = send->to == CONVERSATION_USERS ?
		    username_fold(call->arena, send->targets[i].shown) :
		    send->targets[i].shown;
	if (strcmp(send->sender, "admin") != 0 &&
	    (e = account_check_existing(call->arena, &call->app,
	    &send->sender, 1, &call->fault)) != OK)
		return (e == ERR_USER_UNKNOWN ? ERR_SENDER_UNKNOWN : e);
	if (send->to == CONVERSATION_USERS) {
		e = account_check_existing(call->arena, &call->app, names,
		    send->target_count, &call->fault);
		return (e == ERR_USER_UNKNOWN ? ERR_TARGET_UNKNOWN : e);
	}
	ids.names = names;
	ids.count = send->target_count;
	return (room_check_existing(call->arena, &key, ids, &call->fault));
}

enum err
easemob_send_check(struct call *call)
{

	return (call->app.check_targets ? check_existing(call, call->send) :
	    OK);
}

void
easemob_send_data(struct call *call, struct json_writer *w,
    bool success_words)
{
	const struct send *send = call->send;
	char id[24];
	size_t i;

	json_write_name(w, "data");
	json_write_object(w);
	for (i = 0; i < send->target_count; i++) {
		snprintf(id, sizeof(id), "%lld",
		    (long long)call->receipt.ids[i]);
		json_put_string(w, send->targets[i].shown,
		    success_words ? "success" : id);
	}
	json_write_object_end(w);
}
