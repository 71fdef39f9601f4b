/*
 * The configuration: a file, and behind a line "[environment]" entries of the
 * environment.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "fuzz.h"
#include "utf8.h"

enum { ENTRIES = 64 };		/* of an environment */

static const char separator[] = "\n[environment]\n";

/* The name of a file with these bytes. */
static const char *
file_of(struct arena *arena, const char *bytes, size_t length)
{
	static int fd = -1;

	if (fd == -1)
		fd = memfd_create("conf", 0);
	BUG_UNLESS(fd != -1 && ftruncate(fd, 0) == 0);
	BUG_UNLESS(pwrite(fd, bytes, length, 0) == (ssize_t)length);
	return (arena_format(arena, "/proc/self/fd/%d", fd));
}

/* Written as environment, all of it is read as it was. */
static void
check_again(struct arena *arena, const struct conf *conf)
{
	char *environment[ENTRIES] = { NULL };
	struct conf again;
	struct conf_row row, other;
	struct fault fault;
	size_t i;

	for (i = 0; conf_describe(conf, i, arena, &row); i++) {
		BUG_UNLESS(i < ENTRIES - 1);
		environment[i] = arena_format(arena, "%s=%s", row.name,
		    row.value);
	}
	BUG_UNLESS(conf_load(&again, arena, environment, &fault) == OK);
	for (i = 0; conf_describe(conf, i, arena, &row); i++)
		BUG_UNLESS(conf_describe(&again, i, arena, &other) &&
		    strcmp(row.value, other.value) == 0);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	const char *rest = memmem(text, size, separator,
	    sizeof(separator) - 1);
	size_t length = rest == NULL ? size : (size_t)(rest - text), n = 1;
	struct fault fault = { .argument = NULL };
	char *environment[ENTRIES] = { NULL };
	struct conf conf;

	environment[0] = arena_format(arena, "MSG_CONF=%s",
	    file_of(arena, text, length));
	if (rest != NULL)
		rest += sizeof(separator) - 1;
	while (rest != NULL && *rest != '\0' && n < ENTRIES - 1)
		environment[n++] = arena_strdup(arena,
		    fuzz_line(arena, &rest));
	if (conf_load(&conf, arena, environment, &fault) != OK) {
		BUG_UNLESS(fault.argument != NULL);
		BUG_UNLESS(strstr(fault.argument, "MSG_") != NULL);
		return;
	}
	BUG_UNLESS(conf.threads >= 1 && conf.threads <= 512);
	BUG_UNLESS(conf.batch_rows >= 1 && conf.body_max >= 1024);
	check_again(arena, &conf);
}
