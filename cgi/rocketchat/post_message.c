/*
 * Posts to one or several rooms, by their names (contract rocketchat, 1.5 and
 * 2.9):
 *
 *	POST /api/v1/chat.postMessage	{roomId or channel, text, ...}
 *
 * All rooms are looked at before anything is sent.  One room's message takes
 * the common way of sends; those of several are queued together.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "direct_room.h"
#include "json_string.h"
#include "message_write.h"
#include "post.h"

enum {
	BODY_MAX = 256 * 1024,
	CHANNELS_MAX = 10,
};

struct webhook {
	const char *channels[CHANNELS_MAX];	/* as asked, distinct */
	const char *rooms[CHANNELS_MAX];	/* their ids */
	size_t count;
	struct post posts[CHANNELS_MAX];
};

/* Which member of the message a member of the body is; 7.x has two names for
 * some, and of both it takes the preferred one. */
static const struct row {
	const char *name, *member;
	struct coerce_want want;
	bool old, preferred;
} rows[] = {
	{ "text", "msg", { COERCE_TEXT, true }, false, true },
	{ "msg", "msg", { COERCE_TEXT, true }, true, false },
	{ "alias", "alias", { COERCE_TEXT, true }, false, false },
	{ "username", "alias", { COERCE_TEXT, true }, true, true },
	{ "avatar", "avatar", { COERCE_TEXT, true }, false, false },
	{ "icon_url", "avatar", { COERCE_TEXT, true }, true, true },
	{ "emoji", "emoji", { COERCE_TEXT, true }, false, false },
	{ "icon_emoji", "emoji", { COERCE_TEXT, true }, true, true },
	{ "attachments", "attachments", { COERCE_OBJECTS, true }, false,
	    false },
	{ "tmid", "tmid", { COERCE_TEXT, true }, false, false },
	{ "customFields", "customFields", { COERCE_OBJECT, true }, false,
	    false },
	{ "parseUrls", "parseUrls", { COERCE_FLAG, true }, false, false },
	{ "groupable", "groupable", { COERCE_FLAG, true }, true, false },
	{ "bot", "bot", { COERCE_OBJECT, true }, true, false },
};

/* The members as they were found. */
struct pieces {
	struct json_slice values[sizeof(rows) / sizeof(rows[0])];
};

static bool
is_empty(struct json_slice value)
{

	return (value.bytes == NULL || *value.bytes == 'n' ||
	    (value.length == 2 && *value.bytes == '"'));
}

static enum err
read_member(struct call *call, struct json_slice name,
    struct json_slice value, struct pieces *pieces)
{
	bool old = rocketchat_version(call) < 8;
	size_t i, count = sizeof(rows) / sizeof(rows[0]);
	struct buf out;

	if (json_literal_is(name, "roomId") ||
	    json_literal_is(name, "channel"))
		return (OK);
	for (i = 0; i < count && (!json_literal_is(name, rows[i].name) ||
	    (rows[i].old && !old)); i++)
		;
	if (i == count)
		return (old ? OK : rocketchat_invalid(call,
		    "must NOT have additional properties"));
	buf_init(&out, call->arena, value.length + 2);
	if (coerce(&out, rows[i].want, value) == COERCED_BAD)
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "/%s has another type than it must have",
		    rows[i].name)));
	pieces->values[i] = (struct json_slice){ out.bytes, out.length };
	return (OK);
}

/* The value of ${member}, or one whose bytes are NULL. */
static struct json_slice
piece(const struct pieces *pieces, const char *member)
{
	struct json_slice found = { NULL, 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].member, member) == 0 &&
		    !is_empty(pieces->values[i]) &&
		    (found.bytes == NULL || rows[i].preferred))
			found = pieces->values[i];
	return (found);
}

/* The message object of which the pieces make, as text and parsed. */
static enum err
make_message(struct call *call, const struct pieces *pieces,
    struct message_input *input)
{
	static const char *const names[] = { "msg", "alias", "avatar", "emoji",
	    "attachments", "tmid", "customFields", "bot" };
	struct json_slice value;
	struct json_fault fault;
	struct json_writer w;
	struct buf out;
	size_t i;

