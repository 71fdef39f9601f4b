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

void
id_forget(struct id_supply *supply)
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
		id_forget(supply);
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
	id = now << ID_NUMBER_BITS | number;
	if (id <= supply->last) {
		now = id_time(supply->last);
		id = now << ID_NUMBER_BITS | number;
		if (id <= supply->last)
			id += (int64_t)1 << ID_NUMBER_BITS;
	}
	supply->last = id;
	return (id);
}

msec_t
id_time(int64_t id)
{

	return (id >> ID_NUMBER_BITS);
}
