/*
 * room_place: which room a command means.
 */
#ifndef MSGCTL_ROOM_PLACE_H
#define MSGCTL_ROOM_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "conversation.h"

struct ctl;

struct room_place {
	bool exists;			/* it was created */
	enum conversation_kind kind;	/* a chat room, if it was not */
	int64_t conv;
};

/*
 * room_place(ctl, app_id, place):
 * The room of the third argument, created or not.  EXIT_DONE, EXIT_USAGE when
 * its id is too long, or what statement() returned.
 */
int room_place(struct ctl *ctl, int64_t app_id, struct room_place *place);

/*
 * option_kind(ctl, kind): what --kind says: chatroom, group or direct;
 * ${kind} stays when it was not given.  EXIT_USAGE with words on stderr.
 */
int option_kind(struct ctl *ctl, enum conversation_kind *kind);

#endif
