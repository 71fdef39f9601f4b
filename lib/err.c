/* See err.h. */
#include <stdio.h>
#include <stdlib.h>

#include "err.h"

static const struct {
	const char *name;
	const char *words;
	enum err_class class;
} errs[ERR_COUNT] = {
#define X(name, class, words) [ERR_##name] = { #name, words, CLASS_##class },
	ERR_LIST(X)
#undef X
};

const char *
err_name(enum err e)
{

	BUG_UNLESS((unsigned)e < ERR_COUNT);
	return (errs[e].name);
}

const char *
err_words(enum err e)
{

	BUG_UNLESS((unsigned)e < ERR_COUNT);
	return (errs[e].words);
}

enum err_class
err_class(enum err e)
{

	BUG_UNLESS((unsigned)e < ERR_COUNT);
	return (errs[e].class);
}

enum err
err_changed(enum err e)
{

	return (err_class(e) == CLASS_OURS ? ERR_OUTCOME_UNKNOWN : e);
}

void
bug(const char *file, int line, const char *what)
{

	fprintf(stderr, "msgcgi: BUG at %s:%d: %s\n", file, line, what);
	abort();
}
