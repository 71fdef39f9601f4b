/*
 * msgctl: which command, its help, and printing what it answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "msgctl.h"
#include "version.h"

enum {
	ARENA_MAX = 256 * 1024 * 1024,	/* bytes of a command's arena */
	OUTPUT_MAX = 64 * 1024 * 1024,	/* bytes of its answer */
};

static const struct command_table *const tables[] = {
	&app_commands, &app_set_commands, &host_commands, &rule_commands,
	&key_commands, &limits_commands, &user_commands, &role_commands,
	&token_commands, &room_commands, &room_change_commands,
	&migrate_commands, &partitions_commands, &config_commands,
	&doctor_commands, NULL,
};

/* How many of ${argv} are the command's words; 0 if they are not. */
static int
words_matched(const struct command *command, int argc, char **argv)
{
	const char *word = command->words;
	size_t length;
	int i;

	for (i = 0; *word != '\0'; i++) {
		length = strcspn(word, " ");
		if (i >= argc || strlen(argv[i]) != length ||
		    strncmp(argv[i], word, length) != 0)
			return (0);
		word += length;
		word += strspn(word, " ");
	}
	return (i);
}

/* The command with the most words: "room list" wins over "room". */
static const struct command *
find_command(int argc, char **argv, int *words)
{
	const struct command *best = NULL;
	size_t t, i;
	int matched;

	*words = 0;
	for (t = 0; tables[t] != NULL; t++)
		for (i = 0; i < tables[t]->count; i++) {
			matched = words_matched(&tables[t]->rows[i], argc,
			    argv);
			if (matched > *words) {
				best = &tables[t]->rows[i];
				*words = matched;
			}
		}
	return (best);
}

/* The commands that begin with ${word}, or all; returns how many. */
static size_t
put_commands(struct buf *out, const char *word)
{
	const struct command *row;
	size_t t, i, found = 0, length = word == NULL ? 0 : strlen(word);

	for (t = 0; tables[t] != NULL; t++)
		for (i = 0; i < tables[t]->count; i++) {
			row = &tables[t]->rows[i];
			if (strncmp(row->words, word == NULL ? "" : word,
			    length) != 0 || (length > 0 &&
			    row->words[length] != ' ' &&
			    row->words[length] != '\0'))
				continue;
			buf_format(out, "  msgctl %s%s%s\n      %s\n",
			    row->words, row->arguments[0] == '\0' ? "" : " ",
			    row->arguments, row->summary);
			found++;
		}
	return (found);
}

static void
put_program_help(struct buf *out)
{

	buf_puts(out, "usage: msgctl COMMAND [ARGUMENTS] [OPTIONS]\n\n");
	put_commands(out, NULL);
	buf_puts(out, "\n"
	    "  --json  answer with one JSON document\n"
	    "  --help  tell more about a command: msgctl app create --help\n\n"
	    "The database is that of MSG_ADMIN_DSN, or of MSG_DSN; all "
	    "settings: msgctl config\n"
	    "Exit status: 0 done, 1 refused or failed, 2 wrong usage or "
	    "configuration,\n3 database not reachable\n");
}

static void
put_command_help(struct buf *out, const struct command *command)
{
	const struct option_row *row;
	char name[64];

	buf_format(out, "usage: msgctl %s%s%s [OPTIONS]\n\n%s\n",
	    command->words, command->arguments[0] == '\0' ? "" : " ",
	    command->arguments, command->summary);
	if (command->details != NULL)
		buf_format(out, "%s\n", command->details);
	buf_puts(out, "\n");
	for (row = command->options; row != NULL && row->name != NULL; row++) {
		snprintf(name, sizeof(name), "%s%s%s", row->name,
		    row->value == NULL ? "" : " ",
		    row->value == NULL ? "" : row->value);
		buf_format(out, "  %-22s  %s\n", name, row->words);
	}
	buf_format(out, "  %-22s  %s\n", "--json",
	    "answer with one JSON document");
}

/* Take --json off, wherever it stands, so that all errors know it. */
static int
take_json(struct ctl *ctl, int argc, char **argv)
{
	bool ended = false;
	int i, kept = 0;

	for (i = 0; i < argc; i++) {
		ended = ended || strcmp(argv[i], "--") == 0;
		if (!ended && strcmp(argv[i], "--json") == 0)
			ctl->json = true;
		else
			argv[kept++] = argv[i];
	}
	return (kept);
}

