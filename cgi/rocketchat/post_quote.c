/*
 * Quotes: a link of this site that names a message, https://HOST/...?msg=ID,
 * shows the message, where the sender may read it (contract rocketchat, 1.3
 * (c) 5).
 */
#include <string.h>
#include <time.h>

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "hash.h"
#include "id.h"
#include "json_string.h"
#include "message_view.h"
#include "message_write.h"
#include "path.h"
#include "post.h"

enum { QUOTE_BYTES = 32 * 1024 };	/* of one quote */

/* What is looked for: of a link the id that it names. */
struct quest {
	size_t link;			/* its place */
	const char *id;
};

struct quests {
	struct quest rows[QUOTES_MAX];
	size_t count;
};

bool
post_link_is_own(const struct call *call, const char *url)
{
	const char *site = call->request.uri;
	const char *host = strstr(site, "://");
	size_t length;

	if (host == NULL)
		return (false);
	length = (size_t)(host - site) + 3;
	length += strcspn(site + length, "/?#");
	return (strncmp(url, site, length) == 0 &&
	    (url[length] == '\0' || strchr("/?#", url[length]) != NULL));
}

/* The value of msg in a URL's query, or NULL. */
static const char *
message_of(struct arena *arena, const char *url)
{
	const char *at = strchr(url, '?');
	const char *id;

	while (at != NULL && *at != '#' && *at != '\0' &&
	    strncmp(at + 1, "msg=", 4) != 0)
		at = strpbrk(at + 1, "&#");
	if (at == NULL || *at == '#' || *at == '\0')
		return (NULL);
	at += 5;
	id = percent_decode(arena, at, strcspn(at, "&#"), PERCENT_QUERY);
	return (id == NULL || *id == '\0' || strlen(id) > MESSAGE_ID_MAX ?
	    NULL : id);
}

static void
find_quests(struct call *call, const struct post *post,
    struct quests *quests)
{
	const struct names *links = &post->mentions.links;
	const char *id;
	size_t i;

	for (i = 0; i < links->count && quests->count < QUOTES_MAX; i++) {
		if (!post_link_is_own(call, links->texts[i]) ||
		    (id = message_of(call->arena, links->texts[i])) == NULL)
			continue;
		quests->rows[quests->count++] = (struct quest){ i, id };
	}
}

/* Where the messages are, one row each. */
static enum err
find_messages(struct call *call, const struct quests *quests, PGresult **r)
{
	struct arena *arena = call->arena;
	struct db_array *slots = db_array_new(arena, 'I', quests->count),
	    *digests = db_array_new(arena, 'y', quests->count),
	    *ids = db_array_new(arena, 'I', quests->count),
	    *prefixes = db_array_new(arena, 'I', quests->count);
	unsigned char digest[SHA256_SIZE];
	int64_t id, prefix;
	size_t i;

	for (i = 0; i < quests->count; i++) {
		client_id_digest(call, quests->rows[i].id, digest);
		if (!id_from_hex(quests->rows[i].id, &id, &prefix))
			id = prefix = 0;
		db_array_integer(slots, hash_bigint(digest));
		db_array_bytes(digests, digest, sizeof(digest));
		db_array_integer(ids, id);
		db_array_integer(prefixes, prefix);
	}
	return (db_query(arena, &SQL_quote_find, (struct db_param[]){
	    db_bigint(arena, call->app.id), db_array_end(slots),
	    db_array_end(digests), db_array_end(ids), db_array_end(prefixes),
	    db_text(rocketchat_session(call)->account.username) }, 6, r,
	    &call->fault));
}

/* Those that he may read, as picks. */
static void
pick(struct call *call, const PGresult *r, struct message_view *view)
{
	struct post_room room = { .id = NULL };
	size_t i;

	view->picks = arena_array(call->arena, struct view_pick, db_rows(r));
	for (i = 0; i < db_rows(r); i++) {
		room.kind = (enum conversation_kind)db_value_bigint(r, i,
		    "kind");
		room.public = db_value_bool(r, i, "public");
		room.member = db_value_bool(r, i, "member");
		room.role = db_value_or_null(r, i, "role");
		if (!post_room_reads(call, &room))
			continue;
		view->picks[view->pick_count++] = (struct view_pick){
		    .conv = db_value_bigint(r, i, "conv"),
		    .id = db_value_bigint(r, i, "id"),
		    .room_id = db_value(r, i, "room_id"), .kind = room.kind };
	}
}

