/*
 * Users, for the app's backend (contract imkit, 1.2 and 1.8):
 *
 *	POST /admin/clients		create or change one, with a token
 *	POST /admin/clients/list	the same for many, without
 *	GET /admin/clients		list, search
 */
#include <string.h>

#include "acting.h"
#include "arena.h"
#include "clients.h"
#include "user_token.h"

struct input {
	struct profile *profiles;
	size_t count;
	bool issue, revoke, upsert;
	const char *token;
	msec_t expires;
	struct profile_search search;
};

enum { SKIP_MAX = 1000000, PIECE_MAX = 128 };

/* A text; null takes away what was there. */
static enum err
text(struct call *call, struct json_object *root, const char *name,
    size_t maximum, const char **value)
{
	enum err e;

	if ((e = imkit_text(call, root, name, maximum, value)) != OK)
		return (e);
	if (*value == NULL && json_has(root, name))
		*value = "";
	return (OK);
}

enum err
client_fields(struct call *call, struct json_object *root,
    struct profile *profile)
{
	enum err e;

	if ((e = text(call, root, "nickname", NICKNAME_MAX,
	    &profile->nickname)) != OK ||
	    (e = text(call, root, "avatarUrl", AVATAR_MAX,
	    &profile->avatar_url)) != OK)
		return (e);
	return (text(call, root, "description", DESCRIPTION_MAX,
	    &profile->description));
}

static enum err
expiration(struct call *call, struct json_object *root, msec_t *expires)
{
	struct json_object *member = json_get(root, "expirationDate");
	const char *date = json_string(member);

	*expires = 0;
	if (member == NULL)
		return (OK);
	if (date == NULL ? !json_integer(member, false, expires) :
	    !imkit_iso_parse(date, expires))
		return (imkit_invalid(call, "Invalid expirationDate format:"
		    " send a time such as 2030-12-31T23:59:59.000Z"));
	if (*expires <= 0 || *expires > 253402300799999)
		return (imkit_invalid(call, "expirationDate must be between"
		    " 1970 and 9999"));
	return (OK);
}

enum err
client_token(struct call *call, struct json_object *root, const char **token,
    msec_t *expires)
{
	size_t length;
	const char *c;
	enum err e;

	if ((e = imkit_text(call, root, "token", CLIENT_TOKEN_MAX,
	    token)) != OK || (e = expiration(call, root, expires)) != OK)
		return (e);
	if (*token == NULL)
		return (OK);
	length = strlen(*token);
	for (c = *token; *c >= ' ' && *c <= '~'; c++)
		continue;
	/* Headers lose blanks at the ends, and ", " means two of them. */
	if (length == 0 || *c != '\0' || **token == ' ' ||
	    (*token)[length - 1] == ' ' || strstr(*token, ", ") != NULL ||
	    strncasecmp(*token, "Bearer ", 7) == 0)
		return (imkit_invalid(call, "token must be text that a header"
		    " can carry: printable ASCII without blanks at its ends,"
		    " without \", \", and not beginning with \"Bearer \""));
	if (user_token_issued(call->arena, &call->app, *token, call->now))
		return (imkit_invalid(call, "token is one that this server"
		    " issued; it needs no binding"));
	return (OK);
}

static enum err
profile_read(struct call *call, struct json_object *root,
    struct profile *profile)
{
	bool robot = false;
	enum err e;

	if ((e = imkit_text(call, root, "_id", IMKIT_ID_MAX,
	    &profile->username)) != OK ||
	    (e = imkit_id_check(call, "_id", profile->username)) != OK ||
	    (e = client_fields(call, root, profile)) != OK ||
	    (e = imkit_flag(call, root, "isRobot", &robot)) != OK)
		return (e);
	if (json_get(root, "isRobot") != NULL)
		profile->robot = robot ? "true" : "false";
	return (OK);
}

