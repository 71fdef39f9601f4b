/*
 * json_string: string literals of JSON text, for the parts of json.h.
 */
#ifndef LIB_JSON_STRING_H
#define LIB_JSON_STRING_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

/*
 * json_unescape(arena, literal, length):
 * The text that ${literal} stands for, quotes included in it; json_scan() has
 * accepted it.  A NUL follows that ${length} does not count.
 */
char *json_unescape(struct arena *arena, struct json_slice literal,
    size_t *length);

/*
 * json_join_pairs(text, length):
 * JSON text that json_scan() has accepted, with characters in place of escaped
 * surrogate pairs; its new length.  json-c 0.16 takes a pair's character for
 * half a pair where its last 16 bits look like one.
 */
size_t json_join_pairs(char *text, size_t length);

/*
 * json_literal_is(literal, name): whether ${literal}, as above, stands for
 * ${name}.
 */
bool json_literal_is(struct json_slice literal, const char *name);

/*
 * json_put_escaped(out, bytes, length): append the text as a string literal
 * with the shortest escapes.
 */
void json_put_escaped(struct buf *out, const char *bytes, size_t length);

/* json_skip_string(text): behind the literal that begins at ${text}. */
const char *json_skip_string(const char *text);

#endif
