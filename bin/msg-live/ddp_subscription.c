/*
 * Subscriptions of a realtime connection (contract rocketchat, 2.5).
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "connection.h"
#include "ddp.h"
#include "heap.h"
#include "json.h"
#include "loop.h"
#include "rocketchat/realtime.h"
#include "rocketchat/rocketchat.h"

struct ddp_subscription {
	struct ddp_subscription *next;
	struct subscription subscription;
	struct ddp *ddp;
	enum realtime_stream stream;
	char *id, *collection, *event_name, *username, *user_id;
};

/* The subscription that the hub knows is a member of ours. */
static struct ddp_subscription *
of(struct subscription *s)
{

	return ((struct ddp_subscription *)(void *)((char *)s -
	    offsetof(struct ddp_subscription, subscription)));
}

static void
write_room(struct json_writer *w, const struct event *event, bool participant)
{

	json_write_object(w);
	json_put_bool(w, "roomParticipant", participant);
	json_put_string(w, "roomType", event->room_type == NULL ? "c" :
	    event->room_type);
	if (event->room_name != NULL)
		json_put_string(w, "roomName", event->room_name);
	json_write_object_end(w);
}

static void
write_arguments(struct json_writer *w, const struct event *event,
    enum delivery_frame what)
{
	const struct event_text *text = &event->forms[FORM_ROCKETCHAT];

	switch (what) {
	case DELIVER_DDP_DELETED:
		json_write_object(w);
		json_put_string(w, "_id", event->public_id);
		json_write_object_end(w);
		break;
	case DELIVER_DDP_TYPING:
		json_write_string(w, event->sender);
		json_write_bool(w, event->active);
		break;
	case DELIVER_DDP_ACTIVITY:
		json_write_string(w, event->sender);
		json_write_array(w);
		if (event->active)
			json_write_string(w, "user-typing");
		json_write_array_end(w);
		json_write_object(w);
		json_write_object_end(w);
		break;
	default:
		json_write_raw(w, text->bytes, text->length);
		if (what == DELIVER_DDP_STRANGER ||
		    what == DELIVER_DDP_PARTICIPANT)
			write_room(w, event, what == DELIVER_DDP_PARTICIPANT);
		break;
	}
}

static struct frame *
make_frame(const struct ddp_subscription *s, const struct event *event,
    enum delivery_frame what)
{
	struct json_writer w;
	struct buf out;

	ddp_begin(&out, &w, "changed");
	json_put_string(&w, "collection", s->collection);
	json_put_string(&w, "id", "id");
	json_write_name(&w, "fields");
	json_write_object(&w);
	json_put_string(&w, "eventName", s->event_name);
	json_write_name(&w, "args");
	json_write_array(&w);
	write_arguments(&w, event, what);
	json_write_array_end(&w);
	json_write_object_end(&w);
	json_write_object_end(&w);
	return (ddp_frame(out.bytes, out.length, s->ddp->sockjs));
}

static bool
participates(const struct ddp_subscription *s, const struct event *event)
{
	size_t i;

	for (i = 0; i < event->reader_count; i++)
		if (strcmp(event->readers[i].username, s->username) == 0)
			return (event->readers[i].participant);
	return (false);
}

/* What the stream tells of the event; DELIVER_FRAMES: nothing. */
static enum delivery_frame
frame_of(const struct ddp_subscription *s, const struct event *event)
{
	bool message = event->kind == EVENT_MESSAGE ||
	    event->kind == EVENT_CHANGED;

	switch (s->stream) {
	case STREAM_ROOM_MESSAGES:
		return (message ? DELIVER_DDP_ROOM : DELIVER_FRAMES);
	case STREAM_MY_MESSAGES:
		return (!message ? DELIVER_FRAMES : participates(s, event) ?
		    DELIVER_DDP_PARTICIPANT : DELIVER_DDP_STRANGER);
	case STREAM_ROOM_TYPING:
		return (event->kind == EVENT_TYPING ? DELIVER_DDP_TYPING :
		    DELIVER_FRAMES);
	case STREAM_ROOM_ACTIVITY:
		return (event->kind == EVENT_TYPING ? DELIVER_DDP_ACTIVITY :
		    DELIVER_FRAMES);
	case STREAM_ROOM_DELETE:
		return (event->kind == EVENT_DELETED &&
		    event->public_id != NULL ? DELIVER_DDP_DELETED :
		    DELIVER_FRAMES);
	case STREAM_USER_MESSAGE:
		return (event->kind == EVENT_EPHEMERAL ? DELIVER_DDP_USER :
		    DELIVER_FRAMES);
	case STREAM_NOTHING:
		break;
	}
	return (DELIVER_FRAMES);
}

