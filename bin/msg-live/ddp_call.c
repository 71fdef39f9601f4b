/*
 * The calls of a realtime connection, one after the other.
 */
#include <string.h>

#include "arena.h"
#include "connection.h"
#include "ddp.h"
#include "endpoint.h"
#include "hash.h"
#include "heap.h"
#include "job.h"
#include "json.h"
#include "loop.h"
#include "rocketchat/realtime.h"
#include "serve.h"

struct waiting {
	struct waiting *next;
	enum ddp_call what;
	char *id, *frame;
	size_t length;
};

/* One that is made; all of it in the job's arena. */
struct running {
	enum ddp_call what;
	const char *id;
	struct http_request request;
	const char *host, *token, *user_id;
	struct call *call;
	const struct buf *out;
};

static void
waiting_free(struct waiting *w)
{

	heap_free(w->id);
	heap_free(w->frame);
	heap_free(w);
}

static struct waiting *
take(struct ddp *ddp)
{
	struct waiting *w = ddp->first;

	if (w == NULL)
		return (NULL);
	if ((ddp->first = w->next) == NULL)
		ddp->last = NULL;
	ddp->waiting--;
	ddp->waiting_bytes -= w->length;
	if (ddp->paused && ddp->waiting < DDP_WAITING / 2 &&
	    ddp->waiting_bytes < DDP_WAITING_BYTES / 2) {
		ddp->paused = false;
		connection_pause(ddp->connection, false);
	}
	return (w);
}

void
ddp_call_forget(struct ddp *ddp)
{
	struct waiting *w;

	while ((w = ddp->first) != NULL) {
		ddp->first = w->next;
		waiting_free(w);
	}
}

static const char *
variable(void *cookie, const char *name)
{
	const struct running *r = cookie;

	if (strcmp(name, "HTTP_HOST") == 0)
		return (r->host);
	if (strcmp(name, "HTTP_X_AUTH_TOKEN") == 0)
		return (r->token);
	if (strcmp(name, "HTTP_X_USER_ID") == 0)
		return (r->user_id);
	return (NULL);
}

/* The first time to begin, and once more when its message is stored. */
static enum job_step
run(struct job *job)
{
	struct running *r = job->work;
	const struct http_source source = { variable, http_no_body, r };

	if (r->call == NULL) {
		r->call = serve_frame(r->what == DDP_METHOD ?
		    &realtime_method : &realtime_subscription, &r->request,
		    &source, job->arena, loop_conf());
		if (serve_waits(r->call)) {
			serve_wait(r->call, job_go_on, job);
			return (JOB_WAITS);
		}
	}
	r->out = serve_frame_end(r->call);
	return (JOB_DONE);
}

static void
set_text(char **text, const char *value)
{
	char *old = *text;

	*text = value == NULL ? NULL : heap_text(value);
	heap_free(old);
}

static void
tell_of_user(struct ddp *ddp, const char *msg, const char *user)
{
	struct json_writer w;
	struct buf out;

	ddp_begin(&out, &w, msg);
	json_put_string(&w, "collection", "users");
	json_put_string(&w, "id", ddp->user_id);
	if (user != NULL) {
		json_write_name(&w, "fields");
		json_write_raw(&w, user, strlen(user));
	}
	ddp_end(ddp, &out, &w);
}

/* The connection is somebody else's from now on, or nobody's. */
static void
change_user(struct ddp *ddp, const struct realtime_login *login,
    const struct app *app)
{
	bool same = login->in && ddp->user_id != NULL &&
	    strcmp(ddp->user_id, login->user_id) == 0;

	if (ddp->user_id != NULL && !same) {
		tell_of_user(ddp, "removed", NULL);
		ddp_unsubscribe_all(ddp, true);
	}
	ddp->app_id = app->id;
	set_text(&ddp->token, login->in ? login->token : NULL);
	set_text(&ddp->user_id, login->in ? login->user_id : NULL);
	set_text(&ddp->username, login->in ? login->username : NULL);
	if (login->in && !same) {
		tell_of_user(ddp, "added", login->user);
		ddp_subscribe_again(ddp, app, login->public);
	}
	if (!login->in)
		ddp->nobody_since = clock_tick();
}

