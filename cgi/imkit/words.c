/* See imkit_words() in message.h. */
#include <string.h>

#include "arena.h"
#include "content.h"
#include "id.h"
#include "json.h"
#include "message.h"

/* An answer in a thread answers the message that the thread begins with. */
static const char *
with_reply(struct arena *arena, const struct message *m, const char *body)
{
	struct json_slice reply;
	char id[ID_HEX + 1];

	if (m->thread == 0 || json_member(body, strlen(body), "reply",
	    &reply))
		return (body);
	id_hex(m->thread, m->conv, id);
	return (arena_format(arena, "{\"reply\":\"%s\"%s%s", id,
	    strcmp(body, "{}") == 0 ? "" : ",", body + 1));
}

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
	message->body = with_reply(arena, message, words.body);
	message->ext = NULL;
}
