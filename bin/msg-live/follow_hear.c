/* See follow_hear.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "event.h"
#include "follow_hear.h"
#include "heap.h"
#include "json.h"
#include "md.h"
#include "notice.h"

enum {
	ARENA = 32 << 20,		/* bytes; for one payload */
	TEXT = 4 << 20,			/* the same, of what is written */
};

static struct {
	struct change *changes;
	size_t count, size;
	struct arena *arena;
} heard;

static void
hear_message(const struct notice *n)
{
	struct followed *f = followed_find(n->conv);
	struct tenant *tenant;
	size_t i;

	if (f != NULL && f->tenant->app.id == n->app_id) {
		followed_mark(f);
		return;
	}
	tenant = tenant_find(n->app_id);
	if (f != NULL || tenant == NULL || tenant->watcher_count == 0)
		return;
	for (i = 0; i < tenant->told_count; i++)
		if (tenant->told[i].conv == n->conv) {
			if (n->id < tenant->told[i].id)
				tenant->told[i].id = n->id;
			return;
		}
	if (tenant->told_count == HEARD_TOLD) {
		tenant->reload = true;
		return;
	}
	if (tenant->told == NULL)
		tenant->told = heap_new(HEARD_TOLD * sizeof(*tenant->told));
	tenant->told[tenant->told_count++] = (struct change){ n->conv,
	    n->id };
}

static void
hear_change(const struct notice *n)
{
	struct followed *f = followed_find(n->conv);
	size_t i;

	if (f == NULL || f->tenant->app.id != n->app_id || n->id == 0)
		return;
	/* Who edits often is told once. */
	for (i = heard.count; i-- > 0 && heard.count - i < 64; )
		if (heard.changes[i].id == n->id &&
		    heard.changes[i].conv == n->conv)
			return;
	if (heard.count == HEARD_CHANGES)
		return;
	if (heard.count == heard.size) {
		heard.size = heard.size == 0 ? 256 : 2 * heard.size;
		heard.changes = heap_grow(heard.changes, heard.size *
		    sizeof(*heard.changes));
	}
	heard.changes[heard.count++] = (struct change){ n->conv, n->id };
}

static int64_t
member_integer(struct json_object *object, const char *name)
{
	int64_t number = 0;

	return (json_integer(json_get(object, name), false, &number) ?
	    number : 0);
}

static const char *
member_text(struct json_object *object, const char *name)
{
	const char *text = json_string(json_get(object, name));

	return (text == NULL ? "" : text);
}

static void
put_date(struct json_writer *w, const char *name, int64_t at)
{

	json_write_name(w, name);
	json_write_object(w);
	json_put_integer(w, "$date", at);
	json_write_object_end(w);
}

/* A message of nobody's (contract rocketchat, 1.2). */
static void
write_ephemeral(struct json_writer *w, struct json_object *object)
{
	static const struct md_options options = { .colors = true,
	    .emoticons = true, .katex_parenthesis = true };
	const char *text = member_text(object, "msg");
	int64_t at = member_integer(object, "ts");

	json_write_object(w);
	json_put_bool(w, "groupable", false);
	json_write_name(w, "u");
	json_write_object(w);
	json_put_string(w, "_id", "rocket.cat");
	json_put_string(w, "username", "rocket.cat");
	json_write_object_end(w);
	json_put_bool(w, "private", true);
	json_put_string(w, "_id", arena_format(w->out->arena, "%lld",
	    (long long)at));
	json_put_string(w, "rid", member_text(object, "rid"));
	put_date(w, "ts", at);
	put_date(w, "_updatedAt", at);
	json_put_string(w, "msg", text);
	md_put(w, "md", text, strlen(text), &options);
	json_write_object_end(w);
}

static void
hear_ephemeral(struct json_object *object,
    void (*emit)(struct event *first))
{
	struct event event = { .kind = EVENT_EPHEMERAL, .left_count = -1,
	    .app_id = member_integer(object, "app"), .sender = "",
	    .room_id = member_text(object, "rid"),
	    .user_id = member_text(object, "user") };
	struct json_writer w;
	struct buf out;

	buf_init(&out, heard.arena, TEXT);
	json_write_begin(&w, &out);
	write_ephemeral(&w, object);
	if (out.overflow)
		return;
	event.forms[FORM_ROCKETCHAT] = (struct event_text){ out.bytes,
	    out.length };
	emit(event_make(&event));
}

/* As the call answers it, which tells it. */
static void
write_typing(struct json_writer *w, const struct event *event,
    const char *text)
{

	json_write_object(w);
	json_put_string(w, "message", text);
	json_put_string(w, "room", event->room_id);
	json_put_string(w, "sender", event->sender);
	json_put_bool(w, "active", event->active);
	json_write_object_end(w);
}

static void
hear_typing(struct json_object *object, void (*emit)(struct event *first))
{
	struct event event = { .kind = EVENT_TYPING, .left_count = -1,
	    .app_id = member_integer(object, "app"),
	    .conv = member_integer(object, "conv"),
	    .room_id = member_text(object, "room"),
	    .sender = member_text(object, "sender"),
	    .active = !json_has(object, "active") ||
	    json_object_get_boolean(json_get(object, "active")) };
	const struct followed *f = followed_find(event.conv);
	struct json_writer w;
	struct buf out;

	if (f == NULL || f->tenant->app.id != event.app_id)
		return;
	event.conversation_kind = f->kind;
	buf_init(&out, heard.arena, TEXT);
	json_write_begin(&w, &out);
	write_typing(&w, &event, member_text(object, "message"));
	if (!out.overflow)
		event.forms[FORM_IMKIT] = (struct event_text){ out.bytes,
		    out.length };
	emit(event_make(&event));
}

static void
hear_json(const char *channel, const char *payload,
    void (*emit)(struct event *first))
{
	struct json_object *object;
	struct json_fault fault;

	if (heard.arena == NULL)
		heard.arena = arena_new(ARENA);
	if (json_parse(heard.arena, payload, strlen(payload), &object,
	    &fault) == OK && json_is(object, json_type_object)) {
		if (strcmp(channel, NOTICE_TYPING) == 0)
			hear_typing(object, emit);
		else
			hear_ephemeral(object, emit);
	}
	arena_reset(heard.arena);
}

void
hear(const char *channel, const char *payload,
    void (*emit)(struct event *first))
{
	void (*hear_place)(const struct notice *) = strcmp(channel,
	    NOTICE_MESSAGE) == 0 ? hear_message : hear_change;
	struct notice n;

	if (strcmp(channel, NOTICE_MESSAGE) == 0 ||
	    strcmp(channel, NOTICE_CHANGE) == 0) {
		while (notice_next(&payload, &n))
			hear_place(&n);
	} else
		hear_json(channel, payload, emit);
}

struct change *
heard_changes(size_t *count)
{

	if (*count > heard.count)
		*count = heard.count;
	return (heard.changes);
}

void
heard_done(size_t count, size_t left)
{

	heard.count -= count - left;
	memmove(heard.changes + left, heard.changes + count,
	    (heard.count - left) * sizeof(*heard.changes));
}

struct change *
heard_told(struct tenant *tenant, size_t *count)
{
	struct change *told = tenant->told;

	*count = tenant->told_count;
	tenant->told = NULL;
	tenant->told_count = 0;
	return (told);
}

void
heard_forget(void)
{

	heap_free(heard.changes);
	arena_free(heard.arena);
	memset(&heard, 0, sizeof(heard));
}
