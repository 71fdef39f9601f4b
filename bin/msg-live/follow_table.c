/* See follow_table.h. */
#include <string.h>

#include "follow_table.h"
#include "heap.h"

enum { SLOTS_FIRST = 256 };	/* a power of two; doubles */

static struct {
	struct followed **slots;
	size_t slot_count, count;
	struct followed *first, *last;	/* to be read */
	struct tenant *tenants;
} table;

/* A conversation's number is a hash already. */
static struct followed **
slot(int64_t conv)
{

	return (&table.slots[(uint64_t)conv & (table.slot_count - 1)]);
}

static void
grow(void)
{
	struct followed **old = table.slots, *f, *next, **at;
	size_t i, count = table.slot_count;

	if (old != NULL && table.count < count)
		return;
	table.slot_count = count == 0 ? SLOTS_FIRST : 2 * count;
	table.slots = heap_new(table.slot_count * sizeof(*table.slots));
	for (i = 0; i < count; i++)
		for (f = old[i]; f != NULL; f = next) {
			next = f->next;
			at = slot(f->conv);
			f->next = *at;
			*at = f;
		}
	heap_free(old);
}

struct tenant *
tenant_first(void)
{

	return (table.tenants);
}

struct tenant *
tenant_find(int64_t app_id)
{
	struct tenant *t;

	for (t = table.tenants; t != NULL; t = t->next)
		if (t->app.id == app_id)
			return (t);
	return (NULL);
}

static struct tenant *
tenant_get(const struct app *app)
{
	struct tenant *t = tenant_find(app->id);

	if (t == NULL) {
		t = heap_new(sizeof(*t));
		t->next = table.tenants;
		table.tenants = t;
	}
	t->app = *app;
	return (t);
}

static void
tenant_drop(struct tenant *tenant)
{
	struct tenant **at;

	if (tenant->followed > 0 || tenant->watcher_count > 0)
		return;
	for (at = &table.tenants; *at != tenant; at = &(*at)->next)
		continue;
	*at = tenant->next;
	heap_free(tenant->watchers);
	heap_free(tenant->told);
	heap_free(tenant);
}

static struct watcher *
watcher_find(struct tenant *tenant, const char *username)
{
	size_t i;

	for (i = 0; i < tenant->watcher_count; i++)
		if (strcmp(tenant->watchers[i].username, username) == 0)
			return (&tenant->watchers[i]);
	return (NULL);
}

static struct watcher *
watcher_add(struct tenant *tenant, const char *username, msec_t since)
{
	struct watcher *w;

	if (tenant->watcher_count == tenant->watcher_size) {
		tenant->watcher_size = tenant->watcher_size == 0 ? 4 :
		    2 * tenant->watcher_size;
		tenant->watchers = heap_grow(tenant->watchers,
		    tenant->watcher_size * sizeof(*tenant->watchers));
	}
	w = &tenant->watchers[tenant->watcher_count++];
	*w = (struct watcher){ .username = heap_text(username),
	    .since = since };
	return (w);
}

void
tenant_watch(const struct app *app, const char *username, bool public,
    msec_t since)
{
	struct tenant *tenant = tenant_get(app);
	struct watcher *w = watcher_find(tenant, username);

	if (w == NULL)
		w = watcher_add(tenant, username, since);
	/* The rooms of somebody who may see more now. */
	if (w->count == 0 || (public && !w->public)) {
		w->loaded = false;
		w->since = since;
		tenant->fresh = true;
	}
	w->count++;
	w->public |= public;
}

/* Take it out of the table; of the list it is taken by followed_next(). */
static void
followed_drop(struct followed *f)
{
	struct tenant *tenant = f->tenant;
	struct followed **at;

	if (f->watched || f->whole)
		return;
	for (at = slot(f->conv); *at != f; at = &(*at)->next)
		continue;
	*at = f->next;
	table.count--;
	f->tenant = NULL;
	tenant->followed--;
	tenant_drop(tenant);
	if (f->dirty)
		return;
	heap_free(f->room_id);
	heap_free(f);
}

/* Nobody watches the app any more. */
static void
drop_whole(const struct tenant *tenant)
{
	struct followed *f, *next;
	size_t i;

	for (i = 0; i < table.slot_count; i++)
		for (f = table.slots[i]; f != NULL; f = next) {
			next = f->next;
			if (f->tenant != tenant || !f->whole)
				continue;
			f->whole = false;
			followed_drop(f);
		}
}

