/*
 * request: what web servers say about one URL, each in its way, comes to the
 * same path and uri; and what is malformed is refused, never repaired.
 */
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "http.h"
#include "path.h"
#include "unit.h"

static struct arena *arena;
static struct conf conf;
static struct fault fault;
static struct http_request request;

/* A source of "NAME=value" strings and a body given in pieces. */
struct given {
	const char *const *variables;
	const char *body;
	size_t piece;
	size_t at;
};

static const char *
variable(void *cookie, const char *name)
{
	const struct given *given = cookie;
	size_t i, length = strlen(name);

	for (i = 0; given->variables[i] != NULL; i++)
		if (strncmp(given->variables[i], name, length) == 0 &&
		    given->variables[i][length] == '=')
			return (given->variables[i] + length + 1);
	return (NULL);
}

static long
read_piece(void *cookie, char *bytes, size_t size)
{
	struct given *given = cookie;
	size_t n = strlen(given->body) - given->at;

	if (n > size)
		n = size;
	if (n > given->piece)
		n = given->piece;
	memcpy(bytes, given->body + given->at, n);
	given->at += n;
	return ((long)n);
}

static enum err
parse(const char *const *variables)
{
	struct given given = { .variables = variables };
	const struct http_source source = { variable, read_piece, &given };

	memset(&fault, 0, sizeof(fault));
	return (http_request_parse(&request, &source, arena, &conf, &fault));
}

static void
set_up(void)
{
	char *none[] = { NULL };

	arena = arena_new(1 << 22);
	ck_assert_int_eq(conf_load(&conf, arena, none, &fault), OK);
}

static void
tear_down(void)
{

	arena_free(arena);
}

/* As httpd-conf/ and the contract's table of web servers have them. */
static const struct {
	const char *variables[8];
	const char *path, *uri;
} mounts[] = {
	{ { "REQUEST_URI=/o/a/users?x=1", "SCRIPT_NAME=", /* lighttpd */
	    "PATH_INFO=/o/a/users", "HTTP_HOST=h:8080" },
	    "/o/a/users", "http://h:8080/o/a/users" },
	{ { "REQUEST_URI=/chat/o/a/%E8%81%8A%2Fx", "SCRIPT_NAME=/chat",
	    "PATH_INFO=/o/a/聊/x", "HTTP_HOST=h" },
	    "/o/a/%E8%81%8A%2Fx", "http://h/chat/o/a/%E8%81%8A%2Fx" },
	{ { "REQUEST_URI=/o/a/users", "HTTP_HOST=h", /* mod_proxy_fcgi */
	    "SCRIPT_NAME=/o/a/users" },
	    "/o/a/users", "http://h/o/a/users" },
	{ { "REQUEST_URI=/chat/o/a/users", "HTTP_HOST=h",
	    "SCRIPT_NAME=/chat/o/a/users", "MSG_MOUNT=/chat" },
	    "/o/a/users", "http://h/chat/o/a/users" },
	{ { "REQUEST_URI=/chat/o", "HTTP_HOST=h", "PATH_INFO=/o",
	    "MSG_MOUNT=/" }, "/chat/o", "http://h/chat/o" },
	{ { "REQUEST_URI=/c%68at/o/", "HTTP_HOST=h", "MSG_MOUNT=/chat/" },
	    "/o/", "http://h/c%68at/o" },
	{ { "REQUEST_URI=/cgi-bin/msg.cgi/o/a", "HTTP_HOST=h",
	    "SCRIPT_NAME=/cgi-bin/msg.cgi", "PATH_INFO=/o/a" },
	    "/o/a", "http://h/cgi-bin/msg.cgi/o/a" },
	{ { "REQUEST_URI=/cgi/o/%E8%81%8A%2f%252F", "HTTP_HOST=h",
	    "PATH_INFO=/o/聊%2f%2F" }, /* Apache, %2F not decoded */
	    "/o/%E8%81%8A%2f%252F", "http://h/cgi/o/%E8%81%8A%2f%252F" },
	{ { "REQUEST_URI=/o/a/b", "HTTP_HOST=h", /* .htaccess */
	    "SCRIPT_NAME=/cgi-bin/msg.cgi", "PATH_INFO=/o/a/b" },
	    "/o/a/b", "http://h/o/a/b" },
	{ { "REQUEST_URI=/x/o/a", "HTTP_HOST=h", "SCRIPT_NAME=/x" },
	    "/o/a", "http://h/x/o/a" },
	{ { "REQUEST_URI=/x/o/./a", "HTTP_HOST=h", "SCRIPT_NAME=/x",
	    "PATH_INFO=/o/a" }, "/o/./a", "http://h/x/o/./a" },
	{ { "REQUEST_URI=/xy/o", "HTTP_HOST=h", "SCRIPT_NAME=/x" },
	    "/xy/o", "http://h/xy/o" },
	{ { "REQUEST_URI=/chat", "HTTP_HOST=h", "MSG_MOUNT=/chat" },
	    "/", "http://h/chat" },
	{ { "REQUEST_URI=/o/o", "HTTP_HOST=h", "PATH_INFO=/o" },
	    "/o", "http://h/o/o" },		/* the last one, not the first */
	{ { "REQUEST_URI=/x/o", "HTTP_HOST=h", "SCRIPT_NAME=/x/" },
	    "/x/o", "http://h/x/o" },
	{ { "REQUEST_URI=/", "HTTP_HOST=h" }, "/", "http://h" },
	/* No REQUEST_URI: put together, with the query. */
	{ { "SCRIPT_NAME=/x", "PATH_INFO=/o/a b", "QUERY_STRING=q=1",
	    "HTTP_HOST=h" }, "/o/a%20b", "http://h/x/o/a%20b" },
	/* A slash that was %2F does not begin the program's path. */
	{ { "REQUEST_URI=/a%2Fb", "HTTP_HOST=h", "PATH_INFO=/b" },
	    "/a%2Fb", "http://h/a%2Fb" },
	{ { "REQUEST_URI=http://other/o/a", "HTTP_HOST=h" },
	    "/o/a", "http://h/o/a" },
	{ { "REQUEST_URI=HTTPS://other?q", "HTTP_HOST=h" }, "/", "http://h" },
	{ { "PATH_INFO=/o/a b%", "SCRIPT_NAME=/cgi", "HTTP_HOST=h" },
	    "/o/a%20b%25", "http://h/cgi/o/a%20b%25" },
	{ { "REQUEST_URI=/a", "HTTP_HOST=h", "HTTPS=on" },
	    "/a", "https://h/a" },
	{ { "REQUEST_URI=/a", "HTTP_HOST=h", "REQUEST_SCHEME=https" },
	    "/a", "https://h/a" },
	{ { "REQUEST_URI=/a", "HTTP_HOST=evil\"/<", "SERVER_NAME=real",
	    "SERVER_PORT=8080" }, "/a", "http://real:8080/a" },
	{ { "REQUEST_URI=/a", "SERVER_NAME=real", "SERVER_PORT=443",
	    "HTTPS=1" }, "/a", "https://real/a" },
	{ { "REQUEST_URI=/a", "HTTP_HOST=[::1]:80" }, "/a",
	    "http://[::1]:80/a" },
};

