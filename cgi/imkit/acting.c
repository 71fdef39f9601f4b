/* See acting.h. */
#include "acting.h"

enum err
imkit_acting(struct call *call, struct json_object *root,
    const char **username)
{
	enum err e;

	if (!imkit_is_platform(call)) {
		*username = imkit_caller(call);
		return (OK);
	}
	if (root == NULL)
		*username = http_query(&call->request, "clientId");
	else if ((e = imkit_text(call, root, "clientId", IMKIT_ID_MAX,
	    username)) != OK)
		return (e);
	return (imkit_id_check(call, "clientId", *username));
}

enum err
imkit_room_error(struct call *call, enum err e)
{

	if (imkit_is_platform(call) ||
	    (e != ERR_ROOM_UNKNOWN && e != ERR_MEMBER_UNKNOWN))
		return (e);
	return (ERR_NOT_MEMBER);
}

void
imkit_put_notifications(struct json_writer *w, const struct account *account,
    const struct texts *muted)
{
	size_t i;

	json_put_bool(w, "notificationEnabled", account->notifications);
	json_write_name(w, "mute");
	json_write_array(w);
	for (i = 0; i < muted->count; i++)
		json_write_string(w, muted->texts[i]);
	json_write_array_end(w);
}
