/* See room_manage.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "clock.h"
#include "direct_room.h"
#include "hash.h"
#include "room_change.h"
#include "room_manage.h"

enum {
	TRIES = 8,		/* while others make and delete the same room */
	ID_TAILS = 100,		/* ids of one millisecond */
};

static const struct room_names nobody;

/* The statement's third parameter is who changes it. */
static enum err
change(struct arena *arena, const struct room_actor *actor,
    struct room_statement *s, PGresult **result, struct fault *fault)
{
	struct room_key key = { .app = actor->app, .id = actor->id };
	enum err e;

	s->params[2] = db_text(actor->username);
	if ((e = room_change_by_id(arena, &key, s, result, fault)) != OK)
		return (e);
	return (db_value_bool(*result, 0, "known") ? OK : ERR_NOT_MEMBER);
}

static const char *
text_or_empty(const char *text)
{

	return (text == NULL ? "" : text);
}

static bool
flag_or(const bool *flag, bool otherwise)
{

	return (flag == NULL ? otherwise : *flag);
}

static enum err
try_compose(struct arena *arena, const struct app *app, struct room_new *new,
    const char **other, struct fault *fault)
{
	const bool direct = new->kind == CONVERSATION_USERS;
	const char *pair = direct ? conversation_pair(arena,
	    new->members.names[0], new->members.names[1]) : NULL;
	const struct room_form *f = new->form;
	struct db_param params[19] = { db_bigint(arena, app->id),
	    db_int(arena, new->kind), db_text(new->id),
	    db_bigint(arena, conversation_number(app->id, new->kind,
	    direct ? pair : new->id)), db_text(pair),
	    db_text(text_or_empty(f->name)),
	    db_text(text_or_empty(f->description)),
	    db_text(text_or_empty(f->owner)), db_text(text_or_empty(f->custom)),
	    db_text(f->cover),
	    room_name_array(arena, f->tags == NULL ? nobody : *f->tags),
	    db_text(f->webhook), db_bool(flag_or(f->bot_mode, false)),
	    db_bool(flag_or(f->encrypted, false)),
	    db_bool(flag_or(f->opening, true)), db_int(arena, ROOM_USERS_MAX),
	    room_name_array(arena, new->members), room_name_array(arena,
	    f->managers == NULL ? nobody : *f->managers),
	    db_bool(new->unsaid && !direct) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_room_compose, params, 19, &r,
	    fault)) != OK)
		return (e);
	if (!db_is_null(r, 0, "missing")) {
		fault->argument = db_value(r, 0, "missing");
		return (ERR_MEMBER_NOT_USER);
	}
	*other = direct ? db_value_or_null(r, 0, "other") : NULL;
	return (db_value_bool(r, 0, "made") ? OK : ERR_CONFLICT);
}

const char *
room_new_id(struct arena *arena)
{
	uint64_t tail;

	random_bytes(&tail, sizeof(tail));
	return (arena_format(arena, "%lld", (long long)(clock_now() *
	    ID_TAILS + (int64_t)(tail % ID_TAILS))));
}

static const char *
new_id(struct arena *arena, enum conversation_kind kind)
{

	return (kind == CONVERSATION_USERS ? direct_room_id(arena) :
	    room_new_id(arena));
}

enum err
room_compose(struct arena *arena, const struct app *app,
    struct room_new *new, struct fault *fault)
{
	const char *asked = new->id, *other = NULL;
	enum err e = ERR_CONFLICT;
	int i;

	BUG_UNLESS(new->kind != CONVERSATION_USERS || new->members.count == 2);
	if (new->members.count > ROOM_USERS_MAX)
		return (ERR_ROOM_FULL);
	for (i = 0; i < TRIES && e == ERR_CONFLICT; i++) {
		new->id = asked == NULL ? new_id(arena, new->kind) : asked;
		e = try_compose(arena, app, new, &other, fault);
		new->made = e == OK;
		if (e == ERR_CONFLICT && other != NULL) {
			new->id = other;
			return (OK);
		}
	}
	if (e != ERR_CONFLICT)
		return (e);
	fault->argument = new->id;
	return (asked == NULL ? ERR_DATABASE_BUSY : ERR_ROOM_EXISTS);
}

