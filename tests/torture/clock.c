/*
 * clock: the wall clock of one program, set by somebody else, for LD_PRELOAD.
 *
 * The file named by TORTURE_CLOCK holds one int64 in the machine's order:
 * milliseconds that are added to CLOCK_REALTIME, in every process that has it
 * mapped, from the moment it is written.  CLOCK_MONOTONIC is left alone, as
 * a step of the real clock does.  Without the file nothing is added.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static const volatile int64_t *step;	/* milliseconds */

__attribute__((constructor)) static void
start(void)
{
	const char *path = getenv("TORTURE_CLOCK");
	void *memory;
	int file;

	real_clock_gettime = (int (*)(clockid_t, struct timespec *))
	    dlsym(RTLD_NEXT, "clock_gettime");
	if (path == NULL || (file = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	memory = mmap(NULL, sizeof(*step), PROT_READ, MAP_SHARED, file, 0);
	close(file);
	if (memory != MAP_FAILED)
		step = memory;
}

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	int result;
	int64_t nanoseconds;

	if (real_clock_gettime == NULL)
		start();
	result = real_clock_gettime(clock, t);
	if (result != 0 || clock != CLOCK_REALTIME || step == NULL)
		return (result);
	nanoseconds = t->tv_nsec + *step % 1000 * 1000000;
	t->tv_sec += *step / 1000;
	if (nanoseconds < 0) {
		t->tv_sec--;
		nanoseconds += 1000000000;
	} else if (nanoseconds >= 1000000000) {
		t->tv_sec++;
		nanoseconds -= 1000000000;
	}
	t->tv_nsec = nanoseconds;
	return (0);
}

int
gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	t->tv_sec = now.tv_sec;
	t->tv_usec = now.tv_nsec / 1000;
	return (0);
}

time_t
time(time_t *place)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (place != NULL)
		*place = now.tv_sec;
	return (now.tv_sec);
}
