/* See number.h. */
#include <stdio.h>
#include <string.h>

#include "number.h"

bool
parse_integer(const char *text, int64_t least, int64_t most, int64_t *value)
{
	const char *digit = text;
	int64_t number = 0;
	bool negative;

	negative = (*digit == '-');
	if (negative)
		digit++;
	if (*digit == '\0')
		return (false);
	for (; *digit != '\0'; digit++) {
		if (*digit < '0' || *digit > '9')
			return (false);
		/* Counted downwards, since INT64_MIN has no positive twin. */
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_sub_overflow(number, *digit - '0', &number))
			return (false);
	}
	if (!negative && __builtin_sub_overflow(0, number, &number))
		return (false);
	if (number < least || number > most)
		return (false);
	*value = number;
	return (true);
}

bool
parse_factor(const char *text, int32_t *percent)
{
	size_t whole = strcspn(text, "."), decimals;
	char digits[16];
	int64_t number;

	if (whole == 0 || strspn(text, "0123456789.") != strlen(text))
		return (false);
	decimals = text[whole] == '.' ? strlen(text + whole + 1) : 0;
	if (text[whole] == '.' && (decimals < 1 || decimals > 2))
		return (false);
	if (whole + 2 >= sizeof(digits))
		return (false);
	snprintf(digits, sizeof(digits), "%.*s%.*s%s", (int)whole, text,
	    (int)decimals, decimals > 0 ? text + whole + 1 : "",
	    decimals == 0 ? "00" : decimals == 1 ? "0" : "");
	if (!parse_integer(digits, 1, PERCENT_MAX, &number))
		return (false);
	*percent = (int32_t)number;
	return (true);
}

void
factor_text(int64_t percent, char text[24])
{
	int length;

	length = snprintf(text, 24, "%lld.%02d", (long long)(percent / 100),
	    (int)(percent % 100));
	/* 2.50 is 2.5, and 2.00 is 2. */
	while (length > 0 && text[length - 1] == '0')
		text[--length] = '\0';
	if (length > 0 && text[length - 1] == '.')
		text[--length] = '\0';
}
