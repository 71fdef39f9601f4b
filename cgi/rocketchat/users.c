/*
 * Users:
 *
 *	POST /api/v1/users.create	{username, name, email, password, ...}
 *	GET  /api/v1/users.info		?userId= | username=
 *	GET  /api/v1/users.list
 */
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "rooms.h"

enum {
	ROLES_ASKED_MAX = 16,
	RANDOM_BYTES = 24,
};

static bool
is_one_of(const char *text, const char *const *words)
{

	for (; *words != NULL; words++)
		if (strcmp(*words, text) == 0)
			return (true);
	return (false);
}

/* Whether he who asks sees all of a user. */
static bool
sees_all(const struct call *call, const struct chat_user *user)
{
	const struct session *session = rocketchat_session(call);

	return (strcmp(session->public_id, user->public_id) == 0 ||
	    session_may(session, "view-full-other-user-info", NULL));
}

static void
write_all(struct call *call, struct json_writer *w,
    const struct chat_user *user)
{
	const struct account *account = &user->account;

	json_write_name(w, "emails");
	json_write_array(w);
	if (user->email != NULL) {
		json_write_object(w);
		json_put_string(w, "address", user->email);
		json_put_bool(w, "verified", false);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_name(w, "roles");
	json_write_raw(w, user->roles, strlen(user->roles));
	rocketchat_date(call->arena, w, "createdAt", account->created, false);
	rocketchat_date(call->arena, w, "_updatedAt", account->modified,
	    false);
	if (account->last_login != 0)
		rocketchat_date(call->arena, w, "lastLogin",
		    account->last_login, false);
}

static void
write_user(struct call *call, struct json_writer *w,
    const struct chat_user *user)
{
	const struct account *account = &user->account;
	bool all = sees_all(call, user);

	json_write_object(w);
	rocketchat_user_members(call->arena, w, account, account->username);
	json_put_string(w, "type", account->robot ? "bot" : "user");
	json_put_string(w, "status", "offline");
	json_put_bool(w, "active", account->activated);
	if (account->description != NULL)
		json_put_string(w, "bio", account->description);
	if (rocketchat_picture(account) != NULL)
		json_put_string(w, "avatarUrl", rocketchat_picture(account));
	if (all)
		write_all(call, w, user);
	json_put_bool(w, "canViewAllInfo", all);
	json_write_object_end(w);
}

static void
user_encode(struct call *call)
{
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_write_name(&w, "user");
	write_user(call, &w, call->output);
	rocketchat_end(&w);
}

/* users.create */

struct creation {
	struct chat_user_new new;
	const char *password;
};

/* A fault of a field, in the model's words. */
static enum err
refuse(struct call *call, const char *error, const char *reason,
    const char *field)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = error, .reason = reason,
	    .details = rocketchat_details(call, (const char *[]){ "method",
	    "insertOrUpdateUser", "field", field, NULL }) }));
}

static enum err
refuse_action(struct call *call, const char *reason, const char *action)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-action-not-allowed",
	    .reason = reason, .details = rocketchat_details(call,
	    (const char *[]){ "method", "insertOrUpdateUser", "action",
	    action, NULL }) }));
}

static enum err
read_username(struct call *call, struct json_object *root,
    struct creation *creation)
{
	static const char *const reserved[] = { "admin", "administrator",
	    "system", "user", "all", "here", "rocket.cat", NULL };
	const char *name;
	enum err e;

	if ((e = rooms_text(call, root, "username", USERNAME_MAX,
	    &name)) != OK)
		return (e);
	if (name == NULL)
		return (rooms_required(call, "username"));
	if (username_canonical(call->arena, name, &creation->new.username,
	    &call->fault) != OK)
		return (refuse(call, "error-input-is-not-a-valid-field",
		    "The username must be 1 to 64 characters of A-Z a-z 0-9 _"
		    " . -", "Username"));
	if (is_one_of(creation->new.username, reserved))
		return (refuse(call, "error-field-unavailable",
		    arena_format(call->arena, "%s is already in use :(",
		    creation->new.username), creation->new.username));
	return (OK);
}

