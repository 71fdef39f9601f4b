/*
 * Batches (contract imkit, 1.5):
 *
 *	POST /messages/batch	a message, with differences, to many rooms
 *	GET /messages/batch	what became of them
 *
 * All messages go through the send path together, and the answer waits until
 * each has its result: what a crash loses was never acknowledged.  With an
 * Idempotency-Key each message has a key of its own, made of that and its
 * place, so that a retry sends what is missing, and nothing twice.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "idempotency_key.h"
#include "batch_read.h"
#include "message_list.h"

enum {
	ID_BYTES = 12,		/* of a batch's id, shown as hex digits */
	QUERY_ID_MAX = 64,	/* bytes */
};

static const struct limit batch_calls = { .name = "imkit batch",
    .quota = 60, .window = 60 };
static const struct limit batch_messages = { .name = "imkit batch messages",
    .quota = 10000, .window = 60 };

/* The same key means the same batch. */
static void
name_batch(struct call *call, struct imkit_batch *b)
{
	unsigned char bytes[SHA256_SIZE];
	char app[24];
	const char *fields[4] = { app, b->key.principal, b->key.route,
	    b->key.key };

	if (b->key.key == NULL)
		random_bytes(bytes, sizeof(bytes));
	else {
		snprintf(app, sizeof(app), "%lld", (long long)call->app.id);
		hash_fields(bytes, fields, 4);
		b->batch.fingerprint = b->key.fingerprint;
	}
	b->batch.id = hex_encode(call->arena, bytes, ID_BYTES);
}

static enum err
decode(struct call *call)
{
	struct imkit_batch *b = arena_alloc(call->arena, sizeof(*b));
	enum err e;

	call->input = b;
	if ((e = imkit_batch_read(call, b)) != OK ||
	    (e = idempotency_key_take(call, &b->key)) != OK)
		return (e);
	name_batch(call, b);
	return (OK);
}

/* A platform key's calls are counted together; these have a limit, too. */
static enum err
admit_platform(struct call *call)
{
	struct limit calls = batch_calls;

	if (!imkit_is_platform(call))
		return (OK);
	calls.quota = app_scaled(&call->app, calls.quota);
	return (call_admit(call->arena, &call->app, &calls,
	    &call->receipt.calls, &call->fault));
}

static void
fill_send(struct call *call, const struct imkit_batch *b, size_t i,
    struct send *send)
{
	const struct batch_item *item = &b->batch.items[i];

	*send = b->key;
	send->app = &call->app;
	send->to = item->kind;
	send->targets = arena_alloc(call->arena, sizeof(*send->targets));
	send->target_count = 1;
	send->targets[0] = (struct send_target){ item->room_id,
	    item->canonical, item->conv };
	send->sender = b->batch.sender == NULL ? "" : b->batch.sender;
	send->dialect = DIALECT_IMKIT;
	send->type = b->content.type;
	send->body = b->messages[i].body;
	send->options = arena_format(call->arena, "{\"batchID\":\"%s\"}",
	    b->batch.id);
	send->priority = PRIORITY_NORMAL;
	send->members = true;
	send->silent = imkit_is_system(send->type);
	send->notify = b->notify;
	send->untotalled = b->untotalled;
	send->mentions = b->content.mentions;
	send->mention_count = b->content.mention_count;
	send->text = b->messages[i].text;
	send->messages = batch_messages;
	send->messages.quota = app_scaled(&call->app, batch_messages.quota);
	if (b->key.key != NULL)
		send->key = arena_format(call->arena, "%s#%zu", b->key.key,
		    i);
}

/* The words for one item's fault; ${argument} as errors want it. */
static const char *
error_text(struct call *call, enum err e, const char *argument)
{
	const struct fault kept = call->fault;
	const char *text;

	call->fault.argument = argument;
	text = imkit_error_text(call, e);
	call->fault = kept;
	return (text);
}

