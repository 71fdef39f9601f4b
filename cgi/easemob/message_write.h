/*
 * message_write: a stored message as the Easemob dialect shows it
 * (docs/easemob.md, history).
 */
#ifndef CGI_EASEMOB_MESSAGE_WRITE_H
#define CGI_EASEMOB_MESSAGE_WRITE_H

#include "conversation.h"
#include "history.h"
#include "json.h"

/*
 * easemob_message_write(w, message, kind, to):
 * The object of ${message}, which easemob_words() was called for; ${to} is the
 * room or group, or the other one of the pair.
 */
void easemob_message_write(struct json_writer *w,
    const struct history_message *message, enum conversation_kind kind,
    const char *to);

#endif
