/*
 * What the clients of realtime connections send: messages, a line each, behind
 * a line `o` in SockJS's frames.  Connections, jobs, the hub and the database
 * are made up: of two calls one is answered at once, the other one later.
 *
 * Whatever comes, all that goes out is JSON, results come in the order of the
 * methods, each with its `updated`, and in the end nothing is left.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "fuzz.h"
#include "json.h"
#include "json_string.h"
#include "live.h"
#include "rocketchat/realtime.h"
#include "serve.h"

static struct call *frame_call(const struct endpoint *endpoint,
    const struct http_request *request, struct arena *arena);
static const struct buf *frame_answer(struct call *call);
static const struct realtime_login *frame_login(const struct call *call);

/* Without a database: what the calls of ddp_call.c come to. */
#define serve_frame(endpoint, request, source, arena, conf) \
	((void)(source), (void)(conf), frame_call(endpoint, request, arena))
#define serve_waits(call)		((void)(call), false)
#define serve_wait(call, done, job)	((void)(done), (void)(job))
#define serve_frame_end(call)		frame_answer(call)
#define realtime_login(call)		frame_login(call)
#include "msg-live/ddp_call.c"

enum {
	JOINED = 64,		/* subscriptions that events are delivered to */
	SCRATCH = 1 << 26,	/* bytes */
	ROOMS = 3,		/* of a cursor */
};

size_t fuzz_memory_times = 1024;

static struct {
	struct connection connection;
	struct arena *scratch, *work;
	const struct conf *conf;
	struct job *job;		/* of which there is one at a time */
	struct subscription *joined[JOINED];
	size_t methods, results, updates;
	bool closed;
} world;

/* ----- what the connection would do ----- */

const struct conf *
loop_conf(void)
{

	return (world.conf);
}

struct arena *
loop_scratch(void)
{

	return (world.scratch);
}

void
loop_begin(void)
{

	arena_reset(world.scratch);
}

static void
look_at(const char *text, size_t length)
{

	fuzz_json(world.work, text, length);
	BUG_UNLESS(strncmp(text, "{\"msg\":\"", 8) == 0);
	world.results += strncmp(text + 8, "result\"", 7) == 0;
	world.updates += strncmp(text + 8, "updated\"", 8) == 0;
	BUG_UNLESS(world.updates <= world.results &&
	    world.results <= world.updates + 1);
}

void
connection_send_text(struct connection *c, const char *text, size_t length)
{

	(void)c;
	BUG_UNLESS(length == 1 && (*text == 'o' || *text == 'h'));
}

void
connection_send(struct connection *c, struct frame *frame)
{
	struct json_slice literal, all = { frame->bytes, frame->length };
	char *text;
	size_t length;

	if (world.closed)
		return;
	text = arena_strndup(world.work, all.bytes, all.length);
	length = all.length;
	if (c->kind == &ddp_sockjs) {
		BUG_UNLESS(*text == 'a');
		fuzz_json(world.work, text + 1, length - 1);
		BUG_UNLESS(json_element(text + 1, &literal) != NULL);
		text = json_unescape(world.work, literal, &length);
	}
	look_at(text, length);
}

void
connection_fill(struct connection *c, struct frame *frame)
{

	connection_send(c, frame);
}

void
connection_close(struct connection *c, int code, const char *words)
{

	BUG_UNLESS(code >= CLOSE_NORMAL && strlen(words) <= 120);
	c->closing = world.closed = true;
}

void
connection_drop(struct connection *c, int code, const char *words)
{

	connection_close(c, code, words);
}

void
connection_ping(struct connection *c)
{

	(void)c;
}

void
connection_pause(struct connection *c, bool on)
{
	struct ddp *ddp = c->state;

	BUG_UNLESS(ddp->paused == on);
}

/* ----- what the hub would do ----- */

static void
joins(struct subscription *s)
{
	size_t i;

	for (i = 0; i < JOINED && world.joined[i] != NULL; i++)
		continue;
	if (i < JOINED)
		world.joined[i] = s;
}

void
hub_join(struct subscription *s, const struct hub_room *room)
{

	BUG_UNLESS(strcmp(room->id, "room") == 0);
	joins(s);
}

void
hub_join_app(struct subscription *s, const struct app *app)
{

	(void)app;
	BUG_UNLESS(s->viewer != NULL);
	joins(s);
}

void
hub_join_user(struct subscription *s, const struct app *app)
{

	(void)app;
	joins(s);
}

void
hub_leave(struct subscription *s)
{
	size_t i;

	for (i = 0; i < JOINED; i++)
		if (world.joined[i] == s)
			world.joined[i] = NULL;
}

void
hub_go_on(struct subscription *s)
{

	(void)s;
}

/* One event of each kind to each, and the last one was taken out. */
static void
deliver_all(void)
{
	struct event event = { .room_id = "room", .sender = "user2",
	    .user_id = "9bc7af5221644449b", .public_id = "id", .seq = 2 };
	struct delivery d;
	struct subscription *last = NULL;
	size_t i;

	event.forms[FORM_ROCKETCHAT] = (struct event_text){ "{}", 2 };
	for (event.kind = EVENT_MESSAGE; event.kind <= EVENT_EPHEMERAL;
	    event.kind++) {
		d = (struct delivery){ .event = &event };
		for (i = 0; i < JOINED; i++)
			if (world.joined[i] != NULL) {
				last = world.joined[i];
				last->type->deliver(last, &d);
			}
		delivery_end(&d);
	}
	if (last != NULL)
		last->type->ended(last);
}

