/* See routes.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "routes.h"

enum {
	PARAMETERS_MAX = sizeof(((struct call *)0)->parameters) /
	    sizeof(((struct call *)0)->parameters[0]),
	ALLOW_MAX = 256,	/* bytes of an Allow header */
	METHODS_MAX = 8,	/* different ones of one path */
};

/* The best row so far, and the methods of all that matched. */
struct finding {
	const struct endpoint *best;
	const struct endpoint *any;
	const char *methods[METHODS_MAX];
	size_t method_count;
};

/*
 * Whether ${pattern}, such as "/{org}/{app}/users", matches the request's
 * segments.
 */
static bool
matches(const char *pattern, const struct http_request *request)
{
	const char *value;
	size_t i, length;

	for (i = 0; *pattern == '/'; i++, pattern += length) {
		length = strcspn(++pattern, "/");
		if (length == 0)
			break;
		if (i == request->segment_count)
			return (false);
		value = request->segments[i].value;
		if (*pattern != '{' && (strlen(value) != length ||
		    memcmp(value, pattern, length) != 0))
			return (false);
	}
	return (i == request->segment_count);
}

/* Whether it begins with that word: whose path it is, if it is none. */
static bool
begins(const char *pattern, const char *word)
{
	size_t length = strcspn(++pattern, "/");

	return (*pattern != '{' && strlen(word) == length &&
	    memcmp(word, pattern, length) == 0);
}

/* Whether ${a} is the more exact of two patterns that match one path. */
static bool
is_more_exact(const char *a, const char *b)
{

	for (; *a == '/' && *b == '/'; a += strcspn(a, "/"),
	    b += strcspn(b, "/")) {
		a++;
		b++;
		if ((*a == '{') != (*b == '{'))
			return (*b == '{');
	}
	return (false);
}

static void
note_method(struct finding *found, const char *method)
{
	size_t i;

	for (i = 0; i < found->method_count; i++)
		if (strcmp(found->methods[i], method) == 0)
			return;
	BUG_UNLESS(i < METHODS_MAX);
	found->methods[found->method_count++] = method;
}

static void
consider(struct finding *found, const struct endpoint *row,
    const char *method)
{

	note_method(found, row->method);
	if (found->any == NULL || is_more_exact(row->path, found->any->path))
		found->any = row;
	if (strcmp(row->method, method) == 0 && (found->best == NULL ||
	    is_more_exact(row->path, found->best->path)))
		found->best = row;
}

/* The Allow header, in a fixed order. */
static const char *
allow(struct arena *arena, const struct finding *found)
{
	static const char *const order[] = {
		"GET", "POST", "PUT", "PATCH", "DELETE",
	};
	struct buf b;
	size_t i, k;

	buf_init(&b, arena, ALLOW_MAX);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		for (k = 0; k < found->method_count; k++)
			if (strcmp(found->methods[k], order[i]) == 0)
				buf_format(&b, "%s, ", i == 0 ? "GET, HEAD" :
				    order[i]);
	buf_puts(&b, "OPTIONS");
	return (b.bytes);
}

static void
set_parameters(struct call *call, const char *pattern)
{
	size_t i, n = 0;

	for (i = 0; *pattern == '/'; i++, pattern += strcspn(pattern, "/"))
		if (*++pattern == '{') {
			BUG_UNLESS(n < PARAMETERS_MAX);
			call->parameters[n++] =
			    call->request.segments[i].value;
		}
}

enum err
route_find(struct call *call, const struct endpoint_table *const *tables)
{
	const char *method = call->request.method;
	struct finding found = { .best = NULL };
	const struct endpoint *row;
	size_t i;

	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	for (; *tables != NULL; tables++)
		for (i = 0; i < (*tables)->count; i++) {
			row = &(*tables)->rows[i];
			if (matches(row->path, &call->request))
				consider(&found, row, method);
			else if (call->request.segment_count > 0 &&
			    begins(row->path,
			    call->request.segments[0].value))
				call->dialect = row->dialect;
		}
	if (found.any == NULL)
		return (ERR_NO_SUCH_PATH);
	call->dialect = found.any->dialect;
	if (found.best == NULL) {
		set_parameters(call, found.any->path);
		call->allow = allow(call->arena, &found);
		return (ERR_BAD_METHOD);
	}
	set_parameters(call, found.best->path);
	call->endpoint = found.best;
	call->dialect = found.best->dialect;
	return (OK);
}

void
route_dialect(struct call *call, const struct endpoint_table *const *tables)
{
	size_t i;

	for (; *tables != NULL; tables++)
		for (i = 0; i < (*tables)->count; i++)
			if (begins((*tables)->rows[i].path,
			    call->request.word))
				call->dialect = (*tables)->rows[i].dialect;
}

bool
route_has_app(const char *path)
{
	static const char app[] = "/{org}/{app}/";

	return (strncmp(path, app, sizeof(app) - 1) == 0);
}
