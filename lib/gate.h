/*
 * gate: whether a user may write to a room, and which conversation that is.
 *
 * One statement finds all that can forbid it: the room is frozen, the user is
 * no member or banned, one of the two of a direct room blocked the other, a
 * word of the app's setting `censorship` ({"keywords":["..."]}, compared
 * byte by byte) is in the text.
 */
#ifndef LIB_GATE_H
#define LIB_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "conversation.h"
#include "err.h"

struct app;
struct arena;

struct gate {
	/* Asked for */
	const struct app *app;
	const char *room_id;
	const char *username;		/* NULL: the app's backend as nobody */
	/* Filled in */
	enum conversation_kind kind;
	int64_t conv;
	const char *canonical;		/* the conversation's target */
	bool frozen, member, banned, blocked;
	bool exists;			/* the user does */
	bool manager;			/* or owner */
	const char *censorship;		/* JSON text or NULL */
};

/* gate_read(arena, gate, fault): ERR_ROOM_UNKNOWN, or a database error. */
enum err gate_read(struct arena *arena, struct gate *gate,
    struct fault *fault);

/*
 * gate_user(gate): what a user needs to write: OK, ERR_NOT_MEMBER,
 * ERR_ROOM_FROZEN, ERR_SENDER_BANNED, ERR_SENDER_BLOCKED.
 *
 * gate_text(arena, gate, text): ERR_CENSORED; NULL is no text.
 */
enum err gate_user(const struct gate *gate);
enum err gate_text(struct arena *arena, const struct gate *gate,
    const char *text);

#endif
