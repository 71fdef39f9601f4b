/*
 * drive: what msg-live does without its connections, on a real database, by
 * words: each line of the input is one order, each line of the output JSON.
 *
 *	app ORG NAME
 *	page CONV KIND ROOM AFTER FORM [VIEWER]
 *	members KIND ROOM NAME...
 *
 * Forms are numbers as in event.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "db.h"
#include "json.h"
#include "token.h"
#include "msg-live/page.h"
#include "msg-live/render.h"

enum { WORDS_MAX = 100, OUT_BYTES = 32 << 20 };

static struct conf conf;
static struct app app;
static char *words[WORDS_MAX];
static size_t word_count;

static void
fail(const char *what, enum err e, const struct fault *fault)
{

	fprintf(stderr, "drive: %s: error %d: %s\n", what, (int)e,
	    fault->detail == NULL ? "" : fault->detail);
	exit(1);
}

static const char *
word(size_t i)
{

	return (i < word_count ? words[i] : NULL);
}

static int64_t
number(size_t i)
{

	return (word(i) == NULL ? 0 : strtoll(word(i), NULL, 10));
}

static void
put_names(struct json_writer *w, const char *name, const char *const *names,
    size_t count)
{
	size_t i;

	if (names == NULL)
		return;
	json_write_name(w, name);
	json_write_array(w);
	for (i = 0; i < count; i++)
		json_write_string(w, names[i]);
	json_write_array_end(w);
}

static void
put_readers(struct json_writer *w, const struct event *event)
{
	size_t i;

	json_write_name(w, "readers");
	json_write_object(w);
	for (i = 0; i < event->reader_count; i++)
		json_put_bool(w, event->readers[i].username,
		    event->readers[i].participant);
	json_write_object_end(w);
}

static void
put_event(struct json_writer *w, const struct event *event)
{
	static const char *const kinds[] = { "message", "changed", "deleted",
	    "typing", "ephemeral" };
	int form;

	json_write_object(w);
	json_put_string(w, "kind", kinds[event->kind]);
	json_put_integer(w, "app", event->app_id);
	json_put_integer(w, "conv", event->conv);
	json_put_integer(w, "seq", event->seq);
	json_put_integer(w, "id", event->id);
	json_put_integer(w, "left_count", event->left_count);
	json_put_string(w, "room", event->room_id);
	json_put_string(w, "type", event->room_type);
	json_put_string(w, "name", event->room_name);
	json_put_string(w, "public_id", event->public_id);
	json_put_string(w, "sender", event->sender);
	json_put_string(w, "user_id", event->user_id);
	json_put_bool(w, "active", event->active);
	json_put_bool(w, "hidden", event->hidden);
	put_names(w, "users", event->users, event->user_count);
	put_names(w, "ignored", event->ignored, event->ignored_count);
	put_readers(w, event);
	json_write_name(w, "forms");
	json_write_array(w);
	for (form = 0; form < FORMS; form++)
		if (event->forms[form].bytes == NULL)
			json_write_null(w);
		else
			json_write_raw(w, event->forms[form].bytes,
			    event->forms[form].length);
	json_write_array_end(w);
	json_write_object_end(w);
}

static void
say(struct json_writer *w)
{

	json_write_object_end(w);
	printf("%s\n", w->out->bytes);
	fflush(stdout);
}

static void
begin(struct arena *arena, struct json_writer *w, struct buf *out)
{

	buf_init(out, arena, OUT_BYTES);
	json_write_begin(w, out);
	json_write_object(w);
}

static void
show_page(struct arena *arena)
{
	struct page page = { .app = &app, .conv = number(1),
	    .kind = (enum conversation_kind)number(2), .room_id = word(3),
	    .after = number(4), .form = (enum form)number(5),
	    .viewer = word(6) };
	struct fault fault = { .argument = NULL };
	struct json_writer w;
	struct event *event, *next;
	struct buf out;
	enum err e;

	if ((e = page_read(&conf, arena, &page, &fault)) != OK)
		fail("page", e, &fault);
	begin(arena, &w, &out);
	json_put_integer(&w, "upto", page.upto);
	json_write_name(&w, "events");
	json_write_array(&w);
	for (event = page.events; event != NULL; event = next) {
		next = event->next;
		put_event(&w, event);
		event_release(event);
	}
	json_write_array_end(&w);
	say(&w);
}

static void
show_members(struct arena *arena)
{
	struct page_members members = { .app = &app,
	    .kind = (enum conversation_kind)number(1), .room_id = word(2),
	    .names = (const char *const *)(words + 3),
	    .count = word_count - 3 };
	struct fault fault = { .argument = NULL };
	struct json_writer w;
	struct buf out;
	size_t i;
	enum err e;

	if ((e = page_members(arena, &members, &fault)) != OK)
		fail("members", e, &fault);
	begin(arena, &w, &out);
	json_put_integer(&w, "left_count", members.left_count);
	json_put_bool(&w, "public", members.public);
	json_write_name(&w, "member");
	json_write_array(&w);
	for (i = 0; i < members.count; i++)
		json_write_bool(&w, members.member[i]);
	json_write_array_end(&w);
	say(&w);
}

static void
find_app(struct arena *arena)
{
	struct fault fault = { .argument = NULL };
	struct json_writer w;
	struct buf out;
	enum err e;

	if ((e = app_find(arena, word(1), word(2), &app, &fault)) != OK)
		fail("app", e, &fault);
	begin(arena, &w, &out);
	json_put_integer(&w, "app", app.id);
	say(&w);
}

static void
split(char *line)
{
	char *rest = NULL, *at;

	word_count = 0;
	for (at = strtok_r(line, " \n", &rest); at != NULL &&
	    word_count < WORDS_MAX; at = strtok_r(NULL, " \n", &rest))
		words[word_count++] = at;
}

static void
obey(struct arena *arena, char *line)
{

	split(line);
	if (word_count == 0)
		return;
	if (strcmp(words[0], "app") == 0)
		find_app(arena);
	else if (strcmp(words[0], "page") == 0)
		show_page(arena);
	else if (strcmp(words[0], "members") == 0)
		show_members(arena);
}

int
main(void)
{
	struct arena *arena = arena_new(RENDER_ARENA), *kept =
	    arena_new(1 << 20);
	struct fault fault = { .argument = NULL };
	char line[65536];
	enum err e;

	if ((e = conf_load(&conf, kept, environ, &fault)) != OK) {
		fprintf(stderr, "drive: %s\n", fault.argument);
		return (1);
	}
	if ((e = secret_load(conf.secret_file, kept, &fault)) != OK)
		fail("secret", e, &fault);
	app_cache_start(&conf);
	db_pool_start(&conf);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		obey(arena, line);
		arena_reset(arena);
	}
	db_pool_stop();
	arena_free(kept);
	arena_free(arena);
	return (0);
}
