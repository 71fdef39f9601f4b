/*
 * Events: everything is copied into one block, and who sees one is what the
 * store's rules say.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "msg-live/event.h"
#include "unit.h"

static const char *const two[] = { "ann", "bob" };

START_TEST(copies_everything)
{
	char text[] = "{\"a\":1}", name[] = "ann", id[] = "room";
	const char *users[] = { name, "bob" };
	struct event_reader readers[] = { { name, true }, { "cy", false } };
	struct event parts = { .kind = EVENT_MESSAGE, .app_id = 7, .conv = 8,
	    .seq = 9, .id = 10, .left_count = -1, .room_id = id,
	    .sender = name, .users = users, .user_count = 2,
	    .readers = readers, .reader_count = 2,
	    .forms[FORM_IMKIT] = { text, strlen(text) } };
	struct event *event = event_make(&parts);

	memset(text, 'x', sizeof(text) - 1);
	memset(name, 'x', sizeof(name) - 1);
	memset(id, 'x', sizeof(id) - 1);
	users[1] = NULL;
	readers[1].username = NULL;
	ck_assert_str_eq(event->room_id, "room");
	ck_assert_str_eq(event->sender, "ann");
	ck_assert_str_eq(event->users[0], "ann");
	ck_assert_str_eq(event->users[1], "bob");
	ck_assert_str_eq(event->readers[0].username, "ann");
	ck_assert(event->readers[0].participant);
	ck_assert_str_eq(event->readers[1].username, "cy");
	ck_assert(!event->readers[1].participant);
	ck_assert_str_eq(event->forms[FORM_IMKIT].bytes, "{\"a\":1}");
	ck_assert_uint_eq(event->forms[FORM_IMKIT].length, 7);
	ck_assert_ptr_null(event->forms[FORM_EASEMOB].bytes);
	ck_assert_ptr_null(event->room_type);
	ck_assert_ptr_null(event->ignored);
	ck_assert_int_eq(event->app_id + event->conv + event->seq + event->id,
	    34);
	ck_assert_uint_gt(event->bytes, sizeof(*event));
	event_release(event);
}
END_TEST

/* Nobody may stay alone with an empty list: it is not the same as none. */
START_TEST(keeps_empty_lists)
{
	struct event parts = { .users = two, .user_count = 0, .sender = "" };
	struct event *event = event_make(&parts);

	ck_assert_ptr_nonnull(event->users);
	ck_assert(!event_is_visible(event, "ann"));
	event_release(event);
}
END_TEST

START_TEST(counts_references)
{
	struct event parts = { .sender = "ann" };
	struct event *event = event_make(&parts);

	ck_assert_ptr_eq(event_keep(event), event);
	event_release(event);
	ck_assert_str_eq(event->sender, "ann");
	event_release(event);
	event_release(NULL);
}
END_TEST

static const struct {
	struct event event;
	const char *viewer;
	bool visible;
} views[] = {
	{ { .sender = "cy" }, "ann", true },
	{ { .sender = "" }, "ann", true },
	{ { .sender = "cy", .users = two, .user_count = 2 }, "bob", true },
	{ { .sender = "cy", .users = two, .user_count = 2 }, "dan", false },
	{ { .sender = "cy", .users = two, .user_count = 1 }, "bob", false },
	{ { .sender = "cy", .users = two, .user_count = 2 }, "cy", true },
	{ { .sender = "cy", .ignored = two, .ignored_count = 2 }, "bob",
	    false },
	{ { .sender = "cy", .ignored = two, .ignored_count = 2 }, "dan",
	    true },
	{ { .sender = "ann", .ignored = two, .ignored_count = 2 }, "ann",
	    true },
	{ { .sender = "cy", .users = two, .user_count = 2, .ignored = two,
	    .ignored_count = 1 }, "ann", false },
	{ { .sender = "cy", .hidden = true }, "ann", false },
	{ { .sender = "ann", .hidden = true }, "ann", false },
	{ { .sender = "cy", .hidden = true }, NULL, true },
	{ { .kind = EVENT_DELETED, .sender = "cy", .hidden = true }, "ann",
	    true },
	{ { .kind = EVENT_DELETED, .sender = "cy", .users = two,
	    .user_count = 2, .hidden = true }, "dan", false },
	{ { .sender = "cy", .users = two, .user_count = 1, .ignored = two,
	    .ignored_count = 2 }, NULL, true },
	/* Who was dropped or renamed has no rights by a part of his name. */
	{ { .sender = "cy", .users = two, .user_count = 2 }, "an", false },
	{ { .kind = EVENT_TYPING, .sender = "cy" }, "ann", true },
	{ { .kind = EVENT_EPHEMERAL, .user_id = "u" }, "ann", true },
};

START_TEST(is_visible_by_the_rules)
{

	ck_assert_int_eq(event_is_visible(&views[_i].event, views[_i].viewer),
	    views[_i].visible);
}
END_TEST

/* Conversation and id of each, in the order of the list. */
static const struct {
	const char *given, *wanted;
} orders[] = {
	{ "", "" },
	{ "a1", "a1" },
	{ "a1 a5 b2 b3", "a1 b2 b3 a5" },
	{ "a1 b1 c1", "a1 b1 c1" },
	{ "a7 b6 c5 d4 e3", "e3 d4 c5 b6 a7" },
	{ "a2 a4 b1 b3 b5 c6 d0", "d0 b1 a2 b3 a4 b5 c6" },
	/* Stored later with an earlier id: it stays behind. */
	{ "a5 a1 a6 b2 b3", "b2 b3 a5 a1 a6" },
};

START_TEST(orders_by_time)
{
	struct event events[8] = { { .conv = 0 } }, *event, *first = NULL;
	const char *given = orders[_i].given;
	char text[32] = "";
	size_t i, n = (strlen(given) + 1) / 3;

	for (i = n; i-- > 0; ) {
		events[i].conv = given[3 * i];
		events[i].id = given[3 * i + 1] - '0';
		events[i].next = first;
		first = &events[i];
	}
	for (event = events_by_time(first), i = 0; event != NULL;
	    event = event->next, i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s%c%d", i == 0 ? "" : " ", (char)event->conv,
		    (int)event->id);
	ck_assert_str_eq(text, orders[_i].wanted);
}
END_TEST

UNIT_MAIN_ROWS("event", NULL, NULL,
    UNIT_ONCE(copies_everything),
    UNIT_ONCE(keeps_empty_lists),
    UNIT_ONCE(counts_references),
    UNIT_EACH(is_visible_by_the_rules, views),
    UNIT_EACH(orders_by_time, orders))
