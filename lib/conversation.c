/* See conversation.h. */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "conversation.h"
#include "hash.h"

int64_t
conversation_number(int64_t app_id, enum conversation_kind kind,
    const char *target)
{
	unsigned char digest[SHA256_SIZE];
	char app[24], kind_text[4];
	const char *fields[3] = { app, kind_text, target };

	snprintf(app, sizeof(app), "%lld", (long long)app_id);
	snprintf(kind_text, sizeof(kind_text), "%d", (int)kind);
	hash_fields(digest, fields, 3);
	return (hash_bigint(digest));
}

const char *
conversation_pair(struct arena *arena, const char *a, const char *b)
{

	if (strcmp(a, b) <= 0)
		return (arena_format(arena, "%s\x1f%s", a, b));
	return (arena_format(arena, "%s\x1f%s", b, a));
}
