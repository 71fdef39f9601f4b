/*
 * user_group: named sets of users, which an app's backend keeps here.
 *
 * What is filled in lives in the arena.  Every function may also return a
 * database error.
 */
#ifndef LIB_USER_GROUP_H
#define LIB_USER_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "err.h"

struct app;
struct arena;

enum {
	GROUP_MEMBERS_MAX = 1000,
	GROUPS_MAX = 100,			/* listed by one call */
	GROUPS_BYTES = 4 * 1024 * 1024,		/* of members, by one call */
};

struct user_group {
	const char *id, *name, *avatar_url;	/* avatar_url may be NULL */
	const char *members;			/* JSON array */
	msec_t created, modified;
};

/*
 * user_group_put(arena, app, put, fault):
 * Create put->group (id, name, avatar_url), or change it where put->change is
 * set; what else it has is filled in.  put->members NULL: none, or as they
 * are.  ERR_GROUP_EXISTS; ERR_MEMBER_NOT_USER, and the argument is the first
 * who is no user.
 */
struct user_group_put {
	struct user_group group;
	const char **members;
	size_t count;
	bool change;
};
enum err user_group_put(struct arena *arena, const struct app *app,
    struct user_group_put *put, struct fault *fault);

/* user_group_list(): by id.  ERR_RESULT_TOO_LARGE: beyond GROUPS_BYTES. */
struct user_group_page {
	int64_t limit, skip;
	struct user_group *groups;
	size_t count;
	int64_t total;		/* of all pages */
};
enum err user_group_list(struct arena *arena, const struct app *app,
    struct user_group_page *page, struct fault *fault);

#endif
