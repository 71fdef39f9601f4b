/*
 * play: frames of the realtime API as calls, without a connection.
 *
 *	play < LINES	each line {"host", "user", "token", "frame"}, of which
 *			user and token may be absent, and frame is a text; for
 *			each {"answer": FRAME or null, "login": ..., "grant": ...}
 *
 * A method's call, or with "msg":"sub" a subscription, is made as msg-live
 * makes it; a send waits for its commit.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "app_host.h"
#include "arena.h"
#include "conf.h"
#include "db.h"
#include "log.h"
#include "origin.h"
#include "rocketchat/realtime.h"
#include "search.h"
#include "send.h"
#include "serve.h"
#include "token.h"
#include "verifier.h"

enum { LINE_BYTES = 1 << 20, ANSWER_BYTES = 1 << 24 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t settled = PTHREAD_COND_INITIALIZER;

static const char *
variable(void *cookie, const char *name)
{
	struct json_object *line = cookie;

	return (json_string(json_get(line,
	    strcmp(name, "HTTP_HOST") == 0 ? "host" :
	    strcmp(name, "HTTP_X_USER_ID") == 0 ? "user" :
	    strcmp(name, "HTTP_X_AUTH_TOKEN") == 0 ? "token" : "")));
}

static void
settle(void *cookie)
{

	pthread_mutex_lock(&lock);
	*(bool *)cookie = true;
	pthread_cond_signal(&settled);
	pthread_mutex_unlock(&lock);
}

static void
wait_for(struct call *call)
{
	bool done = false;

	serve_wait(call, settle, &done);
	pthread_mutex_lock(&lock);
	while (!done)
		pthread_cond_wait(&settled, &lock);
	pthread_mutex_unlock(&lock);
}

static void
write_login(struct json_writer *w, const struct realtime_login *login)
{

	json_write_name(w, "login");
	if (login == NULL) {
		json_write_null(w);
		return;
	}
	json_write_object(w);
	json_put_bool(w, "in", login->in);
	json_put_string(w, "token", login->token);
	json_put_string(w, "user_id", login->user_id);
	json_put_string(w, "username", login->username);
	if (login->user != NULL) {
		json_write_name(w, "user");
		json_write_raw(w, login->user, strlen(login->user));
	}
	json_write_object_end(w);
}

static void
write_grant(struct json_writer *w, const struct realtime_grant *grant)
{

	json_write_name(w, "grant");
	if (grant == NULL) {
		json_write_null(w);
		return;
	}
	json_write_object(w);
	json_put_integer(w, "stream", grant->stream);
	json_put_string(w, "collection", grant->collection);
	json_put_string(w, "event_name", grant->event_name);
	json_put_bool(w, "use_collection", grant->use_collection);
	json_put_string(w, "room_id", grant->room_id);
	json_put_integer(w, "kind", grant->kind);
	json_put_integer(w, "last_seq", grant->last_seq);
	json_put_bool(w, "has_conv", grant->conv != 0);
	json_put_bool(w, "membership", grant->membership);
	json_put_bool(w, "public", grant->public);
	json_write_object_end(w);
}

static void
play(struct arena *arena, const struct conf *conf, struct json_object *line)
{
	const char *frame = json_string(json_get(line, "frame"));
	const struct http_source source = { variable, NULL, line };
	bool sub = strstr(frame, "\"msg\": \"sub\"") != NULL;
	struct http_request request = { .path = "/websocket", .body = frame,
	    .body_length = strlen(frame), .request_id = "0000000000000000",
	    .remote = "127.0.0.1" };
	struct call *call = serve_frame(sub ? &realtime_subscription :
	    &realtime_method, &request, &source, arena, conf);
	const struct buf *body;
	struct json_writer w;
	struct buf out;

	if (serve_waits(call))
		wait_for(call);
	body = serve_frame_end(call);
	buf_init(&out, arena, ANSWER_BYTES);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_write_name(&w, "answer");
	json_write_raw(&w, body->length == 0 ? "null" : body->bytes,
	    body->length == 0 ? 4 : body->length);
	write_login(&w, realtime_login(call));
	write_grant(&w, sub && body->length == 0 ? call->output : NULL);
	json_write_object_end(&w);
	puts(out.bytes);
	fflush(stdout);
}

static void
start(const struct conf *conf)
{

	app_cache_start(conf);
	app_host_start(conf);
	verifier_start(conf);
	search_start(conf);
	origin_start(conf);
	db_pool_start(conf);
	if (send_start(conf, NULL) != OK)
		exit(1);
}

int
main(void)
{
	static char line[LINE_BYTES];
	struct arena *whole = arena_new(1 << 20), *arena =
	    arena_new(SERVE_ARENA);
	struct fault fault = { .argument = NULL };
	struct json_object *given;
	struct json_fault wrong;
	struct conf conf;

	if (conf_load(&conf, whole, environ, &fault) != OK ||
	    log_open(conf.log) != 0 ||
	    secret_load(conf.secret_file, whole, &fault) != OK) {
		fprintf(stderr, "play: %s\n", fault.argument);
		return (1);
	}
	start(&conf);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (json_parse(arena, line, strlen(line), &given,
		    &wrong) != OK) {
			fprintf(stderr, "play: %s\n", wrong.words);
			return (1);
		}
		play(arena, &conf, given);
		arena_reset(arena);
	}
	send_stop();
	db_pool_stop();
	arena_free(arena);
	arena_free(whole);
	return (0);
}
