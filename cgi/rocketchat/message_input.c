/* See message_input.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "message_input.h"

enum {
	CLOCK_BELIEVED = 10 * 1000,	/* ms that a client's ts may be off */
	CLOCK_TOLERATED = 60 * 1000,	/* beyond this it is refused */
	NAME_SHOWN = 64,		/* bytes of a name that nobody knows */
};
#define DATE_MAX INT64_C(8640000000000000)	/* that a Date can be */

/* Contract 1.3 (a). */
static const struct {
	const char *name;
	enum json_type type;
} members[] = {
	{ "_id", json_type_string }, { "rid", json_type_string },
	{ "msg", json_type_string }, { "tmid", json_type_string },
	{ "tshow", json_type_boolean }, { "ts", json_type_object },
	{ "t", json_type_string }, { "bot", json_type_object },
	{ "content", json_type_object }, { "e2e", json_type_string },
	{ "e2eMentions", json_type_object },
	{ "customFields", json_type_object },
	{ "federation", json_type_object },
	{ "groupable", json_type_boolean },
	{ "sentByEmail", json_type_boolean },
	{ "otrAck", json_type_string },		/* the last: only of 7.x */
};

/* Contract 1.3 (d); those that begin with a prefix are below. */
static const char *const system_types[] = {
	"uj", "ujt", "ul", "ult", "au", "ru", "r", "rm", "ut", "wm",
	"subscription-role-added", "subscription-role-removed",
	"room-archived", "room-unarchived", "room_changed_topic",
	"room_changed_description", "room_changed_announcement",
	"room_changed_privacy", "room_changed_avatar", "room_e2e_enabled",
	"room_e2e_disabled", "user-muted", "user-unmuted",
	"room-set-read-only", "room-removed-read-only",
	"room-allowed-reacting", "room-disallowed-reacting",
	"message_pinned", "message_pinned_e2e", "added-user-to-team",
	"removed-user-from-team", "user-converted-to-team",
	"user-converted-to-channel", "user-added-room-to-team",
	"user-deleted-room-from-team", "user-removed-room-from-team",
	"user_joined_otr", "user_requested_otr_key_refresh",
	"user_key_refreshed_successfully",
};
static const char *const system_prefixes[] = {
	"livechat_", "livechat-", "omnichannel_",
};

bool
is_system_type(const char *type)
{
	size_t i;

	for (i = 0; i < sizeof(system_types) / sizeof(system_types[0]); i++)
		if (strcmp(type, system_types[i]) == 0)
			return (true);
	for (i = 0; i < sizeof(system_prefixes) / sizeof(system_prefixes[0]);
	    i++)
		if (strncmp(type, system_prefixes[i],
		    strlen(system_prefixes[i])) == 0)
			return (true);
	return (false);
}

size_t
text_units(const char *text)
{
	size_t units = 0;

	/* One for each sequence, two for those of four bytes. */
	for (; *text != '\0'; text++)
		units += ((unsigned char)*text & 0xC0) != 0x80,
		units += (unsigned char)*text >= 0xF0;
	return (units);
}

size_t
message_size(const struct call *call)
{
	int64_t size = session_number(rocketchat_session(call),
	    "Message_MaxAllowedSize", MESSAGE_SIZE);

	return (size < 1 ? 1 : (size_t)size);
}

enum err
type_mismatch(struct call *call, const char *wanted,
    struct json_object *value, const char *path)
{
	const char *got = value == NULL ? "null" : json_type_to_name(
	    json_object_get_type(value));

	if (json_is(value, json_type_int) || json_is(value, json_type_double))
		got = "number";
	return (rocketchat_mismatch(call, path, arena_format(call->arena,
	    "Expected %s, got %s", wanted, got)));
}

/* As Date's toJSON() writes it. */
static bool
iso_date(const char *text, msec_t *at)
{
	struct tm tm = { .tm_isdst = 0 };
	msec_t unit = 100;

	if ((text = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm)) == NULL)
		return (false);
	*at = (msec_t)timegm(&tm) * 1000;
	if (*text == '.')
		for (text++; isdigit((unsigned char)*text); text++) {
			*at += unit * (*text - '0');
			unit /= 10;
		}
	return (strcmp(text, "Z") == 0);
}

/* {"$date": ms}, or what REST may have as well: ms, or an ISO text. */
static bool
date_of(struct json_object *value, msec_t *at)
{
	double number;

	if (json_string(value) != NULL)
		return (iso_date(json_string(value), at));
	if (json_is(value, json_type_object))
		value = json_get(value, "$date");
	if (!json_is(value, json_type_int) && !json_is(value,
	    json_type_double))
		return (false);
	number = json_object_get_double(value);
	if (!(number >= -(double)DATE_MAX && number <= (double)DATE_MAX))
		return (false);
	*at = (msec_t)number;
	return (true);
}

/* Of a name that may be long, in whole characters. */
static const char *
beginning(struct arena *arena, const char *name)
{
	size_t length = strnlen(name, NAME_SHOWN);

	while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80)
		length--;
	return (arena_strndup(arena, name, length));
}

