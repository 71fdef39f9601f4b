/* msgctl room ...: rooms of all kinds, chat rooms' load limit and what it
 * dropped; room_change.c makes and changes them. */
#include <string.h>

#include "arena.h"
#include "conversation.h"
#include "msgctl.h"
#include "number.h"
#include "output.h"
#include "room_place.h"
#include "send.h"

enum {
	RATE_MAX = 1000000,	/* as constraint room_rate_range */
	PAGE_DEFAULT = 1000,	/* rows of a list */
	PAGE_MAX = 100000,
};

static int
room_list(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "room", "ROOM", FIELD_TEXT },
		{ "kind", "KIND", FIELD_TEXT },
		{ "rate", "RATE", FIELD_INTEGER },
		{ "owner", "OWNER", FIELD_TEXT },
		{ "name", "NAME", FIELD_TEXT },
	};
	const char *after = option(ctl, "--after");
	struct table *table = table_new(ctl->arena, fields, 5);
	enum conversation_kind kind = 0;
	int64_t limit = PAGE_DEFAULT;
	struct db_param params[4];
	PGresult *r;
	int status;

	if ((status = option_integer(ctl, "--limit", 1, PAGE_MAX, &limit)) !=
	    EXIT_DONE || (status = option_kind(ctl, &kind)) != EXIT_DONE ||
	    (status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	params[0] = db_bigint(ctl->arena, app_number(r));
	params[1] = db_text(after == NULL ? "" : after);
	params[2] = db_bigint(ctl->arena, limit);
	params[3] = kind == 0 ? db_null() : db_int(ctl->arena, (int32_t)kind);
	if ((status = statement(ctl, &SQL_admin_room_list, params, 4, &r)) !=
	    EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_table(ctl, "rooms", table);
	if (table_rows(table) == 0)
		say(ctl, "No such rooms that were created or have a rate.");
	if (table_rows(table) == (size_t)limit)
		say(ctl, "There may be more: --after %s",
		    db_value(r, (size_t)limit - 1, "room"));
	return (EXIT_DONE);
}

static int
put_room(struct ctl *ctl, int64_t app_id, const struct room_place *place)
{
	static const struct field fields[] = {
		{ "room", "room", FIELD_TEXT },
		{ "name", "name", FIELD_TEXT },
		{ "kind", "kind", FIELD_TEXT },
		{ "owner", "owner", FIELD_TEXT },
		{ "frozen", "frozen", FIELD_BOOL },
		{ "members", "members", FIELD_INTEGER },
		{ "rate", "rate (messages/s)", FIELD_INTEGER },
		{ "own_rate", "rate of its own", FIELD_BOOL },
		{ "stored", "messages stored", FIELD_INTEGER },
		{ "dropped", "messages dropped", FIELD_INTEGER },
	};
	struct table *table = table_new(ctl->arena, fields,
	    sizeof(fields) / sizeof(fields[0]));
	struct db_param params[4] = {
		db_bigint(ctl->arena, app_id), db_text(ctl->arguments[2]),
		db_bigint(ctl->arena, place->conv),
		db_int(ctl->arena, (int32_t)place->kind),
	};
	PGresult *r;
	int status;

	if ((status = statement(ctl, &SQL_admin_room_show, params, 4, &r)) !=
	    EXIT_DONE)
		return (status);
	/* A room of which nothing is known has the app's rate: said only
	 * where a rate was just taken away. */
	if (db_rows(r) == 0 || (!db_value_bool(r, 0, "known") &&
	    option(ctl, "--rate") == NULL))
		return (fail(ctl, EXIT_REFUSED, "room %s of %s/%s was not "
		    "created and nobody has sent to it; see: msgctl room list "
		    "%s %s", ctl->arguments[2], ctl->arguments[0],
		    ctl->arguments[1], ctl->arguments[0], ctl->arguments[1]));
	table_add_result(table, r);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static int
set_rate(struct ctl *ctl, int64_t app_id, int64_t conv)
{
	const char *text = option(ctl, "--rate");
	struct db_param params[4] = {
		db_bigint(ctl->arena, conv), db_bigint(ctl->arena, app_id),
		db_text(ctl->arguments[2]),
	};
	int64_t rate = 0;

	if (strcmp(text, "default") == 0)
		return (statement(ctl, &SQL_admin_room_rate_unset, params, 1,
		    NULL));
	if (!parse_integer(text, 1, RATE_MAX, &rate))
		return (fail(ctl, EXIT_USAGE, "--rate takes a whole number "
		    "from 1 to %d, or default, not \"%s\"", RATE_MAX, text));
	params[3] = db_int(ctl->arena, (int32_t)rate);
	return (statement(ctl, &SQL_admin_room_rate_set, params, 4, NULL));
}

int
room_place(struct ctl *ctl, int64_t app_id, struct room_place *place)
{
	struct db_param params[2] = { db_bigint(ctl->arena, app_id),
	    db_text(ctl->arguments[2]) };
	PGresult *r;
	int status;

	if (strlen(ctl->arguments[2]) > SEND_TARGET_BYTES)
		return (fail(ctl, EXIT_USAGE, "a room's id has at most %d "
		    "bytes", SEND_TARGET_BYTES));
	if ((status = statement(ctl, &SQL_admin_room_find, params, 2, &r)) !=
	    EXIT_DONE)
		return (status);
	place->exists = db_rows(r) > 0;
	place->kind = CONVERSATION_ROOM;
	if (place->exists) {
		place->kind = (enum conversation_kind)db_value_bigint(r, 0,
		    "kind");
		place->conv = db_value_bigint(r, 0, "conv");
	} else
		place->conv = conversation_number(app_id, CONVERSATION_ROOM,
		    ctl->arguments[2]);
	return (EXIT_DONE);
}

static int
room_show(struct ctl *ctl)
{
	struct room_place place;
	int64_t app_id;
	PGresult *r;
	int status;

	if ((status = app_row(ctl, &r)) != EXIT_DONE)
		return (status);
	app_id = app_number(r);
	if ((status = room_place(ctl, app_id, &place)) != EXIT_DONE)
		return (status);
	if (option(ctl, "--rate") != NULL && place.kind != CONVERSATION_ROOM)
		return (fail(ctl, EXIT_REFUSED, "%s is no chat room, and only "
		    "these have a rate", ctl->arguments[2]));
	if (option(ctl, "--rate") != NULL &&
	    (status = set_rate(ctl, app_id, place.conv)) != EXIT_DONE)
		return (status);
	return (put_room(ctl, app_id, &place));
}

static int
room_set(struct ctl *ctl)
{

	if (option(ctl, "--rate") == NULL)
		return (fail(ctl, EXIT_USAGE, "what is to be set? --rate N or "
		    "--rate default"));
	return (room_show(ctl));
}

static const struct option_row list_options[] = {
	{ "--kind", "KIND", "chatroom, group or direct; all if not given" },
	{ "--after", "ROOM", "go on behind this one" },
	{ "--limit", "N", "at most so many (1000)" },
	{ NULL, NULL, NULL },
};

static const struct option_row rate_options[] = {
	{ "--rate", "N|default", "messages a second that it keeps" },
	{ NULL, NULL, NULL },
};

static const char rate_details[] =
    "Above the rate, messages are answered and dropped, low priority first.\n"
    "default: the rate of the app (msgctl app set ORG APP --room-rate N).";

static const struct command rows[] = {
	{ "room list", "ORG APP", 2, 2, list_options,
	    "list rooms that were created or have a rate of their own",
	    NULL, room_list },
	{ "room show", "ORG APP ROOM", 3, 3, rate_options,
	    "show a room: members, rate, messages stored and dropped",
	    rate_details, room_show },
	{ "room set", "ORG APP ROOM", 3, 3, rate_options,
	    "set the rate of a chat room", rate_details, room_set },
	{ "room", "ORG APP ROOM", 3, 3, rate_options,
	    "the same as room show; with --rate, as room set", rate_details,
	    room_show },
};
const struct command_table room_commands = {
	rows, sizeof(rows) / sizeof(rows[0])
};