static size_t
refuse(struct call *call, struct imkit_batch *b)
{
	struct batch_item *item;
	size_t i, open = 0;

	for (i = 0; i < b->batch.count; i++) {
		item = &b->batch.items[i];
		if (item->refused == OK && batch_censored(&b->batch,
		    b->messages[i].text))
			item->refused = ERR_CENSORED;
		if (item->refused != OK)
			item->error = error_text(call, item->refused,
			    item->receiver);
		open += item->refused == OK;
	}
	return (open);
}

/* What is a fault of the whole call; ${stored} messages are there. */
static enum err
whole_fault(const struct imkit_batch *b, const struct send_item *sends,
    size_t count, size_t stored)
{
	enum err e = OK;
	size_t i, limited = 0;

	for (i = 0; i < count; i++) {
		if (sends[i].result == ERR_KEY_REUSED ||
		    sends[i].result == ERR_KEY_RUNNING)
			return (sends[i].result);
		limited += sends[i].result == ERR_TOO_MANY_MESSAGES;
		if (err_class(sends[i].result) == CLASS_OURS ||
		    err_class(sends[i].result) == CLASS_UNKNOWN)
			e = sends[i].result;
	}
	if (limited > 0 && limited == b->batch.count)
		return (ERR_TOO_MANY_MESSAGES);
	/* With a key the rest can be sent by a retry. */
	if (e != OK && stored > 0)
		return (b->key.key == NULL ? OK : ERR_OUTCOME_UNKNOWN);
	return (e);
}

/* Send what was not refused, and see what became of it. */
static enum err
send_open(struct call *call, struct imkit_batch *b, size_t open)
{
	struct send_item *sends = arena_array(call->arena, struct send_item,
	    open), *sent = sends;
	struct send *send = arena_array(call->arena, struct send, open);
	struct batch_item *item;
	size_t i, n = 0, stored = 0;

	for (i = 0; i < b->batch.count; i++)
		if (b->batch.items[i].refused == OK) {
			fill_send(call, b, i, &send[n]);
			sends[n].send = &send[n];
			n++;
		}
	send_many(call->arena, sends, n);
	for (i = 0; i < b->batch.count; i++) {
		item = &b->batch.items[i];
		if (item->refused != OK)
			continue;
		if (sent->result == OK) {
			item->id = sent->receipt.ids[0];
			stored++;
		} else
			item->error = error_text(call, sent->result, NULL);
		/* The room's load limit left it out. */
		if (sent->result == OK && sent->receipt.dropped_count > 0)
			item->error = error_text(call, ERR_TOO_MANY_MESSAGES,
			    NULL);
		call->receipt.messages = sent->receipt.messages;
		sent++;
	}
	return (whole_fault(b, sends, n, stored));
}

static enum err
run(struct call *call)
{
	struct imkit_batch *b = call->input;
	size_t open;
	enum err e;

	if ((e = admit_platform(call)) != OK ||
	    (e = batch_gate(call->arena, &b->batch, &call->fault)) != OK ||
	    (e = batch_claim(call->arena, &b->batch, &call->fault)) != OK)
		return (e);
	if ((open = refuse(call, b)) > 0 &&
	    (e = send_open(call, b, open)) != OK)
		return (e);
	/* The messages are there: only a retry finds out which. */
	if ((e = batch_result(call->arena, &b->batch, &call->fault)) != OK)
		return (open > 0 ? ERR_OUTCOME_UNKNOWN : e);
	return (OK);
}

static void
encode(struct call *call)
{
	const struct imkit_batch *b = call->input;
	struct json_writer w;

	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_string(&w, "batchID", b->batch.id);
	json_put_integer(&w, "count", (int64_t)b->batch.count);
	json_write_object_end(&w);
	imkit_end(&w);
}

/*
 * What became of it.
 */
struct result {
	const char *id;
	struct batch_founds found;
	struct message_view *views;	/* of at most VIEW_MAX each */
	size_t view_count;
};

