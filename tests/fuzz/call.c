/* See fuzz.h: a call on its way, without a database. */
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "arena.h"
#include "auth.h"
#include "conf.h"
#include "easemob/easemob.h"
#include "easemob/send.h"
#include "fuzz.h"
#include "headers.h"
#include "imkit/imkit.h"
#include "rocketchat/rocketchat.h"
#include "routes.h"
#include "utf8.h"

/* How a dynamic token begins in base64url. */
static const char dynamic_prefix[] = "ZHQt";

static const struct conf *
defaults(void)
{
	static struct arena *arena;
	static struct conf conf;
	char *none[] = { NULL };
	struct fault fault;

	if (arena == NULL) {
		arena = arena_new(1 << 20);
		BUG_UNLESS(conf_load(&conf, arena, none, &fault) == OK);
	}
	return (&conf);
}

struct call *
fuzz_call_new(struct arena *arena)
{
	struct call *call = arena_alloc(arena, sizeof(*call));

	_Static_assert(sizeof(FUZZ_KEY) - 1 == TOKEN_KEY, "the key's length");
	call->arena = arena;
	call->conf = defaults();
	call->now = FUZZ_SECONDS * 1000LL;
	call->app = (struct app){ .id = 7, .org = "o", .name = "a",
	    .key = FUZZ_APP_KEY, .limit_scale = 100, .token_epoch = 1,
	    .uuid = "9bc7af52-216c-4449-b75b-aa567d1d240d" };
	memcpy(call->app.signing_key, FUZZ_KEY, TOKEN_KEY);
	return (call);
}

static bool
is_plain(const char *text, unsigned char least)
{

	for (; *text != '\0'; text++)
		if ((unsigned char)*text < least || *text == 0x7F)
			return (false);
	return (true);
}

/* What http_request_parse() promises of a request that it accepted. */
static void
check_request(const struct http_request *request)
{
	size_t i;

	BUG_UNLESS(strlen(request->method) <= 16 && *request->method != '\0');
	BUG_UNLESS(*request->path == '/');
	BUG_UNLESS(strlen(request->path) <= PATH_MAX_BYTES);
	BUG_UNLESS(utf8_valid(request->path, strlen(request->path)));
	BUG_UNLESS(utf8_valid(request->uri, strlen(request->uri)));
	BUG_UNLESS(strncmp(request->uri, "http", 4) == 0);
	BUG_UNLESS(request->uri[strlen(request->uri) - 1] != '/');
	BUG_UNLESS(strlen(request->request_id) == 16);
	BUG_UNLESS(request->segment_count <= PATH_SEGMENTS);
	BUG_UNLESS(request->query_count <= QUERY_PARAMETERS);
	for (i = 0; i < request->segment_count; i++) {
		BUG_UNLESS(*request->segments[i].value != '\0');
		BUG_UNLESS(is_plain(request->segments[i].value, ' '));
		BUG_UNLESS(utf8_valid(request->segments[i].value,
		    strlen(request->segments[i].value)));
	}
	for (i = 0; i < request->query_count; i++) {
		BUG_UNLESS(utf8_valid(request->query[i].name,
		    strlen(request->query[i].name)));
		BUG_UNLESS(utf8_valid(request->query[i].value,
		    strlen(request->query[i].value)));
		BUG_UNLESS(http_query(request, request->query[i].name) !=
		    NULL);
	}
}

static void
check_names(struct arena *arena, const char *const *names, size_t count)
{
	size_t i, k;

	BUG_UNLESS(count <= IGNORED_USERS_MAX && count <= DIRECTED_USERS_MAX);
	for (i = 0; i < count; i++) {
		BUG_UNLESS(*names[i] != '\0' && is_plain(names[i], ' '));
		BUG_UNLESS(strlen(names[i]) <= SEND_TARGET_BYTES);
		BUG_UNLESS(strcmp(username_fold(arena, names[i]),
		    names[i]) == 0);
		for (k = 0; k < i; k++)
			BUG_UNLESS(strcmp(names[k], names[i]) != 0);
	}
}

