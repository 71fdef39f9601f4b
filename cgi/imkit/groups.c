/*
 * Groups of users (contract imkit, 1.3; the vendor's pages about user groups):
 *
 *	POST /admin/groups	create one, or change it where the body says so
 *	GET /admin/groups	list them
 *
 * They are kept for the app's backend.  Rooms have users as members, and no
 * groups.
 */
#include <string.h>

#include "arena.h"
#include "clients.h"
#include "hash.h"
#include "user_group.h"

enum { SKIP_MAX = 1000000 };

static enum err
decode_put(struct call *call)
{
	struct user_group_put *put = arena_calloc(call->arena, 1,
	    sizeof(*put));
	struct json_object *root;
	char uuid[37];
	enum err e;

	call->input = put;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_text(call, root, "_id", IMKIT_ID_MAX,
	    &put->group.id)) != OK)
		return (e);
	if (put->group.id == NULL) {
		uuid_random(uuid);
		put->group.id = arena_strdup(call->arena, uuid);
	}
	if ((e = imkit_id_check(call, "_id", put->group.id)) != OK ||
	    (e = imkit_text(call, root, "nickname", NICKNAME_MAX,
	    &put->group.name)) != OK)
		return (e);
	if (put->group.name == NULL || *put->group.name == '\0')
		return (imkit_absent(call, "nickname"));
	if ((e = imkit_text(call, root, "avatarUrl", AVATAR_MAX,
	    &put->group.avatar_url)) != OK ||
	    (e = imkit_flag(call, root, "upsert", &put->change)) != OK)
		return (e);
	return (imkit_strings(call, root, "members", GROUP_MEMBERS_MAX,
	    &put->members, &put->count));
}

static enum err
run_put(struct call *call)
{

	return (user_group_put(call->arena, &call->app, call->input,
	    &call->fault));
}

static void
write_group(struct call *call, struct json_writer *w,
    const struct user_group *group)
{

	json_write_object(w);
	json_put_string(w, "_id", group->id);
	json_put_string(w, "id", group->id);
	json_put_string(w, "nickname", group->name);
	if (group->avatar_url != NULL)
		json_put_string(w, "avatarUrl", group->avatar_url);
	json_write_name(w, "members");
	json_write_raw(w, group->members, strlen(group->members));
	imkit_time(call, w, "createdAt", group->created);
	imkit_time(call, w, "updatedAt", group->modified);
	json_write_object_end(w);
}

static void
encode_put(struct call *call)
{
	const struct user_group_put *put = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	write_group(call, &w, &put->group);
	imkit_end(&w);
}

static enum err
decode_list(struct call *call)
{
	struct user_group_page *page = arena_calloc(call->arena, 1,
	    sizeof(*page));
	enum err e;

	call->input = page;
	page->limit = 50;
	if ((e = imkit_number(call, "limit", 1, GROUPS_MAX,
	    &page->limit)) != OK)
		return (e);
	return (imkit_number(call, "skip", 0, SKIP_MAX, &page->skip));
}

static enum err
run_list(struct call *call)
{

	return (user_group_list(call->arena, &call->app, call->input,
	    &call->fault));
}

static void
encode_list(struct call *call)
{
	const struct user_group_page *page = call->input;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalCount", page->total);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < page->count; i++)
		write_group(call, &w, &page->groups[i]);
	json_write_array_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/admin/groups",
		.name = "imkit/admin/groups",
		.summary = "Create a group of users",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = decode_put, .run = run_put, .encode = encode_put,
	},
	{
		.method = "GET", .path = "/admin/groups",
		.name = "imkit/admin/groups/list",
		.summary = "List the groups of users",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = decode_list, .run = run_list, .encode = encode_list,
	},
};

const struct endpoint_table imkit_group_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
