/* See http.h. */
#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "hash.h"
#include "http.h"
#include "path.h"
#include "utf8.h"

enum {
	METHOD_MAX = 16,		/* letters */
	HOST_MAX = 255,			/* bytes */
	LENGTH_DIGITS = 18,		/* of a CONTENT_LENGTH that is read */
	PIECE = 16 * 1024,		/* bytes read at once */
	BODY_SECONDS = 30,		/* for all of a body to arrive */
};

static const char host_characters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_-[]";

long
http_no_body(void *cookie, char *bytes, size_t size)
{

	(void)cookie, (void)bytes, (void)size;
	return (0);
}

static const char *
variable(const struct http_source *source, const char *name)
{
	const char *value = source->variable(source->cookie, name);

	return (value == NULL ? "" : value);
}

/* The same for a header: NULL when it is absent or empty. */
static const char *
header(const struct http_source *source, const char *name)
{
	const char *value = variable(source, name);

	return (value[0] == '\0' ? NULL : value);
}

static enum err
bad(struct fault *fault, const char *detail)
{

	fault->detail = detail;
	return (ERR_BAD_REQUEST);
}

static bool
is_host(const char *host)
{

	return (host[0] != '\0' && strlen(host) <= HOST_MAX &&
	    host[strspn(host, host_characters)] == '\0');
}

const char *
http_origin(const struct http_source *source, struct arena *arena,
    const struct conf *conf)
{
	const char *https = variable(source, "HTTPS");
	const char *host = variable(source, "HTTP_HOST");
	const char *port = variable(source, "SERVER_PORT");
	bool secure;

	if (conf->public_url[0] != '\0')
		return (conf->public_url);
	secure = strcasecmp(https, "on") == 0 || strcmp(https, "1") == 0 ||
	    strcasecmp(variable(source, "REQUEST_SCHEME"), "https") == 0;
	if (!is_host(host)) {
		host = variable(source, "SERVER_NAME");
		if (!is_host(host))
			host = "localhost";
		if (is_host(port) && strcmp(port, secure ? "443" : "80") != 0)
			host = arena_format(arena, "%s:%s", host, port);
	}
	return (arena_format(arena, "%s://%s", secure ? "https" : "http",
	    host));
}

/*
 * The request's target in origin form: path and query as the client sent
 * them, so that no server's decoding comes between.
 */
static const char *
target(const struct http_source *source, struct arena *arena)
{
	const char *uri = variable(source, "REQUEST_URI");
	const char *query = variable(source, "QUERY_STRING");
	const char *rest;

	if (uri[0] == '\0') {
		/* Not every CGI server has REQUEST_URI (RFC 3875, 4.1). */
		return (arena_format(arena, "%s%s%s%s",
		    percent_encode_path(arena,
		    variable(source, "SCRIPT_NAME")),
		    percent_encode_path(arena, variable(source, "PATH_INFO")),
		    query[0] == '\0' ? "" : "?", query));
	}
	if (strncasecmp(uri, "http://", 7) == 0)
		rest = uri + 7;
	else if (strncasecmp(uri, "https://", 8) == 0)
		rest = uri + 8;
	else
		return (uri);
	/* Absolute form (RFC 9112, 3.2.2). */
	rest += strcspn(rest, "/?");
	return (rest[0] == '/' ? rest : arena_format(arena, "/%s", rest));
}

static enum err
parse_segments(struct http_request *request, struct arena *arena,
    struct fault *fault)
{
	const char *at = request->path + 1, *text;
	size_t length;

	for (;; at += length + 1) {
		length = strcspn(at, "/");
		if (length == 0 && at[0] == '\0')
			return (OK);	/* the root, or a slash at the end */
		if (request->segment_count == PATH_SEGMENTS)
			return (bad(fault, "too many path segments"));
		if (length == 0) {
			fault->detail = "empty path segment";
			return (ERR_NO_SUCH_PATH);
		}
		text = percent_decode(arena, at, length, PERCENT_SEGMENT);
		if (text == NULL)
			return (bad(fault, "path is not well encoded"));
		request->segments[request->segment_count++].value = text;
		if (at[length] == '\0')
			return (OK);
	}
}