static bool
wants_help(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return (true);
	return (false);
}

/* The owner's view of the configuration: another DSN, more patience. */
static void
set_admin_conf(struct ctl *ctl)
{
	struct conf *admin = arena_memdup(ctl->arena, ctl->conf,
	    sizeof(*admin));

	admin->dsn = ctl->conf->admin_dsn;
	if (admin->db_timeout < ADMIN_TIMEOUT)
		admin->db_timeout = ADMIN_TIMEOUT;
	ctl->admin_conf = admin;
}

static int
run_command(struct ctl *ctl, int argc, char **argv)
{
	struct conf *conf = arena_alloc(ctl->arena, sizeof(*conf));
	int status;

	if ((status = arguments_parse(ctl, argc, argv)) != EXIT_DONE)
		return (status);
	if (conf_load(conf, ctl->arena, environ, &ctl->fault) != OK)
		return (fail(ctl, EXIT_USAGE, "configuration: %s",
		    ctl->fault.argument));
	ctl->conf = conf;
	set_admin_conf(ctl);
	ctl->db = db_open(ctl->admin_conf);
	json_write_begin(&ctl->w, &ctl->out);
	if (ctl->json)
		json_write_object(&ctl->w);
	status = ctl->command->run(ctl);
	if (ctl->json)
		json_write_object_end(&ctl->w);
	db_close(ctl->db);
	return (status);
}

/* What a failed command has for those that read JSON. */
static void
put_error(struct ctl *ctl, int status)
{

	buf_init(&ctl->out, ctl->arena, OUTPUT_MAX);
	json_write_begin(&ctl->w, &ctl->out);
	json_write_object(&ctl->w);
	json_put_string(&ctl->w, "error", ctl->words);
	json_put_integer(&ctl->w, "status", status);
	json_write_object_end(&ctl->w);
}

static int
print(struct ctl *ctl, int status)
{
	bool failed;

	if (ctl->words != NULL && ctl->json)
		put_error(ctl, status);
	if (ctl->json)
		buf_putc(&ctl->out, '\n');
	if (ctl->out.overflow) {
		caution("the answer is longer than %d bytes", OUTPUT_MAX);
		return (EXIT_REFUSED);
	}
	failed = fwrite(ctl->out.bytes, 1, ctl->out.length, stdout) !=
	    ctl->out.length;
	if (fflush(stdout) != 0 || failed) {
		caution("cannot write to standard output");
		status = EXIT_REFUSED;
	}
	explicit_bzero(ctl->out.bytes, ctl->out.length);
	return (status);
}

/* Find the command and do it, or help with it. */
static int
dispatch(struct ctl *ctl, int argc, char **argv)
{
	bool help = wants_help(argc, argv), two;
	int words;

	argc = take_json(ctl, argc, argv);
	while (argc > 0 && (strcmp(argv[0], "--help") == 0 ||
	    strcmp(argv[0], "-h") == 0 || strcmp(argv[0], "help") == 0)) {
		help = help || strcmp(argv[0], "help") == 0;
		argc--;
		argv++;
	}
	if (argc > 0 && strcmp(argv[0], "--version") == 0) {
		ctl->json = false;
		buf_puts(&ctl->out, "msgctl " MSG_VERSION "\n");
		return (EXIT_DONE);
	}
	ctl->command = find_command(argc, argv, &words);
	if (help) {
		ctl->json = false;
		if (ctl->command != NULL)
			put_command_help(&ctl->out, ctl->command);
		else if (argc == 0 || put_commands(&ctl->out, argv[0]) == 0)
			put_program_help(&ctl->out);
		return (EXIT_DONE);
	}
	if (argc == 0)
		return (fail(ctl, EXIT_USAGE,
		    "which command? see: msgctl --help"));
	two = argc > 1 && argv[1][0] != '-';
	if (ctl->command == NULL)
		return (fail(ctl, EXIT_USAGE, "there is no command \"%s%s%s\"; "
		    "see: msgctl --help", argv[0], two ? " " : "",
		    two ? argv[1] : ""));
	return (run_command(ctl, argc - words, argv + words));
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct ctl ctl = { .arena = arena };
	int status;

	buf_init(&ctl.out, arena, OUTPUT_MAX);
	if (argc > 0)
		argc--, argv++;
	status = dispatch(&ctl, argc, argv);
	status = print(&ctl, status);
	arena_free(arena);
	return (status);
}
