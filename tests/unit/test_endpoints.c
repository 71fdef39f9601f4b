/*
 * endpoints: walk all rows of all tables and miss what was forgotten: a
 * field, a limit, a paragraph in docs/.  Run from
 * the top of the source tree.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "rocketchat/rocketchat.h"
#include "routes.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static void
check_row(const struct endpoint *row)
{
	static const char methods[] = " GET POST PUT PATCH DELETE ";
	const char *c;
	size_t parameters = 0;

	ck_assert_ptr_nonnull(row->method);
	ck_assert_ptr_nonnull(strstr(methods, arena_format(arena, " %s ",
	    row->method)));
	ck_assert_int_eq(row->path[0], '/');
	for (c = row->path; (c = strchr(c, '{')) != NULL; c++)
		parameters++;
	ck_assert_uint_le(parameters, 4);
	ck_assert_ptr_nonnull(row->name);
	ck_assert_ptr_nonnull(row->summary);
	ck_assert_uint_gt(strlen(row->summary), 0);
	ck_assert_ptr_nonnull(row->dialect);
	ck_assert_ptr_nonnull(row->dialect->error);
	ck_assert_ptr_nonnull(row->encode);
	ck_assert(!row->sends || row->decode != NULL);
	/* Who asks and how much is known only below an app, or by keys. */
	ck_assert(row->auth == AUTH_NONE ||
	    row->dialect->authorize != NULL);
	if (!route_has_app(row->path) && !row->dialect->cors) {
		ck_assert_int_eq(row->auth, AUTH_NONE);
		ck_assert_ptr_null(row->calls.name);
	}
	ck_assert(row->calls.name == NULL || (row->calls.quota > 0 &&
	    row->calls.window > 0));
	ck_assert(row->messages.name == NULL || (row->messages.quota > 0 &&
	    row->messages.window > 0));
	/* Each send counts as a call, and nothing else takes of messages. */
	ck_assert(row->messages.name == NULL || row->sends);
	/* But Rocket.Chat's, which take of one limit for each user. */
	ck_assert(!row->sends || row->calls.name != NULL ||
	    row->dialect == &rocketchat_dialect);
	ck_assert_int_eq(row->sends, row->targets_max > 0);
	ck_assert_uint_le(row->targets_max, SEND_TARGETS_MAX);
}

START_TEST(test_rows)
{
	const struct endpoint_table *const *t;
	size_t i;

	for (t = routes; *t != NULL; t++) {
		ck_assert_uint_gt((*t)->count, 0);
		for (i = 0; i < (*t)->count; i++)
			check_row(&(*t)->rows[i]);
	}
}
END_TEST

/* Two rows never match the same requests equally well. */
START_TEST(test_unique)
{
	const struct endpoint_table *const *t;
	struct buf seen;
	char *shape;
	const char *c;
	size_t i, n;

	buf_init(&seen, arena, 1 << 20);
	for (t = routes; *t != NULL; t++)
		for (i = 0; i < (*t)->count; i++) {
			shape = arena_format(arena, "\n%s %s\n",
			    (*t)->rows[i].method, (*t)->rows[i].path);
			/* Parameters' names make no difference. */
			for (c = shape, n = 0; *c != '\0'; c++) {
				shape[n++] = *c;
				if (*c == '{')
					c += strcspn(c, "}") - 1;
			}
			shape[n] = '\0';
			ck_assert_msg(strstr(seen.bytes, shape) == NULL,
			    "twice:%s", shape);
			buf_puts(&seen, shape);
		}
}
END_TEST

UNIT_MAIN_WITH("endpoints", set_up, tear_down, test_rows, test_unique)
