/*
 * realtime: calls that come as frames of the realtime API (contract
 * rocketchat, 2.4, 2.5): a method, from the one table of methods, and a
 * subscription.  bin/msg-live makes them with serve_frame(); the frame is
 * call->request.body.
 *
 * The frame's form was checked: it is an object, `id` is a string, `method` or
 * `name` is, `params` is an array or is not there.
 *
 * What is answered is one frame: {"msg":"result",...}, or for a subscription
 * that is refused {"msg":"nosub",...,"error":{...}}, and nothing for one that
 * is granted.
 */
#ifndef CGI_ROCKETCHAT_REALTIME_H
#define CGI_ROCKETCHAT_REALTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "conversation.h"
#include "endpoint.h"

extern const struct endpoint realtime_method;		/* for serve_frame() */
extern const struct endpoint realtime_subscription;

/*
 * realtime_login(call): after a method that logged the connection in or out;
 * NULL: it did neither.
 */
struct realtime_login {
	bool in;			/* false: it is logged out */
	const char *token;
	const char *user_id;		/* 17 characters */
	const char *username;
	const char *user;		/* JSON of the fields of `users` that
					   the user is told of himself */
	bool public;			/* he may read public rooms */
};
const struct realtime_login *realtime_login(const struct call *call);

/* What is subscribed to; call->output of one that was granted. */
enum realtime_stream {
	STREAM_NOTHING,			/* ready, and nothing ever comes */
	STREAM_ROOM_MESSAGES,
	STREAM_MY_MESSAGES,
	STREAM_ROOM_TYPING,		/* stream-notify-room <rid>/typing */
	STREAM_ROOM_ACTIVITY,		/* the same: <rid>/user-activity */
	STREAM_ROOM_DELETE,		/* the same: <rid>/deleteMessage */
	STREAM_USER_MESSAGE,		/* stream-notify-user <uid>/message */
};
struct realtime_grant {
	enum realtime_stream stream;
	const char *collection;		/* "stream-room-messages" */
	const char *event_name;
	bool use_collection;		/* `added` goes before `ready` */
	/* Of a room's stream */
	const char *room_id;
	enum conversation_kind kind;
	int64_t conv, last_seq;		/* nothing at or before it comes */
	bool membership;		/* read by who is a member, only */
	/* Of STREAM_MY_MESSAGES, which who is not logged in gets too, for when
	 * he is: he may read public rooms */
	bool public;
};

#endif
