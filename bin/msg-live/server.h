/*
 * server: libwebsockets: its listening socket, and what it tells of a
 * connection, handed to connection.h and http.h.
 */
#ifndef MSG_LIVE_SERVER_H
#define MSG_LIVE_SERVER_H

struct conf;
struct lws_context;

/*
 * server_open(conf, loops): listen on MSG_LIVE_LISTEN; NULL, and the reason is
 * on standard error.
 * server_close_listener(): accept nobody any more.
 */
struct lws_context *server_open(const struct conf *conf, void **loops);
void server_close_listener(void);

#endif