void
tenant_unwatch(int64_t app_id, const char *username)
{
	struct tenant *tenant = tenant_find(app_id);
	struct watcher *w;

	if (tenant == NULL || (w = watcher_find(tenant, username)) == NULL)
		return;
	if (--w->count > 0)
		return;
	heap_free(w->username);
	*w = tenant->watchers[--tenant->watcher_count];
	if (tenant->watcher_count > 0)
		return;
	/* It stays while its conversations go. */
	tenant->followed++;
	drop_whole(tenant);
	tenant->followed--;
	tenant->public = tenant->fresh = tenant->reload = false;
	tenant->loaded = 0;
	tenant->told_count = 0;
	tenant_drop(tenant);
}

struct followed *
followed_find(int64_t conv)
{
	struct followed *f;

	if (table.count == 0)
		return (NULL);
	for (f = *slot(conv); f != NULL && f->conv != conv; f = f->next)
		continue;
	return (f);
}

static struct followed *
followed_new(struct tenant *tenant, int64_t conv, enum conversation_kind kind,
    const char *room_id)
{
	struct followed *f = heap_new(sizeof(*f)), **at;

	grow();
	f->tenant = tenant;
	f->conv = conv;
	f->kind = kind;
	f->room_id = heap_text(room_id);
	at = slot(conv);
	f->next = *at;
	*at = f;
	table.count++;
	tenant->followed++;
	return (f);
}

void
followed_watch(const struct follow_watch *watch)
{
	struct followed *f = followed_find(watch->conv);

	if (f == NULL) {
		f = followed_new(tenant_get(watch->app), watch->conv,
		    watch->kind, watch->room_id);
		f->after = f->told = watch->after;
	}
	/* It was read for who watches the app: what is behind the new one's
	 * begin is read again, and not told those. */
	if (!f->watched && watch->after < f->after) {
		f->told = f->after;
		f->after = watch->after;
		f->least = 0;
	}
	f->watched = true;
	f->forms = watch->forms;
	followed_mark(f);
}

void
followed_unwatch(int64_t conv)
{
	struct followed *f = followed_find(conv);

	if (f == NULL)
		return;
	f->watched = false;
	f->forms = 0;
	followed_drop(f);
}

struct followed *
followed_add(struct tenant *tenant, int64_t conv, enum conversation_kind kind,
    const char *room_id, bool *fresh)
{
	struct followed *f = followed_find(conv);

	*fresh = f == NULL;
	if (f == NULL)
		f = followed_new(tenant, conv, kind, room_id);
	f->whole = true;
	return (f);
}

void
followed_mark(struct followed *f)
{

	if (f->dirty)
		return;
	f->dirty = true;
	f->later = NULL;
	if (table.last != NULL)
		table.last->later = f;
	else
		table.first = f;
	table.last = f;
}

struct followed *
followed_next(void)
{
	struct followed *f;

	while ((f = table.first) != NULL) {
		if ((table.first = f->later) == NULL)
			table.last = NULL;
		f->dirty = false;
		if (f->tenant != NULL)
			return (f);
		/* Nobody watched it any more while it was in the list. */
		heap_free(f->room_id);
		heap_free(f);
	}
	return (NULL);
}

bool
followed_is_marked(void)
{

	return (table.first != NULL);
}

size_t
followed_count(void)
{

	return (table.count);
}

void
followed_all(struct followed **array)
{
	struct followed *f;
	size_t i, n = 0;

	for (i = 0; i < table.slot_count; i++)
		for (f = table.slots[i]; f != NULL; f = f->next)
			array[n++] = f;
}

void
follow_table_free(void)
{
	struct followed *f;
	struct tenant *t;
	size_t i;

	while (followed_next() != NULL)
		continue;
	for (i = 0; i < table.slot_count; i++)
		while ((f = table.slots[i]) != NULL) {
			f->watched = f->whole = false;
			followed_drop(f);
		}
	while ((t = table.tenants) != NULL) {
		while (t->watcher_count > 0)
			heap_free(t->watchers[--t->watcher_count].username);
		tenant_drop(t);
	}
	heap_free(table.slots);
	memset(&table, 0, sizeof(table));
}
