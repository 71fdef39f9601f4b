/*
 * message_view: messages as one who reads meets them, with all that is shown
 * beside them: their senders, reactions and the messages that they answer.
 *
 * Everything is fetched for all messages together, by at most five
 * statements, however many they are.
 *
 * Ownership: what is filled in lives in the arena.
 */
#ifndef LIB_MESSAGE_VIEW_H
#define LIB_MESSAGE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "db.h"
#include "err.h"
#include "message.h"

struct app;
struct arena;

enum {
	VIEW_MAX = 500,			/* messages */
	VIEW_BYTES = 4 << 20,		/* of their content, but for the last */
	VIEW_REPLY_BYTES = 3 << 20,	/* of all answered messages */
	VIEW_REACTIONS = 50,		/* of one message */
};

/* Which message. */
struct view_pick {
	int64_t conv, id;
	const char *room_id;
	enum conversation_kind kind;
	int64_t pinned;		/* id of the room's pinned message, or 0 */
};

struct md_node;
struct shown {
	struct message message;
	const struct account *sender;	/* NULL: nobody, or no user any more */
	const struct message *reply;	/* the message that it answers, if it
					   is there and is shown */
	const struct account *reply_sender;
	const char *reactions;	/* JSON array of {client, reaction}, the first
				   VIEW_REACTIONS of them; NULL: none */
	size_t reaction_count;	/* all of them */
	bool pinned;
	bool hidden;		/* from everybody but who manages the room */
	bool deleted;		/* only its place is shown */
	const struct md_node *tree;	/* of its text, if that was made
					   already (md.h); NULL */
};

struct message_view {
	/* Asked for */
	const struct app *app;
	const char *viewer;	/* NULL: the app's backend, who sees all */
	bool manager;		/* sees what was hidden from everybody */
	/* Brings a message into the words in which it is to be shown. */
	void (*words)(struct arena *arena, struct message *message);
	/* The id that ${message} says it answers, or NULL. */
	const char *(*reply)(struct arena *arena,
	    const struct message *message);
	struct view_pick *picks;
	size_t pick_count;	/* at most VIEW_MAX */
	/* Filled in, in the order of the picks */
	struct shown *messages;
	size_t count;
	bool cut;		/* VIEW_BYTES were reached: more may follow */
};

/*
 * message_view_read(arena, view, fault):
 * What the viewer does not see is left out, and so is what lies behind
 * VIEW_BYTES of content.
 *
 * message_view_contents(): at most ${bytes}, and not what is beside them.
 */
enum err message_view_read(struct arena *arena, struct message_view *view,
    struct fault *fault);
enum err message_view_contents(struct arena *arena,
    struct message_view *view, size_t bytes, struct fault *fault);

/* view_hiders(arena, viewer, manager): whose hiding of messages counts, as a
 * text[]. */
struct db_param view_hiders(struct arena *arena, const char *viewer,
    bool manager);

#endif
