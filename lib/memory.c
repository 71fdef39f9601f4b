/* See memory.h. */
#include <openssl/crypto.h>
#include <stdlib.h>

#include "arena.h"
#include "err.h"
#include "memory.h"

static void *
resize(void *block, size_t size, const char *file, int line)
{
	void *fresh;

	(void)file;
	(void)line;
	/* As OpenSSL's own. */
	if (size == 0) {
		free(block);
		return (NULL);
	}
	if ((fresh = realloc(block, size)) == NULL)
		arena_out_of_memory();
	return (fresh);
}

static void *
allocate(size_t size, const char *file, int line)
{

	return (resize(NULL, size, file, line));
}

static void
release(void *block, const char *file, int line)
{

	(void)file;
	(void)line;
	free(block);
}

void
memory_start(void)
{

	BUG_UNLESS(CRYPTO_set_mem_functions(allocate, resize, release) == 1);
}
