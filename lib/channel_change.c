/* See channel_change.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "channel_change.h"
#include "room_change.h"
#include "room_manage.h"

enum {
	TRIES = 8,		/* new ids before we give up */
};

static enum err
try_create(struct arena *arena, const struct app *app,
    const struct channel_new *new, bool *made, struct fault *fault)
{
	struct db_param params[15] = { db_bigint(arena, app->id),
	    db_text(new->id), db_bigint(arena, conversation_number(app->id,
	    CONVERSATION_GROUP, new->id)), db_text(new->handle),
	    db_text(new->name), db_text(new->topic),
	    db_text(new->announcement), db_text(new->description),
	    db_text(new->custom), db_text(new->owner), db_bool(new->public),
	    db_bool(new->read_only), db_bool(new->encrypted),
	    db_int(arena, ROOM_USERS_MAX),
	    room_name_array(arena, new->members) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_channel_insert, params, 15, &r,
	    fault)) != OK)
		return (e);
	*made = db_value_bool(r, 0, "made");
	return (OK);
}

/* Whoever was first has committed by now. */
static enum err
find_taken(struct arena *arena, const struct app *app,
    struct channel_new *new, bool *taken, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_text(new->handle) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_channel_taken, params, 2, &r,
	    fault)) != OK)
		return (e);
	*taken = db_rows(r) > 0;
	new->archived = *taken && db_value_bool(r, 0, "archived");
	return (OK);
}

enum err
channel_create(struct arena *arena, const struct app *app,
    struct channel_new *new, struct fault *fault)
{
	bool made = false, taken = false;
	int i;
	enum err e = OK;

	BUG_UNLESS(new->members.count < ROOM_USERS_MAX);
	for (i = 0; i < TRIES && e == OK && !made && !taken; i++) {
		new->id = room_new_id(arena);
		e = try_create(arena, app, new, &made, fault);
		if (e == OK && !made)
			e = find_taken(arena, app, new, &taken, fault);
	}
	if (e != OK || made)
		return (e);
	fault->argument = new->handle;
	return (taken ? ERR_ROOM_EXISTS : ERR_DATABASE_BUSY);
}

static struct db_param
standings(struct arena *arena, const struct channel_actor *actor)
{
	static const char *const words[STANDINGS] = {
		[STANDING_OWNER] = "owner",
		[STANDING_MODERATOR] = "moderator",
		[STANDING_MEMBER] = "member",
		[STANDING_STRANGER] = "stranger",
	};
	const char *names[STANDINGS];
	struct room_names may = { names, 0 };
	size_t i;

	for (i = 0; i < STANDINGS; i++)
		if (actor->may[i])
			names[may.count++] = words[i];
	return (room_name_array(arena, may));
}

/* The statement's third parameter is who changes it, the fourth what he must be
 * in the room. */
static enum err
change(struct arena *arena, const struct channel_actor *actor,
    struct room_statement *s, PGresult **result, struct fault *fault)
{
	struct room_key key = { .app = actor->app, .id = actor->id };
	enum err e;

	s->params[2] = db_text(actor->username);
	s->params[3] = standings(arena, actor);
	if ((e = room_change_by_id(arena, &key, s, result, fault)) != OK)
		return (e);
	return (db_value_bool(*result, 0, "may") ? OK : ERR_FORBIDDEN);
}

enum err
channel_admit(struct arena *arena, const struct channel_actor *actor,
    struct room_names names, struct fault *fault)
{
	struct room_statement s = { &SQL_channel_admit, { [4] =
	    room_name_array(arena, names) }, 5 };
	PGresult *r;
	enum err e;

	BUG_UNLESS(names.count > 0);
	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	if (!db_is_null(r, 0, "missing")) {
		fault->argument = db_value(r, 0, "missing");
		return (ERR_MEMBER_NOT_USER);
	}
	return (db_value_bool(r, 0, "fits") ? OK : ERR_ROOM_FULL);
}

enum err
channel_dismiss(struct arena *arena, const struct channel_actor *actor,
    const char *username, struct fault *fault)
{
	struct room_statement s = { &SQL_channel_dismiss, { [4] =
	    db_text(username) }, 5 };
	PGresult *r;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	fault->argument = username;
	if (!db_value_bool(r, 0, "found"))
		return (ERR_MEMBER_UNKNOWN);
	return (db_value_bool(r, 0, "owned") ? ERR_OWNER_LEAVES : OK);
}

static struct db_param
optional_bool(const bool *flag)
{

	return (flag == NULL ? db_null() : db_bool(*flag));
}

enum err
channel_grant(struct arena *arena, const struct channel_actor *actor,
    struct channel_grant *grant, struct fault *fault)
{
	struct room_statement s = { &SQL_channel_member, { [4] =
	    db_text(grant->username), optional_bool(grant->manager),
	    optional_bool(grant->silenced) }, 7 };
	PGresult *r;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	grant->changed = db_value_bool(r, 0, "changed");
	if (db_value_bool(r, 0, "found"))
		return (OK);
	fault->argument = grant->username;
	return (ERR_MEMBER_UNKNOWN);
}

enum err
channel_set(struct arena *arena, const struct channel_actor *actor,
    const struct channel_setting *change_to, struct fault *fault)
{
	struct room_statement s = { &SQL_channel_set, { [4] =
	    db_text(change_to->handle), db_text(change_to->name),
	    db_text(change_to->topic), db_text(change_to->announcement),
	    db_text(change_to->description),
	    optional_bool(change_to->read_only),
	    optional_bool(change_to->archived),
	    optional_bool(change_to->public) }, 12 };
	PGresult *r;
	enum err e;

	e = change(arena, actor, &s, &r, fault);
	if (change_to->handle != NULL && (e == ERR_CONFLICT || (e == OK &&
	    db_value_bool(r, 0, "taken"))))
		return (ERR_ROOM_EXISTS);
	return (e);
}