static enum err
decode_put(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	input->count = 1;
	input->profiles = arena_array(call->arena, struct profile, 1);
	input->upsert = true;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = profile_read(call, root, input->profiles)) != OK ||
	    (e = imkit_flag(call, root, "issueAccessToken",
	    &input->issue)) != OK ||
	    (e = imkit_flag(call, root, "revokeTokens",
	    &input->revoke)) != OK ||
	    (e = imkit_flag(call, root, "upsert", &input->upsert)) != OK)
		return (e);
	if (input->issue)
		return (OK);
	return (client_token(call, root, &input->token, &input->expires));
}

static enum err
revoke_others(struct call *call, const struct input *input,
    struct client_shown *shown)
{
	struct token_revocation revocation = { .account = &shown->account,
	    .text = input->token, .now = call->now };
	int64_t count;
	enum err e;

	if (!input->revoke)
		return (OK);
	e = user_token_revoke_all(call->arena, &call->app, &revocation,
	    &count, &call->fault);
	shown->account.token_epoch = revocation.epoch;
	return (e);
}

static enum err
run_put(struct call *call)
{
	struct input *input = call->input;
	struct client_shown *shown = arena_calloc(call->arena, 1,
	    sizeof(*shown));
	struct profile_put put = { .profiles = input->profiles, .count = 1,
	    .keep = !input->upsert, .create = true, .token = input->token,
	    .expires = input->expires };
	enum err e;

	call->output = shown;
	if ((e = profile_put(call->arena, &call->app, &put,
	    &call->fault)) != OK)
		return (e);
	if (put.done == 0) {
		call->fault.argument = input->profiles->username;
		return (ERR_USER_EXISTS);
	}
	shown->account = put.accounts[0];
	shown->token = input->token;
	shown->expires = input->expires;
	if ((e = revoke_others(call, input, shown)) != OK)
		return (err_changed(e));
	shown->issued = input->issue;
	if (input->issue)
		shown->token = user_token_issue(call->arena, &call->app,
		    &shown->account, call->now, &shown->expires);
	return (OK);
}

void
client_write(struct call *call, struct json_writer *w,
    const struct client_shown *shown)
{
	const struct account *account = &shown->account;

	json_write_object(w);
	imkit_user_members(call, w, account);
	json_put_integer(w, "__v", 0);
	imkit_time(call, w, "createdAt", account->created);
	imkit_time(call, w, "updatedAt", account->modified);
	if (shown->muted != NULL)
		imkit_put_notifications(w, account, shown->muted);
	if (shown->token != NULL) {
		json_put_bool(w, "issueAccessToken", shown->issued);
		json_put_string(w, "client", account->username);
		json_put_string(w, "token", shown->token);
	}
	if (shown->token != NULL && shown->expires != 0)
		imkit_time(call, w, "expirationDate", shown->expires);
	json_write_object_end(w);
}

void
client_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	client_write(call, &w, call->output);
	imkit_end(&w);
}

/* Of two elements with one _id, what the later one gives counts. */
static void
merge(struct input *input, const struct profile *p)
{
	struct profile *old = input->profiles;
	size_t i;

	for (i = 0; i < input->count; i++, old++)
		if (strcmp(old->username, p->username) == 0)
			break;
	if (i == input->count) {
		input->count++;
		*old = *p;
		return;
	}
	old->nickname = p->nickname != NULL ? p->nickname : old->nickname;
	old->avatar_url = p->avatar_url != NULL ? p->avatar_url :
	    old->avatar_url;
	old->description = p->description != NULL ? p->description :
	    old->description;
	old->robot = p->robot != NULL ? p->robot : old->robot;
}

static enum err
decode_list(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root, *data;
	struct profile profile;
	size_t i, n;
	enum err e;

	call->input = input;
	if ((e = imkit_body(call, &root)) != OK)
		return (e);
	if ((data = json_get(root, "data")) == NULL)
		return (imkit_absent(call, "data"));
	if (!json_is(data, json_type_array))
		return (imkit_invalid(call, "data must be an array of objects"
		    " such as {\"_id\":\"user-001\"}"));
	n = json_object_array_length(data);
	if (n > PROFILES_MAX)
		return (imkit_invalid(call, "data has at most %d elements;"
		    " send the others in further calls", PROFILES_MAX));
	input->profiles = arena_array(call->arena, struct profile, n + 1);
	for (i = 0; i < n; i++) {
		memset(&profile, 0, sizeof(profile));
		root = json_object_array_get_idx(data, i);
		if (!json_is(root, json_type_object))
			return (imkit_invalid(call, "data[%zu] must be an"
			    " object", i));
		if ((e = profile_read(call, root, &profile)) != OK) {
			call->fault.argument = arena_format(call->arena,
			    "data[%zu].%s", i, call->fault.argument);
			return (e);
		}
		merge(input, &profile);
	}
	return (OK);
}

