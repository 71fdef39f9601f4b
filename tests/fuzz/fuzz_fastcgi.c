/*
 * FastCGI records, by libfcgi and by our reader on it: whatever comes, a
 * request is refused by libfcgi or answered with records that are well formed.
 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arena.h"
#include "fuzz.h"

/* For its readers, which nobody else calls. */
#include "connection.c"

enum {
	RECORDS_MAX = 32 * 1024,	/* bytes; a socket's buffer holds it */
	LENGTH_FOLLOWS = 0x80,		/* and its three lower bytes */
	HEADER = 8,			/* bytes of each record */
	END = 3, STDOUT = 6,		/* types of records */
};

/* libfcgi loses 48 bytes at each record about no request. */
const char *__lsan_default_suppressions(void)
    __attribute__((visibility("default")));
const char *
__lsan_default_suppressions(void)
{

	return ("leak:libfcgi\n");
}

/*
 * libfcgi believes the lengths of names and values, adds them in an int, and
 * ends the process or writes beyond its memory when they lie by much.  Only
 * the web server can do that to us.  Known, and nothing is learnt from it: a
 * length may be of 24 bits, wherever libfcgi takes one to begin.
 */
static bool
lies(const char *text, size_t size)
{

	for (; size > 0; size--)
		if ((unsigned char)*text++ > LENGTH_FOLLOWS)
			return (true);
	return (false);
}

/* What came back: records to the byte, the answer in them, then the end. */
static void
check_records(int fd, const struct buf *answer)
{
	static unsigned char bytes[2 * RECORDS_MAX];
	size_t size = 0, length, shown = 0, at;
	bool ended = false;
	ssize_t n;

	while ((n = read(fd, bytes + size, sizeof(bytes) - size)) > 0)
		size += (size_t)n;
	for (at = 0; at < size; at += HEADER + length + bytes[at + 6]) {
		BUG_UNLESS(size - at >= HEADER && bytes[at] == 1);
		length = (size_t)bytes[at + 4] << 8 | bytes[at + 5];
		BUG_UNLESS(size - at >= HEADER + length + bytes[at + 6]);
		if (bytes[at + 1] == STDOUT) {
			BUG_UNLESS(!ended && length <= answer->length - shown);
			BUG_UNLESS(memcmp(bytes + at + HEADER,
			    answer->bytes + shown, length) == 0);
			shown += length;
		}
		ended = ended || (bytes[at + 1] == END &&
		    shown == answer->length);
	}
	BUG_UNLESS(ended && shown == answer->length);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	struct call *call = fuzz_call_new(arena);
	struct connection connection = { .arena = arena };
	FCGX_Request *request = &connection.request;
	struct http_source source = { variable, read_body, &connection };
	struct buf *answer;
	int ends[2];

	if (size > RECORDS_MAX || lies(text, size))
		return;
	BUG_UNLESS(FCGX_Init() == 0);
	BUG_UNLESS(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	BUG_UNLESS(write(ends[0], text, size) == (ssize_t)size);
	shutdown(ends[0], SHUT_WR);
	/* As if it had just been accepted; there is nothing else to accept. */
	FCGX_InitRequest(request, -1, 0);
	request->ipcFd = ends[1];
	request->keepConnection = 1;
	if (connection_accept(&connection) == 0) {
		answer = fuzz_answer(call, fuzz_call(call, &source, true));
		FCGX_PutStr(answer->bytes, (int)answer->length, request->out);
		if (is_drained(&connection))
			FCGX_Detach(request);
		FCGX_Finish_r(request);
		FCGX_Free(request, 1);
		check_records(ends[0], answer);
	} else
		FCGX_Free(request, 1);
	close(ends[0]);
}