/* The quoted message's own attachments, without what these quote. */
static void
write_inner(struct call *call, struct json_writer *w, const char *body)
{
	bool chain = session_number(rocketchat_session(call),
	    "Message_QuoteChainLimit", 2) >= 2;
	struct json_slice array, element;
	const char *at = NULL;
	struct buf piece;

	json_write_name(w, "attachments");
	json_write_array(w);
	if (chain && json_member(body, strlen(body), "attachments", &array) &&
	    *array.bytes == '[')
		at = array.bytes;
	while (at != NULL && (at = json_element(at, &element)) != NULL) {
		buf_init(&piece, call->arena, MESSAGE_BODY_MAX);
		if (*element.bytes == '{')
			json_compact_without(&piece, element, "attachments");
		else
			json_compact(&piece, element);
		json_write_raw(w, piece.bytes, piece.length);
	}
	json_write_array_end(w);
}

static const char *
text_member(struct arena *arena, const char *body, const char *name)
{
	struct json_slice slice;
	size_t length;

	if (!json_member(body, strlen(body), name, &slice) ||
	    *slice.bytes != '"')
		return (NULL);
	return (json_unescape(arena, slice, &length));
}

static const char *
author_name(const struct call *call, const struct shown *shown,
    const char *alias)
{

	if (alias != NULL && *alias != '\0')
		return (alias);
	if (shown->sender != NULL && shown->sender->nickname != NULL &&
	    session_flag(rocketchat_session(call), "UI_Use_Real_Name", false))
		return (shown->sender->nickname);
	return (*shown->message.sender == '\0' ? "rocket.cat" :
	    shown->message.sender);
}

static const char *
write_quote(struct call *call, const struct shown *shown, const char *url)
{
	const char *body = shown->message.body, *text, *icon = NULL;
	struct json_writer w;
	struct buf out;

	text = text_member(call->arena, body, "msg");
	if (shown->sender != NULL)
		icon = rocketchat_picture(shown->sender);
	if (icon == NULL)
		icon = arena_format(call->arena, "/avatar/%s",
		    shown->message.sender);
	buf_init(&out, call->arena, QUOTE_BYTES);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_string(&w, "text", text == NULL ? "" : text);
	json_put_string(&w, "message_link", url);
	json_put_string(&w, "author_name", author_name(call, shown,
	    text_member(call->arena, body, "alias")));
	json_put_string(&w, "author_icon", icon);
	rocketchat_date(call->arena, &w, "ts", message_time(&shown->message),
	    false);
	write_inner(call, &w, body);
	json_write_object_end(&w);
	return (out.overflow ? NULL : out.bytes);
}

/* The message of the quest of ${place}, or NULL. */
static const struct shown *
shown_of(const struct message_view *view, const PGresult *r, size_t place)
{
	size_t row, i;

	for (row = 0; row < db_rows(r); row++)
		for (i = 0; (size_t)db_value_bigint(r, row, "place") == place &&
		    i < view->count; i++)
			if (view->messages[i].message.id ==
			    db_value_bigint(r, row, "id") &&
			    view->messages[i].message.conv ==
			    db_value_bigint(r, row, "conv"))
				return (&view->messages[i]);
	return (NULL);
}

enum err
post_quotes(struct call *call, struct post *post)
{
	struct message_view view = { .app = &call->app,
	    .viewer = rocketchat_session(call)->account.username,
	    .words = rocketchat_words };
	struct quests quests = { .count = 0 };
	const struct shown *shown;
	const char *quote;
	PGresult *r;
	size_t i;
	enum err e;

	if (!post->plain_urls)
		find_quests(call, post, &quests);
	if (quests.count == 0)
		return (OK);
	if ((e = find_messages(call, &quests, &r)) != OK)
		return (e);
	pick(call, r, &view);
	if ((e = message_view_read(call->arena, &view, &call->fault)) != OK)
		return (e);
	post->quoted = arena_array(call->arena, bool,
	    post->mentions.links.count);
	post->quotes = arena_array(call->arena, const char *, QUOTES_MAX);
	for (i = 0; i < quests.count; i++) {
		if ((shown = shown_of(&view, r, i + 1)) == NULL ||
		    (quote = write_quote(call, shown, post->mentions.links.
		    texts[quests.rows[i].link])) == NULL)
			continue;
		post->quotes[post->quote_count++] = quote;
		post->quoted[quests.rows[i].link] = true;
	}
	return (OK);
}
