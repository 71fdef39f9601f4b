/*
 * What users have read (contract imkit, 1.8):
 *
 *	PUT /rooms/{id}/lastRead	all up to a message, or everything
 *	GET /me/badge			the total badge, also of rooms with tags
 *	POST /badges/byRoomTags		badges by tag
 *	POST /badges			total badges of several users, each by
 *					his token
 */
#include <string.h>

#include "acting.h"
#include "arena.h"
#include "id.h"
#include "user_token.h"

enum {
	TAGS_MAX = 100,		/* of one call */
	TOKENS_MAX = 10,	/* each is looked up by itself */
};

/*
 * PUT /rooms/{id}/lastRead
 */
static enum err
read_decode(struct call *call)
{
	struct reading *reading = arena_calloc(call->arena, 1,
	    sizeof(*reading));
	struct json_object *root;
	enum err e;

	call->input = reading;
	reading->app = &call->app;
	reading->room_id = call->parameters[0];
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_id_check(call, "room", reading->room_id)) != OK ||
	    (e = imkit_acting(call, root, &reading->username)) != OK)
		return (e);
	return (imkit_text(call, root, "message", IMKIT_ID_MAX,
	    &reading->message));
}

static enum err
read_run(struct call *call)
{

	return (imkit_room_error(call, reading_set(call->arena, call->input,
	    &call->fault)));
}

static void
read_encode(struct call *call)
{
	const struct reading *reading = call->input;
	struct json_writer w;
	char id[ID_HEX + 1];

	id_hex(reading->read_id, reading->conv, id);
	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "client", reading->username);
	json_put_string(&w, "lastRead", reading->read_id == 0 ? NULL : id);
	json_put_integer(&w, "badge", reading->badge);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * GET /me/badge
 */
struct total {
	struct texts lists[2];	/* users, tags */
	int64_t badges[TOKENS_MAX];
};

