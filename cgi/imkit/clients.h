/*
 * clients: what the families about users of the IMKit dialect share.
 */
#ifndef CGI_IMKIT_CLIENTS_H
#define CGI_IMKIT_CLIENTS_H

#include "clock.h"
#include "imkit.h"
#include "profile.h"
#include "reading.h"

enum { CLIENT_TOKEN_MAX = 4096 };	/* bytes of a token that is bound */

/*
 * client_fields(call, root, profile): nickname, avatarUrl and description of
 * ${root}, of which null means none.  ERR_FIELD_INVALID.
 */
enum err client_fields(struct call *call, struct json_object *root,
    struct profile *profile);

/*
 * client_token(call, root, token, expires): `token`, NULL if there is none,
 * and `expirationDate`, 0 if there is none.  ERR_FIELD_INVALID: also for what
 * could not be sent in a header later, or is a token of ours.
 */
enum err client_token(struct call *call, struct json_object *root,
    const char **token, msec_t *expires);

/* A user as the result of a call, with what is known of a token. */
struct client_shown {
	struct account account;
	const char *token;	/* NULL: nothing about tokens */
	msec_t expires;		/* of it; 0: never */
	bool issued;		/* by this server */
	/* His muted rooms, where it is the user himself who asks; or NULL. */
	const struct texts *muted;
};
void client_write(struct call *call, struct json_writer *w,
    const struct client_shown *shown);

/* client_encode(call): with a struct client_shown as call->output. */
void client_encode(struct call *call);

#endif
