/*
 * unit: the main() that every unit test shares.
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

/* unit_run(name, tests...): run the tests as one suite, print check's closing
 * line, and return the exit status. */
static inline int
unit_run(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;
	size_t i;

	tcase_set_timeout(tcase, 60);
	for (i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

#define UNIT_MAIN(name, ...)						\
	int main(void)							\
	{								\
		const TTest *const tests[] = { __VA_ARGS__ };		\
		return (unit_run(name, tests,				\
		    sizeof(tests) / sizeof(tests[0])));			\
	}

#endif