static void
method_done(struct ddp *ddp, const struct running *r)
{
	const struct realtime_login *login = realtime_login(r->call);
	struct json_writer w;
	struct buf out;

	if (login != NULL)
		change_user(ddp, login, &r->call->app);
	ddp_send(ddp, r->out->bytes, r->out->length);
	ddp_begin(&out, &w, "updated");
	json_write_name(&w, "methods");
	json_write_array(&w);
	json_write_string(&w, r->id);
	json_write_array_end(&w);
	ddp_end(ddp, &out, &w);
}

static void start_next(struct ddp *ddp);

static void
done(struct job *job)
{
	const struct running *r = job->work;
	struct ddp *ddp = job->connection->state;

	if (job->connection->wsi == NULL)
		return;
	if (r->what == DDP_METHOD)
		method_done(ddp, r);
	else if (r->call->result != OK)
		ddp_send(ddp, r->out->bytes, r->out->length);
	else
		ddp_subscribe(ddp, r->id, &r->call->app, r->call->output);
	ddp->running = false;
	start_next(ddp);
}

static void
unsubscribe(struct ddp *ddp, const char *id)
{
	struct json_writer w;
	struct buf out;

	ddp_unsubscribe(ddp, id);
	ddp_begin(&out, &w, "nosub");
	json_put_string(&w, "id", id);
	ddp_end(ddp, &out, &w);
}

static void
start(struct ddp *ddp, const struct waiting *w)
{
	struct job *job = job_new(ddp->connection, run, done);
	struct arena *arena = job->arena;
	struct running *r = arena_alloc(arena, sizeof(*r));
	unsigned char number[8];

	random_bytes(number, sizeof(number));
	r->what = w->what;
	r->id = arena_strdup(arena, w->id);
	r->host = arena_strdup(arena, ddp->connection->host);
	if (ddp->token != NULL) {
		r->token = arena_strdup(arena, ddp->token);
		r->user_id = arena_strdup(arena, ddp->user_id);
	}
	r->request = (struct http_request){
		.method = "POST", .path = "/websocket", .word = "websocket",
		.uri = "", .body_length = w->length,
		.body = arena_strndup(arena, w->frame, w->length),
		.request_id = hex_encode(arena, number, sizeof(number)),
		.remote = arena_strdup(arena, ddp->connection->remote),
	};
	job->work = r;
	ddp->running = true;
	job_submit(job);
}

static void
start_next(struct ddp *ddp)
{
	struct waiting *w;

	while (!ddp->running && !ddp->connection->closing &&
	    (w = take(ddp)) != NULL) {
		/* One that is there already is overlooked: clients send theirs
		 * again when they are not sure. */
		if (w->what == DDP_UNSUB)
			unsubscribe(ddp, w->id);
		else if (w->what == DDP_METHOD ||
		    !ddp_is_subscribed(ddp, w->id))
			start(ddp, w);
		waiting_free(w);
	}
}

void
ddp_call(struct ddp *ddp, enum ddp_call what, const char *id,
    const struct json_slice *frame)
{
	struct waiting *w = heap_new(sizeof(*w));

	w->what = what;
	w->id = heap_text(id);
	w->frame = heap_new(frame->length + 1);
	memcpy(w->frame, frame->bytes, frame->length);
	w->length = frame->length;
	if (ddp->last != NULL)
		ddp->last->next = w;
	else
		ddp->first = w;
	ddp->last = w;
	ddp->waiting++;
	ddp->waiting_bytes += w->length;
	if (!ddp->paused && (ddp->waiting >= DDP_WAITING ||
	    ddp->waiting_bytes >= DDP_WAITING_BYTES)) {
		ddp->paused = true;
		connection_pause(ddp->connection, true);
	}
	start_next(ddp);
}
