/* See gate.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "gate.h"
#include "json.h"

enum err
gate_read(struct arena *arena, struct gate *gate, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, gate->app->id),
	    db_text(gate->room_id), db_text(gate->username) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_room_gate, params, 3, &r, fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = gate->room_id;
		return (ERR_ROOM_UNKNOWN);
	}
	gate->kind = (enum conversation_kind)db_value_bigint(r, 0, "kind");
	gate->conv = db_value_bigint(r, 0, "conv");
	gate->canonical = gate->kind == CONVERSATION_USERS ?
	    db_value(r, 0, "pair") : gate->room_id;
	gate->frozen = db_value_bool(r, 0, "frozen");
	gate->member = db_value_bool(r, 0, "member");
	gate->manager = db_value_bool(r, 0, "manager");
	gate->exists = db_value_bool(r, 0, "exists");
	gate->banned = db_value_bool(r, 0, "banned");
	gate->blocked = db_value_bool(r, 0, "blocked");
	gate->censorship = db_value_or_null(r, 0, "censorship");
	return (OK);
}

enum err
gate_user(const struct gate *gate)
{

	if (!gate->member)
		return (ERR_NOT_MEMBER);
	if (gate->banned)
		return (ERR_SENDER_BANNED);
	if (gate->blocked)
		return (ERR_SENDER_BLOCKED);
	return (gate->frozen ? ERR_ROOM_FROZEN : OK);
}

enum err
gate_text(struct arena *arena, const struct gate *gate, const char *text)
{
	struct json_object *root, *words;
	struct json_fault fault;
	const char *word;
	size_t i;

	if (gate->censorship == NULL || text == NULL || json_parse(arena,
	    gate->censorship, strlen(gate->censorship), &root, &fault) != OK)
		return (OK);
	words = json_get(root, "keywords");
	if (!json_is(words, json_type_array))
		return (OK);
	for (i = 0; i < json_object_array_length(words); i++) {
		word = json_string(json_object_array_get_idx(words, i));
		if (word != NULL && *word != '\0' &&
		    strstr(text, word) != NULL)
			return (ERR_CENSORED);
	}
	return (OK);
}
