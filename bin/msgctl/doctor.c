/* msgctl doctor: collect the findings.  See doctor.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "conf.h"
#include "doctor.h"
#include "msgctl.h"
#include "output.h"
#include "token.h"

static const struct field fields[] = {
	{ "check", "CHECK", FIELD_TEXT },
	{ "finding", "FINDING", FIELD_TEXT },
	{ "detail", "DETAIL", FIELD_TEXT },
	{ "mend", "MEND", FIELD_TEXT },
};

void
found(struct doctor *doctor, enum finding finding, const char *check,
    const char *detail, const char *mend)
{
	static const char *const words[] = {
		[FINDING_OK] = "ok", [FINDING_WARNING] = "warning",
		[FINDING_FAILED] = "FAILED", [FINDING_SKIPPED] = "skipped",
	};
	struct ctl *ctl = doctor->ctl;

	if (finding == FINDING_FAILED)
		doctor->failed++;
	else if (finding == FINDING_WARNING)
		doctor->warned++;
	table_add(doctor->table, (const char *[]){ check, words[finding],
	    arena_strdup(ctl->arena, detail), mend });
	/* For people two lines: how to mend it is too long for a column. */
	say(ctl, "%-8s %-18s %s", words[finding], check, detail);
	if (mend != NULL)
		say(ctl, "%-8s %-18s -> %s", "", "", mend);
}

static void
check_secret(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	const char *path = ctl->conf->secret_file;
	struct fault fault = { NULL, NULL };
	struct stat s;

	if (secret_load(path, ctl->arena, &fault) == OK)
		found(doctor, FINDING_OK, "secret", arena_format(ctl->arena,
		    "%s is strong and private", path), NULL);
	else if (stat(path, &s) == 0 && S_ISREG(s.st_mode) &&
	    (s.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		found(doctor, FINDING_FAILED, "secret", fault.argument,
		    arena_format(ctl->arena, "chmod 600 %s", path));
	else	/* The recipe that secret_load() has in its words. */
		found(doctor, FINDING_FAILED, "secret", fault.argument,
		    arena_format(ctl->arena, "as the user that the web server "
		    "runs the program as: (umask 077; head -c 32 /dev/urandom "
		    "| base64 > %s).  A new secret ends all keys and tokens "
		    "made with the old one", path));
}

static void
check_files_dir(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	const char *path = ctl->conf->files_dir;
	struct stat s;

	if (stat(path, &s) != 0)
		found(doctor, FINDING_WARNING, "files",
		    arena_format(ctl->arena, "%s: %s", path, strerror(errno)),
		    arena_format(ctl->arena, "make the directory for the user "
		    "of the program: install -d -m 0750 -o USER %s, or set "
		    "MSG_FILES_DIR", path));
	else if (!S_ISDIR(s.st_mode) || (s.st_mode & S_IWOTH) != 0)
		found(doctor, FINDING_FAILED, "files", arena_format(ctl->arena,
		    "%s is %s", path, S_ISDIR(s.st_mode) ?
		    "writable by everybody" : "no directory"),
		    arena_format(ctl->arena, "chmod 0750 %s, or set "
		    "MSG_FILES_DIR to a directory of the program's user",
		    path));
	else
		found(doctor, FINDING_OK, "files", path, NULL);
}

/* MSG_CONF holds passwords where the DSN does. */
static void
check_conf_file(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	const char *path = getenv("MSG_CONF");
	struct stat s;

	if (path == NULL || path[0] == '\0')
		return;
	if (stat(path, &s) == 0 && (s.st_mode & (S_IROTH | S_IWOTH)) != 0)
		found(doctor, FINDING_FAILED, "configuration",
		    arena_format(ctl->arena, "%s can be read or written by "
		    "everybody", path),
		    arena_format(ctl->arena, "chmod 0640 %s, its group being "
		    "that of the program's user", path));
	else
		found(doctor, FINDING_OK, "configuration", path, NULL);
}

void
doctor_files(struct doctor *doctor)
{

	check_conf_file(doctor);
	check_secret(doctor);
	check_files_dir(doctor);
}

static int
doctor_run(struct ctl *ctl)
{
	const char *url = option(ctl, "--url");
	struct doctor doctor = { .ctl = ctl };
	bool reached;

	if (url != NULL && strncmp(url, "http://", 7) != 0 &&
	    strncmp(url, "https://", 8) != 0)
		return (fail(ctl, EXIT_USAGE, "--url takes http://HOST[:PORT]"
		    "[/PREFIX] or https://..., not \"%s\"", url));
	doctor.table = table_new(ctl->arena, fields, 4);
	doctor_files(&doctor);
	reached = doctor_database(&doctor);
	if (url != NULL)
		doctor_web(&doctor, url);
	else
		found(&doctor, FINDING_SKIPPED, "web server", "not asked: "
		    "give its address with --url http://HOST[:PORT][/PREFIX]",
		    NULL);
	if (ctl->json) {
		json_put_bool(&ctl->w, "ok", doctor.failed == 0);
		put_table(ctl, "checks", doctor.table);
	}
	say(ctl, "%s", "");
	say(ctl, "failed: %d, warnings: %d", doctor.failed, doctor.warned);
	if (!reached)
		return (EXIT_DATABASE);
	return (doctor.failed > 0 ? EXIT_REFUSED : EXIT_DONE);
}

static const struct option_row options[] = {
	{ "--url", "URL", "also check the web server there" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "doctor", "", 0, 0, options,
	    "check the installation, and say how to mend what is wrong",
	    "Run it with the configuration, and best as the user, of the "
	    "program.  The web\nserver is asked by the program curl: GETs, "
	    "and POSTs with a token that is none.", doctor_run },
};
const struct command_table doctor_commands = { rows, 1 };
