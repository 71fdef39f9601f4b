/* msgctl room create, delete, add-member, remove-member. */
#include <string.h>

#include "arena.h"
#include "msgctl.h"
#include "output.h"
#include "room.h"
#include "room_place.h"
#include "utf8.h"

enum {
	ID_MAX = 128,		/* bytes of a room's id, as in the dialects */
	DIRECT_MEMBERS = 2,
};

static const char *const kinds[] = {
	[CONVERSATION_USERS] = "direct", [CONVERSATION_GROUP] = "group",
	[CONVERSATION_ROOM] = "chatroom",
};

int
option_kind(struct ctl *ctl, enum conversation_kind *kind)
{
	const char *text = option(ctl, "--kind");
	size_t i;

	if (text == NULL)
		return (EXIT_DONE);
	for (i = CONVERSATION_USERS; i <= CONVERSATION_ROOM; i++)
		if (strcmp(text, kinds[i]) == 0) {
			*kind = (enum conversation_kind)i;
			return (EXIT_DONE);
		}
	return (fail(ctl, EXIT_USAGE, "--kind is chatroom, group or direct, "
	    "not \"%s\"", text));
}

/* What room create was told. */
struct plan {
	enum conversation_kind kind;
	const char *id, *name, *description, *owner;
	const char **members;	/* distinct, the owner among them */
	size_t count;
};

/* The members, and the owner if he is not among them. */
static int
read_members(struct ctl *ctl, struct plan *plan)
{
	size_t count, i;
	const char **given = option_lines(ctl, "--member", &count);
	int status;

	plan->members = arena_array(ctl->arena, const char *, count + 1);
	if (*plan->owner != '\0')
		plan->members[plan->count++] = plan->owner;
	for (i = 0; i < count; i++)
		if (strcmp(given[i], plan->owner) != 0)
			plan->members[plan->count++] = given[i];
	for (i = 0; i < plan->count; i++)
		if ((status = user_named(ctl, plan->members[i])) != EXIT_DONE)
			return (status);
	if (plan->kind == CONVERSATION_USERS && plan->count != DIRECT_MEMBERS)
		return (fail(ctl, EXIT_USAGE, "a direct room has two users: "
		    "--member USER --member USER"));
	if (plan->count > ROOM_USERS_MAX)
		return (fail(ctl, EXIT_USAGE, "a room has at most %d members",
		    ROOM_USERS_MAX));
	return (EXIT_DONE);
}

