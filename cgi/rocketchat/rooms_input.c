/* What bodies and queries of the families of rooms say; see rooms.h. */
#include <string.h>

#include "arena.h"
#include "message_list.h"
#include "rest_query.h"
#include "rooms.h"
#include "utf8.h"

enum { NAME_BYTES_MAX = 1024 };	/* of an id or name that is looked for */

enum err
rooms_required(struct call *call, const char *name)
{

	return (rocketchat_invalid(call, arena_format(call->arena,
	    "must have required property '%s'", name)));
}

enum err
rooms_text(struct call *call, struct json_object *root, const char *name,
    size_t maximum, const char **text)
{
	struct json_object *member = json_get(root, name);

	*text = NULL;
	if (member == NULL)
		return (OK);
	if ((*text = json_string(member)) == NULL)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "%s must be string", name)));
	if (maximum == 0 ? strlen(*text) > NAME_BYTES_MAX :
	    utf8_characters(*text) > maximum)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "%s must NOT have more than %zu %s", name, maximum == 0 ?
		    (size_t)NAME_BYTES_MAX : maximum, maximum == 0 ? "bytes" :
		    "characters")));
	return (OK);
}

enum err
rooms_flag(struct call *call, struct json_object *root, const char *name,
    const bool **flag)
{
	struct json_object *member = json_get(root, name);
	bool *value;

	*flag = NULL;
	if (member == NULL)
		return (OK);
	if (!json_is(member, json_type_boolean))
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "%s must be boolean", name)));
	value = arena_alloc(call->arena, sizeof(*value));
	*value = json_object_get_boolean(member);
	*flag = value;
	return (OK);
}

enum err
rooms_texts(struct call *call, struct json_object *root, const char *name,
    size_t maximum, struct room_names *texts)
{
	struct json_object *member = json_get(root, name);
	const char **names;
	size_t i;

	texts->names = NULL;
	texts->count = 0;
	if (member == NULL)
		return (OK);
	if (!json_is(member, json_type_array))
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "%s must be array", name)));
	texts->count = json_object_array_length(member);
	if (texts->count > maximum)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "%s must NOT have more than %zu items", name, maximum)));
	names = arena_array(call->arena, const char *, texts->count + 1);
	texts->names = names;
	for (i = 0; i < texts->count; i++) {
		names[i] = json_string(json_object_array_get_idx(member, i));
		if (names[i] == NULL || strlen(names[i]) > NAME_BYTES_MAX)
			return (rocketchat_invalid(call, arena_format(
			    call->arena, "%s/%zu must be string of at most %d"
			    " bytes", name, i, NAME_BYTES_MAX)));
	}
	return (OK);
}

static enum err
read_member(struct call *call, struct json_object *root, const char *name,
    const char **text)
{
	enum err e = OK;

	if (root != NULL)
		e = rooms_text(call, root, name, 0, text);
	else
		*text = query_text(call, name);
	if (e == OK && *text != NULL && **text == '\0')
		*text = NULL;
	return (e);
}

/* userId, username or user, the first that is there, as ${one}. */
static enum err
read_one(struct call *call, struct json_object *root, const char **one,
    bool *is_id)
{
	enum err e;

	if ((e = read_member(call, root, "userId", one)) != OK)
		return (e);
	*is_id = *one != NULL;
	if (*one == NULL && (e = read_member(call, root, "username",
	    one)) != OK)
		return (e);
	return (*one != NULL ? OK : read_member(call, root, "user", one));
}

enum err
rooms_user_key(struct call *call, struct json_object *root,
    struct chat_users *users)
{
	const char **names = arena_array(call->arena, const char *, 1);
	enum err e;

	memset(users, 0, sizeof(*users));
	if ((e = read_one(call, root, names, &users->ids)) != OK)
		return (e);
	if (names[0] == NULL)
		return (rocketchat_error(call, "error-user-param-not-provided",
		    "The required \"userId\" or \"username\" param was not"
		    " provided", NULL));
	users->names = (struct room_names){ names, 1 };
	return (OK);
}

