/*
 * Where notifications go, and those that the backend has sent by itself
 * (contract imkit, 1.9):
 *
 *	POST /me/subscribe		a device, by its push service's token
 *	POST /me/unsubscribe
 *	POST /push/push2clients		to users
 *	POST /push/push2tokens		to devices
 */
#include <string.h>

#include "acting.h"
#include "arena.h"
#include "buf.h"
#include "device.h"
#include "utf8.h"

static enum err
decode_type(struct call *call, struct json_object *root, const char **type)
{
	static const char *const types[] = {
		"ios", "android", "fcm", "web", "ios-voip",
	};
	size_t i;
	enum err e;

	if ((e = imkit_text(call, root, "type", IMKIT_ID_MAX, type)) != OK)
		return (e);
	if (*type == NULL)
		return (imkit_absent(call, "type"));
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(*type, types[i]) == 0)
			return (OK);
	return (imkit_invalid(call, "type must be ios, ios-voip, android, fcm"
	    " or web"));
}

/* A text that is stored and compared: printable, not empty. */
static enum err
check_text(struct call *call, const char *name, const char *text,
    size_t maximum)
{
	const char *c;

	if (text == NULL || *text == '\0')
		return (imkit_absent(call, name));
	for (c = text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return (imkit_invalid(call, "%s must not have control"
			    " characters", name));
	if ((size_t)(c - text) > maximum)
		return (imkit_invalid(call, "%s has at most %zu bytes", name,
		    maximum));
	/* A body was checked; a header was not. */
	if (!utf8_valid(text, (size_t)(c - text)))
		return (imkit_invalid(call, "%s must be UTF-8", name));
	return (OK);
}

/* The device's id: a field, or a header; NULL if it has none. */
static enum err
decode_id(struct call *call, struct json_object *root, const char **id)
{
	const struct http_source *source = call->source;
	enum err e;

	if ((e = imkit_text(call, root, "deviceId", DEVICE_ID_MAX, id)) != OK)
		return (e);
	if (*id == NULL || **id == '\0')
		*id = source->variable(source->cookie, "HTTP_IM_DEVICE_ID");
	if (*id == NULL || **id == '\0') {
		*id = NULL;
		return (OK);
	}
	*id = arena_strdup(call->arena, *id);
	return (check_text(call, "deviceId", *id, DEVICE_ID_MAX));
}

static enum err
decode_device(struct call *call, struct json_object **root)
{
	struct device *device = arena_calloc(call->arena, 1, sizeof(*device));
	enum err e;

	call->input = device;
	if ((e = imkit_body(call, root)) != OK ||
	    (e = imkit_acting(call, *root, &device->username)) != OK ||
	    (e = decode_type(call, *root, &device->type)) != OK)
		return (e);
	return (decode_id(call, *root, &device->id));
}

static enum err
subscribe_decode(struct call *call)
{
	struct json_object *root;
	struct device *device;
	enum err e;

	if ((e = decode_device(call, &root)) != OK)
		return (e);
	device = call->input;
	if ((e = imkit_text(call, root, "token", DEVICE_TOKEN_MAX,
	    &device->token)) != OK || (e = check_text(call, "token",
	    device->token, DEVICE_TOKEN_MAX)) != OK)
		return (e);
	/* One that has no name is that of its type. */
	if (device->id == NULL)
		device->id = "";
	return (OK);
}

static enum err
subscribe_run(struct call *call)
{

	return (device_set(call->arena, &call->app, call->input,
	    &call->fault));
}

static void
subscribe_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static enum err
unsubscribe_decode(struct call *call)
{
	struct json_object *root;

	return (decode_device(call, &root));
}

static enum err
unsubscribe_run(struct call *call)
{
	int64_t *removed = arena_alloc(call->arena, sizeof(*removed));

	call->output = removed;
	return (device_remove(call->arena, &call->app, call->input, removed,
	    &call->fault));
}

static void
unsubscribe_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "n", *(int64_t *)call->output);
	json_put_integer(&w, "ok", 1);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Pushes.
 */
