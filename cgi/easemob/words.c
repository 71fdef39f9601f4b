/* See words.h. */
#include "content.h"
#include "easemob/words.h"
#include "history.h"

void
easemob_words(struct arena *arena, struct history_message *m)
{
	struct content_words words = { m->type, m->body, m->ext };

	/* The backend as nobody has a name here. */
	if (*m->sender == '\0')
		m->sender = "admin";
	if (m->dialect == DIALECT_EASEMOB)
		return;
	content_translate(arena, m->dialect, DIALECT_EASEMOB, &words);
	m->type = words.type;
	m->body = words.body;
	m->ext = words.ext;
}
