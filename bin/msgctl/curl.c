/* See curl.h. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "curl.h"
#include "number.h"

enum {
	ARGUMENTS_MAX = 32,
	ANSWER_MAX = 64 * 1024,		/* bytes that are kept */
	TRAILER_MAX = 512,		/* bytes of the line behind them */
};

/* The body goes through a file in memory, which curl reads to its end. */
static int
body_file(const struct curl_request *request)
{
	static const char blanks[4096] = { [0 ... 4095] = ' ' };
	size_t left = request->blanks, length;
	int fd;

	if ((fd = memfd_create("body", MFD_CLOEXEC)) < 0)
		return (-1);
	if (request->body != NULL) {
		length = strlen(request->body);
		if (write(fd, request->body, length) != (ssize_t)length)
			goto failed;
	}
	for (; left > 0; left -= length) {
		length = left < sizeof(blanks) ? left : sizeof(blanks);
		if (write(fd, blanks, length) != (ssize_t)length)
			goto failed;
	}
	if (lseek(fd, 0, SEEK_SET) != 0)
		goto failed;
	return (fd);

failed:
	close(fd);
	return (-1);
}

static void
set_arguments(struct arena *arena, const struct curl_request *request,
    char **argv)
{
	size_t n = 0, i;
	const char *const fixed[] = {
		"curl", "-q", "--silent", "--globoff", "--path-as-is",
		"--max-time", "20", "--proto", "=http,https",
		"--write-out", "\n%{http_code} %{content_type}",
		"--header", "Content-Type: application/json",
		"--header", "Expect:",
	};

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		argv[n++] = arena_strdup(arena, fixed[i]);
	if (request->token != NULL) {
		argv[n++] = arena_strdup(arena, "--header");
		argv[n++] = arena_format(arena, "Authorization: Bearer %s",
		    request->token);
	}
	if (request->body != NULL || request->blanks > 0) {
		argv[n++] = arena_strdup(arena, "--data-binary");
		argv[n++] = arena_strdup(arena, "@-");
	}
	argv[n++] = arena_strdup(arena, "--url");
	argv[n++] = arena_strdup(arena, request->url);
	argv[n] = NULL;
}

/* Start curl; its output comes from ${*out}.  0, or what went wrong. */
static int
start(char **argv, int in, int *out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int ends[2], e;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return (errno);
	if ((e = posix_spawn_file_actions_init(&actions)) != 0) {
		close(ends[0]);
		close(ends[1]);
		return (e);
	}
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	e = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*out = ends[0];
	if (e != 0)
		close(ends[0]);
	return (e);
}

/*
 * Read to the end.  The head of the output is kept, and its last line, which
 * curl writes behind the body.
 */
static void
collect(struct arena *arena, int fd, struct curl_answer *answer)
{
	char *head = arena_alloc(arena, ANSWER_MAX + 1);
	char *tail = arena_alloc(arena, 2 * TRAILER_MAX + 1);
	size_t kept = 0, length = 0, over;
	char piece[TRAILER_MAX], *line;
	int64_t status = 0;
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) > 0 ||
	    (got < 0 && errno == EINTR)) {
		if (got < 0)
			continue;
		over = (size_t)got < ANSWER_MAX - kept ? (size_t)got :
		    ANSWER_MAX - kept;
		memcpy(head + kept, piece, over);
		kept += over;
		if (length + (size_t)got > 2 * TRAILER_MAX) {
			over = length - TRAILER_MAX;
			memmove(tail, tail + over, TRAILER_MAX);
			length = TRAILER_MAX;
		}
		memcpy(tail + length, piece, (size_t)got);
		length += (size_t)got;
	}
	tail[length] = '\0';
	answer->type = "";
	answer->body = head;
	if ((line = memrchr(tail, '\n', length)) == NULL)
		return;
	if (strlen(line) > 5 && line[4] == ' ') {
		line[4] = '\0';
		answer->type = line + 5;
	}
	if (parse_integer(line + 1, 0, 999, &status))
		answer->status = (int)status;
	/* The trailer is no part of the body. */
	if ((line = memrchr(head, '\n', kept)) != NULL)
		*line = '\0';
}

static const char *
trouble_of(struct arena *arena, int code)
{

	switch (code) {
	case 6:
		return ("the host's name is not known");
	case 7:
		return ("nothing listens there");
	case 28:
		return ("no answer within 20 seconds");
	case 35:
	case 60:
		return ("TLS or the certificate is not right");
	default:
		return (arena_format(arena, "curl ended with code %d", code));
	}
}

int
curl_run(struct arena *arena, const struct curl_request *request,
    struct curl_answer *answer)
{
	char *argv[ARGUMENTS_MAX];
	int in, out = -1, e, code = 0;
	pid_t pid;

	memset(answer, 0, sizeof(*answer));
	set_arguments(arena, request, argv);
	if ((in = body_file(request)) < 0)
		return (CURL_ABSENT);
	e = start(argv, in, &out, &pid);
	close(in);
	if (e != 0)
		return (CURL_ABSENT);
	collect(arena, out, answer);
	close(out);
	while (waitpid(pid, &code, 0) < 0 && errno == EINTR)
		continue;
	if (answer->status == 0)
		answer->trouble = trouble_of(arena, WIFEXITED(code) ?
		    WEXITSTATUS(code) : -1);
	return (CURL_RAN);
}
