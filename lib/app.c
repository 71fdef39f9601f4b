/* See app.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "cache.h"
#include "db.h"
#include "hash.h"

enum { CACHE_SLOTS = 2048 };		/* a power of two */

struct slot {
	struct cache_head head;
	struct {
		char org[APP_NAME_MAX + 1], name[APP_NAME_MAX + 1];
	} key;
	struct app app;
};
static struct slot slots[CACHE_SLOTS];
static struct cache cache = CACHE_OF(slots, struct slot);

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

	cache_start(&cache, conf);
}

int32_t
app_scaled(const struct app *app, int32_t quota)
{
	int64_t scaled = (int64_t)quota * app->limit_scale / 100;

	if (scaled > INT32_MAX / 2)	/* room for the units of a batch */
		scaled = INT32_MAX / 2;
	return (scaled < 1 ? 1 : (int32_t)scaled);
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
	struct slot slot = { .head.exists = false };
	PGresult *r;
	enum err e = OK;

	if (strlen(org) > APP_NAME_MAX || strlen(name) > APP_NAME_MAX)
		return (ERR_NO_SUCH_APP);
	memcpy(slot.key.org, org, strlen(org));
	memcpy(slot.key.name, name, strlen(name));
	if (!cache_find(&cache, &slot) && (e = db_query(arena, &SQL_app_find,
	    params, 2, &r, fault)) == OK) {
		slot.head.exists = db_rows(r) > 0;
		snprintf(slot.app.org, sizeof(slot.app.org), "%s", org);
		snprintf(slot.app.name, sizeof(slot.app.name), "%s", name);
		if (slot.head.exists)
			from_row(r, &slot.app);
		cache_put(&cache, &slot);
	}
	if (e != OK && !cache_find_stale(&cache, &slot))
		return (e);
	*app = slot.app;
	return (slot.head.exists ? OK : ERR_NO_SUCH_APP);
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
