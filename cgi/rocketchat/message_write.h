/*
 * message_write: a message as the Rocket.Chat dialect shows it (contract
 * rocketchat, 1.5).
 */
#ifndef CGI_ROCKETCHAT_MESSAGE_WRITE_H
#define CGI_ROCKETCHAT_MESSAGE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "message_view.h"
#include "rocketchat.h"

/* Of the thread that begins with a message, and whom it mentions. */
struct thread_state {
	int64_t count;			/* 0: there is none */
	msec_t last;
	const char *replies;		/* JSON array of users' ids */
	const char *mentions;		/* JSON array, where the message only
					   has names; or NULL */
};

/*
 * rocketchat_words(arena, message): bring a message of another dialect into
 * the words of this one.
 *
 * message_write(call, w, shown, thread, ejson): the object; dates as
 * {"$date":ms} where ${ejson}, else as ISO texts.  ${thread} may be NULL.
 */
void rocketchat_words(struct arena *arena, struct message *message);
void message_write(struct call *call, struct json_writer *w,
    const struct shown *shown, const struct thread_state *thread, bool ejson);

/*
 * message_public_id(arena, message): the id that clients know it by.
 */
const char *message_public_id(struct arena *arena,
    const struct message *message);

/*
 * tree_write(call, w, name, text): the member ${name}, a text's tree; nothing
 * where it has none.
 *
 * attachment_write.c: attachments_write(call, w, array): the member, with the
 * trees of what the attachments say.
 */
void tree_write(struct call *call, struct json_writer *w, const char *name,
    const char *text);
void attachments_write(struct call *call, struct json_writer *w,
    struct json_slice array);

/* message_time(message): what is shown as its time. */
msec_t message_time(const struct message *message);

/*
 * thread_states(call, messages, count, states): of all of them, with one
 * statement.
 * mention_states(): then fill in `mentions`, with one statement.
 */
enum err mention_states(struct call *call, const struct shown *messages,
    size_t count, struct thread_state *states);
enum err thread_states(struct call *call, const struct shown *messages,
    size_t count, struct thread_state **states);

#endif
