/*
 * words: messages that another dialect sent, in this one's words
 * (docs/easemob.md).
 */
#ifndef CGI_EASEMOB_WORDS_H
#define CGI_EASEMOB_WORDS_H

struct arena;
struct history_message;

/*
 * easemob_words(arena, message): bring sender, type, body and ext into this
 * dialect's words; a message of this dialect stays as it is.
 */
void easemob_words(struct arena *arena, struct history_message *message);

#endif
