/* See auth.h. */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "auth.h"
#include "routes.h"
#include "user_token.h"

/* Base64url of "dt-": how dynamic tokens begin, and no JWT of ours does. */
static const char dynamic_prefix[] = "ZHQt";

/* The token in the header, without blanks around it; NULL if there is none. */
static const char *
bearer(const struct call *call)
{
	const char *value = call->request.authorization;
	size_t length;

	if (value == NULL)
		return (NULL);
	value += strspn(value, " \t");
	if (strncasecmp(value, "Bearer", 6) != 0)
		return (NULL);
	value += 6;
	length = strspn(value, " \t");
	if (length == 0)
		return (NULL);
	value += length;
	length = strlen(value);
	while (length > 0 && (value[length - 1] == ' ' ||
	    value[length - 1] == '\t'))
		length--;
	if (length == 0)
		return (NULL);
	return (arena_strndup(call->arena, value, length));
}

static enum err
check_jwt(struct call *call, const char *text)
{
	struct token *token = &call->token;
	int64_t app_epoch;
	enum err e;

	if ((e = token_verify(call->arena, call->app.signing_key,
	    call->app.key, text, call->now, token, &call->fault)) != OK)
		return (e);
	app_epoch = token->kind == TOKEN_APP ? token->epoch :
	    token->app_epoch;
	if (app_epoch != call->app.token_epoch) {
		call->fault.detail = "token of an earlier epoch of the app";
		return (ERR_TOKEN_EXPIRED);
	}
	if (token->kind == TOKEN_APP)
		return (OK);
	return (user_token_live(call->arena, &call->app, token, text,
	    &call->fault));
}

/* Such a token does not name the client id it was made with: try all. */
static enum err
check_signature(struct call *call, const struct dynamic_token *dynamic)
{
	enum err e;
	const char **ids;
	size_t i, count;

	if ((e = client_ids(call->arena, &call->app, &ids, &count,
	    &call->fault)) != OK)
		return (e);
	for (i = 0; i < count; i++) {
		e = dynamic_token_check(dynamic, ids[i], call->app.key,
		    client_secret(call->arena, ids[i]), call->now,
		    &call->fault);
		/* Any other verdict is about a signature that fits. */
		if (e != ERR_TOKEN_FOREIGN)
			return (e);
	}
	return (ERR_TOKEN_FOREIGN);
}

static enum err
check_dynamic(struct call *call, const char *text)
{
	struct dynamic_token dynamic;
	struct account account;
	const char *name;
	enum err e;

	if ((e = dynamic_token_parse(call->arena, text, &dynamic,
	    &call->fault)) != OK ||
	    (e = check_signature(call, &dynamic)) != OK)
		return (e);
	if (username_canonical(call->arena, dynamic.user_id, &name,
	    &call->fault) != OK)
		return (ERR_TOKEN_CORRUPT);
	e = account_find(call->arena, &call->app, name, &account,
	    &call->fault);
	if (e == ERR_USER_UNKNOWN || (e == OK && !account.activated)) {
		call->fault.detail = "dynamic token of no active user";
		return (ERR_TOKEN_EXPIRED);
	}
	if (e != OK)
		return (e);
	call->token.kind = TOKEN_USER;
	call->token.subject = name;
	call->token.epoch = account.token_epoch;
	call->token.app_epoch = call->app.token_epoch;
	call->token.issued = dynamic.issued;
	call->token.expires = dynamic.ttl == 0 ? 0 :
	    dynamic.issued + dynamic.ttl;
	return (OK);
}

enum err
auth_check(struct call *call, enum endpoint_auth auth)
{
	const char *text;
	enum err e;

	if (auth == AUTH_NONE)
		return (OK);
	if ((text = bearer(call)) == NULL)
		return (ERR_TOKEN_ABSENT);
	if (strncmp(text, dynamic_prefix, sizeof(dynamic_prefix) - 1) == 0)
		e = check_dynamic(call, text);
	else
		e = check_jwt(call, text);
	if (e == OK && auth == AUTH_APP && call->token.kind != TOKEN_APP) {
		call->fault.detail = "a user's token where an app's is needed";
		e = ERR_TOKEN_FOREIGN;
	}
	if (e != OK)
		memset(&call->token, 0, sizeof(call->token));
	return (e);
}

enum err
auth_by_path(struct call *call)
{
	enum err e;

	if (!route_has_app(call->endpoint->path))
		return (OK);
	if ((e = app_find(call->arena, call->parameters[0],
	    call->parameters[1], &call->app, &call->fault)) != OK)
		return (e);
	return (auth_check(call, call->endpoint->auth));
}
