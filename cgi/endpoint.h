/*
 * endpoint: one row per endpoint; everything about it stands in its row.
 *
 * To add one: (1) write its row and functions in cgi/DIALECT/FAMILY.c,
 * (2) name the row in that file's table (and a new table in routes.c),
 * (3) document it in docs/DIALECT.md with an example, (4) add its cases to
 * tests/cases/.  A unit test walks all rows and misses what is forgotten.
 *
 * The life of a call (serve.c): route, method, app, token, read the body,
 * decode, admit (count the call), run, encode.  A fault found by decode is
 * kept until the call was counted, so that limits are seen first although
 * everything waits in one queue.  Between run and encode a send waits for its
 * commit, and meanwhile holds no thread.
 */
#ifndef CGI_ENDPOINT_H
#define CGI_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "app.h"
#include "clock.h"
#include "err.h"
#include "http.h"
#include "json.h"
#include "send.h"
#include "token.h"

struct account;
struct arena;
struct conf;
struct call;

/* Who may call; call->token then tells who does. */
enum endpoint_auth {
	AUTH_NONE,
	AUTH_APP,		/* the app's backend */
	AUTH_APP_OR_USER,	/* the backend, or a user of the app */
	AUTH_USER,		/* a user */
	AUTH_PUBLIC,		/* whoever names the app */
};

/* How calls of a dialect say who they are, and how it answers errors. */
struct dialect {
	const char *name;
	/* Find call->app and check who asks, by the row's auth: fill
	 * call->token, whose subject stays NULL for nobody.  NULL: there is
	 * neither app nor caller. */
	enum err (*authorize)(struct call *call);
	/* Write status, headers and body for ${e} into call->response. */
	void (*error)(struct call *call, enum err e);
	/* Headers beside those of headers.h; NULL: none. */
	void (*headers)(struct call *call, enum err e);
	/* Pages of other origins may call, as the app's cors_origins say, with
	 * these headers; NULL: none may. */
	const struct cors *cors;
};

struct endpoint {
	const char *method;		/* "POST" */
	const char *path;		/* "/{org}/{app}/messages/users" */
	const char *name;		/* for log and limits: "chatrooms" */
	const char *summary;		/* one line for people */
	const struct dialect *dialect;
	enum endpoint_auth auth;
	struct limit calls;		/* default limit; scaled per app */
	struct limit messages;		/* for sends; else no name */
	size_t body_max;		/* bytes; 0: MSG_BODY_MAX */
	/* Of one call that sends, whatever the app's scale; at most
	 * SEND_TARGETS_MAX; 0 in the rows of other calls. */
	size_t targets_max;
	/* decode() may leave a struct send in call->send; run(), if there is
	 * one, only checks, and then the send waits for its commit. */
	bool sends;
	int generation;			/* of the dialect's error texts */
	const void *family;		/* what its functions share, or NULL */
	/* Read call->request into call->input, touching nothing else. */
	enum err (*decode)(struct call *call);
	/* Do it, leaving the result in call->output. */
	enum err (*run)(struct call *call);
	/* A send that was stored, before encode(): it may read the database;
	 * NULL: there is nothing to do. */
	enum err (*sent)(struct call *call);
	/* Write the body of a success. */
	void (*encode)(struct call *call);
};

/* When each stage ended; 0: it was not reached. */
struct call_times {
	usec_t started, authorized, decoded, ran, ended;
};

/* One request on its way. */
struct call {
	struct arena *arena;		/* ends after the answer was sent */
	const struct conf *conf;
	struct http_request request;
	/* Until run() ends; then NULL. */
	const struct http_source *source;
	const struct dialect *dialect;		/* of the path; NULL until routed */
	const struct endpoint *endpoint;	/* NULL until routed */
	const char *called;		/* what a frame names; for the log */
	const char *parameters[4];	/* {…} of the path, in order */
	const char *allow;		/* for ERR_BAD_METHOD: its header */
	struct app app;			/* where the path has {org}/{app} */
	struct limit calls;		/* what the call counts to: the row's,
					   unless authorize() knows better */
	struct token token;		/* who asks; subject NULL if nobody */
	const struct account *account;	/* the user who asks, if it was read */
	const void *session;		/* what else a dialect knows of him */
	const void *refusal;		/* with ERR_REFUSED: the dialect's */
	msec_t now;			/* read once */
	struct call_times times;
	enum err result;
	bool waits;			/* for its commit: serve_wait() */
	void (*done)(void *cookie);	/* then; see serve.h */
	void *cookie;
	void *input;			/* decode's result */
	struct send *send;		/* the same of a send, or NULL */
	void *output;			/* run's result */
	struct fault fault;		/* of the error, if any */
	struct json_fault json_fault;	/* with ERR_BAD_JSON */
	struct receipt receipt;		/* limits' state for the headers */
	bool limited;			/* receipt's calls are filled */
	const char *readable_by;	/* pages of this origin, "*": any; or
					   NULL (cors.h) */
	bool preflight;			/* a browser asks whether it may call */
	struct http_response response;
};

/* A table of rows, one per family. */
struct endpoint_table {
	const struct endpoint *rows;
	size_t count;
};

/*
 * body_object(call, root): the request's body parsed as a JSON object,
 * whatever its Content-Type says; fills call->json_fault.
 * ERR_BAD_JSON, or ERR_BAD_FIELD when it is another value than an object.
 */
enum err body_object(struct call *call, struct json_object **root);

/*
 * call_count(call, calls): count the call by ${calls}, scaled for the app
 * already, and say so in its headers.  Calls are counted by themselves; this
 * is for those who must know before they go on.  ERR_TOO_MANY_CALLS, or a
 * database error.
 */
enum err call_count(struct call *call, const struct limit *calls);

#endif