enum err
message_input_match(struct call *call, const struct message_input *input)
{
	size_t i, count = sizeof(members) / sizeof(members[0]);
	struct json_object *value;
	msec_t at;

	if (!input->strict)
		return (OK);
	count -= rocketchat_version(call) >= 8;
	json_object_object_foreach(input->object, name, member) {
		value = member;
		for (i = 0; i < count && strcmp(members[i].name, name) != 0;
		    i++)
			;
		if (i == count)
			return (rocketchat_mismatch(call, beginning(
			    call->arena, name), "Unknown key"));
		if (value != NULL && !json_is(value, members[i].type))
			return (type_mismatch(call,
			    json_type_to_name(members[i].type), value, name));
	}
	value = json_get(input->object, "ts");
	if (value != NULL && !date_of(value, &at))
		return (rocketchat_mismatch(call, "ts", "Expected Date"));
	return (OK);
}

static enum err
refuse(struct call *call, const struct message_input *input,
    const char *error, const char *reason)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = error, .reason = reason,
	    .method = input->method, .swallowed = true }));
}

static enum err
read_time(struct call *call, struct message_input *input)
{
	struct json_object *ts = json_get(input->object, "ts");
	int64_t off;
	msec_t at;

	if (ts == NULL)
		return (OK);
	if (!date_of(ts, &at))
		return (OK);	/* of REST only: the server's time is its */
	off = llabs(at - call->now);
	if (off > CLOCK_TOLERATED)
		return (rocketchat_refuse(call, &(struct rocketchat_fault){
		    .throws = THROW_METEOR, .swallowed = true,
		    .error = "error-message-ts-out-of-sync",
		    .reason = "Message timestamp is out of sync",
		    .details = arena_format(call->arena, input->strict ?
		    "{\"method\":\"%s\",\"message_ts\":{\"$date\":%lld},"
		    "\"server_ts\":%lld}" : "{\"method\":\"%s\","
		    "\"message_ts\":%lld,\"server_ts\":%lld}",
		    input->method, (long long)at, (long long)call->now) }));
	if (off <= CLOCK_BELIEVED)
		input->at = at;
	return (OK);
}

static enum err
read_id(struct call *call, struct message_input *input)
{
	struct json_object *id = json_get(input->object, "_id");

	if (id == NULL)
		return (OK);
	if (!json_is(id, json_type_string))
		return (type_mismatch(call, "string", id, "_id"));
	if (json_object_get_string_len(id) > MESSAGE_ID_MAX)
		return (rocketchat_mismatch(call, "_id", arena_format(
		    call->arena, "At most %d bytes", MESSAGE_ID_MAX)));
	if (json_object_get_string_len(id) > 0)
		input->id = json_string(id);
	return (OK);
}

static enum err
read_thread(struct call *call, struct message_input *input)
{
	struct json_object *show = json_get(input->object, "tshow"),
	    *thread = json_get(input->object, "tmid");

	input->thread = json_string(thread);
	input->show = json_is(show, json_type_boolean) &&
	    json_object_get_boolean(show);
	if (input->show && (input->thread == NULL || *input->thread == '\0'))
		return (refuse(call, input, "invalid-params",
		    "tshow provided but missing tmid"));
	if (input->thread != NULL && *input->thread != '\0' &&
	    !session_flag(rocketchat_session(call), "Threads_enabled", true))
		return (rocketchat_error(call, "error-not-allowed",
		    "not-allowed", input->method));
	return (OK);
}

enum err
message_input_read(struct call *call, struct message_input *input)
{
	const char *type = json_string(json_get(input->object, "t"));
	enum err e;

	if (type != NULL && is_system_type(type))
		return (rocketchat_plain(call, arena_format(call->arena,
		    "Cannot send system messages using '%s'",
		    input->called)));
	if ((e = read_thread(call, input)) != OK ||
	    (e = read_time(call, input)) != OK)
		return (e);
	input->text = json_string(json_get(input->object, "msg"));
	if (input->text == NULL)
		input->text = "";
	if (text_units(input->text) > message_size(call))
		return (refuse(call, input, "error-message-size-exceeded",
		    "Message size exceeds Message_MaxAllowedSize"));
	return (read_id(call, input));
}

static enum err
check_types(struct call *call, const struct message_input *input)
{
	static const char *const texts[] = { "_id", "msg", "text", "alias",
	    "emoji", "tmid" }, *const arrays[] = { "attachments", "blocks" };
	struct json_object *value;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if ((value = json_get(input->object, texts[i])) != NULL &&
		    !json_is(value, json_type_string))
			return (type_mismatch(call, "string", value,
			    texts[i]));
	value = json_get(input->object, "tshow");
	if (value != NULL && !json_is(value, json_type_boolean))
		return (type_mismatch(call, "boolean", value, "tshow"));
	for (i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
		if ((value = json_get(input->object, arrays[i])) != NULL &&
		    !json_is(value, json_type_array))
			return (type_mismatch(call, "array", value,
			    arrays[i]));
	return (avatar_check(call, json_get(input->object, "avatar")));
}

static bool
is_given(const struct message_input *input, const char *name)
{
	const char *text = json_string(json_get(input->object, name));

	return (text != NULL && *text != '\0');
}

enum err
message_input_fields(struct call *call, const struct message_input *input)
{
	struct json_object *fields = json_get(input->object, "customFields");
	enum err e;

	if ((e = check_types(call, input)) != OK)
		return (e);
	if ((is_given(input, "alias") || is_given(input, "avatar")) &&
	    !rocketchat_may(call, "message-impersonate", NULL))
		return (rocketchat_plain(call, "Not enough permission"));
	if ((e = attachments_check(call, json_get(input->object,
	    "attachments"))) != OK)
		return (e);
	return (custom_fields_check(call, fields));
}
