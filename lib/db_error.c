/* The one place that knows SQLSTATE (PostgreSQL manual, appendix A). */
#include <string.h>

#include "db.h"

/* The longest prefix that fits decides. */
static const struct {
	const char *prefix;
	enum err code;
} states[] = {
	{ "23505", ERR_CONFLICT },		/* unique_violation */
	{ "23514", ERR_PARTITION_ABSENT },	/* see db_classify() */
	{ "40", ERR_DATABASE_BUSY },		/* serialisation, deadlock */
	{ "55P03", ERR_DATABASE_BUSY },		/* lock_not_available */
	{ "57014", ERR_DATABASE_BUSY },		/* statement_timeout */
	/* A pooler lost the server, perhaps after the COMMIT. */
	{ "08", ERR_OUTCOME_UNKNOWN },
	{ "25006", ERR_DATABASE_DOWN },		/* read-only: a standby */
	{ "26000", ERR_DATABASE_DOWN },		/* prepared statement lost */
	{ "0A000", ERR_DATABASE_DOWN },		/* its table was altered */
	{ "25P03", ERR_DATABASE_DOWN },		/* idle in transaction */
	{ "53", ERR_DATABASE_DOWN },		/* disk, memory, connections */
	{ "57P", ERR_DATABASE_DOWN },		/* shutdown */
	{ "58", ERR_DATABASE_DOWN },		/* input/output */
};

/*
 * A row without a partition is a check_violation, like a CHECK constraint;
 * only the former names no constraint, which db.c looks at.
 */
enum err
db_classify(const char *sqlstate)
{
	size_t i, length, longest = 0;
	enum err code = ERR_DATABASE_ERROR;

	if (sqlstate == NULL)
		return (ERR_DATABASE_DOWN);
	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		length = strlen(states[i].prefix);
		if (length > longest &&
		    strncmp(sqlstate, states[i].prefix, length) == 0) {
			longest = length;
			code = states[i].code;
		}
	}
	return (code);
}