/* ----- what the jobs would do ----- */

struct job *
job_new(struct connection *connection, enum job_step (*run_job)(struct job *),
    void (*end)(struct job *))
{
	struct job *job = heap_new(sizeof(*job));

	BUG_UNLESS(world.job == NULL);
	job->arena = arena_new(SCRATCH);
	job->connection = connection;
	job->run = run_job;
	job->done = end;
	return (job);
}

void
job_submit(struct job *job)
{

	world.job = job;
}

void
job_go_on(void *job)
{

	(void)job;
	BUG_UNLESS(false);
}

static void
work(void)
{
	struct job *job = world.job;

	if (job == NULL)
		return;
	world.job = NULL;
	BUG_UNLESS(job->run(job) == JOB_DONE);
	job->done(job);
	arena_free(job->arena);
	heap_free(job);
}

static struct call *
frame_call(const struct endpoint *endpoint, const struct http_request *request,
    struct arena *arena)
{
	struct call *call = fuzz_call_new(arena);
	struct realtime_grant *grant;

	call->endpoint = endpoint;
	call->dialect = endpoint->dialect;
	call->request = *request;
	BUG_UNLESS(request->body[request->body_length] == '\0');
	fuzz_log_in(call);
	buf_init(&call->response.body, arena, RESPONSE_MAX);
	call->result = endpoint->decode(call);
	world.methods += endpoint == &realtime_method;
	if (call->result == OK && endpoint == &realtime_subscription) {
		grant = call->output = arena_alloc(arena, sizeof(*grant));
		*grant = (struct realtime_grant){
		    .stream = request->body_length % (STREAM_USER_MESSAGE + 1),
		    .collection = "stream", .event_name = "event",
		    .use_collection = request->body_length % 2 != 0,
		    .room_id = "room", .last_seq = 1 };
	}
	return (call);
}

static const struct buf *
frame_answer(struct call *call)
{
	struct buf *body = &call->response.body;

	if (call->result != OK) {
		call->response.status = 200;
		call->dialect->error(call, call->result);
	} else if (call->endpoint == &realtime_method)
		buf_puts(body, "{\"msg\":\"result\",\"id\":\"x\"}");
	return (body);
}

/* By the id of its method a call is a login, a logout, or none. */
static const struct realtime_login *
frame_login(const struct call *call)
{
	static const struct realtime_login login[] = {
		{ .in = true, .token = "t", .username = "user1", .user = "{}",
		    .user_id = "9bc7af5221644449b", .public = true },
		{ .in = true, .token = "u", .username = "user2", .user = "{}",
		    .user_id = "9bc7af5221644449c" },
		{ .in = false },
	};
	size_t which = call->request.body_length % 5;

	return (call->result == OK && which < 3 ? &login[which] : NULL);
}

/* ----- */

static void
check_cursor(const char *text)
{
	struct live_room rooms[ROOMS] = { { .id = NULL } };

	if (live_cursor(text, rooms, ROOMS))
		BUG_UNLESS(rooms[0].after >= 0 && rooms[1].after >= 0 &&
		    rooms[2].after >= 0 && strspn(text, "0123456789-") ==
		    strlen(text));
}

/* The next line, which may hold NULs, with one behind it. */
static char *
next_message(const char **at, const char *end, size_t *length)
{
	const char *line = memchr(*at, '\n', (size_t)(end - *at));
	char *copy;

	if (line == NULL)
		line = end;
	*length = (size_t)(line - *at);
	copy = heap_new(*length + 1);
	memcpy(copy, *at, *length);
	*at = line + (line < end);
	return (copy);
}

static void
begin(struct arena *arena, bool sockjs)
{

	if (world.scratch == NULL)
		world.scratch = arena_new(SCRATCH);
	world.conf = fuzz_call_new(arena)->conf;
	world.work = arena_new(SCRATCH);
	world.methods = world.results = world.updates = 0;
	world.closed = false;
	world.connection = (struct connection){ .host = "h", .remote = "",
	    .kind = sockjs ? &ddp_sockjs : &ddp_websocket,
	    .wsi = (struct lws *)(void *)&world };
	ddp_open(&world.connection);
}

static void
finish(struct connection *c)
{
	size_t i;

	while (world.job != NULL)
		work();
	deliver_all();
	if (!world.closed) {
		c->kind->drained(c);
		c->kind->tick(c, clock_tick());
		BUG_UNLESS(world.results == world.updates);
	}
	c->kind->closed(c);
	for (i = 0; i < JOINED; i++)
		BUG_UNLESS(world.joined[i] == NULL);
	loop_begin();
	arena_free(world.work);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	bool sockjs = size > 1 && text[0] == 'o' && text[1] == '\n';
	struct connection *c = &world.connection;
	const char *at = text + (sockjs ? 2 : 0), *end = text + size;
	struct ddp *ddp;
	size_t length, n = 0;
	char *message;

	begin(arena, sockjs);
	ddp = c->state;
	while (at < end && !c->closing) {
		message = next_message(&at, end, &length);
		check_cursor(message);
		loop_begin();
		c->kind->receive(c, message, length);
		heap_free(message);
		BUG_UNLESS(ddp->paused || ddp->waiting < DDP_WAITING);
		for (; ddp->paused || n % 2 == 0; n++) {
			work();
			if (world.job == NULL)
				break;
		}
		n++;
	}
	finish(c);
}
