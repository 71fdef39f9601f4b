/*
 * follow_table: what is followed: conversations, each with how far it was
 * read, and the apps that somebody watches as a whole.
 *
 * Belongs to the thread that follows (follow.c).  Memory is malloc()ed: it
 * lives as long as somebody watches.
 */
#ifndef MSG_LIVE_FOLLOW_TABLE_H
#define MSG_LIVE_FOLLOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app.h"
#include "clock.h"
#include "follow.h"

struct followed {
	struct followed *next;		/* in its slot */
	struct tenant *tenant;
	int64_t conv;
	enum conversation_kind kind;
	char *room_id;
	unsigned forms;			/* of who watches it */
	bool watched;			/* by follow_watch() */
	bool whole;			/* with its app */
	int64_t after;			/* seq up to which it was read */
	int64_t told;			/* the same, for who watches the app:
					   higher while a part is read again */
	int64_t least;			/* ids of later messages are not below;
					   0: any may be */
	bool dirty;			/* in the list of those to be read */
	struct followed *later;		/* in that list */
};

/* A message, stored or changed. */
struct change {
	int64_t conv, id;
};

/* Who watches an app as a whole. */
struct watcher {
	char *username;
	size_t count;
	bool public;			/* may read public rooms */
	msec_t since;			/* when it began */
	bool loaded;			/* his rooms are followed */
};

struct tenant {
	struct tenant *next;
	struct app app;
	size_t followed;		/* conversations */
	struct watcher *watchers;
	size_t watcher_count, watcher_size;
	bool fresh;			/* not all watchers are loaded */
	bool reload;			/* all are to be loaded again */
	bool public;			/* rooms that everybody may read are
					   followed */
	/* Rooms in which something was said, and that are not followed; the
	 * first message of each */
	struct change *told;
	size_t told_count;
	msec_t loaded;			/* when all were loaded last */
};

/*
 * tenant_find(app_id): NULL: nothing of it is followed.
 * tenant_first(): the list of all.
 * tenant_watch(), tenant_unwatch(): as follow_watch_app(); ${since} is when it
 * was called.
 */
struct tenant *tenant_find(int64_t app_id);
struct tenant *tenant_first(void);
void tenant_watch(const struct app *app, const char *username, bool public,
    msec_t since);
void tenant_unwatch(int64_t app_id, const char *username);

/* followed_find(conv): NULL: it is not. */
struct followed *followed_find(int64_t conv);

/* followed_watch(), followed_unwatch(): as follow_watch(); it is dirty then. */
void followed_watch(const struct follow_watch *watch);
void followed_unwatch(int64_t conv);

/*
 * followed_add(tenant, conv, kind, room_id): with its app; ${after} and
 * ${least} are the caller's to set where it is new.
 */
struct followed *followed_add(struct tenant *tenant, int64_t conv,
    enum conversation_kind kind, const char *room_id, bool *fresh);

/*
 * followed_mark(f): it is to be read; at the end of the list.
 * followed_next(): take the first of the list; NULL: there is none.
 * followed_all(array): all of them; how many there are is followed_count().
 */
void followed_mark(struct followed *f);
struct followed *followed_next(void);
bool followed_is_marked(void);
size_t followed_count(void);
void followed_all(struct followed **array);

/* follow_table_free(): all, at the end. */
void follow_table_free(void);

#endif
