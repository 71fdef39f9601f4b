/* See notice.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "notice.h"

enum { PLACE_BYTES = 3 * 20 + 3 };	/* "app.conv.id", a blank, a NUL */

size_t
notice_payloads(struct arena *arena, const struct notice *notices,
    size_t count, const char ***payloads)
{
	const size_t each = NOTICE_BYTES / PLACE_BYTES;
	char place[PLACE_BYTES];
	struct buf out = { .length = 0 };
	size_t i, n = 0;

	*payloads = arena_array(arena, const char *, count / each + 1);
	for (i = 0; i < count; i++) {
		snprintf(place, sizeof(place), "%lld.%lld.%lld",
		    (long long)notices[i].app_id, (long long)notices[i].conv,
		    (long long)notices[i].id);
		if (i == 0 || out.length + 1 + strlen(place) > NOTICE_BYTES)
			buf_init(&out, arena, NOTICE_BYTES);
		else
			buf_putc(&out, ' ');
		buf_puts(&out, place);
		if (out.length == strlen(place))
			n++;
		/* It moves as it grows. */
		(*payloads)[n - 1] = out.bytes;
	}
	return (n);
}

static void
params_make(struct arena *arena, const char *channel,
    const struct notice *notices, size_t count, struct db_param params[2])
{
	struct db_array *array;
	const char **payloads;
	size_t i, n = notice_payloads(arena, notices, count, &payloads);

	array = db_array_new(arena, 't', n);
	for (i = 0; i < n; i++)
		db_array_text(array, payloads[i]);
	params[0] = db_text(channel);
	params[1] = db_array_end(array);
}

void
notice_add(struct db *db, struct arena *arena, const char *channel,
    const struct notice *notices, size_t count)
{
	struct db_param params[2];

	if (count == 0)
		return;
	params_make(arena, channel, notices, count, params);
	db_batch_aside(db);
	db_batch_add(db, &SQL_notice_add, params, 2);
}

void
notice_change(struct db *db, struct arena *arena,
    const struct notice *notices, size_t count)
{
	struct fault fault = { .detail = NULL };

	if (count == 0 || db_batch_begin(db, &fault) != OK)
		return;
	notice_add(db, arena, NOTICE_CHANGE, notices, count);
	/* All of it is aside: db.c logs what goes wrong. */
	(void)db_batch_end(db, arena, NULL, &fault);
}

/* A number, and what must stand behind it, the end of all included. */
static bool
read_number(const char **s, const char *behind, int64_t *number)
{
	char *end;

	if (**s != '-' && (**s < '0' || **s > '9'))
		return (false);
	*number = strtoll(*s, &end, 10);
	if (end == *s || strchr(behind, *end) == NULL)
		return (false);
	*s = end;
	return (true);
}

bool
notice_next(const char **payload, struct notice *notice)
{
	const char *s = *payload + strspn(*payload, " ");

	if (!read_number(&s, ".", &notice->app_id) || *s++ != '.' ||
	    !read_number(&s, ".", &notice->conv) || *s++ != '.' ||
	    !read_number(&s, " ", &notice->id))
		return (false);
	*payload = s;
	return (true);
}
