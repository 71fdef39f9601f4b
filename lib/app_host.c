/* See app_host.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "app_host.h"
#include "arena.h"
#include "cache.h"
#include "db.h"
#include "utf8.h"

enum { CACHE_SLOTS = 256 };		/* a power of two */

struct slot {
	struct cache_head head;
	char key[HOST_NAME_MAX_BYTES + 1];	/* a host */
	char org[APP_NAME_MAX + 1], name[APP_NAME_MAX + 1];
};
static struct slot slots[CACHE_SLOTS];
static struct cache cache = CACHE_OF(slots, struct slot);

void
app_host_start(const struct conf *conf)
{

	cache_start(&cache, conf);
}

static enum err
look_up(struct arena *arena, struct slot *slot, struct fault *fault)
{
	struct db_param params[1] = { db_text(slot->key) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_app_host_find, params, 1, &r,
	    fault)) != OK)
		return (cache_find_stale(&cache, slot) ? OK : e);
	slot->head.exists = db_rows(r) > 0;
	if (slot->head.exists) {
		snprintf(slot->org, sizeof(slot->org), "%s",
		    db_value(r, 0, "org"));
		snprintf(slot->name, sizeof(slot->name), "%s",
		    db_value(r, 0, "name"));
	}
	cache_put(&cache, slot);
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

	canonical(host == NULL ? "" : host, slot->key);
	if (!cache_find(&cache, slot) && (e = look_up(arena, slot, fault)) != OK)
		return (e);
	if (!slot->head.exists)
		return (ERR_NO_SUCH_APP);
	return (app_find(arena, slot->org, slot->name, app, fault));
}
