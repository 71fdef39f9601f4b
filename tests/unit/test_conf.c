/*
 * conf: three sources, later ones win; what is unknown or out of range is
 * refused with a sentence that names it.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "unit.h"

static struct arena *arena;
static struct conf conf;
static struct fault fault;
static char path[] = "/tmp/test_conf.XXXXXX";

static void
set_up(void)
{
	int fd;

	arena = arena_new(1 << 20);
	memset(&fault, 0, sizeof(fault));
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	ck_assert_int_ge(fd = mkstemp(path), 0);
	close(fd);
}

static void
tear_down(void)
{

	unlink(path);
	arena_free(arena);
}

/* Load from a file's text and one variable; either may be NULL. */
static enum err
load(const char *text, const char *variable)
{
	char *environment[4] = { NULL };
	size_t n = 0;
	FILE *file;

	environment[n++] = arena_strdup(arena, "PATH=/bin");
	if (text != NULL) {
		ck_assert_ptr_nonnull(file = fopen(path, "w"));
		fputs(text, file);
		fclose(file);
		environment[n++] = arena_format(arena, "MSG_CONF=%s", path);
	}
	if (variable != NULL)
		environment[n++] = arena_strdup(arena, variable);
	return (conf_load(&conf, arena, environment, &fault));
}

START_TEST(test_defaults)
{
	struct conf_row row;
	size_t i;

	ck_assert_int_eq(load(NULL, NULL), OK);
	ck_assert_str_eq(conf.log, "stderr");
	ck_assert_int_gt(conf.threads, 0);
	ck_assert_int_gt(conf.body_max, 5120);
	ck_assert_int_eq(conf.db_prepare, DB_PREPARE_AUTO);
	for (i = 0; conf_describe(&conf, i, arena, &row); i++) {
		ck_assert_int_eq(strncmp(row.name, "MSG_", 4), 0);
		ck_assert_ptr_nonnull(row.words);
		ck_assert_str_eq(row.value, row.initial);
		ck_assert(row.secret == (strstr(row.name, "DSN") != NULL));
	}
	ck_assert_uint_eq(i, 28);
}
END_TEST

START_TEST(test_sources)
{

	ck_assert_int_eq(load("dsn = dbname=a\nthreads = 3\n"
	    "; a comment\n[msgcgi]\nlog = syslog\n", "MSG_THREADS=5"), OK);
	ck_assert_str_eq(conf.dsn, "dbname=a");
	ck_assert_str_eq(conf.admin_dsn, "dbname=a");
	ck_assert_str_eq(conf.live_dsn, "dbname=a");
	ck_assert_str_eq(conf.log, "syslog");
	ck_assert_int_eq(conf.threads, 5);
	ck_assert_int_eq(load("db_prepare = off\nadmin_dsn = dbname=b\n"
	    "live_dsn = dbname=c", "MSG_DSN=x=y"), OK);
	ck_assert_int_eq(conf.db_prepare, DB_PREPARE_OFF);
	ck_assert_str_eq(conf.dsn, "x=y");
	ck_assert_str_eq(conf.admin_dsn, "dbname=b");
	ck_assert_str_eq(conf.live_dsn, "dbname=c");
}
END_TEST

/* Values that are as good as those that are refused below are bad. */
START_TEST(test_accepted)
{

	ck_assert_int_eq(load(NULL, "MSG_PUBLIC_URL=https://[::1]:8443"), OK);
	ck_assert_str_eq(conf.public_url, "https://[::1]:8443");
	ck_assert_int_eq(load(NULL, "MSG_PUBLIC_URL=http://h"), OK);
	ck_assert_int_eq(load(NULL, "MSG_MOUNT=/a/b"), OK);
	ck_assert_str_eq(conf.mount, "/a/b");
	ck_assert_int_eq(load(NULL, "MSG_CONF="), OK);
	ck_assert_int_eq(load(NULL, "MSG_THREADS"), OK);
	ck_assert_int_eq(load("[msgcgi]\nmount =\n", NULL), OK);
	ck_assert_str_eq(conf.mount, "");
	/* As long as a line may be, without a newline at the file's end. */
	ck_assert_int_eq(load("log = syslog", NULL), OK);
	ck_assert_str_eq(conf.log, "syslog");
}
END_TEST

