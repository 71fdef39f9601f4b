/*
 * follow_read: what the thread that follows asks the database: a step at a
 * time, each of a few statements however many conversations it is about.
 *
 * Every function may return a database error; then what it was to read stays
 * to be read.
 */
#ifndef MSG_LIVE_FOLLOW_READ_H
#define MSG_LIVE_FOLLOW_READ_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "follow_table.h"

struct arena;
struct conf;

enum {
	READ_CONVERSATIONS = 64,	/* by one statement */
	READ_CHANGES = 100,
	SWEEP_CONVERSATIONS = 1000,	/* looked at by one statement */
	LOAD_ROOMS = 20000,		/* of all who watch an app, at most */
};

struct reader {
	const struct conf *conf;
	/* Where events go: linked by next, the receiver's. */
	void (*emit)(struct event *first);
};

/* read_messages(): the next messages of the first conversations that are
 * marked; those that have more are marked again. */
enum err read_messages(const struct reader *reader, struct arena *arena,
    struct fault *fault);

/*
 * read_changes(): changed messages; of at most READ_CHANGES those stay that
 * were too much together.
 */
enum err read_changes(const struct reader *reader, struct arena *arena,
    struct change *changes, size_t *count, struct fault *fault);

/*
 * read_last(arena, followed, count): mark those of at most SWEEP_CONVERSATIONS
 * that have more messages.
 */
enum err read_last(struct arena *arena, struct followed *const *followed,
    size_t count, struct fault *fault);

/*
 * read_rooms(arena, tenant): follow the rooms of those who watch the app and
 * were not loaded; of all of them, where ${all}.
 * read_told(arena, tenant, told, count): follow those of the rooms in which
 * something was said and that one who watches the app may read.
 */
enum err read_rooms(struct arena *arena, struct tenant *tenant, bool all,
    struct fault *fault);
enum err read_told(struct arena *arena, struct tenant *tenant,
    const struct change *told, size_t count, struct fault *fault);

/*
 * follow_rows.c: rows_send(reader, arena, tenant, rows, fault): who of those
 * who watch the app reads each, then the events, which are emitted.
 */
struct row;
struct rows {
	struct row *rows;
	struct followed **of;		/* each row's */
	size_t count;
	size_t done;			/* filled in: those that were sent */
};
enum err rows_send(const struct reader *reader, struct arena *arena,
    struct tenant *tenant, struct rows *rows, struct fault *fault);

/* names_param(arena, tenant, which): usernames of the watchers, a text[]. */
struct db_param names_param(struct arena *arena, const struct tenant *tenant,
    bool fresh_only, bool *public);

#endif
