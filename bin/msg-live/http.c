/* See http.h. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "connection.h"
#include "endpoint.h"
#include "follow.h"
#include "frame.h"
#include "hash.h"
#include "heap.h"
#include "http.h"
#include "job.h"
#include "json.h"
#include "live.h"
#include "log.h"
#include "loop.h"
#include "quiet.h"
#include "routes.h"
#include "serve.h"
#include "stream.h"

enum {
	HEAD_MAX = 16 * 1024,	/* bytes of an answer's head */
	HEADER_MOST = 9 * 1024,	/* bytes of one header's value */
	URI_MOST = 16 * 1024,	/* bytes of a path or query, encoded */
};

/* Headers that calls look at, and how libwebsockets calls them. */
static const struct {
	const char *variable;
	int token;		/* -1: by its own name */
	const char *name;
} headers[] = {
	{ "HTTP_HOST", WSI_TOKEN_HOST, NULL },
	{ "HTTP_AUTHORIZATION", WSI_TOKEN_HTTP_AUTHORIZATION, NULL },
	{ "HTTP_ORIGIN", WSI_TOKEN_ORIGIN, NULL },
	{ "HTTP_X_AUTH_TOKEN", WSI_TOKEN_X_AUTH_TOKEN, NULL },
	{ "HTTP_X_USER_ID", -1, "x-user-id:" },
	{ "HTTP_LAST_EVENT_ID", -1, "last-event-id:" },
	{ "HTTP_IM_AUTHORIZATION", -1, "im-authorization:" },
	{ "HTTP_IM_CLIENT_KEY", -1, "im-client-key:" },
	{ "HTTP_IM_API_KEY", -1, "im-api-key:" },
	{ "HTTP_CLIENT_KEY", -1, "client-key:" },
	{ "HTTP_API_KEY", -1, "api-key:" },
	{ "HTTP_ACCESS_CONTROL_REQUEST_METHOD", -1,
	    "access-control-request-method:" },
	{ "HTTP_X_FORWARDED_FOR", WSI_TOKEN_X_FORWARDED_FOR, NULL },
	{ "HTTP_X_FORWARDED_PROTO", -1, "x-forwarded-proto:" },
};
enum { HEADERS = sizeof(headers) / sizeof(headers[0]) };

static const char *const methods[] = {
	[LWSHUMETH_GET] = "GET", [LWSHUMETH_POST] = "POST",
	[LWSHUMETH_OPTIONS] = "OPTIONS", [LWSHUMETH_PUT] = "PUT",
	[LWSHUMETH_PATCH] = "PATCH", [LWSHUMETH_DELETE] = "DELETE",
	[LWSHUMETH_CONNECT] = "CONNECT", [LWSHUMETH_HEAD] = "HEAD",
};

/* A call that came by HTTP; all of it in the job's arena. */
struct asked {
	const char *method, *uri, *remote;
	const char *values[HEADERS];
	struct call *call;
	enum err refusal;		/* or OK */
};

bool
http_header(struct lws *wsi, const char *variable, char *value, size_t size)
{
	size_t i;
	int n;

	for (i = 0; i < HEADERS; i++) {
		if (strcmp(headers[i].variable, variable) != 0)
			continue;
		if (headers[i].token >= 0)
			n = lws_hdr_copy(wsi, value, (int)size,
			    (enum lws_token_indexes)headers[i].token);
		else
			n = lws_hdr_custom_copy(wsi, value, (int)size,
			    headers[i].name, (int)strlen(headers[i].name));
		if (n > 0)
			return (true);
	}
	value[0] = '\0';
	return (false);
}

void
http_remote(struct lws *wsi, char *address, size_t size)
{
	char list[256];
	const char *last;

	if (http_header(wsi, "HTTP_X_FORWARDED_FOR", list, sizeof(list))) {
		/* The web server adds its own at the end. */
		last = strrchr(list, ',');
		last = last == NULL ? list : last + 1 + strspn(last + 1, " ");
		snprintf(address, size, "%s", last);
	} else
		lws_get_peer_simple(wsi, address, size);
}

/* The head and, if there is one, the whole body. */
static bool
write_reply(struct lws *wsi, int status, const char *const *pairs,
    const struct piece *body)
{
	unsigned char *head = arena_alloc(loop_scratch(), LWS_PRE + HEAD_MAX);
	unsigned char *at = head + LWS_PRE, *end = at + HEAD_MAX;
	unsigned char *bytes;
	bool failed;

	failed = lws_add_http_header_status(wsi, (unsigned int)status, &at,
	    end) != 0;
	for (; !failed && *pairs != NULL; pairs += 2)
		failed = lws_add_http_header_by_name(wsi,
		    (const unsigned char *)arena_format(loop_scratch(),
		    "%s:", pairs[0]), (const unsigned char *)pairs[1],
		    (int)strlen(pairs[1]), &at, end) != 0;
	if (!failed && body != NULL)
		failed = lws_add_http_header_content_length(wsi, body->length,
		    &at, end) != 0;
	if (failed || lws_finalize_http_header(wsi, &at, end) != 0 ||
	    lws_write(wsi, head + LWS_PRE, (size_t)(at - head) - LWS_PRE,
	    LWS_WRITE_HTTP_HEADERS) < 0)
		return (false);
	if (body == NULL || body->length == 0)
		return (true);
	bytes = arena_alloc(loop_scratch(), LWS_PRE + body->length);
	memcpy(bytes + LWS_PRE, body->bytes, body->length);
	return (lws_write(wsi, bytes + LWS_PRE, body->length,
	    LWS_WRITE_HTTP_FINAL) >= 0);
}

