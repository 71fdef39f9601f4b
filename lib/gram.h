/*
 * gram: what a text is found by, whatever its language.
 *
 * A text's grams are its pairs of neighbouring characters, and each single
 * ideograph, kana or hangul syllable, where one character is a word; each
 * hashed together with the app, so that tenants never share one and a common
 * pair of one app does not slow down another's search.  A text that contains
 * another has all of its grams; the reverse is to be checked in the text
 * itself.  ASCII, Latin-1, Greek, Cyrillic and full-width letters are compared
 * without case.
 */
#ifndef LIB_GRAM_H
#define LIB_GRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { GRAM_CHARACTERS = 4096 };	/* of a text that count */

/* grams(arena, app_id, text, count): distinct, ascending. */
const int32_t *grams(struct arena *arena, int64_t app_id, const char *text,
    size_t *count);

/* gram_literal(): the same as the text form of an int[]. */
const char *gram_literal(struct arena *arena, int64_t app_id,
    const char *text);

/* gram_contains(arena, text, keyword): without case, as above. */
bool gram_contains(struct arena *arena, const char *text,
    const char *keyword);

#endif