/* The room and the sender are looked up by run(), which needs a database. */
static void
check_imkit_send(struct call *call, struct send *send)
{
	size_t i;

	BUG_UNLESS(send->target_count == 1);
	BUG_UNLESS(is_plain(send->targets[0].shown, ' '));
	BUG_UNLESS(utf8_valid(send->type, strlen(send->type)));
	for (i = 0; i < send->mention_count; i++)
		BUG_UNLESS(*send->mentions[i] != '\0' &&
		    strlen(send->mentions[i]) <= IMKIT_ID_MAX);
	send->targets[0].canonical = send->targets[0].shown;
	send->targets[0].conv = 1;
	send->sender = call->token.kind == TOKEN_USER ?
	    call->token.subject : "";
}

/* What decode promises of a send: complete, bounded, and JSON where it says
 * so. */
static void
check_send(struct call *call)
{
	const struct send *send = call->send;
	const char *ext = send->ext == NULL ? "{}" : send->ext;
	const char *options = send->options == NULL ? "{}" : send->options;
	size_t i;

	BUG_UNLESS(send->target_count >= 1 &&
	    send->target_count <= SEND_TARGETS_MAX);
	/* run() makes it, of what the database says. */
	if (send->dialect == DIALECT_ROCKETCHAT) {
		BUG_UNLESS(send->target_count == 1 && send->body == NULL);
		return;
	}
	BUG_UNLESS(*send->body == '{' && *send->type != '\0');
	fuzz_json(call->arena, send->body, strlen(send->body));
	if (send->dialect == DIALECT_IMKIT) {
		check_imkit_send(call, call->send);
		return;
	}
	for (i = 0; i < send->target_count; i++) {
		BUG_UNLESS(*send->targets[i].shown != '\0');
		BUG_UNLESS(is_plain(send->targets[i].shown, ' '));
		BUG_UNLESS(strlen(send->targets[i].shown) <=
		    SEND_TARGET_BYTES);
		BUG_UNLESS(send->targets[i].conv > 0);
		BUG_UNLESS(i == 0 ||
		    send->targets[i].conv != send->targets[i - 1].conv);
	}
	BUG_UNLESS(*send->sender != '\0' && is_plain(send->sender, ' '));
	BUG_UNLESS(easemob_type_known(send->type));
	BUG_UNLESS(send->priority <= PRIORITY_LOW);
	BUG_UNLESS(*ext == '{' && *options == '{');
	fuzz_json(call->arena, ext, strlen(ext));
	fuzz_json(call->arena, options, strlen(options));
	BUG_UNLESS(easemob_send_size(send) == OK);
	check_names(call->arena, send->users, send->user_count);
	check_names(call->arena, send->ignored, send->ignored_count);
	if (send->key != NULL)
		BUG_UNLESS(*send->key != '\0' && is_plain(send->key, ' ') &&
		    strlen(send->key) <= SEND_KEY_MAX);
}

void
fuzz_log_in(struct call *call)
{
	struct session *session = arena_calloc(call->arena, 1,
	    sizeof(*session));

	session->token = "t";
	session->public_id = "9bc7af5221644449b";
	session->account.username = "user1";
	session->account.uuid = "9bc7af52-2164-4449-b75b-aa567d1d240d";
	call->session = session;
	call->account = &session->account;
}

/* Who asks: checked, or taken to be who the input says. */
static enum err
authorize_call(struct call *call, const struct http_source *source,
    bool authorize)
{
	const char *header = call->request.authorization, *who;
	enum err e;

	call->calls = call->endpoint->calls;
	/* Keys are looked up in a database. */
	if (call->dialect == &imkit_dialect ||
	    call->dialect == &rocketchat_dialect)
		authorize = false;
	/* Where everybody may call he is nobody. */
	if (call->dialect == &rocketchat_dialect &&
	    call->endpoint->auth != AUTH_PUBLIC)
		fuzz_log_in(call);
	if (authorize && header != NULL &&
	    strstr(header, dynamic_prefix) != NULL)
		return (ERR_TOKEN_CORRUPT);
	if (authorize) {
		if ((e = auth_check(call, call->endpoint->auth)) == OK &&
		    call->endpoint->auth != AUTH_NONE)
			BUG_UNLESS(strstr(header,
			    fuzz_token(call->arena)) != NULL);
		return (e);
	}
	who = source->variable(source->cookie, "FUZZ_TOKEN");
	call->token = (struct token){ .subject = "c", .epoch = 1 };
	if (who != NULL && (call->endpoint->auth == AUTH_APP_OR_USER ||
	    call->endpoint->auth == AUTH_USER))
		call->token = (struct token){ .kind = TOKEN_USER,
		    .subject = "user1" };
	return (OK);
}

