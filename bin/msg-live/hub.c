/* See hub.h. */
#include <string.h>

#include "arena.h"
#include "connection.h"
#include "follow.h"
#include "hub.h"
#include "hub_place.h"
#include "job.h"

static void
link_in(struct subscription *s, struct place *place)
{

	s->place = place;
	s->next = place->first;
	if (s->next != NULL)
		s->next->link = &s->next;
	s->link = &place->first;
	place->first = s;
	place->count++;
}

static void
watch(struct place *place)
{

	follow_watch(&(struct follow_watch){ .app = place->app,
	    .conv = place->conv, .kind = place->conversation_kind,
	    .room_id = place->room_id, .after = place->last,
	    .forms = place->forms });
}

void
hub_join(struct subscription *s, const struct hub_room *room)
{
	struct place *place = place_find(PLACE_ROOM, room->app->id,
	    room->conv);
	bool fresh = place == NULL;

	if (fresh) {
		place = place_new(PLACE_ROOM, room->app, room->conv);
		place_set_room(place, room->kind, room->id);
		place->last = room->last_seq;
	}
	link_in(s, place);
	s->checked = -2;
	if (fresh || (place->forms & FORM_BIT(s->form)) == 0) {
		place->forms |= FORM_BIT(s->form);
		watch(place);
	}
	s->catching = s->seen < room->last_seq || s->seen < place->last;
	if (s->catching)
		hub_go_on(s);
}

static void
join(struct subscription *s, enum place_kind kind, const struct app *app)
{
	struct place *place = place_find(kind, app->id, 0);

	if (place == NULL)
		place = place_new(kind, app, 0);
	link_in(s, place);
}

void
hub_join_app(struct subscription *s, const struct app *app)
{

	join(s, PLACE_APP, app);
	follow_watch_app(app, s->viewer, s->public);
}

void
hub_join_user(struct subscription *s, const struct app *app)
{

	join(s, PLACE_USER, app);
}

void
hub_leave(struct subscription *s)
{
	struct place *place = s->place;

	if (place == NULL)
		return;
	if (s->paging != NULL)
		page_forget(s->paging);
	s->paging = NULL;
	s->place = NULL;
	*s->link = s->next;
	if (s->next != NULL)
		s->next->link = s->link;
	/* A walk over the place's subscriptions goes on behind it. */
	if (place->walk == s)
		place->walk = s->next;
	place->count--;
	if (place->kind == PLACE_APP)
		follow_unwatch_app(place->app->id, s->viewer);
	if (place->count == 0 && !place->busy)
		place_free(place);
}

/* Deliver to one, or see that he catches up. */
static void
give(struct subscription *s, struct delivery *d)
{
	const struct event *event = d->event;

	if (s->catching || (event->kind == EVENT_MESSAGE &&
	    event->seq <= s->seen))
		return;
	switch (event->kind) {
	case EVENT_MESSAGE:
		if (event_is_visible(event, s->viewer)) {
			/* Read before anybody wanted this form. */
			if (event->forms[s->form].bytes == NULL) {
				s->catching = true;
				hub_go_on(s);
				return;
			}
			s->seen = event->seq;
			s->type->deliver(s, d);
		} else
			s->seen = event->seq;
		break;
	case EVENT_CHANGED:
	case EVENT_DELETED:
		/* Who has not seen it will see it as it is now. */
		if (event->seq <= s->seen &&
		    event_is_visible(event, s->viewer) &&
		    (event->kind == EVENT_DELETED ||
		    event->forms[s->form].bytes != NULL))
			s->type->deliver(s, d);
		break;
	case EVENT_TYPING:
		if (s->viewer == NULL || strcmp(s->viewer, event->sender) != 0)
			s->type->deliver(s, d);
		break;
	case EVENT_EPHEMERAL:
		if (s->user_id != NULL &&
		    strcmp(s->user_id, event->user_id) == 0)
			s->type->deliver(s, d);
		break;
	}
}

/* Subscriptions may leave, and others come, while it walks. */
static void
give_all(struct place *place, const struct event *event)
{
	struct delivery d = { .event = event };
	struct subscription *s;

	place->busy = true;
	for (s = place->first; s != NULL; s = place->walk) {
		place->walk = s->next;
		give(s, &d);
	}
	place->busy = false;
	delivery_end(&d);
	if (event->kind == EVENT_MESSAGE && event->seq > place->last)
		place->last = event->seq;
}

static bool
is_reader(const struct event *event, const struct subscription *s)
{
	size_t i;

	for (i = 0; i < event->reader_count; i++)
		if (strcmp(event->readers[i].username, s->viewer) == 0)
			return (true);
	return (false);
}

static void
give_app(struct place *place, const struct event *event)
{
	struct delivery d = { .event = event };
	struct subscription *s;

	place->busy = true;
	for (s = place->first; s != NULL; s = place->walk) {
		place->walk = s->next;
		if (is_reader(event, s) && event_is_visible(event, s->viewer))
			s->type->deliver(s, &d);
	}
	place->busy = false;
	delivery_end(&d);
}

static bool
must_check(const struct place *place, const struct event *event)
{
	const struct subscription *s;

	if (event->kind == EVENT_TYPING || event->kind == EVENT_EPHEMERAL)
		return (false);
	for (s = place->first; s != NULL; s = s->next)
		if (s->membership && s->checked != event->left_count)
			return (true);
	return (false);
}

/* What is held is delivered as soon as it is known who is a member. */
static void
release_held(struct place *place)
{
	struct event *event;

	while (!place->checking && (event = place->held) != NULL) {
		if (must_check(place, event)) {
			members_check(place);
			return;
		}
		if ((place->held = event->next) == NULL)
			place->held_last = NULL;
		give_all(place, event);
		event_release(event);
	}
	if (place->count == 0)
		place_free(place);
}

void
hub_members_known(struct place *place)
{

	release_held(place);
}

static void
hold(struct place *place, struct event *event)
{

	event_keep(event);
	event->next = NULL;
	if (place->held_last != NULL)
		place->held_last->next = event;
	else
		place->held = event;
	place->held_last = event;
}

static void
deliver(struct event *event)
{
	struct place *place;

	if ((event->kind == EVENT_MESSAGE || event->kind == EVENT_CHANGED) &&
	    event->reader_count > 0 &&
	    (place = place_find(PLACE_APP, event->app_id, 0)) != NULL) {
		give_app(place, event);
		if (place->count == 0)
			place_free(place);
	}
	if (event->kind == EVENT_EPHEMERAL) {
		place = place_find(PLACE_USER, event->app_id, 0);
		if (place != NULL) {
			give_all(place, event);
			if (place->count == 0)
				place_free(place);
		}
	} else if ((place = place_find(PLACE_ROOM, event->app_id,
	    event->conv)) != NULL) {
		hold(place, event);
		release_held(place);
	}
	event_release(event);
}

void
hub_deliver(void)
{
	struct event *event, *next;

	for (event = follow_take(); event != NULL; event = next) {
		next = event->next;
		deliver(event);
	}
}
