/*
 * send: the canonical request to send a message, and its way to disk.
 *
 * A dialect decodes its request into a struct send, complete and free of any
 * dialect, and it is put in the process's queue.  One thread at a time takes
 * all sends that wait, admits them (limits, one statement) and stores those
 * that were admitted (one transaction), and each gets its own receipt.  OK
 * comes only after COMMIT with synchronous_commit on.
 *
 * A call that is no send, or whose decoding failed, still counts as a call:
 * call_admit() passes through the same queue.
 *
 * Ownership: all that a struct send points to belongs to the caller's arena
 * and must stay until the send is answered.  The receipt's memory is the
 * caller's arena too, which meanwhile belongs to the thread that writes.
 */
#ifndef LIB_SEND_H
#define LIB_SEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "conversation.h"
#include "err.h"
#include "hash.h"
#include "message.h"

struct app;
struct arena;
struct conf;

enum {
	SEND_TARGETS_MAX = 600,		/* targets of one call */
	SEND_TARGET_BYTES = 256,	/* bytes of a target's or user's id */
	SEND_BODY_MAX = 5120,		/* bytes of body + ext, compact */
	SEND_KEY_MAX = 255,		/* bytes of an Idempotency-Key */
};

/* Order matters: a smaller value is more important. */
enum priority { PRIORITY_HIGH, PRIORITY_NORMAL, PRIORITY_LOW };

/*
 * A limit that a call takes from: so many units in a fixed window of the
 * database's clock.  ${name} is the app's counter, such as "call chatrooms".
 */
struct limit {
	const char *name;	/* NULL: no limit */
	int32_t quota;		/* units per window, scaled for the app */
	int32_t window;		/* seconds */
	const char *user;	/* each user has his own; NULL: the app has one */
};

/* What a limit stood at when the call was judged, for RateLimit headers. */
struct limit_state {
	int32_t remaining;	/* units; 0 when refused */
	int32_t reset;		/* seconds until the window ends, >= 1 */
};

struct send_target {
	const char *shown;	/* room, group or user, as the client wrote */
	const char *canonical;	/* the conversation's target */
	int64_t conv;		/* its number */
};

struct send {
	const struct app *app;
	enum conversation_kind to;
	struct send_target *targets;
	size_t target_count;
	const char *sender;	/* "": nobody, the app's backend */
	enum message_dialect dialect;	/* whose words type and body are */
	const char *type;	/* txt img ...; in IMKit's words text image ... */
	const char *body;	/* compact JSON object */
	const char *ext;	/* compact JSON object, or NULL */
	const char *options;	/* compact JSON object of what clients are told
				   beside: routetype, sync_device ...; NULL */
	enum priority priority;
	const char **users;	/* only these see it; NULL: everybody does */
	size_t user_count;
	const char **ignored;	/* these do not see it in history */
	size_t ignored_count;
	int64_t thread;		/* id of the message it answers in a thread; 0 */

	/* What it does to the members of its conversations.  Without
	 * `members` (chat rooms of the Easemob dialect) nothing: their counts
	 * would cost each send a statement, and nobody asks for them. */
	bool members;
	bool silent;		/* counts in no badge */
	bool untotalled;	/* counts in no total badge */
	bool notify;		/* a notification for each member ... */
	int notify_most;	/* ... of a room of up to so many, else for who
				   is mentioned; 0: of any room */
	const char **mentions;	/* usernames, distinct */
	size_t mention_count;
	const char *text;	/* what search finds it by; NULL: nothing */

	struct limit calls;
	struct limit messages;

	/* Idempotency: contracts/trust.md 3.2.  key NULL: none. */
	const char *key;
	const char *principal;	/* who asks: the token's subject */
	const char *route;	/* the endpoint's path template */
	bool key_stays;		/* the key is the message's own id, by which
				   it is found as long as it is there */
	unsigned char fingerprint[SHA256_SIZE];	/* of what was asked */
};

struct receipt {
	int64_t *ids;		/* message id per target, caller's arena */
	bool *dropped;		/* per target: by room load; not on replay */
	size_t dropped_count;
	bool replayed;		/* the stored result of an earlier request */
	struct limit_state calls;
	struct limit_state messages;
	usec_t waited;		/* in the queue */
	usec_t stored;		/* in the two transactions */
};

/*
 * send_start(conf, answered): start the writer thread.  ${answered}, if any, is
 * called after the done() calls of each batch, by the thread that made them.
 * send_start_inline(conf): no thread, the callers do all (plain CGI).
 * send_stop(): finish what waits, then end.
 */
enum err send_start(const struct conf *conf, void (*answered)(void));
void send_start_inline(const struct conf *conf);
void send_stop(void);

/*
 * send_submit(arena, send, receipt, fault):
 * Admit and store.  Besides OK: ERR_TOO_MANY_CALLS, ERR_TOO_MANY_MESSAGES
 * (nothing stored, ${receipt} has the limits' state), ERR_KEY_REUSED,
 * ERR_KEY_RUNNING, ERR_QUEUE_FULL, ERR_STOPPING, ERR_DATABASE_*,
 * ERR_OUTCOME_UNKNOWN (see err.h).
 */
enum err send_submit(struct arena *arena, const struct send *send,
    struct receipt *receipt, struct fault *fault);

/*
 * send_queue(arena, send, receipt, fault, done, cookie):
 * The same without waiting: ${done}(${cookie}, result) is called once, by
 * whichever thread wrote it, and that may be this one, before send_queue()
 * returns.  It must not block.
 */
typedef void send_done(void *cookie, enum err result);
void send_queue(struct arena *arena, const struct send *send,
    struct receipt *receipt, struct fault *fault, send_done *done,
    void *cookie);

/*
 * send_many(arena, items, count):
 * Many sends of one caller, who waits until all have their result.  They wait
 * in the queue together, so they share few transactions; half of the queue is
 * never theirs.
 */
struct send_item {
	const struct send *send;
	struct receipt receipt;
	struct fault fault;
	enum err result;
};
void send_many(struct arena *arena, struct send_item *items, size_t count);

/*
 * idempotency_digest(app_id, parts, digest): what a key is kept by: ${parts}
 * are the send's principal, route and key; the slot is its hash_bigint().
 */
void idempotency_digest(int64_t app_id, const char *const parts[3],
    unsigned char digest[SHA256_SIZE]);

/*
 * call_admit(arena, app, calls, state, fault):
 * Count one call.  OK, ERR_TOO_MANY_CALLS, or as above.
 */
enum err call_admit(struct arena *arena, const struct app *app,
    const struct limit *calls, struct limit_state *state,
    struct fault *fault);

#endif
