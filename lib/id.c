/* See id.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "id.h"

static size_t
held(const struct id_supply *supply)
{

	if (supply->count == 0)
		return (0);
	return (supply->count * ID_BLOCK - (size_t)supply->used);
}

static void
forget(struct id_supply *supply)
{

	supply->count = 0;
	supply->used = 0;
}

size_t
id_missing(struct id_supply *supply, size_t need)
{
	size_t have;

	BUG_UNLESS(need <= (ID_BLOCKS_MAX - 1) * ID_BLOCK);
	if (clock_tick() - supply->leased > ID_BLOCK_LIFE)
		forget(supply);
	if ((have = held(supply)) >= need)
		return (0);
	return ((need - have + ID_BLOCK - 1) / ID_BLOCK);
}

void
id_lease(struct id_supply *supply, int64_t first)
{
	size_t i;

	BUG_UNLESS(supply->count < ID_BLOCKS_MAX);
	if (supply->count == 0) {
		supply->leased = clock_tick();
		supply->used = 0;
	}
	/* The last one is in use: the new one goes below it. */
	for (i = supply->count; i > 0; i--)
		supply->blocks[i] = supply->blocks[i - 1];
	supply->blocks[0] = first;
	supply->count++;
}

/*
 * The time of the next id: ${now}, or when the clock was set back, the time
 * that it showed last and what has passed since.  Time must go on, because
 * another process may have stopped at the same moment.
 */
static msec_t
time_forward(struct id_supply *supply, msec_t now)
{
	usec_t tick = clock_tick();

	if (now >= supply->shown) {
		supply->shown = now;
		supply->shown_at = tick;
		return (now);
	}
	return (supply->shown + (tick - supply->shown_at) / 1000);
}

int64_t
id_next(struct id_supply *supply, msec_t now)
{
	int64_t number, id;

	BUG_UNLESS(supply->count > 0);
	number = supply->blocks[supply->count - 1] + supply->used;
	if (++supply->used == ID_BLOCK) {
		supply->count--;
		supply->used = 0;
	}
	number &= ((int64_t)1 << ID_NUMBER_BITS) - 1;
	now = time_forward(supply, now);
	id = now << ID_NUMBER_BITS | number;
	/* Within a millisecond the numbers may have come round. */
	if (id <= supply->last)
		id = (id_time(supply->last) + 1) << ID_NUMBER_BITS | number;
	supply->last = id;
	return (id);
}

msec_t
id_time(int64_t id)
{

	return (id >> ID_NUMBER_BITS);
}

void
id_hex(int64_t id, int64_t conv, char text[ID_HEX + 1])
{
	uint64_t rest, time = (uint64_t)id_time(id);

	rest = (time % 1000) << 54 |
	    ((uint64_t)id & ((1 << ID_NUMBER_BITS) - 1)) << 34 |
	    (uint64_t)conv >> ID_CONV_SHIFT;
	snprintf(text, ID_HEX + 1, "%08llx%016llx",
	    (unsigned long long)(time / 1000 & 0xFFFFFFFF),
	    (unsigned long long)rest);
}

bool
id_from_hex(const char *text, int64_t *id, int64_t *conv_prefix)
{
	uint64_t seconds, rest;
	char head[9];

	if (strlen(text) != ID_HEX ||
	    strspn(text, "0123456789abcdef") != ID_HEX)
		return (false);
	memcpy(head, text, 8);
	head[8] = '\0';
	seconds = strtoull(head, NULL, 16);
	rest = strtoull(text + 8, NULL, 16);
	if (rest >> 54 > 999)
		return (false);
	*id = (int64_t)((seconds * 1000 + (rest >> 54)) << ID_NUMBER_BITS |
	    (rest >> 34 & ((1 << ID_NUMBER_BITS) - 1)));
	*conv_prefix = (int64_t)(rest & (((uint64_t)1 << 34) - 1));
	return (true);
}
