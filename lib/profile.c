/* See profile.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "hash.h"
#include "profile.h"

/* The arrays of client_upsert, $2 to $7. */
static void
fill_arrays(struct arena *arena, const struct profile_put *put,
    struct db_param *params)
{
	struct db_array *arrays[6];
	const struct profile *p;
	char uuid[37];
	size_t i;

	for (i = 0; i < 6; i++)
		arrays[i] = db_array_new(arena, 't', put->count);
	for (i = 0; i < put->count; i++) {
		p = &put->profiles[i];
		uuid_random(uuid);
		db_array_text(arrays[0], p->username);
		db_array_text(arrays[1], uuid);
		db_array_text(arrays[2], p->nickname);
		db_array_text(arrays[3], p->avatar_url);
		db_array_text(arrays[4], p->description);
		db_array_text(arrays[5], p->robot);
	}
	for (i = 0; i < 6; i++)
		params[i] = db_array_end(arrays[i]);
}

static void
fill_accounts(struct arena *arena, const PGresult *r, struct account **accounts,
    size_t *count)
{
	size_t i;

	*count = db_is_null(r, 0, "username") ? 0 : db_rows(r);
	*accounts = arena_array(arena, struct account, *count);
	for (i = 0; i < *count; i++)
		account_from_row(r, i, &(*accounts)[i]);
}

enum err
profile_put(struct arena *arena, const struct app *app,
    struct profile_put *put, struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[12];
	PGresult *r;
	enum err e;

	BUG_UNLESS(put->count <= PROFILES_MAX &&
	    (put->token == NULL || put->count == 1));
	params[0] = db_bigint(arena, app->id);
	fill_arrays(arena, put, &params[1]);
	params[7] = db_bool(!put->keep);
	params[8] = db_null();
	if (put->token != NULL) {
		sha256(put->token, strlen(put->token), digest);
		params[8] = db_bytes(digest, sizeof(digest));
	}
	params[9] = put->expires == 0 ? db_null() :
	    db_bigint(arena, put->expires);
	params[10] = db_int(arena, BOUND_MAX);
	params[11] = db_bool(put->create);
	if ((e = db_query(arena, &SQL_client_upsert, params, 12, &r,
	    fault)) != OK)
		return (e);
	if (db_value_bool(r, 0, "taken"))
		return (ERR_TOKEN_TAKEN);
	fill_accounts(arena, r, &put->accounts, &put->done);
	/* Somebody else bound it meanwhile. */
	if (put->token != NULL && put->done > 0 &&
	    !db_value_bool(r, 0, "bound"))
		return (ERR_TOKEN_TAKEN);
	return (OK);
}

enum err
profile_change(struct arena *arena, const struct app *app,
    const struct profile *profile, struct account *account,
    struct fault *fault)
{
	struct db_param params[6] = { db_bigint(arena, app->id),
	    db_text(profile->username), db_text(profile->nickname),
	    db_text(profile->avatar_url), db_text(profile->description),
	    db_text(profile->notifications) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_client_change, params, 6, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = profile->username;
		return (ERR_USER_UNKNOWN);
	}
	account_from_row(r, 0, account);
	return (OK);
}

enum err
profile_search(struct arena *arena, const struct app *app,
    struct profile_search *search, struct fault *fault)
{
	struct db_param params[6] = { db_bigint(arena, app->id),
	    db_text(search->username), db_text(search->nickname),
	    db_text(search->piece), db_bigint(arena, search->limit),
	    db_bigint(arena, search->skip) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_client_search, params, 6, &r,
	    fault)) != OK)
		return (e);
	search->total = db_value_bigint(r, 0, "total");
	fill_accounts(arena, r, &search->accounts, &search->count);
	return (OK);
}