	buf_init(&out, call->arena, call->request.body_length * 2 + 256);
	json_write_begin(&w, &out);
	json_write_object(&w);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = piece(pieces, names[i]);
		/* A picture goes before an emoji. */
		if (value.bytes == NULL || (strcmp(names[i], "emoji") == 0 &&
		    piece(pieces, "avatar").bytes != NULL))
			continue;
		json_write_name(&w, names[i]);
		json_write_raw(&w, value.bytes, value.length);
	}
	value = piece(pieces, "groupable");
	json_put_bool(&w, "groupable", value.bytes != NULL &&
	    *value.bytes == 't');
	json_write_object_end(&w);
	input->source = (struct json_slice){ out.bytes, out.length };
	return (json_parse(call->arena, out.bytes, out.length,
	    &input->object, &fault));
}

/* Blanks of any script at both ends, as JavaScript's trim() knows them. */
static size_t
blank(const char *text)
{
	static const char *const wide[] = { "\u00A0", "\u1680", "\u2000",
	    "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
	    "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029",
	    "\u202F", "\u205F", "\u3000", "\uFEFF" };
	size_t i;

	if (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		return (1);
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(text, wide[i], strlen(wide[i])) == 0)
			return (strlen(wide[i]));
	return (0);
}

static const char *
trimmed(struct arena *arena, const char *text)
{
	const char *at, *end;
	size_t n;

	while ((n = blank(text)) > 0)
		text += n;
	for (at = end = text; *at != '\0';) {
		n = blank(at);
		at += n > 0 ? n : 1;
		if (n == 0)
			end = at;
	}
	return (arena_strndup(arena, text, (size_t)(end - text)));
}

static enum err
check_sizes(struct call *call, const struct message_input *input)
{
	struct json_object *array = json_get(input->object, "attachments");
	size_t i, most = message_size(call), count = array == NULL ? 0 :
	    json_object_array_length(array);
	bool fits = text_units(input->text) <= most;
	const char *text;

	for (i = 0; i < count && fits; i++) {
		text = json_string(json_get(json_object_array_get_idx(array,
		    i), "text"));
		fits = text == NULL || text_units(text) <= most;
	}
	return (fits ? OK : rocketchat_plain(call,
	    "error-message-size-exceeded"));
}

static enum err
read_message(struct call *call, struct post *post)
{
	struct message_input *input = &post->input;
	const char *at = call->request.body;
	struct json_slice name, value;
	struct pieces pieces = { .values = { { NULL, 0 } } };
	enum err e;

	while ((at = json_next(at, &name, &value)) != NULL)
		if ((e = read_member(call, name, value, &pieces)) != OK)
			return (e);
	if ((e = make_message(call, &pieces, input)) != OK)
		return (e);
	input->text = json_string(json_get(input->object, "msg"));
	input->text = trimmed(call->arena, input->text == NULL ? "" :
	    input->text);
	input->thread = json_string(json_get(input->object, "tmid"));
	/* Where there are attachments, only who asks for it has links. */
	value = piece(&pieces, "parseUrls");
	post->plain_urls = value.bytes == NULL ?
	    piece(&pieces, "attachments").bytes != NULL :
	    *value.bytes == 'f';
	return (check_sizes(call, input));
}

static enum err
add_channel(struct call *call, struct webhook *webhook,
    struct json_object *value)
{
	const char *channel = json_string(value);
	size_t i;

	if (channel == NULL)
		return (rocketchat_invalid(call, "roomId and channel must be"
		    " string or array of strings"));
	for (i = 0; i < webhook->count; i++)
		if (strcmp(webhook->channels[i], channel) == 0)
			return (OK);
	if (webhook->count == CHANNELS_MAX)
		return (rocketchat_invalid(call,
		    "There may be at most 10 rooms"));
	webhook->channels[webhook->count++] = channel;
	return (OK);
}

static enum err
no_channel(struct call *call)
{

	return (rocketchat_error(call, "invalid-channel", NULL, NULL));
}

