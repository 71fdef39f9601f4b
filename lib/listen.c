/*
 * See listen.h.
 *
 * libpq connects and asks without blocking, so that the wake-up is heard
 * meanwhile.  Only the look-up of a host's name blocks, as long as the
 * resolver lets it.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db.h"
#include "listen.h"
#include "log.h"

enum {
	PAUSE_FIRST = 50,	/* milliseconds before the second attempt */
	PAUSE_MOST = 1000,	/* milliseconds */
	CONNECT_MOST = 5000,	/* milliseconds until all LISTENs are answered */
};

enum stage {
	STAGE_CLOSED,		/* until retry_at */
	STAGE_CONNECTING,	/* libpq does it; until deadline */
	STAGE_ASKING,		/* a statement is under way; until deadline */
	STAGE_HEARING,
	STAGE_DEAF,
};

struct listen {
	const struct conf *conf;
	const char *const *channels;
	listen_heard *heard;
	void *cookie;
	PGconn *conn;		/* NULL: closed, or deaf */
	enum stage stage;
	PostgresPollingStatusType polling;
	/* Of the statement under way: 0 are the session's settings, then one
	 * LISTEN for each channel. */
	size_t asked;
	bool pooled, failed;
	usec_t deadline, retry_at;
	int pause;		/* milliseconds */
	bool told;		/* the log, that it is lost */
};

static const struct {
	const char *channel;
	const struct sql_statement *sql;
} statements[] = {
	{ "msgcgi_message", &SQL_listen_message },
	{ "msgcgi_change", &SQL_listen_change },
	{ "msgcgi_ephemeral", &SQL_listen_ephemeral },
	{ "msgcgi_typing", &SQL_listen_typing },
};

static const struct sql_statement *
statement_of(const char *channel)
{
	size_t i = 0;

	while (strcmp(statements[i].channel, channel) != 0) {
		i++;
		BUG_UNLESS(i < sizeof(statements) / sizeof(statements[0]));
	}
	return (statements[i].sql);
}

struct listen *
listen_open(const struct conf *conf, const char *const *channels,
    listen_heard *heard, void *cookie)
{
	struct listen *l = calloc(1, sizeof(*l));

	if (l == NULL)
		arena_out_of_memory();
	l->conf = conf;
	l->channels = channels;
	l->heard = heard;
	l->cookie = cookie;
	l->pause = PAUSE_FIRST;
	l->retry_at = clock_tick();
	return (l);
}

void
listen_close(struct listen *l)
{

	if (l == NULL)
		return;
	PQfinish(l->conn);
	free(l);
}

/* Nobody was connected, or nobody is any more. */
static void
lose(struct listen *l, const char *words)
{
	char line[256];

	snprintf(line, sizeof(line), "%.*s", (int)strcspn(words, "\n"), words);
	if (!l->told)
		log_event(LOG_LEVEL_WARNING, "listen_lost", line);
	l->told = true;
	PQfinish(l->conn);
	l->conn = NULL;
	l->stage = STAGE_CLOSED;
	l->retry_at = clock_tick() + l->pause * 1000;
	l->pause = l->pause * 2 > PAUSE_MOST ? PAUSE_MOST : l->pause * 2;
}

static void
ignore_notice(void *cookie, const PGresult *r)
{

	(void)cookie;
	(void)r;
}

static void
begin_connection(struct listen *l)
{
	/* What comes before dbname is a default that the DSN may override.  A
	 * host that is gone is noticed within half a minute. */
	static const char *const keywords[] = { "fallback_application_name",
	    "keepalives_idle", "keepalives_interval", "keepalives_count",
	    "tcp_user_timeout", "dbname", NULL };
	const char *values[] = { "msgcgi live", "15", "5", "3", "20000",
	    l->conf->live_dsn, NULL };

	l->deadline = clock_tick() + CONNECT_MOST * 1000;
	l->conn = PQconnectStartParams(keywords, values, 1);
	if (l->conn == NULL)
		arena_out_of_memory();
	if (PQstatus(l->conn) == CONNECTION_BAD) {
		lose(l, PQerrorMessage(l->conn));
		return;
	}
	PQsetNoticeReceiver(l->conn, ignore_notice, NULL);
	l->polling = PGRES_POLLING_WRITING;
	l->stage = STAGE_CONNECTING;
}

static void
ask(struct listen *l)
{
	char process[24];
	const char *values[4] = { "5s", "1s", "5s", process };
	const struct sql_statement *sql = &SQL_session_settings;
	int sent;

	snprintf(process, sizeof(process), "%d", PQbackendPID(l->conn));
	if (l->asked > 0)
		sql = statement_of(l->channels[l->asked - 1]);
	l->failed = false;
	l->stage = STAGE_ASKING;
	sent = PQsendQueryParams(l->conn, sql->text, l->asked == 0 ? 4 : 0,
	    NULL, values, NULL, NULL, 0);
	if (sent != 1 || PQflush(l->conn) < 0)
		lose(l, PQerrorMessage(l->conn));
}

