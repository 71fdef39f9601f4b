/* See rooms.h. */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "arena.h"
#include "rooms.h"
#include "users.h"

enum {
	CURSOR_PAGE = 10,	/* members, where a client gives no limit */
	PAGE_NUMBERS = 1000000000,
};

/* Whom a call adds or removes. */
struct members_input {
	struct room_names names;
	bool several;		/* the path or body has place for more */
	bool *changed;		/* per name, filled by run */
};

static int
compare(const void *a, const void *b)
{

	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

enum err
member_names(struct call *call, struct json_object *array, size_t maximum,
    struct room_names *names)
{
	const char **found, *name;
	size_t i, n, count = 0;

	if (!json_is(array, json_type_array))
		return (ERR_BAD_FIELD);
	if ((n = json_object_array_length(array)) > maximum)
		return (ERR_MEMBERS_TOO_MANY);
	found = arena_array(call->arena, const char *, n + 1);
	for (i = 0; i < n; i++) {
		name = json_string(json_object_array_get_idx(array, i));
		if (name == NULL)
			return (ERR_BAD_FIELD);
		found[i] = username_fold(call->arena, name);
	}
	qsort(found, n, sizeof(*found), compare);
	for (i = 0; i < n; i++)
		if (count == 0 || strcmp(found[i], found[count - 1]) != 0)
			found[count++] = found[i];
	names->names = found;
	names->count = count;
	return (OK);
}

/*
 * Add and remove.
 */
static struct members_input *
new_input(struct call *call)
{
	struct members_input *input = arena_alloc(call->arena,
	    sizeof(*input));

	call->input = input;
	return (input);
}

/* .../users/{username} */
enum err
member_one_decode(struct call *call)
{
	struct members_input *input = new_input(call);
	const char **names = arena_array(call->arena, const char *, 1);

	names[0] = username_fold(call->arena, call->parameters[3]);
	input->names = (struct room_names){ names, 1 };
	return (OK);
}

/* {"usernames": [...]} */
enum err
member_many_decode(struct call *call)
{
	struct members_input *input = new_input(call);
	struct json_object *root, *array;
	enum err e;

	input->several = true;
	if ((e = body_object(call, &root)) != OK)
		return (e);
	call->fault.argument = "usernames";
	if ((array = json_get(root, "usernames")) == NULL)
		return (ERR_PARAMETER_ABSENT);
	if ((e = member_names(call, array, ROOM_MEMBERS_MAX,
	    &input->names)) != OK)
		return (e);
	return (input->names.count == 0 ? ERR_PARAMETER_ABSENT : OK);
}

/* .../users/{username,username...}; folded first, so that each is once. */
enum err
member_some_decode(struct call *call)
{
	struct members_input *input = new_input(call);
	const char **names;
	enum err e;

	input->several = strchr(call->parameters[3], ',') != NULL;
	e = easemob_split(call, username_fold(call->arena,
	    call->parameters[3]), ROOM_MEMBERS_MAX, &names,
	    &input->names.count);
	if (e != OK)
		return (e == ERR_ARRAY_TOO_LONG ? ERR_LEAVERS_TOO_MANY : e);
	input->names.names = names;
	return (OK);
}

enum err
member_add_run(struct call *call)
{
	struct members_input *input = call->input;
	struct room_key key = room_key(call);

	input->changed = arena_array(call->arena, bool, input->names.count);
	return (member_add(call->arena, &key, input->names, input->changed,
	    &call->fault));
}

static void
write_room_id(struct call *call, struct json_writer *w)
{

	json_put_string(w, room_family(call)->id, call->parameters[2]);
}

void
member_add_encode(struct call *call)
{
	const struct members_input *input = call->input;
	struct json_writer w;
	size_t i;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	json_write_object(&w);
	if (input->several) {
		json_write_name(&w, "newmembers");
		json_write_array(&w);
		for (i = 0; i < input->names.count; i++)
			if (input->changed[i])
				json_write_string(&w, input->names.names[i]);
		json_write_array_end(&w);
	} else
		json_put_bool(&w, "result", true);
	json_put_string(&w, "action", "add_member");
	write_room_id(call, &w);
	if (!input->several)
		json_put_string(&w, "user", input->names.names[0]);
	json_write_object_end(&w);
	easemob_end(call, &w);
}

enum err
member_remove_run(struct call *call)
{
	struct members_input *input = call->input;
	struct room_key key = room_key(call);

	input->changed = arena_array(call->arena, bool, input->names.count);
	return (member_remove(call->arena, &key, input->names,
	    input->changed, &call->fault));
}

static void
write_removed(struct call *call, struct json_writer *w, const char *name,
    bool removed)
{

	json_write_object(w);
	json_put_bool(w, "result", removed);
	json_put_string(w, "action", "remove_member");
	if (!removed)
		json_put_string(w, "reason", arena_format(call->arena,
		    "user: %s doesn't exist in group: %s", name,
		    call->parameters[2]));
	json_put_string(w, "user", name);
	write_room_id(call, w);
	json_write_object_end(w);
}

void
member_remove_encode(struct call *call)
{
	const struct members_input *input = call->input;
	struct json_writer w;
	size_t i;

	easemob_begin(call, &w);
	json_write_name(&w, "data");
	if (input->several)
		json_write_array(&w);
	for (i = 0; i < input->names.count; i++)
		write_removed(call, &w, input->names.names[i],
		    input->changed[i]);
	if (input->several)
		json_write_array_end(&w);
	easemob_end(call, &w);
}

/*
 * Pages by number, as the first form of lists has them: from 1, and 0 means
 * 1 because the pages of the vendor do not agree.
 */
static enum err
decode_page(struct call *call, int64_t *offset, size_t *limit)
{
	struct easemob_range sizes = { ROOM_PAGE_MAX, 1, ROOM_PAGE_MAX };
	struct easemob_range numbers = { 1, 0, PAGE_NUMBERS };
	int64_t size, number;
	enum err e;

	if ((e = easemob_number(call, "pagesize", sizes, &size)) != OK ||
	    (e = easemob_number(call, "pagenum", numbers, &number)) != OK)
		return (e);
	*limit = (size_t)size;
	*offset = number > 1 ? (number - 1) * size : 0;
	return (OK);
}

/*
 * List of members.  version=v3 is what the vendor's Java client asks for:
 * bare names and a cursor.
 */
struct list_input {
	struct member_page page;
	bool bare;		/* version=v3 */
	bool joined;		/* with the time of joining */
};

enum err
member_list_decode(struct call *call)
{
	struct list_input *input = arena_alloc(call->arena, sizeof(*input));
	struct easemob_range range = { CURSOR_PAGE, 1, ROOM_PAGE_MAX };
	const char *version = http_query(&call->request, "version");
	const char *joined = http_query(&call->request, "joined_time");
	int64_t limit;
	enum err e;

	call->input = input;
	input->joined = joined != NULL && strcmp(joined, "true") == 0;
	input->bare = version != NULL && strcmp(version, "v3") == 0;
	input->page.after = "";
	if (!input->bare)
		return (decode_page(call, &input->page.offset,
		    &input->page.limit));
	if ((e = easemob_number(call, "limit", range, &limit)) != OK ||
	    (e = easemob_cursor_read(call, &input->page.after)) != OK)
		return (e);
	input->page.limit = (size_t)limit;
	if (input->page.after == NULL)
		input->page.after = "";
	return (OK);
}

enum err
member_list_run(struct call *call)
{
	struct list_input *input = call->input;
	struct room_key key = room_key(call);
	enum err e;

	e = member_list(call->arena, &key, &input->page, &call->fault);
	return (e == ERR_ROOM_UNKNOWN ? ERR_ROOM_UNREADABLE : e);
}

static void
write_member(struct json_writer *w, const struct list_input *input,
    const struct member *member)
{

	if (input->bare) {
		json_write_string(w, member->username);
		return;
	}
	json_write_object(w);
	json_put_string(w, member->owner ? "owner" : "member",
	    member->username);
	if (input->joined)
		json_put_integer(w, "joined_time", member->joined);
	json_write_object_end(w);
}

void
member_list_encode(struct call *call)
{
	const struct list_input *input = call->input;
	const struct member_page *page = &input->page;
	struct json_writer w;
	size_t i;

	easemob_begin(call, &w);
	easemob_params(call, &w);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < page->count; i++)
		write_member(&w, input, &page->members[i]);
	json_write_array_end(&w);
	json_put_integer(&w, "count", (int64_t)page->count);
	if (input->bare && page->more)
		json_put_string(&w, "cursor", easemob_cursor(call,
		    page->members[page->count - 1].username));
	easemob_end(call, &w);
}

