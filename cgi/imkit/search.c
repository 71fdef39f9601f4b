/*
 * POST /search (contract imkit, 1.6): {type:["messages", ...], keyword, room?,
 * roomTags?, limit?}.
 *
 * The answer has an array for each type that was asked for, since clients look
 * into all of them: groups {room, messages} for messages, rooms for the
 * others.  What is not searched here is an empty one.
 */
#include <string.h>

#include "arena.h"
#include "id.h"
#include "json_string.h"
#include "message.h"
#include "rooms.h"
#include "search.h"

enum {
	KEYWORD_MAX = 256,	/* characters */
	LIMIT = 50,		/* if none is given */
	TYPES_MAX = 32,		/* elements of `type` */
};

static const char *const types[] = {
	"messages", "roomName", "roomTags", "roomMember", "roomPrefTags",
	"roomPrefFolder", "files",
};
enum { TYPES = sizeof(types) / sizeof(types[0]), MESSAGES = 0, NAMES = 1,
	TAGS = 2 };

struct input {
	bool wanted[TYPES];
	struct search search;
	struct imkit_rooms rooms;	/* those that were found */
};

/* `message` where it is a text. */
static const char *
text_of(struct arena *arena, const struct message *message)
{
	struct json_slice slice;
	size_t length;

	if (!json_member(message->body, strlen(message->body), "message",
	    &slice) || *slice.bytes != '"')
		return (NULL);
	return (json_unescape(arena, slice, &length));
}

/* Types that are not known are tolerated beside `messages`. */
static enum err
decode_types(struct json_object *member, struct input *input)
{
	bool array = json_is(member, json_type_array);
	size_t i, k, count = array ? json_object_array_length(member) : 1;
	const char *type;

	if (count > TYPES_MAX)
		return (ERR_SEARCH_TYPE_INVALID);
	for (i = 0; i < count; i++) {
		type = json_string(array ? json_object_array_get_idx(member,
		    i) : member);
		if (type == NULL)
			return (ERR_SEARCH_TYPE_INVALID);
		for (k = 0; k < TYPES; k++)
			input->wanted[k] |= strcmp(type, types[k]) == 0;
	}
	return (input->wanted[MESSAGES] ? OK : ERR_SEARCH_TYPE_INVALID);
}

static enum err
decode_limit(struct call *call, struct json_object *root, size_t *limit)
{
	struct json_object *member = json_get(root, "limit");
	int64_t number;

	*limit = LIMIT;
	if (member == NULL)
		return (OK);
	if (!json_integer(member, true, &number) || number < 1)
		return (imkit_invalid(call, "limit must be a number from 1 to"
		    " %d", SEARCH_MAX));
	*limit = number > SEARCH_MAX ? SEARCH_MAX : (size_t)number;
	return (OK);
}

static enum err
decode(struct call *call)
{
	struct input *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct search *s = &input->search;
	struct json_object *root;
	const char **tags;
	enum err e;

	call->input = input;
	s->app = &call->app;
	s->username = imkit_caller(call);
	s->now = call->now;
	s->words = imkit_words;
	s->text = text_of;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = decode_types(json_get(root, "type"), input)) != OK ||
	    (e = imkit_text(call, root, "keyword", KEYWORD_MAX,
	    &s->keyword)) != OK)
		return (e);
	if (s->keyword == NULL || *s->keyword == '\0')
		return (imkit_absent(call, "keyword"));
	if ((e = imkit_text(call, root, "room", IMKIT_ID_MAX,
	    &s->room_id)) != OK ||
	    (s->room_id != NULL &&
	    (e = imkit_id_check(call, "room", s->room_id)) != OK))
		return (e);
	if (imkit_strings(call, root, "roomTags", SEARCH_TAGS, &tags,
	    &s->tag_count) != OK)
		return (ERR_ROOM_TAGS_INVALID);
	s->tags = tags;
	return (decode_limit(call, root, &s->limit));
}

/* The rooms as lists of rooms have them: clients put them in their places. */
static enum err
read_rooms(struct call *call, struct input *input)
{
	const struct search *s = &input->search;
	const char **ids = arena_array(call->arena, const char *,
	    s->found_count);
	size_t i;

	for (i = 0; i < s->found_count; i++)
		ids[i] = s->found[i]->id;
	return (imkit_rooms_read(call, s->username, (struct room_names){ ids,
	    s->found_count }, &input->rooms));
}

static enum err
run(struct call *call)
{
	struct input *input = call->input;
	enum err e;

	input->search.rooms_too = input->wanted[NAMES] || input->wanted[TAGS];
	e = search_run(call->arena, &input->search, &call->fault);
	if (e == ERR_FIELD_INVALID)
		return (imkit_invalid(call, "keyword needs two characters, or"
		    " one of Chinese, Japanese or Korean"));
	return (e == OK ? read_rooms(call, input) : e);
}

static void
write_group(struct call *call, struct json_writer *w, size_t at)
{
	const struct input *input = call->input;
	const struct search_room *room = input->search.found[at];
	char id[ID_HEX + 1];
	size_t i;

	json_write_object(w);
	json_write_name(w, "room");
	imkit_room_write(call, w, &input->rooms, at);
	json_write_name(w, "messages");
	json_write_array(w);
	for (i = 0; i < room->count; i++) {
		id_hex(room->messages[i], room->conv, id);
		json_write_string(w, id);
	}
	json_write_array_end(w);
	json_write_object_end(w);
}

static void
write_type(struct call *call, struct json_writer *w, size_t type)
{
	const struct input *input = call->input;
	const struct search *s = &input->search;
	size_t i;

	json_write_name(w, types[type]);
	json_write_array(w);
	for (i = 0; i < s->found_count; i++) {
		if (input->rooms.rooms[i].name == NULL)
			continue;	/* it was deleted meanwhile */
		if (type == MESSAGES && i < s->with_messages)
			write_group(call, w, i);
		if ((type == NAMES && s->found[i]->by_name) ||
		    (type == TAGS && s->found[i]->by_tag))
			imkit_room_write(call, w, &input->rooms, i);
	}
	json_write_array_end(w);
}

static void
encode(struct call *call)
{
	const struct input *input = call->input;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	for (i = 0; i < TYPES; i++)
		if (input->wanted[i])
			write_type(call, &w, i);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/search", .name = "imkit/search",
		.summary = "Search messages and rooms",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS,
		.decode = decode, .run = run, .encode = encode,
	},
};

const struct endpoint_table imkit_search_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
