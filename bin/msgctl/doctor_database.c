/* What doctor looks at in the database: as the program, then as the owner. */
#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "doctor.h"
#include "msgctl.h"
#include "schema_data.h"
#include "token.h"

enum {
	VERSION_LEAST = 150000,		/* unlogged sequences */
	DRIFT_WARNING = 2000,		/* milliseconds */
	DRIFT_FAILED = CLOCK_SKEW * 1000,
};

/* What grants.sql says, as far as it is about tables; tests/t/0203 compares. */
#define ALL "SELECT INSERT UPDATE DELETE"
static const struct { const char *table, *privileges; } needed[] = {
	{ "app", "SELECT" },
	{ "api_key", "SELECT" },
	{ "app_host", "SELECT" },
	{ "room_rate", "SELECT" },
	{ "account", ALL },
	{ "room", ALL },
	{ "room_member", ALL },
	{ "user_token", ALL },
	{ "room_ban", ALL },
	{ "user_block", ALL },
	{ "user_group", ALL },
	{ "app_setting", ALL },
	{ "user_preference", ALL },
	{ "device", ALL },
	{ "payload", "SELECT INSERT" },
	{ "batch", "SELECT INSERT UPDATE" },
	{ "batch_item", ALL },
	{ "message", "SELECT INSERT UPDATE" },
	{ "message_gram", ALL },
	{ "message_reaction", "SELECT INSERT DELETE" },
	{ "message_hidden", "SELECT INSERT DELETE" },
	{ "notification", "SELECT INSERT DELETE" },
	{ "push_request", "SELECT INSERT DELETE" },
	{ "ephemeral_message", "SELECT INSERT DELETE" },
	{ "conversation", "SELECT INSERT UPDATE" },
	{ "idempotency", "SELECT INSERT DELETE" },
	{ "rate_counter", "SELECT INSERT UPDATE" },
};
#undef ALL
enum { NEEDED = sizeof(needed) / sizeof(needed[0]) };

/* One statement for a check; a failure is the finding. */
static PGresult *
ask(struct doctor *doctor, struct db *db, const char *check,
    const struct sql_statement *sql)
{
	struct fault fault = { NULL, NULL };
	struct ctl *ctl = doctor->ctl;
	PGresult *r;
	enum err e;

	if ((e = db_run(db, ctl->arena, sql, NULL, 0, &r, &fault)) == OK)
		return (r);
	found(doctor, FINDING_FAILED, check, arena_format(ctl->arena,
	    "%s: %s", err_words(e), fault.detail == NULL ? "" : fault.detail),
	    e == ERR_DATABASE_DOWN ? "start PostgreSQL, and look at MSG_DSN, "
	    "MSG_ADMIN_DSN and pg_hba.conf" : "run: msgctl migrate");
	return (NULL);
}

static void
check_settings(struct doctor *doctor, const PGresult *r)
{
	struct ctl *ctl = doctor->ctl;
	int64_t number = db_value_bigint(r, 0, "version_number");
	static const char *const on[] = {
		"synchronous_commit", "fsync", "full_page_writes",
	};
	const char *value;
	size_t i;

	found(doctor, number < VERSION_LEAST ? FINDING_FAILED : FINDING_OK,
	    "PostgreSQL", db_value(r, 0, "version"), number < VERSION_LEAST ?
	    "take PostgreSQL 15 or newer" : NULL);
	value = db_value(r, 0, "encoding");
	found(doctor, strcmp(value, "UTF8") != 0 ? FINDING_FAILED :
	    FINDING_OK, "encoding", value, strcmp(value, "UTF8") != 0 ?
	    "make another database: createdb -E UTF8 -T template0 -O OWNER "
	    "NAME" : NULL);
	for (i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		value = db_value(r, 0, on[i]);
		/* remote_apply is more than on, and local is less. */
		if (strcmp(value, "on") == 0 ||
		    strcmp(value, "remote_apply") == 0)
			found(doctor, FINDING_OK, on[i], value, NULL);
		else
			found(doctor, FINDING_FAILED, on[i], arena_format(
			    ctl->arena, "%s: a crash may lose messages that "
			    "were answered", value), arena_format(ctl->arena,
			    "as a superuser: ALTER SYSTEM SET %s = on; SELECT "
			    "pg_reload_conf()", on[i]));
	}
	if (db_value_bool(r, 0, "standby"))
		found(doctor, FINDING_FAILED, "primary", "this is a standby, "
		    "which stores nothing", "add target_session_attrs="
		    "read-write to MSG_DSN, with all hosts");
}

/* Those of session_settings.sql, one for all, as this statement found it. */
static void
check_session(struct doctor *doctor, const PGresult *r)
{

	if (db_value_bool(r, 0, "settings_hold"))
		found(doctor, FINDING_OK, "session", "has the program's "
		    "settings", NULL);
	else
		found(doctor, FINDING_FAILED, "session", "has lost the "
		    "program's settings (timeouts, enable_seqscan = off, "
		    "synchronous_commit)", "what is between the program and "
		    "PostgreSQL takes sessions for each other: put its pool "
		    "into session mode, or connect directly");
}

