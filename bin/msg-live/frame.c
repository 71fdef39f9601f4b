/* See frame.h. */
#include <libwebsockets.h>
#include <string.h>

#include "frame.h"
#include "heap.h"

struct frame *
frame_make(const struct piece *pieces, size_t count)
{
	struct frame *frame;
	size_t i, length = 0;
	char *at;

	for (i = 0; i < count; i++)
		length += pieces[i].length;
	frame = heap_new(sizeof(*frame) + LWS_PRE + length);
	frame->references = 1;
	frame->length = length;
	at = frame->bytes = (char *)(frame + 1) + LWS_PRE;
	for (i = 0; i < count; i++) {
		if (pieces[i].length > 0)
			memcpy(at, pieces[i].bytes, pieces[i].length);
		at += pieces[i].length;
	}
	return (frame);
}

struct frame *
frame_text(const char *text, size_t length)
{
	const struct piece piece = { text, length };

	return (frame_make(&piece, 1));
}

struct frame *
frame_keep(struct frame *frame)
{

	frame->references++;
	return (frame);
}

void
frame_release(struct frame *frame)
{

	if (frame != NULL && --frame->references == 0)
		heap_free(frame);
}
