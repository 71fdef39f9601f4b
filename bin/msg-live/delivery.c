/* See delivery.h. */
#include "delivery.h"

struct frame **
delivery_slot(struct delivery *d, enum delivery_frame what, enum form form,
    bool sockjs)
{

	return (&d->frames[((size_t)what * FORMS + form) * 2 + sockjs]);
}

void
delivery_end(struct delivery *d)
{
	size_t i;

	for (i = 0; i < sizeof(d->frames) / sizeof(d->frames[0]); i++)
		frame_release(d->frames[i]);
}
