/*
 * reading: what members have read, and what they have not.
 *
 * A room's badge is the number of messages that others sent behind what the
 * member read last, without deleted ones and what counts in no badge.  It is
 * kept as the difference of two counts, the conversation's and the member's,
 * so that a send writes one row whatever the number of members; reading_set()
 * counts the messages themselves, in a snapshot in which no send of the member
 * is half done, so the number is exact.  The total badge sums up a user's
 * rooms, without messages that were sent with skipTotalBadge.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_READING_H
#define LIB_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct app;
struct arena;

enum {
	BADGE_TAGS_MAX = 1000,		/* tags that badge_by_tag() tells */
	MUTED_ROOMS_MAX = 1000,		/* rooms that muted_rooms() tells */
	PREFERENCE_MAX = 16 * 1024,	/* bytes of a member's room data */
	PREFERENCE_PAGE_MAX = 500,	/* rooms of one list of such data */
};

struct texts {
	const char **texts;
	size_t count;
};

struct reading {
	/* Asked for */
	const struct app *app;
	const char *room_id, *username;
	const char *message;	/* up to this id, 24 hex digits; NULL: all */
	/* Filled in */
	int64_t conv;
	int64_t read_id;	/* the message read last; 0: none */
	int64_t badge;
};

/*
 * reading_set(arena, reading, fault):
 * Note what was read.  A message before the one that was read last changes
 * nothing.  ERR_ROOM_UNKNOWN, ERR_MEMBER_UNKNOWN, ERR_MESSAGE_UNKNOWN; the
 * argument is what is unknown.
 */
enum err reading_set(struct arena *arena, struct reading *reading,
    struct fault *fault);

/*
 * badge_totals(arena, app, lists, badges, fault):
 * The total badges of the users lists[0], of all rooms, or of those that have
 * all of the tags lists[1].  badges[i] is -1 where there is no such user.
 */
enum err badge_totals(struct arena *arena, const struct app *app,
    const struct texts lists[2], int64_t *badges, struct fault *fault);

/*
 * badge_by_tag(arena, app, username, page, fault):
 * What is unread in the rooms of each of page->tags, or where there are none,
 * of each tag of the user's rooms.  ERR_RESULT_TOO_LARGE: more than
 * BADGE_TAGS_MAX.
 */
struct badge_page {
	struct texts tags;
	/* Filled in */
	const char **names;
	int64_t *badges;
	size_t count;
	int64_t total;		/* of rooms with one of them, each once */
};
enum err badge_by_tag(struct arena *arena, const struct app *app,
    const char *username, struct badge_page *page, struct fault *fault);

/*
 * Notifications.
 *
 * room_mute(arena, mute, fault): ERR_USER_UNKNOWN, ERR_ROOM_UNKNOWN,
 * ERR_MEMBER_UNKNOWN; ${mute->changed}: it was not so before.
 *
 * muted_rooms(): ids of a user's muted rooms, ascending.
 */
struct mute {
	const struct app *app;
	const char *room_id, *username;
	bool muted;
	bool changed;		/* filled in */
};
enum err room_mute(struct arena *arena, struct mute *mute,
    struct fault *fault);
enum err muted_rooms(struct arena *arena, const struct app *app,
    const char *username, struct texts *rooms, struct fault *fault);

/*
 * A member's own data for a room.
 *
 * preference_set(arena, change, result, fault):
 * Add what is new, take away what is named.  ERR_MEMBER_UNKNOWN (also when
 * there is no such room), ERR_REQUEST_TOO_LARGE: more than PREFERENCE_MAX.
 *
 * preference_list(arena, page, fault): page->room NULL: of all rooms that have
 * some, or are muted.
 */
struct preference {
	const char *room_id;
	const char *data;	/* JSON object */
	bool muted;
};
struct preference_change {
	const struct app *app;
	const char *room_id, *username;
	const char *data;	/* JSON object of what is new */
	struct texts gone;	/* keys to be taken away */
	const bool *muted;	/* NULL: as it was */
};
struct preference_page {
	const struct app *app;
	const char *username;
	const char *room_id;	/* or NULL */
	int64_t offset, limit;
	/* Filled in */
	struct preference *rows;
	size_t count;
	int64_t total;		/* 0 when nothing is on the page */
};
enum err preference_set(struct arena *arena,
    const struct preference_change *change, struct preference *result,
    struct fault *fault);
enum err preference_list(struct arena *arena, struct preference_page *page,
    struct fault *fault);

#endif