static void
deliver(struct subscription *subscription, struct delivery *d)
{
	struct ddp_subscription *s = of(subscription);
	enum delivery_frame what = frame_of(s, d->event);
	struct frame **shared, *frame;

	if (what == DELIVER_FRAMES)
		return;
	/* Of one user; everybody's of a room are alike. */
	if (what == DELIVER_DDP_USER) {
		frame = make_frame(s, d->event, what);
		connection_send(s->ddp->connection, frame);
		frame_release(frame);
		return;
	}
	shared = delivery_slot(d, what, FORM_ROCKETCHAT, s->ddp->sockjs);
	if (*shared == NULL)
		*shared = make_frame(s, d->event, what);
	if (subscription->catching)
		connection_fill(s->ddp->connection, *shared);
	else
		connection_send(s->ddp->connection, *shared);
}

static void
subscription_free(struct ddp_subscription *s)
{

	hub_leave(&s->subscription);
	heap_free(s->id);
	heap_free(s->collection);
	heap_free(s->event_name);
	heap_free(s->username);
	heap_free(s->user_id);
	heap_free(s);
}

static void
refuse(struct ddp *ddp, const char *id, const char *error)
{
	struct json_writer w;
	struct buf out;

	ddp_begin(&out, &w, "nosub");
	json_put_string(&w, "id", id);
	json_write_name(&w, "error");
	json_write_object(&w);
	json_put_bool(&w, "isClientSafe", true);
	json_put_string(&w, "error", error);
	json_put_string(&w, "message", arena_format(loop_scratch(), "[%s]",
	    error));
	json_put_string(&w, "errorType", "Meteor.Error");
	json_write_object_end(&w);
	ddp_end(ddp, &out, &w);
}

static struct ddp_subscription **
find(const struct ddp *ddp, const char *id)
{
	struct ddp_subscription **link =
	    (struct ddp_subscription **)&ddp->subscriptions;

	while (*link != NULL && strcmp((*link)->id, id) != 0)
		link = &(*link)->next;
	return (link);
}

static void
remove_at(struct ddp *ddp, struct ddp_subscription **link)
{
	struct ddp_subscription *s = *link;

	*link = s->next;
	ddp->subscription_count--;
	subscription_free(s);
}

/* The user was taken out of the room. */
static void
ended(struct subscription *subscription)
{
	struct ddp_subscription *s = of(subscription);
	struct ddp *ddp = s->ddp;

	refuse(ddp, s->id, "not-allowed");
	remove_at(ddp, find(ddp, s->id));
}

static const struct subscriber subscriber = { deliver, ended };

bool
ddp_is_subscribed(const struct ddp *ddp, const char *id)
{

	return (*find(ddp, id) != NULL);
}

static void
join(struct ddp_subscription *s, const struct app *app,
    const struct realtime_grant *grant)
{
	const struct hub_room room = { app, grant->room_id, grant->kind,
	    grant->conv, grant->last_seq };

	switch (s->stream) {
	case STREAM_NOTHING:
		break;
	case STREAM_MY_MESSAGES:
		if (s->username != NULL)
			hub_join_app(&s->subscription, app);
		break;
	case STREAM_USER_MESSAGE:
		hub_join_user(&s->subscription, app);
		break;
	default:
		/* Without messages there is nothing to catch up with. */
		s->subscription.seen = s->stream == STREAM_ROOM_MESSAGES ?
		    grant->last_seq : INT64_MAX;
		hub_join(&s->subscription, &room);
		break;
	}
}

