/*
 * What a user wants of his rooms (contract imkit, 1.8 and 1.9):
 *
 *	POST, DELETE /me/mute/{room}			no notifications of it
 *	POST, DELETE /admin/clients/{id}/mute/{room}	the same, by the backend
 *	POST /me/notification/enable, disable		of any room
 *	POST, PUT, GET, DELETE /roomPrefs/{room}	his own data for it
 *	DELETE /roomPrefs/{room}/{key}			a member of that
 *	GET /roomPrefs					of all rooms
 */
#include <string.h>

#include "acting.h"
#include "arena.h"
#include "buf.h"
#include "profile.h"

enum {
	TAGS_MAX = 100,		/* of a room's preference */
	FOLDER_MAX = 256,	/* characters */
};

/*
 * Mute, and notifications: the answer is the user.
 */
struct wish {
	struct mute mute;
	struct account account;
	struct texts muted;
};

static bool
ends(const struct call *call, const char *word)
{
	const char *path = call->endpoint->path;
	size_t length = strlen(path), end = strlen(word);

	return (length >= end && strcmp(path + length - end, word) == 0);
}

static enum err
mute_decode(struct call *call)
{
	struct wish *wish = arena_calloc(call->arena, 1, sizeof(*wish));
	bool admin = imkit_is_platform(call);
	enum err e;

	call->input = wish;
	wish->mute.app = &call->app;
	wish->mute.username = admin ? call->parameters[0] :
	    imkit_caller(call);
	wish->mute.room_id = call->parameters[admin ? 1 : 0];
	wish->mute.muted = strcmp(call->endpoint->method, "POST") == 0;
	if ((e = imkit_id_check(call, "client", wish->mute.username)) != OK)
		return (e);
	return (imkit_id_check(call, "room", wish->mute.room_id));
}

static enum err
mute_run(struct call *call)
{
	struct wish *wish = call->input;
	enum err e;

	if ((e = imkit_room_error(call, room_mute(call->arena, &wish->mute,
	    &call->fault))) != OK)
		return (e);
	/* The backend is told; for a user it is as he wanted it. */
	if (imkit_is_platform(call) && !wish->mute.muted &&
	    !wish->mute.changed)
		return (ERR_ROOM_NOT_MUTED);
	if ((e = account_find(call->arena, &call->app, wish->mute.username,
	    &wish->account, &call->fault)) != OK)
		return (err_changed(e));
	return (err_changed(muted_rooms(call->arena, &call->app,
	    wish->mute.username, &wish->muted, &call->fault)));
}

static enum err
notify_decode(struct call *call)
{
	struct wish *wish = arena_calloc(call->arena, 1, sizeof(*wish));
	struct json_object *root;
	enum err e;

	call->input = wish;
	if ((e = imkit_body(call, &root)) != OK)
		return (e);
	return (imkit_acting(call, root, &wish->mute.username));
}

static enum err
notify_run(struct call *call)
{
	struct wish *wish = call->input;
	struct profile change = { .username = wish->mute.username,
	    .notifications = ends(call, "/enable") ? "true" : "false" };
	enum err e;

	if ((e = profile_change(call->arena, &call->app, &change,
	    &wish->account, &call->fault)) != OK)
		return (e);
	return (err_changed(muted_rooms(call->arena, &call->app,
	    wish->mute.username, &wish->muted, &call->fault)));
}

