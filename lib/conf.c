/* See conf.h. */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "conf.h"

enum setting_type { TEXT, NUMBER, PREPARE, ORIGIN, PREFIX };

/* The type and place of a member of struct conf. */
#define PLACE(member) .offset = offsetof(struct conf, member)

static const struct setting {
	const char *name;	/* as in a file; MSG_ and capitals elsewhere */
	enum setting_type type;
	size_t offset;
	const char *initial;
	int64_t least, most;	/* of a NUMBER */
	bool secret;
	const char *words;
} settings[] = {
	{ "dsn", TEXT, PLACE(dsn), "", 0, 0, true,
	    "PostgreSQL connection string of the program's role; empty: "
	    "what libpq finds (PGHOST ...)" },
	{ "admin_dsn", TEXT, PLACE(admin_dsn), "", 0, 0, true,
	    "connection of the tables' owner, for msgctl; default MSG_DSN" },
	{ "live_dsn", TEXT, PLACE(live_dsn), "", 0, 0, true,
	    "connection on which msg-live hears what was stored; needed "
	    "behind a pooler; default MSG_DSN" },
	{ "secret_file", TEXT, PLACE(secret_file), "/etc/msgcgi/secret", 0, 0,
	    false, "file with the master secret, 32 bytes or more, mode 0600" },
	{ "files_dir", TEXT, PLACE(files_dir), "/var/lib/msgcgi/files", 0, 0,
	    false, "directory of uploaded files" },
	{ "log", TEXT, PLACE(log), "stderr", 0, 0, false,
	    "where the log goes: stderr, syslog, or a file's path" },
	{ "public_url", ORIGIN, PLACE(public_url), "", 0, 0, false,
	    "scheme://host[:port] that answers show; empty: as asked for" },
	{ "mount", PREFIX, PLACE(mount), "", 0, 0, false,
	    "path prefix the program stands at, / for the root; empty: "
	    "found out" },
	{ "threads", NUMBER, PLACE(threads), "32", 1, 512, false,
	    "threads per process; a send that waits for its commit holds "
	    "none" },
	{ "db_connections", NUMBER, PLACE(db_connections), "4", 1, 128, false,
	    "database connections per process, beside the writer's one" },
	{ "db_timeout", NUMBER, PLACE(db_timeout), "5", 1, 600, false,
	    "seconds that one statement may take" },
	{ "db_prepare", PREPARE, PLACE(db_prepare), "auto", 0, 0, false,
	    "prepared statements: on, off, or auto, which is on unless a "
	    "pooler is in between" },
	{ "store_timeout", NUMBER, PLACE(store_timeout), "10", 1, 600, false,
	    "seconds that a send may wait for its commit" },
	{ "queue_max", NUMBER, PLACE(queue_max), "1024", 1, 100000, false,
	    "sends that may wait, per process" },
	{ "batch_rows", NUMBER, PLACE(batch_rows), "1000", 1, 4000, false,
	    "message rows stored in one transaction" },
	{ "body_max", NUMBER, PLACE(body_max), "262144", 1024, 4194304, false,
	    "bytes of a request's body" },
	{ "max_requests", NUMBER, PLACE(max_requests), "0", 0, INT64_MAX,
	    false, "requests after which a process renews itself; 0: never" },
	{ "app_cache", NUMBER, PLACE(app_cache), "1000", 0, 60000, false,
	    "milliseconds that an app's settings are kept in memory" },
	{ "live_listen", TEXT, PLACE(live_listen), "/run/msgcgi/live.sock",
	    0, 0, false, "Unix socket's path, or address:port, where "
	    "msg-live listens" },
	{ "live_connections", NUMBER, PLACE(live_connections), "10000", 1,
	    1000000, false, "connections that msg-live holds" },
	{ "live_subscriptions", NUMBER, PLACE(live_subscriptions), "1000", 1,
	    100000, false, "subscriptions of one realtime connection" },
	{ "live_buffer", NUMBER, PLACE(live_buffer), "262144", 4096,
	    67108864, false,
	    "bytes that wait for a slow client before it is closed" },
	{ "live_frame_max", NUMBER, PLACE(live_frame_max), "262144", 1024,
	    4194304, false, "bytes of a message that a client sends" },
	{ "live_login_seconds", NUMBER, PLACE(live_login_seconds), "45", 0,
	    86400, false,
	    "seconds in which a realtime client must log in; 0: any time" },
	{ "live_heartbeat", NUMBER, PLACE(live_heartbeat), "30", 1, 3600,
	    false, "seconds of silence before a client is asked for life" },
	{ "live_stream_seconds", NUMBER, PLACE(live_stream_seconds), "3600",
	    1, 86400, false, "seconds after which an event stream ends, and "
	    "its client comes back" },
	{ "live_threads", NUMBER, PLACE(live_threads), "8", 1, 128, false,
	    "threads of msg-live that wait for the database" },
	{ "live_sweep", NUMBER, PLACE(live_sweep), "5", 1, 3600, false,
	    "seconds between msg-live's own looks for what was not told" },
};
enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

