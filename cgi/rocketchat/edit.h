/*
 * edit: a message that changes, by chat.update or updateMessage.
 *
 * Ownership: what is filled in lives in the arena.
 */
#ifndef CGI_ROCKETCHAT_EDIT_H
#define CGI_ROCKETCHAT_EDIT_H

#include <stdbool.h>

#include "message_list.h"
#include "post.h"

struct edit {
	const char *id, *room_id;	/* room_id: of REST, else NULL */
	struct json_object *object;	/* what is new */
	struct json_slice source;	/* its text */
	struct json_object *previews;
	struct found_message found;
	struct message_list list;
};

struct buf;
extern const char edit_method[];	/* of details */

/* edit.c: edit_has(name): what an edit may change.
 * edit_refuse(call, error, reason): ERR_REFUSED. */
bool edit_has(const char *name);
enum err edit_refuse(struct call *call, const char *error,
    const char *reason);

/*
 * edit_body.c; edit->found.message is in this dialect's words.
 *
 * edit_is_none(call, edit): nothing is new.
 * edit_judge(call, edit): as a send would, of what is new.  ERR_REFUSED.
 * edit_compose(call, edit, post, body): what is to be stored; ${post} is used
 * for it.  ERR_REFUSED.
 */
bool edit_is_none(struct call *call, const struct edit *edit);
enum err edit_judge(struct call *call, const struct edit *edit);
enum err edit_compose(struct call *call, const struct edit *edit,
    struct post *post, struct buf *body);

#endif
