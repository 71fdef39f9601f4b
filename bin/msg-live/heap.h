/*
 * heap: memory of what lives longer than a call: connections, subscriptions,
 * frames.  Each module frees what it makes; without memory the process ends
 * as arena_out_of_memory() says.
 */
#ifndef MSG_LIVE_HEAP_H
#define MSG_LIVE_HEAP_H

#include <stddef.h>

/* heap_new(size): zeroed; never NULL.  heap_text(text): a copy. */
void *heap_new(size_t size) __attribute__((malloc, returns_nonnull));
char *heap_text(const char *text) __attribute__((malloc, returns_nonnull));
void *heap_grow(void *memory, size_t size) __attribute__((returns_nonnull));
void heap_free(void *memory);				/* NULL allowed */

#endif
