/*
 * What only the sender is told when his message was not sent (contract
 * rocketchat, 1.2): the realtime side shows it in the room.
 */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "post.h"

static const struct {
	const char *error, *text;
} texts[] = {
	{ "error-invalid-room", "Invalid room" },
	{ "error-not-allowed", "Not allowed" },
	{ "room_is_archived", "This room is archived" },
	{ "room_is_blocked", "This room is blocked" },
	{ "You_have_been_muted",
	    "You have been muted and cannot speak in this room" },
};

static const char *
text_of(struct call *call, enum err e)
{
	const struct rocketchat_fault *fault = call->refusal;
	const char *error;
	size_t i;

	if (e != ERR_REFUSED)
		return ("A message with this _id or key exists and is another"
		    " one");
	if (fault->throws == THROW_MATCH)
		return (arena_format(call->arena, "Match error: %s in field"
		    " %s", fault->reason, fault->error));
	error = fault->throws == THROW_PLAIN ? fault->reason : fault->error;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].error, error) == 0)
			return (texts[i].text);
	return (fault->reason == NULL ? error : fault->reason);
}

void
ephemeral_add(struct call *call, const char *room_id, enum err e)
{
	const struct session *session = rocketchat_session(call);
	struct fault fault = { .argument = NULL };
	struct db_param params[5];

	/* The id is the client's, of a room that may not be. */
	if (strlen(room_id) > SEND_TARGET_BYTES)
		return;
	params[0] = db_bigint(call->arena, call->app.id);
	params[1] = db_text(session->account.username);
	params[2] = db_text(room_id);
	params[3] = db_text(text_of(call, e));
	params[4] = db_text(session->public_id);
	if (db_query(call->arena, &SQL_ephemeral_add, params, 5, NULL,
	    &fault) != OK)
		call->fault.detail = "no ephemeral message";
}
