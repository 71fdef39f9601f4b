/* /chatgroups: contract easemob 1.11; all else is in rooms_common.c. */
#include "rooms.h"

const struct room_family room_family_chatgroups = {
	.kind = CONVERSATION_GROUP,
	.id = "groupid",
	.name = "groupname",
	.max_users = 200,
	.group = true,
};

#define ROOM_CALL							\
	.dialect = &easemob_dialect, .auth = AUTH_APP,			\
	.calls = { .name = "chatgroups_manage", .quota = 100, .window = 1 }, \
	.generation = EASEMOB_MANAGEMENT,				\
	.family = &room_family_chatgroups

static const struct endpoint rows[] = {
	{
		.method = "POST", .path = "/{org}/{app}/chatgroups",
		.name = "chatgroups_create", .summary = "create a group",
		.decode = room_create_decode, .run = room_create_run,
		.encode = room_create_encode, ROOM_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/chatgroups",
		.name = "chatgroups_list",
		.summary = "the app's groups, the newest first",
		.decode = room_list_decode, .run = room_list_run,
		.encode = room_list_encode, ROOM_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/chatgroups/{id}",
		.name = "chatgroups_get",
		.summary = "details of one group or up to 100",
		.decode = room_get_decode, .run = room_get_run,
		.encode = room_get_encode, ROOM_CALL,
	},
	{
		.method = "PUT", .path = "/{org}/{app}/chatgroups/{id}",
		.name = "chatgroups_modify",
		.summary = "modify a group, or give it to another owner",
		.decode = room_modify_decode, .run = room_modify_run,
		.encode = room_modify_encode, ROOM_CALL,
	},
	{
		.method = "DELETE", .path = "/{org}/{app}/chatgroups/{id}",
		.name = "chatgroups_delete", .summary = "delete a group",
		.run = room_delete_run,
		.encode = room_delete_encode, ROOM_CALL,
	},
	{
		.method = "GET", .path = "/{org}/{app}/chatgroups/{id}/users",
		.name = "chatgroups_members",
		.summary = "members of a group, by name",
		.decode = member_list_decode, .run = member_list_run,
		.encode = member_list_encode, ROOM_CALL,
	},
	{
		.method = "POST", .path = "/{org}/{app}/chatgroups/{id}/users",
		.name = "chatgroups_add_many", .summary = "add up to 60 members",
		.decode = member_many_decode, .run = member_add_run,
		.encode = member_add_encode, ROOM_CALL,
	},
	{
		.method = "POST",
		.path = "/{org}/{app}/chatgroups/{id}/users/{username}",
		.name = "chatgroups_add", .summary = "add a member",
		.decode = member_one_decode, .run = member_add_run,
		.encode = member_add_encode, ROOM_CALL,
	},
	{
		.method = "DELETE",
		.path = "/{org}/{app}/chatgroups/{id}/users/{username}",
		.name = "chatgroups_remove",
		.summary = "remove a member, or up to 60",
		.decode = member_some_decode, .run = member_remove_run,
		.encode = member_remove_encode, ROOM_CALL,
	},
	{
		.method = "GET",
		.path = "/{org}/{app}/users/{username}/joined_chatgroups",
		.name = "chatgroups_joined",
		.summary = "the groups a user is in",
		.decode = joined_decode, .run = joined_run,
		.encode = joined_encode, ROOM_CALL,
	},
};

const struct endpoint_table easemob_chatgroup_endpoints = {
	rows, sizeof(rows) / sizeof(rows[0])
};
