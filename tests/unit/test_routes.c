/*
 * routes: a table of a few rows answers every question of routing: 404, 405
 * with Allow, HEAD, OPTIONS, literal segments before parameters.
 */
#include <string.h>

#include "arena.h"
#include "routes.h"
#include "unit.h"

static const struct endpoint rows[] = {
	{ .method = "POST", .path = "/{org}/{app}/messages/chatrooms/users",
	    .name = "directed" },
	{ .method = "GET", .path = "/{org}/{app}/messages/chatrooms/{id}",
	    .name = "history" },
	{ .method = "DELETE", .path = "/{org}/{app}/messages/chatrooms/{id}",
	    .name = "delete" },
	{ .method = "GET", .path = "/{org}/{app}/users/{name}/rooms",
	    .name = "joined" },
};
static const struct endpoint more_rows[] = {
	{ .method = "GET", .path = "/healthz", .name = "healthz" },
	{ .method = "GET", .path = "/{org}/{app}/users/me/{what}",
	    .name = "mine" },
	{ .method = "PUT", .path = "/", .name = "root" },
};
static const struct endpoint_table table = { rows, 4 };
static const struct endpoint_table more = { more_rows, 3 };
static const struct endpoint_table *const tables[] = { &table, &more, NULL };

UNIT_ARENA(1 << 20)

/* Fill a call as if ${path}, of plain segments, had been parsed. */
static void
call_for(struct call *call, const char *method, const char *path)
{
	size_t length;

	memset(call, 0, sizeof(*call));
	call->arena = arena;
	call->request.method = method;
	while (*path++ == '/' && *path != '\0') {
		length = strcspn(path, "/");
		call->request.segments[call->request.segment_count++].value =
		    arena_strndup(arena, path, length);
		path += length;
	}
}

static const struct {
	const char *method, *path;
	enum err error;
	const char *name;	/* of the row, or the Allow header */
	const char *last;	/* parameter */
} asked[] = {
	{ "GET", "/healthz", OK, "healthz", NULL },
	{ "HEAD", "/healthz", OK, "healthz", NULL },
	{ "GET", "/healthz/", OK, "healthz", NULL },
	{ "GET", "/health", ERR_NO_SUCH_PATH, NULL, NULL },
	{ "GET", "/healthzz", ERR_NO_SUCH_PATH, NULL, NULL },
	{ "GET", "/healthz/x", ERR_NO_SUCH_PATH, NULL, NULL },
	{ "POST", "/healthz", ERR_BAD_METHOD, "GET, HEAD, OPTIONS", NULL },
	{ "OPTIONS", "/healthz", ERR_BAD_METHOD, "GET, HEAD, OPTIONS", NULL },
	{ "get", "/healthz", ERR_BAD_METHOD, "GET, HEAD, OPTIONS", NULL },
	{ "HEAD", "/", ERR_BAD_METHOD, "PUT, OPTIONS", NULL },
	{ "PUT", "/", OK, "root", NULL },
	{ "GET", "/o/a", ERR_NO_SUCH_PATH, NULL, NULL },
	{ "BREW", "/o/a", ERR_NO_SUCH_PATH, NULL, NULL },
	{ "POST", "/o/a/messages/chatrooms/users", OK, "directed", "a" },
	/* A room may have the name of a literal segment. */
	{ "GET", "/o/a/messages/chatrooms/users", OK, "history", "users" },
	{ "GET", "/o/a/messages/chatrooms/12", OK, "history", "12" },
	{ "DELETE", "/o/a/messages/chatrooms/12", OK, "delete", "12" },
	{ "PATCH", "/o/a/messages/chatrooms/users", ERR_BAD_METHOD,
	    "GET, HEAD, POST, DELETE, OPTIONS", NULL },
	{ "GET", "/o/a/users/me/rooms", OK, "mine", "rooms" },
	{ "GET", "/o/a/users/you/rooms", OK, "joined", "you" },
	{ "GET", "/o/a/users/you/other", ERR_NO_SUCH_PATH, NULL, NULL },
};

START_TEST(test_asked)
{
	struct call call;
	const char *last = NULL;
	size_t i;

	call_for(&call, asked[_i].method, asked[_i].path);
	ck_assert_int_eq(route_find(&call, tables), asked[_i].error);
	for (i = 0; i < 4 && call.parameters[i] != NULL; i++)
		last = call.parameters[i];
	if (asked[_i].error == OK) {
		ck_assert_str_eq(call.endpoint->name, asked[_i].name);
		ck_assert_ptr_null(call.allow);
		if (asked[_i].last == NULL)
			ck_assert_ptr_null(last);
		else
			ck_assert_str_eq(last, asked[_i].last);
	} else {
		ck_assert_ptr_null(call.endpoint);
		if (asked[_i].name == NULL)
			ck_assert_ptr_null(call.allow);
		else
			ck_assert_str_eq(call.allow, asked[_i].name);
	}
}
END_TEST

START_TEST(test_has_app)
{

	ck_assert(route_has_app("/{org}/{app}/token"));
	ck_assert(!route_has_app("/{org}/{app}"));
	ck_assert(!route_has_app("/healthz"));
	ck_assert(!route_has_app("/{room}/{app}/token"));
}
END_TEST

/* A request that could not be parsed has the words of its path's dialect. */
START_TEST(test_dialect)
{
	static const struct dialect own = { .name = "own" };
	static const struct endpoint owned[] = {
		{ .method = "GET", .path = "/rooms/{id}", .dialect = &own },
		{ .method = "GET", .path = "/{org}/{app}/users" },
	};
	static const struct endpoint_table one = { owned, 2 };
	static const struct endpoint_table *const list[] = { &one, NULL };
	static const char *const words[] = { "", "room", "roomss", "{org}",
	    "Rooms", "rooms" };
	struct call call;
	size_t i;

	for (i = 0; i < UNIT_COUNT(words); i++) {
		call_for(&call, "GET", "/");
		call.request.word = words[i];
		route_dialect(&call, list);
		ck_assert_ptr_eq(call.dialect, strcmp(words[i], "rooms") == 0 ?
		    &own : NULL);
	}
}
END_TEST

UNIT_MAIN_ROWS("routes", set_up, tear_down,
    UNIT_EACH(test_asked, asked),
    UNIT_ONCE(test_has_app), UNIT_ONCE(test_dialect))
