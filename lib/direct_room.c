/* See direct_room.h. */
#include "app.h"
#include "arena.h"
#include "conversation.h"
#include "db.h"
#include "direct_room.h"
#include "hash.h"

enum { ID_BYTES = 16 };

const char *
direct_room_id(struct arena *arena)
{
	unsigned char bytes[ID_BYTES];

	random_bytes(bytes, sizeof(bytes));
	return (hex_encode(arena, bytes, sizeof(bytes)));
}

void
direct_room_name(struct arena *arena, const struct app *app,
    struct direct_room *room)
{

	room->pair = conversation_pair(arena, room->one, room->other);
	room->conv = conversation_number(app->id, CONVERSATION_USERS,
	    room->pair);
	room->room_id = direct_room_id(arena);
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
