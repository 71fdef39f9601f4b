/*
 * Tokens of users (contract imkit, 1.2 and 1.8):
 *
 *	PUT /admin/clients/{id}/token		bind a text
 *	DELETE /admin/clients/{id}/token	revoke one, or all
 *	POST /auths/sign/v2			one for trials, by the client key
 */
#include <string.h>

#include "arena.h"
#include "clients.h"
#include "user_token.h"

struct input {
	struct profile profile;
	const char *token;
	msec_t expires;
	bool revoke;
	int64_t count;		/* out: of revoked tokens */
};

static enum err
decode_path(struct call *call, struct json_object **root)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	enum err e;

	call->input = input;
	input->profile.username = call->parameters[0];
	if ((e = imkit_id_check(call, "id", call->parameters[0])) != OK)
		return (e);
	return (imkit_body(call, root));
}

static enum err
decode_bind(struct call *call)
{
	struct json_object *root;
	struct input *input;
	enum err e;

	if ((e = decode_path(call, &root)) != OK)
		return (e);
	input = call->input;
	if ((e = imkit_flag(call, root, "revokeTokens",
	    &input->revoke)) != OK ||
	    (e = client_token(call, root, &input->token,
	    &input->expires)) != OK)
		return (e);
	return (input->token == NULL ? imkit_absent(call, "token") : OK);
}

static enum err
revoke_all(struct call *call, const struct account *account,
    const char *except)
{
	struct input *input = call->input;
	struct token_revocation revocation = { .account = account,
	    .text = except, .now = call->now };

	return (user_token_revoke_all(call->arena, &call->app, &revocation,
	    &input->count, &call->fault));
}

static enum err
run_bind(struct call *call)
{
	struct input *input = call->input;
	struct client_shown *shown = arena_calloc(call->arena, 1,
	    sizeof(*shown));
	struct profile_put put = { .profiles = &input->profile, .count = 1,
	    .token = input->token, .expires = input->expires };
	enum err e;

	call->output = shown;
	if ((e = profile_put(call->arena, &call->app, &put,
	    &call->fault)) != OK)
		return (e);
	if (put.done == 0) {
		call->fault.argument = input->profile.username;
		return (ERR_USER_UNKNOWN);
	}
	shown->account = put.accounts[0];
	shown->token = input->token;
	shown->expires = input->expires;
	return (input->revoke ? err_changed(revoke_all(call, &shown->account,
	    input->token)) : OK);
}

static enum err
decode_revoke(struct call *call)
{
	struct json_object *root;
	struct input *input;
	enum err e;

	if ((e = decode_path(call, &root)) != OK || !json_has(root, "token"))
		return (e);
	input = call->input;
	input->token = json_string(json_get(root, "token"));
	/* What was meant to be one must not end as all of them. */
	if (input->token == NULL || *input->token == '\0')
		return (imkit_invalid(call, "token must be a text; leave it"
		    " out to revoke all tokens of the client"));
	return (OK);
}

static enum err
run_revoke(struct call *call)
{
	struct input *input = call->input;
	struct account account;
	struct token_revocation revocation = { .account = &account,
	    .text = input->token, .now = call->now };
	enum err e;

	if ((e = account_find(call->arena, &call->app, input->profile.username,
	    &account, &call->fault)) != OK)
		return (e);
	if (input->token == NULL)
		return (revoke_all(call, &account, NULL));
	e = user_token_revoke(call->arena, &call->app, &revocation,
	    &call->fault);
	input->count = 1;
	input->expires = revocation.expires;
	return (e);
}

static void
encode_revoke(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_bool(&w, "success", true);
	json_put_string(&w, "message", input->token == NULL ?
	    "All tokens were revoked" : "The token was revoked");
	json_put_integer(&w, "revokedTokens", input->count);
	/* Of the others only digests are known. */
	json_write_name(&w, "data");
	json_write_array(&w);
	if (input->token != NULL) {
		json_write_object(&w);
		json_put_string(&w, "token", input->token);
		if (input->expires != 0)
			imkit_time(call, &w, "expirationDate", input->expires);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static enum err
decode_sign(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_text(call, root, "id", IMKIT_ID_MAX,
	    &input->profile.username)) != OK ||
	    (e = imkit_id_check(call, "id", input->profile.username)) != OK)
		return (e);
	return (client_fields(call, root, &input->profile));
}

static enum err
run_sign(struct call *call)
{
	struct input *input = call->input;
	struct client_shown *shown = arena_calloc(call->arena, 1,
	    sizeof(*shown));
	struct profile_put put = { .profiles = &input->profile, .count = 1,
	    .create = true };
	enum err e;

	call->output = shown;
	if (!imkit_is_platform(call) && !call->app.sandbox_tokens) {
		call->fault.argument = arena_format(call->arena, "Whoever has"
		    " the client key could act as any user, so this is only"
		    " for trials, and off: call POST /admin/clients with the"
		    " API key, or run: msgctl app set %s %s --sandbox-tokens"
		    " on", call->app.org, call->app.name);
		return (ERR_FORBIDDEN);
	}
	if ((e = profile_put(call->arena, &call->app, &put,
	    &call->fault)) != OK)
		return (e);
	shown->account = put.accounts[0];
	shown->token = user_token_issue(call->arena, &call->app,
	    &shown->account, call->now, &shown->expires);
	return (OK);
}

static void
encode_sign(struct call *call)
{
	const struct client_shown *shown = call->output;
	const struct account *account = &shown->account;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "authType", "Standalone JWT");
	json_put_string(&w, "token", shown->token);
	imkit_time(call, &w, "expirationDate", shown->expires);
	json_put_string(&w, "id", account->username);
	if (account->nickname != NULL)
		json_put_string(&w, "nickname", account->nickname);
	if (account->avatar_url != NULL)
		json_put_string(&w, "avatarUrl", account->avatar_url);
	json_put_integer(&w, "exp", shown->expires / 1000);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "PUT", .path = "/admin/clients/{id}/token",
		.name = "imkit/admin/clients/token",
		.summary = "Bind a token to a user",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .generation = IMKIT_TOKENS,
		.decode = decode_bind, .run = run_bind,
		.encode = client_encode,
	},
	{
		.method = "DELETE", .path = "/admin/clients/{id}/token",
		.name = "imkit/admin/clients/token/revoke",
		.summary = "Revoke a token of a user, or all",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .generation = IMKIT_TOKENS,
		.decode = decode_revoke, .run = run_revoke,
		.encode = encode_revoke,
	},
	{
		.method = "POST", .path = "/auths/sign/v2",
		.name = "imkit/auths/sign",
		.summary = "A user's token for trials, by the client key",
		.dialect = &imkit_dialect, .auth = AUTH_PUBLIC,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_sign, .run = run_sign, .encode = encode_sign,
	},
};

const struct endpoint_table imkit_client_token_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
