/* See ddp.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "connection.h"
#include "ddp.h"
#include "hash.h"
#include "heap.h"
#include "json.h"
#include "json_string.h"
#include "loop.h"

enum {
	SOCKJS_HEARTBEAT = 25,	/* seconds */
	CONNECT_SECONDS = 45,	/* for `connect`, where logins have no limit */
	ID_MOST = 1024,		/* bytes of a subscription's, which is kept */
};

/* One that came, parsed. */
struct incoming {
	struct json_object *root;
	const char *text;
	size_t length;
};

static const char *const versions[] = { "1", "pre2", "pre1" };

/* Of the client's versions the first that is known here; else ours. */
static const char *
pick_version(struct json_object *support)
{
	const char *version;
	size_t i, k;

	for (i = 0; i < json_object_array_length(support); i++) {
		version = json_string(json_object_array_get_idx(support, i));
		for (k = 0; k < 3; k++)
			if (strcmp(versions[k], version) == 0)
				return (versions[k]);
	}
	return (versions[0]);
}

/* NULL: the handshake is none. */
static const char *
read_versions(struct json_object *root, const char **asked)
{
	struct json_object *support = json_get(root, "support");
	const char *version;
	bool found = false;
	size_t i;

	*asked = json_string(json_get(root, "version"));
	if (*asked == NULL || !json_is(support, json_type_array))
		return (NULL);
	for (i = 0; i < json_object_array_length(support); i++) {
		version = json_string(json_object_array_get_idx(support, i));
		if (version == NULL)
			return (NULL);
		found = found || strcmp(version, *asked) == 0;
	}
	return (found ? pick_version(support) : NULL);
}

/* Random, of letters and digits that cannot be taken for others. */
static void
session_id(char id[DDP_ID + 1])
{
	static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTWXYZ"
	    "abcdefghijkmnopqrstuvwxyz";
	unsigned char bytes[DDP_ID];
	size_t i;

	random_bytes(bytes, sizeof(bytes));
	for (i = 0; i < DDP_ID; i++)
		id[i] = letters[bytes[i] % (sizeof(letters) - 1)];
	id[DDP_ID] = '\0';
}

static void
connect(struct ddp *ddp, const struct incoming *in)
{
	const char *asked, *version = read_versions(in->root, &asked);
	struct json_writer w;
	struct buf out;
	char id[DDP_ID + 1];

	if (version == NULL || strcmp(version, asked) != 0) {
		ddp_begin(&out, &w, "failed");
		json_put_string(&w, "version", version == NULL ?
		    versions[0] : version);
		ddp_end(ddp, &out, &w);
		connection_close(ddp->connection, CLOSE_PROTOCOL,
		    "no common version of the protocol");
		return;
	}
	ddp->connected = true;
	ddp->pings = strcmp(version, "pre1") != 0;
	session_id(id);
	ddp_begin(&out, &w, "connected");
	json_put_string(&w, "session", id);
	ddp_end(ddp, &out, &w);
}

static void
pong(struct ddp *ddp, const struct incoming *in)
{
	struct json_slice id;
	struct json_writer w;
	struct buf out;

	ddp_begin(&out, &w, "pong");
	if (json_member(in->text, in->length, "id", &id)) {
		json_write_name(&w, "id");
		json_write_raw(&w, id.bytes, id.length);
	}
	ddp_end(ddp, &out, &w);
}

/* A method or subscription is in order: {id: text, ${name}: text, params?}. */
static bool
is_call(const struct incoming *in, const char *name)
{

	return (json_string(json_get(in->root, "id")) != NULL &&
	    json_string(json_get(in->root, name)) != NULL &&
	    (!json_has(in->root, "params") ||
	    json_is(json_get(in->root, "params"), json_type_array)));
}

static void
queue(struct ddp *ddp, const struct incoming *in, enum ddp_call what)
{
	const struct json_slice frame = { in->text, in->length };

	ddp_call(ddp, what, json_string(json_get(in->root, "id")), &frame);
}

static void
handle(struct ddp *ddp, const struct incoming *in, const char *msg)
{

	if (strcmp(msg, "connect") == 0) {
		if (ddp->connected)
			ddp_error(ddp, "Already connected", in->text,
			    in->length);
		else
			connect(ddp, in);
	} else if (!ddp->connected)
		ddp_error(ddp, "Must connect first", in->text, in->length);
	else if (ddp->pings && strcmp(msg, "ping") == 0)
		pong(ddp, in);
	else if (ddp->pings && strcmp(msg, "pong") == 0)
		return;
	else if (strcmp(msg, "method") == 0) {
		if (is_call(in, "method"))
			queue(ddp, in, DDP_METHOD);
		else
			ddp_error(ddp, "Malformed method invocation",
			    in->text, in->length);
	} else if (strcmp(msg, "sub") == 0) {
		if (is_call(in, "name") && strlen(json_string(json_get(
		    in->root, "id"))) <= ID_MOST)
			queue(ddp, in, DDP_SUB);
		else
			ddp_error(ddp, "Malformed subscription", in->text,
			    in->length);
	} else if (strcmp(msg, "unsub") == 0) {
		if (json_string(json_get(in->root, "id")) != NULL)
			queue(ddp, in, DDP_UNSUB);
		else
			ddp_error(ddp, "Malformed subscription", in->text,
			    in->length);
	} else
		ddp_error(ddp, "Bad request", in->text, in->length);
}

