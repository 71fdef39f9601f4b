/*
 * JSON: what json_scan() accepts, json-c reads in its strict mode, and every
 * form of it that we write means the same.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "fuzz.h"
#include "json.h"
#include "utf8.h"

static struct json_object *
parsed(struct arena *arena, const char *text, size_t length)
{
	struct json_object *value;
	struct json_fault fault;

	BUG_UNLESS(json_parse(arena, text, length, &value, &fault) == OK);
	return (value);
}

/* json-c's own reading, in its strict mode. */
static void
check_strict(const char *text, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH + 2);
	struct json_object *value;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	value = json_tokener_parse_ex(tokener, text, (int)size + 1);
	BUG_UNLESS(json_tokener_get_error(tokener) == json_tokener_success);
	json_object_put(value);
	json_tokener_free(tokener);
}

static const char *
compact(struct arena *arena, const char *text, size_t length)
{
	struct json_slice slice = { text, length };
	struct buf out;

	buf_init(&out, arena, length);		/* it never grows */
	json_compact(&out, slice);
	BUG_UNLESS(!out.overflow);
	return (out.bytes);
}

/* Each member's own text is found, and can be left out. */
static void
check_members(struct arena *arena, const char *text, size_t size,
    struct json_object *root)
{
	struct json_object *rest;
	struct json_slice slice, whole = { text, size };
	struct buf out;
	int members = 0;

	whole.bytes += strspn(text, " \t\r\n");
	whole.length -= (size_t)(whole.bytes - text);
	json_object_object_foreach(root, name, value) {
		if (members++ == 8)	/* the rest is found in the same way */
			break;
		BUG_UNLESS(json_member(text, size, name, &slice));
		BUG_UNLESS(slice.bytes >= text && slice.length <= size);
		BUG_UNLESS(json_object_equal(value, parsed(arena, slice.bytes,
		    slice.length)));
		buf_init(&out, arena, size);
		json_compact_without(&out, whole, name);
		BUG_UNLESS(!out.overflow);
		rest = parsed(arena, out.bytes, out.length);
		BUG_UNLESS(!json_has(rest, name));
		BUG_UNLESS(json_object_object_length(rest) ==
		    json_object_object_length(root) - 1);
	}
	BUG_UNLESS(json_member(text, size, "\x01no such name", &slice) ==
	    json_has(root, "\x01no such name"));
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	struct json_fault fault = { .words = NULL };
	struct json_object *root;
	const char *once, *twice;

	if (json_scan(arena, text, size, &fault) != OK) {
		BUG_UNLESS(fault.words != NULL && strlen(fault.words) < 200);
		BUG_UNLESS(utf8_valid(fault.words, strlen(fault.words)));
		BUG_UNLESS(fault.line >= 1 && fault.column >= 1);
		BUG_UNLESS(fault.line + fault.column <= size + 3);
		return;
	}
	BUG_UNLESS(strlen(text) == size && utf8_valid(text, size));
	check_strict(text, size);
	root = parsed(arena, text, size);
	once = compact(arena, text, size);
	twice = compact(arena, once, strlen(once));
	BUG_UNLESS(strcmp(once, twice) == 0);
	BUG_UNLESS(json_object_equal(root, parsed(arena, once, strlen(once))));
	if (json_is(root, json_type_object))
		check_members(arena, text, size, root);
}
