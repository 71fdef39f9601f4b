/* Names of rooms; see rooms.h. */
#include <string.h>

#include "arena.h"
#include "rooms.h"

static enum err
refuse(struct call *call, const char *error, const char *reason,
    const char *name)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = error, .reason = reason,
	    .details = rocketchat_details(call, (const char *[]){ "function",
	    "RocketChat.getValidRoomName", "channel_name", name,
	    NULL }) }));
}

/* Those that stand for something else. */
static bool
is_reserved(struct call *call, const char *name)
{
	static const char *const reserved[] = { "admin", "administrator",
	    "system", "user" };
	const char *folded = username_fold(call->arena, name);
	size_t i;

	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(reserved[i], folded) == 0)
			return (true);
	return (false);
}

enum err
room_name_check(struct call *call, const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	size_t length = strlen(name);

	if (length > 0 && length <= ROOM_NAME_MAX &&
	    strspn(name, allowed) == length && !is_reserved(call, name))
		return (OK);
	if (length > ROOM_NAME_MAX)
		name = "(too long)";
	return (refuse(call, "error-invalid-room-name", arena_format(
	    call->arena, "%s is not a valid room name.", name), name));
}

enum err
room_name_taken(struct call *call, const char *name, bool archived)
{

	if (archived)
		return (refuse(call, "error-archived-duplicate-name",
		    arena_format(call->arena, "There's an archived channel"
		    " with name %s", name), name));
	return (refuse(call, "error-duplicate-channel-name", arena_format(
	    call->arena, "A channel with name '%s' exists", name), name));
}
