/* See health.h. */
#include "arena.h"
#include "db.h"
#include "health.h"

static void
status(struct call *call, const char *word)
{
	struct json_writer w;

	json_write_begin(&w, &call->response.body);
	json_write_object(&w);
	json_put_string(&w, "status", word);
	json_write_object_end(&w);
}

/* The server's own dialect: one word. */
static void
health_error(struct call *call, enum err e)
{

	switch (err_class(e)) {
	case CLASS_CALLER:
		if (e == ERR_BAD_METHOD) {
			call->response.status = 405;
			status(call, "method not allowed");
			break;
		}
		call->response.status = e == ERR_REQUEST_TOO_LARGE ? 413 : 400;
		status(call, "bad request");
		break;
	default:
		call->response.status = 503;
		status(call, "unavailable");
		break;
	}
}

static const struct dialect health_dialect = {
	.name = "health",
	.error = health_error,
};

static enum err
health_run(struct call *call)
{
	enum err e;

	e = db_query(call->arena, &SQL_ping, NULL, 0, NULL, &call->fault);
	/* Nothing depends on this statement's outcome being known. */
	return (e == ERR_OUTCOME_UNKNOWN ? ERR_DATABASE_DOWN : e);
}

static void
health_encode(struct call *call)
{

	status(call, "ok");
}

static const struct endpoint rows[] = {
	{
		.method = "GET",
		.path = "/healthz",
		.name = "healthz",
		.summary = "Whether the server can serve.",
		.dialect = &health_dialect,
		.auth = AUTH_NONE,
		.run = health_run,
		.encode = health_encode,
	},
};

const struct endpoint_table health_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0]),
};
