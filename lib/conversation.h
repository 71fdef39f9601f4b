/*
 * conversation: where messages are in an order.  Every message belongs to one
 * conversation: a chat room, a group, or a pair of users.
 *
 * `conv` is its number: the first 63 bits of the SHA-256 of app, kind and
 * canonical target, so that it is known without a look-up, spreads evenly
 * over the nodes of a cluster, and names its tenant.  Should two
 * conversations ever share a number, the row's app, kind and target tell
 * them apart and the second one's sends fail: they never mix.
 *
 * Canonical targets: a room's or group's id as it is; for users the two
 * lower-case names in byte order with U+001F between them.
 */
#ifndef LIB_CONVERSATION_H
#define LIB_CONVERSATION_H

#include <stdint.h>

struct arena;

/* As stored in column conversation.kind. */
enum conversation_kind {
	CONVERSATION_USERS = 1,
	CONVERSATION_GROUP = 2,
	CONVERSATION_ROOM = 3,
};

/* conversation_number(app_id, kind, target): the conv of a canonical target. */
int64_t conversation_number(int64_t app_id, enum conversation_kind kind,
    const char *target);

/* conversation_pair(arena, a, b): the canonical target of two users. */
const char *conversation_pair(struct arena *arena, const char *a,
    const char *b);

#endif
