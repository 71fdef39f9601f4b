/* See direct_room.h. */
#include <stdio.h>

#include "app.h"
#include "arena.h"
#include "conversation.h"
#include "db.h"
#include "direct_room.h"
#include "hash.h"

enum { ID_BYTES = 16 };		/* of the digest, in a room's id */

void
direct_room_name(struct arena *arena, const struct app *app,
    struct direct_room *room)
{
	unsigned char digest[SHA256_SIZE];
	char id[24];
	const char *fields[3] = { "direct room", id, NULL };

	room->pair = conversation_pair(arena, room->one, room->other);
	room->conv = conversation_number(app->id, CONVERSATION_USERS,
	    room->pair);
	snprintf(id, sizeof(id), "%lld", (long long)app->id);
	fields[2] = room->pair;
	hash_fields(digest, fields, 3);
	room->room_id = hex_encode(arena, digest, ID_BYTES);
}

enum err
direct_rooms_create(struct arena *arena, const struct app *app,
    const struct direct_room *rooms, size_t count, struct fault *fault)
{
	static const char types[5] = { 't', 'I', 't', 't', 't' };
	struct db_array *arrays[5];
	struct db_param params[6];
	size_t i, k;

	for (k = 0; k < 5; k++)
		arrays[k] = db_array_new(arena, types[k], count);
	for (i = 0; i < count; i++) {
		db_array_text(arrays[0], rooms[i].room_id);
		db_array_integer(arrays[1], rooms[i].conv);
		db_array_text(arrays[2], rooms[i].pair);
		db_array_text(arrays[3], rooms[i].one);
		db_array_text(arrays[4], rooms[i].other);
	}
	params[0] = db_bigint(arena, app->id);
	for (k = 0; k < 5; k++)
		params[k + 1] = db_array_end(arrays[k]);
	return (db_query(arena, &SQL_direct_room_insert, params, 6, NULL,
	    fault));
}
