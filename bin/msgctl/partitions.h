/*
 * partitions: making the weekly partitions of messages and payloads, for
 * `msgctl partitions` and at the end of `msgctl migrate`, so that a fresh
 * installation is complete.
 */
#ifndef MSGCTL_PARTITIONS_H
#define MSGCTL_PARTITIONS_H

#include <stdint.h>

struct arena;
struct ctl;
struct table;

enum { PARTITIONS_WEEKS = 4 };	/* coming ones, beside the running week */

/* partitions_table(arena): an empty table of weeks and what became of them,
 * which belongs to ${arena}. */
struct table *partitions_table(struct arena *arena);

/*
 * partitions_ensure(ctl, weeks, table):
 * Make what is missing for this week and the next ${weeks}, each in a
 * transaction of its own, and add a row for each to ${table}.  Needs the
 * schema.  EXIT_DONE, or what fail_database() returned.
 */
int partitions_ensure(struct ctl *ctl, int32_t weeks, struct table *table);

#endif
