/*
 * notice: how those who deliver live learn that something was stored.
 *
 * A NOTIFY is a wake-up, not the data: it says where to look.  It is sent in a
 * transaction of its own behind the commit, because a transaction that
 * notifies holds one lock of the whole database until it is on disk.  So one
 * can be lost with its process; who listens looks by himself now and then.
 *
 * Channels: msgcgi_message, messages that were stored; msgcgi_change, messages
 * that were edited, recalled, deleted, reacted to or hidden; both with a
 * payload of places "app.conv.id", decimal, with blanks between them.
 * msgcgi_ephemeral and msgcgi_typing carry JSON (sql/query/ephemeral_add.sql,
 * typing_notify.sql).
 */
#ifndef LIB_NOTICE_H
#define LIB_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

#define NOTICE_MESSAGE	"msgcgi_message"
#define NOTICE_CHANGE	"msgcgi_change"
#define NOTICE_EPHEMERAL "msgcgi_ephemeral"
#define NOTICE_TYPING	"msgcgi_typing"

enum { NOTICE_BYTES = 7900 };	/* of a payload; PostgreSQL allows 7,999 */

/* Of the stored messages of a conversation the least id; a changed one's, or 0
 * for all that the conversation has: it was cleared, or many were hidden. */
struct notice {
	int64_t app_id, conv, id;
};

/*
 * notice_add(db, arena, channel, notices, count): one statement for the
 * pipeline that db_batch_begin() began, after SQL_commit; none for no notices.
 * Nothing comes behind it, and it never fails the batch (db_batch_aside()).
 * notice_change(db, arena, notices, count): for changes that are committed:
 * by itself, at once.  That it fails is logged, at most.
 */
void notice_add(struct db *db, struct arena *arena, const char *channel,
    const struct notice *notices, size_t count);
void notice_change(struct db *db, struct arena *arena,
    const struct notice *notices, size_t count);

/*
 * notice_payloads(arena, notices, count, payloads): the places as texts of at
 * most NOTICE_BYTES each, in the arena; how many.
 */
size_t notice_payloads(struct arena *arena, const struct notice *notices,
    size_t count, const char ***payloads);

/*
 * notice_next(payload, notice): read the next place and go behind it; false at
 * the end, or where there is none.
 */
bool notice_next(const char **payload, struct notice *notice);

#endif
