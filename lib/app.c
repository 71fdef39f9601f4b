/* See app.h. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db.h"
#include "hash.h"

enum {
	CACHE_SLOTS = 2048,		/* a power of two */
	STALE_MAX = 30 * 1000000,	/* microseconds */
};

/* One app, or the knowledge that there is none of that name. */
struct slot {
	usec_t until;		/* good until then; 0: empty */
	usec_t fetched;		/* when it was read */
	bool exists;
	struct app app;		/* org and name are set in any case */
};

static struct {
	pthread_mutex_t lock;
	usec_t life;
	struct slot slots[CACHE_SLOTS];
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

/*
 * Words with which paths of the other dialects, or of the server itself,
 * begin: an org of that name could never be reached, or would hide them.
 */
static const char *const reserved_orgs[] = {
	"admin", "api", "auths", "avatar", "badges", "blockstatus", "cgi-bin",
	"chatbot", "config", "docs", "easemob", "favicon.ico", "file-upload",
	"files", "healthz", "hooks", "ic", "livechat", "live", "me",
	"messages", "metrics", "oauth", "push", "robots.txt", "roomprefs",
	"rooms", "search", "sockjs", "static", "ufs", "users", "websocket",
	".well-known",
};

void
app_cache_start(const struct conf *conf)
{

	cache.life = conf->app_cache * 1000;
}

int32_t
app_scaled(const struct app *app, int32_t quota)
{
	int64_t scaled = (int64_t)quota * app->limit_scale / 100;

	if (scaled > INT32_MAX / 2)	/* room for the units of a batch */
		scaled = INT32_MAX / 2;
	return (scaled < 1 ? 1 : (int32_t)scaled);
}

static struct slot *
slot_of(const char *org, const char *name)
{
	uint64_t h = 14695981039346656037ULL;	/* FNV-1a */
	const char *s;

	for (s = org; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211ULL;
	h = (h ^ '/') * 1099511628211ULL;
	for (s = name; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211ULL;
	return (&cache.slots[(h ^ h >> 32) & (CACHE_SLOTS - 1)]);
}

/*
 * Look in the cache.  When a row has grown old, the first to notice fetches
 * it (false) and the others go on with the old one meanwhile.
 */
static bool
cached(const char *org, const char *name, struct app *app, bool *exists)
{
	struct slot *slot = slot_of(org, name);
	usec_t now = clock_tick();
	bool hit;

	pthread_mutex_lock(&cache.lock);
	hit = slot->until != 0 && strcmp(slot->app.org, org) == 0 &&
	    strcmp(slot->app.name, name) == 0;
	if (hit && now >= slot->until) {
		hit = false;
		slot->until = now + cache.life;
	}
	if (hit) {
		*exists = slot->exists;
		*app = slot->app;
	}
	pthread_mutex_unlock(&cache.lock);
	return (hit);
}

static void
cache_put(const struct app *app, bool exists)
{
	struct slot *slot = slot_of(app->org, app->name);

	pthread_mutex_lock(&cache.lock);
	slot->app = *app;
	slot->exists = exists;
	slot->fetched = clock_tick();
	slot->until = slot->fetched + cache.life;
	pthread_mutex_unlock(&cache.lock);
}

/*
 * While the database is away a row may be older than usual, so that sends
 * can wait for it instead of failing before they are queued.
 */
static bool
cached_stale(const char *org, const char *name, struct app *app)
{
	struct slot *slot = slot_of(org, name);
	bool hit;

	pthread_mutex_lock(&cache.lock);
	hit = slot->until != 0 && slot->exists &&
	    strcmp(slot->app.org, org) == 0 &&
	    strcmp(slot->app.name, name) == 0 &&
	    clock_tick() - slot->fetched < STALE_MAX;
	if (hit)
		*app = slot->app;
	pthread_mutex_unlock(&cache.lock);
	return (hit);
}

static void
from_row(const PGresult *r, struct app *app)
{

	app->id = db_value_bigint(r, 0, "app_id");
	app->token_epoch = db_value_bigint(r, 0, "token_epoch");
	app->limit_scale = db_value_bigint(r, 0, "limit_scale");
	app->room_rate = db_value_bigint(r, 0, "room_rate");
	app->retention_days = db_value_bigint(r, 0, "retention_days");
	app->strict_bodies = db_value_bool(r, 0, "strict_bodies");
	app->check_targets = db_value_bool(r, 0, "check_targets");
	app->search = db_value_bool(r, 0, "search");
	app->token_days = db_value_bigint(r, 0, "token_days");
	app->verifier = db_value_bool(r, 0, "verifier");
	app->sandbox_tokens = db_value_bool(r, 0, "sandbox_tokens");
	snprintf(app->uuid, sizeof(app->uuid), "%s", db_value(r, 0, "uuid"));
	snprintf(app->key, sizeof(app->key), "%s#%s", app->org, app->name);
	token_key(app->id, app->signing_key);
}

enum err
app_find(struct arena *arena, const char *org, const char *name,
    struct app *app, struct fault *fault)
{
	struct db_param params[2] = { db_text(org), db_text(name) };
	PGresult *r;
	bool exists;
	enum err e;

	if (strlen(org) > APP_NAME_MAX || strlen(name) > APP_NAME_MAX)
		return (ERR_NO_SUCH_APP);
	if (cached(org, name, app, &exists))
		return (exists ? OK : ERR_NO_SUCH_APP);
	if ((e = db_query(arena, &SQL_app_find, params, 2, &r, fault)) != OK)
		return (cached_stale(org, name, app) ? OK : e);
	memset(app, 0, sizeof(*app));
	snprintf(app->org, sizeof(app->org), "%s", org);
	snprintf(app->name, sizeof(app->name), "%s", name);
	exists = db_rows(r) > 0;
	if (exists)
		from_row(r, app);
	cache_put(app, exists);
	return (exists ? OK : ERR_NO_SUCH_APP);
}

static bool
is_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t length = strlen(name);

	return (length >= 1 && length <= APP_NAME_MAX &&
	    strspn(name, allowed) == length && strchr("._-", *name) == NULL);
}

enum err
app_name_check(struct arena *arena, const char *org, const char *name,
    struct fault *fault)
{
	size_t i;

	if (!is_name(org) || !is_name(name)) {
		fault->argument = arena_format(arena, "the %s name must be 1 "
		    "to %d letters, digits, '.', '_' or '-', and begin with a "
		    "letter or digit", is_name(org) ? "app" : "org",
		    APP_NAME_MAX);
		return (ERR_FIELD_INVALID);
	}
	for (i = 0; i < sizeof(reserved_orgs) / sizeof(reserved_orgs[0]); i++)
		if (strcasecmp(org, reserved_orgs[i]) == 0) {
			fault->argument = arena_format(arena, "the org name "
			    "\"%s\" is reserved: other paths of the server "
			    "begin with it; choose another", org);
			return (ERR_FIELD_INVALID);
		}
	return (OK);
}

static enum err
client_find(struct arena *arena, const struct app *app, const char *client_id,
    PGresult **r, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_text(client_id) };
	enum err e;

	if ((e = db_query(arena, &SQL_client_find, params, 2, r, fault)) != OK)
		return (e);
	return (db_rows(*r) == 0 ? ERR_CLIENT_ID_WRONG : OK);
}

enum err
client_exists(struct arena *arena, const struct app *app,
    const char *client_id, struct fault *fault)
{
	PGresult *r;

	return (client_find(arena, app, client_id, &r, fault));
}

enum err
client_check(struct arena *arena, const struct app *app,
    const char *client_id, const char *secret, struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	PGresult *r;
	enum err e;

	if ((e = client_find(arena, app, client_id, &r, fault)) != OK)
		return (e);
	sha256(secret, strlen(secret), digest);
	if (!equal_constant_time(hex_encode(arena, digest, sizeof(digest)),
	    db_value(r, 0, "secret_sha256"), 2 * SHA256_SIZE))
		return (ERR_CLIENT_SECRET_WRONG);
	return (OK);
}

enum err
client_ids(struct arena *arena, const struct app *app, const char ***ids,
    size_t *count, struct fault *fault)
{
	struct db_param params[1] = { db_bigint(arena, app->id) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_client_list, params, 1, &r, fault)) != OK)
		return (e);
	*count = db_rows(r);
	*ids = arena_array(arena, const char *, *count);
	for (i = 0; i < *count; i++)
		(*ids)[i] = db_value(r, i, "key_id");
	return (OK);
}
