/*
 * msg-live: holds the connections of those who listen: the realtime API of the
 * Rocket.Chat dialect over WebSocket, and Server-Sent Events.
 *
 * Behind a web server, which passes on what is meant for it
 * (docs/live.md); several may run, on one host or many.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "db.h"
#include "live.h"
#include "log.h"
#include "loop.h"
#include "memory.h"
#include "process.h"
#include "send.h"
#include "version.h"

enum {
	PROCESS_ARENA = 1024 * 1024,		/* bytes; the configuration */
	EXIT_USAGE = 2,
	EXIT_NO_MEMORY = 70,			/* EX_SOFTWARE */
};

static const char help[] =
"msg-live delivers messages as they come: over WebSocket (the realtime API of\n"
"Rocket.Chat) and as Server-Sent Events.  It needs the database of msg.fcgi\n"
"and a web server that passes /websocket, /sockjs/ and .../live on to it:\n"
"    MSG_DSN=dbname=msg MSG_SECRET_FILE=/etc/msgcgi/secret \\\n"
"        MSG_LIVE_LISTEN=/run/msgcgi/live.sock msg-live\n"
"It stays in the foreground; SIGTERM stops it, and its clients come back to\n"
"the next one without missing a message.\n"
"\n"
"Settings are MSG_* variables or a file that MSG_CONF names; `msgctl config`\n"
"lists them.\n"
"Options: --help, --version.\n";

static int
by_option(int argc, char **argv)
{

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("msg-live %s\n", MSG_VERSION);
		return (0);
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return (0);
	}
	fprintf(stderr, "msg-live: there is no option %s\n%s", argv[1], help);
	return (EXIT_USAGE);
}

static void
exhausted(void)
{

	log_event(LOG_LEVEL_ERROR, "out of memory", NULL);
	_exit(EXIT_NO_MEMORY);
}

static int
run(const struct conf *conf)
{
	int status;

	signal(SIGPIPE, SIG_IGN);
	process_start(conf);
	live_serve(true);
	if (send_start(conf, NULL) != OK) {
		fputs("msg-live: cannot start a thread\n", stderr);
		return (1);
	}
	status = loop_run(conf);
	send_stop();
	db_pool_stop();
	log_flush();
	return (status);
}

int
main(int argc, char **argv)
{
	struct arena *arena;
	struct conf conf;
	struct fault fault = { .argument = NULL };
	int status = 1;

	if (argc > 1)
		return (by_option(argc, argv));
	arena_set_exhausted(exhausted);
	memory_start();
	arena = arena_new(PROCESS_ARENA);
	if (process_load(&conf, arena, &fault) == OK)
		status = run(&conf);
	else
		fprintf(stderr, "msg-live: cannot start: %s\n",
		    fault.argument);
	arena_free(arena);
	return (status);
}
