/*
 * auth: who asks.  RFC 6750 (the Authorization header only); contracts
 * easemob 1.1, trust 3.7.
 */
#ifndef CGI_AUTH_H
#define CGI_AUTH_H

#include "endpoint.h"

/*
 * auth_check(call, auth):
 * Fill call->token from the request's header and check it wholly, epochs
 * included, for call->app.  AUTH_NONE: nothing is looked at.
 *
 * A user's token is a JWT of ours or a dynamic token (`dt-`) that the app's
 * own server made with one of its client secrets.
 *
 * ERR_TOKEN_ABSENT: no header, or another scheme than Bearer.
 * ERR_TOKEN_CORRUPT, ERR_TOKEN_EXPIRED (revoked ones too), ERR_TOKEN_FOREIGN
 * (another app's, or a user's where only an app may), or a database error.
 */
enum err auth_check(struct call *call, enum endpoint_auth auth);

/*
 * auth_by_path(call): the authorize() of dialects whose paths begin with
 * /{org}/{app}: find that app, then auth_check().  ERR_NO_SUCH_APP.
 */
enum err auth_by_path(struct call *call);

#endif
