/* See session.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "hash.h"
#include "json.h"
#include "session.h"

enum { TOKEN_BYTES_MAX = 512 };

/* Whose a permission is where the app does not say. */
static const struct {
	const char *permission;
	const char *roles[6];		/* the last one is NULL */
} defaults[] = {
	{ "add-user-to-any-c-room", { "admin" } },
	{ "add-user-to-any-p-room", { NULL } },
	{ "add-user-to-joined-room", { "admin", "owner", "moderator" } },
	{ "api-bypass-rate-limit", { "admin", "bot", "app" } },
	{ "archive-room", { "admin", "owner" } },
	{ "assign-admin-role", { "admin" } },
	{ "bypass-time-limit-edit-and-delete", { "bot", "app" } },
	{ "create-c", { "admin", "user", "bot", "app" } },
	{ "create-d", { "admin", "user", "bot", "app" } },
	{ "create-p", { "admin", "user", "bot", "app" } },
	{ "create-personal-access-tokens", { "admin", "user" } },
	{ "create-user", { "admin", "app" } },
	{ "delete-message", { "admin", "owner", "moderator" } },
	{ "delete-own-message", { "admin", "user" } },
	{ "edit-message", { "admin", "owner", "moderator" } },
	{ "edit-room", { "admin", "owner", "moderator" } },
	{ "force-delete-message", { "admin", "owner" } },
	{ "join-without-join-code", { "admin", "bot", "app" } },
	{ "leave-c", { "admin", "user", "bot", "anonymous", "app" } },
	{ "leave-p", { "admin", "user", "bot", "anonymous", "app" } },
	{ "mention-all", { "admin", "owner", "moderator", "user" } },
	{ "mention-here", { "admin", "owner", "moderator", "user" } },
	{ "message-impersonate", { "bot", "app" } },
	{ "mute-user", { "admin", "owner", "moderator" } },
	{ "post-readonly", { "admin", "owner", "moderator" } },
	{ "remove-user", { "admin", "owner", "moderator" } },
	{ "send-many-messages", { "admin", "bot", "app" } },
	{ "set-moderator", { "admin", "owner" } },
	{ "set-readonly", { "admin", "owner" } },
	{ "unarchive-room", { "admin" } },
	{ "view-c-room", { "admin", "user", "bot", "app", "anonymous" } },
	{ "view-d-room", { "admin", "user", "bot", "app" } },
	{ "view-full-other-user-info", { "admin" } },
	{ "view-joined-room", { "guest", "bot", "anonymous", "app" } },
	{ "view-p-room", { "admin", "user", "anonymous", "guest" } },
};

static struct json_object *
read_json(struct arena *arena, const PGresult *r, const char *column,
    enum json_type type)
{
	const char *text = db_value_or_null(r, 0, column);
	struct json_object *value;
	struct json_fault fault;

	if (text == NULL || json_parse(arena, text, strlen(text), &value,
	    &fault) != OK || !json_is(value, type))
		return (NULL);
	return (value);
}

enum err
session_find(struct arena *arena, const struct app *app,
    const struct session_key *key, struct session *session,
    struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[3];
	PGresult *r;
	enum err e;

	if (strlen(key->token) > TOKEN_BYTES_MAX)
		return (ERR_TOKEN_CORRUPT);
	sha256(key->token, strlen(key->token), digest);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_bytes(digest, sizeof(digest));
	params[2] = db_text(key->public_id);
	if ((e = db_query(arena, &SQL_session_find, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (ERR_TOKEN_CORRUPT);
	account_from_row(r, 0, &session->account);
	session->token = key->token;
	session->public_id = db_value(r, 0, "public_id");
	session->email = db_value_or_null(r, 0, "email");
	session->roles = read_json(arena, r, "roles", json_type_array);
	session->settings = read_json(arena, r, "settings", json_type_object);
	session->permissions = read_json(arena, r, "permissions",
	    json_type_object);
	session->personal = strcmp(db_value(r, 0, "purpose"),
	    "personal") == 0;
	session->expires = db_value_bigint(r, 0, "expires");
	return (OK);
}

enum err
session_living(struct arena *arena, struct session_login *logins,
    size_t count, struct fault *fault)
{
	struct db_array *apps = db_array_new(arena, 'I', count);
	struct db_array *digests = db_array_new(arena, 'y', count);
	unsigned char digest[SHA256_SIZE];
	struct db_param params[2];
	PGresult *r;
	size_t i;
	enum err e;

	for (i = 0; i < count; i++) {
		logins[i].living = false;
		sha256(logins[i].token, strlen(logins[i].token), digest);
		db_array_integer(apps, logins[i].app_id);
		db_array_bytes(digests, digest, SHA256_SIZE);
	}
	params[0] = db_array_end(apps);
	params[1] = db_array_end(digests);
	if ((e = db_query(arena, &SQL_session_living, params, 2, &r,
	    fault)) != OK)
		return (e);
	for (i = 0; i < db_rows(r); i++)
		logins[db_value_bigint(r, i, "place") - 1].living = true;
	return (OK);
}

bool
session_has_role(const struct session *session, const char *role)
{
	const char *has;
	size_t i, count = session->roles == NULL ? 0 :
	    json_object_array_length(session->roles);

	for (i = 0; i < count; i++) {
		has = json_string(json_object_array_get_idx(session->roles,
		    i));
		if (has != NULL && strcmp(has, role) == 0)
			return (true);
	}
	return (false);
}

static bool
is_his(const struct session *session, const char *role, const char *wanted)
{

	return (session_has_role(session, wanted) ||
	    (role != NULL && strcmp(role, wanted) == 0));
}

const char *const *
permission_roles(const char *permission)
{
	size_t i;

	for (i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (strcmp(defaults[i].permission, permission) == 0)
			return (defaults[i].roles);
	return (NULL);
}

bool
session_may(const struct session *session, const char *permission,
    const char *role)
{
	struct json_object *own = json_get(session->permissions, permission);
	const char *const *roles;
	const char *wanted;
	size_t i;

	if (json_is(own, json_type_array)) {
		for (i = 0; i < json_object_array_length(own); i++) {
			wanted = json_string(json_object_array_get_idx(own,
			    i));
			if (wanted != NULL && is_his(session, role, wanted))
				return (true);
		}
		return (false);
	}
	roles = permission_roles(permission);
	BUG_UNLESS(roles != NULL);
	for (; *roles != NULL; roles++)
		if (is_his(session, role, *roles))
			return (true);
	return (false);
}

int64_t
session_number(const struct session *session, const char *name,
    int64_t initial)
{
	int64_t number;

	return (json_integer(json_get(session->settings, name), false,
	    &number) ? number : initial);
}

bool
session_flag(const struct session *session, const char *name, bool initial)
{
	struct json_object *value = json_get(session->settings, name);

	return (json_is(value, json_type_boolean) ?
	    json_object_get_boolean(value) : initial);
}