static enum err
result_decode(struct call *call)
{
	struct result *result = arena_alloc(call->arena, sizeof(*result));

	call->input = result;
	result->id = http_query(&call->request, "batchID");
	if (result->id == NULL || *result->id == '\0')
		return (imkit_absent(call, "batchID"));
	if (strlen(result->id) > QUERY_ID_MAX) {
		call->fault.argument = "batchID is not one of a batch";
		return (ERR_BAD_QUERY);
	}
	return (imkit_id_check(call, "batchID", result->id));
}

static struct view_pick *
make_picks(struct call *call, const struct batch_founds *found,
    size_t *count)
{
	struct view_pick *picks = arena_array(call->arena, struct view_pick,
	    found->count);
	const struct batch_found *item;
	size_t i;

	*count = 0;
	for (i = 0; i < found->count; i++) {
		item = &found->items[i];
		if (item->id != 0 && item->room_id != NULL)
			picks[(*count)++] = (struct view_pick){ item->conv,
			    item->id, item->room_id, item->kind,
			    item->pinned };
	}
	return (picks);
}

static enum err
result_run(struct call *call)
{
	struct result *result = call->input;
	struct message_view *view;
	struct view_pick *picks;
	size_t count, i;
	enum err e;

	if ((e = batch_find(call->arena, &call->app, result->id,
	    &result->found, &call->fault)) != OK)
		return (e);
	picks = make_picks(call, &result->found, &count);
	result->view_count = (count + VIEW_MAX - 1) / VIEW_MAX;
	result->views = arena_array(call->arena, struct message_view,
	    result->view_count);
	for (i = 0; i < result->view_count; i++) {
		view = &result->views[i];
		view->picks = picks + i * VIEW_MAX;
		view->pick_count = count - i * VIEW_MAX < VIEW_MAX ?
		    count - i * VIEW_MAX : VIEW_MAX;
		view->manager = true;
		if ((e = imkit_list_read(call, view)) != OK)
			return (e);
	}
	return (OK);
}

static void
write_failures(struct call *call, struct json_writer *w,
    const struct batch_founds *found)
{
	const struct batch_found *item;
	const char *blank;
	size_t i;

	json_write_name(w, "failures");
	json_write_array(w);
	for (i = 0; i < found->count; i++) {
		item = &found->items[i];
		if (item->error == NULL ||
		    (blank = strchr(item->error, ' ')) == NULL)
			continue;
		json_write_object(w);
		json_put_integer(w, "index", item->position);
		json_put_string(w, strncmp(item->target, "room ", 5) == 0 ?
		    "room" : "receiver", strchr(item->target, ' ') + 1);
		json_put_string(w, "code", arena_strndup(call->arena,
		    item->error, (size_t)(blank - item->error)));
		json_put_string(w, "message", blank + 1);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
result_encode(struct call *call)
{
	const struct result *result = call->input;
	struct json_writer w;
	size_t i, count = 0;

	for (i = 0; i < result->view_count; i++)
		count += result->views[i].count;
	imkit_begin(call, &w);
	json_write_object(&w);
	json_put_integer(&w, "count", (int64_t)count);
	json_write_name(&w, "data");
	json_write_array(&w);
	for (i = 0; i < result->view_count; i++)
		imkit_list_write(call, &w, result->views[i].messages,
		    result->views[i].count);
	json_write_array_end(&w);
	write_failures(call, &w, &result->found);
	json_write_object_end(&w);
	imkit_end(&w);
}

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/messages/batch",
		.name = "imkit/messages/batch",
		.summary = "Send a message, with differences, to many rooms",
		.dialect = &imkit_dialect, .auth = AUTH_APP_OR_USER,
		.calls = { .name = "imkit batch", .quota = 60, .window = 60 },
		.decode = decode, .run = run, .encode = encode,
	},
	{
		.method = "GET", .path = "/messages/batch",
		.name = "imkit/messages/batch/get",
		.summary = "What became of a batch",
		.dialect = &imkit_dialect, .auth = AUTH_APP,
		.calls = IMKIT_PLATFORM_CALLS,
		.decode = result_decode, .run = result_run,
		.encode = result_encode,
	},
};

const struct endpoint_table imkit_batch_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
