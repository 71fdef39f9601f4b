/*
 * system: messages that the server itself says of a room: who was added, left,
 * became a manager.  They count in no badge and notify nobody.
 */
#ifndef CGI_IMKIT_SYSTEM_H
#define CGI_IMKIT_SYSTEM_H

#include "imkit.h"
#include "room.h"

struct imkit_system {
	const char *type;	/* addMembers, leaveRoom ... */
	const char *room_id;
	const char *actor;	/* who did it; NULL: the app's backend */
	struct room_names whom;	/* may be none */
};

/*
 * imkit_system_send(call, system):
 * Say it.  What it speaks of is done already, so a message that cannot be sent
 * is only logged.  Of many users the first are named.
 */
void imkit_system_send(struct call *call, const struct imkit_system *system);

#endif
