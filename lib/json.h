/*
 * json: strict reading, exact keeping, plain writing.
 *
 * Reading has two steps.  json_scan() checks the whole text by RFC 8259 and
 * more strictly: valid UTF-8 without a byte order mark, depth <= JSON_DEPTH,
 * no duplicate member names (after unescaping), no lone surrogates, no
 * U+0000, numbers in JSON's grammar and at most JSON_NUMBER bytes long, at
 * most JSON_CONTAINERS arrays and objects (json-c takes some 800 bytes for
 * each, and "{}," is three), nothing behind the value.  Its time is linear in
 * the length (duplicate names are found by sorting, not by comparing all
 * pairs).  json_parse() does that and then builds json-c's objects.
 *
 * Keeping: json-c cannot hold every number as it was written, so what is to
 * be stored is not re-serialised from its objects but copied from the source
 * by json_compact(): without blanks, strings with the shortest escapes,
 * numbers to the letter (1.0 stays 1.0, 12345678901234567890123 stays).
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct arena;
struct buf;

enum {
	JSON_DEPTH = 32,	/* nested arrays and objects */
	JSON_CONTAINERS = 8192,	/* arrays and objects in all */
	JSON_NUMBER = 64,	/* bytes of one number */
};

/* A piece of the source text. */
struct json_slice {
	const char *bytes;
	size_t length;
};

/*
 * What was wrong, and where.  `words` is in the form of Jackson's messages,
 * which the old Easemob API shows: "Unexpected character ('}' (code 125)):
 * was expecting double-quote to start field name"; always valid UTF-8, and
 * below 200 bytes.  Line counts from 1; the column is Jackson's: 1 + the
 * number of bytes of the line read when the fault was noticed, the faulty
 * byte included ('}' alone in a line: 2).
 */
struct json_fault {
	const char *words;	/* in the arena */
	size_t line, column;
	/* After OK: all values of the text, and which of them are null. */
	size_t values, nulls;
};

/*
 * json_scan(arena, text, length, fault):
 * Check ${text}.  Returns OK or ERR_BAD_JSON with ${fault} filled.
 */
enum err json_scan(struct arena *arena, const char *text, size_t length,
    struct json_fault *fault);

/*
 * json_parse(arena, text, length, root, fault):
 * As json_scan(), and on OK store the value in ${root}; it ends with the
 * arena.  The value `null` is stored as NULL.
 */
enum err json_parse(struct arena *arena, const char *text, size_t length,
    struct json_object **root, struct json_fault *fault);

/*
 * json_member(text, length, name, slice):
 * In ${text}, which json_scan() accepted and which is an object, find the
 * source of the member ${name} of that object itself.  false if absent.
 */
bool json_member(const char *text, size_t length, const char *name,
    struct json_slice *slice);

/*
 * json_next(at, name, value):
 * Walk through the members of an object, as above: ${at} is its text, and
 * then what the call before returned.  NULL at the end, and where it is no
 * object.
 */
const char *json_next(const char *at, struct json_slice *name,
    struct json_slice *value);

/* json_element(at, value): the same for the elements of an array. */
const char *json_element(const char *at, struct json_slice *value);

/*
 * json_compact(out, slice):
 * Append ${slice}, a value that json_scan() accepted, in its compact form.
 */
void json_compact(struct buf *out, struct json_slice slice);

/*
 * json_compact_without(out, slice, name):
 * The same for an object, leaving out its member ${name}.
 */
void json_compact_without(struct buf *out, struct json_slice slice,
    const char *name);

/* Looking into json-c's objects; NULL or false where absent or other type. */
struct json_object *json_get(struct json_object *object, const char *name);
bool json_has(struct json_object *object, const char *name); /* null counts */
const char *json_string(struct json_object *value);	/* NULL if no string */
bool json_is(struct json_object *value, enum json_type type);
/* A whole number, written without point and exponent, or a string of digits
 * where ${lenient}; false if neither or out of int64_t (-2^63 counts as out of
 * it as a number). */
bool json_integer(struct json_object *value, bool lenient, int64_t *number);

/*
 * Writing, straight into a buffer.  Commas are put by the writer; the caller
 * opens and closes.  json_write_raw() takes text that is JSON already.
 */
struct json_writer {
	struct buf *out;
	bool comma;		/* a value stands before the next one */
};
void json_write_begin(struct json_writer *w, struct buf *out);
void json_write_object(struct json_writer *w);		/* { */
void json_write_object_end(struct json_writer *w);	/* } */
void json_write_array(struct json_writer *w);		/* [ */
void json_write_array_end(struct json_writer *w);	/* ] */
void json_write_name(struct json_writer *w, const char *name);
void json_write_string(struct json_writer *w, const char *string);
					/* NULL is written as null */
void json_write_integer(struct json_writer *w, int64_t number);
void json_write_bool(struct json_writer *w, bool value);
void json_write_null(struct json_writer *w);
void json_write_raw(struct json_writer *w, const char *json, size_t length);
/* A member in one call. */
void json_put_string(struct json_writer *w, const char *name,
    const char *string);
void json_put_integer(struct json_writer *w, const char *name, int64_t number);
void json_put_bool(struct json_writer *w, const char *name, bool value);

#endif
