/*
 * hear CHANNEL...: say what lib/listen hears, a line each: "state NAME" and
 * "heard CHANNEL PAYLOAD".  Standard input is what wakes it: each line is
 * answered with "woken LINE"; at its end it ends.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "listen.h"
#include "log.h"

enum { WAIT = 60000 };		/* milliseconds */

static const char *const states[] = {
	[LISTEN_HEARD] = NULL, [LISTEN_LOST] = "lost", [LISTEN_BACK] = "back",
	[LISTEN_DEAF] = "deaf", [LISTEN_QUIET] = NULL,
};

static void
heard(void *cookie, const char *channel, const char *payload)
{

	(void)cookie;
	printf("heard %s %s\n", channel, payload);
}

/* False at the end. */
static bool
take_lines(void)
{
	char bytes[256];
	ssize_t n;

	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		printf("woken %.*s\n", (int)strcspn(bytes, "\n"), bytes);
	return (n != 0);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new(1 << 20);
	struct fault fault = { NULL };
	struct conf conf;
	struct listen *listen;
	enum listen_state state;

	if (argc < 2 || conf_load(&conf, arena, environ, &fault) != OK) {
		fprintf(stderr, "hear: %s\n", fault.argument == NULL ?
		    "which channels?" : fault.argument);
		return (2);
	}
	fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
	setvbuf(stdout, NULL, _IOLBF, 0);
	listen = listen_open(&conf, (const char *const *)&argv[1], heard, NULL);
	do {
		state = listen_wait(listen, WAIT, STDIN_FILENO);
		if (states[state] != NULL)
			printf("state %s\n", states[state]);
	} while (take_lines());
	listen_close(listen);
	arena_free(arena);
	return (EXIT_SUCCESS);
}
