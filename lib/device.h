/*
 * device: where users' notifications go, and notifications that an app's
 * backend has sent by itself.
 *
 * Rows of table notification (one per message and member) are written with the
 * message (store_members.c).  Here are the devices they go to, and the rows of
 * table push_request, which have no message.
 *
 * Every function may also return a database error.
 */
#ifndef LIB_DEVICE_H
#define LIB_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "reading.h"

struct app;
struct arena;

enum {
	DEVICES_MAX = 20,		/* of a user; the oldest go */
	DEVICE_ID_MAX = 256,		/* bytes */
	DEVICE_TOKEN_MAX = 4096,	/* bytes of a push service's token */
	PUSH_TARGETS_MAX = 500,		/* users or tokens of one push */
	PUSH_PAYLOAD_MAX = 4096,	/* bytes of its content */
	PUSH_WAITING_MAX = 10000,	/* pushes of an app that wait */
};

struct device {
	const char *username;
	const char *id;		/* device_remove(): NULL is any */
	const char *type;	/* ios, ios-voip, android, fcm or web */
	const char *token;
};

/*
 * device_set(arena, app, device, fault): ERR_USER_UNKNOWN.
 * device_remove(arena, app, device, removed, fault): the same; removing what
 * is not there is no error.
 */
enum err device_set(struct arena *arena, const struct app *app,
    const struct device *device, struct fault *fault);
enum err device_remove(struct arena *arena, const struct app *app,
    const struct device *device, int64_t *removed, struct fault *fault);

/*
 * push_send(arena, app, push, fault):
 * A notification for each of push->users who wants any, and for each of
 * push->tokens that is subscribed; both distinct.  What waits for a day is
 * dropped.  ERR_TOO_MANY_MESSAGES: PUSH_WAITING_MAX wait.
 */
struct push {
	struct texts users, tokens;
	const char *payload;	/* JSON object */
	size_t made;		/* filled in */
};
enum err push_send(struct arena *arena, const struct app *app,
    struct push *push, struct fault *fault);

#endif
