/* See log.h. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "utf8.h"

enum {
	VALUE_MAX = 512,	/* bytes of a value, before escaping */
	PIECE_MAX = 4,		/* bytes of one escaped character */
};

/* Set once at the start, before there are threads. */
static int log_fd = STDERR_FILENO;
static bool to_syslog;

/* Lines that wait.  No more than a pipe takes in one piece (PIPE_BUF), so
 * that lines of several processes do not mix. */
static struct {
	pthread_mutex_t lock;
	char bytes[4096];
	_Atomic unsigned length;
} later = { .lock = PTHREAD_MUTEX_INITIALIZER };

static const struct {
	const char *name;
	int priority;
} levels[] = {
	[LOG_LEVEL_ERROR] = { "error", LOG_ERR },
	[LOG_LEVEL_WARNING] = { "warning", LOG_WARNING },
	[LOG_LEVEL_INFO] = { "info", LOG_INFO },
};

int
log_open(const char *where)
{
	int fd;

	if (strcmp(where, "syslog") == 0) {
		openlog("msgcgi", LOG_PID, LOG_DAEMON);
		to_syslog = true;
		return (0);
	}
	to_syslog = false;
	log_fd = STDERR_FILENO;
	if (strcmp(where, "stderr") == 0)
		return (0);
	fd = open(where, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd == -1)
		return (-1);
	log_fd = fd;
	return (0);
}

/* Append what fits and leaves room for the newline; false: it did not fit. */
static bool
put(struct log_line *line, const char *bytes, size_t length)
{

	if (length > sizeof(line->bytes) - 2 - line->length)
		return (false);
	memcpy(line->bytes + line->length, bytes, length);
	line->length += (unsigned)length;
	line->bytes[line->length] = '\0';
	return (true);
}

/*
 * Put one character, escaped where it could be taken for something else, and
 * return how many bytes of ${value} it was; 0 when the line is full.
 */
static size_t
put_character(struct log_line *line, const char *value, size_t left)
{
	unsigned char c = (unsigned char)value[0];
	char piece[PIECE_MAX + 1];
	size_t n = utf8_sequence(value, left);

	/* C1 controls, U+0080 to U+009F, move cursors as well. */
	if (n > 1 && !(c == 0xC2 && (unsigned char)value[1] < 0xA0))
		return (put(line, value, n) ? n : 0);
	if (c == '\n')
		snprintf(piece, sizeof(piece), "\\n");
	else if (c == '\t')
		snprintf(piece, sizeof(piece), "\\t");
	else if (c == '"' || c == '\\')
		snprintf(piece, sizeof(piece), "\\%c", c);
	else if (c < 0x20 || c >= 0x7F)
		snprintf(piece, sizeof(piece), "\\x%02X", c);
	else
		snprintf(piece, sizeof(piece), "%c", c);
	return (put(line, piece, strlen(piece)) ? 1 : 0);
}

static bool
is_plain(const char *value, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (value[i] <= ' ' || value[i] == 0x7F || value[i] == '"' ||
		    value[i] == '\\' || value[i] == '=')
			return (false);
	return (length > 0);
}

/* The time of ${now} as RFC 3339 has it; the seconds are made once for all
 * lines of a second. */
static void
put_time(struct log_line *line, msec_t now)
{
	static _Thread_local time_t known = -1;
	static _Thread_local char stamp[32];
	time_t seconds = (time_t)(now / 1000);
	char rest[8];
	struct tm parts;

	if (seconds != known) {
		gmtime_r(&seconds, &parts);
		strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &parts);
		known = seconds;
	}
	snprintf(rest, sizeof(rest), ".%03dZ ", (int)(now % 1000));
	put(line, "time=", 5);
	put(line, stamp, strlen(stamp));
	put(line, rest, strlen(rest));
}

void
log_begin(struct log_line *line, enum log_level level, const char *event)
{

	line->length = 0;
	line->level = level;
	if (!to_syslog)
		put_time(line, clock_now());
	put(line, "level=", 6);
	put(line, levels[level].name, strlen(levels[level].name));
	log_text(line, "event", event);
}

void
log_text(struct log_line *line, const char *key, const char *value)
{
	size_t length = strnlen(value, VALUE_MAX + 1), left, n;
	unsigned before = line->length;
	bool cut = length > VALUE_MAX, plain;

	if (cut)
		length = VALUE_MAX;
	plain = !cut && is_plain(value, length);
	if (!put(line, " ", 1) || !put(line, key, strlen(key)) ||
	    !put(line, plain ? "=" : "=\"", plain ? 1 : 2))
		goto full;
	if (plain) {
		if (!put(line, value, length))
			goto full;
		return;
	}
	for (left = length; left > 0; left -= n, value += n)
		if ((n = put_character(line, value, left)) == 0)
			goto full;
	if (!put(line, cut ? "...\"" : "\"", cut ? 4 : 1))
		goto full;
	return;
full:
	/* Half a pair would be worse than none. */
	line->length = before;
	line->bytes[before] = '\0';
}

void
log_number(struct log_line *line, const char *key, int64_t value)
{
	char digits[24], *first = digits + sizeof(digits);
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

	*--first = '\0';
	do
		*--first = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (value < 0)
		*--first = '-';
	log_text(line, key, first);
}

static void
write_all(const char *bytes, size_t length)
{
	ssize_t n;

	do
		n = write(log_fd, bytes, length);
	while (n == -1 && errno == EINTR);
	/* A log that cannot be written has nobody to complain to. */
}

/* With the lock. */
static void
write_later(void)
{

	if (later.length > 0)
		write_all(later.bytes, later.length);
	later.length = 0;
}

void
log_flush(void)
{

	if (later.length == 0)
		return;
	pthread_mutex_lock(&later.lock);
	write_later();
	pthread_mutex_unlock(&later.lock);
}

void
log_end(struct log_line *line)
{

	if (to_syslog) {
		syslog(levels[line->level].priority, "%s", line->bytes);
		return;
	}
	log_flush();
	line->bytes[line->length++] = '\n';
	write_all(line->bytes, line->length);
}

void
log_end_later(struct log_line *line)
{

	if (to_syslog) {
		log_end(line);
		return;
	}
	line->bytes[line->length++] = '\n';
	pthread_mutex_lock(&later.lock);
	if (line->length > sizeof(later.bytes) - later.length)
		write_later();
	memcpy(later.bytes + later.length, line->bytes, line->length);
	later.length += line->length;
	pthread_mutex_unlock(&later.lock);
}

void
log_event(enum log_level level, const char *event, const char *detail)
{
	struct log_line line;

	log_begin(&line, level, event);
	if (detail != NULL)
		log_text(&line, "detail", detail);
	log_end(&line);
}
