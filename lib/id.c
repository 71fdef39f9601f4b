/* See id.h. */
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
