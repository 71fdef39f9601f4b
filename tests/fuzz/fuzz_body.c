/*
 * The bodies and queries of every row of cgi/routes.c, by its decode.  Nobody
 * is asked for a token.  FUZZ_FAMILY is how the names of the rows begin that
 * a run is about ("users"); a new row comes in by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "routes.h"

/* A batch's template may grow to 4 MiB, however short it is. */
size_t fuzz_memory_times = 4096;

/* By libFuzzer; not there when inputs are replayed. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t maximum)
    __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t maximum,
    unsigned seed);

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	struct http_source source = fuzz_source(arena, text, size);
	struct call *call = fuzz_call_new(arena);

	fuzz_answer(call, fuzz_call(call, &source, false));
}

/* One of the family's rows, as ${seed} falls. */
static const struct endpoint *
any_row(unsigned seed)
{
	const struct endpoint_table *const *table;
	const struct endpoint *found = NULL;
	const char *family = getenv("FUZZ_FAMILY");
	size_t i, n = 0;

	for (table = routes; *table != NULL; table++)
		for (i = 0; i < (*table)->count; i++)
			if (family == NULL || strncmp((*table)->rows[i].name,
			    family, strlen(family)) == 0)
				if (seed % ++n == 0)
					found = &(*table)->rows[i];
	return (found);
}

/* The same body for another row. */
static size_t
change_row(uint8_t *bytes, size_t size, size_t maximum, unsigned seed)
{
	const struct endpoint *row = any_row(seed);
	const uint8_t *body = memmem(bytes, size, "\n\n", 2);
	char head[512];
	size_t length, rest;

	if (row == NULL || body == NULL)
		return (LLVMFuzzerMutate(bytes, size, maximum));
	length = (size_t)snprintf(head, sizeof(head),
	    "REQUEST_METHOD=%s\nREQUEST_URI=%s?", row->method, row->path);
	rest = size - (size_t)(body - bytes);
	if (length + rest > maximum)
		return (size);
	memmove(bytes + length, body, rest);
	memcpy(bytes, head, length);
	return (length + rest);
}

/* Mostly the body: a path that is broken leads to no decode. */
size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t maximum,
    unsigned seed)
{
	uint8_t *end = memmem(bytes, size, "\n\n", 2);
	size_t head;

	if (end == NULL || seed % 8 == 0)
		return (LLVMFuzzerMutate(bytes, size, maximum));
	if (seed % 8 == 1)
		return (change_row(bytes, size, maximum, seed / 8));
	head = (size_t)(end - bytes) + 2;
	return (head + LLVMFuzzerMutate(bytes + head, size - head,
	    maximum - head));
}