static enum err
parse_query(struct http_request *request, const char *query,
    struct arena *arena, struct fault *fault)
{
	struct http_parameter *p;
	size_t length, name;

	for (;; query += length + 1) {
		length = strcspn(query, "&");
		if (length > 0) {
			if (request->query_count == QUERY_PARAMETERS)
				return (bad(fault, "too many parameters"));
			p = &request->query[request->query_count++];
			name = strcspn(query, "=&");
			p->name = percent_decode(arena, query, name,
			    PERCENT_QUERY);
			p->value = name == length ? "" : percent_decode(arena,
			    query + name + 1, length - name - 1,
			    PERCENT_QUERY);
			if (p->name == NULL || p->value == NULL) {
				request->query_count--;
				return (bad(fault,
				    "query is not well encoded"));
			}
		}
		if (query[length] == '\0')
			return (OK);
	}
}

/* Find mount, path and query, and fill path and uri. */
static enum err
parse_target(struct http_request *request, const struct http_source *source,
    struct arena *arena, const struct conf *conf, struct fault *fault)
{
	const char *whole = target(source, arena), *path, *base;
	size_t length = strcspn(whole, "?"), mount, end;
	bool mounted;
	const struct mount_hints hints = {
		.mount = header(source, "MSG_MOUNT") != NULL ?
		    header(source, "MSG_MOUNT") : conf->mount,
		.path_info = variable(source, "PATH_INFO"),
		.script_name = variable(source, "SCRIPT_NAME"),
	};

	base = request->uri;
	path = arena_strndup(arena, whole, length);
	mounted = path_mount(path, &hints, &mount);
	if (mounted && path[mount] == '/')
		request->word = arena_strndup(arena, path + mount + 1,
		    strcspn(path + mount + 1, "/"));
	if (whole[0] != '/' || length > PATH_MAX_BYTES)
		return (bad(fault, "path does not begin with / or is long"));
	/* Undecoded it is shown in answers: half of a character must not stand
	 * in it as it is, and the other half behind a %. */
	if (percent_decode(arena, path, length, PERCENT_SEGMENT) == NULL ||
	    !utf8_valid(path, length))
		return (bad(fault, "path is not well encoded"));
	if (!mounted) {
		fault->detail = "path is not below the mount";
		return (ERR_NO_SUCH_PATH);
	}
	request->path = path[mount] == '\0' ? "/" : path + mount;
	/* Clients append to uri: it ends without a slash. */
	end = length > 0 && path[length - 1] == '/' ? length - 1 : length;
	request->uri = arena_format(arena, "%s%.*s", base, (int)end, path);
	return (parse_query(request, whole[length] == '?' ?
	    whole + length + 1 : "", arena, fault));
}

/* Digits only, and no sign or blanks; absent and empty are 0. */
static bool
is_length(const char *text)
{

	return (text[strspn(text, "0123456789")] == '\0');
}

static enum err
parse_method(struct http_request *request, const struct http_source *source,
    struct fault *fault)
{
	const char *method = variable(source, "REQUEST_METHOD");
	size_t i;

	for (i = 0; method[i] != '\0'; i++)
		if (i == METHOD_MAX || !(isalpha((unsigned char)method[i]) ||
		    method[i] == '-' || method[i] == '_'))
			return (bad(fault, "method is none"));
	if (i == 0)
		return (bad(fault, "no method"));
	request->method = method;
	return (OK);
}

static uint64_t first_id;

static void
choose_first_id(void)
{

	random_bytes(&first_id, sizeof(first_id));
}

/* For finding a request again, not a secret: no two of a process are the same,
 * and where a process begins is random. */
