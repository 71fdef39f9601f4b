/*
 * What an app's backend sets and watches:
 *
 *	GET, POST /config, DELETE /config/{key}
 *	GET /admin/connection-count, GET /admin/stats
 *
 * Values are kept to the letter.  The keys of the app, which the vendor's
 * statistics show, are shown nowhere.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "imkit.h"
#include "setting.h"

enum { STATISTICS_SECONDS = 3600 };

/* What decode() leaves. */
struct input {
	struct settings new, all;
};

static enum err
malformed(struct call *call, const char *what)
{

	call->fault.argument = what;
	return (ERR_SETTING_INVALID);
}

/* {"keywords": [...]}, the only setting with a meaning here. */
static enum err
censorship_check(struct call *call, struct json_object *value)
{
	struct json_object *words = json_get(value, "keywords");
	const char *word;
	size_t i;

	if (!json_is(value, json_type_object) ||
	    !json_is(words, json_type_array))
		return (malformed(call, "censorship must be"
		    " {\"keywords\": [strings]}"));
	if (json_object_array_length(words) > CENSORED_WORDS)
		return (malformed(call, "censorship.keywords has at most 1000"
		    " elements"));
	for (i = 0; i < json_object_array_length(words); i++) {
		word = json_string(json_object_array_get_idx(words, i));
		if (word == NULL || *word == '\0' ||
		    strlen(word) > CENSORED_BYTES)
			return (malformed(call, "censorship.keywords must be"
			    " strings of 1 to 256 bytes"));
	}
	return (OK);
}

static enum err
read_setting(struct call *call, const char *name, struct json_object *value,
    struct setting *setting)
{
	const struct http_request *request = &call->request;
	struct json_slice slice;
	struct buf out;

	if (imkit_id_check(call, "a name", name) != OK)
		return (malformed(call, "names have 1 to 128 bytes, without"
		    " control characters"));
	if (!json_member(request->body, request->body_length, name, &slice))
		return (malformed(call, name));
	if (slice.length > 2 * SETTING_BYTES)
		return (malformed(call, "a value has at most 65536 bytes"));
	buf_init(&out, call->arena, slice.length + 1);
	json_compact(&out, slice);
	setting->name = name;
	setting->value = out.bytes;
	if (strlen(out.bytes) > SETTING_BYTES)
		return (malformed(call, "a value has at most 65536 bytes"));
	return (strcmp(name, "censorship") == 0 ?
	    censorship_check(call, value) : OK);
}

static enum err
put_decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object_iterator at, end;
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = imkit_body(call, &root)) != OK)
		return (e);
	if (json_object_object_length(root) > SETTINGS_MAX)
		return (malformed(call, "an app has at most 100 settings"));
	input->new.settings = arena_array(call->arena, struct setting,
	    SETTINGS_MAX);
	end = json_object_iter_end(root);
	for (at = json_object_iter_begin(root);
	    !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		if ((e = read_setting(call, json_object_iter_peek_name(&at),
		    json_object_iter_peek_value(&at),
		    &input->new.settings[input->new.count])) != OK)
			return (e);
		input->new.count++;
	}
	return (OK);
}

static enum err
put_run(struct call *call)
{
	struct input *input = call->input;

	return (setting_put(call->arena, &call->app, &input->new, &input->all,
	    &call->fault));
}

static enum err
list_run(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));

	call->input = input;
	return (setting_list(call->arena, &call->app, &input->all,
	    &call->fault));
}

static void
list_encode(struct call *call)
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

static enum err
remove_run(struct call *call)
{

	return (setting_remove(call->arena, &call->app, call->parameters[0],
	    &call->fault));
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

/*
 * Monitoring: there are no lasting connections to count.
 */
static enum err
connections_run(struct call *call)
{

	(void)call;
	return (OK);
}

static void
connections_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "count", 0);
	json_write_object_end(&w);
	imkit_end(&w);
}

static enum err
statistics_run(struct call *call)
{

	call->output = arena_calloc(call->arena, 1,
	    sizeof(struct statistics));
	return (statistics_read(call->arena, &call->app, call->output,
	    &call->fault));
}

/* What would take long to count is null: it is not known. */
static void
statistics_encode(struct call *call)
{
	static const char *const unknown[] = { "userList", "roomCount",
	    "messageCount", "newUserCount" };
	const struct statistics *statistics = call->output;
	msec_t start = call->now - STATISTICS_SECONDS * 1000;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "appID", call->app.name);
	json_put_string(&w, "startTime", imkit_iso(call->arena, start));
	json_put_string(&w, "endTime", imkit_iso(call->arena, call->now));
	json_put_integer(&w, "start", start / 1000);
	json_put_integer(&w, "end", call->now / 1000);
	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		json_put_string(&w, unknown[i], NULL);
	json_put_integer(&w, "totalUserCount", statistics->users);
	json_put_integer(&w, "totalRoomCount", statistics->rooms);
	json_put_integer(&w, "countedTo", STATISTICS_MAX);
	json_put_integer(&w, "peakConnectionCount", 0);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "GET", .path = "/config", .name = "imkit/config",
		.summary = "Settings for an app's clients",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .generation = IMKIT_SETTINGS,
		.run = list_run, .encode = list_encode,
	},
	{
		.method = "POST", .path = "/config", .name = "imkit/config",
		.summary = "Set settings for an app's clients",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .generation = IMKIT_SETTINGS,
		.body_max = 1 << 20,
		.decode = put_decode, .run = put_run, .encode = list_encode,
	},
	{
		.method = "DELETE", .path = "/config/{key}",
		.name = "imkit/config",
		.summary = "Remove a setting",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .generation = IMKIT_SETTINGS,
		.run = remove_run, .encode = remove_encode,
	},
	{
		.method = "GET", .path = "/admin/connection-count",
		.name = "imkit/admin/statistics",
		.summary = "How many lasting connections there are",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.run = connections_run, .encode = connections_encode,
	},
	{
		.method = "GET", .path = "/admin/stats",
		.name = "imkit/admin/statistics",
		.summary = "How large an app is",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.run = statistics_run, .encode = statistics_encode,
	},
};

const struct endpoint_table imkit_setting_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
