/*
 * rooms: what chat rooms and groups have in common, which is nearly all
 * (contract easemob 1.11).  A row's `family` is a struct room_family that
 * tells the two apart; the functions below are the rows' decode, run and
 * encode.
 *
 * Where the contract is silent the shapes are those of the vendor's pages
 * for groups and rooms: `affiliations` of details, the removal of several
 * members with a `reason` for each failure, and numbers above a maximum
 * that count as the maximum.
 */
#ifndef CGI_EASEMOB_ROOMS_H
#define CGI_EASEMOB_ROOMS_H

#include "easemob.h"
#include "room.h"

struct room_family {
	enum conversation_kind kind;
	const char *id;		/* member of answers: "id" or "groupid" */
	const char *name;	/* member of bodies and lists */
	int64_t max_users;	/* of a new one that does not say */
	bool group;		/* else a chat room */
};
extern const struct room_family room_family_chatrooms;
extern const struct room_family room_family_chatgroups;

/* The family of the call's row, and the room that its path names. */
const struct room_family *room_family(const struct call *call);
struct room_key room_key(const struct call *call);

/* rooms_common.c: changing the rooms themselves. */
enum err room_create_decode(struct call *call);
enum err room_create_run(struct call *call);
void room_create_encode(struct call *call);
enum err room_modify_decode(struct call *call);
enum err room_modify_run(struct call *call);
void room_modify_encode(struct call *call);
enum err room_delete_run(struct call *call);
void room_delete_encode(struct call *call);

/* rooms_read.c: reading them. */
enum err room_get_decode(struct call *call);
enum err room_get_run(struct call *call);
void room_get_encode(struct call *call);
enum err room_list_decode(struct call *call);
enum err room_list_run(struct call *call);
void room_list_encode(struct call *call);

/* room_members.c: who is in them. */
enum err member_list_decode(struct call *call);
enum err member_list_run(struct call *call);
void member_list_encode(struct call *call);
enum err member_one_decode(struct call *call);
enum err member_many_decode(struct call *call);
enum err member_some_decode(struct call *call);
enum err member_add_run(struct call *call);
void member_add_encode(struct call *call);
enum err member_remove_run(struct call *call);
void member_remove_encode(struct call *call);
enum err joined_decode(struct call *call);
enum err joined_run(struct call *call);
void joined_encode(struct call *call);

/*
 * member_names(call, array, maximum, names):
 * The usernames of a JSON array in stored form, sorted, each once.
 * ERR_BAD_FIELD; ERR_MEMBERS_TOO_MANY beyond ${maximum} elements.
 */
enum err member_names(struct call *call, struct json_object *array,
    size_t maximum, struct room_names *names);

#endif
