/* See message_list.h. */
#include <string.h>

#include "arena.h"
#include "id.h"
#include "json_string.h"
#include "message.h"
#include "message_list.h"

/* The id that a message in this dialect's words answers. */
static const char *
reply_id(struct arena *arena, const struct message *message)
{
	struct json_slice slice;
	size_t length;

	if (!json_member(message->body, strlen(message->body), "reply",
	    &slice) || *slice.bytes != '"' || slice.length != ID_HEX + 2)
		return (NULL);
	return (json_unescape(arena, slice, &length));
}

enum err
imkit_list_read(struct call *call, struct message_view *view)
{

	view->viewer = imkit_caller(call);
	return (imkit_list_view(call, view));
}

enum err
imkit_list_view(struct call *call, struct message_view *view)
{

	view->app = &call->app;
	view->words = imkit_words;
	view->reply = reply_id;
	return (message_view_read(call->arena, view, &call->fault));
}

struct imkit_beside
imkit_list_beside(const struct shown *m)
{

	return ((struct imkit_beside){ .sender = m->sender,
	    .reply = m->reply, .reply_sender = m->reply_sender,
	    .reactions = m->reactions,
	    .reaction_count = m->reaction_count,
	    .pinned = m->pinned, .hidden = m->hidden,
	    .deleted = m->deleted });
}

void
imkit_list_write(struct call *call, struct json_writer *w,
    const struct shown *messages, size_t count)
{
	struct imkit_beside beside;
	size_t i;

	for (i = 0; i < count; i++) {
		beside = imkit_list_beside(&messages[i]);
		imkit_message_write(call, w, &messages[i].message, &beside);
	}
}

enum err
imkit_query_time(struct call *call, const char *name, msec_t *at)
{
	const char *text = http_query(&call->request, name);
	char *plus, *copy;
	msec_t found;

	if (text == NULL || *text == '\0')
		return (OK);
	/* "+08:00" that was not percent-encoded arrives with a blank. */
	copy = arena_strdup(call->arena, text);
	if ((plus = strchr(copy, ' ')) != NULL)
		*plus = '+';
	if (imkit_iso_parse(copy, &found) && found <= IMKIT_TIME_MAX) {
		*at = found < 0 ? 0 : found;
		return (OK);
	}
	call->fault.argument = arena_format(call->arena, "%s must be a time"
	    " such as 2024-01-01T00:00:00Z, or milliseconds since 1970", name);
	return (ERR_BAD_QUERY);
}
