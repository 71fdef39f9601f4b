/* See arena.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

enum {
	ALIGNMENT = 16,			/* bytes; enough for any C type */
	FIRST_BLOCK = 32 * 1024,	/* bytes; kept over resets */
};

struct block {
	struct block *next;	/* older */
	size_t size;		/* of bytes[] */
	size_t used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;	/* older */
	void (*fn)(void *);
	void *argument;
};

struct wipe {
	void *bytes;
	size_t size;
};

struct arena {
	struct block *newest;
	struct block *first;	/* the one that a reset keeps */
	struct deferred *deferred;
	size_t ceiling;
	size_t used;
};

/*
 * Under AddressSanitizer each piece is a block of its own, so that a write
 * past its end is seen.
 */
#if defined(__SANITIZE_ADDRESS__)
#define ONE_BLOCK_PER_PIECE 1
#else
#define ONE_BLOCK_PER_PIECE 0
#endif

static void
exhausted_default(void)
{

	fprintf(stderr, "msgcgi: out of memory\n");
	abort();
}

static void (*exhausted)(void) = exhausted_default;

void
arena_set_exhausted(void (*fn)(void))
{

	exhausted = fn;
}

void
arena_out_of_memory(void)
{

	exhausted();
	abort();
}

static struct block *
block_new(size_t size)
{
	struct block *b;

	if ((b = malloc(sizeof(*b) + size)) == NULL)
		arena_out_of_memory();
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return (b);
}

struct arena *
arena_new(size_t ceiling)
{
	struct arena *a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		arena_out_of_memory();
	a->first = a->newest = block_new(FIRST_BLOCK);
	a->ceiling = ceiling;
	return (a);
}

static void
run_deferred(struct arena *a)
{
	struct deferred *d;

	/* A deferred call may defer no further: take the list first. */
	d = a->deferred;
	a->deferred = NULL;
	for (; d != NULL; d = d->next)
		d->fn(d->argument);
}

void
arena_reset(struct arena *a)
{
	struct block *b;

	run_deferred(a);
	while ((b = a->newest) != a->first) {
		a->newest = b->next;
		free(b);
	}
#ifdef DEBUG
	memset(a->first->bytes, 0xDD, a->first->used);
#endif
	a->first->used = 0;
	a->used = 0;
}

void
arena_free(struct arena *a)
{

	if (a == NULL)
		return;
	arena_reset(a);
	free(a->first);
	free(a);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->newest;
	size_t need = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	size_t fresh;
	void *piece;

	if (size > a->ceiling || need > a->ceiling - a->used)
		arena_out_of_memory();
	a->used += need;
	if (ONE_BLOCK_PER_PIECE || need > b->size - b->used) {
		/* Grow in proportion, so that blocks stay few. */
		fresh = ONE_BLOCK_PER_PIECE ? size :
		    need > b->size ? need : b->size;
		b = block_new(fresh);
		b->next = a->newest;
		a->newest = b;
	}
	piece = b->bytes + b->used;
	b->used += ONE_BLOCK_PER_PIECE ? size : need;
	memset(piece, 0, size);
	return (piece);
}

void *
arena_calloc(struct arena *a, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		bytes = SIZE_MAX;
	return (arena_alloc(a, bytes));
}

void *
arena_memdup(struct arena *a, const void *bytes, size_t length)
{
	void *copy = arena_alloc(a, length);

	if (length > 0)
		memcpy(copy, bytes, length);
	return (copy);
}

char *
arena_strndup(struct arena *a, const char *bytes, size_t length)
{
	char *copy = arena_alloc(a, length + 1);

	if (length > 0)
		memcpy(copy, bytes, length);
	return (copy);
}

char *
arena_strdup(struct arena *a, const char *string)
{

	return (arena_strndup(a, string, strlen(string)));
}

char *
arena_vformat(struct arena *a, const char *format, va_list args)
{
	char small[256];	/* most are; they are formatted once */
	va_list again;
	char *string;
	int length;

	va_copy(again, args);
	length = vsnprintf(small, sizeof(small), format, again);
	va_end(again);
	if (length < 0)
		return (arena_strdup(a, ""));
	if ((size_t)length < sizeof(small))
		return (arena_strndup(a, small, (size_t)length));
	string = arena_alloc(a, (size_t)length + 1);
	vsnprintf(string, (size_t)length + 1, format, args);
	return (string);
}

char *
arena_format(struct arena *a, const char *format, ...)
{
	va_list args;
	char *string;

	va_start(args, format);
	string = arena_vformat(a, format, args);
	va_end(args);
	return (string);
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *argument)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	d->fn = fn;
	d->argument = argument;
	d->next = a->deferred;
	a->deferred = d;
}

static void
wipe(void *argument)
{
	struct wipe *w = argument;

	explicit_bzero(w->bytes, w->size);
}

void *
arena_secret(struct arena *a, size_t size)
{
	struct wipe *w = arena_alloc(a, sizeof(*w));

	w->bytes = arena_alloc(a, size);
	w->size = size;
	arena_defer(a, wipe, w);
	return (w->bytes);
}

size_t
arena_used(const struct arena *a)
{

	return (a->used);
}
