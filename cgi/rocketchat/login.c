/*
 * Logging in and out (contract rocketchat, 2.8 and 2.9):
 *
 *	method login(how), logout()
 *	POST /api/v1/login	{user, password}, {resume} ...
 *	POST /api/v1/logout
 *	GET  /api/v1/me
 *	GET  /api/info, /api/v1/info
 */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "login.h"
#include "method.h"
#include "realtime.h"

/* Of the API that is the model (contract rocketchat, 0). */
#define ROCKETCHAT_VERSION "8.0.0"
#define ROCKETCHAT_VERSION_SHORT "8.0"

enum { SELF_BYTES = 64 * 1024 };	/* of what a user is told of himself */

/* What both ways of logging in come to. */
struct entry {
	struct login login;
	const char *resume;		/* a token, instead of a password */
	struct session session;		/* once he is in */
};

/* A string, or an object {username} or {email}. */
static const char *
name_of(struct json_object *user)
{
	const char *name = json_string(user);

	if (name == NULL)
		name = json_string(json_get(user, "username"));
	return (name != NULL ? name : json_string(json_get(user, "email")));
}

/* false: it is neither a name with a password nor a token. */
static bool
read_entry(struct json_object *how, struct entry *entry)
{
	struct json_object *password = json_get(how, "password");
	const char *algorithm = json_string(json_get(password, "algorithm"));

	if (!json_is(how, json_type_object))
		return (false);
	/* A second factor is nobody's here: what it goes with counts. */
	if (json_get(json_get(how, "totp"), "login") != NULL)
		return (read_entry(json_get(json_get(how, "totp"), "login"),
		    entry));
	entry->resume = json_string(json_get(how, "resume"));
	if (entry->resume != NULL)
		return (true);
	entry->login.name = name_of(json_get(how, "user"));
	if (entry->login.name == NULL)
		entry->login.name = name_of(how);
	entry->login.password = json_string(password);
	if (algorithm != NULL && strcmp(algorithm, "sha-256") == 0)
		entry->login.digest = json_string(json_get(password,
		    "digest"));
	return (entry->login.name != NULL &&
	    (entry->login.password != NULL || entry->login.digest != NULL));
}

/* Who guesses passwords does not use up what logging in by a token takes. */
static void
choose_limit(struct call *call, const struct entry *entry)
{
	static const struct limit resumes = METHOD_RESUMES;

	if (entry->resume != NULL)
		call->calls = resumes;
}

/* Tries of one name, be it anybody's. */
static enum err
count_try(struct call *call, const char *name)
{
	static const struct limit passwords = METHOD_PASSWORDS;
	struct limit limit = passwords;

	limit.user = username_fold(call->arena, name);
	call->calls = limit;
	limit.quota = app_scaled(&call->app, limit.quota);
	return (call_admit(call->arena, &call->app, &limit,
	    &call->receipt.calls, &call->fault));
}

/* ERR_PASSWORD_WRONG, ERR_TOKEN_CORRUPT (resume) ... */
static enum err
enter(struct call *call, struct entry *entry)
{
	struct session_key key = { entry->resume, NULL };
	enum err e;

	if (entry->resume == NULL) {
		if ((e = count_try(call, entry->login.name)) != OK ||
		    (e = login_open(call->arena, &call->app, &entry->login,
		    &call->fault)) != OK)
			return (e);
		key.token = entry->login.token;
	} else
		entry->login.token = entry->resume;
	if ((e = session_find(call->arena, &call->app, &key, &entry->session,
	    &call->fault)) != OK)
		return (entry->resume == NULL ? err_changed(e) : e);
	entry->login.expires = entry->session.expires != 0 ?
	    entry->session.expires :
	    call->now + (msec_t)LOGIN_DAYS * 86400 * 1000;
	return (OK);
}

/* What a user is told of himself. */

