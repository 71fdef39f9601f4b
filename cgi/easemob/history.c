/*
 * Reading stored messages.  Easemob publishes no such call: these paths are
 * ours, in the dialect's form (docs/easemob.md).
 *
 *	GET /messages/chatrooms/{id}	GET /messages/chatgroups/{id}
 *	GET /messages/users/{id}?peer=USER
 *	    ?limit=1..1000&before=ID | &after=ID&as=USER
 *
 * An app token sees everything, or with `as` what that user may see.  A
 * user's token sees what the user may, in rooms and groups he is a member of
 * and in his own conversations.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "arena.h"
#include "conversation.h"
#include "easemob.h"
#include "easemob/message_write.h"
#include "easemob/viewer.h"
#include "easemob/words.h"
#include "history.h"
#include "id.h"
#include "room.h"

enum {
	LIMIT_DEFAULT = 20,
	PAGE_BYTES = 1024 * 1024,	/* after which a page ends early */
};

struct query {
	enum conversation_kind kind;
	const char *id;			/* as stored */
	const char *peer;		/* of a pair of users */
	struct history_page page;
};

/* A message id of the query: digits, 0 for the very beginning. */
static bool
message_id(const char *text, int64_t *id)
{
	char *end;

	if (*text == '\0' || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 19)
		return (false);
	*id = (int64_t)strtoull(text, &end, 10);
	return (*id >= 0);
}

static enum err
decode_cursor(struct call *call, struct history_page *page)
{
	const char *before = http_query(&call->request, "before");
	const char *after = http_query(&call->request, "after");

	if (before != NULL && after != NULL)
		return (easemob_bad_query(call,
		    "before and after exclude each other"));
	if (before != NULL && !message_id(before, &page->before))
		return (easemob_bad_query(call, "before must be a message id"));
	if (after != NULL && !message_id(after, &page->after))
		return (easemob_bad_query(call,
		    "after must be a message id, or 0"));
	page->forward = after != NULL;
	return (OK);
}

/* Whose eyes the page is for. */
static enum err
decode_viewer(struct call *call, struct query *query)
{
	const char *as;
	enum err e;

	if ((e = easemob_viewer(call, http_query(&call->request, "as"),
	    &as)) != OK)
		return (e);
	query->page.as = as;
	if (query->kind != CONVERSATION_USERS || as == NULL)
		return (OK);
	if (strcmp(as, query->id) == 0 || strcmp(as, query->peer) == 0)
		return (OK);
	if (call->token.kind == TOKEN_USER)
		return (ERR_FORBIDDEN);
	return (easemob_bad_query(call, "as must be one of the two users"));
}

static enum err
decode(struct call *call)
{
	static const struct easemob_range limits = { LIMIT_DEFAULT, 1,
	    HISTORY_PAGE_MAX };
	struct query *query = arena_alloc(call->arena, sizeof(*query));
	const char *target = call->parameters[2];
	int64_t limit;
	enum err e;

	call->input = query;
	query->kind = *(const enum conversation_kind *)call->endpoint->family;
	query->id = target;
	if (query->kind == CONVERSATION_USERS) {
		query->peer = http_query(&call->request, "peer");
		if (query->peer == NULL)
			return (easemob_bad_query(call, "peer must be provided"));
		if (!easemob_is_name(query->peer))
			return (easemob_bad_query(call, "peer must be a user"));
		query->peer = username_fold(call->arena, query->peer);
		query->id = username_fold(call->arena, target);
		target = conversation_pair(call->arena, query->id,
		    query->peer);
	}
	if ((e = easemob_number(call, "limit", limits, &limit)) != OK ||
	    (e = decode_cursor(call, &query->page)) != OK)
		return (e);
	query->page.limit = (size_t)limit;
	query->page.conv = conversation_number(call->app.id, query->kind,
	    target);
	return (decode_viewer(call, query));
}

static enum err
run(struct call *call)
{
	struct query *query = call->input;
	struct room_key key = { &call->app, query->kind, query->id };
	enum err e;

	if (call->token.kind == TOKEN_USER &&
	    query->kind != CONVERSATION_USERS &&
	    (e = room_is_member(call->arena, &key, call->token.subject,
	    &call->fault)) != OK)
		return (e == ERR_MEMBER_UNKNOWN ? ERR_FORBIDDEN : e);
	return (history_read(call->arena, &call->app, &query->page,
	    &call->fault));
}

/* `to` of a message: the room or group, or the other one of the pair. */
static const char *
target_of(const struct query *query, const struct history_message *m)
{

	if (query->kind != CONVERSATION_USERS)
		return (query->id);
	return (strcmp(m->sender, query->id) == 0 ? query->peer : query->id);
}

static void
encode(struct call *call)
{
	const struct query *query = call->input;
	const struct history_page *page = &query->page;
	struct json_writer w;
	char cursor[24];
	size_t i;

	easemob_begin(call, &w);
	easemob_params(call, &w);
	json_write_name(&w, "data");
	json_write_array(&w);
	/* A page may end before its limit: the cursor goes on from there. */
	for (i = 0; i < page->count &&
	    call->response.body.length < PAGE_BYTES; i++) {
		easemob_words(call->arena, &page->messages[i]);
		easemob_message_write(&w, &page->messages[i],
		    query->kind, target_of(query, &page->messages[i]));
	}
	json_write_array_end(&w);
	json_put_integer(&w, "count", (int64_t)i);
	if (i > 0) {
		snprintf(cursor, sizeof(cursor), "%lld",
		    (long long)page->messages[i - 1].id);
		json_put_string(&w, "cursor", cursor);
	}
	easemob_end(call, &w);
}

static const enum conversation_kind users = CONVERSATION_USERS;
static const enum conversation_kind groups = CONVERSATION_GROUP;
static const enum conversation_kind rooms = CONVERSATION_ROOM;

#define HISTORY_ROW							\
	.method = "GET", .dialect = &easemob_dialect,			\
	.auth = AUTH_APP_OR_USER, .generation = EASEMOB_NEW,		\
	.calls = { "calls history", 500, 1 }, .decode = decode,		\
	.run = run, .encode = encode

static const struct endpoint rows[] = {
	{ HISTORY_ROW,
		.path = "/{org}/{app}/messages/users/{id}",
		.name = "history/users",
		.summary = "Read the messages between two users",
		.family = &users },
	{ HISTORY_ROW,
		.path = "/{org}/{app}/messages/chatgroups/{id}",
		.name = "history/chatgroups",
		.summary = "Read a group's messages",
		.family = &groups },
	{ HISTORY_ROW,
		.path = "/{org}/{app}/messages/chatrooms/{id}",
		.name = "history/chatrooms",
		.summary = "Read a chat room's messages",
		.family = &rooms },
};

const struct endpoint_table easemob_history_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
