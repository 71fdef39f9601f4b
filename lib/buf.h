/*
 * buf: bytes that grow inside an arena, up to a maximum.
 *
 * A buffer is a value: `struct buf b; buf_init(&b, arena, maximum);` and no
 * end call, since the arena owns the bytes.  A write that would pass the
 * maximum sets `overflow` and writes nothing; callers look at it once, at
 * the end.  The bytes are always followed by a NUL that `length` does not
 * count.
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct buf {
	char *bytes;
	size_t length;		/* bytes written */
	size_t size;		/* bytes allocated, with the NUL */
	size_t maximum;		/* of length */
	struct arena *arena;
	bool overflow;
};

/* buf_init(b, arena, maximum): an empty buffer of at most ${maximum} bytes. */
void buf_init(struct buf *b, struct arena *arena, size_t maximum);

/* buf_put*(b, ...): append bytes, a string, one byte, or formatted text. */
void buf_put(struct buf *b, const void *bytes, size_t length);
void buf_puts(struct buf *b, const char *string);
void buf_putc(struct buf *b, char c);
void buf_format(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* buf_reserve(b, length): room for ${length} more bytes; NULL on overflow.
 * The caller writes there and then adds to b->length. */
char *buf_reserve(struct buf *b, size_t length);

#endif