static enum err
read_channels(struct call *call, struct json_object *root,
    struct webhook *webhook)
{
	bool old = rocketchat_version(call) < 8;
	struct json_object *room = json_get(root, "roomId"),
	    *channel = json_get(root, "channel");
	size_t i;
	enum err e = OK;

	if (room == NULL && channel == NULL)
		return (old ? no_channel(call) : rocketchat_invalid(call,
		    "must have required property 'roomId' or 'channel'"));
	if (!old && channel != NULL && (room != NULL ||
	    json_has(root, "tmid")))
		return (rocketchat_invalid(call, "must NOT have additional"
		    " properties beside channel: roomId, tmid"));
	if (channel != NULL)
		room = channel;
	if (!json_is(room, json_type_array))
		return (add_channel(call, webhook, room));
	for (i = 0; i < json_object_array_length(room) && e == OK; i++)
		e = add_channel(call, webhook, json_object_array_get_idx(room,
		    i));
	if (e == OK && webhook->count == 0)
		return (rocketchat_invalid(call,
		    "roomId and channel must NOT be empty"));
	return (e);
}

static enum err
decode(struct call *call)
{
	struct webhook *webhook = arena_calloc(call->arena, 1,
	    sizeof(*webhook));
	struct post *post = &webhook->posts[0];
	struct json_object *root;
	size_t i;
	enum err e;

	call->input = webhook;
	post->input.method = "sendMessage";
	post->input.called = "chat.postMessage";
	post->webhook = true;
	post_prepare(call, post);
	if ((e = rocketchat_body(call, &root)) != OK ||
	    (e = read_channels(call, root, webhook)) != OK ||
	    (e = read_message(call, post)) != OK)
		return (e);
	for (i = 1; i < webhook->count; i++) {
		webhook->posts[i] = *post;
		post_prepare(call, &webhook->posts[i]);
	}
	if (webhook->count == 1)
		call->send = post->send;
	return (OK);
}

/* The direct rooms with those whose place in ${others} is not NULL; made where
 * there is none. */
static enum err
find_direct(struct call *call, struct webhook *webhook,
    const char *const *others)
{
	struct direct_room rooms[CHANNELS_MAX];
	struct db_array *convs;
	struct db_param params[2];
	size_t i, row, count = 0;
	PGresult *r;
	enum err e;

	for (i = 0; i < webhook->count; i++) {
		if (others[i] == NULL)
			continue;
		rooms[count].one = rocketchat_session(call)->account.username;
		rooms[count].other = others[i];
		direct_room_name(call->arena, &call->app, &rooms[count++]);
	}
	if (count == 0)
		return (OK);
	if (rocketchat_may(call, "create-d", NULL) &&
	    (e = direct_rooms_create(call->arena, &call->app, rooms, count,
	    &call->fault)) != OK)
		return (e);
	convs = db_array_new(call->arena, 'I', count);
	for (i = 0; i < count; i++)
		db_array_integer(convs, rooms[i].conv);
	params[0] = db_bigint(call->arena, call->app.id);
	params[1] = db_array_end(convs);
	if ((e = db_query(call->arena, &SQL_direct_rooms, params, 2, &r,
	    &call->fault)) != OK)
		return (e);
	for (i = count = 0; i < webhook->count; i++) {
		if (others[i] == NULL)
			continue;
		for (row = 0; row < db_rows(r); row++)
			if (db_value_bigint(r, row, "conv") ==
			    rooms[count].conv)
				webhook->rooms[i] = db_value(r, row,
				    "room_id");
		count++;
	}
	return (OK);
}

