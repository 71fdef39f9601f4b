/*
 * rooms: what the families of rooms share (channels.*, groups.*, im.*,
 * rooms.*, subscriptions.*): which room a call means, whether he who asks may
 * see it, and how rooms are written.
 *
 * A room of any dialect is one here: a chat room and a public group are
 * channels (t "c"), another group is a private one ("p"), the room of two users
 * is direct ("d").  It is named by its handle, or its id if it has none.
 */
#ifndef CGI_ROCKETCHAT_ROOMS_H
#define CGI_ROCKETCHAT_ROOMS_H

#include <stdbool.h>
#include <stddef.h>

#include "channel.h"
#include "channel_change.h"
#include "chat_user.h"
#include "message_view.h"
#include "method.h"
#include "rocketchat.h"

enum {
	PAGE_COUNT = 50,		/* rows of a page, if none is said */
	PAGE_COUNT_MAX = 100,
	PAGE_OFFSET_MAX = 1000000,
	USERS_ASKED_MAX = 100,		/* named by one call */
	ROOM_MEMBERS_ASKED_MAX = 1000,	/* of a new room */
	ROOM_TEXT_MAX = 2000,		/* characters of topic, announcement,
					   description */
};

/* What differs between the calls of a type of room; an endpoint's family. */
struct room_family {
	const char *type;		/* "c" */
	const char *object, *list;	/* "channel", "channels" */
	const char *words;		/* "channel", "group" */
	const char *create;		/* the permission */
	const char *add_any;		/* the same, to add as a stranger */
	const char *leave;		/* the same */
	bool returns_room;		/* kick and leave do */
};
extern const struct room_family room_channels, room_groups, room_directs;
const struct room_family *rooms_family(const struct call *call);

/*
 * Which room: roomId, or roomName.
 *
 * rooms_key_query(call, key), rooms_key_body(call, root, key): one of the two
 * must be there.  ERR_REFUSED.
 */
enum err rooms_key_query(struct call *call, struct channel_key *key);
enum err rooms_key_body(struct call *call, struct json_object *root,
    struct channel_key *key);

/*
 * rooms_find(call, key, channel): the room, if he may see it, as he meets it.
 * ERR_ROOM_UNKNOWN, also when he may not.
 *
 * rooms_find_type(call, key, live, channel): the same of the type of the call's
 * family; with ${live} not an archived one.  ERR_REFUSED.
 *
 * rooms_read(call, id, channel): it again, after a change.
 *
 * rooms_sees(call, channel): whether he may.
 */
enum err rooms_find(struct call *call, const struct channel_key *key,
    struct channel *channel);
enum err rooms_find_type(struct call *call, const struct channel_key *key,
    bool live, struct channel *channel);
enum err rooms_read(struct call *call, const char *id,
    struct channel *channel);
bool rooms_sees(const struct call *call, const struct channel *channel);

/*
 * rooms_actor(call, id, permission): who asks, and as what in the room he has
 * ${permission}.
 */
struct channel_actor rooms_actor(struct call *call, const char *id,
    const char *permission);

/*
 * Members of bodies.
 *
 * rooms_text(call, root, name, maximum, text): a string of at most ${maximum}
 * characters; NULL if it is absent or null.
 * rooms_flag(): true or false; NULL if absent.
 * rooms_texts(): an array of strings, at most ${maximum}.
 * rooms_required(call, name): ERR_REFUSED: it is missing.
 */
enum err rooms_text(struct call *call, struct json_object *root,
    const char *name, size_t maximum, const char **text);
enum err rooms_flag(struct call *call, struct json_object *root,
    const char *name, const bool **flag);
enum err rooms_texts(struct call *call, struct json_object *root,
    const char *name, size_t maximum, struct room_names *texts);
enum err rooms_required(struct call *call, const char *name);

/* rooms_unauthorized(call): he is not allowed to call this at all: 403. */
enum err rooms_unauthorized(struct call *call);

/*
 * Which users: userId, username or user, in the body, or the query where there
 * is none.
 *
 * rooms_user_key(call, root, users): decode; one of them.
 * rooms_users_key(): several, by userIds or usernames too.
 * rooms_users_find(call, users): run.  ERR_REFUSED: nobody was found.
 */
enum err rooms_user_key(struct call *call, struct json_object *root,
    struct chat_users *users);
enum err rooms_users_key(struct call *call, struct json_object *root,
    struct chat_users *users);
enum err rooms_users_find(struct call *call, struct chat_users *users);

/*
 * paging_read(call, sorts, maximum, paging): the query's offset, count and
 * sort, a JSON object such as {"name":-1}: of its members the first that is one
 * of ${sorts}, which end with NULL, counts.  ERR_REFUSED.
 * paging_write(w, paging, count, total).
 */
struct paging {
	int64_t offset, count;
	int sort;		/* 1 + the place in sorts, negative:
				   descending; 0: not given */
};
enum err paging_read(struct call *call, const char *const *sorts,
    int64_t maximum, struct paging *paging);
void paging_write(struct json_writer *w, const struct paging *paging,
    size_t count, int64_t total);

/*
 * rooms_since(call, error, at): the query's updatedSince, or 0; ${error}: what
 * is refused with.
 */
enum err rooms_since(struct call *call, const char *error, msec_t *at);

/*
 * room_object.c
 *
 * rooms_last(call, channels, count, last): the newest message of each; all
 * together, by a few statements.  last[i] is NULL where there is none.
 *
 * room_write(call, w, channel, last, ejson): a room.
 * subscription_write(call, w, channel, ejson): what he who asks is in it.
 */
enum err rooms_last(struct call *call, const struct channel *channels,
    size_t count, const struct shown ***last);
void room_write(struct call *call, struct json_writer *w,
    const struct channel *channel, const struct shown *last, bool ejson);
void subscription_write(struct call *call, struct json_writer *w,
    const struct channel *channel, bool ejson);
const char *room_handle(const struct channel *channel);

/*
 * A call whose answer is one room: decode leaves what it likes in call->input,
 * run changes it and ends with rooms_show(), which leaves a struct room_shown
 * in call->output.
 */
struct room_shown {
	struct channel channel;
	const struct shown **last;
};
enum err rooms_show(struct call *call, const char *id);
void rooms_show_encode(struct call *call);

/*
 * room_name.c: what a room may be called.
 *
 * room_name_check(call, name): ERR_REFUSED.
 * room_name_taken(call, name, archived): ERR_REFUSED: another room has it.
 */
enum err room_name_check(struct call *call, const char *name);
enum err room_name_taken(struct call *call, const char *name, bool archived);

/* rooms_done_encode(call): {"success":true}. */
void rooms_done_encode(struct call *call);

#endif
