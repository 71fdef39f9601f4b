/*
 * page: what somebody missed: the messages of a conversation behind a seq, as
 * the events that would have come (event.h).
 *
 * By any thread that may wait for the database.
 */
#ifndef MSG_LIVE_PAGE_H
#define MSG_LIVE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "app.h"
#include "conversation.h"
#include "err.h"
#include "event.h"

struct conf;

enum { PAGE_EVENTS = 100 };

struct page {
	/* Asked for */
	const struct app *app;
	int64_t conv;
	enum conversation_kind kind;
	const char *room_id;
	const char *viewer;	/* NULL: the app's backend */
	int64_t after;		/* seq */
	enum form form;
	/* Filled in */
	struct event *events;	/* linked by next; the caller's */
	int64_t upto;		/* all that is visible up to this seq is in
				   ${events} or lies at or before ${after};
				   the conversation's last when the page is
				   complete */
};

/* page_read(conf, arena, page, fault): a database error, or OK. */
enum err page_read(const struct conf *conf, struct arena *arena,
    struct page *page, struct fault *fault);

/*
 * page_members(arena, app, kind, room_id, names, count, member, fault):
 * Which of ${names}, usernames, are members of the room now.
 */
struct page_members {
	const struct app *app;
	enum conversation_kind kind;
	const char *room_id;
	const char *const *names;
	size_t count;
	/* Filled in */
	bool *member;		/* in the arena */
	bool public;		/* whoever may see channels may read it */
	int64_t left_count;	/* -1: there is no such room */
};
enum err page_members(struct arena *arena, struct page_members *members,
    struct fault *fault);

#endif