static int
check_text(struct ctl *ctl, const char *name, const char *text, size_t most)
{
	size_t i, count = 0;

	for (i = 0; text[i] != '\0'; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	if (count <= most && utf8_valid(text, i))
		return (EXIT_DONE);
	return (fail(ctl, EXIT_USAGE, "%s has at most %zu characters, in "
	    "UTF-8", name, most));
}

static int
read_plan(struct ctl *ctl, struct plan *plan)
{
	const char *name = option(ctl, "--name");
	const char *description = option(ctl, "--description");
	const char *owner = option(ctl, "--owner");
	int status;

	*plan = (struct plan){ .kind = CONVERSATION_GROUP,
	    .id = ctl->arguments[2] };
	if ((status = option_kind(ctl, &plan->kind)) != EXIT_DONE)
		return (status);
	if (strlen(plan->id) > ID_MAX || !utf8_valid(plan->id,
	    strlen(plan->id)))
		return (fail(ctl, EXIT_USAGE, "a room's id has at most %d "
		    "bytes, in UTF-8", ID_MAX));
	plan->name = name != NULL ? name :
	    plan->kind == CONVERSATION_USERS ? "" : plan->id;
	plan->description = description == NULL ? "" : description;
	plan->owner = owner == NULL ? "" : owner;
	if ((status = check_text(ctl, "--name", plan->name,
	    ROOM_NAME_MAX)) != EXIT_DONE || (status = check_text(ctl,
	    "--description", plan->description, ROOM_DESCRIPTION_MAX)) !=
	    EXIT_DONE)
		return (status);
	return (read_members(ctl, plan));
}

/* A pair's room has the conversation of the pair. */
static int
insert(struct ctl *ctl, int64_t app_id, const struct plan *plan, PGresult **r)
{
	const char *pair = plan->kind != CONVERSATION_USERS ? NULL :
	    conversation_pair(ctl->arena, plan->members[0], plan->members[1]);
	struct db_param params[10] = {
		db_bigint(ctl->arena, app_id),
		db_int(ctl->arena, (int32_t)plan->kind), db_text(plan->id),
		db_bigint(ctl->arena, conversation_number(app_id, plan->kind,
		    pair == NULL ? plan->id : pair)),
		db_text(pair), db_text(plan->name),
		db_text(plan->description), db_text(plan->owner),
		db_int(ctl->arena, pair == NULL ? ROOM_USERS_MAX :
		    DIRECT_MEMBERS),
		text_array(ctl->arena, plan->members, plan->count),
	};

	return (statement(ctl, &SQL_admin_room_insert, params, 10, r));
}

static int
put_made(struct ctl *ctl, const struct plan *plan)
{
	static const struct field fields[] = {
		{ "room", "room", FIELD_TEXT },
		{ "kind", "kind", FIELD_TEXT },
		{ "name", "name", FIELD_TEXT },
		{ "owner", "owner", FIELD_TEXT },
		{ "members", "members", FIELD_INTEGER },
	};
	struct table *table = table_new(ctl->arena, fields, 5);

	table_add(table, (const char *[]){ plan->id, kinds[plan->kind],
	    plan->name, plan->owner, arena_format(ctl->arena, "%zu",
	    plan->count) });
	put_record(ctl, table);
	return (EXIT_DONE);
}

static int
room_create_command(struct ctl *ctl)
{
	const char *org = ctl->arguments[0], *app = ctl->arguments[1];
	struct plan plan;
	PGresult *r;
	int status;

	if ((status = read_plan(ctl, &plan)) != EXIT_DONE ||
	    (status = app_row(ctl, &r)) != EXIT_DONE ||
	    (status = insert(ctl, app_number(r), &plan, &r)) != EXIT_DONE)
		return (status);
	if (!db_is_null(r, 0, "missing"))
		return (fail(ctl, EXIT_REFUSED, "%s/%s has no user %s; make it "
		    "with: msgctl user create %s %s %s", org, app,
		    db_value(r, 0, "missing"), org, app,
		    db_value(r, 0, "missing")));
	if (!db_is_null(r, 0, "other"))
		return (fail(ctl, EXIT_REFUSED, "these two users have the "
		    "direct room %s already", db_value(r, 0, "other")));
	if (!db_value_bool(r, 0, "made"))
		return (fail(ctl, EXIT_REFUSED, "%s/%s has a room %s already; "
		    "see: msgctl room show %s %s %s", org, app, plan.id, org,
		    app, plan.id));
	return (put_made(ctl, &plan));
}

/* The app and its room, which must have been created. */
static int
look_up(struct ctl *ctl, int64_t *app_id, struct room_place *place)
{
	const char *org = ctl->arguments[0], *app = ctl->arguments[1];
	PGresult *r;
	int status;

	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	*app_id = app_number(r);
	if ((status = room_place(ctl, *app_id, place)) != EXIT_DONE ||
	    place->exists)
		return (status);
	return (fail(ctl, EXIT_REFUSED, "%s/%s has no room %s; see: msgctl "
	    "room list %s %s", org, app, ctl->arguments[2], org, app));
}

/* Lock the room and change it, in one transaction.  ${count} parameters, of
 * which the first three say which room. */
static int
change(struct ctl *ctl, const struct sql_statement *sql,
    struct db_param *params, size_t count, PGresult **result)
{
	PGresult *results[4] = { NULL };	/* begin, lock, it, commit */
	enum err e;

	if ((e = db_batch_begin(ctl->db, &ctl->fault)) != OK)
		return (fail_database(ctl, e));
	db_batch_add(ctl->db, &SQL_begin, NULL, 0);
	db_batch_add(ctl->db, &SQL_room_lock, params, 3);
	db_batch_add(ctl->db, sql, params, count);
	db_batch_add(ctl->db, &SQL_commit, NULL, 0);
	if ((e = db_batch_end(ctl->db, ctl->arena, results, &ctl->fault)) !=
	    OK)
		return (fail_database(ctl, e));
	*result = results[2];
	if (db_rows(*result) == 0)
		return (fail(ctl, EXIT_REFUSED, "somebody else has just "
		    "deleted the room %s", ctl->arguments[2]));
	return (EXIT_DONE);
}

/* room delete, add-member and remove-member: what they have in common. */
static int
change_room(struct ctl *ctl, const struct sql_statement *sql,
    PGresult **result)
{
	struct room_place place;
	struct db_param params[4];
	int64_t app_id;
	int status;

	if ((status = look_up(ctl, &app_id, &place)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_id);
	params[1] = db_int(ctl->arena, (int32_t)place.kind);
	params[2] = db_text(ctl->arguments[2]);
	if (ctl->argument_count == 3)
		return (change(ctl, sql, params, 3, result));
	if (place.kind == CONVERSATION_USERS)
		return (fail(ctl, EXIT_REFUSED, "%s is a direct room: its two "
		    "users stay", ctl->arguments[2]));
	if ((status = user_named(ctl, ctl->arguments[3])) != EXIT_DONE)
		return (status);
	params[3] = text_array(ctl->arena, &ctl->arguments[3], 1);
	return (change(ctl, sql, params, 4, result));
}

/* What was done, as the document's members. */
static int
put_change(struct ctl *ctl, const char *words)
{

	if (ctl->argument_count == 3)
		say(ctl, "%s %s.", ctl->arguments[2], words);
	else
		say(ctl, "%s %s %s.", ctl->arguments[3], words,
		    ctl->arguments[2]);
	if (!ctl->json)
		return (EXIT_DONE);
	json_put_string(&ctl->w, "room", ctl->arguments[2]);
	if (ctl->argument_count > 3)
		json_put_string(&ctl->w, "username", ctl->arguments[3]);
	return (EXIT_DONE);
}

static int
room_delete_command(struct ctl *ctl)
{
	PGresult *r;
	int status;

	if (option(ctl, "--yes") == NULL)
		return (fail(ctl, EXIT_REFUSED, "this deletes the room %s with "
		    "its memberships; if that is meant, add --yes",
		    ctl->arguments[2]));
	if ((status = change_room(ctl, &SQL_room_delete, &r)) != EXIT_DONE)
		return (status);
	return (put_change(ctl, "is deleted; its messages stay until their "
	    "retention ends"));
}

static int
add_member(struct ctl *ctl)
{
	PGresult *r;
	int status;

	if ((status = change_room(ctl, &SQL_member_add, &r)) != EXIT_DONE)
		return (status);
	if (db_value_bool(r, 0, "missing"))
		return (fail(ctl, EXIT_REFUSED, "%s/%s has no user %s",
		    ctl->arguments[0], ctl->arguments[1], ctl->arguments[3]));
	if (!db_value_bool(r, 0, "fits"))
		return (fail(ctl, EXIT_REFUSED, "the room %s is full",
		    ctl->arguments[2]));
	return (put_change(ctl, db_value_bool(r, 0, "added") ?
	    "is now in" : "was already in"));
}

static int
remove_member(struct ctl *ctl)
{
	PGresult *r;
	int status;

	if ((status = change_room(ctl, &SQL_member_remove, &r)) != EXIT_DONE)
		return (status);
	if (db_value_bool(r, 0, "owner"))
		return (fail(ctl, EXIT_REFUSED, "%s owns the room %s and "
		    "cannot leave it", ctl->arguments[3], ctl->arguments[2]));
	if (!db_value_bool(r, 0, "removed"))
		return (fail(ctl, EXIT_REFUSED, "%s is not in the room %s",
		    ctl->arguments[3], ctl->arguments[2]));
	return (put_change(ctl, "is no more in"));
}

static const struct option_row create_options[] = {
	{ "--kind", "KIND", "group, direct or chatroom; group if not given" },
	{ "--name", "TEXT", "what people call it; its id if not given" },
	{ "--description", "TEXT", "what it is for" },
	{ "--owner", "USER", "who owns it, a member too; else nobody" },
	{ "--member", "USER...", "a member; several" },
	{ NULL, NULL, NULL },
};

static const struct option_row delete_options[] = {
	{ "--yes", NULL, "yes, delete it for ever" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "room create", "ORG APP ROOM", 3, 3, create_options,
	    "make a room of an app", "direct: the conversation of two users, "
	    "of which there is one room at most.", room_create_command },
	{ "room add-member", "ORG APP ROOM USER", 4, 4, NULL,
	    "let a user into a room", NULL, add_member },
	{ "room remove-member", "ORG APP ROOM USER", 4, 4, NULL,
	    "take a user out of a room", NULL, remove_member },
	{ "room delete", "ORG APP ROOM", 3, 3, delete_options,
	    "delete a room and its memberships", NULL, room_delete_command },
};
const struct command_table room_change_commands = {
	rows, sizeof(rows) / sizeof(rows[0])
};
