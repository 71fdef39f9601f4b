/* See audience.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audience.h"

enum { BYTES = 256 * 1024 };		/* read at once */

struct audience audience;
static char buffer[BYTES];

/* ----- what a connection does ----- */

void
connection_end(struct connection *c, const char *why, size_t length)
{

	if (audience.failure[0] == '\0')
		snprintf(audience.failure, sizeof(audience.failure), "%.*s", (int)length, why);
	if (c->state == READY)
		c->group->closed++;
	else if (c->state != CLOSED)
		audience.opening--;
	c->state = CLOSED;
	free(c->rest);
	c->rest = NULL;
	c->rest_length = 0;
	close(c->fd);
}

/* All that is sent is short, and the socket takes it. */
static void
put(struct connection *c, const void *bytes, size_t length)
{

	if (c->state != CLOSED &&
	    write(c->fd, bytes, length) != (ssize_t)length)
		connection_end(c, "cannot write", 12);
}

/* A frame of a client is masked; by zeros it stays as it is. */
static void
send_frame(struct connection *c, int code, const char *text, size_t length)
{
	char frame[TEXT_MAX + 8] = { (char)(0x80 | code) };
	size_t head = 6;

	if (length > 125) {
		frame[1] = (char)(0x80 | 126);
		frame[2] = (char)(length >> 8);
		frame[3] = (char)length;
		head = 8;
	} else
		frame[1] = (char)(0x80 | length);
	memcpy(frame + head, text, length);
	put(c, frame, head + length);
}

static void
send_texts(struct connection *c)
{
	const char *text, *line_end;

	for (text = c->group->texts; *text != '\0'; text = line_end + 1) {
		if ((line_end = strchr(text, '\n')) == NULL)
			return;
		send_frame(c, 1, text, (size_t)(line_end - text));
	}
}

/* ----- what it hears ----- */

static void
hear(struct connection *c, const char *text, size_t length)
{
	static const char ping[] = "{\"msg\":\"ping\"";
	static const char pong[] = "{\"msg\":\"pong\"}";
	const char *mark;
	char *number_end;
	uint64_t number;

	if (length >= sizeof(ping) - 1 &&
	    memcmp(text, ping, sizeof(ping) - 1) == 0)
		send_frame(c, 1, pong, sizeof(pong) - 1);
	else if (c->state == WAITS) {
		if (memmem(text, length, c->group->word,
		    strlen(c->group->word)) != NULL) {
			c->state = READY;
			c->group->ready++;
			audience.opening--;
		} else if (memmem(text, length, "\"error\"", 7) != NULL)
			connection_end(c, text, length);
	} else if ((mark = memmem(text, length, "mark-", 5)) != NULL) {
		number = strtoull(mark + 5, &number_end, 10);
		group_hear(c, number,
		    strtoll(number_end + 1, NULL, 10));
		audience.sample_length = length < sizeof(audience.sample) ? length : 0;
		memcpy(audience.sample, text, audience.sample_length);
	}
}

/* The length of a frame of the server's, 0: not all of it is there. */
static size_t
hear_frame(struct connection *c, const char *bytes, size_t length)
{
	const unsigned char *b = (const unsigned char *)bytes;
	size_t head = 2, size, i;

	if (length < 2)
		return (0);
	size = b[1] & 127;
	if (size > 125) {
		head = size == 126 ? 4 : 10;
		if (length < head)
			return (0);
		for (size = 0, i = 2; i < head; i++)
			size = size << 8 | b[i];
	}
	if (length - head < size)
		return (0);
	if ((b[0] & 15) == 9)
		send_frame(c, 10, bytes + head, size);
	else if ((b[0] & 15) == 8)
		connection_end(c, size < 2 ? "" : bytes + head + 2,
		    size < 2 ? 0 : size - 2);
	else
		hear(c, bytes + head, size);
	return (head + size);
}

static size_t
hear_event(struct connection *c, const char *bytes, size_t length)
{
	const char *event_end = memmem(bytes, length, "\n\n", 2);

	if (event_end == NULL)
		return (0);
	hear(c, bytes, (size_t)(event_end - bytes));
	return ((size_t)(event_end - bytes) + 2);
}

static size_t
hear_head(struct connection *c, const char *bytes, size_t length)
{
	const char *head_end = memmem(bytes, length, "\r\n\r\n", 4);
	bool switched = length > 12 && memcmp(bytes + 9, "101", 3) == 0;

	if (head_end == NULL)
		return (0);
	if (!switched && memcmp(bytes + 9, "200", 3) != 0) {
		connection_end(c, bytes, length);
		return (0);
	}
	c->group->websocket = switched;
	c->state = WAITS;
	send_texts(c);
	return ((size_t)(head_end - bytes) + 4);
}

static size_t
hear_one(struct connection *c, const char *bytes, size_t length)
{

	return (c->state == WAITS_FOR_HEAD ? hear_head(c, bytes, length) :
	    c->group->websocket ? hear_frame(c, bytes, length) :
	    hear_event(c, bytes, length));
}

static void
keep_rest(struct connection *c, const char *bytes, size_t length)
{

	if (c->state == CLOSED)
		return;
	free(c->rest);
	c->rest = NULL;
	if ((c->rest_length = length) == 0)
		return;
	if ((c->rest = malloc(length)) == NULL)
		die("malloc");
	memcpy(c->rest, bytes, length);
}

void
connection_readable(struct connection *c)
{
	size_t length = c->rest_length, at = 0, one = 1;
	ssize_t n;

	if (length > 0)
		memcpy(buffer, c->rest, length);
	n = read(c->fd, buffer + length, sizeof(buffer) - length);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		connection_end(c, "it was closed", 13);
		return;
	}
	length += (size_t)n;
	while (at < length && one > 0 && c->state != CLOSED) {
		one = hear_one(c, buffer + at, length - at);
		at += one;
	}
	keep_rest(c, buffer + at, length - at);
}

void
connection_begin(struct connection *c)
{

	audience.opening++;
	put(c, c->group->head, strlen(c->group->head));
}
