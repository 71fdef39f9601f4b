/* See event.h. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "event.h"

/* The memory behind the event; without it, only its size is found. */
struct block {
	char *bytes;
	size_t used;
};

static void *
place(struct block *block, size_t size)
{
	char *at = block->bytes == NULL ? NULL : block->bytes + block->used;

	block->used += size;
	return (at);
}

static const char *
put(struct block *block, const char *bytes, size_t length)
{
	char *at = place(block, length + 1);

	if (at == NULL)
		return (NULL);
	memcpy(at, bytes, length);
	at[length] = '\0';
	return (at);
}

static const char *
put_text(struct block *block, const char *text)
{

	return (text == NULL ? NULL : put(block, text, strlen(text)));
}

/* What must be aligned goes before all texts. */
static void
put_tables(struct block *block, const struct event *parts,
    struct event *event)
{

	event->users = place(block, parts->user_count *
	    sizeof(*parts->users));
	event->ignored = place(block, parts->ignored_count *
	    sizeof(*parts->ignored));
	event->readers = place(block, parts->reader_count *
	    sizeof(*parts->readers));
}

/* ${to} is in the block; nothing is there to be written where it is NULL. */
static const char *const *
put_names(struct block *block, const char *const *names, size_t count,
    const char *const *to)
{
	const char **table = (const char **)(uintptr_t)to;
	const char *name;
	size_t i;

	for (i = 0; i < count; i++) {
		name = put_text(block, names[i]);
		if (table != NULL)
			table[i] = name;
	}
	return (names == NULL ? NULL : to);
}

static void
put_readers(struct block *block, const struct event *parts,
    const struct event_reader *to)
{
	struct event_reader *table = (struct event_reader *)(uintptr_t)to;
	const char *name;
	size_t i;

	for (i = 0; i < parts->reader_count; i++) {
		name = put_text(block, parts->readers[i].username);
		if (table == NULL)
			continue;
		table[i].username = name;
		table[i].participant = parts->readers[i].participant;
	}
}

static void
fill(struct block *block, const struct event *parts, struct event *event)
{
	size_t i;

	*event = *parts;
	put_tables(block, parts, event);
	event->users = put_names(block, parts->users, parts->user_count,
	    event->users);
	event->ignored = put_names(block, parts->ignored,
	    parts->ignored_count, event->ignored);
	put_readers(block, parts, event->readers);
	event->room_id = put_text(block, parts->room_id);
	event->room_type = put_text(block, parts->room_type);
	event->room_name = put_text(block, parts->room_name);
	event->public_id = put_text(block, parts->public_id);
	event->sender = put_text(block, parts->sender);
	event->user_id = put_text(block, parts->user_id);
	for (i = 0; i < FORMS; i++)
		if (parts->forms[i].bytes != NULL)
			event->forms[i].bytes = put(block,
			    parts->forms[i].bytes, parts->forms[i].length);
}

struct event *
event_make(const struct event *parts)
{
	struct block block = { .bytes = NULL };
	struct event *event, measured;

	fill(&block, parts, &measured);
	event = malloc(sizeof(*event) + block.used);
	if (event == NULL)
		arena_out_of_memory();
	block = (struct block){ .bytes = (char *)(event + 1) };
	fill(&block, parts, event);
	event->next = NULL;
	event->bytes = sizeof(*event) + block.used;
	atomic_init(&event->references, 1);
	return (event);
}

struct event *
event_keep(struct event *event)
{

	atomic_fetch_add_explicit(&event->references, 1,
	    memory_order_relaxed);
	return (event);
}

void
event_release(struct event *event)
{

	if (event != NULL && atomic_fetch_sub_explicit(&event->references, 1,
	    memory_order_acq_rel) == 1)
		free(event);
}

/* Those of the first one's conversation, cut off. */
static struct event *
cut(struct event **rest)
{
	struct event *first = *rest, *last = first;

	while (last->next != NULL && last->next->conv == first->conv)
		last = last->next;
	*rest = last->next;
	last->next = NULL;
	return (first);
}

static struct event *
merge(struct event *a, struct event *b)
{
	struct event *first = NULL, **end = &first, **from;

	while (a != NULL && b != NULL) {
		from = a->id <= b->id ? &a : &b;
		*end = *from;
		end = &(*from)->next;
		*from = *end;
	}
	*end = a != NULL ? a : b;
	return (first);
}

struct event *
events_by_time(struct event *first)
{
	/* runs[i] is of 2^i conversations, or NULL. */
	struct event *runs[32] = { NULL }, *run;
	size_t i;

	while (first != NULL) {
		run = cut(&first);
		for (i = 0; runs[i] != NULL; i++) {
			run = merge(runs[i], run);
			runs[i] = NULL;
		}
		runs[i] = run;
	}
	for (run = NULL, i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
		run = merge(runs[i], run);
	return (run);
}

static bool
is_among(const char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (true);
	return (false);
}

bool
event_is_visible(const struct event *event, const char *viewer)
{

	if (viewer == NULL)
		return (true);
	/* Whoever saw it is told that it was hidden. */
	if (event->hidden && event->kind != EVENT_DELETED)
		return (false);
	if (event->sender != NULL && strcmp(event->sender, viewer) == 0)
		return (true);
	if (event->users != NULL && !is_among(event->users,
	    event->user_count, viewer))
		return (false);
	return (!is_among(event->ignored, event->ignored_count, viewer));
}
