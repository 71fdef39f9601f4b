/*
 * users: what the users' calls share with the others.
 */
#ifndef CGI_EASEMOB_USERS_H
#define CGI_EASEMOB_USERS_H

#include "account.h"
#include "easemob.h"

/* user_write(): a user's entity, as contract 1.10 describes it. */
void user_write(struct json_writer *w, const struct account *account);

/*
 * user_parameter(call, position, username):
 * The path's parameter ${position} in a username's stored form.  A name that
 * nobody can have is ERR_USER_UNKNOWN.
 */
enum err user_parameter(struct call *call, size_t position,
    const char **username);

#endif