enum err
room_admit(struct arena *arena, const struct room_actor *actor,
    struct room_names names, bool *added, struct fault *fault)
{
	struct room_statement s = { &SQL_member_admit, { [3] =
	    room_name_array(arena, names), [4] = db_bool(
	    actor->username != NULL && names.count == 1 &&
	    strcmp(names.names[0], actor->username) == 0) }, 5 };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	for (i = 0; i < names.count; i++) {
		added[i] = db_value_bool(r, i, "added");
		if (db_value_bool(r, i, "missing")) {
			fault->argument = names.names[i];
			return (ERR_MEMBER_NOT_USER);
		}
	}
	if (!db_value_bool(r, 0, "open"))
		return (ERR_ROOM_CLOSED);
	return (db_value_bool(r, 0, "fits") ? OK : ERR_ROOM_FULL);
}

enum err
room_dismiss(struct arena *arena, const struct room_actor *actor,
    struct room_names names, struct fault *fault)
{
	struct room_statement s = { &SQL_member_dismiss, { [3] =
	    room_name_array(arena, names) }, 4 };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	if (!db_value_bool(r, 0, "may"))
		return (ERR_NOT_MANAGER);
	for (i = 0; i < names.count; i++)
		if (!db_value_bool(r, i, "found")) {
			fault->argument = names.names[i];
			return (ERR_MEMBER_UNKNOWN);
		}
	if (!db_value_bool(r, 0, "owned"))
		return (OK);
	fault->argument = "The owner can only be removed by himself or with"
	    " the platform key";
	return (ERR_FORBIDDEN);
}

enum err
room_role(struct arena *arena, const struct room_actor *actor,
    struct room_role *role, struct fault *fault)
{
	struct room_statement s = { &SQL_member_role, { [3] =
	    db_text(role->username), [4] = db_bool(role->manager) }, 5 };
	PGresult *r;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	role->changed = db_value_bool(r, 0, "changed");
	if (!db_value_bool(r, 0, "may"))
		return (ERR_NOT_MANAGER);
	if (db_value_bool(r, 0, "found"))
		return (OK);
	fault->argument = role->username;
	return (ERR_MEMBER_UNKNOWN);
}

static struct db_param
optional_bool(const bool *flag)
{

	return (flag == NULL ? db_null() : db_bool(*flag));
}

static struct db_param
optional_names(struct arena *arena, const struct room_names *names)
{

	return (names == NULL ? db_null() : room_name_array(arena, *names));
}

enum err
room_alter(struct arena *arena, const struct room_actor *actor,
    const struct room_form *form, struct fault *fault)
{
	struct room_statement s = { &SQL_room_alter, { [3] = db_text(form->name),
	    db_text(form->description), db_text(form->custom),
	    db_text(form->cover), optional_names(arena, form->tags),
	    db_text(form->webhook), optional_bool(form->bot_mode),
	    db_text(form->bot_state), optional_bool(form->opening),
	    optional_bool(form->frozen), db_text(form->owner),
	    optional_names(arena, form->managers) }, 15 };
	PGresult *r;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	if (!db_value_bool(r, 0, "may"))
		return (ERR_NOT_MANAGER);
	if (!db_value_bool(r, 0, "given")) {
		fault->argument = "Only the room's owner and the platform key"
		    " can make another user its owner";
		return (ERR_FORBIDDEN);
	}
	if (db_is_null(r, 0, "stranger"))
		return (OK);
	fault->argument = db_value(r, 0, "stranger");
	return (ERR_MEMBER_UNKNOWN);
}

enum err
room_erase(struct arena *arena, const struct room_actor *actor,
    struct fault *fault)
{
	struct room_statement s = { &SQL_room_erase, { { 0 } }, 3 };
	PGresult *r;
	enum err e;

	if ((e = change(arena, actor, &s, &r, fault)) != OK)
		return (e);
	return (db_value_bool(r, 0, "may") ? OK : ERR_NOT_MANAGER);
}
