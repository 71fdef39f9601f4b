/*
 * method_frame: a method as the frame of the realtime API that calls it,
 * {"msg":"method","id","method","params"}, and the one that answers it,
 * {"msg":"result","id","result" or "error"}: over HTTP as texts
 * (method_call.c), over a connection as they are (realtime.c).
 *
 * Rows that do so have these functions as decode (by method_frame_read()), run
 * and sent; call->input is a struct invocation.
 */
#ifndef CGI_ROCKETCHAT_METHOD_FRAME_H
#define CGI_ROCKETCHAT_METHOD_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "method.h"

/*
 * method_frame_open(call, text, length, whole): read the frame as far as to be
 * able to answer it, and set call->input; ${whole}: without params it is none.
 * ERR_REFUSED: it is none, and call->input stays.
 * method_frame_decode(call): which method it calls, by whom, what it counts
 * to, and its params.
 */
enum err method_frame_open(struct call *call, const char *text,
    size_t length, bool whole);
enum err method_frame_decode(struct call *call);
enum err method_frame_run(struct call *call);
enum err method_frame_sent(struct call *call);

/*
 * method_frame_hides(call, e): the app's setting Silent_Errors: nothing is
 * said of ${e}; the result is written without anything then.
 * method_frame_write(call, out, e): the frame that answers.
 */
bool method_frame_hides(struct call *call, enum err e);
void method_frame_write(struct call *call, struct buf *out, enum err e);

#endif