static void
write_email(struct json_writer *w, const char *email)
{

	json_write_name(w, "emails");
	json_write_array(w);
	if (email != NULL) {
		json_write_object(w);
		json_put_string(w, "address", email);
		json_put_bool(w, "verified", false);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* What is the same over HTTP and in the collection `users`. */
static void
write_fields(struct call *call, struct json_writer *w,
    const struct session *session, bool ejson)
{
	const struct account *account = &session->account;
	const char *roles = session->roles == NULL ? "[]" :
	    json_object_to_json_string_ext(session->roles,
	    JSON_C_TO_STRING_PLAIN);

	write_email(w, session->email);
	json_put_string(w, "status", "online");
	json_put_string(w, "statusConnection", "online");
	json_put_bool(w, "active", account->activated);
	json_write_name(w, "roles");
	json_write_raw(w, roles, strlen(roles));
	rocketchat_date(call->arena, w, "createdAt", account->created, ejson);
	rocketchat_date(call->arena, w, "_updatedAt", account->modified,
	    ejson);
	json_write_name(w, "settings");
	json_write_raw(w, "{\"preferences\":{}}", 18);
	if (rocketchat_picture(account) != NULL)
		json_put_string(w, "avatarUrl", rocketchat_picture(account));
}

/* For a connection, whose user this is from now on. */
static const struct realtime_login *
logged_in(struct call *call, const struct entry *entry)
{
	struct realtime_login *login = arena_calloc(call->arena, 1,
	    sizeof(*login));
	const struct account *account = &entry->session.account;
	struct json_writer w;
	struct buf out;

	buf_init(&out, call->arena, SELF_BYTES);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_string(&w, "username", account->username);
	json_put_string(&w, "name", account->nickname == NULL ?
	    account->username : account->nickname);
	write_fields(call, &w, &entry->session, true);
	json_write_object_end(&w);
	login->in = true;
	login->token = entry->login.token;
	login->user_id = entry->session.public_id;
	login->username = account->username;
	login->user = out.overflow ? "{}" : out.bytes;
	login->public = session_may(&entry->session, "view-c-room", NULL);
	return (login);
}

/* The methods. */

static enum err
refuse_number(struct call *call, const char *error, const char *reason)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = error, .reason = reason }));
}

static enum err
method_decode(struct call *call, struct invocation *invocation)
{
	struct entry *entry = arena_calloc(call->arena, 1, sizeof(*entry));

	invocation->input = entry;
	if (!read_entry(param(invocation, 0), entry))
		return (refuse_number(call, "400",
		    "Unrecognized options for login request"));
	choose_limit(call, entry);
	return (OK);
}

static enum err
method_run(struct call *call, struct invocation *invocation)
{
	enum err e = enter(call, invocation->input);

	if (e == OK)
		invocation->login = logged_in(call, invocation->input);
	if (e == ERR_PASSWORD_WRONG)
		return (refuse_number(call, "403",
		    "Something went wrong. Please check your credentials."));
	if (e == ERR_TOKEN_CORRUPT)
		return (refuse_number(call, "403", "You've been logged out by"
		    " the server. Please log in again."));
	return (e);
}

static void
method_encode(struct call *call, struct invocation *invocation,
    struct json_writer *w)
{
	const struct entry *entry = invocation->input;

	json_write_object(w);
	json_put_string(w, "id", entry->session.public_id);
	json_put_string(w, "token", entry->login.token);
	rocketchat_date(call->arena, w, "tokenExpires", entry->login.expires,
	    true);
	json_put_string(w, "type", entry->resume == NULL ? "password" :
	    "resume");
	json_write_object_end(w);
}

/* The token that the call came with. */
static enum err
leave(struct call *call)
{

	return (login_close(call->arena, &call->app,
	    rocketchat_session(call)->token, &call->fault));
}

static enum err
logout_run(struct call *call, struct invocation *invocation)
{
	static const struct realtime_login out = { .in = false };

	invocation->login = &out;
	return (leave(call));
}

static const struct rocketchat_method methods[] = {
	{
		.name = "login", .anonymous = true, .calls = METHOD_LOGINS,
		.decode = method_decode, .run = method_run,
		.encode = method_encode,
	},
	{
		.name = "logout", .calls = METHOD_CALLS, .run = logout_run,
	},
};

