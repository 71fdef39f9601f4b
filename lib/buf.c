/* See buf.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buf.h"

enum { FIRST_SIZE = 256 };	/* bytes */

void
buf_init(struct buf *b, struct arena *arena, size_t maximum)
{

	b->arena = arena;
	b->maximum = maximum;
	b->length = 0;
	b->size = FIRST_SIZE;
	b->bytes = arena_alloc(arena, FIRST_SIZE);
	b->overflow = false;
}

char *
buf_reserve(struct buf *b, size_t length)
{
	size_t size;
	char *bytes;

	if (b->overflow || length > b->maximum - b->length) {
		b->overflow = true;
		return (NULL);
	}
	if (length >= b->size - b->length) {
		for (size = b->size; length >= size - b->length; )
			size *= 2;
		bytes = arena_alloc(b->arena, size);
		memcpy(bytes, b->bytes, b->length);
		b->bytes = bytes;
		b->size = size;
	}
	return (b->bytes + b->length);
}

void
buf_put(struct buf *b, const void *bytes, size_t length)
{
	char *place;

	if (length == 0 || (place = buf_reserve(b, length)) == NULL)
		return;
	memcpy(place, bytes, length);
	place[length] = '\0';
	b->length += length;
}

void
buf_puts(struct buf *b, const char *string)
{

	buf_put(b, string, strlen(string));
}

void
buf_putc(struct buf *b, char c)
{

	buf_put(b, &c, 1);
}

void
buf_format(struct buf *b, const char *format, ...)
{
	char small[256];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (length < 0)
		return;
	if ((size_t)length < sizeof(small)) {
		buf_put(b, small, (size_t)length);
		return;
	}
	va_start(args, format);
	buf_puts(b, arena_vformat(b->arena, format, args));
	va_end(args);
}
