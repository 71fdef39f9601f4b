/*
 * follow: one thread that hears what was stored and reads it, once for all who
 * watch here.
 *
 * It knows of every conversation that is watched how far it has read.  A
 * notification (lib/notice.h) says which to look at; besides, all of them are
 * looked at every MSG_LIVE_SWEEP seconds and whenever the connection came
 * back, so what was not notified is late and never lost.  Many conversations
 * are read by one statement.
 *
 * Events of a conversation come in the order of their seqs, each once, without
 * a gap from where its watch began.  Messages that were recalled or deleted
 * before they were read do not come.  Changes come when they are notified, and
 * one whose notification was lost does not; nor is said of each message that
 * all of a conversation were deleted or hidden.
 *
 * Limits: 4,096 events or 32 MiB wait to be taken, then nothing more is read;
 * 20,000 rooms of an app are followed for who watches it, of others only what
 * is notified.
 *
 * Threads: follow_watch() and the like, and follow_take(), are the loop's.
 */
#ifndef MSG_LIVE_FOLLOW_H
#define MSG_LIVE_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "app.h"
#include "conversation.h"
#include "err.h"
#include "event.h"

struct conf;

/*
 * follow_start(conf, news): start the thread; ${news}() is called by it
 * whenever follow_take() has something.
 */
enum err follow_start(const struct conf *conf, void (*news)(void));
void follow_stop(void);

/*
 * follow_watch(watch): fetch what comes behind watch->after in the forms
 * watch->forms (FORM_BIT()s).  Of one that is watched already only the forms
 * count, from the next read on.
 * follow_unwatch(conv): all that was added for it.
 */
struct follow_watch {
	const struct app *app;
	int64_t conv;
	enum conversation_kind kind;
	const char *room_id;
	int64_t after;			/* seq */
	unsigned forms;
};
void follow_watch(const struct follow_watch *watch);
void follow_unwatch(int64_t conv);

/*
 * follow_watch_app(app, username, public): fetch what comes from now on in any
 * room that the user is in, or, with ${public}, may read; in FORM_ROCKETCHAT,
 * with room_type, room_name and readers.  Counted: each is ended by
 * follow_unwatch_app().
 */
void follow_watch_app(const struct app *app, const char *username,
    bool public);
void follow_unwatch_app(int64_t app_id, const char *username);

/* follow_take(): what came, in order, linked by next; the caller's. */
struct event *follow_take(void);

/* follow_is_connected(): for /healthz: whether it hears. */
bool follow_is_connected(void);

#endif
