/* See app_host.h. */
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "app_host.h"
#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "db.h"
#include "utf8.h"

enum {
	CACHE_SLOTS = 256,		/* a power of two */
	STALE_MAX = 30 * 1000000,	/* microseconds */
};

/* A host's app, or the knowledge that it has none. */
struct slot {
	char host[HOST_NAME_MAX_BYTES + 1];
	usec_t until;		/* good until then; 0: empty */
	usec_t fetched;
	bool exists;
	char org[APP_NAME_MAX + 1], name[APP_NAME_MAX + 1];
};

static struct {
	pthread_mutex_t lock;
	usec_t life;
	struct slot slots[CACHE_SLOTS];
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
app_host_start(const struct conf *conf)
{

	cache.life = conf->app_cache * 1000;
}

static struct slot *
slot_of(const char *host)
{
	uint32_t h = 2166136261u;	/* FNV-1a */

	for (; *host != '\0'; host++)
		h = (h ^ (unsigned char)*host) * 16777619u;
	return (&cache.slots[(h ^ h >> 16) & (CACHE_SLOTS - 1)]);
}

static bool
cached(struct slot *wanted, bool stale)
{
	const struct slot *slot = slot_of(wanted->host);
	usec_t now = clock_tick();
	bool hit;

	pthread_mutex_lock(&cache.lock);
	hit = slot->until != 0 && strcmp(slot->host, wanted->host) == 0 &&
	    (stale ? slot->exists && now - slot->fetched < STALE_MAX :
	    now < slot->until);
	if (hit)
		*wanted = *slot;
	pthread_mutex_unlock(&cache.lock);
	return (hit);
}

static enum err
look_up(struct arena *arena, struct slot *slot, struct fault *fault)
{
	struct db_param params[1] = { db_text(slot->host) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_app_host_find, params, 1, &r,
	    fault)) != OK)
		return (cached(slot, true) ? OK : e);
	slot->exists = db_rows(r) > 0;
	if (slot->exists) {
		snprintf(slot->org, sizeof(slot->org), "%s",
		    db_value(r, 0, "org"));
		snprintf(slot->name, sizeof(slot->name), "%s",
		    db_value(r, 0, "name"));
	}
	slot->fetched = clock_tick();
	slot->until = slot->fetched + cache.life;
	pthread_mutex_lock(&cache.lock);
	*slot_of(slot->host) = *slot;
	pthread_mutex_unlock(&cache.lock);
	return (OK);
}

/* Without the port and the dot of a whole name, in lower case; "" is what can
 * be no host. */
static void
canonical(const char *host, char out[HOST_NAME_MAX_BYTES + 1])
{
	size_t length = strcspn(host, ":"), i;

	if (*host == '[')
		length = strcspn(host, "]");
	if (length > 1 && host[length - 1] == '.')
		length--;
	if (length > HOST_NAME_MAX_BYTES || !utf8_valid(host, length))
		length = 0;
	for (i = 0; i < length; i++)
		out[i] = (char)tolower((unsigned char)host[i]);
	out[length] = '\0';
}

enum err
app_host_find(struct arena *arena, const char *host, struct app *app,
    struct fault *fault)
{
	struct slot *slot = arena_alloc(arena, sizeof(*slot));
	enum err e;

	canonical(host == NULL ? "" : host, slot->host);
	if (!cached(slot, false) && (e = look_up(arena, slot, fault)) != OK)
		return (e);
	if (!slot->exists)
		return (ERR_NO_SUCH_APP);
	return (app_find(arena, slot->org, slot->name, app, fault));
}
