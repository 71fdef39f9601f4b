/*
 * id: message ids.
 *
 * 63 bits: milliseconds since 1970 (43) above a number (20) that no other
 * message of that millisecond has.  They are positive, rise with time, and
 * have 19 decimal digits until the year 2248.  Each form that a dialect shows
 * (decimal; 24 hex digits that begin with the seconds) maps back by
 * arithmetic alone.
 *
 * The numbers come in blocks of 64 from a sequence of the database, so all
 * processes and hosts draw from one supply.  A block is thrown away after
 * ID_BLOCK_LIFE, long before the 2^20 numbers come round again: two ids can
 * be equal only if a million were issued in that time.  A clock that steps
 * back does not make ids fall or stand still within a process: they go on
 * from the time it showed last.
 */
#ifndef LIB_ID_H
#define LIB_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"

enum {
	ID_NUMBER_BITS = 20,
	ID_BLOCK = 64,			/* numbers of one lease */
	ID_BLOCKS_MAX = 64,		/* blocks that are held */
	ID_BLOCK_LIFE = 10 * 1000000,	/* microseconds */
};

/* A supply of ids; belongs to one thread.  All zero is a good start. */
struct id_supply {
	int64_t blocks[ID_BLOCKS_MAX];	/* first number of each */
	size_t count;			/* blocks held; the last is in use */
	int64_t used;			/* numbers taken of the last */
	usec_t leased;			/* when the oldest was leased */
	int64_t last;			/* id handed out last */
	msec_t shown;			/* the latest time of the clock */
	usec_t shown_at;		/* when it showed that */
};

/* id_missing(supply, need): blocks to lease before ${need} ids are there;
 * throws old blocks away. */
size_t id_missing(struct id_supply *supply, size_t need);

/* id_lease(supply, first): put a leased block in. */
void id_lease(struct id_supply *supply, int64_t first);

/* id_next(supply, now): an id; there must be one. */
int64_t id_next(struct id_supply *supply, msec_t now);

/* id_time(id): when it was issued. */
msec_t id_time(int64_t id);

/*
 * 24 hex digits, as the IMKit dialect shows ids: 8 of the seconds since 1970,
 * then 10 bits of milliseconds, the 20 of the number, and the first 34 of the
 * conversation's number, so that a message is found by its id alone.  They
 * rise with time.
 *
 * id_hex(id, conv, text): write them with a NUL.
 * id_from_hex(text, id, conv_prefix): false if ${text} is no such id;
 * ${conv_prefix} is conv >> ID_CONV_SHIFT.
 */
enum { ID_HEX = 24, ID_CONV_SHIFT = 29 };
void id_hex(int64_t id, int64_t conv, char text[ID_HEX + 1]);
bool id_from_hex(const char *text, int64_t *id, int64_t *conv_prefix);

#endif