enum err
rooms_users_key(struct call *call, struct json_object *root,
    struct chat_users *users)
{
	struct room_names list;
	const char *one, **names;
	enum err e;

	memset(users, 0, sizeof(*users));
	if ((e = read_one(call, root, &one, &users->ids)) != OK ||
	    (e = rooms_texts(call, root, "userIds", USERS_ASKED_MAX,
	    &list)) != OK)
		return (e);
	if (list.names != NULL)
		users->ids = true;
	else if ((e = rooms_texts(call, root, "usernames", USERS_ASKED_MAX,
	    &list)) != OK)
		return (e);
	names = arena_array(call->arena, const char *, list.count + 1);
	if (list.count > 0)
		memcpy(names, list.names, list.count * sizeof(*names));
	if (one != NULL)
		names[list.count++] = one;
	if (list.count > USERS_ASKED_MAX)
		return (rocketchat_invalid(call, "there are too many users"));
	if (list.count == 0)
		return (rocketchat_error(call,
		    "error-users-params-not-provided", "Please provide"
		    " \"userId\" or \"username\" or \"userIds\" or"
		    " \"usernames\" as param", NULL));
	users->names = (struct room_names){ names, list.count };
	return (OK);
}

enum err
rooms_users_find(struct call *call, struct chat_users *users)
{
	enum err e = chat_users_find(call->arena, &call->app, users,
	    &call->fault);

	if (e != OK || users->count > 0)
		return (e);
	return (rocketchat_error(call, "error-invalid-user", "The required"
	    " \"userId\" or \"username\" param provided does not match any"
	    " users", NULL));
}

static enum err
read_sort(struct call *call, const char *const *sorts, int *sort)
{
	const char *text = query_text(call, "sort");
	struct json_object *object;
	struct json_fault fault;
	int64_t direction;
	int i;

	if (text == NULL)
		return (OK);
	if (json_parse(call->arena, text, strlen(text), &object,
	    &fault) != OK || !json_is(object, json_type_object))
		return (rocketchat_error(call, "error-invalid-sort",
		    "Invalid sort parameter provided: it must be a JSON object"
		    " such as {\"name\":1}", NULL));
	json_object_object_foreach(object, name, value) {
		if (!json_integer(value, true, &direction) ||
		    (direction != 1 && direction != -1))
			return (rocketchat_error(call, "error-invalid-sort",
			    "Invalid sort parameter provided: its values must"
			    " be 1 or -1", NULL));
		for (i = 0; *sort == 0 && sorts[i] != NULL; i++)
			if (strcmp(sorts[i], name) == 0)
				*sort = (i + 1) * (int)direction;
	}
	return (OK);
}

enum err
paging_read(struct call *call, const char *const *sorts, int64_t maximum,
    struct paging *paging)
{
	enum err e;

	*paging = (struct paging){ .count = maximum > PAGE_COUNT_MAX ?
	    maximum : PAGE_COUNT };
	if ((e = query_number(call, "offset", PAGE_OFFSET_MAX,
	    &paging->offset)) != OK ||
	    (e = query_number(call, "count", maximum, &paging->count)) != OK)
		return (e);
	/* All that there are: as many as there may be. */
	if (paging->count == 0)
		paging->count = maximum;
	return (sorts == NULL ? OK : read_sort(call, sorts, &paging->sort));
}

void
paging_write(struct json_writer *w, const struct paging *paging,
    size_t count, int64_t total)
{

	json_put_integer(w, "count", (int64_t)count);
	json_put_integer(w, "offset", paging->offset);
	json_put_integer(w, "total", total);
}

enum err
rooms_since(struct call *call, const char *error, msec_t *at)
{
	const char *text = query_text(call, "updatedSince");

	*at = 0;
	if (text == NULL)
		return (OK);
	if (rocketchat_time(text, at) && *at >= 0)
		return (OK);
	return (rocketchat_error(call, error, "The \"updatedSince\" query"
	    " parameter must be a valid date.", NULL));
}
