/*
 * Who asks, in the Rocket.Chat dialect (contract rocketchat, 2.9): the host
 * names the app, X-User-Id and X-Auth-Token the user.
 */
#include <string.h>

#include "app_host.h"
#include "arena.h"
#include "rocketchat.h"
#include "utf8.h"

static const char *
header(const struct call *call, const char *name)
{
	const char *value = call->source->variable(call->source->cookie,
	    name);

	return (value == NULL || *value == '\0' ? NULL : value);
}

const struct session *
rocketchat_session(const struct call *call)
{

	return (call->session);
}

bool
rocketchat_may(const struct call *call, const char *permission,
    const char *role)
{
	const struct session *session = rocketchat_session(call);

	return (session != NULL && session_may(session, permission, role));
}

bool
rocketchat_reads(const struct call *call, const char *type, bool member,
    const char *role)
{
	const char *permission = *type == 'd' ? "view-d-room" :
	    *type == 'c' ? "view-c-room" : "view-p-room";

	if (*type == 'c' && rocketchat_may(call, permission, role))
		return (true);
	return (member && (rocketchat_may(call, "view-joined-room", role) ||
	    rocketchat_may(call, permission, role)));
}

int64_t
rocketchat_version(const struct call *call)
{
	const struct session *session = rocketchat_session(call);

	return (session == NULL ? 8 :
	    session_number(session, "Compatibility_Version", 8));
}

void
rocketchat_count(struct call *call)
{
	const struct session *session = rocketchat_session(call);

	if (session == NULL || call->calls.name == NULL)
		return;
	if (session_may(session, "api-bypass-rate-limit", NULL))
		call->calls.name = NULL;
	else
		call->calls.user = session->account.username;
}

struct limit
rocketchat_send_limit(const struct call *call)
{
	const struct session *session = rocketchat_session(call);
	struct limit limit = { .name = "rocketchat sends", .quota = 5,
	    .window = 1 };

	if (session_may(session, "send-many-messages", NULL))
		return ((struct limit){ .name = NULL });
	limit.user = session->account.username;
	return (limit);
}

enum err
rocketchat_authorize(struct call *call)
{
	struct session *session = arena_alloc(call->arena, sizeof(*session));
	struct session_key key = { header(call, "HTTP_X_AUTH_TOKEN"),
	    header(call, "HTTP_X_USER_ID") };
	enum err e;

	if ((e = app_host_find(call->arena, header(call, "HTTP_HOST"),
	    &call->app, &call->fault)) != OK ||
	    call->endpoint->auth == AUTH_NONE)
		return (e);
	if (key.token == NULL || key.public_id == NULL)
		return (call->endpoint->auth == AUTH_PUBLIC ? OK :
		    ERR_TOKEN_ABSENT);
	/* Bodies and paths were checked; headers were not. */
	e = !utf8_valid(key.public_id, strlen(key.public_id)) ?
	    ERR_TOKEN_CORRUPT : session_find(call->arena, &call->app, &key,
	    session, &call->fault);
	if (e == ERR_TOKEN_CORRUPT && call->endpoint->auth == AUTH_PUBLIC)
		return (OK);
	if (e != OK)
		return (e);
	call->session = session;
	call->account = &session->account;
	call->token.kind = TOKEN_USER;
	call->token.subject = session->account.username;
	rocketchat_count(call);
	return (OK);
}
