/*
 * Whoever was logged out elsewhere hears nothing more, although he only
 * listens.  All connections are looked up by few statements.
 */
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "connection.h"
#include "ddp.h"
#include "job.h"
#include "loop.h"
#include "session.h"

enum { LOGINS = 5000 };		/* looked up by one statement */

struct check {
	struct session_login *logins;
	struct connection **connections;
	size_t count;
	struct fault fault;
	enum err result;
};

static enum job_step
run(struct job *job)
{
	struct check *check = job->work;

	check->result = session_living(job->arena, check->logins,
	    check->count, &check->fault);
	return (JOB_DONE);
}

/* He may have logged in by another token meanwhile. */
static bool
is_same(const struct connection *c, const char *token)
{
	const struct ddp *ddp = c->state;

	return (c->wsi != NULL && ddp->token != NULL &&
	    strcmp(ddp->token, token) == 0);
}

static void
done(struct job *job)
{
	struct check *check = job->work;
	struct connection *c;
	size_t i;

	for (i = 0; i < check->count; i++) {
		c = check->connections[i];
		if (check->result == OK && !check->logins[i].living &&
		    is_same(c, check->logins[i].token))
			connection_drop(c, CLOSE_NO_LOGIN,
			    "logged out: log in again");
		connection_release(c);
	}
}

/* One job, for the connections from ${c} on; where the next one begins. */
static struct connection *
check_some(struct connection *c)
{
	struct job *job = job_new(NULL, run, done);
	struct check *check = arena_alloc(job->arena, sizeof(*check));
	const struct ddp *ddp;

	check->logins = arena_array(job->arena, struct session_login, LOGINS);
	check->connections = arena_array(job->arena, struct connection *,
	    LOGINS);
	for (; c != NULL && check->count < LOGINS; c = c->next) {
		if (c->kind != &ddp_websocket && c->kind != &ddp_sockjs)
			continue;
		ddp = c->state;
		if (ddp->token == NULL || c->closing)
			continue;
		check->connections[check->count] = connection_keep(c);
		check->logins[check->count++] = (struct session_login){
		    .app_id = ddp->app_id,
		    .token = arena_strdup(job->arena, ddp->token) };
	}
	job->work = check;
	job_submit(job);
	return (c);
}

void
ddp_check_logins(usec_t now)
{
	static usec_t last;
	struct connection *c = connection_first();

	if (now - last < loop_conf()->live_heartbeat * 1000000)
		return;
	last = now;
	while (c != NULL)
		c = check_some(c);
}
