/*
 * delivery: an event on its way to all who subscribed, and the frames that
 * they share: each is made once, when the first needs it.
 */
#ifndef MSG_LIVE_DELIVERY_H
#define MSG_LIVE_DELIVERY_H

#include "event.h"
#include "frame.h"

/* What a frame is for; SockJS has its own of each (delivery_sockjs()). */
enum delivery_frame {
	DELIVER_DDP_ROOM,		/* stream-room-messages, by room */
	DELIVER_DDP_STRANGER,		/* __my_messages__, no member */
	DELIVER_DDP_PARTICIPANT,	/* the same, a member */
	DELIVER_DDP_DELETED,		/* stream-notify-room <rid>/... */
	DELIVER_DDP_TYPING,
	DELIVER_DDP_ACTIVITY,
	DELIVER_DDP_USER,		/* stream-notify-user <uid>/message */
	DELIVER_EVENT,			/* of an event stream of one room */
	DELIVER_EVENT_DATA,		/* of several: behind its id */
	DELIVER_FRAMES,
};

struct delivery {
	const struct event *event;
	struct frame *frames[2 * DELIVER_FRAMES * FORMS];
};

/* delivery_end(d): give back the frames. */
void delivery_end(struct delivery *d);

/*
 * delivery_slot(d, what, form, sockjs): where such a frame stands, NULL until
 * it was made.
 */
struct frame **delivery_slot(struct delivery *d, enum delivery_frame what,
    enum form form, bool sockjs);

#endif
