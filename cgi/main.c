/*
 * msg.fcgi: behind a web server, as FastCGI or plain CGI.
 *
 * FastCGI when descriptor 0 is a listening socket, CGI when the environment
 * says so, a help text when somebody tries it by hand.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "db.h"
#include "fastcgi.h"
#include "http.h"
#include "log.h"
#include "memory.h"
#include "process.h"
#include "send.h"
#include "serve.h"
#include "version.h"

enum {
	PROCESS_ARENA = 1024 * 1024,		/* bytes; the configuration */
	CGI_DISCARD_MAX = 4 * 1024 * 1024,	/* bytes */
	EXIT_USAGE = 2,
	EXIT_NO_MEMORY = 70,			/* EX_SOFTWARE */
};

static const char help[] =
"msg.fcgi is a program for a web server; by hand it only shows this.\n"
"\n"
"As FastCGI, with spawn-fcgi (then point the web server at the socket):\n"
"    MSG_DSN=dbname=msg MSG_SECRET_FILE=/etc/msgcgi/secret \\\n"
"        spawn-fcgi -n -s /run/msgcgi.sock -M 0660 -- msg.fcgi\n"
"As FastCGI, started by lighttpd:\n"
"    fastcgi.server = ( \"/\" => (( \"bin-path\" => \"/path/to/msg.fcgi\",\n"
"        \"socket\" => \"/run/msgcgi.sock\", \"check-local\" => \"disable\",\n"
"        \"fix-root-scriptname\" => \"enable\" )) )\n"
"As plain CGI: copy it to a directory for CGI programs.\n"
"One request from the shell:\n"
"    REQUEST_METHOD=GET REQUEST_URI=/healthz msg.fcgi\n"
"\n"
"Settings are MSG_* variables or a file that MSG_CONF names; `msgctl config`\n"
"lists them, `msgctl doctor` looks for mistakes.\n"
"Options: --help, --version.\n";

static int
by_hand(int argc, char **argv)
{

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("msg.fcgi %s\n", MSG_VERSION);
		return (0);
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return (0);
	}
	fputs(help, stderr);
	return (EXIT_USAGE);
}

/*
 * A web server may start us with standard descriptors closed; the first files
 * we open must not become what others take for standard error.
 */
static void
fill_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

static void
put(const char *bytes, size_t length)
{
	ssize_t n;

	while (length > 0) {
		n = write(STDOUT_FILENO, bytes, length);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return;		/* the web server has gone */
		bytes += n;
		length -= (size_t)n;
	}
}

static void
put_unavailable(void)
{

	put(http_unavailable(), strlen(http_unavailable()));
}

static const char *
cgi_variable(void *cookie, const char *name)
{

	(void)cookie;
	return (getenv(name));
}

/* ${cookie}: how many bytes were read so far. */
static long
cgi_read(void *cookie, char *bytes, size_t size)
{
	size_t *count = cookie;
	ssize_t n;

	do
		n = read(STDIN_FILENO, bytes, size);
	while (n == -1 && errno == EINTR);
	if (n > 0)
		*count += (size_t)n;
	return (n);
}

/*
 * Take what is left of a body that was refused unread: a web server that
 * finds nobody reading it drops our answer (Apache's mod_cgid).  Not more
 * than CONTENT_LENGTH, where there is one: then there need not be an end.
 */
static void
cgi_discard(size_t count)
{
	const char *text = getenv("CONTENT_LENGTH");
	size_t length = text == NULL ? 0 : strtoul(text, NULL, 10);
	char bytes[8192];

	/* A chunked body, which has no length, ends where the input does. */
	if ((text == NULL || *text == '\0') &&
	    getenv("HTTP_TRANSFER_ENCODING") != NULL)
		length = CGI_DISCARD_MAX;
	if (length > CGI_DISCARD_MAX)
		length = CGI_DISCARD_MAX;
	while (count < length && cgi_read(&count, bytes, sizeof(bytes)) > 0)
		continue;
}

static void
cgi_exhausted(void)
{

	log_event(LOG_LEVEL_ERROR, "out of memory", NULL);
	put_unavailable();
	_exit(EXIT_NO_MEMORY);
}

static int
run_cgi(const struct conf *conf)
{
	size_t count = 0;
	const struct http_source source = { cgi_variable, cgi_read, &count };
	struct arena *arena = arena_new(SERVE_ARENA);
	struct buf *out;

	process_start(conf);
	send_start_inline(conf);
	out = serve(&source, arena, conf);
	cgi_discard(count);
	put(out->bytes, out->length);
	log_flush();
	send_stop();
	db_pool_stop();
	arena_free(arena);
	return (0);
}

static int
run_fastcgi(const struct conf *conf, char **argv)
{
	/* Read now: later the file may be gone, replaced by a newer one. */
	static char program[4096];
	enum fastcgi_end end = FASTCGI_STOP;
	ssize_t length;
	enum err e;

	length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	fastcgi_block_signals();
	process_start(conf);
	if ((e = send_start(conf, fastcgi_settled)) != OK) {
		fprintf(stderr, "msg.fcgi: cannot start: %s\n", err_words(e));
		return (1);
	}
	if (fastcgi_run(conf, &end) != 0) {
		fprintf(stderr, "msg.fcgi: cannot start: %s\n",
		    strerror(errno));
		return (1);
	}
	send_stop();
	db_pool_stop();
	if (end == FASTCGI_RENEW && length > 0)
		fastcgi_renew(program, argv);
	return (0);
}

int
main(int argc, char **argv)
{
	struct arena *arena;
	struct conf conf;
	struct fault fault = { .argument = NULL };
	bool fastcgi;
	int status;

	fill_descriptors();
	fastcgi = fastcgi_is_listening();
	/* Arguments count by hand only: a CGI server makes them of the query
	 * (RFC 3875, 4.4). */
	if (!fastcgi && getenv("REQUEST_METHOD") == NULL)
		return (by_hand(argc, argv));
	if (!fastcgi)
		arena_set_exhausted(cgi_exhausted);
	memory_start();
	arena = arena_new(PROCESS_ARENA);
	if (process_load(&conf, arena, &fault) != OK) {
		fprintf(stderr, "msg.fcgi: cannot start: %s\n",
		    fault.argument);
		if (!fastcgi) {
			cgi_discard(0);
			put_unavailable();
		}
		arena_free(arena);
		return (1);
	}
	status = fastcgi ? run_fastcgi(&conf, argv) : run_cgi(&conf);
	arena_free(arena);
	return (status);
}
