/* See message_write.h. */
#include <stdio.h>
#include <string.h>

#include "easemob/message_write.h"
#include "id.h"

void
easemob_message_write(struct json_writer *w, const struct history_message *m,
    enum conversation_kind kind, const char *to)
{
	static const char *const levels[] = { "high", "normal", "low" };
	char id[24];

	snprintf(id, sizeof(id), "%lld", (long long)m->id);
	json_write_object(w);
	json_put_string(w, "id", id);
	json_put_integer(w, "seq", m->seq);
	json_put_string(w, "from", m->sender);
	json_put_string(w, "to", to);
	json_put_string(w, "type", m->type);
	json_write_name(w, "body");
	json_write_raw(w, m->body, strlen(m->body));
	if (m->ext != NULL) {
		json_write_name(w, "ext");
		json_write_raw(w, m->ext, strlen(m->ext));
	}
	if (kind == CONVERSATION_ROOM)
		json_put_string(w, "level", levels[m->priority]);
	json_put_integer(w, "timestamp", id_time(m->id));
	if (m->users != NULL) {
		json_write_name(w, "users");
		json_write_raw(w, m->users, strlen(m->users));
	}
	json_write_object_end(w);
}
