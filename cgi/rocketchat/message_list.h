/*
 * message_list: messages as a user of the Rocket.Chat dialect reads them.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef CGI_ROCKETCHAT_MESSAGE_LIST_H
#define CGI_ROCKETCHAT_MESSAGE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message_write.h"
#include "post.h"

enum { MESSAGE_LIST_MAX = 500 };

/* Messages of one room, in the order in which they were asked for. */
struct message_list {
	const int64_t *ids;		/* at most MESSAGE_LIST_MAX */
	size_t id_count;
	/* Filled in: those that he sees */
	const struct shown *messages;
	struct thread_state *threads;
	size_t count;
};

/*
 * message_list_read(call, room, list): eight statements at most.
 * message_list_view(call, view, list): the same of the picks of ${view}, which
 * may be of several rooms; the ids of ${list} are not looked at.
 * message_list_write(call, w, list, ejson): an array.
 */
enum err message_list_view(struct call *call, struct message_view *view,
    struct message_list *list);
enum err message_list_read(struct call *call, const struct post_room *room,
    struct message_list *list);
void message_list_write(struct call *call, struct json_writer *w,
    const struct message_list *list, bool ejson);

/*
 * room_open(call, id, room): a room that he may read in; ERR_ROOM_UNKNOWN, also
 * when he may not.
 * message_open(call, id, found): a message that he sees, by its public id;
 * ERR_MESSAGE_UNKNOWN.
 */
struct found_message {
	struct message message;
	struct post_room room;
};
enum err room_open(struct call *call, const char *id,
    struct post_room *room);
enum err message_open(struct call *call, const char *id,
    struct found_message *found);

/*
 * message_show(call, found, list): that message alone as a list, after it was
 * found or changed.
 */
enum err message_show(struct call *call, const struct found_message *found,
    struct message_list *list);

/*
 * message_range(): the messages of a room between two times, the newest
 * first, by the times that are shown.
 */
struct message_range {
	const struct post_room *room;
	msec_t oldest, latest;		/* inclusive; INT64_MIN, INT64_MAX */
	bool threads;			/* also what is only in threads */
	size_t offset, limit;
	/* Filled in */
	int64_t *ids;
	size_t count;
};
enum { RANGE_OFFSET_MAX = 10000, RANGE_LIMIT_MAX = 100 };
enum err message_range(struct call *call, struct message_range *range);

/* message_id_at(at): the least id of a time, or of as early or late as there
 * can be one. */
int64_t message_id_at(msec_t at);

/* rocketchat_time(text, at): an ISO text, or milliseconds; false: neither. */
bool rocketchat_time(const char *text, msec_t *at);

#endif
