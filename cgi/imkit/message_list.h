/*
 * message_list: lists of messages in the IMKit dialect, each with its sender
 * as an object.
 */
#ifndef CGI_IMKIT_MESSAGE_LIST_H
#define CGI_IMKIT_MESSAGE_LIST_H

#include <stddef.h>

#include "imkit.h"
#include "message.h"
#include "message_view.h"

/* A time of a query may not be behind this: 2^43 - 1, as in ids. */
#define IMKIT_TIME_MAX ((msec_t)8796093022207)

/*
 * imkit_list_read(call, view): message_view_read() as the caller, with the
 * picks that are in ${view} and view->manager.
 * imkit_list_view(): as view->viewer.
 */
enum err imkit_list_read(struct call *call, struct message_view *view);
enum err imkit_list_view(struct call *call, struct message_view *view);

/* imkit_list_write(call, w, messages, count): their objects, one after the
 * other: the array is the caller's.  imkit_list_beside(): what is beside one. */
struct imkit_beside imkit_list_beside(const struct shown *m);
void imkit_list_write(struct call *call, struct json_writer *w,
    const struct shown *messages, size_t count);

/*
 * imkit_query_time(call, name, at): the query parameter ${name} as a time, ISO
 * 8601 or milliseconds; ${at} stays when it is absent or empty.  ERR_BAD_QUERY.
 */
enum err imkit_query_time(struct call *call, const char *name, msec_t *at);

#endif
