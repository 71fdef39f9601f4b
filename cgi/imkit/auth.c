/*
 * Who asks, in the IMKit dialect (contract imkit, 1.1 and 1.2).
 *
 *	IM-API-KEY or API_KEY				the app's backend
 *	IM-CLIENT-KEY or CLIENT_KEY, and
 *	IM-Authorization or Authorization, bare or Bearer	a user
 *
 *	?ticket=			either, for streams alone (live_ticket.h)
 *
 * The platform key wins where both come.  Web servers join a header that was
 * sent twice as "one, two": such a credential is refused, never taken in part.
 */
#include <string.h>

#include "api_key.h"
#include "arena.h"
#include "imkit.h"
#include "live.h"
#include "live_ticket.h"
#include "user_token.h"

/* A credential: its header or the older name; NULL if neither came. */
static enum err
credential(struct call *call, const char *name, const char *older,
    const char **value)
{
	const struct http_source *source = call->source;
	size_t length;

	*value = source->variable(source->cookie, name);
	if (*value == NULL || **value == '\0')
		*value = source->variable(source->cookie, older);
	if (*value == NULL)
		return (OK);
	*value += strspn(*value, " \t");
	if (strstr(*value, ", ") != NULL)
		return (ERR_CREDENTIAL_TWICE);
	length = strlen(*value);
	while (length > 0 && ((*value)[length - 1] == ' ' ||
	    (*value)[length - 1] == '\t'))
		length--;
	*value = length == 0 ? NULL :
	    arena_strndup(call->arena, *value, length);
	return (OK);
}

static enum err
authorization(struct call *call, const char **token)
{
	enum err e;

	if ((e = credential(call, "HTTP_IM_AUTHORIZATION",
	    "HTTP_AUTHORIZATION", token)) != OK)
		return (e);
	/* After Apache's rewriting rules the name has a prefix. */
	if (*token == NULL && (e = credential(call,
	    "REDIRECT_HTTP_AUTHORIZATION", "HTTP_AUTHORIZATION",
	    token)) != OK)
		return (e);
	if (*token != NULL && strncasecmp(*token, "Bearer ", 7) == 0)
		*token += 7 + strspn(*token + 7, " \t");
	if (*token != NULL && **token == '\0')
		*token = NULL;
	return (OK);
}

static enum err
as_platform(struct call *call, const char *key)
{
	static const struct limit calls = IMKIT_PLATFORM_CALLS;
	const char *name;
	enum err e;

	if ((e = api_key_app(call->arena, API_KEY_PLATFORM, key, &call->app,
	    &name, &call->fault)) != OK)
		return (e);
	call->token.kind = TOKEN_APP;
	call->token.subject = name;
	if (call->calls.name != NULL)
		call->calls = calls;
	return (OK);
}

static enum err
as_user(struct call *call, const char *key, const char *token)
{
	struct account *account = arena_alloc(call->arena, sizeof(*account));
	const char *name;
	enum err e;

	if ((e = api_key_app(call->arena, API_KEY_PUBLIC, key, &call->app,
	    &name, &call->fault)) != OK)
		return (e);
	if (call->endpoint->auth == AUTH_PUBLIC)
		return (OK);
	if (token == NULL)
		return (ERR_TOKEN_ABSENT);
	if ((e = user_token_check(call->arena, &call->app, token, call->now,
	    account, &call->fault)) != OK)
		return (e);
	if (call->endpoint->auth == AUTH_APP)
		return (ERR_PLATFORM_ONLY);
	call->token.kind = TOKEN_USER;
	call->token.subject = account->username;
	call->account = account;
	return (OK);
}

/* The app that it says it is for decides whether it is good. */
static enum err
as_ticket(struct call *call, const char *text)
{
	const char *audience = token_audience(call->arena, text), *mark;
	enum err e;

	call->fault.detail = "ticket names no app";
	if (audience == NULL || (mark = strchr(audience, '#')) == NULL)
		return (ERR_TOKEN_CORRUPT);
	e = app_find(call->arena, arena_strndup(call->arena, audience,
	    (size_t)(mark - audience)), mark + 1, &call->app, &call->fault);
	if (e != OK)
		return (e == ERR_NO_SUCH_APP ? ERR_TOKEN_CORRUPT : e);
	call->fault.detail = NULL;
	return (live_ticket_take(call, text));
}

enum err
imkit_authorize(struct call *call)
{
	const enum endpoint_auth auth = call->endpoint->auth;
	const char *platform, *public, *token, *ticket;
	enum err e;

	if (auth == AUTH_NONE)
		return (OK);
	if (call->endpoint->family == live_family &&
	    (ticket = http_query(&call->request, "ticket")) != NULL)
		return (as_ticket(call, ticket));
	if ((e = credential(call, "HTTP_IM_API_KEY", "HTTP_API_KEY",
	    &platform)) != OK ||
	    (e = credential(call, "HTTP_IM_CLIENT_KEY", "HTTP_CLIENT_KEY",
	    &public)) != OK ||
	    (e = authorization(call, &token)) != OK)
		return (e);
	if (platform != NULL && auth != AUTH_USER)
		return (as_platform(call, platform));
	if (public != NULL)
		return (as_user(call, public, token));
	return (auth == AUTH_APP ? ERR_API_KEY_ABSENT :
	    ERR_PUBLIC_KEY_ABSENT);
}

const char *
imkit_token(struct call *call)
{
	const char *token;

	return (authorization(call, &token) == OK ? token : NULL);
}

bool
imkit_is_platform(const struct call *call)
{

	/* Who only named the app (AUTH_PUBLIC) is nobody. */
	return (call->token.kind == TOKEN_APP && call->token.subject != NULL);
}

const char *
imkit_caller(const struct call *call)
{

	return (imkit_is_platform(call) ? NULL : call->token.subject);
}