START_TEST(test_mounts)
{
	const char *variables[10] = { "REQUEST_METHOD=GET" };

	memcpy(variables + 1, mounts[_i].variables,
	    sizeof(mounts[_i].variables));
	ck_assert_int_eq(parse(variables), OK);
	ck_assert_str_eq(request.path, mounts[_i].path);
	ck_assert_str_eq(request.uri, mounts[_i].uri);
	ck_assert_uint_eq(strlen(request.request_id), 16);
}
END_TEST

/* What the administrator says wins over what a client claims. */
START_TEST(test_public_url)
{
	const char *const variables[] = { "REQUEST_METHOD=GET",
	    "REQUEST_URI=/o/a/", "HTTP_HOST=evil:8", NULL };

	conf.public_url = "https://chat.example";
	ck_assert_int_eq(parse(variables), OK);
	ck_assert_str_eq(request.uri, "https://chat.example/o/a");
}
END_TEST

START_TEST(test_parts)
{
	const char *const variables[] = { "REQUEST_METHOD=POST",
	    "REQUEST_URI=/o/a%2Fb/%E8%81%8A+./?limit=1&limit=2&a+b=%2B+c&e=&f&"
	    "=g&&h=%0A", "HTTP_AUTHORIZATION=", "REMOTE_ADDR=::1",
	    "REDIRECT_HTTP_AUTHORIZATION=Bearer x",
	    "HTTP_IDEMPOTENCY_KEY=\"k\"", "CONTENT_LENGTH=0", NULL };

	ck_assert_int_eq(parse(variables), OK);
	ck_assert_uint_eq(request.segment_count, 3);
	ck_assert_str_eq(request.segments[1].value, "a/b");
	ck_assert_str_eq(request.segments[2].value, "聊+.");
	ck_assert_uint_eq(request.query_count, 7);
	ck_assert_str_eq(http_query(&request, "limit"), "2");
	ck_assert_str_eq(http_query(&request, "a b"), "+ c");
	ck_assert_str_eq(http_query(&request, "e"), "");
	ck_assert_str_eq(http_query(&request, "f"), "");
	ck_assert_str_eq(http_query(&request, "h"), "\n");
	ck_assert_ptr_null(http_query(&request, "x"));
	ck_assert_str_eq(request.authorization, "Bearer x");
	ck_assert_str_eq(request.idempotency_key, "\"k\"");
	ck_assert_str_eq(request.remote, "::1");
}
END_TEST

