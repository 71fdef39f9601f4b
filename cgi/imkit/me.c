/*
 * The user who asks (the vendor's pages about "me"):
 *
 *	GET /me				who he is
 *	PUT /me, POST /me		change it
 *	POST /me/logout			revoke the token that he came with
 *	POST /me/logout-others		revoke all others
 */
#include <string.h>

#include "arena.h"
#include "clients.h"
#include "db.h"
#include "user_token.h"
#include "utf8.h"

static enum err
read_muted(struct call *call, struct client_shown *shown)
{
	struct texts *muted = arena_calloc(call->arena, 1, sizeof(*muted));

	shown->muted = muted;
	return (muted_rooms(call->arena, &call->app, imkit_caller(call),
	    muted, &call->fault));
}

static enum err
run_get(struct call *call)
{
	struct client_shown *shown = arena_calloc(call->arena, 1,
	    sizeof(*shown));

	call->output = shown;
	shown->account = *call->account;
	return (read_muted(call, shown));
}

static enum err
decode_change(struct call *call)
{
	struct profile *profile = arena_calloc(call->arena, 1,
	    sizeof(*profile));
	struct json_object *root;
	bool notify = false;
	enum err e;

	call->input = profile;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = client_fields(call, root, profile)) != OK ||
	    (e = imkit_flag(call, root, "notificationEnabled", &notify)) != OK)
		return (e);
	if (json_get(root, "notificationEnabled") != NULL)
		profile->notifications = notify ? "true" : "false";
	return (OK);
}

static enum err
run_change(struct call *call)
{
	struct client_shown *shown = arena_calloc(call->arena, 1,
	    sizeof(*shown));
	struct profile *profile = call->input;
	enum err e;

	call->output = shown;
	profile->username = imkit_caller(call);
	if ((e = profile_change(call->arena, &call->app, profile,
	    &shown->account, &call->fault)) != OK)
		return (e);
	return (read_muted(call, shown));
}

/* What is pushed to the device that he leaves, or to his others, ends. */
static enum err
forget_devices(struct call *call, bool others)
{
	const struct http_source *source = call->source;
	const char *device = source->variable(source->cookie,
	    "HTTP_IM_DEVICE_ID");
	struct db_param params[4] = { db_bigint(call->arena, call->app.id),
	    db_text(imkit_caller(call)), db_text(device), db_bool(others) };

	/* None that could be one of ours: the logout is worth more. */
	if (device == NULL || *device == '\0' ||
	    strlen(device) > IMKIT_ID_MAX ||
	    !utf8_valid(device, strlen(device)))
		return (OK);
	return (db_query(call->arena, &SQL_device_forget, params, 4, NULL,
	    &call->fault));
}

static struct token_revocation *
revocation(struct call *call)
{
	struct token_revocation *r = arena_calloc(call->arena, 1, sizeof(*r));

	r->account = call->account;
	r->text = imkit_token(call);
	r->shown = true;
	r->now = call->now;
	call->output = r;
	return (r);
}

static enum err
run_logout(struct call *call)
{
	enum err e;

	if ((e = forget_devices(call, false)) != OK)
		return (e);
	return (err_changed(user_token_revoke(call->arena, &call->app,
	    revocation(call), &call->fault)));
}

static enum err
run_logout_others(struct call *call)
{
	int64_t count;
	enum err e;

	if ((e = forget_devices(call, true)) != OK)
		return (e);
	return (err_changed(user_token_revoke_all(call->arena, &call->app,
	    revocation(call), &count, &call->fault)));
}

static void
encode_logout(struct call *call)
{
	const struct token_revocation *r = call->output;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "token", r->text);
	if (r->expires != 0)
		imkit_time(call, &w, "expirationDate", r->expires);
	json_write_object_end(&w);
	imkit_end(&w);
}

/* The vendor lists the tokens; here only their digests are known. */
static void
encode_logout_others(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_write_name(&w, "data");
	json_write_array(&w);
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/me", .name = "imkit/me",
		.summary = "The user who asks",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = run_get, .encode = client_encode,
	},
	{
		.method = "PUT", .path = "/me", .name = "imkit/me/change",
		.summary = "Change the user who asks",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_change, .run = run_change,
		.encode = client_encode,
	},
	{
		.method = "POST", .path = "/me", .name = "imkit/me/change",
		.summary = "Change the user who asks",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode_change, .run = run_change,
		.encode = client_encode,
	},
	{
		.method = "POST", .path = "/me/logout",
		.name = "imkit/me/logout",
		.summary = "Revoke the token of the user who asks",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = run_logout, .encode = encode_logout,
	},
	{
		.method = "POST", .path = "/me/logout-others",
		.name = "imkit/me/logout-others",
		.summary = "Revoke all other tokens of the user who asks",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = run_logout_others, .encode = encode_logout_others,
	},
};

const struct endpoint_table imkit_me_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
