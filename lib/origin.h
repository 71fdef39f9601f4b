/*
 * origin: which web pages may call from a browser (the Fetch standard's CORS),
 * by the lists of the apps: app.cors_origins, where * stands for any page.
 *
 * Answers are kept per process, in a table of fixed size, as long as apps are
 * (app.h); so a changed list is in force a second or two later.
 */
#ifndef LIB_ORIGIN_H
#define LIB_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct conf;

enum { ORIGIN_MAX = 255 };	/* bytes of an origin that is looked at */

/* origin_start(conf): before the first look-up. */
void origin_start(const struct conf *conf);

/*
 * origin_is_valid(text): scheme://host or scheme://host:port, as browsers
 * write it: lower case, no path, at most ORIGIN_MAX bytes; or "null", what
 * pages without an origin say, which only * allows.  An origin that is valid
 * is fit for a header.
 */
bool origin_is_valid(const char *text);

/*
 * origin_allowed(arena, app_id, origin, ask):
 * What to answer to a page of this valid ${origin}: the origin itself, "*" for
 * any, or NULL: nothing, it is not allowed.  ${app_id} 0: whether any app
 * allows it.  Without ${ask}, or while the database does not answer, only what
 * is in memory counts, be it old.
 */
const char *origin_allowed(struct arena *arena, int64_t app_id,
    const char *origin, bool ask);

#endif
