/*
 * message: what a message of the IMKit dialect has (contract imkit, 1.4): from
 * a body to what is stored, and from what is stored to an answer.
 *
 * What is stored as body is a JSON object of the known members that came, to
 * the letter; members of other names are tolerated and not stored, and those
 * that the server sets (_id, sender, room, times, reactions, batchID) never
 * come from a body.
 */
#ifndef CGI_IMKIT_MESSAGE_H
#define CGI_IMKIT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "imkit.h"
#include "message.h"

enum {
	IMKIT_TYPE_MAX = 64,		/* bytes of a messageType */
	IMKIT_MENTIONS_MAX = 200,	/* of one message */
};

/* What a body says. */
struct imkit_content {
	const char *id;		/* of the message to change, or NULL */
	const char *type;	/* messageType, or NULL */
	const char *body;	/* what is to be stored */
	const char *text;	/* `message` where it is a string, else NULL */
	const char *reply;	/* id of the message that it answers, or NULL */
	const char **mentions;
	size_t mention_count;
};

/*
 * imkit_content_read(call, root, content):
 * ERR_FIELD_INVALID for _id, messageType, mentions and reply of a wrong form;
 * everything else may be any JSON.  ${root} is the whole of
 * call->request.body.
 */
enum err imkit_content_read(struct call *call, struct json_object *root,
    struct imkit_content *content);

/*
 * imkit_content_merge(arena, old, new): the members of the object ${old} and
 * those of ${new}, which win.
 */
const char *imkit_content_merge(struct arena *arena, const char *old,
    const char *new);

/*
 * imkit_words(arena, message): bring the type and body of a message that
 * another dialect sent into this one's words; one of this dialect stays as it
 * is (docs/imkit.md has the table).
 */
void imkit_words(struct arena *arena, struct message *message);

/* imkit_is_system(type): what the server says itself: joinRoom, addMembers ... */
bool imkit_is_system(const char *type);

/* What is shown beside a message; all zero: nothing is known. */
struct imkit_beside {
	const struct account *sender;	/* shown as an object; NULL: as its id */
	const struct message *reply;	/* the message that it answers */
	const struct account *reply_sender;	/* as `sender` */
	const char *reactions;		/* JSON array or NULL */
	size_t reaction_count;
	bool pinned, hidden;
	bool deleted;			/* only its place is shown */
	bool unpinned, unhidden;	/* said, because it just happened */
};

/* imkit_message_write(call, w, message, beside): the message object. */
void imkit_message_write(struct call *call, struct json_writer *w,
    const struct message *message, const struct imkit_beside *beside);

#endif