/* Names that people export from demo.env are nobody's mistake. */
START_TEST(test_foreign)
{

	ck_assert_int_eq(load(NULL, "MSG_ORG=acme"), OK);
	ck_assert_int_eq(load(NULL, "MSG_ROCKETCHAT_ROOM=x"), OK);
	ck_assert_int_eq(load(NULL, "MSG_TEST_DSN=x"), OK);
	ck_assert_int_eq(load(NULL, "MSGRCV=x"), OK);
}
END_TEST

static const struct {
	const char *text, *variable, *sentence;
} refused[] = {
	{ NULL, "MSG_THREAD=1", "there is no setting MSG_THREAD" },
	{ NULL, "MSG_threads=1", "there is no setting MSG_threads" },
	{ NULL, "MSG_=1", "there is no setting MSG_" },
	{ NULL, "MSG_THREADS=0", "MSG_THREADS takes a whole number from 1" },
	{ NULL, "MSG_THREADS=", "MSG_THREADS takes a whole number" },
	{ NULL, "MSG_THREADS= 4", "MSG_THREADS takes a whole number" },
	{ NULL, "MSG_THREADS=+4", "MSG_THREADS takes a whole number" },
	{ NULL, "MSG_THREADS=4k", "MSG_THREADS takes a whole number" },
	{ NULL, "MSG_MAX_REQUESTS=99999999999999999999",
	    "MSG_MAX_REQUESTS takes a whole number" },
	{ NULL, "MSG_DB_PREPARE=maybe", "MSG_DB_PREPARE takes auto, on" },
	{ NULL, "MSG_PUBLIC_URL=example.org", "MSG_PUBLIC_URL takes http://" },
	{ NULL, "MSG_PUBLIC_URL=http://a/b", "MSG_PUBLIC_URL takes http://" },
	{ NULL, "MSG_PUBLIC_URL=http://", "MSG_PUBLIC_URL takes http://" },
	{ NULL, "MSG_PUBLIC_URL=ftp://a", "MSG_PUBLIC_URL takes http://" },
	{ NULL, "MSG_MOUNT=chat", "MSG_MOUNT takes a path" },
	{ NULL, "MSG_MOUNT=/a//b", "MSG_MOUNT takes a path" },
	{ NULL, "MSG_MOUNT=/a?b", "MSG_MOUNT takes a path" },
	{ NULL, "MSG_CONF=/tmp", "cannot read /tmp" },
	{ NULL, "MSG_CONF=/nowhere/x", "cannot read /nowhere/x" },
	{ "threads = 2\nthreads = 3\n", NULL, "line 2: threads is set a" },
	{ "dsn = a\n  b\n", NULL, "line 2: dsn is set a second" },
	{ "\nthread = 2\n", NULL, "line 2: there is no setting thread" },
	{ "threads = x\n", NULL, "line 1: threads takes a whole" },
	{ "nonsense\n", NULL, "line 1: not in the form name = value" },
	{ "[other]\ndsn = a\n", NULL, "[other]" },
};

START_TEST(test_refused)
{

	ck_assert_int_eq(load(refused[_i].text, refused[_i].variable),
	    ERR_FIELD_INVALID);
	ck_assert_msg(strstr(fault.argument, refused[_i].sentence) != NULL,
	    "%s", fault.argument);
}
END_TEST

START_TEST(test_long_line)
{
	char text[512] = "dsn = ";

	memset(text + 6, 'x', 300);
	ck_assert_int_eq(load(text, NULL), ERR_FIELD_INVALID);
	ck_assert_ptr_nonnull(strstr(fault.argument, "line 1: longer than"));
	text[6 + 150] = '\0';
	ck_assert_int_eq(load(text, NULL), OK);
	ck_assert_uint_eq(strlen(conf.dsn), 150);
}
END_TEST

UNIT_MAIN_ROWS("conf", set_up, tear_down,
    UNIT_ONCE(test_defaults),
    UNIT_ONCE(test_sources),
    UNIT_ONCE(test_accepted),
    UNIT_ONCE(test_foreign),
    UNIT_EACH(test_refused, refused),
    UNIT_ONCE(test_long_line))
