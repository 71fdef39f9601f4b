/*
 * Percent-encoding and the mount.  Lines: a path, and what MSG_MOUNT,
 * PATH_INFO and SCRIPT_NAME say.
 */
#include <string.h>

#include "arena.h"
#include "fuzz.h"
#include "path.h"
#include "utf8.h"

static bool
has_control(const char *text)
{

	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7F)
			return (true);
	return (false);
}

static void
check_decode(struct arena *arena, const char *path, enum percent_kind kind)
{
	const char *text, *again, *c;
	size_t length = strlen(path);

	text = percent_decode(arena, path, length, kind);
	if (text == NULL)
		return;
	for (c = path; *c != '\0'; c++)
		if (*c == '%')
			length -= 2;
	BUG_UNLESS(strlen(text) == length);	/* no NUL came in */
	BUG_UNLESS(utf8_valid(text, strlen(text)));
	BUG_UNLESS(kind != PERCENT_SEGMENT || !has_control(text));
	if (has_control(text))
		return;
	again = percent_encode_path(arena, text);
	again = percent_decode(arena, again, strlen(again), PERCENT_SEGMENT);
	BUG_UNLESS(again != NULL && strcmp(again, text) == 0);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	const char *path = fuzz_line(arena, &text);
	struct mount_hints hints;
	size_t length = SIZE_MAX;

	(void)size;
	check_decode(arena, path, PERCENT_SEGMENT);
	check_decode(arena, path, PERCENT_QUERY);
	hints.mount = fuzz_line(arena, &text);
	hints.path_info = fuzz_line(arena, &text);
	hints.script_name = fuzz_line(arena, &text);
	if (!path_mount(path, &hints, &length)) {
		BUG_UNLESS(*hints.mount != '\0');
		return;
	}
	/* The program's own path begins with a slash, or is the root. */
	BUG_UNLESS(length <= strlen(path));
	BUG_UNLESS(*path != '/' || path[length] == '/' ||
	    path[length] == '\0');
}
