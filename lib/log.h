/*
 * log: lines of key=value.
 *
 * A value with a blank, a quote, a backslash, '=' or a control character is
 * quoted and escaped (\n, \t, \", \\, \xNN), so that nobody can forge a line.
 * Values are cut at 512 bytes and then end in "..."; a pair that does not fit
 * into a line of 4096 bytes is left out.  No secret is ever given to the log:
 * tokens, keys, passwords, message bodies stay out.
 *
 * Threads: log_open() before there are any; the rest from any of them.
 */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

/* log_open(where): "stderr", "syslog" or a path (appended to, mode 0640).
 * Returns 0, or -1 with errno set; the log then stays on stderr. */
int log_open(const char *where);

/* One line, built on the stack and written by log_end(). */
struct log_line {
	char bytes[4096];
	unsigned length;
	enum log_level level;
};
void log_begin(struct log_line *line, enum log_level level,
    const char *event);
void log_text(struct log_line *line, const char *key, const char *value);
void log_number(struct log_line *line, const char *key, int64_t value);
void log_end(struct log_line *line);

/*
 * log_end_later(line): the same, with the next log_end() or log_flush(), or
 * when 4096 bytes wait, which are written at once and stay together.  For
 * lines that say all is well: a process that is killed loses those that wait.
 * log_flush(): call it before waiting for anything, and at the end.
 */
void log_end_later(struct log_line *line);
void log_flush(void);

/* log_event(level, event, detail): a whole line with one detail or NULL. */
void log_event(enum log_level level, const char *event, const char *detail);

#endif
