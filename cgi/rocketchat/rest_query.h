/*
 * rest_query: parameters of the calls that read.
 *
 * Of a wrong form they are refused: invalid-params.
 */
#ifndef CGI_ROCKETCHAT_REST_QUERY_H
#define CGI_ROCKETCHAT_REST_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "rocketchat.h"

/*
 * query_text(call, name): NULL for an empty one too.
 * query_flag(call, name, value): true, false, 1 or 0; absent: as it was.
 * query_date(call, name, at): as rocketchat_time(); absent: as it was.
 * query_number(call, name, most, number): digits alone; above ${most} it is
 * ${most}; absent: as it was.
 * query_page(call, count, offset, limit): offset and count; ${count} is what
 * it is if absent, RANGE_LIMIT_MAX what it is at most and what 0 means.
 */
const char *query_text(struct call *call, const char *name);
enum err query_flag(struct call *call, const char *name, bool *value);
enum err query_date(struct call *call, const char *name, msec_t *at);
enum err query_number(struct call *call, const char *name, int64_t most,
    int64_t *number);
enum err query_page(struct call *call, size_t count, size_t *offset,
    size_t *limit);

#endif
