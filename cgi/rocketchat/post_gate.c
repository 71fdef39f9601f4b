/* Whether he may post to a room; see post.h. */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "post.h"

/* What the model throws inside of its send. */
static enum err
refuse_plain(struct call *call, const char *text)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_PLAIN, .reason = text, .swallowed = true }));
}

enum err
post_room_find(struct call *call, const char *id, struct post_room *room)
{
	struct db_param params[3];
	PGresult *r;
	enum err e;

	if (id == NULL || *id == '\0')
		return (refuse_plain(call, "The 'rid' property on the message"
		    " object is missing."));
	params[0] = db_bigint(call->arena, call->app.id);
	params[1] = db_text(id);
	params[2] = db_text(rocketchat_session(call)->account.username);
	if ((e = db_query(call->arena, &SQL_post_gate, params, 3, &r,
	    &call->fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (refuse_plain(call, "error-invalid-room"));
	room->id = db_value(r, 0, "room_id");
	room->kind = (enum conversation_kind)db_value_bigint(r, 0, "kind");
	room->conv = db_value_bigint(r, 0, "conv");
	room->target = db_is_null(r, 0, "pair") ? room->id :
	    db_value(r, 0, "pair");
	room->handle = db_value_or_null(r, 0, "handle");
	room->name = db_value(r, 0, "name");
	room->role = db_value_or_null(r, 0, "role");
	room->public = db_value_bool(r, 0, "public");
	room->archived = db_value_bool(r, 0, "archived");
	room->read_only = db_value_bool(r, 0, "read_only");
	room->frozen = db_value_bool(r, 0, "frozen");
	room->encrypted = db_value_bool(r, 0, "encrypted");
	room->member = db_value_bool(r, 0, "member");
	room->silenced = db_value_bool(r, 0, "silenced");
	room->voiced = db_value_bool(r, 0, "voiced");
	room->blocked = db_value_bool(r, 0, "blocked");
	room->pinned = db_value_bigint(r, 0, "pinned");
	room->floor = db_value_bigint(r, 0, "floor");
	room->last = db_value_bigint(r, 0, "last");
	return (OK);
}

bool
post_room_reads(const struct call *call, const struct post_room *room)
{

	return (rocketchat_reads(call, rocketchat_room_type(room->kind,
	    room->public), room->member, room->role));
}

enum err
post_room_check(struct call *call, const struct post_room *room,
    const char *type)
{
	const struct session *session = rocketchat_session(call);

	if (room->archived)
		return (refuse_plain(call, "room_is_archived"));
	if (!post_room_reads(call, room))
		return (rocketchat_refuse(call, &(struct rocketchat_fault){
		    .throws = THROW_METEOR, .error = "error-not-allowed",
		    .method = "sendMessage", .bare = true }));
	if (room->blocked)
		return (refuse_plain(call, "room_is_blocked"));
	if ((room->read_only || room->frozen) && !room->voiced &&
	    !rocketchat_may(call, "post-readonly", room->role))
		return (refuse_plain(call, "You can't send messages because"
		    " the room is readonly."));
	if (room->silenced)
		return (refuse_plain(call, "You_have_been_muted"));
	if (room->encrypted && session_flag(session, "E2E_Enable", false) &&
	    !session_flag(session, "E2E_Allow_Unencrypted_Messages", true) &&
	    (type == NULL || strcmp(type, "e2e") != 0))
		return (rocketchat_error(call, "error-not-allowed",
		    "Not allowed to send un-encrypted messages in an"
		    " encrypted room", "sendMessage"));
	return (OK);
}
