/* See rocketchat.h. */
#include <string.h>
#include <strings.h>
#include <time.h>

#include "arena.h"
#include "rocketchat.h"

void
rocketchat_begin(struct call *call, struct json_writer *w)
{

	json_write_begin(w, &call->response.body);
	json_write_object(w);
}

void
rocketchat_end(struct json_writer *w)
{

	json_put_bool(w, "success", true);
	json_write_object_end(w);
}

void
rocketchat_date(struct arena *arena, struct json_writer *w, const char *name,
    msec_t at, bool ejson)
{
	time_t seconds = (time_t)(at / 1000);
	struct tm tm;
	char text[24];

	if (ejson) {
		json_write_name(w, name);
		json_write_object(w);
		json_put_integer(w, "$date", at);
		json_write_object_end(w);
		return;
	}
	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	json_put_string(w, name, arena_format(arena, "%s.%03dZ", text,
	    (int)(at % 1000)));
}

const char *
rocketchat_user_id(struct arena *arena, const struct account *account)
{
	char id[ROCKETCHAT_ID + 1];
	const char *c;
	size_t n = 0;

	for (c = account->uuid; n < ROCKETCHAT_ID && *c != '\0'; c++)
		if (*c != '-')
			id[n++] = *c;
	return (arena_strndup(arena, id, n));
}

void
rocketchat_user_members(struct arena *arena, struct json_writer *w,
    const struct account *account, const char *username)
{

	json_put_string(w, "_id", account == NULL ? username :
	    rocketchat_user_id(arena, account));
	json_put_string(w, "username", username);
	json_put_string(w, "name", account == NULL ||
	    account->nickname == NULL ? username : account->nickname);
}

void
rocketchat_user_write(struct arena *arena, struct json_writer *w,
    const struct account *account, const char *username)
{

	json_write_object(w);
	rocketchat_user_members(arena, w, account, username);
	json_write_object_end(w);
}

const char *
rocketchat_picture(const struct account *account)
{
	static const char *const good[] = { "https://", "http://", "/",
	    "data:image/" };
	const char *url = account->avatar_url;
	size_t i;

	for (i = 0; url != NULL && i < sizeof(good) / sizeof(good[0]); i++)
		if (strncasecmp(url, good[i], strlen(good[i])) == 0)
			return (url);
	return (NULL);
}

const char *
rocketchat_room_type(enum conversation_kind kind, bool public)
{

	if (kind == CONVERSATION_USERS)
		return ("d");
	return (kind == CONVERSATION_ROOM || public ? "c" : "p");
}