static const char *
request_id(struct arena *arena)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static _Atomic uint64_t count;
	uint64_t id;

	pthread_once(&once, choose_first_id);
	/* Steps of the golden ratio: neighbours do not look alike. */
	id = first_id + count++ * 0x9E3779B97F4A7C15ULL;
	return (hex_encode(arena, &id, sizeof(id)));
}

enum err
http_request_parse(struct http_request *request,
    const struct http_source *source, struct arena *arena,
    const struct conf *conf, struct fault *fault)
{
	enum err e;

	/* What stands here when a part is refused, for answer and log. */
	memset(request, 0, sizeof(*request));
	request->request_id = request_id(arena);
	request->method = "-";
	request->path = "/";
	request->word = "";
	request->body = "";
	request->uri = http_origin(source, arena, conf);
	request->remote = variable(source, "REMOTE_ADDR");
	request->authorization = header(source, "HTTP_AUTHORIZATION");
	/* After Apache's rewriting rules the name has a prefix. */
	if (request->authorization == NULL)
		request->authorization = header(source,
		    "REDIRECT_HTTP_AUTHORIZATION");
	/* An empty one is a malformed one, not an absent one. */
	request->idempotency_key = source->variable(source->cookie,
	    "HTTP_IDEMPOTENCY_KEY");
	request->last_event_id = header(source, "HTTP_LAST_EVENT_ID");
	if ((e = parse_method(request, source, fault)) != OK ||
	    (e = parse_target(request, source, arena, conf, fault)) != OK)
		return (e);
	if (!is_length(variable(source, "CONTENT_LENGTH")))
		return (bad(fault, "CONTENT_LENGTH is no number"));
	return (parse_segments(request, arena, fault));
}

/* Read until ${want} bytes are there or the body ends. */
static enum err
read_body(struct buf *body, size_t want, const struct http_source *source,
    struct fault *fault)
{
	usec_t deadline = clock_tick() + BODY_SECONDS * 1000000LL;
	size_t piece;
	char *place;
	long n;

	while (body->length < want) {
		piece = want - body->length < PIECE ?
		    want - body->length : PIECE;
		if ((place = buf_reserve(body, piece)) == NULL)
			break;
		n = source->read(source->cookie, place, piece);
		if (n <= 0)
			break;
		body->length += (size_t)n;
		if (clock_tick() > deadline) {
			fault->detail = "body came too slowly";
			return (ERR_LENGTH_MISMATCH);
		}
	}
	if (body->bytes != NULL)
		body->bytes[body->length] = '\0';
	return (OK);
}

enum err
http_request_read(struct http_request *request,
    const struct http_source *source, struct arena *arena, size_t maximum,
    struct fault *fault)
{
	const char *text = variable(source, "CONTENT_LENGTH");
	size_t length;
	struct buf body;
	enum err e;
	bool until_end;

	/* Plain CGI under Apache has no length for a chunked body, which it
	 * takes apart: there the end of the input is the body's. */
	until_end = text[0] == '\0' &&
	    header(source, "HTTP_TRANSFER_ENCODING") != NULL;
	text += strspn(text, "0");
	length = strlen(text) > LENGTH_DIGITS ? SIZE_MAX :
	    (size_t)strtoll(text, NULL, 10);
	if (!until_end && length > maximum)
		return (ERR_REQUEST_TOO_LARGE);
	if (!until_end && length == 0)
		return (OK);
	buf_init(&body, arena, until_end ? maximum + 1 : length);
	e = read_body(&body, body.maximum, source, fault);
	request->body = body.bytes;
	request->body_length = body.length;
	if (e != OK)
		return (e);
	if (until_end)
		return (body.length > maximum ? ERR_REQUEST_TOO_LARGE : OK);
	return (body.length < length ? ERR_LENGTH_MISMATCH : OK);
}

const char *
http_query(const struct http_request *request, const char *name)
{
	size_t i;

	for (i = request->query_count; i > 0; i--)
		if (strcmp(request->query[i - 1].name, name) == 0)
			return (request->query[i - 1].value);
	return (NULL);
}