static void
go_on_connecting(struct listen *l)
{

	l->polling = PQconnectPoll(l->conn);
	if (l->polling == PGRES_POLLING_FAILED ||
	    (l->polling == PGRES_POLLING_OK &&
	    PQsetnonblocking(l->conn, 1) != 0)) {
		lose(l, PQerrorMessage(l->conn));
		return;
	}
	if (l->polling != PGRES_POLLING_OK)
		return;
	l->asked = 0;
	ask(l);
}

static void
take_result(struct listen *l, PGresult *r)
{

	if (PQresultStatus(r) == PGRES_TUPLES_OK)
		l->pooled = db_value_bool(r, 0, "pooled");
	else if (PQresultStatus(r) != PGRES_COMMAND_OK)
		l->failed = true;
	PQclear(r);
}

/* The statement is answered: the next, or all is well. */
static enum listen_state
answered(struct listen *l)
{

	if (l->failed) {
		lose(l, PQerrorMessage(l->conn));
		return (LISTEN_QUIET);
	}
	if (l->asked == 0 && l->pooled) {
		PQfinish(l->conn);
		l->conn = NULL;
		l->stage = STAGE_DEAF;
		log_event(LOG_LEVEL_ERROR, "listen_deaf",
		    "a pooler is in between: set MSG_LIVE_DSN");
		return (LISTEN_DEAF);
	}
	if (l->channels[l->asked] != NULL) {
		l->asked++;
		ask(l);
		return (LISTEN_QUIET);
	}
	if (l->told)
		log_event(LOG_LEVEL_WARNING, "listen_back", NULL);
	l->told = false;
	l->pause = PAUSE_FIRST;
	l->stage = STAGE_HEARING;
	return (LISTEN_BACK);
}

static enum listen_state
go_on_asking(struct listen *l)
{
	PGresult *r;

	if (PQconsumeInput(l->conn) != 1 || PQflush(l->conn) < 0) {
		lose(l, PQerrorMessage(l->conn));
		return (LISTEN_QUIET);
	}
	while (!PQisBusy(l->conn)) {
		if ((r = PQgetResult(l->conn)) == NULL)
			return (answered(l));
		take_result(l, r);
	}
	return (LISTEN_QUIET);
}

/* Whether there was anything. */
static bool
tell(struct listen *l)
{
	PGnotify *n;
	bool any = false;

	for (; (n = PQnotifies(l->conn)) != NULL; any = true) {
		l->heard(l->cookie, n->relname, n->extra);
		PQfreemem(n);
	}
	return (any);
}

static enum listen_state
go_on_hearing(struct listen *l)
{
	bool alive = PQconsumeInput(l->conn) == 1 &&
	    PQstatus(l->conn) == CONNECTION_OK;

	/* What came before the end is heard, the end with the next look. */
	if (tell(l))
		return (LISTEN_HEARD);
	if (alive)
		return (LISTEN_QUIET);
	lose(l, PQerrorMessage(l->conn));
	return (LISTEN_LOST);
}

/* Until when the stage may last; 0: as long as it likes. */
static usec_t
stage_end(const struct listen *l)
{

	switch (l->stage) {
	case STAGE_CLOSED:
		return (l->retry_at);
	case STAGE_CONNECTING:
	case STAGE_ASKING:
		return (l->deadline);
	default:
		return (0);
	}
}

static void
end_stage(struct listen *l)
{

	if (l->stage == STAGE_CLOSED)
		begin_connection(l);
	else
		lose(l, "no answer from the database in time");
}

static short
wanted(const struct listen *l)
{

	if (l->stage == STAGE_CONNECTING)
		return (l->polling == PGRES_POLLING_WRITING ? POLLOUT : POLLIN);
	return (POLLIN);
}

static enum listen_state
go_on(struct listen *l)
{

	switch (l->stage) {
	case STAGE_CONNECTING:
		go_on_connecting(l);
		return (LISTEN_QUIET);
	case STAGE_ASKING:
		return (go_on_asking(l));
	case STAGE_HEARING:
		return (go_on_hearing(l));
	default:
		return (LISTEN_QUIET);
	}
}

enum listen_state
listen_wait(struct listen *l, int milliseconds, int wake)
{
	usec_t end = clock_tick() + (usec_t)milliseconds * 1000, now, next;
	enum listen_state state;
	struct pollfd p[2];

	/* Some may have come with the answer to a LISTEN. */
	if (l->stage == STAGE_HEARING && tell(l))
		return (LISTEN_HEARD);
	for (;;) {
		now = clock_tick();
		if ((next = stage_end(l)) != 0 && next <= now) {
			end_stage(l);
			continue;
		}
		next = next == 0 || next > end ? end : next;
		p[0] = (struct pollfd){ .fd = wake, .events = POLLIN };
		p[1] = (struct pollfd){ .fd = l->conn == NULL ? -1 :
		    PQsocket(l->conn), .events = wanted(l) };
		if (poll(p, 2, next <= now ? 0 :
		    (int)((next - now + 999) / 1000)) < 0)
			continue;
		if (p[1].revents != 0 && (state = go_on(l)) != LISTEN_QUIET)
			return (state);
		if (p[0].revents != 0 || clock_tick() >= end)
			return (LISTEN_QUIET);
	}
}
