/*
 * Parameters in the forms that PostgreSQL takes, and values of its results.
 * Arrays travel in their binary form: no quoting, no parsing.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "db.h"

/* Type numbers that PostgreSQL has had for ever (pg_type.dat). */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_BIGINT = 20,
	OID_INT = 23,
	OID_TEXT = 25,
};

enum { ARRAY_MAX = 64 * 1024 * 1024 };	/* bytes */

struct db_array {
	struct buf out;
	size_t promised;
	size_t count;
	char type;
};

struct db_param
db_null(void)
{

	return ((struct db_param){ NULL, 0, 0 });
}

struct db_param
db_text(const char *string)
{

	if (string == NULL)
		return (db_null());
	return ((struct db_param){ string, (int)strlen(string), 0 });
}

struct db_param
db_bytes(const void *bytes, size_t length)
{

	return ((struct db_param){ bytes, (int)length, 1 });
}

struct db_param
db_bigint(struct arena *a, int64_t number)
{
	uint64_t wire = htobe64((uint64_t)number);

	return (db_bytes(arena_memdup(a, &wire, sizeof(wire)), sizeof(wire)));
}

struct db_param
db_int(struct arena *a, int32_t number)
{
	uint32_t wire = htobe32((uint32_t)number);

	return (db_bytes(arena_memdup(a, &wire, sizeof(wire)), sizeof(wire)));
}

struct db_param
db_bool(bool value)
{

	return (db_text(value ? "t" : "f"));
}

static void
put_int(struct buf *out, int32_t number)
{
	uint32_t wire = htobe32((uint32_t)number);

	buf_put(out, &wire, sizeof(wire));
}

static int32_t
element_type(char type)
{

	switch (type) {
	case 'I':
		return (OID_BIGINT);
	case 'i':
		return (OID_INT);
	case 'b':
		return (OID_BOOL);
	case 't':
		return (OID_TEXT);
	case 'y':
		return (OID_BYTEA);
	default:
		bug(__FILE__, __LINE__, "array type");
	}
}

struct db_array *
db_array_new(struct arena *a, char type, size_t count)
{
	struct db_array *array = arena_alloc(a, sizeof(*array));

	buf_init(&array->out, a, ARRAY_MAX);
	array->type = type;
	array->promised = count;
	/* Header: dimensions, may hold NULLs, type, length, lower bound. */
	put_int(&array->out, count > 0 ? 1 : 0);
	put_int(&array->out, 1);
	put_int(&array->out, element_type(type));
	if (count > 0) {
		put_int(&array->out, (int32_t)count);
		put_int(&array->out, 1);
	}
	return (array);
}

void
db_array_integer(struct db_array *array, int64_t number)
{
	uint64_t wire;

	array->count++;
	switch (array->type) {
	case 'I':
		wire = htobe64((uint64_t)number);
		put_int(&array->out, sizeof(wire));
		buf_put(&array->out, &wire, sizeof(wire));
		break;
	case 'i':
		put_int(&array->out, 4);
		put_int(&array->out, (int32_t)number);
		break;
	case 'b':
		put_int(&array->out, 1);
		buf_putc(&array->out, number != 0);
		break;
	default:
		bug(__FILE__, __LINE__, "array of numbers");
	}
}

void
db_array_bytes(struct db_array *array, const void *bytes, size_t length)
{

	array->count++;
	if (bytes == NULL) {
		put_int(&array->out, -1);
		return;
	}
	put_int(&array->out, (int32_t)length);
	buf_put(&array->out, bytes, length);
}

void
db_array_text(struct db_array *array, const char *string)
{

	db_array_bytes(array, string, string == NULL ? 0 : strlen(string));
}

struct db_param
db_array_end(struct db_array *array)
{

	BUG_UNLESS(array->count == array->promised);
	BUG_UNLESS(!array->out.overflow);
	return (db_bytes(array->out.bytes, array->out.length));
}

const char *
db_array_literal(struct arena *a, const char *const *strings, size_t count)
{
	struct buf out;
	const char *s;
	size_t i;

	buf_init(&out, a, ARRAY_MAX);
	buf_putc(&out, '{');
	for (i = 0; i < count; i++) {
		buf_puts(&out, i > 0 ? ",\"" : "\"");
		for (s = strings[i]; *s != '\0'; s++) {
			if (*s == '"' || *s == '\\')
				buf_putc(&out, '\\');
			buf_putc(&out, *s);
		}
		buf_putc(&out, '"');
	}
	buf_putc(&out, '}');
	BUG_UNLESS(!out.overflow);
	return (out.bytes);
}

size_t
db_rows(const PGresult *r)
{

	return ((size_t)PQntuples(r));
}

static int
column_number(const PGresult *r, const char *column)
{
	int n = PQfnumber(r, column);

	BUG_UNLESS(n >= 0);
	return (n);
}

bool
db_is_null(const PGresult *r, size_t row, const char *column)
{

	return (PQgetisnull(r, (int)row, column_number(r, column)));
}

const char *
db_value(const PGresult *r, size_t row, const char *column)
{

	return (PQgetvalue(r, (int)row, column_number(r, column)));
}

int64_t
db_value_bigint(const PGresult *r, size_t row, const char *column)
{

	return (strtoll(db_value(r, row, column), NULL, 10));
}

const char *
db_value_or_null(const PGresult *r, size_t row, const char *column)
{

	return (db_is_null(r, row, column) ? NULL : db_value(r, row, column));
}

bool
db_value_bool(const PGresult *r, size_t row, const char *column)
{

	return (*db_value(r, row, column) == 't');
}

int64_t *
db_value_integers(const PGresult *r, size_t row, const char *column,
    struct arena *arena, size_t *count)
{
	const char *text = db_value(r, row, column);
	const char *s;
	char *end;
	int64_t *numbers;
	size_t n = 1;

	for (s = text; *s != '\0'; s++)
		n += *s == ',';
	numbers = arena_array(arena, int64_t, n);
	*count = 0;
	if (*text != '{')
		return (numbers);
	for (s = text + 1; *s != '}' && *s != '\0'; s = end + (*end == ',')) {
		if (*s == 't' || *s == 'f') {
			numbers[(*count)++] = *s == 't';
			end = (char *)(uintptr_t)(s + 1);
		} else {
			numbers[(*count)++] = strtoll(s, &end, 10);
			BUG_UNLESS(end != s);
		}
	}
	return (numbers);
}
