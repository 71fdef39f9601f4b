/* msgctl app set: an app's settings. */
#include <string.h>

#include "account.h"
#include "arena.h"
#include "msgctl.h"
#include "number.h"
#include "origin.h"

enum {
	ORIGINS_MAX = 64,	/* of one app */
	URL_MAX = 2000,		/* bytes of a verifier's address */
	PARAM_COUNT = 11,	/* of admin_app_set */
};

/* on or off: the option, and its parameter in admin_app_set. */
static const struct { const char *name; size_t param; } switches[] = {
	{ "--strict-bodies", 1 }, { "--check-targets", 2 },
	{ "--search", 3 }, { "--auth-private", 4 },
	{ "--sandbox-tokens", 5 },
};

/* Numbers, with the bounds of the table's constraints. */
static const struct { const char *name; int64_t least, most; size_t param; }
    numbers[] = {
	{ "--retention-days", 0, 36500, 6 },
	{ "--room-rate", 1, 1000000, 7 },
	{ "--token-days", 1, 3650, 8 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
read_plain(struct ctl *ctl, struct db_param *params)
{
	int64_t number;
	bool on;
	size_t i;
	int status;

	for (i = 0; i < COUNT(switches); i++) {
		if (option(ctl, switches[i].name) == NULL)
			continue;
		if ((status = option_switch(ctl, switches[i].name, &on)) !=
		    EXIT_DONE)
			return (status);
		params[switches[i].param] = db_bool(on);
	}
	for (i = 0; i < COUNT(numbers); i++) {
		if (option(ctl, numbers[i].name) == NULL)
			continue;
		if ((status = option_integer(ctl, numbers[i].name,
		    numbers[i].least, numbers[i].most, &number)) != EXIT_DONE)
			return (status);
		params[numbers[i].param] = db_int(ctl->arena,
		    (int32_t)number);
	}
	return (EXIT_DONE);
}

/* Only the form: who may be asked is decided when it is. */
static int
read_verifier(struct ctl *ctl, struct db_param *param)
{
	const char *url = option(ctl, "--auth-url"), *host;
	const unsigned char *c;

	if (url == NULL)
		return (EXIT_DONE);
	if (strcmp(url, "none") == 0) {
		*param = db_text("");
		return (EXIT_DONE);
	}
	host = strncmp(url, "https://", 8) == 0 ? url + 8 :
	    strncmp(url, "http://", 7) == 0 ? url + 7 : "";
	for (c = (const unsigned char *)url; *c > ' ' && *c < 0x7F; c++)
		continue;
	if (*c != '\0' || strcspn(host, "/?#:") == 0 ||
	    strpbrk(host, "@#") != NULL || strlen(url) > URL_MAX)
		return (fail(ctl, EXIT_USAGE, "--auth-url takes an address of "
		    "at most %d bytes that begins with https:// or http:// and "
		    "has no name, password or fragment, or none; not \"%s\"",
		    URL_MAX, url));
	*param = db_text(url);
	return (EXIT_DONE);
}

/* A port, or nothing, behind the host; a host in brackets has colons. */
static bool
port_is_valid(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') :
	    host + strcspn(host, ":");
	int64_t port;

	if (end == NULL || end == host)
		return (false);
	end += *end == ']';
	return (*end == '\0' || (*end == ':' &&
	    parse_integer(end + 1, 1, 65535, &port)));
}

/* As browsers write it: lower case, and no port where it is the usual one. */
static const char *
origin_canonical(struct ctl *ctl, const char *text)
{
	static const struct { const char *scheme, *port; } usual[] = {
		{ "http://", ":80" }, { "https://", ":443" },
	};
	const char *origin = username_fold(ctl->arena, text), *host;
	size_t length = strlen(origin), tail, i;

	if (strcmp(origin, "*") == 0)
		return (origin);
	for (i = 0; i < COUNT(usual); i++) {
		tail = strlen(usual[i].port);
		if (strncmp(origin, usual[i].scheme,
		    strlen(usual[i].scheme)) == 0 && length > tail &&
		    strcmp(origin + length - tail, usual[i].port) == 0)
			origin = arena_strndup(ctl->arena, origin,
			    length - tail);
	}
	host = strstr(origin, "://");
	if (host == NULL || !origin_is_valid(origin) ||
	    !port_is_valid(host + 3))
		return (NULL);
	return (origin);
}

static int
read_origins(struct ctl *ctl, struct db_param *param)
{
	const char *origins[ORIGINS_MAX], *text, *word;
	size_t count = 0, length;

	text = option(ctl, "--cors-origin");
	if (text == NULL)
		return (EXIT_DONE);
	text = strcmp(text, "none") == 0 ? "" : text;
	while (*text != '\0') {
		length = strcspn(text, ",\n");
		word = arena_strndup(ctl->arena, text, length);
		if (count == ORIGINS_MAX)
			return (fail(ctl, EXIT_USAGE, "an app has at most %d "
			    "origins", ORIGINS_MAX));
		if ((origins[count++] = origin_canonical(ctl, word)) == NULL)
			return (fail(ctl, EXIT_USAGE, "--cors-origin takes "
			    "what a browser sends, scheme://host or "
			    "scheme://host:port without a path, such as "
			    "https://chat.example.org, or *, or none alone; "
			    "not \"%s\"", word));
		text += length + (text[length] != '\0');
	}
	*param = text_array(ctl->arena, origins, count);
	return (EXIT_DONE);
}

static int
app_set(struct ctl *ctl)
{
	struct db_param params[PARAM_COUNT];
	PGresult *r;
	size_t i;
	int status;

	for (i = 0; i < PARAM_COUNT; i++)
		params[i] = db_null();
	if ((status = read_plain(ctl, params)) != EXIT_DONE ||
	    (status = read_verifier(ctl, &params[9])) != EXIT_DONE ||
	    (status = read_origins(ctl, &params[10])) != EXIT_DONE)
		return (status);
	for (i = 1; i < PARAM_COUNT && params[i].bytes == NULL; i++)
		continue;
	if (i == PARAM_COUNT)
		return (fail(ctl, EXIT_USAGE, "which setting? see: msgctl app "
		    "set --help"));
	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_number(r));
	if ((status = statement(ctl, &SQL_admin_app_set, params, PARAM_COUNT,
	    &r)) != EXIT_DONE)
		return (status);
	return (app_put(ctl));
}

static const struct option_row options[] = {
	{ "--strict-bodies", "on|off", "check the inner fields of bodies" },
	{ "--check-targets", "on|off", "sender and targets must exist" },
	{ "--retention-days", "N", "keep messages so long; 0: for ever" },
	{ "--room-rate", "N", "messages a second that a chat room keeps" },
	{ "--search", "on|off", "texts of messages are found by search" },
	{ "--token-days", "N", "days that a user's token is good for" },
	{ "--auth-url", "URL|none", "who is asked about unknown user tokens" },
	{ "--auth-private", "on|off", "that may be in a private network" },
	{ "--sandbox-tokens", "on|off", "tokens for anybody: trials only" },
	{ "--cors-origin", "ORIGIN...", "pages that may call; several; none" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "app set", "ORG APP", 2, 2, options,
	    "change settings of an app", "Running programs follow within "
	    "MSG_APP_CACHE milliseconds.", app_set },
};
const struct command_table app_set_commands = { rows, 1 };
