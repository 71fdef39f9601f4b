/*
 * msgctl limits: an app's call and message limits.  The defaults stand in
 * the rows of the endpoints, so the answer is computed from these.
 */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "msgctl.h"
#include "number.h"
#include "output.h"
#include "routes.h"

enum {
	LIMITS_MAX = 256,		/* different ones */
	ENDPOINTS_MAX = 16384,		/* bytes of one's paths */
};

/* The paths are last, because they may be long. */
static const struct field fields[] = {
	{ "calls", "CALLS", FIELD_INTEGER },
	{ "calls_seconds", "PER SECONDS", FIELD_INTEGER },
	{ "messages", "MESSAGES", FIELD_INTEGER },
	{ "messages_seconds", "PER SECONDS", FIELD_INTEGER },
	{ "targets", "TARGETS", FIELD_INTEGER },
	{ "endpoints", "ENDPOINTS", FIELD_TEXT },
};

/* Endpoints that share a limit are shown once. */
static bool
seen(const char **names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (true);
	return (false);
}

/* The row's path as people write it: without the app, where it has one. */
static const char *
path_of(const struct endpoint *row)
{
	static const char app[] = "/{org}/{app}/";

	return (strncmp(row->path, app, strlen(app)) == 0 ?
	    row->path + strlen(app) : row->path);
}

/* Whether ${path} is one of the ${count} ${paths}, or lies below it. */
static bool
covered(const char **paths, size_t count, const char *path)
{
	size_t i, length;

	for (i = 0; i < count; i++) {
		length = strlen(paths[i]);
		if (strncmp(paths[i], path, length) == 0 &&
		    (path[length] == '/' || path[length] == '\0'))
			return (true);
	}
	return (false);
}

/* The paths that share a limit; one stands for those below it, whose rows
 * come behind its own. */
static const char *
paths_of(struct arena *arena, const char *limit)
{
	const char *paths[LIMITS_MAX];
	const struct endpoint *row;
	struct buf out;
	size_t t, i, count = 0;

	buf_init(&out, arena, ENDPOINTS_MAX);
	for (t = 0; routes[t] != NULL; t++)
		for (i = 0; i < routes[t]->count; i++) {
			row = &routes[t]->rows[i];
			if (row->calls.name == NULL ||
			    strcmp(row->calls.name, limit) != 0 ||
			    covered(paths, count, path_of(row)))
				continue;
			BUG_UNLESS(count < LIMITS_MAX);
			buf_format(&out, "%s%s", count == 0 ? "" : ", ",
			    path_of(row));
			paths[count++] = path_of(row);
		}
	BUG_UNLESS(!out.overflow);
	return (out.bytes);
}

static void
add_limit(struct ctl *ctl, struct table *table, const struct app *app,
    const struct endpoint *row)
{
	const char *cells[6] = { NULL };

	cells[0] = arena_format(ctl->arena, "%d",
	    app_scaled(app, row->calls.quota));
	cells[1] = arena_format(ctl->arena, "%d", row->calls.window);
	if (row->messages.name != NULL) {
		cells[2] = arena_format(ctl->arena, "%d",
		    app_scaled(app, row->messages.quota));
		cells[3] = arena_format(ctl->arena, "%d",
		    row->messages.window);
	}
	if (row->targets_max > 0)
		cells[4] = arena_format(ctl->arena, "%zu", row->targets_max);
	cells[5] = paths_of(ctl->arena, row->calls.name);
	table_add(table, cells);
}

static void
put_limits(struct ctl *ctl, int64_t percent)
{
	struct table *table = table_new(ctl->arena, fields,
	    sizeof(fields) / sizeof(fields[0]));
	const struct app app = { .limit_scale = percent };
	const struct endpoint *row;
	const char *names[LIMITS_MAX];
	size_t t, i, count = 0;
	char factor[24];

	for (t = 0; routes[t] != NULL; t++)
		for (i = 0; i < routes[t]->count; i++) {
			row = &routes[t]->rows[i];
			if (row->calls.name == NULL ||
			    seen(names, count, row->calls.name))
				continue;
			BUG_UNLESS(count < LIMITS_MAX);
			names[count++] = row->calls.name;
			add_limit(ctl, table, &app, row);
		}
	factor_text(percent, factor);
	if (ctl->json)
		json_put_integer(&ctl->w, "limit_scale", percent);
	say(ctl, "%s/%s: %s times the defaults", ctl->arguments[0],
	    ctl->arguments[1], factor);
	say(ctl, "%s", "");
	put_table(ctl, "limits", table);
}

static int
limits(struct ctl *ctl)
{
	const char *scale = option(ctl, "--scale");
	struct db_param params[2];
	int32_t percent = 0;
	PGresult *app, *r;
	int status;

	if (scale != NULL && !parse_factor(scale, &percent))
		return (fail(ctl, EXIT_USAGE, "--scale takes a factor from "
		    "0.01 to %d with at most two decimals, such as 2 or 0.5, "
		    "not \"%s\"", PERCENT_MAX / 100, scale));
	if ((status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	if (scale != NULL) {
		params[0] = db_bigint(ctl->arena, app_number(app));
		params[1] = db_int(ctl->arena, percent);
		if ((status = statement(ctl, &SQL_admin_app_scale, params, 2,
		    &r)) != EXIT_DONE)
			return (status);
	} else
		percent = (int32_t)db_value_bigint(app, 0, "limit_scale");
	put_limits(ctl, percent);
	return (EXIT_DONE);
}

static const struct option_row options[] = {
	{ "--scale", "N", "N times the default limits, such as 2 or 0.5" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "limits", "ORG APP", 2, 2, options,
	    "show or scale the call and message limits of an app",
	    "Both kinds are raised in proportion; TARGETS per call stay.  "
	    "Running programs\nfollow within MSG_APP_CACHE milliseconds.  "
	    "Paths with one limit share it, and so\ndoes what lies below "
	    "them; of several that fit a call, the longest counts.",
	    limits },
};
const struct command_table limits_commands = { rows, 1 };
