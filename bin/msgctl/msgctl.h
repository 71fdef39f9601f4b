/*
 * msgctl: the administrator's program.
 *
 * To add a command: write its run function and its row in the table of its
 * family's file, name the table in main.c if it is a new one, describe it in
 * docs/msgctl.md with an example, and test it in tests/t/0200-msgctl.
 *
 * A command reads its arguments and options from struct ctl, does its work
 * over db_run(), and writes its answer with output.h; main.c prints it at the
 * end, so that a failure never leaves half an answer.  One arena lives as
 * long as the process; loops over many rows use one of their own.
 */
#ifndef MSGCTL_H
#define MSGCTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "db.h"
#include "err.h"
#include "json.h"

struct arena;
struct conf;

/* What the process ends with; documented in docs/msgctl.md. */
enum {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,	/* not possible, or a check failed */
	EXIT_USAGE = 2,		/* wrong arguments or configuration */
	EXIT_DATABASE = 3,	/* the database cannot be reached */
};

enum {
	ARGUMENTS_MAX = 4,	/* behind the command's words */
	OPTIONS_MAX = 12,	/* of one command */
	ADMIN_TIMEOUT = 300,	/* seconds for one statement of msgctl */
	CHUNK_ROWS = 2000,	/* rows deleted in one transaction */
};

/* An option of a command; a list of them ends with a NULL name. */
struct option_row {
	const char *name;	/* "--rate" */
	/* "N", for the help; NULL: takes none; "USER...": may be given
	 * several times, each value a line of what option() returns. */
	const char *value;
	const char *words;	/* one line for the help */
};

struct ctl;
struct command {
	const char *words;		/* "app create" */
	const char *arguments;		/* "ORG APP" */
	size_t least, most;		/* number of arguments */
	const struct option_row *options;	/* NULL: none of its own */
	const char *summary;		/* one line */
	const char *details;		/* more lines for --help, or NULL */
	int (*run)(struct ctl *ctl);	/* returns what to exit with */
};
struct command_table {
	const struct command *rows;
	size_t count;
};
extern const struct command_table app_commands, app_set_commands,
    key_commands, limits_commands, user_commands, token_commands,
    room_commands, room_change_commands, migrate_commands,
    partitions_commands, config_commands, doctor_commands,
    host_commands, role_commands, rule_commands;

struct ctl {
	struct arena *arena;
	const struct conf *conf;	/* as configured */
	const struct conf *admin_conf;	/* dsn is that of the owner */
	struct db *db;			/* for the owner */
	const struct command *command;
	const char *arguments[ARGUMENTS_MAX];
	size_t argument_count;
	/* By position in command->options: the value, "" for one that takes
	 * none; NULL: not given. */
	const char *options[OPTIONS_MAX];
	bool json;
	struct buf out;			/* what goes to stdout */
	struct json_writer w;		/* the document, with --json */
	struct fault fault;		/* of the last statement */
	const char *words;		/* what fail() said */
};

/*
 * option(ctl, name): the option's value, or NULL.  The name must be one of
 * the command's.
 */
const char *option(const struct ctl *ctl, const char *name);

/*
 * option_integer(ctl, name, least, most, value):
 * If the option was given, store its value.  EXIT_USAGE with words on stderr
 * if it is no number of that range, else EXIT_DONE.
 */
int option_integer(struct ctl *ctl, const char *name, int64_t least,
    int64_t most, int64_t *value);

/* option_switch(ctl, name, value): the same for "on" and "off". */
int option_switch(struct ctl *ctl, const char *name, bool *value);

/* arguments_parse(ctl, argc, argv): fill arguments and options from what
 * stands behind the command's words.  EXIT_USAGE or EXIT_DONE. */
int arguments_parse(struct ctl *ctl, int argc, char **argv);

/* fail(ctl, status, format, ...): say on stderr what is wrong and what to
 * do; returns ${status}.  main.c makes {"error": ...} of it for --json. */
int fail(struct ctl *ctl, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* caution(format, ...): a line on stderr beside the answer. */
void caution(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* fail_database(ctl, e): the same for a statement that ended with ${e} and
 * filled ctl->fault. */
int fail_database(struct ctl *ctl, enum err e);

/*
 * statement(ctl, sql, params, count, result):
 * db_run() as the owner.  EXIT_DONE, or what fail_database() returned.
 */
int statement(struct ctl *ctl, const struct sql_statement *sql,
    const struct db_param *params, size_t count, PGresult **result);

/*
 * app_lookup(ctl, result): the row (admin_app_find) of the app that the first
 * two arguments name, or no row.  app_row(ctl, result): the same, but
 * EXIT_REFUSED with words on how to create it when there is none.
 * app_number(result): its app_id.
 */
int app_lookup(struct ctl *ctl, PGresult **result);
int app_row(struct ctl *ctl, PGresult **result);
int64_t app_number(const PGresult *app);

/* app_put(ctl): show the app with its settings, as they are now. */
int app_put(struct ctl *ctl);

/*
 * user_named(ctl, name): whether ${name} can be a user's id: EXIT_DONE, or
 * EXIT_USAGE with words on stderr.
 */
int user_named(struct ctl *ctl, const char *name);

/* user_row(ctl, app, name, result): the row (admin_user_show) of a user, or
 * EXIT_REFUSED with words on how to make it. */
int user_row(struct ctl *ctl, const PGresult *app, const char *name,
    PGresult **result);

/*
 * option_lines(ctl, name, count): the values of an option that may be given
 * several times, each once; an empty list when it was not.
 */
const char **option_lines(struct ctl *ctl, const char *name, size_t *count);

/* host_bind(ctl, app, text): bind the host ${text} to ${app}; what to exit
 * with.  host_check(ctl, text): whether it can be one. */
int host_bind(struct ctl *ctl, const PGresult *app, const char *text);
int host_check(struct ctl *ctl, const char *text);

/* role_caution(role, room): a line on stderr if ${role} is none that the
 * server knows (with ${room}: or that a user has in a room). */
void role_caution(const char *role, bool room);

/* text_array(arena, texts, count): as a parameter $n::text[]. */
struct db_param text_array(struct arena *arena, const char *const *texts,
    size_t count);

#endif
