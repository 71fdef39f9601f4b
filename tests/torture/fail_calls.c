/*
 * fail_calls: makes one call of msg.fcgi fail, the Nth to malloc() and its
 * like or the Nth of its own calls to libpq; for LD_PRELOAD.
 *
 * The test and the program share the file that FAIL_CONTROL names, mapped as
 * struct control (fail_programs.py writes the same fields).  The test sets
 * what, way and at, with count 0; at 0 only counts, and notes for each call
 * which object made it.  Calls count within main() of programs called
 * msg.fcgi, while what is not 0.  live is the number of blocks that are
 * allocated now: what a long-lived process leaks is seen in it.
 *
 * Memory: all calls of the process, those of libraries too.  NULL and ENOMEM.
 * libpq: only calls that can fail, and only those of the program itself.
 * Three ways: refused (nothing is done, the value of a failure is returned),
 * lost (the connection is shut down, then the call is made), and late (the
 * call is made and all is sent, then the connection is shut down: the server
 * did what nobody will hear of).
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <link.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	FRAMES = 32,		/* of the call that failed */
	FRAME = 96,		/* bytes of one's text */
	OBJECTS = 48,		/* programs and libraries that call */
	OBJECT = 48,		/* bytes of one's name */
	CALLS = 60000,		/* whose callers are noted */
};

enum what { NOTHING, MEMORY, LIBPQ };
enum way { REFUSED, LOST, LATE };

struct control {
	uint32_t what;
	uint32_t way;
	uint64_t at;			/* the call that fails, from 1 */
	_Atomic uint64_t count;
	_Atomic int64_t live;
	uint32_t fired;
	uint32_t objects;
	char frames[FRAMES][FRAME];	/* object+offset, innermost first */
	char object[OBJECTS][OBJECT];
	uint8_t caller[CALLS];		/* of call n + 1, into object[] */
};

static struct control nowhere, *control = &nowhere;
static bool counting;
static uintptr_t program_begin, program_end;
/* Noting a call must not be counted itself. */
static __thread bool noting __attribute__((tls_model("initial-exec")));

/* ------------------------------------------------------------- beginning */

static int
find_program(struct dl_phdr_info *info, size_t size, void *unused)
{
	uintptr_t end;
	int i;

	(void)size;
	(void)unused;
	program_begin = info->dlpi_addr;
	for (i = 0; i < info->dlpi_phnum; i++) {
		end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
		    info->dlpi_phdr[i].p_memsz;
		if (info->dlpi_phdr[i].p_type == PT_LOAD && end > program_end)
			program_end = end;
	}
	return (1);		/* the first is the program */
}

static void
open_control(void)
{
	const char *path = getenv("FAIL_CONTROL");
	void *frame, *map;
	int fd;

	dl_iterate_phdr(find_program, NULL);
	backtrace(&frame, 1);	/* the first one loads a library */
	if (path == NULL || (fd = open(path, O_RDWR | O_CLOEXEC)) == -1)
		return;
	map = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	close(fd);
	if (map != MAP_FAILED)
		control = map;
}

typedef int main_function(int, char **, char **);
static main_function *real_main;

static int
counted_main(int argc, char **argv, char **environment)
{
	const char *slash = strrchr(argv[0], '/');
	int status;

	/* Not the shells and valgrinds on the way to it. */
	counting = strcmp(slash == NULL ? argv[0] : slash + 1,
	    "msg.fcgi") == 0;
	if (counting)
		open_control();
	status = real_main(argc, argv, environment);
	counting = false;
	return (status);
}

int __libc_start_main(main_function *main, int argc, char **argv,
    main_function *init, void (*fini)(void), void (*loader_fini)(void),
    void *stack);

int
__libc_start_main(main_function *main, int argc, char **argv,
    main_function *init, void (*fini)(void), void (*loader_fini)(void),
    void *stack)
{
	int (*real)(main_function *, int, char **, main_function *,
	    void (*)(void), void (*)(void), void *);

	real = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = main;
	return (real(counted_main, argc, argv, init, fini, loader_fini,
	    stack));
}

/* -------------------------------------------------------------- counting */

static bool
is_program(const void *address)
{

	return ((uintptr_t)address >= program_begin &&
	    (uintptr_t)address < program_end);
}

static const char *
object_of(const void *address, uintptr_t *offset)
{
	const char *slash;
	Dl_info info;

	*offset = 0;
	if (dladdr(address, &info) == 0 || info.dli_fname == NULL)
		return ("?");
	*offset = (uintptr_t)address - (uintptr_t)info.dli_fbase;
	slash = strrchr(info.dli_fname, '/');
	return (slash == NULL ? info.dli_fname : slash + 1);
}

