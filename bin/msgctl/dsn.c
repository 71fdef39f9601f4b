/* See dsn.h. */
#include <libpq-fe.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "dsn.h"

enum { DSN_MAX = 16 * 1024 };	/* bytes of one shown */

/* libpq marks with '*' what a dialog would not show. */
static bool
is_secret(const PQconninfoOption *option)
{

	return (strchr(option->dispchar, '*') != NULL);
}

const char *
dsn_masked(struct arena *arena, const char *dsn)
{
	PQconninfoOption *options, *o;
	struct buf out;
	bool secret = false;

	if ((options = PQconninfoParse(dsn, NULL)) == NULL)
		return ("(not a connection string of libpq)");
	buf_init(&out, arena, DSN_MAX);
	for (o = options; o->keyword != NULL; o++) {
		if (o->val == NULL)
			continue;
		secret = secret || is_secret(o);
		buf_format(&out, "%s%s=%s", out.length > 0 ? " " : "",
		    o->keyword, is_secret(o) ? "***" : o->val);
	}
	PQconninfoFree(options);
	return (secret ? out.bytes : dsn);
}

const char *
dsn_user(struct arena *arena, const char *dsn)
{
	PGconn *conn;
	const char *user = NULL;

	/* Begun and given up at once: libpq fills in its defaults there. */
	if ((conn = PQconnectStart(dsn)) != NULL && PQuser(conn) != NULL &&
	    PQuser(conn)[0] != '\0')
		user = arena_strdup(arena, PQuser(conn));
	PQfinish(conn);
	return (user);
}
