/* See loop.h. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "connection.h"
#include "ddp.h"
#include "follow.h"
#include "hub.h"
#include "job.h"
#include "log.h"
#include "loop.h"
#include "quiet.h"
#include "server.h"

enum {
	SCRATCH = 64 * 1024 * 1024,	/* bytes of one event's memory, beside
					   what a large frame takes */
	TICK = 1000,			/* milliseconds */
	STOP_TICKS = 10,		/* for the clients to close */
};

static struct {
	const struct conf *conf;
	struct arena *scratch;
	struct lws_context *context;
	uv_loop_t uv;
	uv_async_t wake;
	uv_timer_t tick;
	uv_signal_t signals[2];
	int stopping;			/* ticks since, or 0 */
	atomic_bool ended;		/* nobody wakes it any more */
} loop;

const struct conf *
loop_conf(void)
{

	return (loop.conf);
}

struct arena *
loop_scratch(void)
{

	return (loop.scratch);
}

void
loop_begin(void)
{

	arena_reset(loop.scratch);
}

void
loop_wake(void)
{

	if (!atomic_load(&loop.ended))
		uv_async_send(&loop.wake);
}

static void
awake(uv_async_t *unused)
{

	(void)unused;
	job_take_done();
	loop_begin();
	hub_deliver();
}

static void
tick(uv_timer_t *unused)
{

	(void)unused;
	loop_begin();
	connection_tick_all(clock_tick());
	ddp_check_logins(clock_tick());
	log_flush();
	if (loop.stopping > 0 && (connection_count() == 0 ||
	    ++loop.stopping > STOP_TICKS))
		uv_stop(&loop.uv);
}

/* Clients are told to come back: to the next process, or the same one. */
static void
stop(uv_signal_t *unused, int number)
{

	(void)unused, (void)number;
	if (loop.stopping > 0)
		return;
	log_event(LOG_LEVEL_INFO, "stop", NULL);
	loop.stopping = 1;
	server_close_listener();
	connection_close_all(CLOSE_GOING_AWAY,
	    "the server stops: reconnect");
	uv_timer_start(&loop.tick, tick, 50, TICK / 10);
}

/* A descriptor for each connection, or as many as the system allows. */
static void
raise_descriptors(const struct conf *conf)
{
	struct rlimit limit;
	rlim_t wanted = (rlim_t)conf->live_connections + 256;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < wanted)
		log_event(LOG_LEVEL_WARNING, "fewer connections than"
		    " MSG_LIVE_CONNECTIONS: raise the limit of open files",
		    NULL);
}

int
loop_run(const struct conf *conf)
{
	static const int numbers[] = { SIGTERM, SIGINT };
	void *foreign[] = { &loop.uv };
	size_t i;

	loop.conf = conf;
	loop.scratch = arena_new(SCRATCH +
	    16 * (size_t)conf->live_frame_max);
	raise_descriptors(conf);
	uv_loop_init(&loop.uv);
	uv_async_init(&loop.uv, &loop.wake, awake);
	uv_timer_init(&loop.uv, &loop.tick);
	for (i = 0; i < 2; i++) {
		uv_signal_init(&loop.uv, &loop.signals[i]);
		uv_signal_start(&loop.signals[i], stop, numbers[i]);
	}
	if (!quiet_open(&loop.uv) ||
	    (loop.context = server_open(conf, foreign)) == NULL)
		return (1);
	job_start((size_t)conf->live_threads);
	if (follow_start(conf, loop_wake) != OK)
		return (1);
	uv_timer_start(&loop.tick, tick, TICK, TICK);
	log_event(LOG_LEVEL_INFO, "start", NULL);
	uv_run(&loop.uv, UV_RUN_DEFAULT);
	follow_stop();
	atomic_store(&loop.ended, true);
	job_stop();
	hub_deliver();
	/* lws_context_destroy() would take away the socket of that name, which
	 * may be the next process's by now. */
	arena_free(loop.scratch);
	log_event(LOG_LEVEL_INFO, "end", NULL);
	return (0);
}