static const struct {
	enum err error;
	const char *variables[4];
} refused[] = {
	{ ERR_BAD_REQUEST, { "REQUEST_URI=/a" } },	/* no method */
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=G T", "REQUEST_URI=/a" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=ABCDEFGHIJKLMNOPQ",
	    "REQUEST_URI=/a" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=OPTIONS", "REQUEST_URI=*" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%4" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%4/b" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%zz" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a%00b" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a%0Ab" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a%7F" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%FF" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%C0%AF" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET",
	    "REQUEST_URI=/%ED%A0%80" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/%E8/%81" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a?%" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a?b=%00" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a?%FF=b" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET",
	    "REQUEST_URI=/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a?"
	    "&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a"
	    "&a" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a",
	    "CONTENT_LENGTH=-1" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a",
	    "CONTENT_LENGTH=+5" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a",
	    "CONTENT_LENGTH=5, 5" } },
	{ ERR_BAD_REQUEST, { "REQUEST_METHOD=GET", "REQUEST_URI=/a",
	    "CONTENT_LENGTH=0x5" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=GET", "REQUEST_URI=//a" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=GET", "REQUEST_URI=/a//b" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=GET", "REQUEST_URI=/chatty/b",
	    "MSG_MOUNT=/chat" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=GET", "REQUEST_URI=/x//o",
	    "SCRIPT_NAME=/x/" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=GET", "REQUEST_URI=/other/b",
	    "MSG_MOUNT=/chat" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=M-SEARCH", "REQUEST_URI=//a" } },
	{ ERR_NO_SUCH_PATH, { "REQUEST_METHOD=a_b", "REQUEST_URI=//a" } },
};

START_TEST(test_refused)
{

	ck_assert_int_eq(parse(refused[_i].variables), refused[_i].error);
	/* What an error's answer and the log need is there all the same. */
	ck_assert_ptr_nonnull(request.method);
	ck_assert_ptr_nonnull(request.path);
	ck_assert_ptr_nonnull(request.uri);
	ck_assert_ptr_nonnull(request.remote);
	ck_assert_uint_eq(strlen(request.request_id), 16);
}
END_TEST

START_TEST(test_long_path)
{
	static char uri[PATH_MAX_BYTES + 32] = "REQUEST_URI=/";
	const char *const variables[] = { "REQUEST_METHOD=GET", uri, NULL };

	memset(uri + 13, 'a', PATH_MAX_BYTES - 1);
	ck_assert_int_eq(parse(variables), OK);
	uri[13 + PATH_MAX_BYTES - 1] = 'a';
	ck_assert_int_eq(parse(variables), ERR_BAD_REQUEST);
}
END_TEST

static const struct {
	const char *length, *chunked, *body;
	size_t piece, maximum;
	enum err error;
	const char *read;
} bodies[] = {
	{ "CONTENT_LENGTH=5", "", "hello", 2, 5, OK, "hello" },
	{ "CONTENT_LENGTH=5", "", "hello and more", 99, 5, OK, "hello" },
	{ "CONTENT_LENGTH=0005", "", "hello", 5, 5, OK, "hello" },
	{ "CONTENT_LENGTH=", "", "hello", 5, 5, OK, "" },
	{ "CONTENT_LENGTH=0", "", "hello", 5, 5, OK, "" },
	{ "X=", "", "hello", 5, 5, OK, "" },
	{ "CONTENT_LENGTH=6", "", "hello", 5, 6, ERR_LENGTH_MISMATCH, NULL },
	{ "CONTENT_LENGTH=6", "", "hello", 5, 5, ERR_REQUEST_TOO_LARGE,
	    NULL },
	{ "CONTENT_LENGTH=18446744073709551617", "", "h", 5, 5,
	    ERR_REQUEST_TOO_LARGE, NULL },
	{ "X=", "HTTP_TRANSFER_ENCODING=chunked", "hello", 3, 5, OK,
	    "hello" },
	{ "X=", "HTTP_TRANSFER_ENCODING=chunked", "hello!", 3, 5,
	    ERR_REQUEST_TOO_LARGE, NULL },
};

START_TEST(test_bodies)
{
	const char *const variables[] = { "REQUEST_METHOD=POST",
	    "REQUEST_URI=/", bodies[_i].length, bodies[_i].chunked, NULL };
	struct given given = { variables, bodies[_i].body, bodies[_i].piece,
	    0 };
	const struct http_source source = { variable, read_piece, &given };

	ck_assert_int_eq(http_request_parse(&request, &source, arena, &conf,
	    &fault), OK);
	ck_assert_int_eq(http_request_read(&request, &source, arena,
	    bodies[_i].maximum, &fault), bodies[_i].error);
	if (bodies[_i].read != NULL) {
		ck_assert_str_eq(request.body, bodies[_i].read);
		ck_assert_uint_eq(request.body_length,
		    strlen(bodies[_i].read));
	}
}
END_TEST

UNIT_MAIN_ROWS("request", set_up, tear_down,
    UNIT_EACH(test_mounts, mounts),
    UNIT_ONCE(test_public_url),
    UNIT_ONCE(test_parts),
    UNIT_EACH(test_refused, refused),
    UNIT_ONCE(test_long_path),
    UNIT_EACH(test_bodies, bodies))
