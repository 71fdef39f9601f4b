/* See message_write.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "content.h"
#include "db.h"
#include "id.h"
#include "json_string.h"
#include "mention.h"
#include "message_write.h"

/* Members of the body that are written apart. */
static const char *const apart[] = { "msg", "urls", "mentions", "channels",
    "editedBy", "attachments" };

void
rocketchat_words(struct arena *arena, struct message *message)
{
	struct content_words words = { message->type, message->body,
	    message->ext };

	if (message->dialect == DIALECT_ROCKETCHAT ||
	    message->state != MESSAGE_PLAIN)
		return;
	content_translate(arena, message->dialect, DIALECT_ROCKETCHAT,
	    &words);
	message->dialect = DIALECT_ROCKETCHAT;
	message->type = words.type;
	message->body = words.body;
	message->ext = NULL;
}

static bool
member(const struct message *m, const char *name, struct json_slice *slice)
{

	return (json_member(m->body, strlen(m->body), name, slice));
}

static const char *
text_member(struct arena *arena, const struct message *m, const char *name)
{
	struct json_slice slice;
	size_t length;

	if (!member(m, name, &slice) || *slice.bytes != '"')
		return (NULL);
	return (json_unescape(arena, slice, &length));
}

/* What the client said about the message, see post_options(). */
static bool
client_option(const struct message *m, const char *name,
    struct json_slice *slice)
{

	return (m->options != NULL && json_member(m->options,
	    strlen(m->options), "rocketchat", slice) &&
	    json_member(slice->bytes, slice->length, name, slice));
}

const char *
message_public_id(struct arena *arena, const struct message *message)
{
	char id[ID_HEX + 1];
	struct json_slice own;
	size_t length;

	if (client_option(message, "_id", &own))
		return (json_unescape(arena, own, &length));
	id_hex(message->id, message->conv, id);
	return (arena_strndup(arena, id, ID_HEX));
}

/* The client's time, where it was believed. */
msec_t
message_time(const struct message *m)
{
	struct json_slice slice;
	int64_t at = 0;
	size_t i;

	if (!client_option(m, "ts", &slice))
		return (id_time(m->id));
	for (i = 0; i < slice.length; i++)
		at = at * 10 + slice.bytes[i] - '0';
	return (at);
}

static void
write_array(struct json_writer *w, const struct message *m, const char *name)
{
	struct json_slice slice;

	json_write_name(w, name);
	if (member(m, name, &slice))
		json_write_raw(w, slice.bytes, slice.length);
	else
		json_write_raw(w, "[]", 2);
}

void
tree_write(struct call *call, struct json_writer *w, const char *name,
    const char *text)
{
	struct md_options options = tree_options(call);

	md_put(w, name, text, strlen(text), &options);
}

/* Its text is for its readers' keys. */
static bool
is_encrypted(struct arena *arena, const struct message *m)
{
	const char *type = text_member(arena, m, "t");

	return (type != NULL && strcmp(type, "e2e") == 0);
}

static bool
is_apart(struct json_slice name)
{
	size_t i;

	for (i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
		if (json_literal_is(name, apart[i]))
			return (true);
	return (false);
}

static void
write_rest(struct json_writer *w, const struct message *m)
{
	const char *at = m->body;
	struct json_slice name, value;

	while ((at = json_next(at, &name, &value)) != NULL) {
		if (is_apart(name))
			continue;
		json_write_raw(w, name.bytes, name.length);
		buf_putc(w->out, ':');
		w->comma = false;
		json_write_raw(w, value.bytes, value.length);
	}
}

static void
write_edit(struct call *call, struct json_writer *w, const struct message *m,
    bool ejson)
{
	struct json_slice by;

	if (m->edited == 0)
		return;
	rocketchat_date(call->arena, w, "editedAt", m->edited, ejson);
	if (!member(m, "editedBy", &by))
		return;
	json_write_name(w, "editedBy");
	json_write_raw(w, by.bytes, by.length);
}

static void
write_thread(struct call *call, struct json_writer *w,
    const struct thread_state *thread, bool ejson)
{

	if (thread == NULL || thread->count == 0)
		return;
	json_put_integer(w, "tcount", thread->count);
	rocketchat_date(call->arena, w, "tlm", thread->last, ejson);
	json_write_name(w, "replies");
	json_write_raw(w, thread->replies, strlen(thread->replies));
}

/* [{client, reaction}, ...] to {":smile:": {"usernames": [...]}}. */
static void
write_reactions(struct call *call, struct json_writer *w, const char *json)
{
	struct json_object *array, *users, *all, *entry, *names;
	struct json_fault fault;
	const char *kind;
	size_t i;

	if (json == NULL || json_parse(call->arena, json, strlen(json),
	    &array, &fault) != OK || json_object_array_length(array) == 0)
		return;
	all = json_object_new_object();
	for (i = 0; i < json_object_array_length(array); i++) {
		entry = json_object_array_get_idx(array, i);
		kind = json_string(json_get(entry, "reaction"));
		users = json_get(all, kind);
		if (users == NULL) {
			users = json_object_new_object();
			json_object_object_add(users, "usernames",
			    json_object_new_array());
			json_object_object_add(all, kind, users);
		}
		names = json_get(users, "usernames");
		json_object_array_add(names, json_object_get(
		    json_get(entry, "client")));
	}
	kind = json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN);
	json_write_name(w, "reactions");
	json_write_raw(w, kind, strlen(kind));
	json_object_put(all);
}

