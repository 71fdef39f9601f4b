/* /users: contract easemob 1.10. */
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "users.h"

enum { PAGE_DEFAULT = 10 };	/* users of a list */

/* What all of these calls end with. */
struct users_output {
	struct account *accounts;	/* entities */
	size_t count;
	const char *cursor;		/* of a list that goes on, or NULL */
	bool registered;		/* some may have been refused */
};

void
user_write(struct json_writer *w, const struct account *account)
{

	json_write_object(w);
	json_put_string(w, "uuid", account->uuid);
	json_put_string(w, "type", "user");
	json_put_integer(w, "created", account->created);
	json_put_integer(w, "modified", account->modified);
	json_put_string(w, "username", account->username);
	json_put_bool(w, "activated", account->activated);
	if (account->nickname != NULL)
		json_put_string(w, "nickname", account->nickname);
	json_write_object_end(w);
}

enum err
user_parameter(struct call *call, size_t position, const char **username)
{
	enum err e;

	e = username_canonical(call->arena, call->parameters[position],
	    username, &call->fault);
	return (e == OK ? OK : ERR_USER_UNKNOWN);
}

/*
 * POST /users
 */
struct register_input {
	struct account *accounts;
	const char **passwords;
	size_t count;
	bool array;		/* it was asked for several */
};

static enum err
decode_account(struct call *call, struct json_object *element,
    struct account *account, const char **password)
{
	struct json_object *member;
	const char *username;
	enum err e;

	if (!json_is(element, json_type_object))
		return (ERR_BAD_FIELD);
	call->fault.argument = "username";
	if ((member = json_get(element, "username")) == NULL)
		return (ERR_FIELD_ABSENT);
	if ((username = json_string(member)) == NULL)
		return (ERR_BAD_FIELD);
	if ((e = username_canonical(call->arena, username,
	    &account->username, &call->fault)) != OK)
		return (e);
	member = json_get(element, "password");
	*password = json_string(member);
	call->fault.argument = "password";
	if (member != NULL && *password == NULL)
		return (ERR_BAD_FIELD);
	if ((e = password_permitted(*password, &call->fault)) != OK)
		return (e);
	e = easemob_text(call, element, "nickname", NICKNAME_MAX,
	    &account->nickname);
	return (e == ERR_TITLE_TOO_LONG ? ERR_NICKNAME_TOO_LONG : e);
}

static enum err
register_count(struct call *call, struct json_object *root, size_t *count)
{

	*count = 1;
	if (!json_is(root, json_type_array))
		return (OK);
	*count = json_object_array_length(root);
	if (*count > ACCOUNTS_MAX) {
		call->fault.argument = arena_format(call->arena, "[%zu] had "
		    "almost reached or been greater than the upper range "
		    "value[%d]", *count, ACCOUNTS_MAX);
		return (ERR_ARRAY_TOO_LONG);
	}
	call->fault.argument = "username";
	return (*count == 0 ? ERR_FIELD_ABSENT : OK);
}

static enum err
register_decode(struct call *call)
{
	struct register_input *input = arena_alloc(call->arena,
	    sizeof(*input));
	struct json_object *root;
	size_t i;
	enum err e;

	call->input = input;
	if ((e = json_parse(call->arena, call->request.body,
	    call->request.body_length, &root, &call->json_fault)) != OK ||
	    (e = register_count(call, root, &input->count)) != OK)
		return (e);
	call->fault.argument = NULL;
	input->array = json_is(root, json_type_array);
	input->accounts = arena_array(call->arena, struct account,
	    input->count);
	input->passwords = arena_array(call->arena, const char *,
	    input->count);
	for (i = 0; i < input->count; i++)
		if ((e = decode_account(call, input->array ?
		    json_object_array_get_idx(root, i) : root,
		    &input->accounts[i], &input->passwords[i])) != OK)
			return (e);
	return (OK);
}

