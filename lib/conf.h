/*
 * conf: the configuration, one table (conf.c) of name, type, range, default
 * and one line of documentation.
 *
 * Sources, later ones win: the defaults, the file that MSG_CONF names (lines
 * `name = value`, names as below without MSG_, in lower case), environment
 * variables MSG_NAME.  An unknown name or a bad value is an error that names
 * it.  `msgctl config` prints the table.  Read once at the start, constant
 * afterwards, and so shared by all threads without a lock.
 *
 * MSG_* names that are no settings and are passed over: MSG_CONF itself,
 * MSG_TEST_*, and those of the demo.env that `make run` writes, because
 * people export them.
 *
 * The file is read by libinih, which takes lines of at most 198 bytes, and a
 * blank followed by `;` begins a comment; a section [msgcgi] is allowed.  The
 * environment has neither limit.
 */
#ifndef LIB_CONF_H
#define LIB_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct arena;

/* AUTO: where the connection is PostgreSQL's own, and not a pooler's. */
enum db_prepare { DB_PREPARE_OFF, DB_PREPARE_ON, DB_PREPARE_AUTO };

struct conf {
	const char *dsn;	 /* libpq connection string */
	const char *admin_dsn;	 /* the tables' owner's, for msgctl; = dsn */
	const char *live_dsn;	 /* on which msg-live LISTENs; = dsn */
	const char *secret_file; /* master secret, >= 32 bytes, mode 0600 */
	const char *files_dir;	 /* uploaded files */
	const char *log;	 /* "stderr", "syslog" or a file's path */
	const char *public_url;	 /* scheme://host[:port] or "" = as asked */
	const char *mount;	 /* path prefix, "/" = root, "" = find out */
	int64_t threads;	 /* that accept requests, per process */
	int64_t db_connections;	 /* per process, beside the writer's one */
	int64_t db_timeout;	 /* seconds for one statement */
	enum db_prepare db_prepare; /* prepared statements */
	int64_t store_timeout;	 /* seconds a send may wait for its commit */
	int64_t queue_max;	 /* sends that may wait, per process */
	int64_t batch_rows;	 /* message rows per transaction */
	int64_t body_max;	 /* bytes of a request's body */
	int64_t max_requests;	 /* renew the process after N; 0 = never */
	int64_t app_cache;	 /* milliseconds an app's row is kept */
	/* Of msg-live */
	const char *live_listen; /* a path, or address:port */
	int64_t live_connections; /* at once */
	int64_t live_subscriptions; /* of one realtime connection */
	int64_t live_buffer;	 /* bytes that wait for a slow client */
	int64_t live_frame_max;	 /* bytes of a message from a client */
	int64_t live_login_seconds; /* to log in; 0 = any time */
	int64_t live_heartbeat;	 /* seconds of silence before a ping */
	int64_t live_stream_seconds; /* that an event stream lasts */
	int64_t live_threads;	 /* that wait for the database */
	int64_t live_sweep;	 /* seconds between its own looks */
};

/*
 * conf_load(conf, arena, environment, fault):
 * Fill ${conf} from the three sources; ${environment} is as environ(7).
 * Strings live in ${arena}.  On ERR_FIELD_INVALID, fault->argument is a
 * sentence that names the setting and says what it takes.
 */
enum err conf_load(struct conf *conf, struct arena *arena,
    char *const *environment, struct fault *fault);

/*
 * conf_describe(conf, i, row):
 * Fill ${row} with line ${i} of the table; false when there is no such line.
 */
struct conf_row {
	const char *name;	/* "MSG_DSN" */
	const char *value;	/* as text, in ${arena} */
	const char *initial;	/* the default, as text */
	const char *words;	/* one line of documentation */
	bool secret;		/* the value may hold a password */
};
bool conf_describe(const struct conf *conf, size_t i, struct arena *arena,
    struct conf_row *row);

#endif
