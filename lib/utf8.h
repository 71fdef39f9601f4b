/*
 * utf8: RFC 3629.
 */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * utf8_sequence(bytes, available):
 * The length, 1 to 4, of the well-formed sequence at ${bytes}, of which
 * ${available} can be looked at; 0 when there is none: a stray or missing
 * continuation, an overlong form, a surrogate, beyond U+10FFFF.
 */
size_t utf8_sequence(const char *bytes, size_t available);

/* utf8_valid(bytes, length): nothing but well-formed sequences. */
bool utf8_valid(const char *bytes, size_t length);

/* utf8_characters(text): how many, of a text that is valid. */
size_t utf8_characters(const char *text);

#endif
