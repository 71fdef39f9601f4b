/* POST /token: contract easemob 1.1. */
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "auth.h"
#include "hash.h"
#include "users.h"

enum { TTL_DEFAULT = 60 * 24 * 60 * 60 };	/* seconds */
/* Clients keep expires_in in 32 bits; it also stands for "permanent". */
enum { TTL_MAX = INT32_MAX };

struct token_input {
	enum err (*grant)(struct call *call);
	const char *client_id, *client_secret;
	const char *username, *password;
	bool create;		/* the user, when there is none */
	int64_t ttl;		/* seconds; 0: for ever */
};

struct token_output {
	const char *text;
	bool user;		/* account is filled */
	struct account account;
};

/* A string; NULL where it is absent or null. */
static enum err
text_field(struct call *call, struct json_object *root, const char *name,
    const char **value)
{
	struct json_object *member = json_get(root, name);

	*value = json_string(member);
	if (*value != NULL || member == NULL)
		return (OK);
	call->fault.argument = name;
	return (ERR_BAD_FIELD);
}

/* The token itself, for the caller's input. */
static const char *
sign(struct call *call, enum token_kind kind, const char *subject,
    int64_t epoch)
{
	const struct token_input *input = call->input;
	struct token token = {
		.kind = kind,
		.subject = subject,
		.epoch = epoch,
		.app_epoch = call->app.token_epoch,
		.issued = call->now / 1000,
	};

	token.expires = input->ttl == 0 ? 0 : token.issued + input->ttl;
	return (token_sign(call->arena, call->app.signing_key, call->app.key,
	    &token));
}

static enum err
grant_client(struct call *call)
{
	const struct token_input *input = call->input;
	struct token_output *output = call->output;
	enum err e;

	if (input->client_id == NULL)
		return (ERR_CLIENT_ID_ABSENT);
	if (input->client_secret == NULL)
		return (ERR_CLIENT_SECRET_ABSENT);
	if ((e = client_check(call->arena, &call->app, input->client_id,
	    input->client_secret, &call->fault)) != OK)
		return (e);
	output->text = sign(call, TOKEN_APP, input->client_id,
	    call->app.token_epoch);
	return (OK);
}

static enum err
user_token(struct call *call)
{
	struct token_output *output = call->output;

	if (!output->account.activated)
		return (ERR_USER_INACTIVE);
	output->user = true;
	output->text = sign(call, TOKEN_USER, output->account.username,
	    output->account.token_epoch);
	return (OK);
}

static enum err
grant_password(struct call *call)
{
	const struct token_input *input = call->input;
	struct token_output *output = call->output;
	enum err e;

	if (input->username == NULL)
		return (ERR_GRANT_USER_ABSENT);
	if (input->password == NULL) {
		call->fault.argument = "password";
		return (ERR_FIELD_ABSENT);
	}
	e = account_find(call->arena, &call->app, username_fold(call->arena,
	    input->username), &output->account, &call->fault);
	if (e != OK)
		return (e == ERR_USER_UNKNOWN ? ERR_GRANT_USER_UNKNOWN : e);
	if (output->account.password_hash == NULL)
		return (ERR_PASSWORD_WRONG);
	if ((e = password_check(call->arena, input->password,
	    output->account.password_hash)) != OK)
		return (e);
	return (user_token(call));
}

/* The user, made now if that is wanted; a twin may have been faster. */
static enum err
find_or_create(struct call *call, const char *username)
{
	const struct token_input *input = call->input;
	struct account *account = &((struct token_output *)call->output)->account;
	enum err e;

	e = account_find(call->arena, &call->app, username, account,
	    &call->fault);
	if (e != ERR_USER_UNKNOWN)
		return (e);
	if (!input->create)
		return (ERR_GRANT_USER_UNKNOWN);
	memset(account, 0, sizeof(*account));
	account->username = username;
	if ((e = account_register(call->arena, &call->app, account, 1,
	    &call->fault)) != OK || account->uuid != NULL)
		return (e);
	return (account_find(call->arena, &call->app, username, account,
	    &call->fault));
}