/* Not what is an address, but what cannot be one. */
static bool
is_address(const char *text)
{
	const char *at = strchr(text, '@'), *c;

	for (c = text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return (false);
	return (strlen(text) <= EMAIL_MAX && at != NULL && at != text &&
	    at[1] != '\0' && strchr(at + 1, '@') == NULL);
}

static enum err
read_texts(struct call *call, struct json_object *root,
    struct creation *creation)
{
	enum err e;

	if ((e = rooms_text(call, root, "name", NICKNAME_MAX,
	    &creation->new.nickname)) != OK ||
	    (e = rooms_text(call, root, "email", 0,
	    &creation->new.email)) != OK)
		return (e);
	if (creation->new.nickname == NULL)
		return (rooms_required(call, "name"));
	if (creation->new.email == NULL)
		return (rooms_required(call, "email"));
	if (!is_address(creation->new.email))
		return (refuse(call, "error-invalid-email", "Invalid email",
		    "Email"));
	return (OK);
}

static enum err
read_password(struct call *call, struct json_object *root,
    struct creation *creation)
{
	unsigned char bytes[RANDOM_BYTES];
	const bool *any;
	enum err e;

	if ((e = rooms_flag(call, root, "setRandomPassword", &any)) != OK ||
	    (e = rooms_text(call, root, "password", PASSWORD_MAX,
	    &creation->password)) != OK)
		return (e);
	if (any != NULL && *any) {
		random_bytes(bytes, sizeof(bytes));
		creation->password = base64url_encode(call->arena, bytes,
		    sizeof(bytes));
	}
	return (creation->password != NULL && *creation->password != '\0' ?
	    OK : rooms_required(call, "password"));
}

static enum err
read_roles(struct call *call, struct json_object *root,
    struct creation *creation)
{
	static const char *const known[] = { "admin", "user", "bot", "app",
	    "guest", "anonymous", NULL };
	static const char *const usual[] = { "user" };
	struct room_names *roles = &creation->new.roles;
	const bool *active;
	size_t i;
	enum err e;

	if ((e = rooms_texts(call, root, "roles", ROLES_ASKED_MAX,
	    roles)) != OK ||
	    (e = rooms_flag(call, root, "active", &active)) != OK)
		return (e);
	creation->new.activated = active == NULL || *active;
	if (roles->count == 0)
		*roles = (struct room_names){ usual, 1 };
	for (i = 0; i < roles->count; i++) {
		if (!is_one_of(roles->names[i], known))
			return (refuse_action(call, "The field Roles consist"
			    " invalid role id", "Assign_role"));
		if (strcmp(roles->names[i], "admin") == 0 &&
		    !rocketchat_may(call, "assign-admin-role", NULL))
			return (refuse_action(call, "Assigning admin is not"
			    " allowed", "Assign_admin"));
		if (strcmp(roles->names[i], "bot") == 0)
			creation->new.robot = true;
	}
	return (OK);
}

static enum err
create_decode(struct call *call)
{
	struct creation *creation = arena_calloc(call->arena, 1,
	    sizeof(*creation));
	struct json_object *root;
	enum err e;

	call->input = creation;
	if (!rocketchat_may(call, "create-user", NULL))
		return (refuse_action(call, "Adding user is not allowed",
		    "Adding_user"));
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = read_username(call, root, creation)) != OK ||
	    (e = read_texts(call, root, creation)) != OK ||
	    (e = read_password(call, root, creation)) != OK)
		return (e);
	return (read_roles(call, root, creation));
}

static enum err
create_run(struct call *call)
{
	struct creation *creation = call->input;
	struct chat_users users = { .names = { &creation->new.username, 1 } };
	const char *taken;
	enum err e;

	if ((e = password_hash(call->arena, creation->password,
	    &creation->new.password_hash)) != OK)
		return (e);
	e = chat_user_create(call->arena, &call->app, &creation->new,
	    &call->fault);
	taken = call->fault.argument;
	if (e == ERR_USER_EXISTS)
		return (refuse(call, "error-field-unavailable",
		    arena_format(call->arena, "%s is already in use :(",
		    taken), taken));
	if (e != OK)
		return (e);
	if ((e = rooms_users_find(call, &users)) != OK)
		return (err_changed(e));
	call->output = &users.users[0];
	return (OK);
}

/* users.info */

static enum err
info_decode(struct call *call)
{
	struct chat_users *users = arena_calloc(call->arena, 1,
	    sizeof(*users));
	const char **name = arena_array(call->arena, const char *, 1);

	call->input = users;
	*name = http_query(&call->request, "userId");
	users->ids = *name != NULL && **name != '\0';
	if (!users->ids)
		*name = http_query(&call->request, "username");
	if (*name == NULL || **name == '\0')
		return (rocketchat_plain(call, "Invalid search query."));
	users->names = (struct room_names){ name, 1 };
	return (OK);
}

static enum err
info_run(struct call *call)
{
	struct chat_users *users = call->input;
	enum err e;

	if ((e = chat_users_find(call->arena, &call->app, users,
	    &call->fault)) != OK)
		return (e);
	if (users->count == 0)
		return (rocketchat_plain(call, "User not found."));
	call->output = &users->users[0];
	return (OK);
}

/* users.list */

struct listing {
	struct paging paging;
	struct chat_user_page page;
};

static enum err
list_decode(struct call *call)
{
	static const char *const sorts[] = {
		[CHAT_USER_BY_USERNAME - 1] = "username",
		[CHAT_USER_BY_NAME - 1] = "name",
		[CHAT_USER_BY_CREATED - 1] = "createdAt", NULL
	};
	struct listing *listing = arena_calloc(call->arena, 1,
	    sizeof(*listing));

	call->input = listing;
	if (!rocketchat_may(call, "view-d-room", NULL))
		return (rooms_unauthorized(call));
	return (paging_read(call, sorts, PAGE_COUNT_MAX, &listing->paging));
}

static enum err
list_run(struct call *call)
{
	struct listing *listing = call->input;

	listing->page.skip = listing->paging.offset;
	listing->page.limit = listing->paging.count;
	listing->page.sort = listing->paging.sort != 0 ?
	    listing->paging.sort : CHAT_USER_BY_USERNAME;
	return (chat_user_list(call->arena, &call->app, &listing->page,
	    &call->fault));
}

static void
list_encode(struct call *call)
{
	const struct listing *listing = call->input;
	struct json_writer w;
	size_t i;

	rocketchat_begin(call, &w);
	json_write_name(&w, "users");
	json_write_array(&w);
	for (i = 0; i < listing->page.count; i++)
		write_user(call, &w, &listing->page.users[i]);
	json_write_array_end(&w);
	paging_write(&w, &listing->paging, listing->page.count,
	    listing->page.total);
	rocketchat_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/api/v1/users.create",
		.name = "rocketchat/users.create",
		.summary = "Register a user",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = create_decode,
		.run = create_run, .encode = user_encode,
	},
	{
		.method = "GET", .path = "/api/v1/users.info",
		.name = "rocketchat/users.info", .summary = "A user",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = info_decode,
		.run = info_run, .encode = user_encode,
	},
	{
		.method = "GET", .path = "/api/v1/users.list",
		.name = "rocketchat/users.list", .summary = "All users",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.calls = ROCKETCHAT_CALLS, .decode = list_decode,
		.run = list_run, .encode = list_encode,
	},
};

const struct endpoint_table rocketchat_user_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
