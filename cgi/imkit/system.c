/* See system.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "gate.h"
#include "log.h"
#include "room_detail.h"
#include "system.h"

enum {
	NAMED = 16,			/* users, of all */
	AVATAR_SHOWN = 200,		/* bytes of a URL that is repeated */
	BODY_MAX = 64 * 1024,
};

static const char *
nickname(const struct account *user)
{

	return (user->nickname == NULL ? user->username : user->nickname);
}

static void
write_user(struct json_writer *w, const struct account *user)
{

	json_write_object(w);
	json_put_string(w, "_id", user->username);
	json_put_string(w, "id", user->username);
	json_put_string(w, "nickname", nickname(user));
	if (user->avatar_url != NULL &&
	    strlen(user->avatar_url) <= AVATAR_SHOWN)
		json_put_string(w, "avatarUrl", user->avatar_url);
	json_write_object_end(w);
}

/* "message": their nicknames. */
static void
write_nicknames(struct arena *arena, struct json_writer *w,
    const struct account *users, size_t count)
{
	struct buf names;
	size_t i;

	buf_init(&names, arena, BODY_MAX);
	for (i = 0; i < count; i++)
		buf_format(&names, "%s%s", i > 0 ? ", " : "",
		    nickname(&users[i]));
	json_put_string(w, "message", names.length > 0 ? names.bytes : "");
}

/* Newer clients look into `extra`, older ones at `member`. */
static const char *
body_of(struct arena *arena, const char *type, const struct account *users,
    size_t count)
{
	struct json_writer w;
	struct buf body;
	size_t i;

	buf_init(&body, arena, BODY_MAX);
	json_write_begin(&w, &body);
	json_write_object(&w);
	write_nicknames(arena, &w, users, count);
	if (count > 0) {
		json_write_name(&w, "extra");
		json_write_object(&w);
		json_write_name(&w, strcmp(type, "addMembers") == 0 ?
		    "invitees" : "members");
		json_write_array(&w);
		for (i = 0; i < count; i++)
			write_user(&w, &users[i]);
		json_write_array_end(&w);
		json_write_object_end(&w);
	}
	if (count == 1) {
		json_write_name(&w, "member");
		write_user(&w, &users[0]);
	}
	json_write_object_end(&w);
	return (body.bytes);
}

static enum err
system_try(struct call *call, const struct imkit_system *system,
    struct fault *fault)
{
	struct room_names whom = { system->whom.names,
	    system->whom.count > NAMED ? NAMED : system->whom.count };
	struct account *users = arena_array(call->arena, struct account,
	    whom.count + 1);
	struct gate gate = { .app = &call->app, .room_id = system->room_id,
	    .username = system->actor };
	struct send_target target;
	struct receipt receipt;
	struct send send = { .app = &call->app, .targets = &target,
	    .target_count = 1, .dialect = DIALECT_IMKIT, .type = system->type,
	    .priority = PRIORITY_NORMAL, .members = true, .silent = true,
	    .untotalled = true };
	enum err e;

	if ((e = gate_read(call->arena, &gate, fault)) != OK ||
	    (whom.count > 0 && (e = room_detail_users(call->arena, &call->app,
	    whom, users, fault)) != OK))
		return (e);
	target = (struct send_target){ system->room_id, gate.canonical,
	    gate.conv };
	send.to = gate.kind;
	send.sender = system->actor == NULL ? "" : system->actor;
	send.body = body_of(call->arena, system->type, users, whom.count);
	return (send_submit(call->arena, &send, &receipt, fault));
}

void
imkit_system_send(struct call *call, const struct imkit_system *system)
{
	struct fault fault = { NULL, NULL };
	enum err e;

	if ((e = system_try(call, system, &fault)) != OK)
		log_event(LOG_LEVEL_WARNING, "system_message_lost",
		    arena_format(call->arena, "%s in %s: %s", system->type,
		    system->room_id, err_name(e)));
}
