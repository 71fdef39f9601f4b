/*
 * The envelope of successes, and the fields of bodies and queries that the
 * management calls share.
 */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "easemob/easemob.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static struct endpoint endpoint;
static struct call call;

static void
begin(const char *path)
{

	memset(&call, 0, sizeof(call));
	endpoint.generation = EASEMOB_NEW;
	call.arena = arena;
	call.endpoint = &endpoint;
	call.now = 1657254052191;
	call.times.started = clock_tick();
	call.request.method = "POST";
	call.request.path = path;
	call.request.uri = "http://host/o/a/x";
	call.app.org[0] = 'o';
	call.app.name[0] = 'a';
	call.app.uuid[0] = 'u';
	buf_init(&call.response.body, arena, 1 << 20);
}

static void
query(const char *name, const char *value)
{

	call.request.query[call.request.query_count++] =
	    (struct http_parameter){ name, value };
}

/* The order of seed 003's example. */
START_TEST(envelope)
{
	struct json_writer w;

	begin("/o/a/messages/chatrooms/users/");
	easemob_begin(&call, &w);
	json_write_name(&w, "data");
	json_write_object(&w);
	json_write_object_end(&w);
	easemob_end(&call, &w);
	ck_assert_str_eq(call.response.body.bytes,
	    "{\"path\":\"/messages/chatrooms/users\","
	    "\"uri\":\"http://host/o/a/x\",\"timestamp\":1657254052191,"
	    "\"organization\":\"o\",\"application\":\"u\","
	    "\"action\":\"post\",\"data\":{},\"duration\":0,"
	    "\"applicationName\":\"a\"}");
}
END_TEST

START_TEST(envelope_otherwise)
{
	struct json_writer w;

	begin("/o/a/messages");
	endpoint.generation = EASEMOB_OLD;
	query("limit", "20");
	query("x", "1");
	query("limit", "30");
	easemob_begin_as(&call, &w, "/elsewhere", "set user password");
	easemob_params(&call, &w);
	easemob_end(&call, &w);
	ck_assert_str_eq(call.response.body.bytes,
	    "{\"path\":\"/elsewhere\",\"uri\":\"http://host/o/a/x\","
	    "\"timestamp\":1657254052191,\"organization\":\"o\","
	    "\"application\":\"u\",\"action\":\"set user password\","
	    "\"entities\":[],"
	    "\"params\":{\"limit\":[\"20\",\"30\"],\"x\":[\"1\"]},"
	    "\"duration\":0,\"applicationName\":\"a\"}");
}
END_TEST

START_TEST(numbers)
{
	static const struct {
		const char *text;
		enum err e;
		int64_t value;
	} rows[] = {
		{ NULL, OK, 10 },
		{ "1", OK, 1 },
		{ "100", OK, 100 },
		{ "101", OK, 100 },
		{ "99999999999999999999999", OK, 100 },
		{ "0", ERR_BAD_QUERY, 0 },
		{ "-1", ERR_BAD_QUERY, 0 },
		{ "+1", ERR_BAD_QUERY, 0 },
		{ " 1", ERR_BAD_QUERY, 0 },
		{ "1x", ERR_BAD_QUERY, 0 },
		{ "", ERR_BAD_QUERY, 0 },
	};
	struct easemob_range range = { 10, 1, 100 };
	int64_t value;
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++) {
		begin("/o/a/x");
		if (rows[i].text != NULL)
			query("limit", rows[i].text);
		ck_assert_int_eq(easemob_number(&call, "limit", range,
		    &value), rows[i].e);
		if (rows[i].e == OK)
			ck_assert_int_eq(value, rows[i].value);
	}
}
END_TEST

START_TEST(lists)
{
	const char **names;
	size_t count;

	begin("/o/a/x");
	ck_assert_int_eq(easemob_split(&call, "b,a,,b,c,", 3, &names,
	    &count), OK);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[0], "b");
	ck_assert_str_eq(names[1], "a");
	ck_assert_str_eq(names[2], "c");
	ck_assert_int_eq(easemob_split(&call, "a,b,c,d", 3, &names, &count),
	    ERR_ARRAY_TOO_LONG);
	ck_assert_int_eq(easemob_split(&call, ",", 3, &names, &count),
	    ERR_FIELD_ABSENT);
}
END_TEST

