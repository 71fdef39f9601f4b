/*
 * What the hub asks of the database: pages for who catches up, and who is a
 * member still.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "connection.h"
#include "hub_place.h"
#include "job.h"
#include "log.h"
#include "loop.h"
#include "page.h"

/* A page that is read for one subscription. */
struct reading {
	struct subscription *subscription;	/* NULL: it has left */
	struct app app;
	struct page page;
	struct page_members members;		/* count 0: nobody need be one */
	struct fault fault;
	enum err result;
};

/* Who is a member behind the reading may have what was read. */
static enum job_step
read_page(struct job *job)
{
	struct reading *r = job->work;

	r->result = page_read(loop_conf(), job->arena, &r->page, &r->fault);
	if (r->result == OK && r->members.count > 0)
		r->result = page_members(job->arena, &r->members, &r->fault);
	return (JOB_DONE);
}

void
page_forget(struct job *job)
{
	struct reading *r = job->work;

	r->subscription = NULL;
}

static void
give_page(struct subscription *s, struct event *event)
{
	struct delivery d = { .event = event };

	if (event->seq <= s->seen)
		return;
	s->seen = event->seq;
	s->type->deliver(s, &d);
	delivery_end(&d);
}

static void
page_done(struct job *job)
{
	struct reading *r = job->work;
	struct event *event, *next;
	struct subscription *s = r->subscription;

	if (s != NULL && r->result == OK && r->members.count > 0) {
		/* Its end makes hub_leave() call page_forget(). */
		if (r->members.member[0])
			s->checked = r->members.left_count;
		else
			s->type->ended(s);
	}
	if (r->subscription != NULL)
		s->paging = NULL;
	for (event = r->page.events; event != NULL; event = next) {
		next = event->next;
		/* Delivering may end it. */
		if ((s = r->subscription) != NULL) {
			s->paging = job;
			give_page(s, event);
			if (r->subscription != NULL)
				s->paging = NULL;
		}
		event_release(event);
	}
	if ((s = r->subscription) == NULL)
		return;
	if (r->result != OK) {
		connection_drop(s->connection, CLOSE_TRY_LATER,
		    "the database is not there: reconnect");
		return;
	}
	if (r->page.upto > s->seen)
		s->seen = r->page.upto;
	if (s->seen >= s->place->last)
		s->catching = false;
	else if (s->connection->waiting == 0)
		hub_go_on(s);
}

void
hub_go_on(struct subscription *s)
{
	struct place *place = s->place;
	struct reading *r;
	struct job *job;

	if (place == NULL || !s->catching || s->paging != NULL ||
	    place->kind != PLACE_ROOM)
		return;
	job = job_new(s->connection, read_page, page_done);
	r = arena_alloc(job->arena, sizeof(*r));
	r->subscription = s;
	r->app = *place->app;
	r->page = (struct page){ .app = &r->app, .conv = place->conv,
	    .kind = place->conversation_kind, .after = s->seen,
	    .room_id = arena_strdup(job->arena, place->room_id),
	    .viewer = s->viewer == NULL ? NULL :
	    arena_strdup(job->arena, s->viewer), .form = s->form };
	if (s->membership)
		r->members = (struct page_members){ .app = &r->app,
		    .kind = r->page.kind, .room_id = r->page.room_id,
		    .names = &r->page.viewer, .count = 1 };
	job->work = r;
	s->paging = job;
	job_submit(job);
}

/* Whom of a place to ask for. */
struct asking {
	struct place *place;
	struct app app;
	struct page_members members;
	struct fault fault;
	enum err result;
};

static enum job_step
ask_members(struct job *job)
{
	static const struct timespec pause = { .tv_nsec = 200 * 1000000 };
	struct asking *a = job->work;

	a->result = page_members(job->arena, &a->members, &a->fault);
	/* It is asked again at once: not as fast as it is refused. */
	if (a->result != OK)
		nanosleep(&pause, NULL);
	return (JOB_DONE);
}

/* The place of a name that was asked for; SIZE_MAX: it was not. */
static size_t
find_name(const struct asking *a, const char *username)
{
	size_t low = 0, high = a->members.count, middle;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		order = strcmp(a->members.names[middle], username);
		if (order == 0)
			return (middle);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (SIZE_MAX);
}

/* Who came while it was asked is asked for next. */
static void
learn(const struct asking *a, struct subscription *s)
{
	size_t i = s->membership ? find_name(a, s->viewer) : SIZE_MAX;

	if (i == SIZE_MAX)
		return;
	if (a->members.member[i])
		s->checked = a->members.left_count;
	else
		s->type->ended(s);
}

static void
members_done(struct job *job)
{
	struct asking *a = job->work;
	struct place *place = a->place;
	struct subscription *s;

	place->checking = false;
	place->busy = true;
	for (s = place->first; a->result == OK && s != NULL;
	    s = place->walk) {
		place->walk = s->next;
		learn(a, s);
	}
	place->busy = false;
	if (a->result == OK)
		hub_members_known(place);
	else
		members_check(place);
}

static int
by_name(const void *left, const void *right)
{

	return (strcmp(*(const char *const *)left,
	    *(const char *const *)right));
}

void
members_check(struct place *place)
{
	struct job *job = job_new(NULL, ask_members, members_done);
	struct asking *a = arena_alloc(job->arena, sizeof(*a));
	const char **names = arena_array(job->arena, const char *,
	    place->count);
	struct subscription *s;
	size_t i, n = 0;

	for (s = place->first; s != NULL; s = s->next)
		if (s->membership)
			names[n++] = arena_strdup(job->arena, s->viewer);
	qsort(names, n, sizeof(*names), by_name);
	a->members.names = names;
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(names[a->members.count - 1],
		    names[i]) != 0)
			names[a->members.count++] = names[i];
	a->place = place;
	a->app = *place->app;
	a->members.app = &a->app;
	a->members.kind = place->conversation_kind;
	a->members.room_id = arena_strdup(job->arena, place->room_id);
	job->work = a;
	place->checking = true;
	job_submit(job);
}
