/*
 * acting: for whom a call is made, where a user calls for himself and the
 * platform key for anybody; and how a user is shown to himself.
 */
#ifndef CGI_IMKIT_ACTING_H
#define CGI_IMKIT_ACTING_H

#include "imkit.h"
#include "reading.h"

/*
 * imkit_acting(call, root, username):
 * The user who calls, or whom the platform key names as `clientId`, in the body
 * ${root} or, where that is NULL, in the query.  ERR_FIELD_ABSENT,
 * ERR_FIELD_INVALID.
 *
 * imkit_room_error(call, e): ${e} of a look at a room, for the one who calls:
 * to a user a room that he is not in and one that does not exist are the same.
 *
 * imkit_put_notifications(w, account, muted): members of a user's own object:
 * what he wants to be notified of.
 */
enum err imkit_acting(struct call *call, struct json_object *root,
    const char **username);
enum err imkit_room_error(struct call *call, enum err e);
void imkit_put_notifications(struct json_writer *w,
    const struct account *account, const struct texts *muted);

#endif
