/* See fuzz.h: inputs and requests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"
#include "hash.h"
#include "serve.h"

enum {
	PIECE = 1000,		/* bytes of a body that come at once */
	/* Memory is in proportion to the input: what one may take, in bytes,
	 * and how many times its length beside. */
	MEMORY_LEAST = 1024 * 1024,
};

/* No const: the compiler would use the weak one's value where it stands. */
__attribute__((weak)) size_t fuzz_memory_times = 256;

/* A request's text, taken apart. */
struct given {
	const char *variables;	/* lines */
	const char *body;
	size_t length, at;
	const char *content_length;
	struct arena *arena;
};

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct arena *arena;

	if (size > FUZZ_INPUT_MAX)
		return (0);
	if (arena == NULL)
		arena = arena_new(SERVE_ARENA);
	fuzz_one(arena, arena_strndup(arena, (const char *)bytes, size), size);
	BUG_UNLESS(arena_used(arena) <= MEMORY_LEAST + fuzz_memory_times * size);
	arena_reset(arena);
	return (0);
}

const char *
fuzz_line(struct arena *arena, const char **text)
{
	size_t length = strcspn(*text, "\n");
	const char *line = arena_strndup(arena, *text, length);

	*text += length + ((*text)[length] == '\n');
	return (line);
}

static const char *
variable(void *cookie, const char *name)
{
	struct given *given = cookie;
	const char *line = given->variables;
	size_t length = strlen(name);

	for (; *line != '\0'; line += *line == '\n') {
		if (strncmp(line, name, length) == 0 && line[length] == '=')
			return (arena_strndup(given->arena, line + length + 1,
			    strcspn(line + length + 1, "\n")));
		line += strcspn(line, "\n");
	}
	return (strcmp(name, "CONTENT_LENGTH") == 0 ?
	    given->content_length : NULL);
}

static long
read_piece(void *cookie, char *bytes, size_t size)
{
	struct given *given = cookie;
	size_t n = given->length - given->at;

	if (n > size)
		n = size;
	if (n > PIECE)
		n = PIECE;
	memcpy(bytes, given->body + given->at, n);
	given->at += n;
	return ((long)n);
}

struct http_source
fuzz_source(struct arena *arena, const char *text, size_t size)
{
	struct given *given = arena_alloc(arena, sizeof(*given));
	const char *end = memmem(text, size, "\n\n", 2);
	size_t head = end == NULL ? size : (size_t)(end - text);

	given->arena = arena;
	given->variables = arena_strndup(arena, text, head);
	given->body = end == NULL ? "" : end + 2;
	given->length = end == NULL ? 0 : size - head - 2;
	given->content_length = arena_format(arena, "%zu", given->length);
	return ((struct http_source){ variable, read_piece, given });
}

const char *
fuzz_signed(struct arena *arena, const char *payload, size_t length)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	unsigned char code[SHA256_SIZE];
	const char *text;

	text = arena_format(arena, "%s.%s", base64url_encode(arena, header,
	    sizeof(header) - 1), base64url_encode(arena, payload, length));
	hmac_sha256(FUZZ_KEY, TOKEN_KEY, text, strlen(text), code);
	return (arena_format(arena, "%s.%s", text,
	    base64url_encode(arena, code, sizeof(code))));
}

const char *
fuzz_token(struct arena *arena)
{
	static const char claims[] = "{\"iss\":\"msgcgi\",\"aud\":\""
	    FUZZ_APP_KEY "\",\"sub\":\"c\",\"typ\":\"app\",\"epoch\":1,"
	    "\"iat\":1}";

	return (fuzz_signed(arena, claims, sizeof(claims) - 1));
}
