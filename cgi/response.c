/* See http.h. */
#include <string.h>

#include "arena.h"
#include "http.h"

enum { HEAD_MAX = 8 * 1024 };	/* bytes of all headers */

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 411, "Length Required" },
	{ 413, "Request Entity Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 503, "Service Unavailable" },
};

static const char *
reason(int status)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return (reasons[i].reason);
	return ("Status");
}

void
http_response_header(struct http_response *response, const char *name,
    const char *value)
{
	const char *c;

	BUG_UNLESS(response->header_count < RESPONSE_HEADERS);
	for (c = value; *c != '\0'; c++)
		BUG_UNLESS((unsigned char)*c >= 0x20 && *c != 0x7F);
	response->headers[response->header_count].name = name;
	response->headers[response->header_count++].value = value;
}

struct buf *
http_response_bytes(const struct http_response *response, bool head,
    struct arena *arena)
{
	struct buf *out = arena_alloc(arena, sizeof(*out));
	size_t i;

	buf_init(out, arena, HEAD_MAX + response->body.length);
	buf_format(out, "Status: %d %s\r\n", response->status,
	    reason(response->status));
	for (i = 0; i < response->header_count; i++) {
		buf_puts(out, response->headers[i].name);
		buf_puts(out, ": ");
		buf_puts(out, response->headers[i].value);
		buf_puts(out, "\r\n");
	}
	/* RFC 9110, 8.6: a 204 has no length, a HEAD that of its GET. */
	if (response->status != 204)
		buf_format(out, "Content-Length: %zu\r\n",
		    response->body.length);
	buf_puts(out, "\r\n");
	if (!head && response->status != 204)
		buf_put(out, response->body.bytes, response->body.length);
	BUG_UNLESS(!out->overflow);
	return (out);
}

const char *
http_unavailable(void)
{

	static const char answer[] =
	    "Status: 503 Service Unavailable\r\n"
	    "Content-Type: application/json\r\n"
	    "Cache-Control: no-store\r\n"
	    "Retry-After: 1\r\n"
	    "\r\n"
	    "{\"RC\":503,\"RM\":\"Service Unavailable\","
	    "\"error\":\"service_unavailable\","
	    "\"exception\":\"ServiceUnavailableException\","
	    "\"timestamp\":0,\"duration\":0,\"error_description\":"
	    "\"The service is temporarily unavailable.\"}";

	return (answer);
}
