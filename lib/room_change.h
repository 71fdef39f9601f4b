/*
 * room_change: how room.c and member.c change a room; not for others.
 */
#ifndef LIB_ROOM_CHANGE_H
#define LIB_ROOM_CHANGE_H

#include "db.h"
#include "room.h"

/*
 * One statement on a room that must be locked first: its parameters 1 to 3
 * are app_id, kind and room_id, which room_change() fills in.
 */
struct room_statement {
	const struct sql_statement *sql;
	struct db_param params[10];
	size_t count;		/* of all parameters */
};

/*
 * room_change(arena, key, statement, result, fault):
 * In one transaction and one trip: lock the room, run ${statement}.  Its rows
 * are in ${result}.  ERR_ROOM_UNKNOWN when there is no such room; the
 * statement then found nothing to change.
 */
enum err room_change(struct arena *arena, const struct room_key *key,
    struct room_statement *statement, PGresult **result, struct fault *fault);

/* room_name_array(): names as a text[] parameter. */
struct db_param room_name_array(struct arena *arena, struct room_names names);

#endif
