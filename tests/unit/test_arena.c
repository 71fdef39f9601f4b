/*
 * The arena: zeroed and aligned pieces, deferred calls last in first out,
 * wiped secrets, and a ceiling that holds.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "unit.h"

static char letters[] = "abcd", order[16];
static jmp_buf exhausted;

static void
note(void *argument)
{

	strncat(order, argument, 1);
}

static void
leave(void)
{

	longjmp(exhausted, 1);
}

START_TEST(gives_zeroed_aligned_pieces)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 100, 4096, 32768,
	    32769, 100000 };
	struct arena *a = arena_new(1024 * 1024);
	unsigned char *piece;
	size_t i, k, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < UNIT_COUNT(sizes); i++) {
			piece = arena_alloc(a, sizes[i]);
			ck_assert_uint_eq((uintptr_t)piece % 16, 0);
			for (k = 0; k < sizes[i]; k++)
				ck_assert_uint_eq(piece[k], 0);
			memset(piece, 0xFF, sizes[i]);
		}
		ck_assert_uint_ge(arena_used(a), 169000);
		arena_reset(a);
		ck_assert_uint_eq(arena_used(a), 0);
	}
	arena_free(a);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	struct arena *a = arena_new(1024 * 1024);
	unsigned char *pieces[200];
	size_t i, k;

	for (i = 0; i < 200; i++) {
		pieces[i] = arena_alloc(a, i * 7);
		memset(pieces[i], (int)i, i * 7);
	}
	for (i = 0; i < 200; i++)
		for (k = 0; k < i * 7; k++)
			ck_assert_uint_eq(pieces[i][k], i);
	arena_free(a);
}
END_TEST

START_TEST(copies)
{
	struct arena *a = arena_new(1024 * 1024);
	int64_t *numbers;
	char *text;

	ck_assert_str_eq(arena_strdup(a, ""), "");
	ck_assert_str_eq(arena_strdup(a, "abc"), "abc");
	ck_assert_str_eq(arena_strndup(a, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_strndup(a, NULL, 0), "");
	ck_assert_int_eq(memcmp(arena_memdup(a, "a\0b", 3), "a\0b", 3), 0);
	ck_assert_str_eq(arena_format(a, "%s-%d-%05.1f", "x", -7, 2.5),
	    "x--7-002.5");
	text = arena_format(a, "%*s", 70000, "y");
	ck_assert_uint_eq(strlen(text), 70000);
	numbers = arena_array(a, int64_t, 3);
	ck_assert_int_eq(numbers[0] | numbers[1] | numbers[2], 0);
	arena_free(a);
}
END_TEST

START_TEST(defers_last_in_first_out)
{
	struct arena *a = arena_new(1024);

	order[0] = '\0';
	arena_defer(a, note, &letters[0]);
	arena_defer(a, note, &letters[1]);
	arena_defer(a, note, &letters[2]);
	ck_assert_str_eq(order, "");
	arena_reset(a);
	ck_assert_str_eq(order, "cba");
	arena_reset(a);
	ck_assert_str_eq(order, "cba");
	arena_defer(a, note, &letters[3]);
	arena_free(a);
	ck_assert_str_eq(order, "cbad");
	arena_free(NULL);
}
END_TEST

/* Looks at a secret after it was wiped: deferred calls run before the memory
 * goes, and this one was deferred first. */
static unsigned char seen;

static void
look(void *argument)
{
	unsigned char **secret = argument;
	size_t i;

	seen = 0;
	for (i = 0; i < 64; i++)
		seen |= (*secret)[i];
}

START_TEST(wipes_secrets)
{
	struct arena *a = arena_new(1024 * 1024);
	unsigned char *secret;

	arena_defer(a, look, &secret);
	secret = arena_secret(a, 64);
	memset(secret, 0x5A, 64);
	seen = 1;
	arena_reset(a);
	ck_assert_uint_eq(seen, 0);
	arena_free(a);
}
END_TEST

/* Whether a piece of that size is refused. */
static bool
refuses(struct arena *a, size_t count, size_t size)
{

	if (setjmp(exhausted) != 0)
		return (true);
	arena_calloc(a, count, size);
	return (false);
}

START_TEST(holds_its_ceiling)
{
	struct arena *a = arena_new(100 * 1024);

	arena_set_exhausted(leave);
	ck_assert(!refuses(a, 60, 1024));
	ck_assert(refuses(a, 60, 1024));
	ck_assert(!refuses(a, 40, 1024));
	ck_assert(refuses(a, 1, 1));
	arena_reset(a);
	ck_assert(!refuses(a, 100, 1024));
	arena_reset(a);
	ck_assert(refuses(a, 100 * 1024 + 1, 1));
	ck_assert(refuses(a, SIZE_MAX, 1));
	ck_assert(refuses(a, 1, SIZE_MAX - 7));
	ck_assert(refuses(a, SIZE_MAX / 2, 3));	/* would wrap */
	ck_assert(refuses(a, (size_t)1 << 33, (size_t)1 << 31));
	ck_assert(!refuses(a, 1, 16));
	arena_free(a);
}
END_TEST

UNIT_MAIN("arena", gives_zeroed_aligned_pieces, pieces_do_not_overlap, copies,
    defers_last_in_first_out, wipes_secrets, holds_its_ceiling)
