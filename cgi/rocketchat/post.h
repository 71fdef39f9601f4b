/*
 * post: the way of a message into a room, whichever call brings it (contract
 * rocketchat, 1.2): decode judges what the client wrote, run the room, the
 * fields and what the text names, and leaves a struct send.
 */
#ifndef CGI_ROCKETCHAT_POST_H
#define CGI_ROCKETCHAT_POST_H

#include <stdbool.h>

#include "message.h"
#include "message_input.h"
#include "mention.h"
#include "message_view.h"

/* A room as one who wants to post to it meets it. */
struct post_room {
	const char *id;
	enum conversation_kind kind;
	int64_t conv;
	const char *target;		/* the conversation's */
	const char *handle, *name;	/* handle or NULL */
	const char *role;		/* owner, moderator, or NULL */
	bool public, archived, read_only, frozen, encrypted;
	bool member, silenced, voiced, blocked;
	int64_t pinned;			/* a message's id, or 0 */
	int64_t floor;			/* he sees what is above this seq */
	int64_t last;			/* the newest seq, or 0 */
};

struct post {
	struct message_input input;
	const char *room_id;		/* rid, as asked; or NULL */
	struct json_object *previews;	/* previewUrls: array or NULL */
	bool plain_urls;		/* parseUrls is false */
	bool webhook;			/* chat.postMessage: rows 16 to 27 of
					   its own, and no others */
	struct send *send;		/* by post_prepare() */
	/* Filled in by post_run() */
	struct post_room room;
	struct mentions mentions;
	struct message *parent;		/* of the thread, or NULL */
	const char *thread;		/* its id, or tmid as it came; or NULL */
	const char *text;		/* what is stored as msg */
	bool *quoted;			/* per link: it is one of these */
	const char **quotes;		/* attachments, JSON objects */
	size_t quote_count;
	struct message stored;		/* the message of this _id that was
					   there before, or what was sent */
	bool found;			/* it was there */
};

/*
 * post_prepare(call, post): an empty ${post->send}, and what the call counts
 * to.
 * post_decode(call, post): the rows up to 10 but for row 1; ${post->input} is
 * filled by the caller, who prepared it.  call->send is filled.
 * post_run(call, post): rows 12 to 28; call->send is NULL when the message is
 * there already.
 * post_make(call, post): the same without counting the call: what is to be
 * sent is in ${post->send}, unless it is found.
 * post_stored(call, post, receipt): after the commit: post->stored.
 * post_text(call, post): of these the rows of the text: filtered, with what it
 * names and quotes.
 * post_refused(call, post, e): what post_make() refused with ${e}: count the
 * call, and tell the user (ephemeral.c).
 */
void post_prepare(struct call *call, struct post *post);
enum err post_decode(struct call *call, struct post *post);
enum err post_run(struct call *call, struct post *post);
enum err post_make(struct call *call, struct post *post);
enum err post_text(struct call *call, struct post *post);
enum err post_stored(struct call *call, struct post *post,
    const struct receipt *receipt);
enum err post_refused(struct call *call, const struct post *post, enum err e);

/*
 * ephemeral.c: ephemeral_add(call, room_id, e): keep for the user alone why
 * his message was not sent.  Not being able to is no error.
 */
void ephemeral_add(struct call *call, const char *room_id, enum err e);

/*
 * post_groups.c: post_groups(call, post): row 27; @all and @here mention all
 * members, the first EVERYBODY_MAX of them.
 */
enum { EVERYBODY_MAX = 1000 };
enum err post_groups(struct call *call, struct post *post);

/*
 * post_quote.c
 *
 * post_link_is_own(call, url): it leads to this site.
 * post_quotes(call, post): the messages that the text's links name, of which
 * the first QUOTES_MAX are looked at, as attachments.
 */
enum { QUOTES_MAX = 5 };
bool post_link_is_own(const struct call *call, const char *url);
enum err post_quotes(struct call *call, struct post *post);

/*
 * post_gate.c
 *
 * post_room_find(call, id, room): rows 13 and 15: ERR_REFUSED.
 * post_room_check(call, room, type): rows 16 to 22.
 * post_room_reads(call, room): whether he may read there, without a word.
 */
enum err post_room_find(struct call *call, const char *id,
    struct post_room *room);
enum err post_room_check(struct call *call, const struct post_room *room,
    const char *type);
bool post_room_reads(const struct call *call, const struct post_room *room);

/*
 * post_body.c
 *
 * post_body_write(call, post, out): what is stored as body.
 * post_options(call, input): what is stored as options, or NULL:
 * {"rocketchat": {"_id", "ts"}}, as the client gave them.
 */
struct buf;
const char *post_options(struct call *call,
    const struct message_input *input);
void post_body_write(struct call *call, const struct post *post,
    struct buf *out);

/*
 * client_id_digest(call, id, digest): what the id that a client gave a message
 * is kept by.
 *
 * message_lookup(call, id, message): by the id that its client gave it, or
 * the server's 24 hex digits.  ERR_MESSAGE_UNKNOWN.
 */
void client_id_digest(const struct call *call, const char *id,
    unsigned char digest[SHA256_SIZE]);
enum err message_lookup(struct call *call, const char *id,
    struct message *message);

#endif
