/* See hub_place.h. */
#include "event.h"
#include "follow.h"
#include "heap.h"
#include "hub_place.h"

enum { SLOTS_FIRST = 256 };	/* a power of two; doubles */

static struct {
	struct place **slots;
	size_t slot_count, count;
} places;

static struct place **
slot(enum place_kind kind, int64_t app_id, int64_t conv)
{
	/* A conversation's number is a hash already. */
	uint64_t key = (uint64_t)(conv != 0 ? conv : app_id * 3 + kind);

	return (&places.slots[key & (places.slot_count - 1)]);
}

static void
grow(void)
{
	struct place **old = places.slots, *p, *next, **at;
	size_t i, count = places.slot_count;

	if (old != NULL && places.count < count)
		return;
	places.slot_count = count == 0 ? SLOTS_FIRST : 2 * count;
	places.slots = heap_new(places.slot_count * sizeof(*places.slots));
	for (i = 0; i < count; i++)
		for (p = old[i]; p != NULL; p = next) {
			next = p->next;
			at = slot(p->kind, p->app->id, p->conv);
			p->next = *at;
			*at = p;
		}
	heap_free(old);
}

struct place *
place_find(enum place_kind kind, int64_t app_id, int64_t conv)
{
	struct place *p;

	if (places.count == 0)
		return (NULL);
	for (p = *slot(kind, app_id, conv); p != NULL; p = p->next)
		if (p->kind == kind && p->conv == conv &&
		    p->app->id == app_id)
			return (p);
	return (NULL);
}

struct place *
place_new(enum place_kind kind, const struct app *app, int64_t conv)
{
	struct place *p = heap_new(sizeof(*p)), **at;

	grow();
	p->kind = kind;
	p->app = heap_new(sizeof(*app));
	*p->app = *app;
	p->conv = conv;
	at = slot(kind, app->id, conv);
	p->next = *at;
	*at = p;
	places.count++;
	return (p);
}

void
place_set_room(struct place *p, enum conversation_kind kind,
    const char *room_id)
{

	p->conversation_kind = kind;
	p->room_id = heap_text(room_id);
}

void
place_free(struct place *p)
{
	struct place **at;
	struct event *event;

	if (p->checking)
		return;		/* members_check() looks again */
	for (at = slot(p->kind, p->app->id, p->conv); *at != p;
	    at = &(*at)->next)
		continue;
	*at = p->next;
	places.count--;
	if (p->kind == PLACE_ROOM)
		follow_unwatch(p->conv);
	while ((event = p->held) != NULL) {
		p->held = event->next;
		event_release(event);
	}
	heap_free(p->app);
	heap_free(p->room_id);
	heap_free(p);
}

size_t
hub_count(void)
{

	return (places.count);
}
