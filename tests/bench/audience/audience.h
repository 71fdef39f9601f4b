/*
 * What the parts of audience share: main.c its orders, connection.c what a
 * connection sends and hears, group.c what a group heard.  One thread; what
 * fails ends the process.
 */
#ifndef AUDIENCE_H
#define AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_MAX = 8192 };		/* bytes of an order, file or sample */

enum state { WAITS_FOR_HEAD, WAITS, READY, CLOSED };

struct group {
	size_t ready, closed, count;	/* connections */
	bool websocket;
	char head[TEXT_MAX], word[64];
	char *texts;			/* behind the head */
	/* Heard since they were forgotten, in the order of the first to hear */
	struct heard { uint64_t number; int64_t first, last; } *heard;
	size_t heard_count, heard_size;
	uint32_t *late;			/* microseconds, of each delivery */
	size_t late_count, late_size, different;
};

struct connection {
	int fd;
	enum state state;
	struct group *group;
	size_t heard;			/* marks */
	bool differs;
	char *rest;			/* of a text that came by half */
	size_t rest_length;
};

void die(const char *what) __attribute__((noreturn));
int64_t now(void);			/* nanoseconds, monotonic */

/* connection.c */
extern struct audience {
	size_t opening;			/* connections that are not ready */
	char failure[512];		/* why the first one was closed */
	char sample[TEXT_MAX];		/* the last text with a mark */
	size_t sample_length;
} audience;
void connection_begin(struct connection *c);
void connection_readable(struct connection *c);
void connection_end(struct connection *c, const char *why, size_t length);

/*
 * group.c
 * group_hear(c, number, sent): one of its connections heard a mark.
 * group_tell(g, wanted): as JSON, to standard output.
 * group_forget(g), group_free(g): what was heard; all.
 */
void group_hear(struct connection *c, uint64_t number, int64_t sent);
void group_tell(struct group *g, size_t wanted);
void group_forget(struct group *g);
void group_free(struct group *g);

#endif