static void
tell_granted(struct ddp *ddp, const char *id,
    const struct realtime_grant *grant)
{
	struct json_writer w;
	struct buf out;

	if (grant->use_collection) {
		ddp_begin(&out, &w, "added");
		json_put_string(&w, "collection", grant->collection);
		json_put_string(&w, "id", "id");
		json_write_name(&w, "fields");
		json_write_object(&w);
		json_put_string(&w, "eventName", grant->event_name);
		json_write_object_end(&w);
		ddp_end(ddp, &out, &w);
	}
	ddp_begin(&out, &w, "ready");
	json_write_name(&w, "subs");
	json_write_array(&w);
	json_write_string(&w, id);
	json_write_array_end(&w);
	ddp_end(ddp, &out, &w);
}

static char *
copy(const char *text)
{

	return (text == NULL ? NULL : heap_text(text));
}

/* It is this user's from now on, in no place yet. */
static void
belong_to(struct ddp_subscription *s, const char *username,
    const char *user_id)
{

	hub_leave(&s->subscription);
	heap_free(s->username);
	heap_free(s->user_id);
	s->username = copy(username);
	s->user_id = copy(user_id);
	s->subscription.viewer = s->username;
	s->subscription.user_id = s->user_id;
}

void
ddp_subscribe(struct ddp *ddp, const char *id, const struct app *app,
    const struct realtime_grant *grant)
{
	struct ddp_subscription *s;

	if (ddp->subscription_count >=
	    (size_t)loop_conf()->live_subscriptions) {
		refuse(ddp, id, "too-many-subscriptions");
		return;
	}
	s = heap_new(sizeof(*s));
	s->ddp = ddp;
	s->stream = grant->stream;
	s->id = heap_text(id);
	/* What never comes needs no names, which may be long. */
	if (s->stream != STREAM_NOTHING) {
		s->collection = copy(grant->collection);
		s->event_name = copy(grant->event_name);
	}
	s->username = copy(ddp->username);
	s->user_id = copy(ddp->user_id);
	s->subscription = (struct subscription){ .type = &subscriber,
	    .connection = ddp->connection, .form = FORM_ROCKETCHAT,
	    .viewer = s->username, .user_id = s->user_id,
	    .membership = grant->membership, .public = grant->public };
	s->next = ddp->subscriptions;
	ddp->subscriptions = s;
	ddp->subscription_count++;
	tell_granted(ddp, id, grant);
	join(s, app, grant);
}

void
ddp_unsubscribe(struct ddp *ddp, const char *id)
{
	struct ddp_subscription **link = find(ddp, id);

	if (*link != NULL)
		remove_at(ddp, link);
}

void
ddp_unsubscribe_all(struct ddp *ddp, bool told)
{
	struct ddp_subscription **link = &ddp->subscriptions;

	while (*link != NULL) {
		if (told && (*link)->stream == STREAM_NOTHING) {
			link = &(*link)->next;
			continue;
		}
		if (told && (*link)->stream == STREAM_MY_MESSAGES) {
			belong_to(*link, NULL, NULL);
			link = &(*link)->next;
			continue;
		}
		if (told)
			refuse(ddp, (*link)->id, "not-allowed");
		remove_at(ddp, link);
	}
}

void
ddp_subscribe_again(struct ddp *ddp, const struct app *app, bool public)
{
	struct ddp_subscription *s;

	for (s = ddp->subscriptions; s != NULL; s = s->next) {
		if (s->stream != STREAM_MY_MESSAGES)
			continue;
		belong_to(s, ddp->username, ddp->user_id);
		s->subscription.public = public;
		hub_join_app(&s->subscription, app);
	}
}

void
ddp_catch_up(struct ddp *ddp)
{
	struct ddp_subscription *s;

	for (s = ddp->subscriptions; s != NULL; s = s->next)
		hub_go_on(&s->subscription);
}