static enum err
run_list(struct call *call)
{
	struct input *input = call->input;
	struct profile_put *put = arena_calloc(call->arena, 1, sizeof(*put));

	call->output = put;
	put->profiles = input->profiles;
	put->count = input->count;
	put->create = true;
	if (put->count == 0)
		return (OK);
	return (profile_put(call->arena, &call->app, put, &call->fault));
}

static void
encode_list(struct call *call)
{
	const struct profile_put *put = call->output;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "count", (int64_t)put->done);
	json_write_object_end(&w);
	imkit_end(&w);
}

static enum err
bad_query(struct call *call, const char *why)
{

	call->fault.argument = why;
	return (ERR_BAD_QUERY);
}

/* {"_id":...} and {"nickname":...}; the vendor takes MongoDB's language. */
static enum err
query_object(struct call *call, const char *q, struct profile_search *search)
{
	struct json_object_iterator i, end;
	struct json_object *root;
	struct json_fault fault;
	const char *name, *value;

	if (json_parse(call->arena, q, strlen(q), &root, &fault) != OK ||
	    !json_is(root, json_type_object))
		return (bad_query(call, "q is neither text nor a JSON"
		    " object"));
	end = json_object_iter_end(root);
	for (i = json_object_iter_begin(root);
	    !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		name = json_object_iter_peek_name(&i);
		value = json_string(json_object_iter_peek_value(&i));
		if (value == NULL || *name == '$')
			return (bad_query(call, "q takes no operators: send"
			    " {\"_id\":\"...\"}, {\"nickname\":\"...\"}, or a"
			    " piece of either as plain text"));
		if (strcmp(name, "_id") == 0 || strcmp(name, "id") == 0)
			search->username = value;
		else if (strcmp(name, "nickname") == 0)
			search->nickname = value;
		else
			return (bad_query(call, "q looks only at _id and"
			    " nickname"));
	}
	return (OK);
}

static enum err
decode_search(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct profile_search *search = &input->search;
	const char *q = http_query(&call->request, "q");
	enum err e;

	call->input = input;
	search->limit = 50;
	if ((e = imkit_number(call, "limit", 1, PROFILES_MAX,
	    &search->limit)) != OK ||
	    (e = imkit_number(call, "skip", 0, SKIP_MAX, &search->skip)) != OK)
		return (e);
	if (q == NULL || *q == '\0')
		return (OK);
	if (q[strspn(q, " ")] == '{')
		return (query_object(call, q, search));
	if (strlen(q) > PIECE_MAX)
		return (bad_query(call, "q has at most 128 bytes"));
	search->piece = q;
	return (OK);
}

static enum err
run_search(struct call *call)
{
	struct input *input = call->input;

	return (profile_search(call->arena, &call->app, &input->search,
	    &call->fault));
}

static void
encode_search(struct call *call)
{
	const struct input *input = call->input;
	struct client_shown shown = { .token = NULL };
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalCount", input->search.total);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < input->search.count; i++) {
		shown.account = input->search.accounts[i];
		client_write(call, &w, &shown);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/admin/clients",
		.name = "imkit/admin/clients",
		.summary = "Create or change a user, and give a token",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = decode_put, .run = run_put, .encode = client_encode,
	},
	{
		.method = "POST", .path = "/admin/clients/list",
		.name = "imkit/admin/clients/list",
		.summary = "Create or change many users",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = decode_list, .run = run_list, .encode = encode_list,
	},
	{
		.method = "GET", .path = "/admin/clients",
		.name = "imkit/admin/clients/search",
		.summary = "List users, or look for some",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = decode_search, .run = run_search,
		.encode = encode_search,
	},
};

const struct endpoint_table imkit_client_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