static void
note_caller(uint64_t n, const void *address)
{
	uintptr_t offset;
	const char *name = object_of(address, &offset);
	uint32_t i;

	for (i = 0; i < control->objects &&
	    strncmp(control->object[i], name, OBJECT - 1) != 0; i++)
		continue;
	if (n > CALLS || i == OBJECTS)
		return;
	if (i == control->objects) {
		strncpy(control->object[i], name, OBJECT - 1);
		control->objects++;
	}
	control->caller[n - 1] = (uint8_t)i;
}

/* The function that fails, and who called it, without this library. */
static void
note_frames(const char *function)
{
	void *frames[FRAMES + 4];
	int count = backtrace(frames, FRAMES + 4), i, n = 1;
	const char *name, *own;
	uintptr_t offset;

	own = object_of(&control, &offset);
	strncpy(control->frames[0], function, FRAME - 1);
	for (i = 0; i < count && n < FRAMES; i++) {
		name = object_of(frames[i], &offset);
		if (strcmp(name, own) != 0)
			snprintf(control->frames[n++], FRAME, "%s+0x%lx",
			    name, (unsigned long)offset);
	}
}

/* Count a call from ${caller}; true: it is the one to fail. */
static __attribute__((noinline)) bool
is_the_one(enum what what, const char *name, const void *caller)
{
	uint64_t n;

	if (!counting || noting || control->what != what)
		return (false);
	n = atomic_fetch_add(&control->count, 1) + 1;
	if (control->at != 0 && n != control->at)
		return (false);
	noting = true;
	if (control->at == 0) {
		note_caller(n, caller);
	} else {
		note_frames(name);
		control->fired = 1;
	}
	noting = false;
	return (control->at != 0);
}

/* ---------------------------------------------------------------- memory */

/* The next ones: the C library's, or a checker's in its place. */
static struct {
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void *(*memalign)(size_t, size_t);
	void (*free)(void *);
} real;

/* By the first call, in the one thread that there is; dlsym() itself needs
 * no memory for a name that it finds. */
static void
find_memory(void)
{

	if (real.free != NULL)
		return;
	real.malloc = dlsym(RTLD_NEXT, "malloc");
	real.calloc = dlsym(RTLD_NEXT, "calloc");
	real.realloc = dlsym(RTLD_NEXT, "realloc");
	real.memalign = dlsym(RTLD_NEXT, "memalign");
	real.free = dlsym(RTLD_NEXT, "free");
}

static bool
memory_fails(const char *name, const void *caller)
{

	find_memory();
	if (!is_the_one(MEMORY, name, caller))
		return (false);
	errno = ENOMEM;
	return (true);
}

static void *
allocated(void *block)
{

	if (block != NULL && counting)
		atomic_fetch_add(&control->live, 1);
	return (block);
}

void *
malloc(size_t size)
{

	if (memory_fails("malloc", __builtin_return_address(0)))
		return (NULL);
	return (allocated(real.malloc(size)));
}

void *
calloc(size_t count, size_t size)
{

	if (memory_fails("calloc", __builtin_return_address(0)))
		return (NULL);
	return (allocated(real.calloc(count, size)));
}

void *
realloc(void *block, size_t size)
{
	void *fresh;

	if (memory_fails("realloc", __builtin_return_address(0)))
		return (NULL);
	fresh = real.realloc(block, size);
	if (block == NULL)
		allocated(fresh);
	else if (fresh == NULL && size == 0 && counting)
		atomic_fetch_sub(&control->live, 1);
	return (fresh);
}

void *
memalign(size_t alignment, size_t size)
{

	if (memory_fails("memalign", __builtin_return_address(0)))
		return (NULL);
	return (allocated(real.memalign(alignment, size)));
}

void *
aligned_alloc(size_t alignment, size_t size)
{

	return (memalign(alignment, size));
}

int
posix_memalign(void **block, size_t alignment, size_t size)
{

	if (memory_fails("posix_memalign", __builtin_return_address(0)))
		return (ENOMEM);
	*block = allocated(real.memalign(alignment, size));
	return (*block == NULL ? ENOMEM : 0);
}

void
free(void *block)
{

	find_memory();
	if (block != NULL && counting)
		atomic_fetch_sub(&control->live, 1);
	real.free(block);
}

/* ----------------------------------------------------------------- libpq */

