/*
 * message: one stored message, whose words it is in, and how it changes after
 * it was sent.
 *
 * A message is found by its id in 24 hex digits (id.h), which also shows which
 * room it is in: a room that was deleted hides its messages.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_MESSAGE_H
#define LIB_MESSAGE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "conversation.h"
#include "err.h"

struct app;
struct arena;

/* In whose words type and body are; as stored in message.dialect. */
enum message_dialect {
	DIALECT_EASEMOB = 0,
	DIALECT_IMKIT = 1,
	DIALECT_ROCKETCHAT = 2,
};

/* As stored in message.state. */
enum message_state {
	MESSAGE_PLAIN = 0,	/* as sent, or edited */
	MESSAGE_RECALLED = 1,	/* the content is gone, the place is shown */
	MESSAGE_DELETED = 2,	/* the content is gone, nothing is shown */
};

struct message {
	int64_t id, conv, seq;
	const char *room_id;	/* as clients call the room */
	enum conversation_kind kind;
	const char *sender;	/* "": nobody, the app's backend */
	enum message_dialect dialect;
	enum message_state state;
	const char *type;
	const char *body;	/* JSON object */
	const char *ext;	/* JSON object or NULL */
	const char *options;	/* the same */
	int64_t priority;
	const char *users;	/* JSON array of who may see it, or NULL */
	msec_t changed;		/* 0: never */
	msec_t edited;		/* the same */
	int64_t thread;		/* id of the message of the same conversation
				   whose thread it is in, or 0 */
	bool apart;		/* some do not see it; only where messages
				   were read together (message_view.h) */
};

/*
 * message_find(arena, app, id, message, fault):
 * The message of ${id}, 24 hex digits.  ERR_MESSAGE_UNKNOWN.
 */
enum err message_find(struct arena *arena, const struct app *app,
    const char *id, struct message *message, struct fault *fault);

/* message_row(r, message): the row of SQL_message_find; ERR_MESSAGE_UNKNOWN
 * when there is none. */
enum err message_row(const PGresult *r, struct message *message);

/*
 * message_change(arena, app, message, change, fault):
 * Give ${message}, as it was found, another content and state, and the time
 * change->now; ${message} is brought up to date.  ERR_CONFLICT when somebody
 * else was faster: find it again.
 */
struct message_change {
	enum message_dialect dialect;
	enum message_state state;
	const char *type, *body;
	const char *text;	/* what search finds it by, or NULL */
	msec_t now;
};
enum err message_change(struct arena *arena, const struct app *app,
    struct message *message, const struct message_change *change,
    struct fault *fault);

#endif
