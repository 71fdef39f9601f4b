/*
 * arena: memory with one owner and one end.
 *
 * Everything that serves one request (or one batch, or one command) is
 * allocated in its arena and freed together by arena_reset().  Callers never
 * call malloc() or free() themselves.  Objects of libraries that have a free
 * function of their own (PGresult, json_object, jwt_t) are handed over with
 * arena_defer(), and end with the arena, last in first out.
 *
 * Ownership: the arena owns all it returns.  Nothing that it returned may be
 * used after arena_reset() or arena_free().
 *
 * Limits: an arena has a ceiling in bytes, set when it is made.  Reaching it
 * is not survivable by design of the callers (each checks its input's size
 * first), so arena_alloc() then calls the exhaustion handler, which does not
 * return: a web process answers 503 and ends, a program prints and exits.
 *
 * Threads: an arena belongs to one thread at a time.
 */
#ifndef LIB_ARENA_H
#define LIB_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/*
 * arena_new(ceiling):
 * Make an arena that holds at most ${ceiling} bytes.  One block is kept over
 * resets, so that a warm arena asks the system for nothing.
 */
struct arena *arena_new(size_t ceiling);

/*
 * arena_free(a):
 * Run the deferred calls, then free all memory including the arena itself.
 * NULL is allowed.
 */
void arena_free(struct arena *a);

/*
 * arena_reset(a):
 * Run the deferred calls in reverse order, then forget all allocations.
 */
void arena_reset(struct arena *a);

/*
 * arena_alloc(a, size):
 * Return ${size} zeroed bytes, aligned for any type.  Never NULL.
 */
void *arena_alloc(struct arena *a, size_t size)
    __attribute__((malloc, returns_nonnull));

/* arena_array(a, T, n): n zeroed objects of type T; checks the product. */
#define arena_array(a, T, n) ((T *)arena_calloc((a), (n), sizeof(T)))
void *arena_calloc(struct arena *a, size_t count, size_t size)
    __attribute__((malloc, returns_nonnull));

/* arena_dup*: a copy, with a NUL behind it for the string forms. */
char *arena_strdup(struct arena *a, const char *string);
char *arena_strndup(struct arena *a, const char *bytes, size_t length);
void *arena_memdup(struct arena *a, const void *bytes, size_t length);

/*
 * arena_format(a, format, ...):
 * Return a string made as by snprintf().
 */
char *arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vformat(struct arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/*
 * arena_defer(a, fn, argument):
 * Call ${fn}(${argument}) when the arena is reset or freed.
 */
void arena_defer(struct arena *a, void (*fn)(void *), void *argument);

/*
 * arena_secret(a, size):
 * As arena_alloc(), and the bytes are wiped at the reset.
 */
void *arena_secret(struct arena *a, size_t size);

/* arena_used(a): bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/*
 * arena_set_exhausted(fn):
 * Set what a process does when an arena reaches its ceiling or the system has
 * no memory left; ${fn} must not return.  The default prints and aborts.
 */
void arena_set_exhausted(void (*fn)(void));

/*
 * arena_out_of_memory():
 * The same for what a library could not allocate.  Does not return.
 */
void arena_out_of_memory(void) __attribute__((noreturn));

#endif
