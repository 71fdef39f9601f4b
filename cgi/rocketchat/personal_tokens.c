/*
 * Tokens that users make for their programs:
 *
 *	POST /api/v1/users.generatePersonalAccessToken	{tokenName}
 *	POST /api/v1/users.regeneratePersonalAccessToken, removePersonal...
 *	GET  /api/v1/users.getPersonalAccessTokens
 */
#include "arena.h"
#include "personal_token.h"
#include "rooms.h"

static enum err
refuse(struct call *call)
{

	return (rocketchat_error(call, "not-authorized", "Not Authorized",
	    NULL));
}

static enum err
name_decode(struct call *call)
{
	struct personal_token *token = arena_calloc(call->arena, 1,
	    sizeof(*token));
	struct json_object *root;
	enum err e;

	call->input = token;
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = rooms_text(call, root, "tokenName", PERSONAL_TOKEN_NAME_MAX,
	    &token->name)) != OK)
		return (e);
	if (token->name == NULL || *token->name == '\0')
		return (rocketchat_plain(call,
		    "The 'tokenName' param is required"));
	if (!rocketchat_may(call, "create-personal-access-tokens", NULL))
		return (refuse(call));
	token->username = rocketchat_session(call)->account.username;
	return (OK);
}

static enum err
unknown(struct call *call, const char *method)
{

	return (rocketchat_error(call, "error-token-does-not-exists",
	    "Token does not exist", method));
}

static enum err
create_run(struct call *call)
{
	enum err e = personal_token_create(call->arena, &call->app,
	    call->input, &call->fault);

	if (e == ERR_TOKEN_TAKEN)
		return (rocketchat_error(call, "error-token-already-exists",
		    "A token with this name already exists",
		    "personalAccessTokens:generateToken"));
	if (e == ERR_ARRAY_TOO_LONG)
		return (rocketchat_error(call, "error-too-many-tokens",
		    "You have as many tokens as you may have",
		    "personalAccessTokens:generateToken"));
	return (e);
}

static enum err
renew_run(struct call *call)
{
	enum err e = personal_token_renew(call->arena, &call->app,
	    call->input, &call->fault);

	return (e != ERR_TOKEN_UNKNOWN ? e : unknown(call,
	    "personalAccessTokens:regenerateToken"));
}

static enum err
remove_run(struct call *call)
{
	enum err e = personal_token_remove(call->arena, &call->app,
	    call->input, &call->fault);

	return (e != ERR_TOKEN_UNKNOWN ? e : unknown(call,
	    "personalAccessTokens:removeToken"));
}

static void
token_encode(struct call *call)
{
	const struct personal_token *token = call->input;
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_put_string(&w, "token", token->token);
	rocketchat_end(&w);
}

static enum err
list_run(struct call *call)
{
	struct personal_tokens *list = arena_calloc(call->arena, 1,
	    sizeof(*list));

	call->output = list;
	if (!rocketchat_may(call, "create-personal-access-tokens", NULL))
		return (refuse(call));
	list->username = rocketchat_session(call)->account.username;
	return (personal_token_list(call->arena, &call->app, list,
	    &call->fault));
}

static void
list_encode(struct call *call)
{
	const struct personal_tokens *list = call->output;
	struct json_writer w;
	size_t i;

	rocketchat_begin(call, &w);
	json_write_name(&w, "tokens");
	json_write_array(&w);
	for (i = 0; i < list->count; i++) {
		json_write_object(&w);
		json_put_string(&w, "name", list->tokens[i].name);
		rocketchat_date(call->arena, &w, "createdAt",
		    list->tokens[i].created, false);
		json_put_string(&w, "lastTokenPart", list->tokens[i].hint);
		/* There is no second factor to be bypassed. */
		json_put_bool(&w, "bypassTwoFactor", false);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST",
		.path = "/api/v1/users.generatePersonalAccessToken",
		.name = "rocketchat/users.generatePersonalAccessToken",
		.summary = "Make a token for a program of the user's",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = name_decode,
		.run = create_run, .encode = token_encode,
	},
	{
		.method = "POST",
		.path = "/api/v1/users.regeneratePersonalAccessToken",
		.name = "rocketchat/users.regeneratePersonalAccessToken",
		.summary = "Put another token in the place of one",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = name_decode,
		.run = renew_run, .encode = token_encode,
	},
	{
		.method = "POST",
		.path = "/api/v1/users.removePersonalAccessToken",
		.name = "rocketchat/users.removePersonalAccessToken",
		.summary = "Make a personal token invalid",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = name_decode,
		.run = remove_run, .encode = rooms_done_encode,
	},
	{
		.method = "GET",
		.path = "/api/v1/users.getPersonalAccessTokens",
		.name = "rocketchat/users.getPersonalAccessTokens",
		.summary = "The user's personal tokens, without themselves",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .run = list_run,
		.encode = list_encode,
	},
};

const struct endpoint_table rocketchat_personal_token_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
