/* See imkit.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "imkit.h"
#include "utf8.h"

void
imkit_begin(struct call *call, struct json_writer *w)
{

	json_write_begin(w, &call->response.body);
	json_write_object(w);
	json_put_integer(w, "RC", 0);
	json_put_string(w, "RM", "OK");
	json_write_name(w, "result");
}

void
imkit_end(struct json_writer *w)
{

	json_write_object_end(w);
}

const char *
imkit_iso(struct arena *arena, msec_t at)
{
	time_t seconds = (time_t)(at / 1000);
	struct tm tm;
	char text[24];

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	return (arena_format(arena, "%s.%03dZ", text, (int)(at % 1000)));
}

/* Behind the seconds: ".mmm" and "Z" or "+hh:mm", all of it optional. */
static bool
parse_rest(const char *rest, msec_t *at)
{
	int hours, minutes, sign, scale = 100, length = 0;

	if (*rest == '.') {
		for (rest++; *rest >= '0' && *rest <= '9'; rest++) {
			*at += (*rest - '0') * scale;
			scale /= 10;
		}
	}
	if (*rest == '\0' || strcmp(rest, "Z") == 0)
		return (true);
	sign = *rest == '-' ? -1 : 1;
	if ((*rest != '+' && *rest != '-') ||
	    sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &length) != 2 ||
	    rest[1 + length] != '\0' || hours > 14 || minutes > 59)
		return (false);
	*at -= sign * (hours * 60 + minutes) * 60000;
	return (true);
}

bool
imkit_iso_parse(const char *text, msec_t *at)
{
	struct tm tm = { 0 };
	size_t length = strlen(text);
	const char *rest;
	int day;

	if (length > 0 && length <= 15 &&
	    strspn(text, "0123456789") == length) {
		*at = strtoll(text, NULL, 10);
		return (true);
	}
	if ((rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm)) == NULL) {
		memset(&tm, 0, sizeof(tm));
		if ((rest = strptime(text, "%Y-%m-%d", &tm)) == NULL)
			return (false);
	}
	day = tm.tm_mday;
	*at = (msec_t)timegm(&tm) * 1000;
	/* There is no February 30th: it would become a day of March. */
	return (tm.tm_mday == day && parse_rest(rest, at));
}

void
imkit_time(struct call *call, struct json_writer *w, const char *name,
    msec_t at)
{

	json_put_string(w, name, imkit_iso(call->arena, at));
	json_put_integer(w, arena_format(call->arena, "%sMS", name), at);
}

void
imkit_user_members(struct call *call, struct json_writer *w,
    const struct account *account)
{

	json_put_string(w, "_id", account->username);
	json_put_string(w, "id", account->username);
	json_put_string(w, "nickname", account->nickname == NULL ?
	    account->username : account->nickname);
	if (account->avatar_url != NULL)
		json_put_string(w, "avatarUrl", account->avatar_url);
	if (account->description != NULL)
		json_put_string(w, "description", account->description);
	json_put_bool(w, "isRobot", account->robot);
	json_put_string(w, "appID", call->app.name);
	json_put_integer(w, "lastLoginTimeMS", account->last_login);
}

void
imkit_user(struct call *call, struct json_writer *w,
    const struct account *account)
{

	json_write_object(w);
	imkit_user_members(call, w, account);
	json_write_object_end(w);
}

enum err
imkit_invalid(struct call *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	call->fault.argument = arena_vformat(call->arena, format, args);
	va_end(args);
	return (ERR_FIELD_INVALID);
}

enum err
imkit_absent(struct call *call, const char *name)
{

	call->fault.argument = name;
	return (ERR_FIELD_ABSENT);
}

enum err
imkit_body(struct call *call, struct json_object **root)
{

	if (call->request.body_length == 0) {
		call->request.body = "{}";
		call->request.body_length = 2;
	}
	return (body_object(call, root));
}

enum err
imkit_id_check(struct call *call, const char *name, const char *id)
{
	const char *c;

	if (id == NULL || *id == '\0')
		return (imkit_absent(call, name));
	for (c = id; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return (imkit_invalid(call, "%s must not have control"
			    " characters", name));
	if (c - id > IMKIT_ID_MAX)
		return (imkit_invalid(call, "%s has at most %d bytes", name,
		    IMKIT_ID_MAX));
	/* Bodies and paths were checked; headers were not. */
	if (!utf8_valid(id, (size_t)(c - id)))
		return (imkit_invalid(call, "%s must be UTF-8", name));
	return (OK);
}

enum err
imkit_text(struct call *call, struct json_object *root, const char *name,
    size_t maximum, const char **value)
{
	struct json_object *member = json_get(root, name);

	*value = NULL;
	if (member == NULL)
		return (OK);
	if ((*value = json_string(member)) == NULL)
		return (imkit_invalid(call, "%s must be a string", name));
	if (utf8_characters(*value) > maximum)
		return (imkit_invalid(call, "%s has at most %zu characters",
		    name, maximum));
	return (OK);
}

enum err
imkit_flag(struct call *call, struct json_object *root, const char *name,
    bool *value)
{
	struct json_object *member = json_get(root, name);

	if (member == NULL)
		return (OK);
	if (!json_is(member, json_type_boolean))
		return (imkit_invalid(call, "%s must be true or false", name));
	*value = json_object_get_boolean(member);
	return (OK);
}

static bool
is_in(const char *const *values, size_t count, const char *value)
{

	while (count > 0)
		if (strcmp(values[--count], value) == 0)
			return (true);
	return (false);
}

enum err
imkit_strings(struct call *call, struct json_object *root, const char *name,
    size_t maximum, const char ***values, size_t *count)
{
	struct json_object *member = json_get(root, name), *element;
	bool array = json_is(member, json_type_array);
	size_t i, n;
	enum err e;

	*values = NULL;
	*count = 0;
	if (member == NULL)
		return (OK);
	if (!array && json_string(member) == NULL)
		return (imkit_invalid(call, "%s must be an array of strings",
		    name));
	n = array ? json_object_array_length(member) : 1;
	if (n > maximum)
		return (imkit_invalid(call, "%s has at most %zu elements",
		    name, maximum));
	*values = arena_array(call->arena, const char *, n + 1);
	for (i = 0; i < n; i++) {
		element = array ? json_object_array_get_idx(member, i) :
		    member;
		if (json_string(element) == NULL)
			return (imkit_invalid(call, "%s must be an array of"
			    " strings", name));
		if ((e = imkit_id_check(call, name,
		    json_string(element))) != OK)
			return (e);
		if (!is_in(*values, *count, json_string(element)))
			(*values)[(*count)++] = json_string(element);
	}
	return (OK);
}

enum err
imkit_number(struct call *call, const char *name, int64_t least, int64_t most,
    int64_t *value)
{
	const char *text = http_query(&call->request, name);
	size_t length;

	if (text == NULL)
		return (OK);
	length = strlen(text);
	if (length > 0 && length <= 18 &&
	    strspn(text, "0123456789") == length) {
		*value = strtoll(text, NULL, 10);
		if (*value > most)
			*value = most;
		if (*value >= least)
			return (OK);
	}
	call->fault.argument = arena_format(call->arena,
	    "%s must be a number from %lld to %lld", name, (long long)least,
	    (long long)most);
	return (ERR_BAD_QUERY);
}