static bool
is_tag(const char *tag)
{
	const char *c;

	for (c = tag; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return (false);
	return (c > tag && c - tag <= IMKIT_ID_MAX);
}

/* Clients write roomTags=a&roomTags=b, or roomTags[]=a&roomTags[]=b. */
static enum err
query_tags(struct call *call, struct texts *tags)
{
	const struct http_request *request = &call->request;
	const struct http_parameter *p;
	size_t i;

	tags->texts = arena_array(call->arena, const char *,
	    request->query_count);
	for (i = 0; i < request->query_count; i++) {
		p = &request->query[i];
		if (strcmp(p->name, "roomTags") != 0 &&
		    strcmp(p->name, "roomTags[]") != 0)
			continue;
		if (!is_tag(p->value))
			return (ERR_ROOM_TAGS_INVALID);
		tags->texts[tags->count++] = p->value;
	}
	return (OK);
}

static enum err
badge_decode(struct call *call)
{
	struct total *total = arena_calloc(call->arena, 1, sizeof(*total));
	enum err e;

	call->input = total;
	total->lists[0].texts = arena_array(call->arena, const char *, 1);
	total->lists[0].count = 1;
	if ((e = imkit_acting(call, NULL, &total->lists[0].texts[0])) != OK)
		return (e);
	return (query_tags(call, &total->lists[1]));
}

static enum err
badge_run(struct call *call)
{
	struct total *total = call->input;
	enum err e;

	if ((e = badge_totals(call->arena, &call->app, total->lists,
	    total->badges, &call->fault)) != OK || total->badges[0] >= 0)
		return (e);
	call->fault.argument = total->lists[0].texts[0];
	return (ERR_USER_UNKNOWN);
}

static void
badge_encode(struct call *call)
{
	const struct total *total = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "badge", total->badges[0]);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * POST /badges/byRoomTags
 */
struct by_tag {
	const char *username;
	struct badge_page page;
};

static enum err
body_tags(struct call *call, struct json_object *root, struct texts *tags)
{
	struct json_object *list = json_get(root, "tags");
	const char *tag;
	size_t i;

	if (list == NULL)
		return (OK);
	if (!json_is(list, json_type_array))
		return (ERR_TAGS_INVALID);
	tags->count = json_object_array_length(list);
	if (tags->count > TAGS_MAX)
		return (imkit_invalid(call, "tags has at most %d elements",
		    TAGS_MAX));
	tags->texts = arena_array(call->arena, const char *, tags->count);
	for (i = 0; i < tags->count; i++) {
		tag = json_string(json_object_array_get_idx(list, i));
		if (tag == NULL || !is_tag(tag))
			return (ERR_TAGS_INVALID);
		tags->texts[i] = tag;
	}
	return (OK);
}

static enum err
tags_decode(struct call *call)
{
	struct by_tag *input = arena_calloc(call->arena, 1, sizeof(*input));
	struct json_object *root;
	enum err e;

	call->input = input;
	if ((e = imkit_body(call, &root)) != OK ||
	    (e = imkit_acting(call, root, &input->username)) != OK)
		return (e);
	return (body_tags(call, root, &input->page.tags));
}

static enum err
tags_run(struct call *call)
{
	struct by_tag *input = call->input;

	return (badge_by_tag(call->arena, &call->app, input->username,
	    &input->page, &call->fault));
}

static void
tags_encode(struct call *call)
{
	const struct badge_page *page = &((struct by_tag *)call->input)->page;
	struct json_writer w;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "totalBadge", page->total);
	json_write_name(&w, "data");
	json_write_object(&w);
	for (i = 0; i < page->count; i++)
		json_put_integer(&w, page->names[i], page->badges[i]);
	json_write_object_end(&w);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * POST /badges
 */
static enum err
tokens_decode(struct call *call)
{
	struct texts *tokens = arena_calloc(call->arena, 1, sizeof(*tokens));
	struct json_object *root, *list;
	size_t i;
	enum err e;

	call->input = tokens;
	if ((e = imkit_body(call, &root)) != OK)
		return (e);
	if ((list = json_get(root, "tokens")) == NULL)
		return (imkit_absent(call, "tokens"));
	if (!json_is(list, json_type_array))
		return (imkit_invalid(call, "tokens must be an array of"
		    " strings"));
	if ((tokens->count = json_object_array_length(list)) > TOKENS_MAX)
		return (imkit_invalid(call, "tokens has at most %d elements",
		    TOKENS_MAX));
	tokens->texts = arena_array(call->arena, const char *, tokens->count);
	for (i = 0; i < tokens->count; i++)
		if ((tokens->texts[i] = json_string(
		    json_object_array_get_idx(list, i))) == NULL)
			return (imkit_invalid(call, "tokens must be an array"
			    " of strings"));
	return (OK);
}

static bool
is_in(const struct texts *texts, const char *text)
{
	size_t i;

	for (i = 0; i < texts->count; i++)
		if (strcmp(texts->texts[i], text) == 0)
			return (true);
	return (false);
}

/* Who the tokens are of: a token that is not good is nobody's. */
static enum err
token_users(struct call *call, const struct texts *tokens,
    struct texts *users)
{
	struct account *account;
	struct fault fault;
	size_t i;
	enum err e;

	users->texts = arena_array(call->arena, const char *, tokens->count);
	for (i = 0; i < tokens->count; i++) {
		account = arena_calloc(call->arena, 1, sizeof(*account));
		memset(&fault, 0, sizeof(fault));
		e = user_token_check(call->arena, &call->app,
		    tokens->texts[i], call->now, account, &fault);
		if (e != OK && err_class(e) != CLASS_CALLER) {
			call->fault = fault;
			return (e);
		}
		if (e == OK && !is_in(users, account->username))
			users->texts[users->count++] = account->username;
	}
	return (OK);
}

static enum err
tokens_run(struct call *call)
{
	struct total *total = arena_calloc(call->arena, 1, sizeof(*total));
	enum err e;

	call->output = total;
	if ((e = token_users(call, call->input, &total->lists[0])) != OK)
		return (e);
	return (badge_totals(call->arena, &call->app, total->lists,
	    total->badges, &call->fault));
}

static void
tokens_encode(struct call *call)
{
	const struct total *total = call->output;
	struct json_writer w;
	int64_t sum = 0;
	size_t i;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < total->lists[0].count; i++) {
		if (total->badges[i] < 0)
			continue;	/* deleted in this moment */
		json_write_object(&w);
		json_put_string(&w, "client", total->lists[0].texts[i]);
		json_put_integer(&w, "badge", total->badges[i]);
		json_write_object_end(&w);
		sum += total->badges[i];
	}
	json_write_array_end(&w);
	json_put_integer(&w, "totalBadge", sum);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "PUT", .path = "/rooms/{id}/lastRead",
		.name = "imkit/rooms/lastRead",
		.summary = "Note what a member has read",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = read_decode,
		.run = read_run, .encode = read_encode,
	},
	{
		.method = "GET", .path = "/me/badge",
		.name = "imkit/me/badge",
		.summary = "The total badge of a user",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = badge_decode,
		.run = badge_run, .encode = badge_encode,
	},
	{
		.method = "POST", .path = "/badges/byRoomTags",
		.name = "imkit/badges/byRoomTags",
		.summary = "Badges of a user by the tags of rooms",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = IMKIT_CLIENT_CALLS, .decode = tags_decode,
		.run = tags_run, .encode = tags_encode,
	},
	{
		.method = "POST", .path = "/badges",
		.name = "imkit/badges",
		.summary = "Total badges of several users, by their tokens",
		.dialect = &imkit_dialect, .auth = AUTH_PUBLIC,
		.calls = IMKIT_CLIENT_CALLS, .body_max = 128 * 1024,
		.decode = tokens_decode, .run = tokens_run,
		.encode = tokens_encode,
	},
};

const struct endpoint_table imkit_reading_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
