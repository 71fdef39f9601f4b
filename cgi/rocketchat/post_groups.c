/*
 * Messages to everybody (contract rocketchat, row 27 of 1.2): who may, in how
 * large a room, and whom they mention.
 */
#include <string.h>

#include "arena.h"
#include "db.h"
#include "post.h"

static enum err
refuse(struct call *call, const char *words, const char *const *details)
{

	return (rocketchat_refuse(call, &(struct rocketchat_fault){
	    .throws = THROW_METEOR, .error = "error-action-not-allowed",
	    .reason = words, .details = rocketchat_details(call, details) }));
}

static enum err
check_permission(struct call *call, const struct post *post)
{
	static const char *const details[] = { "action",
	    "Notify all in this room", NULL };
	const struct mentions *m = &post->mentions;
	const char *role = post->room.role;

	if (m->all && !rocketchat_may(call, "mention-all", role))
		return (refuse(call, "Notify all in this room not allowed",
		    details));
	if (m->here && !rocketchat_may(call, "mention-here", role))
		return (refuse(call, "Notify here in this room not allowed",
		    details));
	return (OK);
}

static bool
is_named(const struct mentions *m, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(m->usernames[i], name) == 0)
			return (true);
	return (false);
}

/* Behind those who are named. */
static void
add_everybody(struct call *call, struct mentions *m, const PGresult *r)
{
	size_t i, named = m->username_count;
	const char **all = arena_array(call->arena, const char *,
	    named + db_rows(r)), *name;

	memcpy(all, m->usernames, named * sizeof(*all));
	m->usernames = all;
	for (i = 0; i < db_rows(r); i++) {
		name = db_value(r, i, "username");
		if (!is_named(m, named, name))
			all[m->username_count++] = name;
	}
}

enum err
post_groups(struct call *call, struct post *post)
{
	struct mentions *m = &post->mentions;
	struct db_param params[3];
	const char *words;
	int64_t most;
	PGresult *r;
	enum err e;

	if (!m->all && !m->here)
		return (OK);
	if ((e = check_permission(call, post)) != OK)
		return (e);
	params[0] = db_bigint(call->arena, post->room.conv);
	params[1] = db_text(rocketchat_session(call)->account.username);
	params[2] = db_bigint(call->arena, EVERYBODY_MAX);
	if ((e = db_query(call->arena, &SQL_room_everybody, params, 3, &r,
	    &call->fault)) != OK)
		return (e);
	most = session_number(rocketchat_session(call), "Message_MaxAll", 0);
	if (most > 0 && db_rows(r) > 0 &&
	    db_value_bigint(r, 0, "count") > most) {
		words = arena_format(call->arena, "Group mentions `@all` and"
		    " `@here` have been disabled for rooms with more than %lld"
		    " members.", (long long)most);
		return (refuse(call, words, (const char *[]){ "method",
		    "filterATAllTag", "action", words, NULL }));
	}
	add_everybody(call, m, r);
	return (OK);
}