/* Names of the environment that belong to `make run`'s demo.env. */
static const char *const foreign[] = {
	"MSG_CONF", "MSG_URL", "MSG_ORG", "MSG_APP", "MSG_CLIENT_ID",
	"MSG_CLIENT_SECRET", "MSG_APP_TOKEN", "MSG_ROOM", "MSG_GROUP",
	"MSG_API_KEY", "MSG_CLIENT_KEY", "MSG_USER", "MSG_USER_TOKEN",
	"MSG_IMKIT_ROOM", "MSG_PASSWORD", "MSG_USER_ID", "MSG_AUTH_TOKEN",
	"MSG_ROCKETCHAT_ROOM",
};

/* One reading of the three sources. */
struct reading {
	struct conf *conf;
	struct arena *arena;
	struct fault *fault;
	bool in_file[SETTINGS];	/* named in the file already */
	FILE *file;
	int line;
	enum err error;		/* the first one */
};

static enum err
wrong(struct reading *r, const char *words)
{

	if (r->error == OK) {
		r->error = ERR_FIELD_INVALID;
		r->fault->argument = words;
	}
	return (ERR_FIELD_INVALID);
}

static bool
parse_number(const char *text, int64_t least, int64_t most, int64_t *number)
{
	char *end;

	/* strtoll() would take leading blanks and a plus sign. */
	if (!isdigit((unsigned char)text[0]))
		return (false);
	errno = 0;
	*number = strtoll(text, &end, 10);
	return (errno == 0 && *end == '\0' && *number >= least &&
	    *number <= most);
}

static const char *const prepare_words[] = {
	[DB_PREPARE_OFF] = "off", [DB_PREPARE_ON] = "on",
	[DB_PREPARE_AUTO] = "auto",
};

static bool
parse_prepare(const char *text, enum db_prepare *value)
{
	static const char *const words[] = {
		"off", "on", "no", "yes", "false", "true", "0", "1",
	};
	size_t i;

	if (strcasecmp(text, prepare_words[DB_PREPARE_AUTO]) == 0) {
		*value = DB_PREPARE_AUTO;
		return (true);
	}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0) {
			*value = i % 2 == 1 ? DB_PREPARE_ON : DB_PREPARE_OFF;
			return (true);
		}
	return (false);
}

/* http://host[:port] without a path: it is put before one. */
static bool
is_origin(const char *text)
{
	size_t scheme = strncmp(text, "http://", 7) == 0 ? 7 :
	    strncmp(text, "https://", 8) == 0 ? 8 : 0;

	return (text[0] == '\0' || (scheme > 0 && text[scheme] != '\0' &&
	    text[scheme + strspn(text + scheme, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:_-[]")] == '\0'));
}

static bool
is_prefix(const char *text)
{

	return (text[0] == '\0' || (text[0] == '/' &&
	    strpbrk(text, "?#% ") == NULL && strstr(text, "//") == NULL));
}

/* ${where} is what the user calls the setting. */
static enum err
set(struct reading *r, const struct setting *s, const char *where,
    const char *value)
{
	char *member = (char *)r->conf + s->offset;

	switch (s->type) {
	case NUMBER:
		if (parse_number(value, s->least, s->most, (int64_t *)member))
			return (OK);
		return (wrong(r, arena_format(r->arena,
		    "%s takes a whole number from %lld to %lld", where,
		    (long long)s->least, (long long)s->most)));
	case PREPARE:
		if (parse_prepare(value, (enum db_prepare *)member))
			return (OK);
		return (wrong(r, arena_format(r->arena,
		    "%s takes auto, on or off", where)));
	case ORIGIN:
		if (!is_origin(value))
			return (wrong(r, arena_format(r->arena,
			    "%s takes http://host or https://host, with a "
			    "port or without, and no path", where)));
		break;
	case PREFIX:
		if (!is_prefix(value))
			return (wrong(r, arena_format(r->arena,
			    "%s takes a path that begins with / and has no "
			    "//, %%, ?, # or blank", where)));
		break;
	case TEXT:
		break;
	}
	*(const char **)member = arena_strdup(r->arena, value);
	return (OK);
}

static const struct setting *
find(const char *name)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].name, name) == 0)
			return (&settings[i]);
	return (NULL);
}

