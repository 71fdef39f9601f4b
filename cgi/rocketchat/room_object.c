/* How rooms and subscriptions are written; see rooms.h. */
#include <string.h>

#include "arena.h"
#include "id.h"
#include "message_write.h"
#include "rooms.h"

const char *
room_handle(const struct channel *channel)
{

	return (channel->handle != NULL ? channel->handle : channel->id);
}

enum err
rooms_last(struct call *call, const struct channel *channels, size_t count,
    const struct shown ***last)
{
	struct message_view view = { .app = &call->app,
	    .viewer = rocketchat_session(call)->account.username,
	    .words = rocketchat_words };
	size_t i, k;
	enum err e;

	*last = arena_array(call->arena, const struct shown *, count + 1);
	if (!session_flag(rocketchat_session(call), "Store_Last_Message",
	    true))
		return (OK);
	view.picks = arena_array(call->arena, struct view_pick, count + 1);
	for (i = 0; i < count; i++)
		if (channels[i].last != 0)
			view.picks[view.pick_count++] = (struct view_pick){
			    .conv = channels[i].conv, .id = channels[i].last,
			    .room_id = channels[i].id,
			    .kind = channels[i].kind };
	if (view.pick_count == 0)
		return (OK);
	if ((e = message_view_read(call->arena, &view, &call->fault)) != OK)
		return (e);
	/* Both are in the same order, and a few messages may be left out. */
	for (i = 0, k = 0; i < count && k < view.count; i++)
		if (channels[i].last == view.messages[k].message.id &&
		    channels[i].conv == view.messages[k].message.conv)
			(*last)[i] = &view.messages[k++];
	return (OK);
}

static void
put_text(struct json_writer *w, const char *name, const char *text)
{

	if (text != NULL && *text != '\0')
		json_put_string(w, name, text);
}

static void
put_raw(struct json_writer *w, const char *name, const char *json)
{

	if (json == NULL)
		return;
	json_write_name(w, name);
	json_write_raw(w, json, strlen(json));
}

/* An app's own data is shown where it is an object. */
static void
write_custom(struct call *call, struct json_writer *w, const char *custom)
{
	struct json_object *object;
	struct json_fault fault;

	if (*custom == '{' && json_parse(call->arena, custom, strlen(custom),
	    &object, &fault) == OK && json_is(object, json_type_object))
		put_raw(w, "customFields", custom);
}

static void
write_owner(struct json_writer *w, const struct channel *channel)
{

	if (channel->owner_id == NULL)
		return;
	json_write_name(w, "u");
	json_write_object(w);
	json_put_string(w, "_id", channel->owner_id);
	json_put_string(w, "username", channel->owner);
	json_put_string(w, "name", channel->owner_name != NULL ?
	    channel->owner_name : channel->owner);
	json_write_object_end(w);
}

static void
write_named(struct call *call, struct json_writer *w,
    const struct channel *channel)
{

	json_put_string(w, "name", room_handle(channel));
	json_put_string(w, "fname", *channel->name != '\0' ? channel->name :
	    room_handle(channel));
	write_owner(w, channel);
	json_put_bool(w, "default", false);
	json_put_bool(w, "sysMes", true);
	put_text(w, "topic", channel->topic);
	put_text(w, "announcement", channel->announcement);
	put_text(w, "description", channel->description);
	write_custom(call, w, channel->custom);
	put_raw(w, "muted", channel->muted);
	put_raw(w, "unmuted", channel->unmuted);
}

void
room_write(struct call *call, struct json_writer *w,
    const struct channel *channel, const struct shown *last, bool ejson)
{

	json_write_object(w);
	json_put_string(w, "_id", channel->id);
	json_put_string(w, "t", rocketchat_room_type(channel->kind,
	    channel->public));
	if (channel->kind == CONVERSATION_USERS) {
		put_raw(w, "usernames", channel->usernames);
		put_raw(w, "uids", channel->uids);
	} else
		write_named(call, w, channel);
	json_put_integer(w, "msgs", channel->messages);
	json_put_integer(w, "usersCount", channel->members);
	json_put_bool(w, "ro", channel->read_only);
	if (channel->archived)
		json_put_bool(w, "archived", true);
	if (channel->encrypted)
		json_put_bool(w, "encrypted", true);
	rocketchat_date(call->arena, w, "ts", channel->created, ejson);
	if (channel->last != 0)
		rocketchat_date(call->arena, w, "lm", id_time(channel->last),
		    ejson);
	rocketchat_date(call->arena, w, "_updatedAt", channel->touched, ejson);
	if (last != NULL) {
		json_write_name(w, "lastMessage");
		message_write(call, w, last, NULL, ejson);
	}
	json_write_object_end(w);
}

static void
write_titles(struct json_writer *w, const struct channel *channel)
{
	const char *name = room_handle(channel), *title = channel->name;

	/* A direct room is named after the other one. */
	if (channel->kind == CONVERSATION_USERS && channel->peer != NULL) {
		name = channel->peer;
		title = channel->peer_name == NULL ? name :
		    channel->peer_name;
	}
	json_put_string(w, "name", name);
	json_put_string(w, "fname", *title != '\0' ? title : name);
}

static void
write_roles(struct json_writer *w, const struct channel *channel)
{

	json_write_name(w, "roles");
	json_write_array(w);
	if (channel->standing == STANDING_OWNER)
		json_write_string(w, "owner");
	if (channel->standing == STANDING_MODERATOR)
		json_write_string(w, "moderator");
	json_write_array_end(w);
}

static void
write_counts(struct json_writer *w, const struct channel *channel)
{

	json_put_integer(w, "unread", channel->unread);
	json_put_bool(w, "alert", channel->unread > 0);
	json_put_bool(w, "open", true);
	json_put_integer(w, "userMentions", channel->mentioned &&
	    channel->unread > 0);
	json_put_integer(w, "groupMentions", 0);
	if (channel->quiet)
		json_put_bool(w, "disableNotifications", true);
	if (channel->did_block)
		json_put_bool(w, "blocker", true);
	if (channel->was_blocked)
		json_put_bool(w, "blocked", true);
	if (channel->archived)
		json_put_bool(w, "archived", true);
}

void
subscription_write(struct call *call, struct json_writer *w,
    const struct channel *channel, bool ejson)
{
	const struct account *self = &rocketchat_session(call)->account;

	json_write_object(w);
	json_put_string(w, "_id", arena_format(call->arena, "%s-%s",
	    channel->id, rocketchat_user_id(call->arena, self)));
	json_put_string(w, "rid", channel->id);
	write_titles(w, channel);
	json_put_string(w, "t", rocketchat_room_type(channel->kind,
	    channel->public));
	json_write_name(w, "u");
	rocketchat_user_write(call->arena, w, self, self->username);
	write_counts(w, channel);
	write_roles(w, channel);
	if (channel->read_id != 0)
		rocketchat_date(call->arena, w, "ls", id_time(
		    channel->read_id), ejson);
	rocketchat_date(call->arena, w, "ts", channel->joined, ejson);
	rocketchat_date(call->arena, w, "_updatedAt", channel->moved, ejson);
	json_write_object_end(w);
}
