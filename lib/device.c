/* See device.h. */
#include "app.h"
#include "arena.h"
#include "db.h"
#include "device.h"

enum err
device_set(struct arena *arena, const struct app *app,
    const struct device *device, struct fault *fault)
{
	struct db_param params[6] = { db_bigint(arena, app->id),
	    db_text(device->username), db_text(device->id),
	    db_text(device->type), db_text(device->token),
	    db_bigint(arena, DEVICES_MAX) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_device_set, params, 6, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		return (OK);
	fault->argument = device->username;
	return (ERR_USER_UNKNOWN);
}

enum err
device_remove(struct arena *arena, const struct app *app,
    const struct device *device, int64_t *removed, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, app->id),
	    db_text(device->username), db_text(device->type),
	    db_text(device->id) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_device_remove, params, 4, &r,
	    fault)) != OK)
		return (e);
	*removed = db_value_bigint(r, 0, "removed");
	if (db_value_bool(r, 0, "known"))
		return (OK);
	fault->argument = device->username;
	return (ERR_USER_UNKNOWN);
}

static struct db_param
text_array(struct arena *arena, struct texts texts)
{
	struct db_array *array = db_array_new(arena, 't', texts.count);
	size_t i;

	for (i = 0; i < texts.count; i++)
		db_array_text(array, texts.texts[i]);
	return (db_array_end(array));
}

enum err
push_send(struct arena *arena, const struct app *app, struct push *push,
    struct fault *fault)
{
	struct db_param params[5] = { db_bigint(arena, app->id),
	    text_array(arena, push->users), text_array(arena, push->tokens),
	    db_text(push->payload), db_bigint(arena, PUSH_WAITING_MAX) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_push_request_insert, params, 5, &r,
	    fault)) != OK)
		return (e);
	if (!db_value_bool(r, 0, "fits"))
		return (ERR_TOO_MANY_MESSAGES);
	push->made = (size_t)db_value_bigint(r, 0, "made");
	return (OK);
}
