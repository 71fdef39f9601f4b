/* What the families of rooms share; see rooms.h. */
#include <string.h>

#include "arena.h"
#include "rooms.h"

enum {
	URL_MAX = 2048,			/* characters of cover and webhook */
	DESCRIPTION_CHARACTERS = 2000,
	BOT_STATE_MAX = 128,
};

struct room_actor
imkit_room_actor(struct call *call)
{

	return ((struct room_actor){ &call->app, call->parameters[0],
	    imkit_caller(call) });
}

enum err
imkit_room_hide(const struct call *call, enum err e)
{

	return (e == ERR_ROOM_UNKNOWN && !imkit_is_platform(call) ?
	    ERR_NOT_MEMBER : e);
}

enum err
imkit_room_client(struct call *call, struct json_object *root,
    const char **username)
{
	const char *header = call->source->variable(call->source->cookie,
	    "HTTP_IM_CLIENT_ID");
	enum err e;

	if (!imkit_is_platform(call)) {
		*username = imkit_caller(call);
		return (OK);
	}
	if (header != NULL && *header != '\0') {
		*username = arena_strdup(call->arena, header);
		return (imkit_id_check(call, "IM-CLIENT-ID", *username));
	}
	if (root == NULL)
		*username = http_query(&call->request, "clientId");
	else if ((e = imkit_text(call, root, "clientId", IMKIT_ID_MAX,
	    username)) != OK)
		return (e);
	return (imkit_id_check(call, "IM-CLIENT-ID", *username));
}

static enum err
read_texts(struct call *call, struct json_object *root, struct room_form *f)
{
	const struct {
		const char *name;
		size_t maximum;
		const char **value;
	} texts[] = {
		{ "name", ROOM_NAME_MAX, &f->name },
		{ "description", DESCRIPTION_CHARACTERS, &f->description },
		{ "extParams", ROOM_CUSTOM_MAX, &f->custom },
		{ "cover", URL_MAX, &f->cover },
		{ "webhook", URL_MAX, &f->webhook },
		{ "botState", BOT_STATE_MAX, &f->bot_state },
		{ "owner", IMKIT_ID_MAX, &f->owner },
	};
	size_t i;
	enum err e = OK;

	for (i = 0; e == OK && i < sizeof(texts) / sizeof(texts[0]); i++)
		e = imkit_text(call, root, texts[i].name, texts[i].maximum,
		    texts[i].value);
	if (e == OK && f->owner != NULL)
		e = imkit_id_check(call, "owner", f->owner);
	return (e);
}

/* true and false, or 1 and 0, of which the vendor uses both. */
static enum err
read_flag(struct call *call, struct json_object *root, const char *name,
    const bool **value)
{
	struct json_object *member = json_get(root, name);
	bool *flag = arena_alloc(call->arena, sizeof(*flag));
	int64_t number;

	*value = NULL;
	if (member == NULL)
		return (OK);
	if (json_is(member, json_type_boolean))
		*flag = json_object_get_boolean(member);
	else if (json_integer(member, false, &number) &&
	    (number == 0 || number == 1))
		*flag = number == 1;
	else
		return (imkit_invalid(call, "%s must be 0 or 1", name));
	*value = flag;
	return (OK);
}

static enum err
read_flags(struct call *call, struct json_object *root, struct room_form *f)
{
	const bool *status;
	bool *frozen;
	enum err e;

	if ((e = read_flag(call, root, "botMode", &f->bot_mode)) != OK ||
	    (e = read_flag(call, root, "encrypted", &f->encrypted)) != OK ||
	    (e = read_flag(call, root, "opening", &f->opening)) != OK ||
	    (e = read_flag(call, root, "status", &status)) != OK ||
	    status == NULL)
		return (e);
	frozen = arena_alloc(call->arena, sizeof(*frozen));
	*frozen = !*status;
	f->frozen = frozen;
	return (OK);
}

static enum err
read_names(struct call *call, struct json_object *root, const char *name,
    size_t maximum, const struct room_names **value)
{
	struct room_names *names = arena_alloc(call->arena, sizeof(*names));
	const char **texts;
	enum err e;

	*value = NULL;
	if ((e = imkit_strings(call, root, name, maximum, &texts,
	    &names->count)) != OK || texts == NULL)
		return (e);
	names->names = texts;
	*value = names;
	return (OK);
}

enum err
imkit_room_form(struct call *call, struct json_object *root,
    struct room_form *form)
{
	enum err e;

	memset(form, 0, sizeof(*form));
	if ((e = read_texts(call, root, form)) != OK ||
	    (e = read_flags(call, root, form)) != OK ||
	    (e = read_names(call, root, "managers", IMKIT_MANAGERS_MAX,
	    &form->managers)) != OK)
		return (e);
	e = read_names(call, root, "roomTags", IMKIT_TAGS_MAX, &form->tags);
	return (e == ERR_FIELD_INVALID || e == ERR_FIELD_ABSENT ?
	    ERR_ROOM_TAGS_INVALID : e);
}
