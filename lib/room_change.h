/*
 * room_change: how a room that must be locked first is changed; for the files
 * of lib/ that do (room.c, member.c, room_manage.c, channel_change.c).
 */
#ifndef LIB_ROOM_CHANGE_H
#define LIB_ROOM_CHANGE_H

#include "db.h"
#include "room.h"

/*
 * One statement on a room: its first parameters are the room, which
 * room_change() and room_change_by_id() fill in.
 */
struct room_statement {
	const struct sql_statement *sql;
	struct db_param params[15];
	size_t count;		/* of all parameters */
};

/*
 * room_change(arena, key, statement, result, fault):
 * In one transaction and one trip: lock the room, run ${statement}, whose
 * parameters 1 to 3 are app_id, kind and room_id.  Its rows are in ${result}.
 * ERR_ROOM_UNKNOWN when there is no such room; the statement then found
 * nothing to change.
 *
 * room_change_by_id(arena, key, statement, result, fault):
 * The same for who does not know the kind (key->kind does not count):
 * parameters 1 and 2 are app_id and room_id.  ERR_ROOM_UNKNOWN, too, when
 * ${statement} has no row.
 */
enum err room_change(struct arena *arena, const struct room_key *key,
    struct room_statement *statement, PGresult **result, struct fault *fault);
enum err room_change_by_id(struct arena *arena, const struct room_key *key,
    struct room_statement *statement, PGresult **result, struct fault *fault);

/* room_name_array(): names as a text[] parameter. */
struct db_param room_name_array(struct arena *arena, struct room_names names);

#endif