int
http_refuse(struct lws *wsi, int status, const char *words)
{
	static const char *const pairs[] = {
		"content-type", "application/json", "cache-control",
		"no-store", "connection", "close", NULL
	};
	static const char *const upgrade[] = {
		"content-type", "application/json", "connection", "close",
		"upgrade", "websocket", "sec-websocket-version", "13", NULL
	};
	struct json_writer w;
	struct piece body;
	struct buf out;

	buf_init(&out, loop_scratch(), HEAD_MAX);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_put_string(&w, "error", words);
	json_write_object_end(&w);
	body = (struct piece){ out.bytes, out.length };
	write_reply(wsi, status, status == 426 ? upgrade : pairs, &body);
	return (-1);
}

static struct connection *
answer_json(struct lws *wsi, int status, const char *json)
{
	static const char *const pairs[] = {
		"content-type", "application/json", "cache-control",
		"no-store, no-cache, no-transform, must-revalidate, max-age=0",
		"access-control-allow-origin", "*", "connection", "close", NULL
	};
	const struct piece body = { json, strlen(json) };

	write_reply(wsi, status, pairs, &body);
	return (NULL);
}

/* What SockJS's clients ask first: whether there is a WebSocket. */
static struct connection *
sockjs_info(struct lws *wsi)
{
	uint32_t entropy;

	random_bytes(&entropy, sizeof(entropy));
	return (answer_json(wsi, 200, arena_format(loop_scratch(),
	    "{\"websocket\":true,\"origins\":[\"*:*\"],"
	    "\"cookie_needed\":false,\"entropy\":%u,\"ms\":true}",
	    (unsigned int)entropy)));
}

static const char *
variable(void *cookie, const char *name)
{
	const struct asked *asked = cookie;
	const char *scheme = NULL;
	size_t i;

	if (strcmp(name, "REQUEST_METHOD") == 0)
		return (asked->method);
	if (strcmp(name, "REQUEST_URI") == 0)
		return (asked->uri);
	if (strcmp(name, "REMOTE_ADDR") == 0)
		return (asked->remote);
	for (i = 0; i < HEADERS; i++) {
		if (strcmp(headers[i].variable, "HTTP_X_FORWARDED_PROTO") == 0)
			scheme = asked->values[i];
		if (strcmp(headers[i].variable, name) == 0)
			return (asked->values[i]);
	}
	return (strcmp(name, "REQUEST_SCHEME") == 0 ? scheme : NULL);
}

static enum job_step
run(struct job *job)
{
	struct asked *asked = job->work;
	const struct http_source source = { variable, http_no_body, asked };

	asked->call = asked->refusal == OK ?
	    serve_begin_in(live_routes, &source, job->arena, loop_conf()) :
	    serve_refuse(live_routes, &source, job->arena, loop_conf(),
	    asked->refusal);
	serve_end(asked->call);
	return (JOB_DONE);
}

/* The call's headers; those of a stream are its own. */
static const char *const *
header_pairs(const struct call *call, bool stream)
{
	const struct http_response *r = &call->response;
	const char **pairs = arena_array(loop_scratch(), const char *,
	    2 * r->header_count + 9);
	size_t i, n = 0;

	for (i = 0; i < r->header_count; i++) {
		if (stream && strcmp(r->headers[i].name,
		    "Content-Type") == 0)
			continue;
		pairs[n++] = r->headers[i].name;
		pairs[n++] = r->headers[i].value;
	}
	if (stream) {
		pairs[n++] = "Content-Type";
		pairs[n++] = "text/event-stream";
		/* For a proxy that would wait for more. */
		pairs[n++] = "X-Accel-Buffering";
		pairs[n++] = "no";
	}
	pairs[n++] = "Connection";
	pairs[n++] = "close";
	return (pairs);
}

