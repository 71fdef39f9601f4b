/* See imkit_words() in message.h. */
#include "content.h"
#include "message.h"

void
imkit_words(struct arena *arena, struct message *message)
{
	struct content_words words = { message->type, message->body,
	    message->ext };

	if (message->dialect == DIALECT_IMKIT ||
	    message->state != MESSAGE_PLAIN)
		return;
	content_translate(arena, message->dialect, DIALECT_IMKIT, &words);
	message->type = words.type;
	message->body = words.body;
	message->ext = NULL;
}
