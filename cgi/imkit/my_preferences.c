/*
 * What a user's clients keep for him (the vendor's pages about preferences of
 * clients): any JSON, by name, to the letter.
 *
 *	GET /me/pref, GET /me/pref?key=		[{key, data}]
 *	GET /me/prefs				{key: data}
 *	POST /me/pref/{key}, DELETE /me/pref/{key}
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "imkit.h"
#include "user_preference.h"

/* What decode() leaves. */
struct input {
	struct setting new;
	const char *name;	/* the only one that is asked for, or NULL */
	struct settings all;
};

static struct user_key
user_of(const struct call *call)
{

	return ((struct user_key){ &call->app, imkit_caller(call) });
}

static enum err
list_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));

	call->input = input;
	input->name = http_query(&call->request, "key");
	return (input->name == NULL ? OK :
	    imkit_id_check(call, "key", input->name));
}

static enum err
list_run(struct call *call)
{
	struct input *input = call->input;
	struct user_key user = user_of(call);

	return (user_preference_list(call->arena, &user, input->name,
	    &input->all, &call->fault));
}

static void
write_pair(struct json_writer *w, const struct setting *s)
{

	json_write_object(w);
	json_write_name(w, "data");
	json_write_raw(w, s->value, strlen(s->value));
	json_put_string(w, "key", s->name);
	json_write_object_end(w);
}

static void
list_encode(struct call *call)
{
	const struct settings *all = &((struct input *)call->input)->all;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_array(&w);
	for (i = 0; i < all->count; i++)
		write_pair(&w, &all->settings[i]);
	json_write_array_end(&w);
	imkit_end(&w);
}

static void
map_encode(struct call *call)
{
	const struct settings *all = &((struct input *)call->input)->all;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	for (i = 0; i < all->count; i++) {
		json_write_name(&w, all->settings[i].name);
		json_write_raw(&w, all->settings[i].value,
		    strlen(all->settings[i].value));
	}
	json_write_object_end(&w);
	imkit_end(&w);
}

/* The body is the value, an object or an array. */
static enum err
put_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	const struct http_request *request = &call->request;
	struct json_object *root = NULL;
	struct buf out;
	enum err e;

	call->input = input;
	input->new.name = call->parameters[0];
	if ((e = imkit_id_check(call, "key", input->new.name)) != OK ||
	    (e = json_parse(call->arena, request->body, request->body_length,
	    &root, &call->json_fault)) != OK)
		return (e);
	if (!json_is(root, json_type_object) &&
	    !json_is(root, json_type_array))
		return (imkit_invalid(call, "the body must be an object or an"
		    " array"));
	buf_init(&out, call->arena, request->body_length + 1);
	json_compact(&out, (struct json_slice){ request->body,
	    request->body_length });
	input->new.value = out.bytes;
	return (strlen(out.bytes) <= USER_PREFERENCE_BYTES ? OK :
	    imkit_invalid(call, "a preference has at most %d bytes",
	    USER_PREFERENCE_BYTES));
}

static enum err
put_run(struct call *call)
{
	struct input *input = call->input;
	struct user_key user = user_of(call);
	enum err e;

	e = user_preference_put(call->arena, &user, &input->new,
	    &call->fault);
	return (e != ERR_REQUEST_TOO_LARGE ? e : imkit_invalid(call,
	    "a user has at most %d preferences with %d bytes together; delete"
	    " some first", USER_PREFERENCES_MAX, USER_PREFERENCES_BYTES));
}

static void
put_encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	write_pair(&w, &input->new);
	imkit_end(&w);
}

static enum err
remove_run(struct call *call)
{
	struct user_key user = user_of(call);
	enum err e;

	if ((e = imkit_id_check(call, "key", call->parameters[0])) != OK)
		return (e);
	return (user_preference_remove(call->arena, &user,
	    call->parameters[0], &call->fault));
}

static void
remove_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/me/pref", .name = "imkit/me/pref",
		.summary = "A user's own data",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = list_decode,
		.run = list_run, .encode = list_encode,
	},
	{
		.method = "GET", .path = "/me/prefs", .name = "imkit/me/pref",
		.summary = "A user's own data, as one object",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = list_decode,
		.run = list_run, .encode = map_encode,
	},
	{
		.method = "POST", .path = "/me/pref/{key}",
		.name = "imkit/me/pref", .summary = "Set some of it",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = put_decode,
		.run = put_run, .encode = put_encode,
	},
	{
		.method = "DELETE", .path = "/me/pref/{key}",
		.name = "imkit/me/pref", .summary = "Remove some of it",
		.dialect = &imkit_dialect, .auth = AUTH_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.run = remove_run, .encode = remove_encode,
	},
};

const struct endpoint_table imkit_my_preference_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