enum err
fuzz_call(struct call *call, const struct http_source *source, bool authorize)
{
	const struct endpoint *endpoint;
	size_t maximum;
	enum err e;

	call->source = source;
	if ((e = http_request_parse(&call->request, source, call->arena,
	    call->conf, &call->fault)) != OK)
		return (e);
	check_request(&call->request);
	if ((e = route_find(call, routes)) != OK ||
	    (e = authorize_call(call, source, authorize)) != OK)
		return (e);
	endpoint = call->endpoint;
	call->app.strict_bodies = source->variable(source->cookie,
	    "FUZZ_APP") != NULL;
	maximum = endpoint->body_max > 0 ? endpoint->body_max :
	    (size_t)call->conf->body_max;
	if ((e = http_request_read(&call->request, source, call->arena,
	    maximum, &call->fault)) != OK)
		return (e);
	BUG_UNLESS(call->request.body_length <= maximum);
	BUG_UNLESS(call->request.body[call->request.body_length] == '\0');
	if (endpoint->decode == NULL)
		return (OK);
	if ((e = endpoint->decode(call)) != OK)
		BUG_UNLESS(err_class(e) == CLASS_CALLER);
	else if (call->send != NULL)
		check_send(call);
	return (e);
}

void
fuzz_json(struct arena *arena, const char *text, size_t length)
{
	struct json_fault fault;

	if (json_scan(arena, text, length, &fault) == OK)
		return;
	fprintf(stderr, "%.*s\n%zu:%zu: %s\n", (int)length, text, fault.line,
	    fault.column, fault.words);
	bug(__FILE__, __LINE__, "what the program wrote is JSON");
}

/* Status, headers of one line each, an empty line, the body. */
static void
check_answer(struct call *call, const struct buf *out)
{
	const char *at = out->bytes, *body;
	struct http_response *response = &call->response;

	BUG_UNLESS(response->status >= 200 && response->status < 600);
	BUG_UNLESS(strncmp(at, "Status: ", 8) == 0);
	BUG_UNLESS(strlen(at) == out->length);
	BUG_UNLESS((body = strstr(at, "\r\n\r\n")) != NULL);
	for (body += 4; at < body; at++)
		BUG_UNLESS((*at >= ' ' && *at <= '~') ||
		    (at[0] == '\r' && at[1] == '\n') ||
		    (at[0] == '\n' && at[-1] == '\r'));
	if (strcmp(call->request.method, "HEAD") == 0 ||
	    response->status == 204)
		BUG_UNLESS(*body == '\0');
	else
		fuzz_json(call->arena, body, strlen(body));
}

/* The ids that a send would have got. */
static void
fill_receipt(struct call *call)
{
	const struct send *send = call->send;
	size_t i;

	call->receipt.ids = arena_array(call->arena, int64_t,
	    send->target_count);
	for (i = 0; i < send->target_count; i++)
		call->receipt.ids[i] = (call->now << 20) + (int64_t)i;
}

struct buf *
fuzz_answer(struct call *call, enum err e)
{
	const struct dialect *dialect = call->dialect != NULL ?
	    call->dialect : &easemob_dialect;
	struct buf *out;

	call->response.status = 200;
	buf_init(&call->response.body, call->arena, RESPONSE_MAX);
	if (e == ERR_BAD_METHOD &&
	    strcmp(call->request.method, "OPTIONS") == 0)
		call->response.status = 204;
	else if (e != OK)
		dialect->error(call, e);
	else if (call->send != NULL &&
	    call->send->dialect != DIALECT_ROCKETCHAT) {
		fill_receipt(call);
		call->endpoint->encode(call);
	} else
		buf_puts(&call->response.body, "{}");
	BUG_UNLESS(!call->response.body.overflow);
	headers_add(call, e);
	out = http_response_bytes(&call->response,
	    strcmp(call->request.method, "HEAD") == 0, call->arena);
	check_answer(call, out);
	return (out);
}