static void
wish_encode(struct call *call)
{
	const struct wish *wish = call->input;
	const struct account *account = &wish->account;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	imkit_user_members(call, &w, account);
	json_put_integer(&w, "__v", 0);
	imkit_time(call, &w, "createdAt", account->created);
	imkit_time(call, &w, "updatedAt", account->modified);
	imkit_put_notifications(&w, account, &wish->muted);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * Preferences.
 */
struct member {
	const char *name;
	enum json_type type;
};

static const struct member members[] = {
	{ "tags", json_type_array }, { "tagColors", json_type_object },
	{ "folder", json_type_string }, { "sticky", json_type_boolean },
	{ "hidden", json_type_boolean }, { "translation", json_type_boolean },
};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static enum err
check_tags(struct call *call, struct json_object *tags)
{
	size_t i, n = json_object_array_length(tags);
	const char *tag;
	enum err e;

	if (n > TAGS_MAX)
		return (imkit_invalid(call, "tags has at most %d elements",
		    TAGS_MAX));
	for (i = 0; i < n; i++) {
		tag = json_string(json_object_array_get_idx(tags, i));
		if (tag == NULL)
			return (ERR_TAGS_INVALID);
		if ((e = imkit_id_check(call, "tags", tag)) != OK)
			return (e);
	}
	return (OK);
}

static enum err
check_colors(struct call *call, struct json_object *colors)
{

	json_object_object_foreach(colors, name, value) {
		(void)name;
		if (json_string(value) == NULL)
			return (imkit_invalid(call, "tagColors must be an"
			    " object of strings"));
	}
	return (OK);
}

static enum err
check_member(struct call *call, struct json_object *root,
    const struct member *member)
{
	static const struct { enum json_type type; const char *words; } words[]
	    = {
		{ json_type_object, "an object of strings" },
		{ json_type_string, "a string" },
		{ json_type_boolean, "true or false" },
	};
	struct json_object *value = json_get(root, member->name);
	const char *text;
	size_t i;

	if (!json_is(value, member->type)) {
		if (member->type == json_type_array)
			return (ERR_TAGS_INVALID);
		for (i = 0; words[i].type != member->type; i++)
			continue;
		return (imkit_invalid(call, "%s must be %s", member->name,
		    words[i].words));
	}
	if (member->type == json_type_array)
		return (check_tags(call, value));
	if (member->type == json_type_object)
		return (check_colors(call, value));
	if (member->type == json_type_string)
		return (imkit_text(call, root, member->name, FOLDER_MAX,
		    &text));
	return (OK);
}

/* What is new, as JSON; what came as null goes. */
static enum err
decode_members(struct call *call, struct json_object *root,
    struct preference_change *change)
{
	const struct http_request *request = &call->request;
	struct json_slice slice;
	struct buf out;
	size_t i;
	enum err e;

	change->gone.texts = arena_array(call->arena, const char *, MEMBERS);
	buf_init(&out, call->arena, request->body_length + 2);
	buf_putc(&out, '{');
	for (i = 0; i < MEMBERS; i++) {
		if (!json_has(root, members[i].name))
			continue;
		if (json_get(root, members[i].name) == NULL) {
			change->gone.texts[change->gone.count++] =
			    members[i].name;
			continue;
		}
		if ((e = check_member(call, root, &members[i])) != OK)
			return (e);
		BUG_UNLESS(json_member(request->body, request->body_length,
		    members[i].name, &slice));
		buf_format(&out, "%s\"%s\":", out.length > 1 ? "," : "",
		    members[i].name);
		json_compact(&out, slice);
	}
	buf_putc(&out, '}');
	change->data = out.bytes;
	return (OK);
}

static enum err
begin_change(struct call *call, struct preference_change **change)
{

	*change = arena_calloc(call->arena, 1, sizeof(**change));
	(*change)->app = &call->app;
	(*change)->username = imkit_caller(call);
	(*change)->room_id = call->parameters[0];
	(*change)->data = "{}";
	call->input = *change;
	return (imkit_id_check(call, "room", (*change)->room_id));
}

static enum err
set_decode(struct call *call)
{
	struct preference_change *change;
	struct json_object *root;
	bool *muted = arena_calloc(call->arena, 1, sizeof(*muted));
	enum err e;

	if ((e = begin_change(call, &change)) != OK ||
	    (e = imkit_body(call, &root)) != OK ||
	    (e = imkit_flag(call, root, "muted", muted)) != OK)
		return (e);
	if (json_has(root, "muted"))
		change->muted = muted;
	return (decode_members(call, root, change));
}

static enum err
unset_decode(struct call *call)
{
	static const bool no = false;
	const char *key = call->parameters[1];
	struct preference_change *change;
	size_t i;
	enum err e;

	if ((e = begin_change(call, &change)) != OK)
		return (e);
	change->gone.texts = arena_array(call->arena, const char *, MEMBERS);
	for (i = 0; i < MEMBERS; i++)
		if (key == NULL || strcmp(key, members[i].name) == 0)
			change->gone.texts[change->gone.count++] =
			    members[i].name;
	if (key == NULL || strcmp(key, "muted") == 0)
		change->muted = &no;
	else if (change->gone.count == 0)
		return (imkit_invalid(call, "key must be tags, tagColors,"
		    " folder, sticky, hidden, translation or muted"));
	return (OK);
}

static enum err
change_run(struct call *call)
{
	struct preference *result = arena_calloc(call->arena, 1,
	    sizeof(*result));
	enum err e;

	call->output = result;
	e = imkit_room_error(call, preference_set(call->arena, call->input,
	    result, &call->fault));
	if (e == ERR_REQUEST_TOO_LARGE)
		return (imkit_invalid(call, "a room's preference has at most"
		    " %d bytes", PREFERENCE_MAX));
	return (e);
}

static void
write_preference(struct json_writer *w, const struct preference *p)
{
	struct json_slice slice;
	size_t i;

	json_write_object(w);
	json_put_string(w, "room", p->room_id);
	for (i = 0; i < MEMBERS; i++) {
		if (!json_member(p->data, strlen(p->data), members[i].name,
		    &slice))
			continue;
		json_write_name(w, members[i].name);
		json_write_raw(w, slice.bytes, slice.length);
	}
	json_put_bool(w, "muted", p->muted);
	json_write_object_end(w);
}

static void
change_encode(struct call *call)
{
	struct json_writer w;

	imkit_begin(call, &w);
	write_preference(&w, call->output);
	imkit_end(&w);
}

static enum err
list_decode(struct call *call)
{
	struct preference_page *page = arena_calloc(call->arena, 1,
	    sizeof(*page));
	enum err e;

	call->input = page;
	page->app = &call->app;
	page->username = imkit_caller(call);
	page->room_id = call->parameters[0];
	page->limit = PREFERENCE_PAGE_MAX;
	if (page->room_id != NULL)
		return (imkit_id_check(call, "room", page->room_id));
	if ((e = imkit_number(call, "skip", 0, INT32_MAX,
	    &page->offset)) != OK)
		return (e);
	return (imkit_number(call, "limit", 1, PREFERENCE_PAGE_MAX,
	    &page->limit));
}

static enum err
list_run(struct call *call)
{
	struct preference_page *page = call->input;
	enum err e;

	if ((e = preference_list(call->arena, page, &call->fault)) != OK)
		return (e);
	return (page->room_id != NULL && page->count == 0 ? ERR_NOT_MEMBER :
	    OK);
}

static void
list_encode(struct call *call)
{
	const struct preference_page *page = call->input;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	if (page->room_id != NULL)
		write_preference(&w, &page->rows[0]);
	else {
		json_write_object(&w);
		json_put_integer(&w, "totalCount", page->total);
		json_write_name(&w, "data");
		json_write_array(&w);
		for (i = 0; i < page->count; i++)
			write_preference(&w, &page->rows[i]);
		json_write_array_end(&w);
		json_write_object_end(&w);
	}
	imkit_end(&w);
}

#define MUTE(verb, way, who, limit, name_, words) {			\
	.method = verb, .path = way, .name = name_, .summary = words,	\
	.dialect = &imkit_dialect, .auth = who, .calls = limit,		\
	.decode = mute_decode, .run = mute_run, .encode = wish_encode }
