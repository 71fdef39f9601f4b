/* Names of apps: what may be created, and what is reserved. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "conversation.h"
#include "unit.h"

START_TEST(names_are_checked)
{
	static const struct {
		const char *org, *app;
		enum err code;
	} rows[] = {
		{ "demo", "chat", OK },
		{ "chat-demo", "testapp", OK },
		{ "1122", "a.b_c-d", OK },
		{ "", "chat", ERR_FIELD_INVALID },
		{ "demo", "", ERR_FIELD_INVALID },
		{ "-demo", "chat", ERR_FIELD_INVALID },
		{ ".well-known", "chat", ERR_FIELD_INVALID },
		{ "de/mo", "chat", ERR_FIELD_INVALID },
		{ "de mo", "chat", ERR_FIELD_INVALID },
		{ "d\xc3\xa9mo", "chat", ERR_FIELD_INVALID },
		{ "api", "chat", ERR_FIELD_INVALID },
		{ "rooms", "chat", ERR_FIELD_INVALID },
		{ "messages", "chat", ERR_FIELD_INVALID },
		{ "admin", "chat", ERR_FIELD_INVALID },
		{ "me", "chat", ERR_FIELD_INVALID },
		{ "files", "chat", ERR_FIELD_INVALID },
		{ "users", "chat", ERR_FIELD_INVALID },
		{ "config", "chat", ERR_FIELD_INVALID },
		{ "search", "chat", ERR_FIELD_INVALID },
		{ "auths", "chat", ERR_FIELD_INVALID },
		{ "badges", "chat", ERR_FIELD_INVALID },
		{ "push", "chat", ERR_FIELD_INVALID },
		{ "blockStatus", "chat", ERR_FIELD_INVALID },
		{ "websocket", "chat", ERR_FIELD_INVALID },
		{ "sockjs", "chat", ERR_FIELD_INVALID },
		{ "healthz", "chat", ERR_FIELD_INVALID },
		{ "Metrics", "chat", ERR_FIELD_INVALID },
		{ "demo", "api", OK },
	};
	struct arena *a = arena_new(1 << 20);
	struct fault fault;
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++) {
		memset(&fault, 0, sizeof(fault));
		ck_assert_msg(app_name_check(a, rows[i].org, rows[i].app,
		    &fault) == rows[i].code, "%s/%s", rows[i].org,
		    rows[i].app);
		ck_assert((fault.argument == NULL) == (rows[i].code == OK));
	}
	arena_free(a);
}
END_TEST

START_TEST(limits_are_scaled)
{
	struct app app = { .limit_scale = 100 };

	ck_assert_int_eq(app_scaled(&app, 100), 100);
	app.limit_scale = 250;
	ck_assert_int_eq(app_scaled(&app, 100), 250);
	app.limit_scale = 1;
	ck_assert_int_eq(app_scaled(&app, 20), 1);
	app.limit_scale = 100000000;
	ck_assert_int_eq(app_scaled(&app, 6000), INT32_MAX / 2);
}
END_TEST

START_TEST(conversations_differ_by_everything)
{
	struct arena *a = arena_new(1 << 20);
	int64_t room = conversation_number(1, CONVERSATION_ROOM, "7");

	ck_assert_int_gt(room, 0);
	ck_assert_int_eq(room, conversation_number(1, CONVERSATION_ROOM, "7"));
	ck_assert_int_ne(room, conversation_number(2, CONVERSATION_ROOM, "7"));
	ck_assert_int_ne(room,
	    conversation_number(1, CONVERSATION_GROUP, "7"));
	ck_assert_int_ne(room, conversation_number(1, CONVERSATION_ROOM, "8"));
	ck_assert_str_eq(conversation_pair(a, "ann", "bob"), "ann\x1f" "bob");
	ck_assert_str_eq(conversation_pair(a, "bob", "ann"), "ann\x1f" "bob");
	arena_free(a);
}
END_TEST

UNIT_MAIN("app", names_are_checked, limits_are_scaled,
    conversations_differ_by_everything)