static void
check_server(struct doctor *doctor, struct db *db)
{
	struct ctl *ctl = doctor->ctl;
	msec_t before, after, drift;
	PGresult *r;

	before = clock_now();
	r = ask(doctor, db, "server", &SQL_admin_doctor_server);
	after = clock_now();
	if (r == NULL)
		return;
	check_session(doctor, r);
	check_settings(doctor, r);
	drift = db_value_bigint(r, 0, "clock") - (before + after) / 2;
	drift = drift < 0 ? -drift : drift;
	found(doctor, drift >= DRIFT_FAILED ? FINDING_FAILED :
	    drift >= DRIFT_WARNING ? FINDING_WARNING : FINDING_OK, "clock",
	    arena_format(ctl->arena, "%" PRId64 " ms apart from the "
	    "database's", drift), drift >= DRIFT_WARNING ?
	    "run a time service (chrony, systemd-timesyncd) on both machines" :
	    NULL);
}

static void
check_grants(struct doctor *doctor, struct db *db)
{
	struct ctl *ctl = doctor->ctl;
	struct fault fault = { NULL, NULL };
	struct db_array *tables = db_array_new(ctl->arena, 't', NEEDED);
	struct db_array *privileges = db_array_new(ctl->arena, 't', NEEDED);
	struct db_param params[2];
	PGresult *r;
	size_t i;

	for (i = 0; i < NEEDED; i++) {
		db_array_text(tables, needed[i].table);
		db_array_text(privileges, needed[i].privileges);
	}
	params[0] = db_array_end(tables);
	params[1] = db_array_end(privileges);
	if (db_run(db, ctl->arena, &SQL_admin_doctor_grants, params, 2, &r,
	    &fault) != OK)
		found(doctor, FINDING_FAILED, "grants", fault.detail,
		    "run: msgctl migrate");
	else if (!db_is_null(r, 0, "missing"))
		found(doctor, FINDING_FAILED, "grants", arena_format(
		    ctl->arena, "missing: %s", db_value(r, 0, "missing")),
		    "run, as the tables' owner: msgctl migrate");
	else
		found(doctor, FINDING_OK, "grants", "as grants.sql says",
		    NULL);
}

/* The program's own connection: who it is, and what it may do. */
static void
check_program(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	struct db *db = db_open(ctl->conf);
	const char *role;
	PGresult *r;

	r = ask(doctor, db, "connection", &SQL_admin_doctor_role);
	if (r == NULL || db_rows(r) == 0) {
		db_close(db);
		return;
	}
	role = db_value(r, 0, "role");
	found(doctor, FINDING_OK, "connection", arena_format(ctl->arena,
	    "MSG_DSN works, as role %s%s", role, db_pooled(db) ?
	    ", through a pooler" : ""), NULL);
	if (db_pooled(db) && ctl->conf->db_prepare == DB_PREPARE_ON)
		found(doctor, FINDING_WARNING, "pooler", "MSG_DB_PREPARE=on "
		    "prepares statements through it", "unless the pooler is "
		    "in session mode, or keeps prepared statements (pgbouncer "
		    "1.21 or newer, max_prepared_statements > 0): "
		    "MSG_DB_PREPARE=auto");
	if (db_value_bool(r, 0, "superuser"))
		found(doctor, FINDING_FAILED, "role", arena_format(ctl->arena,
		    "%s is a superuser", role), "make a role for the program "
		    "(CREATE ROLE msgcgi LOGIN), put it into MSG_DSN, the "
		    "owner's into MSG_ADMIN_DSN, and run: msgctl migrate");
	else if (db_value_bool(r, 0, "owner"))
		found(doctor, FINDING_WARNING, "role", arena_format(ctl->arena,
		    "%s owns the tables; a fault in the program could change "
		    "them", role), "where the host gives you two roles: "
		    "MSG_ADMIN_DSN for the owner, another role in MSG_DSN, "
		    "then msgctl migrate");
	else
		found(doctor, FINDING_OK, "role", "is not the owner", NULL);
	check_grants(doctor, db);
	check_server(doctor, db);
	db_close(db);
}

static void
check_migrations(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	size_t count;
	PGresult *r;

	r = ask(doctor, ctl->db, "migrations", &SQL_admin_migration_list);
	if (r == NULL)
		return;
	count = db_rows(r);
	if (count == schema_migration_count)
		found(doctor, FINDING_OK, "migrations",
		    arena_format(ctl->arena, "all %zu are there", count),
		    NULL);
	else
		found(doctor, FINDING_FAILED, "migrations",
		    arena_format(ctl->arena, "%zu of %zu are there", count,
		    schema_migration_count), count < schema_migration_count ?
		    "run: msgctl migrate" :
		    "use the msgctl and msg.fcgi of the newer release");
}

static void
check_partitions(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	bool this_week, next_week;
	PGresult *r;

	r = ask(doctor, ctl->db, "partitions", &SQL_admin_doctor_partitions);
	if (r == NULL)
		return;
	this_week = db_value_bool(r, 0, "this_week");
	next_week = db_value_bool(r, 0, "next_week");
	if (this_week && next_week)
		found(doctor, FINDING_OK, "partitions",
		    "this week and the next are there", NULL);
	else
		found(doctor, FINDING_FAILED, "partitions",
		    arena_format(ctl->arena, "%s week has none",
		    this_week ? "the next" : "this"),
		    "run msgctl partitions, and daily from cron");
}

bool
doctor_database(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;

	check_program(doctor);
	if (ask(doctor, ctl->db, "administration", &SQL_ping) == NULL)
		return (false);
	check_migrations(doctor);
	check_partitions(doctor);
	return (true);
}
