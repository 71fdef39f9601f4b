/*
 * clock: the only place that reads time, so that tests can fix it.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

typedef int64_t msec_t;		/* milliseconds since 1970, UTC */
typedef int64_t usec_t;		/* microseconds on the monotonic clock */

/* clock_now(): the wall clock. */
msec_t clock_now(void);

/* clock_tick(): a clock that never steps, for durations. */
usec_t clock_tick(void);

/* clock_fix(now): make clock_now() answer ${now} until clock_fix(0). */
void clock_fix(msec_t now);

#endif
