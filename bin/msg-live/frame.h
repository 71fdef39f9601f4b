/*
 * frame: bytes that go to many connections and are kept once.
 *
 * Ownership: counted references, the last one frees.  Only the loop's thread
 * has them.  Before the bytes lies the room that libwebsockets writes a
 * frame's head into: the same for every connection, so they can share it.
 */
#ifndef MSG_LIVE_FRAME_H
#define MSG_LIVE_FRAME_H

#include <stddef.h>

struct frame {
	unsigned references;
	size_t length;
	char *bytes;
};

/* frame_make(pieces, count): one of all the pieces, in their order. */
struct piece {
	const char *bytes;
	size_t length;
};
struct frame *frame_make(const struct piece *pieces, size_t count);
struct frame *frame_text(const char *text, size_t length);
struct frame *frame_keep(struct frame *frame);
void frame_release(struct frame *frame);		/* NULL allowed */

#endif
