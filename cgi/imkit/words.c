/* See imkit_words() in message.h. */
#include "message.h"

void
imkit_words(struct arena *arena, struct message *message)
{

	(void)arena;
	(void)message;
}