static enum err
grant_inherit(struct call *call)
{
	const struct token_input *input = call->input;
	const char *username;
	enum err e;

	/* Contract 1.1 has one text here for all tokens that are not ours. */
	if ((e = auth_check(call, AUTH_APP)) != OK)
		return (e == ERR_TOKEN_FOREIGN ? ERR_TOKEN_CORRUPT : e);
	if (input->username == NULL)
		return (ERR_GRANT_USER_ABSENT);
	if ((e = username_canonical(call->arena, input->username, &username,
	    &call->fault)) != OK ||
	    (e = find_or_create(call, username)) != OK)
		return (e);
	return (user_token(call));
}

static const struct {
	const char *name;
	enum err (*grant)(struct call *call);
} grants[] = {
	{ "client_credentials", grant_client },
	{ "password", grant_password },
	{ "inherit", grant_inherit },
};

static enum err
decode_grant(struct call *call, struct json_object *root)
{
	struct token_input *input = call->input;
	const char *name;
	size_t i;
	enum err e;

	if ((e = text_field(call, root, "grant_type", &name)) != OK)
		return (e);
	call->fault.argument = "grant_type";
	if (name == NULL)
		return (ERR_FIELD_ABSENT);
	for (i = 0; i < sizeof(grants) / sizeof(grants[0]); i++)
		if (strcmp(grants[i].name, name) == 0)
			input->grant = grants[i].grant;
	call->fault.argument = input->grant == NULL ? name : NULL;
	return (input->grant == NULL ? ERR_GRANT_TYPE_WRONG : OK);
}

/* A number or a string of digits: the vendor's own examples have both. */
static enum err
decode_ttl(struct call *call, struct json_object *root)
{
	struct token_input *input = call->input;
	struct json_object *ttl = json_get(root, "ttl");

	input->ttl = TTL_DEFAULT;
	if (ttl == NULL)
		return (OK);
	if (json_integer(ttl, true, &input->ttl) && input->ttl >= 0 &&
	    input->ttl <= TTL_MAX)
		return (OK);
	call->fault.argument =
	    "ttl must be 0 (permanent) to 2147483647 seconds";
	return (ERR_FIELD_INVALID);
}

static enum err
token_decode(struct call *call)
{
	struct token_input *input = arena_alloc(call->arena, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = body_object(call, &root)) != OK ||
	    (e = decode_grant(call, root)) != OK ||
	    (e = text_field(call, root, "client_id",
	    &input->client_id)) != OK ||
	    (e = text_field(call, root, "client_secret",
	    &input->client_secret)) != OK ||
	    (e = text_field(call, root, "username",
	    &input->username)) != OK ||
	    (e = text_field(call, root, "password", &input->password)) != OK)
		return (e);
	input->create = easemob_flag(root, "autoCreateUser");
	return (decode_ttl(call, root));
}

static enum err
token_run(struct call *call)
{
	const struct token_input *input = call->input;

	call->output = arena_alloc(call->arena, sizeof(struct token_output));
	return (input->grant(call));
}

/* Not in the envelope of the other calls. */
static void
token_encode(struct call *call)
{
	const struct token_input *input = call->input;
	const struct token_output *output = call->output;
	struct json_writer w;

	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_string(&w, "access_token", output->text);
	json_put_integer(&w, "expires_in", input->ttl == 0 ? TTL_MAX :
	    input->ttl);
	if (output->user) {
		json_write_name(&w, "user");
		user_write(&w, &output->account);
	} else
		json_put_string(&w, "application", call->app.uuid);
	json_write_object_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST",
		.path = "/{org}/{app}/token",
		.name = "token",
		.summary = "an app's or a user's token for credentials",
		.dialect = &easemob_dialect,
		.auth = AUTH_NONE,	/* inherit looks at it itself */
		.calls = { .name = "token", .quota = 300, .window = 1 },
		.generation = EASEMOB_MANAGEMENT,
		.decode = token_decode,
		.run = token_run,
		.encode = token_encode,
	},
};

const struct endpoint_table easemob_token_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
