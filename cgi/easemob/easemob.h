/*
 * easemob: what the families of the Easemob dialect share.  Seeds 003 and
 * 004 and the contract "easemob" are the authority for names and texts.
 *
 * All paths begin with /{org}/{app}; call->app is filled before decode.
 * Bodies are parsed as JSON whatever their Content-Type says, because the
 * vendor's own clients send none or a wrong one (contract 3, quirk 1).
 *
 * Three generations of texts live side by side; the row of an endpoint says
 * which one its errors speak (struct endpoint, `generation`).
 */
#ifndef CGI_EASEMOB_H
#define CGI_EASEMOB_H

#include <stddef.h>

#include "endpoint.h"
#include "json.h"

/* Value of endpoint->generation. */
enum easemob_generation {
	EASEMOB_OLD,		/* POST /messages (seed 004) */
	EASEMOB_NEW,		/* the sends of seed 003, and our read calls */
	EASEMOB_MANAGEMENT,	/* token, users, chat rooms, groups */
};

/* Errors: errors.c, one table from code to status and texts for all three. */
extern const struct dialect easemob_dialect;

/* The same for streams (live.c): a ticket in the query tells who asks, too,
 * and pages of other origins may read them, as browsers need it. */
extern const struct dialect easemob_live_dialect;
enum err easemob_live_authorize(struct call *call);

/* The families, each in the file of its name. */
extern const struct endpoint_table easemob_token_endpoints;
extern const struct endpoint_table easemob_user_endpoints;
extern const struct endpoint_table easemob_chatroom_endpoints;
extern const struct endpoint_table easemob_chatgroup_endpoints;
extern const struct endpoint_table easemob_message_endpoints;
extern const struct endpoint_table easemob_old_message_endpoints;
extern const struct endpoint_table easemob_history_endpoints;
extern const struct endpoint_table easemob_live_endpoints;

/*
 * The envelope of a success (contract 1.0), written into
 * call->response.body:
 *
 *	struct json_writer w;
 *
 *	easemob_begin(call, &w);
 *	json_write_name(&w, "data");
 *	... the value of data, then entities, count, cursor as needed
 *	easemob_end(call, &w);
 *
 * easemob_begin(call, w): open the object with path, uri, timestamp,
 * organization, application and action.  In the old generation also the
 * empty `entities` of seed 004's examples.  `path` is what stands below
 * /{org}/{app}, without a trailing slash.
 *
 * easemob_begin_as(call, w, path, action): the same with another `path`
 * (directed sends show that of their parent, "/messages/chatrooms") or
 * `action` ("set user password"); NULL: as usual.
 *
 * easemob_end(call, w): write duration and applicationName, close.
 *
 * A success never has a member `error`: clients take one for a failure.
 */
void easemob_begin(struct call *call, struct json_writer *w);
void easemob_begin_as(struct call *call, struct json_writer *w,
    const char *path, const char *action);
void easemob_end(struct call *call, struct json_writer *w);

/*
 * easemob_params(call, w): the member `params` that list calls show: the
 * query as {"limit":["20"]}; nothing without a query.  Between begin and end.
 */
void easemob_params(struct call *call, struct json_writer *w);

/*
 * easemob_duration(call): milliseconds since the call began, for the member
 * `duration`, which successes and errors both have.
 */
int64_t easemob_duration(const struct call *call);

/*
 * Fields of a body and of a query, for the management calls.  They fill
 * call->fault.
 *
 * easemob_text(call, root, name, maximum, value): the member ${name} as a
 * string of at most ${maximum} characters; NULL in ${value} when it is absent
 * or null.  ERR_BAD_FIELD when it is something else, ERR_TITLE_TOO_LONG when
 * it is longer.
 *
 * easemob_number(call, name, range, value): the query
 * parameter ${name} as a number; range.initial when it is absent.  A number
 * above range.most counts as that (the vendor's pages say so of every
 * limit); ERR_BAD_QUERY below range.least and for other text.
 *
 * easemob_flag(root, name): the member ${name} as a truth value: true, 1 or
 * "true"; clients send all three.
 */
bool easemob_flag(struct json_object *root, const char *name);
enum err easemob_text(struct call *call, struct json_object *root,
    const char *name, size_t maximum, const char **value);
struct easemob_range {
	int64_t initial;	/* where it is absent */
	int64_t least, most;
};
enum err easemob_number(struct call *call, const char *name,
    struct easemob_range range, int64_t *value);

/*
 * easemob_split(call, list, maximum, names, count):
 * Take a comma separated list of a path apart, in its order, without
 * repetitions and empty pieces.  ERR_ARRAY_TOO_LONG beyond ${maximum};
 * ERR_FIELD_ABSENT when nothing is left.
 */
enum err easemob_split(struct call *call, const char *list, size_t maximum,
    const char ***names, size_t *count);

/*
 * Cursors of lists: the key of the last row, as opaque URL-safe text.
 * easemob_cursor_read(): ERR_BAD_QUERY when it is none of ours; NULL in
 * ${key} when there is no cursor.
 */
const char *easemob_cursor(struct call *call, const char *key);
enum err easemob_cursor_read(struct call *call, const char **key);

#endif