static enum err
find_rooms(struct call *call, struct webhook *webhook)
{
	struct db_array *names = db_array_new(call->arena, 't',
	    webhook->count), *sigils = db_array_new(call->arena, 't',
	    webhook->count);
	const char *others[CHANNELS_MAX] = { NULL }, *channel;
	bool sigil;
	size_t i;
	PGresult *r;
	enum err e;

	for (i = 0; i < webhook->count; i++) {
		channel = webhook->channels[i];
		sigil = *channel == '#' || *channel == '@';
		db_array_text(names, channel + sigil);
		db_array_text(sigils, !sigil ? "" : *channel == '#' ? "#" :
		    "@");
	}
	if ((e = db_query(call->arena, &SQL_post_channel_find,
	    (struct db_param[]){ db_bigint(call->arena, call->app.id),
	    db_array_end(names), db_array_end(sigils) }, 3, &r,
	    &call->fault)) != OK)
		return (e);
	for (i = 0; i < webhook->count; i++) {
		webhook->rooms[i] = db_value_or_null(r, i, "room_id");
		if (webhook->rooms[i] == NULL)
			others[i] = db_value_or_null(r, i, "username");
		if (webhook->rooms[i] == NULL && others[i] == NULL)
			return (no_channel(call));
	}
	if ((e = find_direct(call, webhook, others)) != OK)
		return (e);
	for (i = 0; i < webhook->count; i++)
		if (webhook->rooms[i] == NULL)
			return (no_channel(call));
	return (OK);
}

/* Several: this thread waits for all of them. */
static enum err
send_all(struct call *call, struct webhook *webhook)
{
	struct send_item *items = arena_array(call->arena, struct send_item,
	    webhook->count);
	struct send *send;
	size_t i, sent = 0;
	enum err e = OK;

	for (i = 0; i < webhook->count; i++) {
		items[i].send = send = webhook->posts[i].send;
		/* The call was counted. */
		send->calls.name = NULL;
		if (send->key != NULL)
			send->key = arena_format(call->arena, "%s#%zu",
			    send->key, i);
	}
	send_many(call->arena, items, webhook->count);
	for (i = 0; i < webhook->count; i++) {
		if (items[i].result == OK) {
			sent++;
			continue;
		}
		e = items[i].result;
		call->fault = items[i].fault;
	}
	if (e == OK)
		return (post_stored(call, &webhook->posts[0],
		    &items[0].receipt));
	/* Some were stored: nobody may say that nothing was. */
	return (sent > 0 ? ERR_OUTCOME_UNKNOWN : e);
}

static enum err
run(struct call *call)
{
	struct webhook *webhook = call->input;
	struct post *posts = webhook->posts;
	size_t i;
	enum err e;

	if ((e = find_rooms(call, webhook)) != OK)
		return (post_refused(call, &posts[0], e));
	for (i = 0; i < webhook->count; i++) {
		posts[i].room_id = webhook->rooms[i];
		if ((e = post_make(call, &posts[i])) != OK)
			return (post_refused(call, &posts[i], e));
	}
	return (webhook->count == 1 ? OK : send_all(call, webhook));
}

static enum err
sent(struct call *call)
{
	struct webhook *webhook = call->input;

	return (post_stored(call, &webhook->posts[0], &call->receipt));
}

static void
encode(struct call *call)
{
	const struct account *self = &rocketchat_session(call)->account;
	struct webhook *webhook = call->input;
	const struct post *post = &webhook->posts[0];
	struct shown shown = { .message = post->stored, .sender = self,
	    .tree = post->stored.body == post->send->body ?
	    post->mentions.tree : NULL };
	struct json_writer w;

	rocketchat_begin(call, &w);
	json_put_integer(&w, "ts", call->now);
	json_put_string(&w, "channel", webhook->channels[0]);
	json_write_name(&w, "message");
	message_write(call, &w, &shown, NULL, false);
	rocketchat_end(&w);
}

static const struct endpoint endpoints[] = {
	{
		.method = "POST", .path = "/api/v1/chat.postMessage",
		.name = "rocketchat/chat.postMessage",
		.summary = "Post a message to one or several rooms",
		.dialect = &rocketchat_dialect, .auth = AUTH_USER,
		.body_max = BODY_MAX, .targets_max = 1, .sends = true,
		.decode = decode, .run = run, .sent = sent, .encode = encode,
	},
};

const struct endpoint_table rocketchat_post_endpoints = {
	endpoints, sizeof(endpoints) / sizeof(endpoints[0])
};
