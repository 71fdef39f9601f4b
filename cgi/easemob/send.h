/*
 * send: what the two generations of Easemob's sends share: how targets,
 * bodies and options of a request become a struct send, and its answer.
 */
#ifndef CGI_EASEMOB_SEND_H
#define CGI_EASEMOB_SEND_H

#include <stdbool.h>
#include <stddef.h>

#include "endpoint.h"
#include "json.h"
#include "send.h"

enum {
	DIRECTED_USERS_MAX = 20,	/* contract 1.2: users of a directed send */
	IGNORED_USERS_MAX = 20,		/* contract 1.2: roam_ignore_users */
};

/*
 * easemob_send_limits(call, send, calls, messages): the row's limits, scaled
 * for the app.
 */
void easemob_send_limits(const struct call *call, struct send *send,
    const struct limit *calls, const struct limit *messages);

/*
 * easemob_send_from(call, send, root): the sender, "admin" by default.
 * ERR_FROM_EMPTY.  Must come before easemob_send_targets(), because the two
 * users make the conversation.
 */
enum err easemob_send_from(struct call *call, struct send *send,
    struct json_object *root);

/*
 * easemob_send_targets(call, send, list, maximum): the array of targets,
 * each once.  ERR_TARGET_EMPTY, ERR_TARGETS_TOO_MANY, ERR_FIELD_INVALID.
 */
enum err easemob_send_targets(struct call *call, struct send *send,
    struct json_object *list, size_t maximum);

/*
 * easemob_send_visibility(call, send, root, directed):
 * users, who alone see a directed send, and roam_ignore_users.
 * ERR_USERS_EMPTY, ERR_USERS_TOO_MANY, ERR_IGNORED_TOO_MANY, ERR_BAD_FIELD.
 */
enum err easemob_send_visibility(struct call *call, struct send *send,
    struct json_object *root, bool directed);

/* easemob_send_level(send, root): chatroom_msg_level.  ERR_FIELD_INVALID. */
enum err easemob_send_level(struct call *call, struct send *send,
    struct json_object *root);

/*
 * easemob_send_options(call, send, root): routetype, sync_device,
 * need_group_ack, env.  ERR_FIELD_INVALID for env.
 */
enum err easemob_send_options(struct call *call, struct send *send,
    struct json_object *root);

/*
 * easemob_send_ext(call, send, root): ext, exactly as it came.
 * ERR_EXT_NOT_OBJECT.
 */
enum err easemob_send_ext(struct call *call, struct send *send,
    struct json_object *root);

/*
 * easemob_send_text(send, content): what search finds a txt message to users
 * or groups by.  A message to more than SEARCHED_TARGETS_MAX of them is not
 * found: it would cost more than storing it.
 */
enum { SEARCHED_TARGETS_MAX = 100 };
void easemob_send_text(struct send *send, struct json_object *content);

/* easemob_send_size(send): ERR_MESSAGE_TOO_LARGE. */
enum err easemob_send_size(const struct send *send);

/*
 * easemob_content_check(call, type, content): the fields of a body by its
 * type (content.c).  What is documented for custom messages always; the rest
 * only with the app's setting strict_bodies.  ERR_FIELD_INVALID.
 * easemob_type_known(type): one of the eight.
 */
bool easemob_type_known(const char *type);
enum err easemob_content_check(struct call *call, const char *type,
    struct json_object *content);

/* The rows' run: what the app's setting check_targets asks for. */
enum err easemob_send_check(struct call *call);

/* Write data: {"target":"id"}, or {"target":"success"}. */
void easemob_send_data(struct call *call, struct json_writer *w,
    bool success_words);

#endif