START_TEST(cursors)
{
	static const char *const bad[] = { "x", "====", "YWJj", "Yw", "\xff",
	    "YzE6" /* c1: */, "YzE6Cg" /* c1:\n */, "YzE6_w" };
	const char *key;
	size_t i;

	begin("/o/a/x");
	ck_assert_int_eq(easemob_cursor_read(&call, &key), OK);
	ck_assert_ptr_null(key);
	query("cursor", easemob_cursor(&call, "user.1"));
	ck_assert_int_eq(easemob_cursor_read(&call, &key), OK);
	ck_assert_str_eq(key, "user.1");
	for (i = 0; i < UNIT_COUNT(bad); i++) {
		begin("/o/a/x");
		query("cursor", bad[i]);
		ck_assert_msg(easemob_cursor_read(&call, &key) ==
		    ERR_BAD_QUERY, "%s", bad[i]);
	}
}
END_TEST

START_TEST(texts_and_flags)
{
	static const char text[] = "{\"a\":\"\xe4\xbd\xa0\xe5\xa5\xbd\","
	    "\"n\":null,\"i\":1,\"t\":true,\"s\":\"true\",\"f\":false,"
	    "\"z\":0}";
	struct json_object *root;
	struct json_fault fault;
	const char *value;

	begin("/o/a/x");
	ck_assert_int_eq(json_parse(arena, text, strlen(text), &root, &fault),
	    OK);
	/* Two characters, six bytes. */
	ck_assert_int_eq(easemob_text(&call, root, "a", 2, &value), OK);
	ck_assert_uint_eq(strlen(value), 6);
	ck_assert_int_eq(easemob_text(&call, root, "a", 1, &value),
	    ERR_TITLE_TOO_LONG);
	ck_assert_str_eq(call.fault.argument, "a cannot exceed to 1");
	ck_assert_int_eq(easemob_text(&call, root, "n", 1, &value), OK);
	ck_assert_ptr_null(value);
	ck_assert_int_eq(easemob_text(&call, root, "none", 1, &value), OK);
	ck_assert_ptr_null(value);
	ck_assert_int_eq(easemob_text(&call, root, "i", 1, &value),
	    ERR_BAD_FIELD);
	ck_assert(easemob_flag(root, "i"));
	ck_assert(easemob_flag(root, "t"));
	ck_assert(easemob_flag(root, "s"));
	ck_assert(!easemob_flag(root, "f"));
	ck_assert(!easemob_flag(root, "z"));
	ck_assert(!easemob_flag(root, "a"));
	ck_assert(!easemob_flag(root, "n"));
	ck_assert(!easemob_flag(root, "none"));
}
END_TEST

START_TEST(usernames)
{
	static const char max[] = "0123456789012345678901234567890123456789"
	    "012345678901234567890123";
	struct fault fault = { .argument = NULL };
	const char *name;

	ck_assert_uint_eq(strlen(max), USERNAME_MAX);
	ck_assert_int_eq(username_canonical(arena, "User_1.a-B", &name,
	    &fault), OK);
	ck_assert_str_eq(name, "user_1.a-b");
	ck_assert_int_eq(username_canonical(arena, max, &name, &fault), OK);
	ck_assert_int_eq(username_canonical(arena, arena_format(arena, "%sx",
	    max), &name, &fault), ERR_USERNAME_TOO_LONG);
	ck_assert_int_eq(username_canonical(arena, "", &name, &fault),
	    ERR_USERNAME_ILLEGAL);
	ck_assert_int_eq(username_canonical(arena, "a b", &name, &fault),
	    ERR_USERNAME_ILLEGAL);
	ck_assert_int_eq(username_canonical(arena, "\xc3\x84", &name, &fault),
	    ERR_USERNAME_ILLEGAL);
	ck_assert_str_eq(username_fold(arena, "A\xc3\x84z"), "a\xc3\x84z");
	ck_assert_int_eq(password_permitted(NULL, &fault),
	    ERR_PASSWORD_ABSENT);
	ck_assert_int_eq(password_permitted("", &fault), ERR_PASSWORD_ABSENT);
	ck_assert_int_eq(password_permitted(max, &fault), OK);
	ck_assert_int_eq(password_permitted(arena_format(arena, "%sx", max),
	    &fault), ERR_PASSWORD_TOO_LONG);
}
END_TEST

UNIT_MAIN_WITH("easemob_fields", set_up, tear_down, envelope,
    envelope_otherwise, numbers, lists, cursors, texts_and_flags, usernames)
