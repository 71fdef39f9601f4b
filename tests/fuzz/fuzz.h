/*
 * fuzz: what the fuzz targets share.
 *
 * A target is tests/fuzz/fuzz_NAME.c with a fuzz_one().  Built by clang with
 * FUZZ=1 it is a libFuzzer program that looks for inputs (tests/fuzz/run);
 * built as everything else it is a program that replays those it is given
 * (replay.c), and tests/t/0500-fuzz-inputs runs it in `make check`.
 *
 * Not to crash is not enough: a target says by BUG_UNLESS() what must be true
 * of every result, and a property that does not hold ends the program.
 *
 * A request is written as text: CGI variables as NAME=value, one in a line,
 * an empty line, the body.  Where there is no CONTENT_LENGTH it is the body's
 * length.  FUZZ_TOKEN=user: a user asks, where nobody is asked for a token;
 * FUZZ_APP=strict: the app has strict_bodies.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "err.h"

struct arena;

enum {
	FUZZ_INPUT_MAX = 64 * 1024,	/* bytes; longer ones are passed over */
};

/* The moment at which all happens, and what signs the app's tokens. */
#define FUZZ_SECONDS	1763000000
#define FUZZ_KEY	"the key that the fuzzers sign by"
#define FUZZ_APP_KEY	"o#a"

/* How many times its own size an input may take, beside MEMORY_LEAST of fuzz.c;
 * 256, unless the target defines it. */
extern size_t fuzz_memory_times;

/*
 * fuzz_one(arena, text, size): by each target, for each input.  A NUL that
 * ${size} does not count follows the text, which may hold others.  The arena
 * is empty and will be emptied.
 */
void fuzz_one(struct arena *arena, const char *text, size_t size);

/* libFuzzer's entry (fuzz.c), for replay.c too. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* fuzz_line(arena, text): the next line of ${*text} without its end, or its
 * rest; "" when there is none. */
const char *fuzz_line(struct arena *arena, const char **text);

/* fuzz_source(arena, text, size): a request, written as above. */
struct http_source fuzz_source(struct arena *arena, const char *text,
    size_t size);

/* fuzz_call_new(arena): a call of now, with the app o/a. */
struct call *fuzz_call_new(struct arena *arena);

/* fuzz_log_in(call): as a user of the Rocket.Chat dialect. */
void fuzz_log_in(struct call *call);

/*
 * fuzz_call(call, source, authorize):
 * The stages of serve() up to decode, for all that needs no database; with
 * ${authorize} tokens are checked too, but for dynamic ones, whose keys are
 * in the database.  What each stage left behind is looked at.
 */
enum err fuzz_call(struct call *call, const struct http_source *source,
    bool authorize);

/*
 * fuzz_answer(call, e): the whole answer of a call that ended so, which must
 * be well formed.  Of successes only those of sends are written.
 */
struct buf *fuzz_answer(struct call *call, enum err e);

/* fuzz_json(arena, text, length): it must be JSON. */
void fuzz_json(struct arena *arena, const char *text, size_t length);

/* fuzz_signed(arena, payload, length): a token of the app with these claims;
 * fuzz_token(arena): one that is good. */
const char *fuzz_signed(struct arena *arena, const char *payload,
    size_t length);
const char *fuzz_token(struct arena *arena);

#endif
