/* See server.h. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "connection.h"
#include "ddp.h"
#include "http.h"
#include "log.h"
#include "loop.h"
#include "server.h"

enum {
	REFUSED = 256,			/* connections, beyond those allowed */
	RECEIVE = 1024,			/* bytes kept for each connection */
	SERVICE = 16 * 1024,		/* bytes of the process's own buffer */
	HEADERS = 24 * 1024,		/* bytes; a token may have 8 KiB */
	HANDSHAKES = 4096,		/* at once; more wait */
	TIMEOUT = 10,			/* seconds for a handshake */
	PATH_MOST = 2048,		/* bytes */
	SHORT_HEADER = 128,		/* bytes that libwebsockets takes */
	KEY = 24,			/* characters */
	EXTENSIONS = 250,		/* that libwebsockets looks at */
	SOCKJS_SEGMENTS = 3,		/* behind /sockjs */
};

/* What libwebsockets keeps for each connection of ours. */
struct session {
	struct connection *connection;
};

static bool stopping;

/* What is behind the mount, or NULL. */
static const char *
below_mount(const char *path)
{
	const char *mount = loop_conf()->mount;
	size_t length = strlen(mount);

	if (length > 0 && mount[length - 1] == '/')
		length--;
	if (strncmp(path, mount, length) != 0 ||
	    (path[length] != '/' && path[length] != '\0'))
		return (NULL);
	return (path + length);
}

/* /sockjs/<server>/<session>/websocket */
static bool
is_sockjs(const char *path)
{
	const char *at = path + strlen("/sockjs");
	int i;

	if (strncmp(path, "/sockjs/", 8) != 0)
		return (false);
	for (i = 0; i < SOCKJS_SEGMENTS; i++) {
		if (*at != '/' || at[1] == '/' || at[1] == '\0')
			return (false);
		path = at + 1;
		at = path + strcspn(path, "/");
	}
	return (strncmp(path, "websocket", 9) == 0 && at == path + 9 &&
	    (at[0] == '\0' || strcmp(at, "/") == 0));
}

static const struct connection_kind *
kind_of(struct lws *wsi)
{
	char uri[PATH_MOST];
	const char *path;

	if (lws_hdr_copy(wsi, uri, sizeof(uri), WSI_TOKEN_GET_URI) <= 0 ||
	    (path = below_mount(uri)) == NULL)
		return (NULL);
	if (strcmp(path, "/websocket") == 0 ||
	    strcmp(path, "/websocket/") == 0 ||
	    strcmp(path, "/sockjs/websocket") == 0)
		return (&ddp_websocket);
	return (is_sockjs(path) ? &ddp_sockjs : NULL);
}

static bool
header_is(struct lws *wsi, enum lws_token_indexes name, const char *text)
{
	char value[SHORT_HEADER];

	return (lws_hdr_copy(wsi, value, sizeof(value), name) > 0 &&
	    strcasecmp(value, text) == 0);
}

/*
 * Libwebsockets would hang up without a word, or take what is not in order.
 * What is wrong with an upgrade, or NULL.
 */
static const char *
wrong_upgrade(struct lws *wsi)
{
	char value[SHORT_HEADER];

	/* HTTP/2 among them. */
	if (!header_is(wsi, WSI_TOKEN_UPGRADE, "websocket"))
		return ("an upgrade to a WebSocket alone is known");
	if (lws_hdr_copy(wsi, value, sizeof(value),
	    WSI_TOKEN_CONNECTION) <= 0 || strcasestr(value, "upgrade") == NULL)
		return ("Connection does not say Upgrade");
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HOST) == 0)
		return ("Host is missing");
	if (lws_hdr_total_length(wsi, WSI_TOKEN_KEY) != KEY)
		return ("Sec-WebSocket-Key is 16 bytes in base64");
	if (lws_hdr_total_length(wsi, WSI_TOKEN_PROTOCOL) > 0)
		return ("no subprotocol is known");
	if (lws_hdr_total_length(wsi, WSI_TOKEN_EXTENSIONS) > EXTENSIONS)
		return ("Sec-WebSocket-Extensions is too long");
	return (NULL);
}

/* Nonzero: it was answered, and is no WebSocket. */
static int
confirm(struct lws *wsi)
{
	const char *wrong;

	/* Its headers are gone: another upgrade, which libwebsockets has
	 * refused, and asks all the same. */
	if (lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) <= 0)
		return (-1);
	if ((wrong = wrong_upgrade(wsi)) != NULL)
		return (http_refuse(wsi, 400, wrong));
	if (!header_is(wsi, WSI_TOKEN_VERSION, "13"))
		return (http_refuse(wsi, 426, "version 13 is the one"));
	if (kind_of(wsi) == NULL)
		return (http_refuse(wsi, 404,
		    "no WebSocket here: /websocket is the path"));
	if (stopping || connection_count() >=
	    (size_t)loop_conf()->live_connections)
		return (http_refuse(wsi, 503, stopping ?
		    "the server stops: try again" :
		    "too many connections: try again later"));
	return (0);
}

