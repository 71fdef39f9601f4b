/*
 * drive: what msg-live does without its connections, on a real database, by
 * words: each line of the input is one order, each line of the output JSON.
 *
 *	app ORG NAME
 *	page CONV KIND ROOM AFTER FORM [VIEWER]
 *	members KIND ROOM NAME...
 *	watch CONV KIND ROOM AFTER FORMS	unwatch CONV
 *	watchapp NAME PUBLIC			unwatchapp NAME
 *	hold, go				take no events; take them
 *	ping					{"connected": ...}
 *
 * What comes of those watched are lines of events.  Forms are numbers as in event.h.
 */
#include <stdio.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "db.h"
#include "json.h"
#include "token.h"
#include "msg-live/follow.h"
#include "msg-live/page.h"
#include "msg-live/render.h"

enum { WORDS_MAX = 100, OUT_BYTES = 32 << 20 };

static struct conf conf;
static struct app app;
static char *words[WORDS_MAX];
static size_t word_count;
static int news;			/* an eventfd */
static bool held;

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
have_news(void)
{
	uint64_t one = 1;

	if (write(news, &one, sizeof(one)) < 0)
		perror("drive");
}

static void
show_events(struct arena *arena)
{
	struct event *event, *next;
	struct json_writer w;
	struct buf out;
	uint64_t count;

	if (held)
		return;
	if (read(news, &count, sizeof(count)) < 0)
		return;
	for (event = follow_take(); event != NULL; event = next) {
		next = event->next;
		buf_init(&out, arena, OUT_BYTES);
		json_write_begin(&w, &out);
		put_event(&w, event);
		printf("%s\n", out.bytes);
		event_release(event);
		arena_reset(arena);
	}
	fflush(stdout);
}

static void
show_connected(struct arena *arena)
{
	struct json_writer w;
	struct buf out;

	begin(arena, &w, &out);
	json_put_bool(&w, "connected", follow_is_connected());
	say(&w);
}

static void
obey_follow(void)
{

	if (strcmp(words[0], "watch") == 0)
		follow_watch(&(struct follow_watch){ .app = &app,
		    .conv = number(1),
		    .kind = (enum conversation_kind)number(2),
		    .room_id = word(3), .after = number(4),
		    .forms = (unsigned)number(5) });
	else if (strcmp(words[0], "unwatch") == 0)
		follow_unwatch(number(1));
	else if (strcmp(words[0], "watchapp") == 0)
		follow_watch_app(&app, word(1), number(2) != 0);
	else if (strcmp(words[0], "unwatchapp") == 0)
		follow_unwatch_app(app.id, word(1));
	else if (strcmp(words[0], "hold") == 0)
		held = true;
	else if (strcmp(words[0], "go") == 0)
		held = false;
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
	else if (strcmp(words[0], "ping") == 0)
		show_connected(arena);
	else
		obey_follow();
}

/* Until the input ends. */
static void
run(struct arena *arena)
{
	char line[65536];
	struct pollfd p[2] = { { .fd = 0, .events = POLLIN },
	    { .fd = news, .events = POLLIN } };

	for (;;) {
		p[1].events = held ? 0 : POLLIN;
		if (poll(p, 2, -1) < 0)
			continue;
		if ((p[1].revents & POLLIN) != 0)
			show_events(arena);
		if (p[0].revents == 0)
			continue;
		if (fgets(line, sizeof(line), stdin) == NULL)
			return;
		obey(arena, line);
		arena_reset(arena);
	}
}

int
main(void)
{
	struct arena *arena = arena_new(RENDER_ARENA), *kept =
	    arena_new(1 << 20);
	struct fault fault = { .argument = NULL };
	struct event *event;
	enum err e;

	/* poll() does not see what was read ahead. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if ((e = conf_load(&conf, kept, environ, &fault)) != OK) {
		fprintf(stderr, "drive: %s\n", fault.argument);
		return (1);
	}
	if ((e = secret_load(conf.secret_file, kept, &fault)) != OK)
		fail("secret", e, &fault);
	app_cache_start(&conf);
	db_pool_start(&conf);
	news = eventfd(0, EFD_CLOEXEC);
	if ((e = follow_start(&conf, have_news)) != OK)
		fail("follow", e, &fault);
	run(arena);
	follow_stop();
	while ((event = follow_take()) != NULL)
		for (struct event *next; event != NULL; event = next) {
			next = event->next;
			event_release(event);
		}
	db_pool_stop();
	arena_free(kept);
	arena_free(arena);
	return (0);
}
