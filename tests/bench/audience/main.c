/*
 * audience: many connections that listen, to measure who delivers to them.
 *
 * Orders come as lines on standard input; each is answered by a line of JSON.
 *
 *	open COUNT ADDRESS FILE READY	a group of connections to a Unix socket
 *		or 127.0.0.1:PORT.  FILE: the head of an HTTP request, then
 *		texts, a line each, that are sent on the WebSocket that it
 *		opened.  One is ready when READY stood in what it was sent.
 *	expect COUNT SECONDS	wait until each connection has heard COUNT marks,
 *		or the time is over; tell of each group what it heard.
 *	forget		the marks heard so far.
 *	sample FILE	write the last text with a mark there.
 *	close		all connections.
 *
 * A mark is "mark-NUMBER-TIME;" in a text, TIME by the monotonic clock, in ns,
 * when it was sent.  All connections of a group must hear the same ones in the
 * same order; each is compared with the first that heard as many.
 *
 * A WebSocket's pings are answered, and those of DDP.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "audience.h"

enum {
	GROUPS = 8,
	AT_ONCE = 48,			/* that are being opened */
	OPEN_SECONDS = 300,
	EVENTS = 1024,			/* of epoll, at once */
};

static struct group groups[GROUPS];
static size_t group_count;
static struct connection *connections;
static size_t connection_count;
static int poller;

void
die(const char *what)
{

	fprintf(stderr, "audience: %s: %s\n", what, strerror(errno));
	exit(1);
}

int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((int64_t)t.tv_sec * 1000000000 + t.tv_nsec);
}

/* What there is, for so many milliseconds at most.  True: an order came. */
static bool
pump(int milliseconds)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(poller, events, EVENTS, milliseconds), i;
	bool ordered = false;
	struct connection *c;

	for (i = 0; i < count; i++)
		if (events[i].data.u64 == UINT64_MAX)
			ordered = true;
		else if ((c = &connections[events[i].data.u64])->state !=
		    CLOSED)
			connection_readable(c);
	return (ordered);
}

/* ----- orders ----- */

static int
connect_to(const char *address)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in internet = { .sin_family = AF_INET };
	bool is_local = address[0] == '/';
	struct sockaddr *to = is_local ? (struct sockaddr *)&local :
	    (struct sockaddr *)&internet;
	int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (is_local && strlen(address) < sizeof(local.sun_path))
		memcpy(local.sun_path, address, strlen(address));
	else if (is_local)
		die(address);
	else {
		internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		internet.sin_port = htons((uint16_t)strtoul(
		    strchr(address, ':') + 1, NULL, 10));
	}
	if (fd < 0 || connect(fd, to, is_local ? sizeof(local) :
	    sizeof(internet)) != 0)
		die(address);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return (fd);
}

static void
connect_one(struct group *g, const char *address)
{
	struct connection *c = &connections[connection_count];
	struct epoll_event event = { .events = EPOLLIN,
	    .data.u64 = connection_count };

	*c = (struct connection){ .group = g, .fd = connect_to(address) };
	if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) != 0)
		die("epoll_ctl");
	connection_count++;
	g->count++;
	connection_begin(c);
}

static void
read_request(struct group *g, const char *path)
{
	static char bytes[TEXT_MAX];
	FILE *file = fopen(path, "r");
	size_t length;
	char *head_end;

	if (file == NULL)
		die(path);
	length = fread(bytes, 1, sizeof(bytes) - 1, file);
	fclose(file);
	bytes[length] = '\0';
	if ((head_end = strstr(bytes, "\r\n\r\n")) == NULL)
		die("the request has no end");
	snprintf(g->head, sizeof(g->head), "%.*s",
	    (int)(head_end - bytes) + 4, bytes);
	if ((g->texts = strdup(head_end + 4)) == NULL)
		die("strdup");
}