const struct method_table login_methods = {
	methods, sizeof(methods) / sizeof(methods[0])
};

/* REST */

static enum err
rest_decode(struct call *call)
{
	struct entry *entry = arena_calloc(call->arena, 1, sizeof(*entry));
	struct json_object *root;
	enum err e;

	call->input = entry;
	if ((e = rocketchat_body(call, &root)) != OK)
		return (e);
	if (!read_entry(root, entry))
		return (ERR_PASSWORD_WRONG);
	choose_limit(call, entry);
	return (OK);
}

static enum err
rest_run(struct call *call)
{
	enum err e = enter(call, call->input);

	return (e == ERR_TOKEN_CORRUPT ? ERR_PASSWORD_WRONG : e);
}

static void
write_self(struct call *call, struct json_writer *w,
    const struct session *session)
{
	const struct account *account = &session->account;

	rocketchat_user_members(call->arena, w, account, account->username);
	write_fields(call, w, session, false);
	if (session->email != NULL)
		json_put_string(w, "email", session->email);
}

static void
rest_encode(struct call *call)
{
	const struct entry *entry = call->input;
	struct json_writer w;

	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_string(&w, "status", "success");
	json_write_name(&w, "data");
	json_write_object(&w);
	json_put_string(&w, "userId", entry->session.public_id);
	json_put_string(&w, "authToken", entry->login.token);
	json_write_name(&w, "me");
	json_write_object(&w);
	write_self(call, &w, &entry->session);
	json_write_object_end(&w);
	json_write_object_end(&w);
	json_write_object_end(&w);
}

static void
logout_encode(struct call *call)
{
	struct json_writer w;

	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_string(&w, "status", "success");
	json_write_name(&w, "data");
	json_write_object(&w);
	json_put_string(&w, "message", "You've been logged out!");
	json_write_object_end(&w);
	json_write_object_end(&w);
}

static void
me_encode(struct call *call)
{
	struct json_writer w;

	rocketchat_begin(call, &w);
	write_self(call, &w, rocketchat_session(call));
	rocketchat_end(&w);
}

/* Clients look at the version before they log in: of whom we speak. */
static void
info_encode(struct call *call)
{
	struct json_writer w;

	rocketchat_begin(call, &w);
	if (rocketchat_session(call) != NULL) {
		json_write_name(&w, "info");
		json_write_object(&w);
		json_put_string(&w, "version", ROCKETCHAT_VERSION);
		json_write_object_end(&w);
	}
	json_put_string(&w, "version", ROCKETCHAT_VERSION_SHORT);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/login",
		.name = "rocketchat/login",
		.summary = "Log in by a password or a token",
		.dialect = &rocketchat_dialect, .auth = AUTH_NONE,
		.calls = METHOD_LOGINS,
		.decode = rest_decode, .run = rest_run, .encode = rest_encode,
	},
	{
		.method = "POST", .path = "/api/v1/logout",
		.name = "rocketchat/logout",
		.summary = "Make the token invalid",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS,
		.run = leave, .encode = logout_encode,
	},
	{
		.method = "GET", .path = "/api/v1/me",
		.name = "rocketchat/me",
		.summary = "Who is logged in",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS,
		.encode = me_encode,
	},
	{
		.method = "GET", .path = "/api/info",
		.name = "rocketchat/info",
		.summary = "Which version's API this is",
		.dialect = &rocketchat_dialect, .auth = AUTH_PUBLIC,
		.calls = ROCKETCHAT_CALLS,
		.encode = info_encode,
	},
	{
		.method = "GET", .path = "/api/v1/info",
		.name = "rocketchat/v1/info",
		.summary = "Which version's API this is",
		.dialect = &rocketchat_dialect, .auth = AUTH_PUBLIC,
		.calls = ROCKETCHAT_CALLS,
		.encode = info_encode,
	},
};

const struct endpoint_table rocketchat_login_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