/* libinih's handler: 1 to go on, 0 for an error. */
static int
file_setting(void *cookie, const char *section, const char *name,
    const char *value)
{
	struct reading *r = cookie;
	const struct setting *s = find(name);
	const char *where;

	where = arena_format(r->arena, "MSG_CONF, line %d", r->line);
	if (section[0] != '\0' && strcmp(section, "msgcgi") != 0)
		wrong(r, arena_format(r->arena,
		    "%s: section [%s] is not [msgcgi]", where, section));
	else if (s == NULL)
		wrong(r, arena_format(r->arena,
		    "%s: there is no setting %s; `msgctl config` lists them",
		    where, name));
	else if (r->in_file[s - settings])
		/* Also what libinih makes of an indented next line. */
		wrong(r, arena_format(r->arena,
		    "%s: %s is set a second time", where, name));
	else {
		r->in_file[s - settings] = true;
		set(r, s, arena_format(r->arena, "%s: %s", where, name),
		    value);
	}
	return (r->error == OK);
}

/*
 * libinih's reader.  It would take the rest of a long line for another line:
 * refuse long lines by name.
 */
static char *
file_line(char *bytes, int size, void *cookie)
{
	struct reading *r = cookie;
	size_t length;

	if (r->error != OK || fgets(bytes, size, r->file) == NULL)
		return (NULL);
	r->line++;
	length = strlen(bytes);
	if (length + 1 == (size_t)size && bytes[length - 1] != '\n') {
		wrong(r, arena_format(r->arena,
		    "MSG_CONF, line %d: longer than %d bytes; use the "
		    "environment for it", r->line, size - 2));
		return (NULL);
	}
	return (bytes);
}

static enum err
read_file(struct reading *r, const char *path)
{
	int line;

	if ((r->file = fopen(path, "re")) == NULL)
		return (wrong(r, arena_format(r->arena,
		    "MSG_CONF: cannot read %s: %s", path, strerror(errno))));
	line = ini_parse_stream(file_line, r, file_setting, r);
	if (ferror(r->file))
		wrong(r, arena_format(r->arena, "MSG_CONF: cannot read %s",
		    path));
	fclose(r->file);
	if (line != 0)
		wrong(r, arena_format(r->arena,
		    "MSG_CONF, line %d: not in the form name = value", line));
	return (r->error);
}

static bool
is_foreign(const char *name, size_t length)
{
	size_t i;

	if (length >= 9 && strncmp(name, "MSG_TEST_", 9) == 0)
		return (true);
	for (i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (strlen(foreign[i]) == length &&
		    strncmp(foreign[i], name, length) == 0)
			return (true);
	return (false);
}

static enum err
environment_setting(struct reading *r, const char *entry)
{
	size_t i, length = strcspn(entry, "=");
	const struct setting *s;
	char *name;

	if (strncmp(entry, "MSG_", 4) != 0 || entry[length] != '=' ||
	    is_foreign(entry, length))
		return (OK);
	name = arena_strndup(r->arena, entry + 4, length - 4);
	for (i = 0; name[i] != '\0'; i++)
		/* Small letters in the environment are another name. */
		name[i] = isupper((unsigned char)name[i]) ?
		    (char)tolower((unsigned char)name[i]) :
		    islower((unsigned char)name[i]) ? '?' : name[i];
	if ((s = find(name)) == NULL)
		return (wrong(r, arena_format(r->arena,
		    "environment: there is no setting %.*s; `msgctl config` "
		    "lists them", (int)length, entry)));
	return (set(r, s, arena_strndup(r->arena, entry, length),
	    entry + length + 1));
}

enum err
conf_load(struct conf *conf, struct arena *arena, char *const *environment,
    struct fault *fault)
{
	struct reading r = { .conf = conf, .arena = arena, .fault = fault };
	char *const *entry;
	const char *path = NULL;
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		BUG_UNLESS(set(&r, &settings[i], "default",
		    settings[i].initial) == OK);
	for (entry = environment; *entry != NULL; entry++)
		if (strncmp(*entry, "MSG_CONF=", 9) == 0)
			path = *entry + 9;
	if (path != NULL && path[0] != '\0' && read_file(&r, path) != OK)
		return (r.error);
	for (entry = environment; *entry != NULL; entry++)
		if (environment_setting(&r, *entry) != OK)
			return (r.error);
	if (conf->admin_dsn[0] == '\0')
		conf->admin_dsn = conf->dsn;
	if (conf->live_dsn[0] == '\0')
		conf->live_dsn = conf->dsn;
	return (OK);
}

bool
conf_describe(const struct conf *conf, size_t i, struct arena *arena,
    struct conf_row *row)
{
	const struct setting *s = &settings[i];
	const char *member = (const char *)conf;
	char *c, *name;

	if (i >= SETTINGS)
		return (false);
	member += s->offset;
	name = arena_format(arena, "MSG_%s", s->name);
	for (c = name; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	row->name = name;
	row->initial = s->initial;
	row->words = s->words;
	row->secret = s->secret;
	if (s->type == NUMBER)
		row->value = arena_format(arena, "%lld",
		    (long long)*(const int64_t *)member);
	else if (s->type == PREPARE)
		row->value = prepare_words[*(const enum db_prepare *)member];
	else
		row->value = *(const char *const *)member;
	return (true);
}
