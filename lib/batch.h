/*
 * batch: one call that sends a message, with differences, to many rooms.
 *
 * Whether its sender may write to each room is asked by one statement for all
 * of them; what became of each is kept (tables batch, batch_item), so that it
 * can be read afterwards.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_BATCH_H
#define LIB_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conversation.h"
#include "err.h"
#include "hash.h"

struct app;
struct arena;

enum { BATCH_ITEMS_MAX = 1000 };

/* One room of the batch, and what became of it. */
struct batch_item {
	const char *room;	/* its id, or NULL: the direct room of */
	const char *receiver;	/* the sender and this user */
	/* Filled in by batch_gate(); a refused item has no place. */
	enum conversation_kind kind;
	int64_t conv;
	const char *room_id;
	const char *canonical;	/* the conversation's target */
	enum err refused;	/* OK, or why nothing may be sent there */
	/* For batch_result() */
	int64_t id;		/* of the message; 0: not sent */
	const char *error;	/* a code, a blank and words, or NULL */
};

struct message_batch {
	const struct app *app;
	const char *id;
	const char *sender;	/* NULL: the app's backend as nobody */
	bool platform;		/* the app's backend asks, who may write
				   everywhere */
	const unsigned char *fingerprint; /* of what is asked, or NULL */
	struct batch_item *items;
	size_t count;		/* 1..BATCH_ITEMS_MAX */
	/* Filled in by batch_gate() */
	const char **censored;	/* forbidden words */
	size_t censored_count;
};

/*
 * batch_gate(arena, batch, fault):
 * Fill each item's place, creating direct rooms that are missing, or say in
 * `refused` why not: ERR_ROOM_UNKNOWN, ERR_USER_UNKNOWN (the receiver),
 * ERR_USER_ID_INVALID (the receiver is the sender), and for a user what
 * gate_user() says.  ERR_SENDER_UNKNOWN.
 */
enum err batch_gate(struct arena *arena, struct message_batch *batch,
    struct fault *fault);

/* batch_censored(batch, text): whether ${text}, which may be NULL, has a
 * forbidden word; nothing is forbidden to the app's backend. */
bool batch_censored(const struct message_batch *batch, const char *text);

/*
 * batch_claim(arena, batch, fault): begin it, or go on with one of the same
 * key; ERR_KEY_REUSED.
 * batch_result(arena, batch, fault): keep what became of the items.
 */
enum err batch_claim(struct arena *arena, const struct message_batch *batch,
    struct fault *fault);
enum err batch_result(struct arena *arena, const struct message_batch *batch,
    struct fault *fault);

/*
 * batch_find(arena, app, id, found, fault):
 * The items of a batch in their order; none for one that is not there.
 */
struct batch_found {
	const char *target;	/* "room" or "receiver", a blank, its id */
	const char *error;	/* as above */
	int64_t position;
	int64_t conv, id;	/* 0: not sent, or the room is gone */
	const char *room_id;
	enum conversation_kind kind;
	int64_t pinned;
};
struct batch_founds {
	struct batch_found *items;
	size_t count;
};
enum err batch_find(struct arena *arena, const struct app *app,
    const char *id, struct batch_founds *found, struct fault *fault);

#endif
