/*
 * Runs inputs through a target, without libFuzzer:
 *
 *	fuzz_NAME FILE...
 *
 * A FILE is one input; one that ends in .base64 holds many, each a line.  An
 * input that breaks something, or takes longer than INPUT_SECONDS, ends the
 * program, which then names it.
 */
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "fuzz.h"

enum {
	INPUT_SECONDS = 60,		/* under valgrind and sanitizers too */
	REPLAY_ARENA = 1 << 26,		/* bytes */
};

static char where[4200];		/* the input that runs */
static unsigned count;

static void
show(int number)
{

	(void)!write(STDERR_FILENO, where, strlen(where));
	signal(number, SIG_DFL);
	raise(number);
}

static void
replay(const char *path, size_t line, const void *bytes, size_t size)
{
	uint8_t *exact = malloc(size);	/* so that what reads on is seen */

	BUG_UNLESS(size == 0 || exact != NULL);
	if (size > 0)
		memcpy(exact, bytes, size);
	snprintf(where, sizeof(where), "the input is %s:%zu\n", path, line);
	alarm(INPUT_SECONDS);
	LLVMFuzzerTestOneInput(exact, size);
	alarm(0);
	free(exact);
	count++;
}

static void
replay_packed(struct arena *arena, const char *path, FILE *file)
{
	unsigned char *bytes;
	char *line = NULL;
	size_t number, room = 0;
	ssize_t length;
	int size;

	for (number = 1; (length = getline(&line, &room, file)) > 0;
	    number++) {
		length -= line[length - 1] == '\n';
		bytes = arena_alloc(arena, (size_t)length + 1);
		/* Not by our own decoder, which is one of the targets. */
		size = EVP_DecodeBlock(bytes, (unsigned char *)line,
		    (int)length);
		if (size < 0) {
			fprintf(stderr, "%s:%zu: not base64\n", path,
			    number);
			exit(2);
		}
		if (size > 0)
			size -= (line[length - 1] == '=') +
			    (line[length - 2] == '=');
		replay(path, number, bytes, (size_t)size);
		arena_reset(arena);
	}
	free(line);
}

static void
replay_file(struct arena *arena, const char *path)
{
	const char *end = strrchr(path, '.');
	FILE *file = fopen(path, "re");
	char *bytes;

	if (file == NULL) {
		perror(path);
		exit(2);
	}
	if (end != NULL && strcmp(end, ".base64") == 0)
		replay_packed(arena, path, file);
	else {
		bytes = arena_alloc(arena, FUZZ_INPUT_MAX);
		replay(path, 1, bytes, fread(bytes, 1, FUZZ_INPUT_MAX, file));
		arena_reset(arena);
	}
	fclose(file);
}

int
main(int argc, char **argv)
{
	static const int signals[] = { SIGABRT, SIGALRM, SIGBUS, SIGFPE,
	    SIGILL, SIGSEGV };
	struct arena *arena = arena_new(REPLAY_ARENA);
	size_t k;
	int i;

	for (k = 0; k < sizeof(signals) / sizeof(signals[0]); k++)
		signal(signals[k], show);
	for (i = 1; i < argc; i++)
		replay_file(arena, argv[i]);
	arena_free(arena);
	printf("%u inputs\n", count);
	return (count > 0 ? 0 : 2);
}
