/*
 * log: one line per event, and no value can end it, forge a pair in it, or
 * reach a terminal unescaped.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "utf8.h"
#include "unit.h"

static char path[] = "/tmp/test_log.XXXXXX";
static char text[8192];

static void
set_up(void)
{
	int fd;

	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	ck_assert_int_ge(fd = mkstemp(path), 0);
	close(fd);
	ck_assert_int_eq(log_open(path), 0);
	clock_fix(1700000000123);
}

static void
tear_down(void)
{

	clock_fix(0);
	unlink(path);
}

/* What the log holds. */
static const char *
logged(void)
{
	FILE *file = fopen(path, "r");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	return (text);
}

#define STAMP "time=2023-11-14T22:13:20.123Z "

START_TEST(test_event)
{

	log_event(LOG_LEVEL_INFO, "start", NULL);
	log_event(LOG_LEVEL_ERROR, "accept", "too many");
	ck_assert_str_eq(logged(), STAMP "level=info event=start\n"
	    STAMP "level=error event=accept detail=\"too many\"\n");
}
END_TEST

static const struct {
	const char *value, *shown;
} values[] = {
	{ "plain/path-1", "plain/path-1" },
	{ "", "\"\"" },
	{ "a b", "\"a b\"" },
	{ "a=b", "\"a=b\"" },
	{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
	{ "a\nlevel=error", "\"a\\nlevel=error\"" },
	{ "\t\r\x1b[2J", "\"\\t\\x0D\\x1B[2J\"" },
	{ "\x7f", "\"\\x7F\"" },
	{ "聊天室", "\"聊天室\"" },
	{ "\xc2\x9b", "\"\\xC2\\x9B\"" },	/* CSI, a C1 control */
	{ "\xff\xc3(", "\"\\xFF\\xC3(\"" },
	{ "\xe8\x81", "\"\\xE8\\x81\"" },
	{ "\xed\xa0\x80", "\"\\xED\\xA0\\x80\"" },	/* a surrogate */
};

START_TEST(test_escapes)
{
	struct log_line line;
	char wanted[256];

	log_begin(&line, LOG_LEVEL_WARNING, "x");
	log_text(&line, "key", values[_i].value);
	log_number(&line, "n", INT64_MIN);
	log_end(&line);
	snprintf(wanted, sizeof(wanted), STAMP "level=warning event=x key=%s "
	    "n=-9223372036854775808\n", values[_i].shown);
	ck_assert_str_eq(logged(), wanted);
}
END_TEST

START_TEST(test_long)
{
	struct log_line line;
	char value[2001];
	const char *at, *seen;
	int i, pairs = 0;

	memset(value, 'v', 2000);
	value[2000] = '\0';
	log_begin(&line, LOG_LEVEL_INFO, "x");
	for (i = 0; i < 20; i++)
		log_text(&line, "key", value);
	log_number(&line, "last", 1);
	log_end(&line);
	seen = logged();
	ck_assert_uint_le(strlen(seen), 4096);
	ck_assert_ptr_eq(strchr(seen, '\n'), seen + strlen(seen) - 1);
	for (at = seen; (at = strstr(at, " key=\"v")) != NULL; at++)
		pairs++;
	ck_assert_int_eq(pairs, 7);
	for (at = seen, i = 0; (at = strstr(at, "v...\"")) != NULL; at++)
		i++;
	ck_assert_int_eq(i, pairs);
	ck_assert_ptr_nonnull(strstr(seen, " last=1\n"));
}
END_TEST

/* A line that is full ends behind a whole pair of whole characters, wherever
 * its end falls. */
START_TEST(test_full)
{
	static const char *const fillers[] = { "\n", "聊", "\x01", "vvv v" };
	struct log_line line;
	char first[600] = "", value[600];
	size_t i, k, length, n = strlen(fillers[_i]);

	for (length = 0; length + n < 400; length += n)
		memcpy(value + length, fillers[_i], n);
	value[length] = '\0';
	for (k = 0; k < sizeof(first) - 1; k++) {
		ck_assert_int_eq(truncate(path, 0), 0);
		first[k] = 'a';
		log_begin(&line, LOG_LEVEL_INFO, "x");
		log_text(&line, "first", first);
		for (i = 0; i < 40; i++)
			log_text(&line, "key", i % 3 == 0 ? "plain" : value);
		log_end(&line);
		length = strlen(logged());
		ck_assert_uint_gt(length, 3000);
		ck_assert_uint_le(length, 4096);
		ck_assert(text[length - 2] == '"' ||
		    strncmp(text + length - 7, "=plain", 6) == 0);
		for (i = 0; (n = utf8_sequence(text + i, length - i)) > 0;)
			i += n;
		ck_assert_uint_eq(i, length);
	}
}
END_TEST

/* In the system's log, and nowhere else. */
START_TEST(test_syslog)
{

	ck_assert_int_eq(log_open("syslog"), 0);
	log_event(LOG_LEVEL_INFO, "test", "of msgcgi's log");
	ck_assert_str_eq(logged(), "");
}
END_TEST

START_TEST(test_open_fails)
{

	ck_assert_int_eq(log_open("/nowhere/log"), -1);
	ck_assert_int_eq(log_open("stderr"), 0);
}
END_TEST

UNIT_MAIN_ROWS("log", set_up, tear_down,
    UNIT_ONCE(test_event),
    UNIT_EACH(test_escapes, values),
    UNIT_ONCE(test_long),
    { .test = test_full, .times = 4 },
    UNIT_ONCE(test_syslog),
    UNIT_ONCE(test_open_fails))