/* Of what another dialect sent as an answer. */
static void
write_parent(struct call *call, struct json_writer *w,
    const struct shown *shown, const struct message *m)
{
	struct json_slice own;

	if (shown->reply == NULL || member(m, "tmid", &own))
		return;
	json_put_string(w, "tmid", message_public_id(call->arena,
	    shown->reply));
	json_put_bool(w, "tshow", true);
}

static void
write_author(struct call *call, struct json_writer *w,
    const struct shown *shown)
{
	const char *name = shown->message.sender;

	/* What the app's backend says as nobody, the server's own user does. */
	json_write_name(w, "u");
	rocketchat_user_write(call->arena, w, shown->sender,
	    *name == '\0' ? "rocket.cat" : name);
}

/* Another dialect does not say what links a text has. */
static void
write_urls(struct call *call, struct json_writer *w,
    const struct shown *shown, const struct message *m, const char *text)
{
	struct mentions mentions = { .all = false };
	size_t i;

	if (shown->message.dialect == DIALECT_ROCKETCHAT || *text == '\0') {
		write_array(w, m, "urls");
		return;
	}
	mentions_read(call, text, &mentions);
	json_write_name(w, "urls");
	json_write_array(w);
	for (i = 0; i < mentions.links.count; i++) {
		json_write_object(w);
		json_put_string(w, "url", mentions.links.texts[i]);
		json_write_name(w, "meta");
		json_write_raw(w, "{}", 2);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

void
message_write(struct call *call, struct json_writer *w,
    const struct shown *shown, const struct thread_state *thread, bool ejson)
{
	struct message m = shown->message;
	struct json_slice attachments;
	const char *text;

	rocketchat_words(call->arena, &m);
	text = text_member(call->arena, &m, "msg");
	if (text == NULL || m.state != MESSAGE_PLAIN)
		text = "";
	json_write_object(w);
	json_put_string(w, "_id", message_public_id(call->arena,
	    &shown->message));
	json_put_string(w, "rid", m.room_id);
	json_put_string(w, "msg", text);
	rocketchat_date(call->arena, w, "ts", message_time(&m), ejson);
	write_author(call, w, shown);
	rocketchat_date(call->arena, w, "_updatedAt", m.changed != 0 ?
	    m.changed : id_time(m.id), ejson);
	write_urls(call, w, shown, &m, text);
	if (thread != NULL && thread->mentions != NULL) {
		json_write_name(w, "mentions");
		json_write_raw(w, thread->mentions, strlen(thread->mentions));
	} else
		write_array(w, &m, "mentions");
	write_array(w, &m, "channels");
	if (shown->tree != NULL) {
		json_write_name(w, "md");
		md_write(w, shown->tree);
	} else if (!is_encrypted(call->arena, &m))
		tree_write(call, w, "md", text);
	if (m.state == MESSAGE_RECALLED)
		json_put_string(w, "t", "rm");
	else {
		write_rest(w, &m);
		if (member(&m, "attachments", &attachments))
			attachments_write(call, w, attachments);
	}
	write_parent(call, w, shown, &m);
	write_edit(call, w, &m, ejson);
	write_reactions(call, w, shown->reactions);
	write_thread(call, w, thread, ejson);
	json_write_object_end(w);
}

enum err
thread_states(struct call *call, const struct shown *messages, size_t count,
    struct thread_state **states)
{
	struct db_array *convs = db_array_new(call->arena, 'I', count);
	struct db_array *ids = db_array_new(call->arena, 'I', count);
	int64_t least = INT64_MAX, most = 0, id;
	struct db_param params[5];
	PGresult *r;
	size_t i, row;
	enum err e;

	*states = arena_calloc(call->arena, count + 1, sizeof(**states));
	if (count == 0)
		return (OK);
	for (i = 0; i < count; i++) {
		db_array_integer(convs, messages[i].message.conv);
		id = messages[i].message.id;
		db_array_integer(ids, id);
		least = id < least ? id : least;
		most = id > most ? id : most;
	}
	params[0] = db_array_end(convs);
	params[1] = db_array_end(ids);
	params[2] = db_int(call->arena, DIALECT_ROCKETCHAT);
	params[3] = db_bigint(call->arena, least);
	params[4] = db_bigint(call->arena, most);
	if ((e = db_query(call->arena, &SQL_thread_states, params, 5, &r,
	    &call->fault)) != OK)
		return (e);
	for (row = 0; row < db_rows(r); row++)
		for (i = 0; i < count; i++) {
			if (messages[i].message.id !=
			    db_value_bigint(r, row, "thread") ||
			    messages[i].message.conv !=
			    db_value_bigint(r, row, "conv"))
				continue;
			(*states)[i].count = db_value_bigint(r, row, "count");
			(*states)[i].last = id_time(db_value_bigint(r, row,
			    "last"));
			(*states)[i].replies = db_value(r, row, "users");
		}
	return (OK);
}
