/* See follow_thread.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "follow.h"
#include "follow_hear.h"
#include "follow_read.h"
#include "follow_table.h"
#include "follow_thread.h"
#include "heap.h"
#include "listen.h"
#include "log.h"
#include "notice.h"
#include "render.h"

enum {
	PAUSE_FIRST = 50,		/* milliseconds after a failure */
	PAUSE_MOST = 1000,
	SWEEP_ALONE = 1000,		/* milliseconds, while nothing is heard */
	RELOAD = 60 * 1000,		/* milliseconds between looks for rooms
					   of those who watch an app */
	RELOAD_ALONE = 5 * 1000,
};

struct state {
	const struct conf *conf;
	struct arena *arena;
	struct listen *listen;
	int wake;
	struct reader reader;
	usec_t sweep_at, reload_at;
	usec_t retry_at;		/* after a failure */
	int pause;			/* milliseconds; 0: all is well */
};

static enum err
sweep(struct state *s, struct fault *fault)
{
	size_t count = followed_count(), i, n;
	struct followed **all = arena_array(s->arena, struct followed *,
	    count + 1);
	enum err e;

	followed_all(all);
	for (i = 0; i < count; i += n) {
		n = count - i < SWEEP_CONVERSATIONS ? count - i :
		    SWEEP_CONVERSATIONS;
		if ((e = read_last(s->arena, all + i, n, fault)) != OK)
			return (e);
	}
	s->sweep_at = clock_tick() + 1000 * (follow_is_connected() ?
	    s->conf->live_sweep * 1000 : SWEEP_ALONE);
	return (OK);
}

static void
reload_all(struct state *s)
{
	struct tenant *t;

	for (t = tenant_first(); t != NULL; t = t->next)
		t->reload = t->watcher_count > 0;
	s->reload_at = clock_tick() + 1000 * (follow_is_connected() ?
	    RELOAD : RELOAD_ALONE);
}

static enum err
load_tenant(struct state *s, struct tenant *t, struct fault *fault)
{
	struct change *told;
	size_t count;
	enum err e = OK;

	if (t->fresh && (e = read_rooms(s->arena, t, false, fault)) != OK)
		return (e);
	if (t->reload && (e = read_rooms(s->arena, t, true, fault)) != OK)
		return (e);
	t->reload = false;
	if (t->told_count == 0)
		return (OK);
	told = heard_told(t, &count);
	e = read_told(s->arena, t, told, count, fault);
	heap_free(told);
	/* They are found among all rooms, then. */
	if (e != OK)
		t->reload = true;
	return (e);
}

static enum err
load_all(struct state *s, struct fault *fault)
{
	struct tenant *t;
	enum err e;

	for (t = tenant_first(); t != NULL; t = t->next)
		if (t->watcher_count > 0 &&
		    (e = load_tenant(s, t, fault)) != OK)
			return (e);
	return (OK);
}

static enum err
tell_changes(struct state *s, struct fault *fault)
{
	size_t count = READ_CHANGES, left;
	struct change *changes = heard_changes(&count);
	enum err e;

	if (count == 0)
		return (OK);
	left = count;
	if ((e = read_changes(&s->reader, s->arena, changes, &left,
	    fault)) == OK)
		heard_done(count, left);
	return (e);
}

static bool
must_load(void)
{
	const struct tenant *t;

	for (t = tenant_first(); t != NULL; t = t->next)
		if (t->watcher_count > 0 && (t->fresh || t->reload ||
		    t->told_count > 0))
			return (true);
	return (false);
}

static bool
has_work(const struct state *s)
{
	size_t changes = 1;

	heard_changes(&changes);
	return (changes > 0 || followed_is_marked() || must_load() ||
	    clock_tick() >= s->sweep_at);
}

/* One thing; changes come behind the messages that they are of. */
static enum err
step(struct state *s, struct fault *fault)
{

	if (clock_tick() >= s->reload_at)
		reload_all(s);
	if (must_load())
		return (load_all(s, fault));
	if (clock_tick() >= s->sweep_at)
		return (sweep(s, fault));
	if (followed_is_marked())
		return (read_messages(&s->reader, s->arena, fault));
	return (tell_changes(s, fault));
}

static void
note_failure(struct state *s, const struct fault *fault)
{

	if (s->pause == 0)
		log_event(LOG_LEVEL_WARNING, "follow_lost", fault->detail);
	s->pause = s->pause == 0 ? PAUSE_FIRST : 2 * s->pause > PAUSE_MOST ?
	    PAUSE_MOST : 2 * s->pause;
	s->retry_at = clock_tick() + 1000 * s->pause;
}

static void
work(struct state *s)
{
	struct fault fault = { .argument = NULL };

	if (!has_work(s) || clock_tick() < s->retry_at)
		return;
	if (step(s, &fault) != OK)
		note_failure(s, &fault);
	else if (s->pause != 0) {
		s->pause = 0;
		log_event(LOG_LEVEL_INFO, "follow_back", NULL);
	}
	arena_reset(s->arena);
}

static int
milliseconds_left(const struct state *s)
{
	usec_t until = has_work(s) ? s->retry_at : s->sweep_at;
	usec_t now = clock_tick();

	return (until <= now ? 0 : (int)((until - now) / 1000) + 1);
}

static void
heard(void *cookie, const char *channel, const char *payload)
{

	(void)cookie;
	hear(channel, payload, follow_emit_or_drop);
}

static void
wait(struct state *s)
{
	uint64_t count;

	switch (listen_wait(s->listen, milliseconds_left(s), s->wake)) {
	case LISTEN_BACK:
		/* What was notified meanwhile was told to nobody. */
		follow_set_connected(true);
		s->sweep_at = s->reload_at = clock_tick();
		break;
	case LISTEN_DEAF:
		s->reload_at = clock_tick();
		/* FALLTHROUGH */
	case LISTEN_LOST:
		follow_set_connected(false);
		s->sweep_at = clock_tick();
		break;
	case LISTEN_QUIET:
	case LISTEN_HEARD:
		break;
	}
	if (read(s->wake, &count, sizeof(count)) < 0 &&
	    errno != EAGAIN)
		log_event(LOG_LEVEL_ERROR, "eventfd", strerror(errno));
}

void
follow_thread(const struct conf *conf, int wake)
{
	static const char *const channels[] = { NOTICE_MESSAGE, NOTICE_CHANGE,
	    NOTICE_EPHEMERAL, NOTICE_TYPING, NULL };
	struct state s = { .conf = conf, .wake = wake, .arena = arena_new(RENDER_ARENA),
	    .reader = { .conf = conf, .emit = follow_emit },
	    .listen = listen_open(conf, channels, heard, NULL) };

	s.sweep_at = clock_tick();
	s.reload_at = s.sweep_at + 1000 * RELOAD;
	while (follow_obey()) {
		work(&s);
		log_flush();
		wait(&s);
	}
	listen_close(s.listen);
	follow_table_free();
	heard_forget();
	arena_free(s.arena);
}
