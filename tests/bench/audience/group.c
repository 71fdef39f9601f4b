/* See audience.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audience.h"

/* Room for one more; doubles. */
static void *
grown(void *array, size_t count, size_t *size, size_t width)
{

	if (count < *size)
		return (array);
	*size = *size == 0 ? 64 : 2 * *size;
	if ((array = realloc(array, *size * width)) == NULL)
		die("realloc");
	return (array);
}

static void
note_late(struct group *g, int64_t time)
{

	g->late = grown(g->late, g->late_count, &g->late_size,
	    sizeof(*g->late));
	g->late[g->late_count++] = time < 0 ? 0 : (uint32_t)(time / 1000);
}

void
group_hear(struct connection *c, uint64_t number, int64_t sent)
{
	struct group *g = c->group;
	int64_t at = now();
	struct heard *h;

	if (c->heard == g->heard_count) {
		g->heard = grown(g->heard, g->heard_count, &g->heard_size,
		    sizeof(*g->heard));
		g->heard[g->heard_count++] = (struct heard){ number, at, at };
	}
	h = &g->heard[c->heard++];
	h->last = at;
	if (h->number != number && !c->differs) {
		c->differs = true;
		g->different++;
	}
	note_late(g, at - sent);
}

static int
by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return ((a > b) - (a < b));
}

/* In milliseconds. */
static double
percentile(const struct group *g, double part)
{

	return (g->late_count == 0 ? 0 : g->late[(size_t)(part *
	    (double)(g->late_count - 1))] / 1e3);
}

void
group_tell(struct group *g, size_t wanted)
{
	size_t i;

	qsort(g->late, g->late_count, sizeof(*g->late), by_number);
	printf("{\"open\":%zu,\"closed\":%zu,\"different\":%zu,"
	    "\"deliveries\":%zu,\"wanted\":%zu,\"p50\":%.3f,\"p90\":%.3f,"
	    "\"p99\":%.3f,\"most\":%.3f,\"heard\":[", g->ready - g->closed,
	    g->closed, g->different, g->late_count, wanted * g->ready,
	    percentile(g, 0.5), percentile(g, 0.9), percentile(g, 0.99),
	    percentile(g, 1));
	for (i = 0; i < g->heard_count; i++)
		printf("%s[%llu,%lld,%lld]", i == 0 ? "" : ",",
		    (unsigned long long)g->heard[i].number,
		    (long long)g->heard[i].first, (long long)g->heard[i].last);
	printf("]}");
}

void
group_forget(struct group *g)
{

	g->heard_count = g->late_count = g->different = 0;
}

void
group_free(struct group *g)
{

	free(g->texts);
	free(g->heard);
	free(g->late);
}
