/*
 * unit: the main() that every unit test shares.
 *
 * A program is one suite of one case.  Each test runs in a process of its own
 * (unless CK_FORK=no), with the fixture around it, so that no test sees what
 * another left behind.  CK_VERBOSITY says how much is printed.
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

enum { UNIT_SECONDS = 60 };	/* for one test, under sanitizers too */

struct unit_test {
	const TTest *test;
	int times;		/* runs, with _i from 0 */
	int signal;		/* that must end it; 0: none */
};

#define UNIT_COUNT(table)	(sizeof(table) / sizeof((table)[0]))

/* Rows for UNIT_MAIN_ROWS: a test as it is, once for each row of a table, or
 * one that must die by a signal. */
#define UNIT_ONCE(name)		{ .test = (name), .times = 1 }
#define UNIT_EACH(name, table)	{ .test = (name), .times = UNIT_COUNT(table) }
#define UNIT_DIES(name, by)	{ .test = (name), .times = 1, .signal = (by) }

/* unit_run(name, set_up, tear_down, tests, count): run the tests as one suite,
 * each between set_up() and tear_down() (which may be NULL), print check's
 * closing line, and return the exit status. */
static inline int
unit_run(const char *name, void (*set_up)(void), void (*tear_down)(void),
    const struct unit_test *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;
	size_t i;

	tcase_set_timeout(tcase, UNIT_SECONDS);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	for (i = 0; i < count; i++)
		tcase_add_loop_test_raise_signal(tcase, tests[i].test,
		    tests[i].signal, 0, tests[i].times);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* main() of a program with a fixture, from rows as above. */
#define UNIT_MAIN_ROWS(name, set_up, tear_down, ...)			\
	int main(void)							\
	{								\
		const struct unit_test unit_rows[] = { __VA_ARGS__ };	\
									\
		return (unit_run(name, set_up, tear_down, unit_rows,	\
		    UNIT_COUNT(unit_rows)));				\
	}

/* The same from the bare names of tests that run once. */
#define UNIT_MAIN_WITH(name, set_up, tear_down, ...)			\
	int main(void)							\
	{								\
		const TTest *const unit_tests[] = { __VA_ARGS__ };	\
		struct unit_test unit_rows[UNIT_COUNT(unit_tests)];	\
		size_t i;						\
									\
		for (i = 0; i < UNIT_COUNT(unit_tests); i++)		\
			unit_rows[i] = (struct unit_test)		\
			    UNIT_ONCE(unit_tests[i]);			\
		return (unit_run(name, set_up, tear_down, unit_rows,	\
		    UNIT_COUNT(unit_rows)));				\
	}

/* And without a fixture. */
#define UNIT_MAIN(name, ...)						\
	UNIT_MAIN_WITH(name, NULL, NULL, __VA_ARGS__)

/* The fixture of most: `arena', new for each test, of so many bytes at most.
 * Its user includes arena.h. */
#define UNIT_ARENA(bytes)						\
	static struct arena *arena;					\
									\
	static void							\
	set_up(void)							\
	{								\
									\
		arena = arena_new(bytes);				\
	}								\
									\
	static void							\
	tear_down(void)							\
	{								\
									\
		arena_free(arena);					\
	}

#endif
