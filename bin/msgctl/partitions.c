/*
 * msgctl partitions: the housekeeping, for cron.  Coming weeks get their
 * partitions, weeks that nobody keeps are dropped, and the rest of what is
 * too old is deleted in pieces.
 */
#include <time.h>

#include "arena.h"
#include "msgctl.h"
#include "output.h"
#include "partitions.h"
#include "prune.h"

enum {
	WEEKS_MAX = 520,
	DROP_TRIES = 5,		/* a busy table may be free a second later */
};

static const struct field week_fields[] = {
	{ "week", "WEEK", FIELD_TEXT },
	{ "action", "ACTION", FIELD_TEXT },
};

struct table *
partitions_table(struct arena *arena)
{

	return (table_new(arena, week_fields,
	    sizeof(week_fields) / sizeof(week_fields[0])));
}

int
partitions_ensure(struct ctl *ctl, int32_t weeks, struct table *table)
{
	struct db_param param;
	PGresult *r;
	int32_t i;
	int status;

	for (i = 0; i <= weeks; i++) {
		param = db_int(ctl->arena, i);
		if ((status = statement(ctl, &SQL_admin_partition_ensure,
		    &param, 1, &r)) != EXIT_DONE)
			return (status);
		table_add(table, (const char *[]){ db_value(r, 0, "week"),
		    db_value_bool(r, 0, "made") ? "made" : "present" });
	}
	return (EXIT_DONE);
}

/* Drop a week; a table that stays busy is left to the next run. */
static int
drop_week(struct ctl *ctl, const char *week, struct table *table)
{
	const struct timespec second = { .tv_sec = 1 };
	struct db_param param = db_text(week);
	enum err e = ERR_DATABASE_BUSY;
	int tries;

	for (tries = 0; tries < DROP_TRIES && e == ERR_DATABASE_BUSY;
	    tries++) {
		if (tries > 0)
			nanosleep(&second, NULL);
		e = db_run(ctl->db, ctl->arena, &SQL_admin_partition_drop,
		    &param, 1, NULL, &ctl->fault);
	}
	if (e != OK && e != ERR_DATABASE_BUSY)
		return (fail_database(ctl, e));
	table_add(table, (const char *[]){ week,
	    e == OK ? "dropped" : "busy, left to the next run" });
	return (EXIT_DONE);
}

static int
drop_expired(struct ctl *ctl, int32_t longest, struct table *table)
{
	struct db_param param = db_int(ctl->arena, longest);
	PGresult *r;
	size_t i;
	int status;

	if (longest == 0)
		return (EXIT_DONE);
	if ((status = statement(ctl, &SQL_admin_partition_expired, &param, 1,
	    &r)) != EXIT_DONE)
		return (status);
	for (i = 0; i < db_rows(r); i++)
		if ((status = drop_week(ctl, db_value(r, i, "week"),
		    table)) != EXIT_DONE)
			return (status);
	return (EXIT_DONE);
}

static void
say_what_was_done(struct ctl *ctl, int32_t longest,
    const struct prune_counts *counts)
{

	if (longest == 0)
		say(ctl, "No weeks are dropped: an app keeps its messages for "
		    "ever.");
	else
		say(ctl, "Weeks are dropped when all of it is older than %d "
		    "days.", longest);
	say(ctl, "Deleted: %lld messages beyond their app's retention, cleared "
	    "or of deleted apps,", (long long)counts->messages);
	say(ctl, "  %lld conversations and %lld memberships of deleted apps,",
	    (long long)counts->conversations, (long long)counts->members);
	say(ctl, "  %lld idempotency results, %lld unused rate counters,",
	    (long long)counts->results, (long long)counts->counters);
	say(ctl, "  %lld notifications, %lld batches, %lld expired tokens, "
	    "%lld bans, blocks,", (long long)counts->notifications,
	    (long long)counts->batches, (long long)counts->tokens,
	    (long long)counts->orphans);
	say(ctl, "  reactions and marks whose room, user or message is "
	    "gone.");
}

static int
partitions(struct ctl *ctl)
{
	struct table *table = partitions_table(ctl->arena);
	struct prune_counts counts = { 0 };
	int64_t weeks = PARTITIONS_WEEKS;
	int32_t longest;
	PGresult *r;
	int status;

	if ((status = option_integer(ctl, "--weeks", 1, WEEKS_MAX,
	    &weeks)) != EXIT_DONE || (status = partitions_ensure(ctl,
	    (int32_t)weeks, table)) != EXIT_DONE ||
	    (status = statement(ctl, &SQL_admin_retention, NULL, 0, &r)) !=
	    EXIT_DONE)
		return (status);
	longest = (int32_t)db_value_bigint(r, 0, "longest");
	if ((status = drop_expired(ctl, longest, table)) != EXIT_DONE ||
	    (status = prune_messages(ctl, longest, &counts)) != EXIT_DONE ||
	    (status = prune_orphans(ctl, &counts)) != EXIT_DONE ||
	    (status = prune_small(ctl, &counts)) != EXIT_DONE)
		return (status);
	put_table(ctl, "weeks", table);
	say_what_was_done(ctl, longest, &counts);
	if (ctl->json) {
		json_write_name(&ctl->w, "deleted");
		json_write_object(&ctl->w);
		prune_put_json(ctl, &counts);
		json_write_object_end(&ctl->w);
	}
	return (EXIT_DONE);
}

static const struct option_row options[] = {
	{ "--weeks", "N", "this week and the next N (4)" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "partitions", "", 0, 0, options,
	    "make coming partitions, drop and delete what is too old",
	    "Run it daily from cron.  Weeks begin on Mondays, 00:00 UTC.",
	    partitions },
};
const struct command_table partitions_commands = { rows, 1 };
