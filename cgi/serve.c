/* See serve.h. */
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "cors.h"
#include "easemob/easemob.h"
#include "headers.h"
#include "log.h"
#include "routes.h"
#include "serve.h"

static enum err
authorize(struct call *call)
{

	call->calls = call->endpoint->calls;
	if (call->dialect->authorize == NULL)
		return (OK);
	return (call->dialect->authorize(call));
}

enum err
call_count(struct call *call, const struct limit *calls)
{
	struct fault fault = { .argument = NULL };
	enum err e;

	if (calls->name == NULL)
		return (OK);
	e = call_admit(call->arena, &call->app, calls, &call->receipt.calls,
	    &fault);
	if (e == OK || e == ERR_TOO_MANY_CALLS)
		call->limited = true;
	if (e != OK)
		call->fault = fault;
	return (e);
}

/*
 * A send that may go is counted together with its messages in one statement;
 * one that was refused, here.
 */
static enum err
admit(struct call *call)
{
	struct limit calls = call->calls;

	if (calls.name != NULL)
		calls.quota = app_scaled(&call->app, calls.quota);
	return (call_count(call, &calls));
}

/* What run() refused with ${e}: a refused send is a call too. */
static enum err
refused(struct call *call, enum err e)
{
	enum err counted = OK;

	if (call->send != NULL)
		counted = call_count(call, &call->send->calls);
	return (counted != OK ? counted : e);
}

/* The body is there. */
static enum err
go_on(struct call *call)
{
	struct call_times *at = &call->times;
	const struct endpoint *endpoint = call->endpoint;
	enum err e, decoded = OK;

	if (endpoint->decode != NULL)
		decoded = endpoint->decode(call);
	at->decoded = clock_tick();
	if ((call->send == NULL || decoded != OK) && (e = admit(call)) != OK)
		return (e);
	if (decoded != OK)
		return (decoded);
	if (endpoint->run != NULL && (e = endpoint->run(call)) != OK)
		return (refused(call, e));
	call->waits = call->send != NULL;
	at->ran = clock_tick();
	return (OK);
}

static enum err
go(struct call *call, const struct endpoint_table *const *tables)
{
	enum err e;

	if ((e = http_request_parse(&call->request, call->source, call->arena,
	    call->conf, &call->fault)) != OK) {
		route_dialect(call, tables);
		return (e);
	}
	if ((e = route_find(call, tables)) != OK ||
	    (e = authorize(call)) != OK)
		return (e);
	call->times.authorized = clock_tick();
	if ((e = http_request_read(&call->request, call->source, call->arena,
	    call->endpoint->body_max > 0 ? call->endpoint->body_max :
	    (size_t)call->conf->body_max, &call->fault)) != OK)
		return (e);
	return (go_on(call));
}

static enum err
go_frame(struct call *call)
{
	struct http_request *request = &call->request;
	enum err e;

	request->method = "FRAME";
	request->uri = arena_format(call->arena, "%s%s", http_origin(
	    call->source, call->arena, call->conf), request->path);
	if ((e = authorize(call)) != OK)
		return (e);
	call->times.authorized = clock_tick();
	return (go_on(call));
}

static void
response_begin(struct call *call)
{

	call->response.status = 200;
	call->response.header_count = 0;
	buf_init(&call->response.body, call->arena, RESPONSE_MAX);
}

/* Whatever is nobody's is answered by the dialect that has the most paths. */
static void
answer_error(struct call *call, enum err e)
{
	const struct dialect *dialect = call->dialect != NULL ?
	    call->dialect : &easemob_dialect;

	response_begin(call);
	dialect->error(call, e);
}

static enum err
answer(struct call *call, enum err e)
{

	if (e == OK && call->waits && call->endpoint->sent != NULL)
		e = call->endpoint->sent(call);
	response_begin(call);
	if (e == OK) {
		call->endpoint->encode(call);
		if (call->response.body.overflow) {
			call->fault.detail = "answer too large";
			e = ERR_INTERNAL;
		}
	}
	if (e == ERR_BAD_METHOD &&
	    strcmp(call->request.method, "OPTIONS") == 0) {
		call->response.status = 204;
		e = OK;
	} else if (e != OK)
		answer_error(call, e);
	return (e);
}

static void
log_stage(struct log_line *line, const char *key, usec_t from, usec_t to)
{

	if (from > 0 && to > 0)
		log_number(line, key, to - from);
}