static bool
is_in(const struct texts *texts, const char *text)
{
	size_t i;

	for (i = 0; i < texts->count; i++)
		if (strcmp(texts->texts[i], text) == 0)
			return (true);
	return (false);
}

static enum err
decode_list(struct call *call, struct json_object *root, const char *name,
    size_t bytes, struct texts *texts)
{
	struct json_object *list = json_get(root, name);
	const char *text;
	size_t i, n;
	enum err e;

	if (list == NULL)
		return (imkit_absent(call, name));
	if (!json_is(list, json_type_array))
		return (imkit_invalid(call, "%s must be an array of strings",
		    name));
	if ((n = json_object_array_length(list)) == 0)
		return (imkit_absent(call, name));
	if (n > PUSH_TARGETS_MAX)
		return (imkit_invalid(call, "%s has at most %d elements",
		    name, PUSH_TARGETS_MAX));
	texts->texts = arena_array(call->arena, const char *, n);
	for (i = 0; i < n; i++) {
		text = json_string(json_object_array_get_idx(list, i));
		if (text == NULL)
			return (imkit_invalid(call, "%s must be an array of"
			    " strings", name));
		if ((e = check_text(call, name, text, bytes)) != OK)
			return (e);
		if (!is_in(texts, text))
			texts->texts[texts->count++] = text;
	}
	return (OK);
}

static enum err
decode_payload(struct call *call, struct json_object *root,
    const char **payload)
{
	const struct http_request *request = &call->request;
	struct json_object *member = json_get(root, "payload");
	struct json_slice slice;
	struct buf out;

	if (member == NULL)
		return (imkit_absent(call, "payload"));
	if (!json_is(member, json_type_object))
		return (imkit_invalid(call, "payload must be an object"));
	BUG_UNLESS(json_member(request->body, request->body_length, "payload",
	    &slice));
	buf_init(&out, call->arena, request->body_length);
	json_compact(&out, slice);
	*payload = out.bytes;
	if (out.length > PUSH_PAYLOAD_MAX)
		return (imkit_invalid(call, "payload has at most %d bytes",
		    PUSH_PAYLOAD_MAX));
	return (OK);
}

static enum err
push_decode(struct call *call)
{
	struct push *push = arena_calloc(call->arena, 1, sizeof(*push));
	struct json_object *root;
	enum err e;

	call->input = push;
	if ((e = imkit_body(call, &root)) != OK)
		return (e);
	if (strcmp(call->endpoint->path, "/push/push2clients") == 0)
		e = decode_list(call, root, "clients", IMKIT_ID_MAX,
		    &push->users);
	else
		e = decode_list(call, root, "tokens", DEVICE_TOKEN_MAX,
		    &push->tokens);
	return (e != OK ? e : decode_payload(call, root, &push->payload));
}

static enum err
push_run(struct call *call)
{
	enum err e = push_send(call->arena, &call->app, call->input,
	    &call->fault);

	if (e == ERR_TOO_MANY_MESSAGES)
		call->receipt.messages.reset = 60;
	return (e);
}

static void
push_encode(struct call *call)
{
	const struct push *push = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "count", (int64_t)push->made);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/me/subscribe",
		.name = "imkit/me/subscribe",
		.summary = "Have notifications sent to a device",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = subscribe_decode,
		.run = subscribe_run, .encode = subscribe_encode,
	},
	{
		.method = "POST", .path = "/me/unsubscribe",
		.name = "imkit/me/unsubscribe",
		.summary = "Have no notifications sent to a device",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = unsubscribe_decode,
		.run = unsubscribe_run, .encode = unsubscribe_encode,
	},
	{
		.method = "POST", .path = "/push/push2clients",
		.name = "imkit/push/push2clients",
		.summary = "Notify users of something without a message",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .decode = push_decode,
		.run = push_run, .encode = push_encode,
	},
	{
		.method = "POST", .path = "/push/push2tokens",
		.name = "imkit/push/push2tokens",
		.summary = "Notify devices of something without a message",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS, .decode = push_decode,
		.run = push_run, .encode = push_encode,
	},
};

const struct endpoint_table imkit_device_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
