/*
 * method: the methods of the realtime API (contract rocketchat, 2.4), one row
 * each, whatever brings the call: POST /api/v1/method.call/{method}, or a frame
 * of the realtime API.
 *
 * To add one: write its row and functions in the file of its family, name the
 * family's table in methods.c, document it in docs/rocketchat.md.
 */
#ifndef CGI_ROCKETCHAT_METHOD_H
#define CGI_ROCKETCHAT_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include "rocketchat.h"

struct realtime_login;

/*
 * What is called, as call->input.  ${params} is an array; ${source} is its
 * text, whose pieces are kept to the letter.
 */
struct invocation {
	const char *name;		/* as it was called */
	const struct rocketchat_method *method;	/* NULL: there is none */
	struct json_object *params;
	struct json_slice source;
	struct json_slice id;		/* JSON text, as it came */
	void *input;			/* decode's result */
	void *output;			/* run's result */
	bool silent;			/* nothing is said of its failure */
	const struct realtime_login *login;	/* it logged in or out; or
					   NULL (realtime.h) */
};

struct rocketchat_method {
	const char *name;
	bool anonymous;			/* nobody need be logged in */
	struct limit calls;		/* per user; a send has its own */
	/* As those of an endpoint (endpoint.h), for what the params say. */
	enum err (*decode)(struct call *call, struct invocation *invocation);
	enum err (*run)(struct call *call, struct invocation *invocation);
	enum err (*sent)(struct call *call, struct invocation *invocation);
	/* Write the result, dates as {"$date":ms}; NULL: there is none. */
	void (*encode)(struct call *call, struct invocation *invocation,
	    struct json_writer *w);
};

struct method_table {
	const struct rocketchat_method *rows;
	size_t count;
};

/* An encode of methods whose result is true; methods.c. */
void method_encode_true(struct call *call, struct invocation *invocation,
    struct json_writer *w);

/* All tables, ending with NULL; methods.c. */
extern const struct method_table *const rocketchat_methods[];

/* A method of a user, who may call it so often. */
#define METHOD_CALLS { .name = "rocketchat methods", .quota = 1200, \
	.window = 60 }
#define METHOD_LOGINS { .name = "rocketchat logins", .quota = 300, \
	.window = 60 }
/* By a token, which costs little and is not guessed; after a break of the
 * realtime side all clients come back at once. */
#define METHOD_RESUMES { .name = "rocketchat resumes", .quota = 30000, \
	.window = 60 }
/* Passwords tried for one name. */
#define METHOD_PASSWORDS { .name = "rocketchat passwords", .quota = 30, \
	.window = 60 }

/* param_text(invocation, i): the i-th param, if it is a string; else NULL. */
const char *param_text(const struct invocation *invocation, size_t i);
struct json_object *param(const struct invocation *invocation, size_t i);
/* param_slice(invocation, i): its JSON text; bytes NULL: there is none. */
struct json_slice param_slice(const struct invocation *invocation, size_t i);

/* param_date(call, invocation, i, at): {"$date": ms} or an ISO text; ${at}
 * stays where it is absent or null.  ERR_REFUSED: anything else. */
enum err param_date(struct call *call, const struct invocation *invocation,
    size_t i, msec_t *at);

/* method_find(name): NULL: unknown. */
const struct rocketchat_method *method_find(const char *name);

#endif
