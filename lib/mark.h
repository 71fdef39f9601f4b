/*
 * mark: what is put on a message after it was sent (reactions, the room's
 * pin, that it is hidden from everybody), and its deletion.
 *
 * Whether the asker may is looked at in the same statement as the change, and
 * the message is locked meanwhile, so that limits hold exactly and nothing is
 * put on a message that is gone.
 *
 * Ownership: what is filled in lives in the arena.  Every function may also
 * return a database error.
 */
#ifndef LIB_MARK_H
#define LIB_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "message.h"

struct app;
struct arena;

enum {
	REACTION_KINDS = 100,		/* different ones of a message */
	REACTION_BYTES = 64,		/* of one */
	REACTIONS_SHOWN = 1000,		/* of a message in an answer */
};

struct marks {
	const char *reactions;	/* JSON array of {client, reaction}, the first
				   REACTIONS_SHOWN; NULL: none */
	size_t reaction_count;	/* all of them */
	bool pinned;
	bool hidden;		/* from everybody */
	bool own;		/* the one who looks hid it from himself */
};

enum mark_kind {
	MARK_REACT, MARK_UNREACT,	/* members */
	MARK_PIN, MARK_UNPIN,		/* who manages the room */
	MARK_HIDE, MARK_UNHIDE,		/* the same */
	MARK_DELETE,			/* the same */
};

struct mark {
	const struct app *app;
	enum mark_kind kind;
	const char *username;	/* who asks; NULL: the app's backend */
	const char *reaction;	/* for the first two */
	msec_t now;
};

/*
 * mark_change(arena, mark, message, marks, fault):
 * Do it to ${message}, as message_find() filled it; both are brought up to
 * date, except after MARK_DELETE.  What is so already is no error.
 * ERR_NOT_MEMBER, ERR_NOT_MANAGER, ERR_MESSAGE_UNKNOWN (gone meanwhile, or
 * not for the asker's eyes), ERR_ARRAY_TOO_LONG: too many kinds of reactions.
 */
enum err mark_change(struct arena *arena, const struct mark *mark,
    struct message *message, struct marks *marks, struct fault *fault);

/* marks_read(arena, app, message, username, marks, fault): as ${username}, or
 * the backend (NULL), sees them. */
enum err marks_read(struct arena *arena, const struct app *app,
    const struct message *message, const char *username, struct marks *marks,
    struct fault *fault);

/* room_pinned(arena, app, room_id, username, id, fault): the pinned message's
 * 24 hex digits, or NULL.  ERR_ROOM_UNKNOWN, ERR_NOT_MEMBER. */
enum err room_pinned(struct arena *arena, const struct app *app,
    const char *room_id, const char *username, const char **id,
    struct fault *fault);

#endif