static void
log_call(const struct call *call, enum err e, size_t bytes)
{
	const struct call_times *at = &call->times;
	const struct http_request *request = &call->request;
	bool failed = err_class(e) == CLASS_OURS ||
	    err_class(e) == CLASS_UNKNOWN;
	struct log_line line;

	log_begin(&line, failed ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO,
	    "request");
	log_text(&line, "id", request->request_id);
	log_text(&line, "remote", request->remote);
	log_text(&line, "method", request->method);
	log_text(&line, "path", request->path);
	if (call->endpoint != NULL)
		log_text(&line, "endpoint", call->endpoint->name);
	if (call->called != NULL)
		log_text(&line, "called", call->called);
	if (call->app.key[0] != '\0')
		log_text(&line, "app", call->app.key);
	log_number(&line, "status", call->response.status);
	if (e != OK)
		log_text(&line, "error", err_name(e));
	if (e != OK && call->fault.detail != NULL)
		log_text(&line, "detail", call->fault.detail);
	log_number(&line, "in", (int64_t)request->body_length);
	log_number(&line, "out", (int64_t)bytes);
	log_stage(&line, "auth_us", at->started, at->authorized);
	log_stage(&line, "decode_us", at->authorized, at->decoded);
	log_stage(&line, "run_us", at->decoded, at->ran);
	log_stage(&line, "total_us", at->started, at->ended);
	if (failed)
		log_end(&line);
	else
		log_end_later(&line);
}

static struct call *
new_call(const struct http_source *source, struct arena *arena,
    const struct conf *conf)
{
	struct call *call = arena_alloc(arena, sizeof(*call));

	call->arena = arena;
	call->conf = conf;
	call->now = clock_now();
	call->times.started = clock_tick();
	call->source = source;
	return (call);
}

struct call *
serve_begin_in(const struct endpoint_table *const *tables,
    const struct http_source *source, struct arena *arena,
    const struct conf *conf)
{
	struct call *call = new_call(source, arena, conf);

	call->result = go(call, tables);
	cors_look(call);
	call->source = NULL;
	return (call);
}

struct call *
serve_refuse(const struct endpoint_table *const *tables,
    const struct http_source *source, struct arena *arena,
    const struct conf *conf, enum err e)
{
	struct call *call = new_call(source, arena, conf);

	if (http_request_parse(&call->request, source, arena, conf,
	    &call->fault) == OK)
		route_find(call, tables);
	else
		route_dialect(call, tables);
	call->result = e;
	cors_look(call);
	call->source = NULL;
	return (call);
}

struct call *
serve_begin(const struct http_source *source, struct arena *arena,
    const struct conf *conf)
{

	return (serve_begin_in(routes, source, arena, conf));
}

struct call *
serve_frame(const struct endpoint *endpoint,
    const struct http_request *request, const struct http_source *source,
    struct arena *arena, const struct conf *conf)
{
	struct call *call = new_call(source, arena, conf);

	call->request = *request;
	call->endpoint = endpoint;
	call->dialect = endpoint->dialect;
	call->result = go_frame(call);
	call->source = NULL;
	return (call);
}

/* The send has its outcome. */
static void
settle(struct call *call, enum err e)
{

	call->result = e;
	call->limited = call->receipt.calls.reset > 0;
	call->times.ran = clock_tick();
}

static void
sent(void *cookie, enum err e)
{
	struct call *call = cookie;

	settle(call, e);
	call->done(call->cookie);
}

bool
serve_waits(const struct call *call)
{

	return (call->waits);
}

void
serve_wait(struct call *call, void (*done)(void *cookie), void *cookie)
{

	call->done = done;
	call->cookie = cookie;
	send_queue(call->arena, call->send, &call->receipt, &call->fault,
	    sent, call);
}

struct buf *
serve_end(struct call *call)
{
	struct buf *out;
	enum err e;

	e = answer(call, call->result);
	headers_add(call, e);
	out = http_response_bytes(&call->response,
	    strcmp(call->request.method, "HEAD") == 0, call->arena);
	call->times.ended = clock_tick();
	log_call(call, e, out->length);
	return (out);
}

const struct buf *
serve_frame_end(struct call *call)
{
	const struct buf *body = &call->response.body;
	enum err e;

	e = answer(call, call->result);
	call->times.ended = clock_tick();
	log_call(call, e, body->length);
	return (body);
}

struct buf *
serve(const struct http_source *source, struct arena *arena,
    const struct conf *conf)
{
	struct call *call = serve_begin(source, arena, conf);

	if (call->waits)
		settle(call, send_submit(arena, call->send, &call->receipt,
		    &call->fault));
	return (serve_end(call));
}
