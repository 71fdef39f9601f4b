/* /chatrooms: contract easemob 1.11; all else is in rooms_common.c. */
#include "rooms.h"

const struct room_family room_family_chatrooms = {
	.kind = CONVERSATION_ROOM,
	.id = "id",
	.name = "name",
	.max_users = 1000,
	.group = false,
};

#define ROOM_CALL							\
	.dialect = &easemob_dialect, .auth = AUTH_APP,			\
	.calls = { .name = "chatrooms_manage", .quota = 100, .window = 1 }, \
	.generation = EASEMOB_MANAGEMENT,				\
	.family = &room_family_chatrooms

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/{org}/{app}/chatrooms",
		.name = "chatrooms_create", .summary = "create a chat room",
		.decode = room_create_decode, .run = room_create_run,
		.encode = room_create_encode, ROOM_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/chatrooms",
		.name = "chatrooms_list",
		.summary = "the app's chat rooms, the newest first",
		.decode = room_list_decode, .run = room_list_run,
		.encode = room_list_encode, ROOM_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/chatrooms/{id}",
		.name = "chatrooms_get",
		.summary = "details of one chat room or up to 100",
		.decode = room_get_decode, .run = room_get_run,
		.encode = room_get_encode, ROOM_CALL,
	},
	{
		.method = "PUT", .path = "/{org}/{app}/chatrooms/{id}",
		.name = "chatrooms_modify",
		.summary = "modify a chat room, or give it to another owner",
		.decode = room_modify_decode, .run = room_modify_run,
		.encode = room_modify_encode, ROOM_CALL,
	},
	{
		.method = "DELETE", .path = "/{org}/{app}/chatrooms/{id}",
		.name = "chatrooms_delete", .summary = "delete a chat room",
		.run = room_delete_run,
		.encode = room_delete_encode, ROOM_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/chatrooms/{id}/users",
		.name = "chatrooms_members",
		.summary = "members of a chat room, by name",
		.decode = member_list_decode, .run = member_list_run,
		.encode = member_list_encode, ROOM_CALL,
	},
	{
		.method = "POST", .path = "/{org}/{app}/chatrooms/{id}/users",
		.name = "chatrooms_add_many", .summary = "add up to 60 members",
		.decode = member_many_decode, .run = member_add_run,
		.encode = member_add_encode, ROOM_CALL,
	},
	{
		.method = "POST",
		.path = "/{org}/{app}/chatrooms/{id}/users/{username}",
		.name = "chatrooms_add", .summary = "add a member",
		.decode = member_one_decode, .run = member_add_run,
		.encode = member_add_encode, ROOM_CALL,
	},
	{
		.method = "DELETE",
		.path = "/{org}/{app}/chatrooms/{id}/users/{username}",
		.name = "chatrooms_remove",
		.summary = "remove a member, or up to 60",
		.decode = member_some_decode, .run = member_remove_run,
		.encode = member_remove_encode, ROOM_CALL,
	},
	{
		.method = "GET",
		.path = "/{org}/{app}/users/{username}/joined_chatrooms",
		.name = "chatrooms_joined",
		.summary = "the chat rooms a user is in",
		.decode = joined_decode, .run = joined_run,
		.encode = joined_encode, ROOM_CALL,
	},
};

const struct endpoint_table easemob_chatroom_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
