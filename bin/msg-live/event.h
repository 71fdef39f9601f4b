/*
 * event: what is delivered: a message that was stored, one that changed,
 * somebody who types, a word to one user.
 *
 * It is read once, for all who watch, and carries the message as JSON in the
 * words of each dialect in which somebody watches.  Who sees it is decided
 * where it is delivered (event_is_visible()).
 *
 * Ownership: one block of memory, with a count of references that the last
 * one frees.  It lives longer than any call, so it is malloc()ed.  Constant
 * once it was made.
 */
#ifndef MSG_LIVE_EVENT_H
#define MSG_LIVE_EVENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "conversation.h"

/* In whose words. */
enum form { FORM_EASEMOB, FORM_IMKIT, FORM_ROCKETCHAT, FORMS };
#define FORM_BIT(form)	(1u << (form))

enum event_kind {
	EVENT_MESSAGE,		/* stored */
	EVENT_CHANGED,		/* edited, recalled, reacted to ... */
	EVENT_DELETED,		/* gone, or hidden from everybody */
	EVENT_TYPING,		/* somebody types, or stopped */
	EVENT_EPHEMERAL,	/* for one user, stored nowhere */
};

struct event_text {
	const char *bytes;	/* JSON; NULL: nobody asked for this form */
	size_t length;
};

/* Who may read the room's messages, of those who watch the whole app. */
struct event_reader {
	const char *username;
	bool participant;	/* is a member */
};

struct event {
	atomic_uint references;
	struct event *next;		/* in a list; the owner's */
	size_t bytes;			/* of memory that it takes */
	enum event_kind kind;
	int64_t app_id;
	enum conversation_kind conversation_kind;
	int64_t conv;
	int64_t seq;			/* EVENT_MESSAGE, CHANGED, DELETED */
	int64_t id;			/* the same: the message's */
	/* room.left_count when it was read: how often anybody was taken out
	 * of the room before.  -1: there is no such room. */
	int64_t left_count;
	const char *room_id;
	const char *room_type;		/* c p d; NULL: nobody asked */
	const char *room_name;		/* or NULL */
	const char *public_id;		/* the message's, as the Rocket.Chat
					   dialect knows it; NULL: not asked */
	const char *sender;		/* username, "": nobody */
	const char *user_id;		/* EPHEMERAL: whose; 17 characters */
	bool active;			/* TYPING: false: stopped */
	const char *const *users;	/* only these see it; NULL: all */
	size_t user_count;
	const char *const *ignored;	/* these do not */
	size_t ignored_count;
	bool hidden;			/* from everybody but the backend */
	const struct event_reader *readers;
	size_t reader_count;
	struct event_text forms[FORMS];
};

/*
 * event_make(parts): one block with copies of all that ${parts} points to, and
 * one reference.
 */
struct event *event_make(const struct event *parts);
struct event *event_keep(struct event *event);
void event_release(struct event *event);		/* NULL allowed */

/*
 * event_is_visible(event, viewer): by the store's rules (sql/query/
 * history_after.sql); ${viewer} is a username, NULL the app's backend.
 * Whether the viewer may read in the room is not asked here.
 */
bool event_is_visible(const struct event *event, const char *viewer);

/*
 * events_by_time(first): linked events of several conversations, each one's
 * together and in its order, as one list by their ids, that is by time; each
 * conversation's order stays.  Bots overlook what is older than the newest that
 * they saw in any room.
 */
struct event *events_by_time(struct event *first);

#endif
