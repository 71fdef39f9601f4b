/*
 * path: percent-encoding, and which part of a path is the program's.
 *
 * Decoding is strict (RFC 3986, 2.1), since two readers that decode
 * differently are how checks are passed by: every % begins two hex digits,
 * the result is UTF-8 and has no NUL.
 */
#ifndef CGI_PATH_H
#define CGI_PATH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum percent_kind {
	PERCENT_SEGMENT,	/* of a path; control characters are refused */
	PERCENT_QUERY,		/* + is a blank */
};

/*
 * percent_decode(arena, bytes, length, kind):
 * The decoded text, in the arena; NULL when ${bytes} are malformed.
 */
const char *percent_decode(struct arena *arena, const char *bytes,
    size_t length, enum percent_kind kind);

/* percent_encode_path(arena, text): for a path that the server decoded. */
const char *percent_encode_path(struct arena *arena, const char *text);

/*
 * path_mount(path, hints, length):
 * How many bytes at the beginning of ${path}, undecoded and without a query,
 * are the mount, below which the program's own path begins.
 *
 * ${hints} are what the web server says, NULL or "" where it says nothing.
 * MSG_MOUNT decides when it is set ("/" is the root).  Else it is what stands
 * before PATH_INFO, where the path ends with it; servers decode PATH_INFO and
 * rewriting rules change SCRIPT_NAME, so the end of the path is the one thing
 * that most of them agree on.  Else (PATH_INFO is absent, or the server has
 * resolved "//" or ".." in it) it is SCRIPT_NAME, where the path goes on
 * behind it.  Else there is none: mod_proxy_fcgi, for one, puts the whole
 * path into SCRIPT_NAME.
 *
 * false: MSG_MOUNT is set and the path is not below it.
 */
struct mount_hints {
	const char *mount;
	const char *path_info;
	const char *script_name;
};
bool path_mount(const char *path, const struct mount_hints *hints,
    size_t *length);

#endif
