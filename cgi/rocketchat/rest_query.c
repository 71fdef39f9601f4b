/* See rest_query.h. */
#include <string.h>

#include "arena.h"
#include "message_list.h"
#include "rest_query.h"

const char *
query_text(struct call *call, const char *name)
{
	const char *text = http_query(&call->request, name);

	return (text == NULL || *text == '\0' ? NULL : text);
}

enum err
query_flag(struct call *call, const char *name, bool *value)
{
	const char *text = query_text(call, name);

	if (text == NULL)
		return (OK);
	*value = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
	if (*value || strcmp(text, "false") == 0 || strcmp(text, "0") == 0)
		return (OK);
	return (rocketchat_invalid(call, arena_format(call->arena,
	    "%s must be boolean", name)));
}

enum err
query_date(struct call *call, const char *name, msec_t *at)
{
	const char *text = query_text(call, name);
	msec_t found;

	if (text == NULL)
		return (OK);
	if (!rocketchat_time(text, &found))
		return (rocketchat_error(call, "error-invalid-date",
		    arena_format(call->arena, "The \"%s\" query parameter"
		    " must be a valid date", name), NULL));
	*at = found < 0 ? 0 : found;
	return (OK);
}

enum err
query_number(struct call *call, const char *name, int64_t most,
    int64_t *number)
{
	const char *text = query_text(call, name);
	int64_t found = 0;

	if (text == NULL)
		return (OK);
	for (; *text >= '0' && *text <= '9'; text++)
		if (found <= most)
			found = found * 10 + *text - '0';
	if (*text != '\0')
		return (rocketchat_invalid(call, arena_format(call->arena,
		    "%s must be a number, 0 or more", name)));
	*number = found > most ? most : found;
	return (OK);
}

enum err
query_page(struct call *call, size_t count, size_t *offset, size_t *limit)
{
	int64_t skip = 0, rows = (int64_t)count;
	enum err e;

	if ((e = query_number(call, "offset", RANGE_OFFSET_MAX,
	    &skip)) != OK ||
	    (e = query_number(call, "count", RANGE_LIMIT_MAX, &rows)) != OK)
		return (e);
	*offset = (size_t)skip;
	*limit = rows == 0 ? RANGE_LIMIT_MAX : (size_t)rows;
	return (OK);
}