#define NOTIFY(way, words) {						\
	.method = "POST", .path = way, .name = "imkit/me/notification",	\
	.summary = words, .dialect = &imkit_dialect,			\
	.auth = AUTH_APP_OR_USER, .calls = IMKIT_CLIENT_CALLS,		\
	.decode = notify_decode, .run = notify_run,			\
	.encode = wish_encode }
#define PREFERENCE(verb, way, words, what, how) {			\
	.method = verb, .path = way, .name = "imkit/roomPrefs",		\
	.summary = words, .dialect = &imkit_dialect, .auth = AUTH_USER,	\
	.calls = IMKIT_CLIENT_CALLS, .decode = what##_decode,		\
	.run = how##_run, .encode = how##_encode }

static const struct endpoint rows[] = {
	MUTE("POST", "/me/mute/{room}", AUTH_USER, IMKIT_CLIENT_CALLS,
	    "imkit/me/mute", "Have no notifications of a room"),
	MUTE("DELETE", "/me/mute/{room}", AUTH_USER, IMKIT_CLIENT_CALLS,
	    "imkit/me/mute", "Have notifications of a room again"),
	MUTE("POST", "/admin/clients/{id}/mute/{room}", AUTH_APP,
	    IMKIT_PLATFORM_CALLS, "imkit/admin/clients/mute",
	    "Mute a room for a user"),
	MUTE("DELETE", "/admin/clients/{id}/mute/{room}", AUTH_APP,
	    IMKIT_PLATFORM_CALLS, "imkit/admin/clients/mute",
	    "End a user's mute of a room"),
	NOTIFY("/me/notification/enable", "Have notifications"),
	NOTIFY("/me/notification/disable", "Have no notifications"),
	PREFERENCE("POST", "/roomPrefs/{room}",
	    "Change one's own data for a room", set, change),
	PREFERENCE("PUT", "/roomPrefs/{room}",
	    "Change one's own data for a room", set, change),
	PREFERENCE("DELETE", "/roomPrefs/{room}",
	    "Forget one's own data for a room", unset, change),
	PREFERENCE("DELETE", "/roomPrefs/{room}/{key}",
	    "Forget a part of it", unset, change),
	PREFERENCE("GET", "/roomPrefs/{room}", "One's own data for a room",
	    list, list),
	PREFERENCE("GET", "/roomPrefs", "One's own data for all rooms",
	    list, list),
};

const struct endpoint_table imkit_preference_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