static void
open_group(const char *count, const char *address, const char *path,
    const char *word)
{
	struct group *g = &groups[group_count++];
	size_t wanted = strtoul(count, NULL, 10);
	int64_t began = now(), until = began + OPEN_SECONDS * 1000000000LL;

	if (group_count > GROUPS)
		die("too many groups");
	connections = realloc(connections, (connection_count + wanted) *
	    sizeof(*connections));
	if (connections == NULL)
		die("realloc");
	memset(g, 0, sizeof(*g));
	read_request(g, path);
	snprintf(g->word, sizeof(g->word), "%s", word);
	audience.failure[0] = '\0';
	while ((g->count < wanted || audience.opening > 0) && now() < until) {
		while (g->count < wanted && audience.opening < AT_ONCE)
			connect_one(g, address);
		pump(100);
	}
	printf("{\"ready\":%zu,\"seconds\":%.3f}", g->ready,
	    (double)(now() - began) / 1e9);
	if (g->ready < wanted)
		fprintf(stderr, "audience: %s\n", audience.failure);
}

static bool
all_heard(size_t wanted)
{
	size_t i;

	for (i = 0; i < group_count; i++)
		if (groups[i].late_count < wanted *
		    (groups[i].ready - groups[i].closed))
			return (false);
	return (true);
}

static void
expect(size_t wanted, double seconds)
{
	int64_t until = now() + (int64_t)(seconds * 1e9);
	size_t i, closed = 0;

	while (!all_heard(wanted) && now() < until)
		pump(100);
	printf("[");
	for (i = 0; i < group_count; i++) {
		printf("%s", i == 0 ? "" : ",");
		group_tell(&groups[i], wanted);
		closed += groups[i].closed;
	}
	printf("]");
	if (closed > 0)
		fprintf(stderr, "audience: %zu were closed, the first: %s\n",
		    closed, audience.failure);
}

static void
forget(void)
{
	size_t i;

	for (i = 0; i < group_count; i++)
		group_forget(&groups[i]);
	for (i = 0; i < connection_count; i++) {
		connections[i].heard = 0;
		connections[i].differs = false;
	}
	printf("{}");
}

static void
write_sample(const char *path)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fwrite(audience.sample, 1, audience.sample_length, file) !=
	    audience.sample_length || fclose(file) != 0)
		die(path);
	printf("{\"length\":%zu}", audience.sample_length);
}

static void
close_all(void)
{
	size_t i;

	forget();
	for (i = 0; i < connection_count; i++)
		if (connections[i].state != CLOSED)
			connection_end(&connections[i], "", 0);
	for (i = 0; i < group_count; i++)
		group_free(&groups[i]);
	connection_count = group_count = 0;
}

static bool
obey(void)
{
	char line[TEXT_MAX], what[16] = "", a[TEXT_MAX] = "", b[TEXT_MAX] = "",
	    c[TEXT_MAX] = "", d[64] = "";

	if (fgets(line, sizeof(line), stdin) == NULL)
		return (false);
	sscanf(line, "%15s %8191s %8191s %8191s %63[^\n]", what, a, b, c, d);
	if (strcmp(what, "open") == 0)
		open_group(a, b, c, d);
	else if (strcmp(what, "expect") == 0)
		expect(strtoul(a, NULL, 10), strtod(b, NULL));
	else if (strcmp(what, "forget") == 0)
		forget();
	else if (strcmp(what, "sample") == 0)
		write_sample(a);
	else
		close_all();
	printf("\n");
	fflush(stdout);
	return (true);
}

int
main(void)
{
	struct epoll_event event = { .events = EPOLLIN,
	    .data.u64 = UINT64_MAX };
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	setvbuf(stdin, NULL, _IONBF, 0);
	poller = epoll_create1(EPOLL_CLOEXEC);
	if (poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, 0, &event) != 0)
		die("epoll");
	while (!pump(-1) || obey())
		continue;
	return (0);
}
