/* See clock.h. */
#include <stdatomic.h>
#include <time.h>

#include "clock.h"

static _Atomic msec_t fixed;

msec_t
clock_now(void)
{
	struct timespec t;

	if (fixed != 0)
		return (fixed);
	clock_gettime(CLOCK_REALTIME, &t);
	return ((msec_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

usec_t
clock_tick(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((usec_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

void
clock_fix(msec_t now)
{

	fixed = now;
}