/*
 * Rooms of a user.
 */
enum err
joined_decode(struct call *call)
{
	struct room_page *page = arena_alloc(call->arena, sizeof(*page));
	enum err e;

	call->input = page;
	if ((e = decode_page(call, &page->offset, &page->limit)) != OK)
		return (e);
	return (user_parameter(call, 2, &page->member));
}

enum err
joined_run(struct call *call)
{
	struct room_page *page = call->input;
	struct room_key key = room_key(call);
	enum err e;

	if ((e = account_check_existing(call->arena, &call->app,
	    &page->member, 1, &call->fault)) != OK)
		return (e);
	return (room_list(call->arena, &key, page, &call->fault));
}

void
joined_encode(struct call *call)
{
	const struct room_family *family = room_family(call);
	const struct room_page *page = call->input;
	struct json_writer w;
	size_t i;

	easemob_begin(call, &w);
	easemob_params(call, &w);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < page->count; i++) {
		json_write_object(&w);
		json_put_string(&w, family->id, page->rooms[i].id);
		json_put_string(&w, family->name, page->rooms[i].name);
		if (!family->group)	/* a string, as documented */
			json_put_string(&w, "disabled", "false");
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_put_integer(&w, "count", (int64_t)page->count);
	easemob_end(call, &w);
}
