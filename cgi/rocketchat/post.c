/* See post.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "db.h"
#include "hash.h"
#include "idempotency_key.h"
#include "json_string.h"
#include "message_write.h"
#include "post.h"
#include "word_filter.h"

/* What ids of clients are kept under: one name space of the app, whoever
 * sends by whichever call. */
static const char id_space[] = "rocketchat message";

enum { NOTIFY_MOST = 1000000 };

void
client_id_digest(const struct call *call, const char *id,
    unsigned char digest[SHA256_SIZE])
{

	idempotency_digest(call->app.id, (const char *[]){ "", id_space, id },
	    digest);
}

static enum err
find_by_conversation(struct call *call, int64_t conv, int64_t id,
    struct message *message)
{
	struct db_param params[3] = { db_bigint(call->arena, call->app.id),
	    db_bigint(call->arena, id), db_bigint(call->arena, conv) };
	PGresult *r;
	enum err e;

	if ((e = db_query(call->arena, &SQL_message_of_conversation, params,
	    3, &r, &call->fault)) != OK)
		return (e);
	return (message_row(r, message));
}

enum err
message_lookup(struct call *call, const char *id, struct message *message)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[3];
	PGresult *r;
	enum err e;

	client_id_digest(call, id, digest);
	params[0] = db_bigint(call->arena, call->app.id);
	params[1] = db_bigint(call->arena, hash_bigint(digest));
	params[2] = db_bytes(digest, sizeof(digest));
	if ((e = db_query(call->arena, &SQL_client_message, params, 3, &r,
	    &call->fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		return (find_by_conversation(call,
		    db_value_bigint(r, 0, "conv"),
		    db_value_bigint(r, 0, "id"), message));
	if ((e = message_find(call->arena, &call->app, id, message,
	    &call->fault)) != OK)
		return (e);
	/* One that has an id of its client's is known by that alone. */
	return (strcmp(message_public_id(call->arena, message), id) == 0 ? OK :
	    ERR_MESSAGE_UNKNOWN);
}

/* As in the model: nobody wants each word of a crowd pushed to him. */
static int
notify_most(const struct call *call)
{
	int64_t most = session_number(rocketchat_session(call),
	    "Notifications_Max_Room_Members", 100);

	return (most < 0 ? 0 : (int)(most > NOTIFY_MOST ? NOTIFY_MOST :
	    most));
}

void
post_prepare(struct call *call, struct post *post)
{
	struct limit limit = rocketchat_send_limit(call);
	struct send *send = arena_calloc(call->arena, 1, sizeof(*send));
	const char *author = rocketchat_session(call)->account.username;

	send->app = &call->app;
	send->targets = arena_calloc(call->arena, 1, sizeof(*send->targets));
	send->target_count = 1;
	send->sender = author;
	send->dialect = DIALECT_ROCKETCHAT;
	send->type = "text";
	send->priority = PRIORITY_NORMAL;
	send->members = true;
	send->notify = true;
	send->notify_most = notify_most(call);
	send->calls = limit;
	send->calls.quota = app_scaled(&call->app, limit.quota);
	post->send = send;
	call->calls = limit;
}

enum err
post_decode(struct call *call, struct post *post)
{

	call->send = post->send;
	return (message_input_read(call, &post->input));
}

/* Row 12: the parent names the room; a reply's parent is the parent's. */
static enum err
find_parent(struct call *call, struct post *post)
{
	struct message *parent = arena_alloc(call->arena, sizeof(*parent));
	struct json_slice above;
	const char *id = post->input.thread, *outer;
	size_t length;
	enum err e;

	if (id == NULL || *id == '\0')
		return (OK);
	post->thread = id;
	e = message_lookup(call, id, parent);
	if (e == ERR_MESSAGE_UNKNOWN)
		return (OK);
	if (e != OK)
		return (e);
	if (parent->thread != 0) {
		e = find_by_conversation(call, parent->conv, parent->thread,
		    parent);
		if (e != OK)
			return (e == ERR_MESSAGE_UNKNOWN ? OK : e);
		post->thread = message_public_id(call->arena, parent);
	} else if (parent->dialect == DIALECT_ROCKETCHAT &&
	    json_member(parent->body, strlen(parent->body), "tmid", &above)) {
		outer = json_unescape(call->arena, above, &length);
		post->thread = outer;
		e = message_lookup(call, outer, parent);
		if (e == ERR_MESSAGE_UNKNOWN)
			return (OK);
		if (e != OK)
			return (e);
	}
	post->parent = parent;
	if (!post->webhook)
		post->room_id = parent->room_id;
	return (OK);
}

/* It is gone, and is not to come back by a late attempt to send it. */
static enum err
deleted(struct call *call)
{

	return (rocketchat_error(call, "error-duplicate-id",
	    "The message with this _id or key was deleted", NULL));
}

/*
 * Row 28: what has this _id already is the answer, if it is the same author's
 * in the same room.
 */
static enum err
find_stored(struct call *call, struct post *post)
{
	enum err e;

	if (post->input.id == NULL)
		return (OK);
	e = message_lookup(call, post->input.id, &post->stored);
	if (e == ERR_MESSAGE_UNKNOWN)
		return (OK);
	if (e != OK)
		return (e);
	if (post->stored.state != MESSAGE_PLAIN)
		return (deleted(call));
	if (post->stored.conv != post->room.conv || strcmp(
	    post->stored.sender, post->send->sender) != 0)
		return (ERR_KEY_REUSED);
	post->found = true;
	return (OK);
}

static bool
is_encrypted(const struct post *post)
{
	const char *type = json_string(json_get(post->input.object, "t"));

	return (type != NULL && strcmp(type, "e2e") == 0);
}

/* What makes a retry safe: the message's own id, or else the request's key. */
static enum err
fill_key(struct call *call, const struct post *post, struct send *send)
{

	if (post->input.id == NULL)
		return (idempotency_key_take(call, send));
	send->key = post->input.id;
	send->principal = "";
	send->route = id_space;
	send->key_stays = true;
	hash_fields(send->fingerprint, (const char *[]){ send->sender,
	    post->room.id }, 2);
	return (OK);
}

static enum err
fill_send(struct call *call, struct post *post)
{
	struct send *send = post->send;
	const struct post_room *room = &post->room;

	send->to = room->kind;
	send->targets[0].shown = room->id;
	send->targets[0].canonical = room->target;
	send->targets[0].conv = room->conv;
	send->mentions = post->mentions.usernames;
	send->mention_count = post->mentions.username_count;
	send->text = is_encrypted(post) ? NULL : post->text;
	send->options = post_options(call, &post->input);
	send->thread = post->parent == NULL ? 0 : post->parent->id;
	return (fill_key(call, post, send));
}

static enum err
compose(struct call *call, struct post *post)
{
	struct buf body;

	buf_init(&body, call->arena, MESSAGE_BODY_MAX);
	post_body_write(call, post, &body);
	if (body.overflow)
		return (rocketchat_error(call, "error-message-size-exceeded",
		    "The message with its attachments is too large",
		    post->input.method));
	post->send->body = body.bytes;
	return (OK);
}

/* Whom and what the message names; those of one that is encrypted stand
 * beside it. */
enum err
post_text(struct call *call, struct post *post)
{
	enum err e;

	if (is_encrypted(post)) {
		post->text = post->input.text;
		mentions_beside(call, json_get(post->input.object,
		    "e2eMentions"), &post->mentions);
	} else {
		post->text = word_filter(call, post->input.text);
		mentions_read(call, post->text, &post->mentions);
	}
	if ((e = mentions_resolve(call, &post->mentions)) != OK ||
	    (e = post_groups(call, post)) != OK)
		return (e);
	return (post_quotes(call, post));
}

static enum err
check(struct call *call, struct post *post)
{
	const char *type = json_string(json_get(post->input.object, "t"));
	enum err e;

	/* Of chat.postMessage nobody asks whether it is encrypted. */
	if ((e = post_room_find(call, post->room_id, &post->room)) != OK)
		return (e);
	/* Of another room's thread he learns nothing. */
	if (post->parent != NULL && post->parent->conv != post->room.conv) {
		post->parent = NULL;
		post->thread = post->input.thread;
	}
	if ((e = post_room_check(call, &post->room, post->webhook ? "e2e" :
	    type)) != OK ||
	    (e = message_input_fields(call, &post->input)) != OK ||
	    (e = post_text(call, post)) != OK)
		return (e);
	return (find_stored(call, post));
}

/* Nothing is sent, so the send does not count the call. */
static enum err
count(struct call *call)
{
	const struct send *send = call->send;

	if (send == NULL)
		return (OK);	/* it was counted before */
	call->send = NULL;
	return (call_count(call, &send->calls));
}

enum err
post_refused(struct call *call, const struct post *post, enum err e)
{
	struct rocketchat_fault fault;
	enum err counted;

	if (e != ERR_REFUSED && e != ERR_KEY_REUSED)
		return (e);
	if ((counted = count(call)) != OK)
		return (counted);
	if (e == ERR_REFUSED) {
		/* The model's method keeps silent about all but one. */
		fault = *(const struct rocketchat_fault *)call->refusal;
		fault.swallowed = fault.error == NULL ||
		    strcmp(fault.error, "error-not-allowed") != 0;
		rocketchat_refuse(call, &fault);
	}
	/* From row 15 on. */
	if (!post->webhook && post->room_id != NULL && *post->room_id != '\0')
		ephemeral_add(call, post->room_id, e);
	return (e);
}

enum err
post_make(struct call *call, struct post *post)
{
	enum err e;

	if ((e = find_parent(call, post)) != OK ||
	    (e = check(call, post)) != OK || post->found ||
	    (e = fill_send(call, post)) != OK)
		return (e);
	return (compose(call, post));
}

enum err
post_run(struct call *call, struct post *post)
{
	enum err e;

	if ((e = post_make(call, post)) != OK)
		return (post_refused(call, post, e));
	return (post->found ? count(call) : OK);
}

/* The message as it was sent, which has its id now. */
static void
settle(struct post *post, int64_t id)
{
	const struct send *send = post->send;

	post->stored = (struct message){
		.id = id, .conv = send->targets[0].conv,
		.room_id = post->room.id, .kind = send->to,
		.sender = send->sender, .dialect = DIALECT_ROCKETCHAT,
		.type = send->type, .body = send->body,
		.options = send->options, .thread = send->thread,
	};
}

enum err
post_stored(struct call *call, struct post *post,
    const struct receipt *receipt)
{
	enum err e;

	if (!receipt->replayed) {
		settle(post, receipt->ids[0]);
		return (OK);
	}
	e = find_by_conversation(call, post->send->targets[0].conv,
	    receipt->ids[0], &post->stored);
	return (e == ERR_MESSAGE_UNKNOWN ? deleted(call) : err_changed(e));
}
