/* See heap.h. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "heap.h"

void *
heap_new(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		arena_out_of_memory();
	return (memory);
}

char *
heap_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return (memcpy(heap_new(size), text, size));
}

void *
heap_grow(void *memory, size_t size)
{
	void *grown = realloc(memory, size);

	if (grown == NULL)
		arena_out_of_memory();
	return (grown);
}

void
heap_free(void *memory)
{

	free(memory);
}
