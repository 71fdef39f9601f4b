/*
 * http: a request as the program sees it, and the answer it builds.
 *
 * No libfcgi here: main.c fills a struct http_source from FastCGI or from
 * the CGI environment, http_request_parse() makes a struct http_request of
 * it, and the answer is built in memory and sent once.
 */
#ifndef CGI_HTTP_H
#define CGI_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "err.h"

struct arena;
struct conf;

enum {
	PATH_MAX_BYTES = 4096,	/* of a request's path, undecoded */
	PATH_SEGMENTS = 16,
	QUERY_PARAMETERS = 32,
	RESPONSE_MAX = 16 * 1024 * 1024,	/* bytes of an answer's body */
	RESPONSE_HEADERS = 24,
};

/* Where a request comes from: CGI variables, and its body. */
struct http_source {
	const char *(*variable)(void *cookie, const char *name);
	/* Up to ${size} bytes, as soon as there are any; 0 at the end, -1 on
	 * an error. */
	long (*read)(void *cookie, char *bytes, size_t size);
	void *cookie;
};

/* A source's read() where there is no body. */
long http_no_body(void *cookie, char *bytes, size_t size);

/* A path segment or query parameter, percent-decoded, valid UTF-8, no NUL. */
struct http_parameter {
	const char *name;	/* NULL for a segment */
	const char *value;
};

struct http_request {
	const char *method;		/* "GET" ...; at most 16 letters */
	const char *path;		/* below the mount, undecoded */
	const char *word;		/* its first segment, undecoded; also
					   of a path that is refused, or "" */
	const char *uri;		/* the full URL, without the query and
					   without a slash at its end */
	struct http_parameter segments[PATH_SEGMENTS];
	size_t segment_count;
	struct http_parameter query[QUERY_PARAMETERS];
	size_t query_count;
	const char *body;		/* ends with a NUL that is not counted */
	size_t body_length;
	const char *authorization;	/* the header's value or NULL */
	const char *idempotency_key;	/* the same, quotes still on */
	const char *last_event_id;	/* the same, as it came */
	const char *request_id;		/* ours, 16 hex digits */
	const char *remote;		/* the peer's address, for the log */
};

/*
 * http_request_parse(request, source, arena, conf, fault):
 * Everything but the body.  Routing rests on REQUEST_URI, undecoded, so that
 * %2F stays inside its segment; the mount prefix is MSG_MOUNT, or what
 * SCRIPT_NAME and PATH_INFO say (path.h).  ERR_BAD_REQUEST: bad
 * percent-encoding, %00, not UTF-8, control characters in the path, too many
 * segments or parameters, malformed CONTENT_LENGTH.  ERR_NO_SUCH_PATH: an
 * empty segment.  After an error, what was not understood is "" or "/", and
 * request_id stands.  Strings are the source's or the arena's.
 */
enum err http_request_parse(struct http_request *request,
    const struct http_source *source, struct arena *arena,
    const struct conf *conf, struct fault *fault);

/*
 * http_request_read(request, source, arena, maximum, fault):
 * Read exactly CONTENT_LENGTH bytes of body; absent means none, except for a
 * chunked body of plain CGI, which ends where the input ends.
 * ERR_REQUEST_TOO_LARGE, before reading anything where the length is known;
 * ERR_LENGTH_MISMATCH: shorter, or it came too slowly.
 */
enum err http_request_read(struct http_request *request,
    const struct http_source *source, struct arena *arena, size_t maximum,
    struct fault *fault);

/* http_origin(source, arena, conf): scheme://host[:port], as configured
 * (MSG_PUBLIC_URL) or as the client asked for it. */
const char *http_origin(const struct http_source *source, struct arena *arena,
    const struct conf *conf);

/* The last value of the query parameter ${name}, or NULL. */
const char *http_query(const struct http_request *request, const char *name);

struct http_response {
	int status;
	struct { const char *name, *value; } headers[RESPONSE_HEADERS];
	size_t header_count;
	struct buf body;		/* JSON */
};

/* Header values are built by the program from numbers and fixed words; a
 * value with a control character is a BUG. */
void http_response_header(struct http_response *response, const char *name,
    const char *value);

/* http_response_bytes(response, head, arena): the CGI form, Status and then
 * Content-Length by the body; without the body itself when ${head}. */
struct buf *http_response_bytes(const struct http_response *response,
    bool head, struct arena *arena);

/* http_unavailable(): a whole 503 in CGI form, for a process that cannot go
 * on: at its start, or without memory to build another. */
const char *http_unavailable(void);

#endif
