/* See process.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "api_key.h"
#include "app.h"
#include "app_host.h"
#include "arena.h"
#include "conf.h"
#include "db.h"
#include "log.h"
#include "origin.h"
#include "process.h"
#include "search.h"
#include "token.h"
#include "verifier.h"

enum err
process_load(struct conf *conf, struct arena *arena, struct fault *fault)
{
	enum err e;

	if ((e = conf_load(conf, arena, environ, fault)) != OK)
		return (e);
	if (log_open(conf->log) != 0) {
		fault->argument = arena_format(arena,
		    "MSG_LOG: cannot write %s: %s; name a file that this user "
		    "may write, stderr or syslog", conf->log,
		    strerror(errno));
		return (ERR_FIELD_INVALID);
	}
	return (secret_load(conf->secret_file, arena, fault));
}

void
process_start(const struct conf *conf)
{

	app_cache_start(conf);
	api_key_start(conf);
	app_host_start(conf);
	verifier_start(conf);
	search_start(conf);
	origin_start(conf);
	db_pool_start(conf);
}