static void
receive(struct ddp *ddp, const char *text, size_t length)
{
	struct incoming in = { .text = text, .length = length };
	struct json_fault fault;
	const char *msg;

	if (json_parse(loop_scratch(), text, length, &in.root, &fault) != OK ||
	    !json_is(in.root, json_type_object)) {
		ddp_error(ddp, "Bad request", NULL, 0);
		return;
	}
	if ((msg = json_string(json_get(in.root, "msg"))) == NULL)
		ddp_error(ddp, "Bad request", text, length);
	else
		handle(ddp, &in, msg);
}

static void
websocket_receive(struct connection *c, char *text, size_t length)
{

	receive(c->state, text, length);
}

/* Each with the memory of one: there may be thousands. */
static void
receive_literal(struct connection *c, struct json_slice literal)
{
	char *frame, *own;
	size_t length;

	loop_begin();
	if (*literal.bytes != '"') {
		ddp_error(c->state, "Bad request", NULL, 0);
		return;
	}
	frame = json_unescape(loop_scratch(), literal, &length);
	own = heap_new(length + 1);
	memcpy(own, frame, length);
	loop_begin();
	receive(c->state, own, length);
	heap_free(own);
}

/* ["frame", ...], or a single "frame". */
static void
sockjs_receive(struct connection *c, char *text, size_t length)
{
	const char *at = text + strspn(text, " \t\r\n");
	struct json_fault fault;
	struct json_slice one;

	if (length == 0)
		return;
	if (json_scan(loop_scratch(), text, length, &fault) != OK ||
	    (*at != '[' && *at != '"'))
		connection_close(c, CLOSE_NOT_TEXT,
		    "broken framing: an array of texts is expected");
	else if (*at == '"') {
		one = (struct json_slice){ at,
		    (size_t)(json_skip_string(at) - at) };
		receive_literal(c, one);
	} else
		while (!c->closing && (at = json_element(at, &one)) != NULL)
			receive_literal(c, one);
}

static void
drained(struct connection *c)
{

	ddp_catch_up(c->state);
}

/* Who knows no pings of DDP is asked by WebSocket's. */
static void
ask_for_life(struct ddp *ddp)
{
	struct json_writer w;
	struct buf out;

	if (!ddp->pings) {
		connection_ping(ddp->connection);
		return;
	}
	ddp_begin(&out, &w, "ping");
	ddp_end(ddp, &out, &w);
}

static void
beat(struct ddp *ddp, usec_t now)
{
	usec_t silence = loop_conf()->live_heartbeat * 1000000;
	usec_t heard = ddp->connection->heard;

	/* Who is not listened to may have said something. */
	if (!ddp->connected || ddp->paused || now - heard < silence)
		return;
	if (ddp->pinged <= heard) {
		ddp->pinged = now;
		ask_for_life(ddp);
	} else if (now - ddp->pinged >= silence)
		connection_drop(ddp->connection, CLOSE_IDLE, "no pong");
}

static void
tick(struct connection *c, usec_t now)
{
	struct ddp *ddp = c->state;
	usec_t most = loop_conf()->live_login_seconds * 1000000;

	if (most == 0 && !ddp->connected)
		most = CONNECT_SECONDS * 1000000;
	if (most > 0 && ddp->username == NULL && !ddp->running &&
	    now - ddp->nobody_since >= most) {
		connection_close(c, CLOSE_NO_LOGIN, ddp->connected ?
		    "nobody logged in" : "no connect message came");
		return;
	}
	if (ddp->sockjs && now - c->sent >= SOCKJS_HEARTBEAT * 1000000)
		connection_send_text(c, "h", 1);
	beat(ddp, now);
}

static void
closed(struct connection *c)
{
	struct ddp *ddp = c->state;

	ddp_unsubscribe_all(ddp, false);
	ddp_call_forget(ddp);
	heap_free(ddp->token);
	heap_free(ddp->user_id);
	heap_free(ddp->username);
	heap_free(ddp);
	c->state = NULL;
}

const struct connection_kind ddp_websocket = {
	.name = "websocket", .websocket = true, .receive = websocket_receive,
	.drained = drained, .tick = tick, .closed = closed,
};

const struct connection_kind ddp_sockjs = {
	.name = "sockjs", .websocket = true, .receive = sockjs_receive,
	.drained = drained, .tick = tick, .closed = closed,
};

void
ddp_open(struct connection *c)
{
	struct ddp *ddp = heap_new(sizeof(*ddp));

	c->state = ddp;
	ddp->connection = c;
	ddp->sockjs = c->kind == &ddp_sockjs;
	ddp->nobody_since = c->opened;
	if (ddp->sockjs)
		connection_send_text(c, "o", 1);
}