/* The next function of the same name and type. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static bool
call_fails(const char *name, const void *caller)
{

	return (is_program(caller) && is_the_one(LIBPQ, name, caller));
}

static void
shut_down(const PGconn *conn)
{

	shutdown(PQsocket(conn), SHUT_RDWR);
}

/* Afterwards the server has all that was put into the connection. */
static void
send_all(PGconn *conn)
{
	int tries;

	for (tries = 0; tries < 1000 && REAL(PQflush)(conn) > 0; tries++)
		usleep(1000);
}

/* ${call}, in the way that it is to fail; ${failure}: its value then. */
#define FAIL(name, conn, failure, call) do {				\
	__typeof__(call) value;						\
	if (!call_fails(#name, __builtin_return_address(0)))		\
		return (call);						\
	if (control->way == REFUSED)					\
		return (failure);					\
	if (control->way == LOST) {					\
		shut_down(conn);					\
		return (call);						\
	}								\
	value = call;							\
	send_all(conn);							\
	shut_down(conn);						\
	return (value);							\
} while (0)

PGconn *
PQconnectdbParams(const char *const *keywords, const char *const *values,
    int expand)
{
	static const char *const host[] = { "host", NULL };
	static const char *const nowhere_at_all[] = { "/nonexistent", NULL };
	PGconn *conn;

	if (!call_fails("PQconnectdbParams", __builtin_return_address(0)))
		return (REAL(PQconnectdbParams)(keywords, values, expand));
	if (control->way == REFUSED)
		return (NULL);
	if (control->way == LOST)
		return (REAL(PQconnectdbParams)(host, nowhere_at_all, 0));
	conn = REAL(PQconnectdbParams)(keywords, values, expand);
	shut_down(conn);
	return (conn);
}

int
PQsetnonblocking(PGconn *conn, int on)
{

	FAIL(PQsetnonblocking, conn, -1, REAL(PQsetnonblocking)(conn, on));
}

int
PQenterPipelineMode(PGconn *conn)
{

	FAIL(PQenterPipelineMode, conn, 0, REAL(PQenterPipelineMode)(conn));
}

int
PQsendQueryParams(PGconn *conn, const char *text, int count,
    const Oid *types, const char *const *values, const int *lengths,
    const int *formats, int result_format)
{

	FAIL(PQsendQueryParams, conn, 0, REAL(PQsendQueryParams)(conn, text,
	    count, types, values, lengths, formats, result_format));
}

int
PQsendPrepare(PGconn *conn, const char *name, const char *text, int count,
    const Oid *types)
{

	FAIL(PQsendPrepare, conn, 0, REAL(PQsendPrepare)(conn, name, text,
	    count, types));
}

int
PQsendQueryPrepared(PGconn *conn, const char *name, int count,
    const char *const *values, const int *lengths, const int *formats,
    int result_format)
{

	FAIL(PQsendQueryPrepared, conn, 0, REAL(PQsendQueryPrepared)(conn,
	    name, count, values, lengths, formats, result_format));
}

int
PQpipelineSync(PGconn *conn)
{

	FAIL(PQpipelineSync, conn, 0, REAL(PQpipelineSync)(conn));
}

int
PQflush(PGconn *conn)
{

	/* Only a lost connection makes it fail. */
	if (!call_fails("PQflush", __builtin_return_address(0)))
		return (REAL(PQflush)(conn));
	if (control->way == LATE)
		send_all(conn);
	shut_down(conn);
	return (control->way == LOST ? REAL(PQflush)(conn) : -1);
}

int
PQconsumeInput(PGconn *conn)
{
	int value;

	if (!call_fails("PQconsumeInput", __builtin_return_address(0)))
		return (REAL(PQconsumeInput)(conn));
	if (control->way == LATE)
		REAL(PQconsumeInput)(conn);
	shut_down(conn);
	value = REAL(PQconsumeInput)(conn);
	return (control->way == LOST ? value : 0);
}

PGresult *
PQgetResult(PGconn *conn)
{
	PGresult *r;

	if (!call_fails("PQgetResult", __builtin_return_address(0)))
		return (REAL(PQgetResult)(conn));
	if (control->way != LATE)
		shut_down(conn);
	r = REAL(PQgetResult)(conn);
	if (control->way == LATE)
		shut_down(conn);
	if (control->way == LOST)
		return (r);
	/* As libpq makes it itself when it is short of memory. */
	PQclear(r);
	return (PQmakeEmptyPGresult(conn, PGRES_FATAL_ERROR));
}