static void
established(struct lws *wsi, struct session *session)
{
	const struct connection_kind *kind = kind_of(wsi);
	char host[256] = "", remote[256] = "";

	http_header(wsi, "HTTP_HOST", host, sizeof(host));
	http_remote(wsi, remote, sizeof(remote));
	session->connection = connection_open(wsi,
	    kind == NULL ? &ddp_websocket : kind, host, remote);
	ddp_open(session->connection);
}

static void
receive(struct lws *wsi, struct connection *c, const char *bytes,
    size_t length)
{

	if (lws_frame_is_binary(wsi))
		connection_drop(c, CLOSE_NOT_TEXT, "text frames only");
	else
		connection_piece(c, bytes, length,
		    lws_is_final_fragment(wsi) &&
		    lws_remaining_packet_payload(wsi) == 0);
}

static int
begin_http(struct lws *wsi, struct session *session, const char *uri)
{
	const size_t most = (size_t)loop_conf()->live_connections;
	const char *path = below_mount(uri);

	if (path == NULL)
		return (http_refuse(wsi, 404, "nothing here"));
	/* To be refused in a dialect's words takes a moment, too. */
	if (connection_count() >= most + REFUSED)
		return (http_refuse(wsi, 503,
		    "too many connections: try again later"));
	session->connection = http_begin(wsi, path, stopping ? ERR_STOPPING :
	    connection_count() >= most ? ERR_QUEUE_FULL : OK);
	return (session->connection == NULL ? -1 : 0);
}

static void
gone(struct session *session)
{

	if (session != NULL && session->connection != NULL)
		connection_gone(session->connection);
	if (session != NULL)
		session->connection = NULL;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t length)
{
	struct session *session = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		loop_begin();
		return (confirm(wsi));
	case LWS_CALLBACK_ESTABLISHED:
		loop_begin();
		established(wsi, session);
		return (0);
	case LWS_CALLBACK_RECEIVE:
		loop_begin();
		receive(wsi, session->connection, in, length);
		return (0);
	case LWS_CALLBACK_RECEIVE_PONG:
		connection_pong(session->connection);
		return (0);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		return (connection_goodbye(session->connection) ? -1 : 0);
	case LWS_CALLBACK_HTTP:
		loop_begin();
		return (begin_http(wsi, session, in));
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_HTTP_WRITEABLE:
		loop_begin();
		return (session->connection != NULL &&
		    connection_writable(session->connection) ? -1 : 0);
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLOSED_HTTP:
		loop_begin();
		gone(session);
		return (0);
	case LWS_CALLBACK_RAW_ADOPT:
		/* The method CONNECT. */
		return (-1);
	default:
		return (0);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "msg-live", .callback = callback,
	    .per_session_data_size = sizeof(struct session),
	    .rx_buffer_size = RECEIVE },
	{ .name = NULL },
};

/* Whether a client lives is our own protocols' matter. */
static const lws_retry_bo_t patient = { .retry_ms_table = NULL };

static void
log_library(int level, const char *line)
{
	char text[512];

	(void)level;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(line, "\n"), line);
	log_event(LOG_LEVEL_WARNING, "websockets", text);
}

/* "/path", "port" or "address:port". */
static bool
listen_at(struct lws_context_creation_info *info, const char *where)
{
	static char address[64];
	const char *colon = strrchr(where, ':');
	const char *port = colon == NULL ? where : colon + 1;

	if (where[0] == '/') {
		info->options |= LWS_SERVER_OPTION_UNIX_SOCK;
		info->iface = where;
		return (true);
	}
	snprintf(address, sizeof(address), "%.*s", colon == NULL ? 0 :
	    (int)(colon - where), where);
	info->iface = address[0] == '\0' ? "127.0.0.1" : address;
	info->port = atoi(port);
	return (info->port > 0 && info->port < 65536);
}

struct lws_context *
server_open(const struct conf *conf, void **loops)
{
	struct lws_context_creation_info info = {
		.protocols = protocols, .foreign_loops = loops,
		.options = LWS_SERVER_OPTION_LIBUV |
		    LWS_SERVER_OPTION_VALIDATE_UTF8 |
		    LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND,
		.gid = -1, .uid = -1, .timeout_secs = TIMEOUT,
		.max_http_header_data = HEADERS,
		.max_http_header_pool = HANDSHAKES,
		.pt_serv_buf_size = SERVICE,
		.retry_and_idle_policy = &patient,
		.server_string = "msgcgi",
	};
	struct lws_context *context;
	mode_t mask;

	lws_set_log_level(LLL_ERR, log_library);
	if (!listen_at(&info, conf->live_listen)) {
		fprintf(stderr, "msg-live: MSG_LIVE_LISTEN takes a path or"
		    " address:port, not %s\n", conf->live_listen);
		return (NULL);
	}
	/* The web server is in the group. */
	mask = umask(0117);
	context = lws_create_context(&info);
	umask(mask);
	if (context == NULL)
		fprintf(stderr, "msg-live: cannot listen on %s (another one"
		    " there? may this user write there?)\n",
		    conf->live_listen);
	return (context);
}

void
server_close_listener(void)
{

	stopping = true;
	/* Whoever comes now is sent to the next process, or waits for it. */
	if (loop_conf()->live_listen[0] == '/')
		unlink(loop_conf()->live_listen);
}