static struct users_output *
new_output(struct call *call, struct account *accounts, size_t count)
{
	struct users_output *output = arena_alloc(call->arena,
	    sizeof(*output));

	output->accounts = accounts;
	output->count = count;
	call->output = output;
	return (output);
}

static enum err
register_run(struct call *call)
{
	struct register_input *input = call->input;
	size_t i;
	enum err e;

	for (i = 0; i < input->count; i++)
		if ((e = password_hash(call->arena, input->passwords[i],
		    &input->accounts[i].password_hash)) != OK)
			return (e);
	if ((e = account_register(call->arena, &call->app, input->accounts,
	    input->count, &call->fault)) != OK)
		return (e);
	if (!input->array && input->accounts[0].uuid == NULL) {
		call->fault.argument = input->accounts[0].username;
		return (ERR_USER_EXISTS);
	}
	new_output(call, input->accounts, input->count)->registered = true;
	return (OK);
}

/* Those of a batch whose names were taken. */
static void
write_refused(struct call *call, struct json_writer *w,
    const struct users_output *output)
{
	size_t i;

	json_write_name(w, "data");
	json_write_array(w);
	for (i = 0; i < output->count; i++) {
		if (output->accounts[i].uuid != NULL)
			continue;
		json_write_object(w);
		json_put_string(w, "username", output->accounts[i].username);
		json_put_string(w, "registerUserFailReason",
		    arena_format(call->arena, "the %s already exists",
		    output->accounts[i].username));
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
users_encode(struct call *call)
{
	const struct users_output *output = call->output;
	struct json_writer w;
	size_t i, shown = 0;

	easemob_begin(call, &w);
	easemob_params(call, &w);
	json_write_name(&w, "entities");
	json_write_array(&w);
	for (i = 0; i < output->count; i++)
		if (output->accounts[i].uuid != NULL) {
			user_write(&w, &output->accounts[i]);
			shown++;
		}
	json_write_array_end(&w);
	if (output->registered)
		write_refused(call, &w, output);
	else
		json_put_integer(&w, "count", (int64_t)shown);
	if (output->cursor != NULL)
		json_put_string(&w, "cursor", output->cursor);
	easemob_end(call, &w);
}

/*
 * GET and DELETE /users and /users/{username}
 */
static enum err
name_decode(struct call *call)
{
	const char *username;
	enum err e;

	if ((e = user_parameter(call, 2, &username)) != OK)
		return (e);
	call->input = arena_strdup(call->arena, username);
	return (OK);
}

static enum err
get_run(struct call *call)
{
	struct account *account = arena_alloc(call->arena, sizeof(*account));

	new_output(call, account, 1);
	return (account_find(call->arena, &call->app, call->input, account,
	    &call->fault));
}

static enum err
page_decode(struct call *call)
{
	struct account_page *page = arena_alloc(call->arena, sizeof(*page));
	struct easemob_range range = { PAGE_DEFAULT, 1, ACCOUNT_PAGE_MAX };
	int64_t limit;
	enum err e;

	call->input = page;
	if ((e = easemob_number(call, "limit", range, &limit)) != OK ||
	    (e = easemob_cursor_read(call, &page->after)) != OK)
		return (e);
	page->limit = (size_t)limit;
	if (page->after == NULL)
		page->after = "";
	page->activated = http_query(&call->request, "activated");
	if (page->activated != NULL &&
	    strcmp(page->activated, "true") != 0 &&
	    strcmp(page->activated, "false") != 0) {
		call->fault.argument = "activated";
		return (ERR_BAD_QUERY);
	}
	return (OK);
}

static enum err
list_run(struct call *call)
{
	struct account_page *page = call->input;
	struct users_output *output;
	enum err e;

	if ((e = account_list(call->arena, &call->app, page,
	    &call->fault)) != OK)
		return (e);
	output = new_output(call, page->accounts, page->count);
	if (page->more)
		output->cursor = easemob_cursor(call,
		    page->accounts[page->count - 1].username);
	return (OK);
}

static enum err
delete_run(struct call *call)
{
	const char *names[1] = { call->input };
	struct account_page page = { .limit = 1 };
	enum err e;

	if ((e = account_delete(call->arena, &call->app, names, &page,
	    &call->fault)) != OK)
		return (e);
	if (page.count == 0) {
		call->fault.argument = names[0];
		return (ERR_USER_UNKNOWN);
	}
	new_output(call, page.accounts, page.count);
	return (OK);
}

/* The first users by name, as many as asked for. */
static enum err
delete_some_run(struct call *call)
{
	struct account_page *page = call->input;
	const char **names;
	size_t i;
	enum err e;

	if ((e = account_list(call->arena, &call->app, page,
	    &call->fault)) != OK)
		return (e);
	names = arena_array(call->arena, const char *, page->count);
	for (i = 0; i < page->count; i++)
		names[i] = page->accounts[i].username;
	page->limit = page->count;
	if ((e = account_delete(call->arena, &call->app, names, page,
	    &call->fault)) != OK)
		return (e);
	new_output(call, page->accounts, page->count);
	return (OK);
}

/*
 * PUT /users/{username}/password
 */
struct password_input {
	const char *username, *password;
};

static enum err
password_decode(struct call *call)
{
	struct password_input *input = arena_alloc(call->arena,
	    sizeof(*input));
	struct json_object *root, *member;
	enum err e;

	call->input = input;
	if ((e = body_object(call, &root)) != OK)
		return (e);
	member = json_get(root, "newpassword");
	input->password = json_string(member);
	call->fault.argument = "newpassword";
	if (member != NULL && input->password == NULL)
		return (ERR_BAD_FIELD);
	e = password_permitted(input->password, &call->fault);
	if (e != OK)
		return (e == ERR_PASSWORD_ABSENT ? ERR_NEW_PASSWORD_ABSENT :
		    e);
	return (user_parameter(call, 2, &input->username));
}

static enum err
password_run(struct call *call)
{
	const struct password_input *input = call->input;
	const char *hash;
	enum err e;

	if ((e = password_hash(call->arena, input->password, &hash)) != OK)
		return (e);
	return (account_password(call->arena, &call->app, input->username,
	    hash, &call->fault));
}

static void
password_encode(struct call *call)
{
	struct json_writer w;

	easemob_begin_as(call, &w, NULL, "set user password");
	easemob_end(call, &w);
}

#define USERS_CALL							\
	.dialect = &easemob_dialect, .auth = AUTH_APP,			\
	.calls = { .name = "users_manage", .quota = 100, .window = 1 },	\
	.generation = EASEMOB_MANAGEMENT

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/{org}/{app}/users",
		.name = "users_register",	/* errors.c knows this name */
		.summary = "register one user or up to 60",
		.decode = register_decode, .run = register_run,
		.encode = users_encode, USERS_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/users",
		.name = "users_list", .summary = "the app's users, by name",
		.decode = page_decode, .run = list_run,
		.encode = users_encode, USERS_CALL,
	},
	{
		.method = "DELETE", .path = "/{org}/{app}/users",
		.name = "users_delete_some",
		.summary = "delete the first users, by name",
		.decode = page_decode, .run = delete_some_run,
		.encode = users_encode, USERS_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/users/{username}",
		.name = "users_get", .summary = "one user",
		.decode = name_decode, .run = get_run,
		.encode = users_encode, USERS_CALL,
	},
	{
		.method = "DELETE", .path = "/{org}/{app}/users/{username}",
		.name = "users_delete",
		.summary = "delete a user and the rooms and groups he owns",
		.decode = name_decode, .run = delete_run,
		.encode = users_encode, USERS_CALL,
	},
	{
		.method = "PUT",
		.path = "/{org}/{app}/users/{username}/password",
		.name = "users_password",
		.summary = "set a password; the user's tokens are revoked",
		.decode = password_decode, .run = password_run,
		.encode = password_encode, USERS_CALL,
	},
};

const struct endpoint_table easemob_user_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
