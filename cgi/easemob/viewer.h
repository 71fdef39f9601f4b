/*
 * viewer: whose eyes messages are read with: an app token sees everything, or
 * with `as` what that user may see; a user's token sees what the user may.
 */
#ifndef CGI_EASEMOB_VIEWER_H
#define CGI_EASEMOB_VIEWER_H

#include <stdbool.h>

#include "endpoint.h"

/* easemob_is_name(name): whether there can be a user or room of this name:
 * sends refuse control characters in names, so nobody has them. */
bool easemob_is_name(const char *name);

/*
 * easemob_viewer(call, as, viewer): ${as} is what the caller gave, or NULL;
 * ${viewer} the username in its stored form, NULL for the app's backend.
 * ERR_BAD_QUERY; ERR_FORBIDDEN: another user than the token's.
 */
enum err easemob_viewer(struct call *call, const char *as,
    const char **viewer);

/* easemob_bad_query(call, words): ERR_BAD_QUERY that says ${words}. */
enum err easemob_bad_query(struct call *call, const char *words);

#endif
