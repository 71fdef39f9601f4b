/*
 * A request as web servers hand it over: variables, headers, token, body, and
 * the answer that it gets.
 */
#include "fuzz.h"

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	struct http_source source = fuzz_source(arena, text, size);
	struct call *call = fuzz_call_new(arena);

	fuzz_answer(call, fuzz_call(call, &source, true));
}
