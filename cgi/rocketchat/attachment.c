/*
 * What an attachment may be (contract rocketchat, 1.3 (b)): its members have
 * these types where they are there; others are kept as they come.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "message_input.h"

enum { ATTACHMENTS_MAX = 50 };

enum form {
	FORM_STRING, FORM_BOOLEAN, FORM_NUMBER, FORM_OBJECT, FORM_ARRAY,
	FORM_TIME,			/* string or number */
	FORM_URL,			/* absolute, or a file of this site */
};
static const char *const form_words[] = { "string", "boolean", "number",
    "object", "array", "string or number", "URL" };

struct member {
	const char *name;
	enum form form;
};

static const struct member attachment_members[] = {
	{ "color", FORM_STRING }, { "text", FORM_STRING },
	{ "button_alignment", FORM_STRING }, { "author_name", FORM_STRING },
	{ "title", FORM_STRING }, { "image_preview", FORM_STRING },
	{ "image_type", FORM_STRING }, { "audio_type", FORM_STRING },
	{ "video_type", FORM_STRING }, { "ts", FORM_TIME },
	{ "collapsed", FORM_BOOLEAN }, { "title_link_download", FORM_BOOLEAN },
	{ "image_size", FORM_NUMBER }, { "audio_size", FORM_NUMBER },
	{ "video_size", FORM_NUMBER }, { "image_dimensions", FORM_OBJECT },
	{ "actions", FORM_ARRAY }, { "fields", FORM_ARRAY },
	{ "thumb_url", FORM_URL }, { "message_link", FORM_URL },
	{ "author_link", FORM_URL }, { "author_icon", FORM_URL },
	{ "title_link", FORM_URL }, { "image_url", FORM_URL },
	{ "audio_url", FORM_URL }, { "video_url", FORM_URL },
	{ NULL, FORM_STRING },
};
static const struct member action_members[] = {
	{ "type", FORM_STRING }, { "text", FORM_STRING },
	{ "webview_height_ratio", FORM_STRING }, { "msg", FORM_STRING },
	{ "url", FORM_URL }, { "image_url", FORM_URL },
	{ "is_webview", FORM_BOOLEAN },
	{ "msg_in_chat_window", FORM_BOOLEAN }, { NULL, FORM_STRING },
};

/* Of these schemes, with something behind it. */
static bool
is_absolute(const char *url)
{
	static const char *const schemes[] = { "http://", "https://",
	    "data:" };
	size_t i, length;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		length = strlen(schemes[i]);
		if (strncasecmp(url, schemes[i], length) == 0)
			return (url[length] != '\0');
	}
	return (false);
}

/* Browsers look past blanks and control characters in front. */
static bool
is_script(const char *url)
{

	while ((unsigned char)*url <= ' ' && *url != '\0')
		url++;
	return (strncasecmp(url, "javascript:", 11) == 0);
}

static bool
is_url(struct json_object *value)
{
	const char *url = json_string(value);

	return (url != NULL && !is_script(url) && (is_absolute(url) ||
	    strncmp(url, "/file-upload/", 13) == 0));
}

static bool
has_form(struct json_object *value, enum form form)
{
	bool number = json_is(value, json_type_int) ||
	    json_is(value, json_type_double);

	switch (form) {
	case FORM_STRING:
		return (json_is(value, json_type_string));
	case FORM_BOOLEAN:
		return (json_is(value, json_type_boolean));
	case FORM_NUMBER:
		return (number);
	case FORM_OBJECT:
		return (json_is(value, json_type_object));
	case FORM_ARRAY:
		return (json_is(value, json_type_array));
	case FORM_TIME:
		return (number || json_is(value, json_type_string));
	case FORM_URL:
		return (is_url(value));
	}
	return (false);
}

static enum err
bad_link(struct call *call)
{

	return (rocketchat_plain(call, "Invalid href value provided"));
}

static enum err
check_members(struct call *call, struct json_object *object,
    const struct member *member, const char *path)
{
	struct json_object *value;

	for (; member->name != NULL; member++) {
		value = json_get(object, member->name);
		if (value == NULL || has_form(value, member->form))
			continue;
		if (member->form == FORM_URL && json_string(value) != NULL)
			return (bad_link(call));
		return (type_mismatch(call, form_words[member->form],
		    value, arena_format(call->arena, "%s.%s", path,
		    member->name)));
	}
	return (OK);
}

/* As JavaScript sees it: neither false, 0 nor "". */
static bool
is_truthy(struct json_object *value)
{

	if (json_is(value, json_type_string))
		return (json_object_get_string_len(value) > 0);
	if (json_is(value, json_type_boolean))
		return (json_object_get_boolean(value));
	return (value != NULL && json_object_get_double(value) != 0);
}

static enum err
check_field(struct call *call, struct json_object *field, const char *path)
{
	static const struct member rows[] = { { "short", FORM_BOOLEAN },
	    { "title", FORM_STRING }, { NULL, FORM_STRING } };
	struct json_object *value = json_get(field, "value");
	enum err e;

	if (!json_is(field, json_type_object))
		return (type_mismatch(call, "object", field, path));
	if ((e = check_members(call, field, rows, path)) != OK)
		return (e);
	if (json_is(value, json_type_object) ||
	    json_is(value, json_type_array))
		return (type_mismatch(call, "string, number or boolean",
		    value, arena_format(call->arena, "%s.value", path)));
	if (!is_truthy(json_get(field, "title")) || !is_truthy(value))
		return (rocketchat_plain(call, "Invalid attachment field,"
		    " title and value is required"));
	return (OK);
}

static enum err
check_action(struct call *call, struct json_object *action, const char *path)
{

	if (!json_is(action, json_type_object))
		return (type_mismatch(call, "object", action, path));
	return (check_members(call, action, action_members, path));
}

static enum err
check_list(struct call *call, struct json_object *array, const char *path,
    enum err (*check)(struct call *, struct json_object *, const char *))
{
	size_t i, count = array == NULL ? 0 : json_object_array_length(array);
	enum err e = OK;

	for (i = 0; i < count && e == OK; i++)
		e = check(call, json_object_array_get_idx(array, i),
		    arena_format(call->arena, "%s.%zu", path, i));
	return (e);
}

static enum err
check_attachment(struct call *call, struct json_object *attachment,
    const char *path)
{
	enum err e;

	if (!json_is(attachment, json_type_object))
		return (type_mismatch(call, "object", attachment, path));
	if ((e = check_members(call, attachment, attachment_members,
	    path)) != OK ||
	    (e = check_list(call, json_get(attachment, "actions"),
	    arena_format(call->arena, "%s.actions", path),
	    check_action)) != OK)
		return (e);
	return (check_list(call, json_get(attachment, "fields"),
	    arena_format(call->arena, "%s.fields", path), check_field));
}

enum err
attachments_check(struct call *call, struct json_object *array)
{

	if (array != NULL && json_object_array_length(array) > ATTACHMENTS_MAX)
		return (rocketchat_mismatch(call, "attachments",
		    "Expected at most 50 attachments"));
	return (check_list(call, array, "attachments", check_attachment));
}

enum err
avatar_check(struct call *call, struct json_object *avatar)
{
	const char *url = json_string(avatar);

	if (avatar == NULL)
		return (OK);
	if (url == NULL)
		return (type_mismatch(call, "string", avatar, "avatar"));
	/* A path of this site, or a URL. */
	if (is_script(url) || strncmp(url, "//", 2) == 0 ||
	    (!is_absolute(url) && strchr(url, ':') != NULL))
		return (bad_link(call));
	return (OK);
}
