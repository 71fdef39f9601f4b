/*
 * token_cache: tokens whose signature and form were found good, so that a
 * backend that sends a thousand times a second with one token is checked by
 * one digest instead of a library's parsing.
 *
 * The place of a token is the SHA-256 of key, audience and the whole text, all
 * 32 bytes of which are compared: another app's key, or one changed
 * character, is another place.  What changes with time (expiry, the epochs)
 * is never taken from here: token_verify() and its callers check it anew.
 *
 * A table of fixed size, per process; the newest wins a place.
 */
#ifndef LIB_TOKEN_CACHE_H
#define LIB_TOKEN_CACHE_H

#include <stdbool.h>

#include "hash.h"
#include "token.h"

/* token_cache_find(arena, digest, token): false if it is not there. */
bool token_cache_find(struct arena *arena,
    const unsigned char digest[SHA256_SIZE], struct token *token);

/* token_cache_put(digest, token): remember it, unless its subject is longer
 * than any name of ours. */
void token_cache_put(const unsigned char digest[SHA256_SIZE],
    const struct token *token);

#endif
