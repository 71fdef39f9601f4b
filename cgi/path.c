/* See path.h. */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "path.h"
#include "utf8.h"

static int
hex_digit(char c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	return (-1);
}

/* The byte that %XX at ${bytes} stands for, or -1. */
static int
percent_byte(const char *bytes, size_t available)
{
	int high, low;

	if (available < 3 || (high = hex_digit(bytes[1])) == -1 ||
	    (low = hex_digit(bytes[2])) == -1)
		return (-1);
	return (high * 16 + low);
}

const char *
percent_decode(struct arena *arena, const char *bytes, size_t length,
    enum percent_kind kind)
{
	char *text = arena_alloc(arena, length + 1);
	size_t i, n = 0;
	int byte;

	for (i = 0; i < length; i++) {
		byte = (unsigned char)bytes[i];
		if (byte == '%') {
			byte = percent_byte(bytes + i, length - i);
			i += 2;
		} else if (byte == '+' && kind == PERCENT_QUERY)
			byte = ' ';
		if (byte <= 0)
			return (NULL);
		if (kind == PERCENT_SEGMENT && (byte < 0x20 || byte == 0x7F))
			return (NULL);
		text[n++] = (char)byte;
	}
	return (utf8_valid(text, n) ? text : NULL);
}

const char *
percent_encode_path(struct arena *arena, const char *text)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "-._~!$&'()*+,;=:@/";
	struct buf b;

	buf_init(&b, arena, 3 * strlen(text));
	for (; *text != '\0'; text++)
		if (strchr(plain, *text) != NULL)
			buf_putc(&b, *text);
		else
			buf_format(&b, "%%%02X", (unsigned char)*text);
	return (b.bytes);
}

/*
 * Whether ${path}, decoded, begins with ${text}; ${used} is how many bytes
 * of it that takes.  What stands undecoded in both is the same, too: Apache
 * leaves %2F in PATH_INFO (AllowEncodedSlashes NoDecode).  A malformed %
 * stands for itself here: the strict decoder refuses the path later.
 */
static bool
begins_with(const char *path, const char *text, size_t *used)
{
	size_t i = 0;
	int byte;

	for (; *text != '\0'; text++) {
		byte = path[i] == '%' ?
		    percent_byte(path + i, strnlen(path + i, 3)) : -1;
		if (byte == -1 || strncmp(path + i, text, 3) == 0)
			byte = (unsigned char)path[i++];
		else
			i += 3;
		if (byte != (unsigned char)*text)
			return (false);
	}
	*used = i;
	return (true);
}

static bool
is_set(const char *hint)
{

	return (hint != NULL && hint[0] != '\0');
}

/* Whether ${path} ends with ${info}; ${mount} is what stands before. */
static bool
ends_with(const char *path, const char *info, size_t *mount)
{
	const char *slash;
	size_t used;

	/* At a slash of ours, not one that was %2F. */
	for (slash = path; (slash = strchr(slash, '/')) != NULL; slash++)
		if (begins_with(slash, info, &used) && slash[used] == '\0') {
			*mount = (size_t)(slash - path);
			return (true);
		}
	return (false);
}

bool
path_mount(const char *path, const struct mount_hints *hints, size_t *length)
{
	size_t used;

	*length = 0;
	if (is_set(hints->mount)) {
		if (!begins_with(path, hints->mount, &used))
			return (false);
		/* "/chat/" means the same as "/chat", and "/" nothing. */
		if (used > 0 && path[used - 1] == '/')
			used--;
		if (path[used] != '/' && path[used] != '\0')
			return (false);
		*length = used;
		return (true);
	}
	if (is_set(hints->path_info) &&
	    ends_with(path, hints->path_info, length))
		return (true);
	if (is_set(hints->script_name) &&
	    begins_with(path, hints->script_name, &used) &&
	    path[used] == '/' && used > 0 && path[used - 1] != '/')
		*length = used;
	return (true);
}
