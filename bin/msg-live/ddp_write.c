/* Frames to the client; see ddp.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "connection.h"
#include "ddp.h"
#include "frame.h"
#include "json.h"
#include "loop.h"
#include "rocketchat/rocketchat.h"

void
ddp_begin(struct buf *out, struct json_writer *w, const char *msg)
{

	buf_init(out, loop_scratch(), ROCKETCHAT_FRAME_MAX);
	json_write_begin(w, out);
	json_write_object(w);
	json_put_string(w, "msg", msg);
}

void
ddp_end(struct ddp *ddp, struct buf *out, struct json_writer *w)
{

	json_write_object_end(w);
	ddp_send(ddp, out->bytes, out->length);
}

struct frame *
ddp_frame(const char *text, size_t length, bool sockjs)
{
	struct json_writer w;
	struct buf out;

	if (!sockjs)
		return (frame_text(text, length));
	buf_init(&out, loop_scratch(), 6 * length + 16);
	buf_putc(&out, 'a');
	json_write_begin(&w, &out);
	json_write_array(&w);
	json_write_string(&w, text);
	json_write_array_end(&w);
	return (frame_text(out.bytes, out.length));
}

void
ddp_send(struct ddp *ddp, const char *text, size_t length)
{
	struct frame *frame = ddp_frame(text, length, ddp->sockjs);

	connection_send(ddp->connection, frame);
	frame_release(frame);
}

void
ddp_error(struct ddp *ddp, const char *reason, const char *text,
    size_t length)
{
	struct json_writer w;
	struct buf out;

	ddp_begin(&out, &w, "error");
	json_put_string(&w, "reason", reason);
	if (text != NULL) {
		json_write_name(&w, "offendingMessage");
		json_write_raw(&w, text, length);
	}
	ddp_end(ddp, &out, &w);
}
