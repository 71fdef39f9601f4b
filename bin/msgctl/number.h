/*
 * number: what people type as numbers, read strictly.  Pure, for unit tests.
 */
#ifndef MSGCTL_NUMBER_H
#define MSGCTL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

enum { PERCENT_MAX = 100000000 };	/* as column app.limit_scale */

/*
 * parse_integer(text, least, most, value):
 * Decimal digits with an optional '-' and nothing else.  false, and ${value}
 * unchanged, if it is no such number or out of range.
 */
bool parse_integer(const char *text, int64_t least, int64_t most,
    int64_t *value);

/*
 * parse_factor(text, percent):
 * A factor of at most two decimals ("2", "0.5", "1.25") as percent,
 * 1..PERCENT_MAX.
 */
bool parse_factor(const char *text, int32_t *percent);

/* factor_text(percent, text): the other way: 250 is "2.5". */
void factor_text(int64_t percent, char text[24]);

#endif