static void
done(struct job *job)
{
	struct connection *c = job->connection;
	struct asked *asked = job->work;
	const struct call *call = asked->call;
	bool stream = call->result == OK && call->response.status == 200 &&
	    live_is_stream(call) && strcmp(asked->method, "GET") == 0;
	const struct piece body = { call->response.body.bytes,
	    strcmp(asked->method, "HEAD") == 0 ? 0 :
	    call->response.body.length };

	if (c->wsi == NULL)
		return;
	if (!write_reply(c->wsi, call->response.status,
	    header_pairs(call, stream), stream ? NULL : &body) || !stream) {
		connection_close(c, 0, NULL);
		return;
	}
	c->kind = &event_stream;
	stream_open(c, &call->app, call->output);
}

static void
idle(struct connection *c)
{

	(void)c;
}

static void
idle_tick(struct connection *c, usec_t now)
{

	(void)c, (void)now;
}

const struct connection_kind http_request = {
	.name = "http", .drained = idle, .tick = idle_tick, .closed = idle,
};

/* As it stood in the address, before libwebsockets decoded it. */
static void
encode(struct buf *out, const char *text, size_t length, char kept)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (text[i] == kept || strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcd"
		    "efghijklmnopqrstuvwxyz0123456789-._~", text[i]) != NULL)
			buf_putc(out, text[i]);
		else
			buf_format(out, "%%%02X", (unsigned char)text[i]);
}

/* A room's id is one segment, whatever slashes it has. */
static void
encode_path(struct buf *out, const char *path)
{
	static const char rooms[] = "/rooms/", live[] = "/live";
	const size_t before = sizeof(rooms) - 1, behind = sizeof(live) - 1;
	size_t length = strlen(path);

	if (length <= before + behind || strncmp(path, rooms, before) != 0 ||
	    strcmp(path + length - behind, live) != 0) {
		encode(out, path, length, '/');
		return;
	}
	buf_puts(out, rooms);
	encode(out, path + before, length - before - behind, '\0');
	buf_puts(out, live);
}

static const char *
request_uri(struct lws *wsi, struct arena *arena, const char *path)
{
	char *piece = arena_alloc(loop_scratch(), URI_MOST);
	const char *mount = loop_conf()->mount;
	size_t length = strlen(mount);
	struct buf out;
	int i;

	buf_init(&out, arena, 4 * URI_MOST);
	if (length > 0 && mount[length - 1] == '/')
		length--;
	buf_put(&out, mount, length);
	encode_path(&out, path);
	/* Empty ones too. */
	for (i = 0; lws_hdr_copy_fragment(wsi, piece, URI_MOST,
	    WSI_TOKEN_HTTP_URI_ARGS, i) >= 0; i++) {
		buf_putc(&out, i == 0 ? '?' : '&');
		encode(&out, piece, strlen(piece), '=');
	}
	return (out.bytes);
}

static struct connection *
ask(struct lws *wsi, const char *path, enum err refusal)
{
	char remote[64] = "", *value, *uri;
	struct connection *c;
	struct asked *asked;
	struct job *job;
	int length, method;
	size_t i;

	http_remote(wsi, remote, sizeof(remote));
	c = connection_open(wsi, &http_request, "", remote);
	job = job_new(c, run, done);
	asked = arena_alloc(job->arena, sizeof(*asked));
	asked->refusal = refusal;
	method = lws_http_get_uri_and_method(wsi, &uri, &length);
	asked->method = method < 0 ||
	    (size_t)method >= sizeof(methods) / sizeof(methods[0]) ||
	    methods[method] == NULL ? "GET" : methods[method];
	asked->uri = request_uri(wsi, job->arena, path);
	asked->remote = arena_strdup(job->arena, remote);
	value = arena_alloc(loop_scratch(), HEADER_MOST);
	for (i = 0; i < HEADERS; i++)
		if (http_header(wsi, headers[i].variable, value, HEADER_MOST))
			asked->values[i] = arena_strdup(job->arena, value);
	job->work = asked;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	/* Of headers there is room for HANDSHAKES; a stream would keep its
	 * place for as long as it lasts. */
	lws_http_headers_detach(wsi);
	quiet_watch(c);
	job_submit(job);
	return (c);
}

/* Libwebsockets would keep what comes behind a body. */
static bool
has_body(struct lws *wsi)
{
	char length[24];

	return (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0 &&
	    (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0 ||
	    (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 &&
	    (lws_hdr_copy(wsi, length, sizeof(length),
	    WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0 ||
	    strcmp(length, "0") != 0))));
}

struct connection *
http_begin(struct lws *wsi, const char *path, enum err refusal)
{

	if (has_body(wsi)) {
		http_refuse(wsi, 400, "this call has no body");
		return (NULL);
	}

	if (strcmp(path, "/sockjs/info") == 0)
		return (sockjs_info(wsi));
	if (strcmp(path, "/healthz") == 0)
		return (follow_is_connected() ?
		    answer_json(wsi, 200, "{\"status\":\"ok\"}") :
		    answer_json(wsi, 503, "{\"status\":\"unavailable\"}"));
	return (ask(wsi, path, refusal));
}
