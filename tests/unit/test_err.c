/* Every error has a name, words and a class; SQLSTATEs find theirs. */
#include <string.h>

#include "db.h"
#include "err.h"
#include "unit.h"

START_TEST(every_error_is_described)
{
	int e, other;

	for (e = 0; e < ERR_COUNT; e++) {
		ck_assert_uint_gt(strlen(err_name((enum err)e)), 0);
		ck_assert_uint_gt(strlen(err_words((enum err)e)), 0);
		ck_assert_int_eq(err_class((enum err)e) == CLASS_OK, e == OK);
		for (other = 0; other < e; other++)
			ck_assert_str_ne(err_name((enum err)e),
			    err_name((enum err)other));
	}
}
END_TEST

START_TEST(sqlstates_are_classified)
{
	static const struct {
		const char *state;
		enum err code;
	} rows[] = {
		{ "23505", ERR_CONFLICT },
		{ "23514", ERR_PARTITION_ABSENT },
		{ "40001", ERR_DATABASE_BUSY },
		{ "40P01", ERR_DATABASE_BUSY },
		{ "55P03", ERR_DATABASE_BUSY },
		{ "57014", ERR_DATABASE_BUSY },
		{ "57P01", ERR_DATABASE_DOWN },
		{ "57P03", ERR_DATABASE_DOWN },
		{ "08006", ERR_OUTCOME_UNKNOWN },
		{ "08P01", ERR_OUTCOME_UNKNOWN },
		{ "53100", ERR_DATABASE_DOWN },
		{ "53300", ERR_DATABASE_DOWN },
		{ "25006", ERR_DATABASE_DOWN },
		{ "22021", ERR_DATABASE_ERROR },
		{ "42501", ERR_DATABASE_ERROR },
		{ "23502", ERR_DATABASE_ERROR },
		{ NULL, ERR_DATABASE_DOWN },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++)
		ck_assert_int_eq(db_classify(rows[i].state), rows[i].code);
}
END_TEST

START_TEST(what_comes_behind_a_change)
{

	ck_assert_int_eq(err_changed(OK), OK);
	ck_assert_int_eq(err_changed(ERR_ROOM_UNKNOWN), ERR_ROOM_UNKNOWN);
	ck_assert_int_eq(err_changed(ERR_DATABASE_DOWN), ERR_OUTCOME_UNKNOWN);
}
END_TEST

UNIT_MAIN("err", every_error_is_described, sqlstates_are_classified,
    what_comes_behind_a_change)
