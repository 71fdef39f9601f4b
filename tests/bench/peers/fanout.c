/*
 * fanout: one message to many connections by a bare loop around epoll: what
 * the kernel allows.
 *
 *	fanout SOCKET GREETING
 *
 * Who connects to SOCKET and sends something gets the bytes of the file
 * GREETING.  Orders on standard input, each answered by a line:
 *
 *	frame FILE	from now on its bytes are what is sent
 *	go		send it to each connection, in one call of write()
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	EVENTS = 1024,
	BACKLOG = 4096,
	FRAME_MAX = 64 * 1024,		/* bytes */
	DESCRIPTORS = 65536,
};

struct bytes {
	char bytes[FRAME_MAX];
	size_t length;
};

static struct bytes greeting, frame;
static bool there[DESCRIPTORS], greeted[DESCRIPTORS];
static int poller, listener, most;

static void
die(const char *what)
{

	fprintf(stderr, "fanout: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
read_file(const char *path, struct bytes *into)
{
	FILE *file = fopen(path, "r");

	if (file == NULL)
		die(path);
	into->length = fread(into->bytes, 1, sizeof(into->bytes), file);
	fclose(file);
}

static void
watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (fd >= DESCRIPTORS || epoll_ctl(poller, EPOLL_CTL_ADD, fd,
	    &event) != 0)
		die("epoll_ctl");
	there[fd] = true;
	greeted[fd] = false;
	most = fd > most ? fd : most;
}

static void
give(int fd, const struct bytes *what)
{

	if (write(fd, what->bytes, what->length) != (ssize_t)what->length)
		die("write");
}

static void
readable(int fd)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n > 0 && !greeted[fd]) {
		give(fd, &greeting);
		greeted[fd] = true;
	}
	if (n > 0 || (n < 0 && errno == EAGAIN))
		return;
	there[fd] = false;
	close(fd);
}

static bool
obey(void)
{
	char line[4200], path[4096];
	int fd;

	if (fgets(line, sizeof(line), stdin) == NULL)
		return (false);
	if (sscanf(line, "frame %4095s", path) == 1)
		read_file(path, &frame);
	else
		for (fd = 0; fd <= most; fd++)
			if (there[fd] && greeted[fd])
				give(fd, &frame);
	printf("done\n");
	fflush(stdout);
	return (true);
}

static void
serve(void)
{
	struct epoll_event events[EVENTS];
	int count, i, fd;

	for (;;) {
		count = epoll_wait(poller, events, EVENTS, -1);
		for (i = 0; i < count; i++) {
			fd = events[i].data.fd;
			if (fd == listener)
				watch(accept4(listener, NULL, NULL,
				    SOCK_NONBLOCK | SOCK_CLOEXEC));
			else if (fd != 0)
				readable(fd);
			else if (!obey())
				return;
		}
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct rlimit limit;

	if (argc != 3)
		die("SOCKET GREETING");
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	setvbuf(stdin, NULL, _IONBF, 0);
	read_file(argv[2], &greeting);
	snprintf(local.sun_path, sizeof(local.sun_path), "%s", argv[1]);
	poller = epoll_create1(EPOLL_CLOEXEC);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&local, sizeof(local)) != 0 ||
	    listen(listener, BACKLOG) != 0)
		die(argv[1]);
	watch(0);
	watch(listener);
	there[0] = there[listener] = false;
	serve();
	return (0);
}
