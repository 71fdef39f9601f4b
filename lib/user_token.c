/* See user_token.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "hash.h"
#include "profile.h"
#include "token.h"
#include "user_token.h"
#include "verifier.h"

enum {
	LOGIN_NOTED = 3600 * 1000,	/* milliseconds; as in user_login.sql */
	CLAIM_AVATAR_MAX = 512,		/* bytes; a token travels each time */
};

/* What the table says. */
struct row {
	bool found;		/* there is such a user */
	bool listed, revoked, expired;
	msec_t expires;		/* 0: never */
	struct account account;
};

static enum err
find(struct arena *arena, const struct app *app, const char *username,
    const char *text, struct row *row, struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(username), db_bytes(digest, sizeof(digest)) };
	PGresult *r;
	enum err e;

	sha256(text, strlen(text), digest);
	if ((e = db_query(arena, &SQL_user_token_find, params, 3, &r,
	    fault)) != OK)
		return (e);
	row->found = db_rows(r) > 0;
	if (!row->found)
		return (OK);
	row->listed = db_value_bool(r, 0, "listed");
	row->revoked = db_value_bool(r, 0, "revoked");
	row->expired = db_value_bool(r, 0, "expired");
	row->expires = db_value_bigint(r, 0, "expires");
	account_from_row(r, 0, &row->account);
	return (OK);
}

static enum err
over(struct fault *fault, const char *why)
{

	fault->argument = NULL;
	fault->detail = why;
	return (ERR_TOKEN_EXPIRED);
}

static enum err
take(const struct row *row, struct account *account, struct fault *fault)
{

	if (!row->account.activated)
		return (over(fault, "the token's user is not activated"));
	*account = row->account;
	return (OK);
}

/* A JWT of ours whose signature is good: the epochs decide, and the table. */
static enum err
check_issued(struct arena *arena, const struct app *app,
    const struct token *token, const char *text, struct row *row,
    struct fault *fault)
{
	bool kept;
	enum err e;

	if (token->kind != TOKEN_USER) {
		fault->detail = "the token is not a user's";
		return (ERR_TOKEN_CORRUPT);
	}
	if ((e = find(arena, app, token->subject, text, row, fault)) != OK)
		return (e);
	/* Bound when the user's other tokens were revoked. */
	kept = row->listed && !row->revoked && !row->expired;
	if (row->found && !row->revoked &&
	    app->token_epoch == token->app_epoch &&
	    (row->account.token_epoch == token->epoch || kept))
		return (OK);
	return (over(fault, "the token was revoked"));
}

/* Make the user what the verifier says, if he is not that already. */
static enum err
follow(struct arena *arena, const struct app *app,
    const struct profile *profile, struct account *account,
    struct fault *fault)
{
	struct profile_put put = { .profiles = profile, .count = 1,
	    .create = true };
	enum err e;

	e = account_find(arena, app, profile->username, account, fault);
	if (e != OK && e != ERR_USER_UNKNOWN)
		return (e);
	fault->argument = NULL;
	if (e == OK && (profile->nickname == NULL ||
	    strcmp(profile->nickname, account->nickname == NULL ? "" :
	    account->nickname) == 0) && (profile->avatar_url == NULL ||
	    strcmp(profile->avatar_url, account->avatar_url == NULL ? "" :
	    account->avatar_url) == 0))
		return (OK);
	if ((e = profile_put(arena, app, &put, fault)) != OK)
		return (e);
	BUG_UNLESS(put.done == 1);
	*account = put.accounts[0];
	return (OK);
}

static enum err
ask_verifier(struct arena *arena, const struct app *app, const char *text,
    struct verifier_memory *memory, struct account *account,
    struct fault *fault)
{
	struct profile profile;
	enum err e;

	e = verifier_ask(arena, app, text, &profile, fault);
	if (e == OK) {
		if ((e = follow(arena, app, &profile, account, fault)) != OK)
			return (e);
		memory->epoch = account->token_epoch;
		memcpy(memory->username, profile.username,
		    strlen(profile.username) + 1);
	} else if (e != ERR_TOKEN_CORRUPT && e != ERR_VERIFIER_DOWN)
		return (e);
	memory->result = e;
	verifier_remember(memory);
	return (e);
}

static enum err
check_foreign(struct arena *arena, const struct app *app, const char *text,
    struct row *row, struct fault *fault)
{
	struct verifier_memory memory = { .result = OK };
	enum err e;

	if ((e = find(arena, app, NULL, text, row, fault)) != OK)
		return (e);
	if (row->found)
		return (row->revoked || row->expired ?
		    over(fault, "the bound token is over or revoked") : OK);
	fault->detail = "nobody's token";
	if (!app->verifier)
		return (ERR_TOKEN_CORRUPT);
	verifier_digest(app, text, memory.digest);
	if (verifier_recall(&memory)) {
		fault->detail = "as the verifier said lately";
		if (memory.result != OK)
			return (memory.result);
		e = account_find(arena, app, memory.username, &row->account,
		    fault);
		if (e == OK && row->account.token_epoch == memory.epoch)
			return (OK);
		if (e != OK && e != ERR_USER_UNKNOWN)
			return (e);
		fault->argument = NULL;
	}
	return (ask_verifier(arena, app, text, &memory, &row->account,
	    fault));
}

/* It is not worth an error that this could not be noted. */
static void
note_login(struct arena *arena, const struct app *app, msec_t now,
    const struct account *account)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_text(account->username) };
	struct fault fault = { .argument = NULL };

	if (account->last_login < now - LOGIN_NOTED)
		db_query(arena, &SQL_user_login, params, 2, NULL, &fault);
}

enum err
user_token_check(struct arena *arena, const struct app *app,
    const char *text, msec_t now, struct account *account,
    struct fault *fault)
{
	struct row *row = arena_calloc(arena, 1, sizeof(*row));
	struct token token;
	enum err e;

	if (strlen(text) > USER_TOKEN_MAX)
		return (ERR_TOKEN_CORRUPT);
	e = token_verify(arena, app->signing_key, app->key, text, now, &token,
	    fault);
	if (e == OK)
		e = check_issued(arena, app, &token, text, row, fault);
	else if (e == ERR_TOKEN_CORRUPT || e == ERR_TOKEN_FOREIGN)
		e = check_foreign(arena, app, text, row, fault);
	if (e != OK || (e = take(row, account, fault)) != OK)
		return (e);
	fault->detail = NULL;
	note_login(arena, app, now, account);
	return (OK);
}

enum err
user_token_live(struct arena *arena, const struct app *app,
    const struct token *token, const char *text, struct fault *fault)
{
	struct row row = { .found = false };
	enum err e;

	if ((e = check_issued(arena, app, token, text, &row, fault)) != OK)
		return (e);
	return (row.account.activated ? OK :
	    over(fault, "the token's user is not activated"));
}

enum err
user_token_expires(struct arena *arena, const struct app *app,
    struct user_token_end *end, struct fault *fault)
{
	struct fault other = { .argument = NULL };
	struct row row = { .found = false };
	struct token token;
	enum err e;

	end->expires = 0;
	if (token_verify(arena, app->signing_key, app->key, end->text,
	    end->now, &token, &other) == OK) {
		end->expires = token.expires * 1000;
		return (OK);
	}
	e = find(arena, app, NULL, end->text, &row, fault);
	if (e == OK && row.listed)
		end->expires = row.expires;
	return (e);
}

const char *
user_token_issue(struct arena *arena, const struct app *app,
    const struct account *account, msec_t now, msec_t *expires)
{
	const char *avatar = account->avatar_url;
	struct token token = {
		.kind = TOKEN_USER, .subject = account->username,
		.epoch = account->token_epoch, .app_epoch = app->token_epoch,
		.issued = now / 1000,
		.expires = now / 1000 + app->token_days * 24 * 60 * 60,
		.id = account->username, .nickname = account->nickname,
	};

	if (avatar != NULL && strlen(avatar) <= CLAIM_AVATAR_MAX)
		token.avatar_url = avatar;
	*expires = token.expires * 1000;
	return (token_sign(arena, app->signing_key, app->key, &token));
}

bool
user_token_issued(struct arena *arena, const struct app *app,
    const char *text, msec_t now)
{
	struct fault fault = { .argument = NULL };
	struct token token;
	enum err e;

	e = token_verify(arena, app->signing_key, app->key, text, now, &token,
	    &fault);
	return (e == OK || e == ERR_TOKEN_EXPIRED);
}

/* What kind of token it is: whether it is to be listed, and until when. */
static bool
to_list(struct arena *arena, const struct app *app,
    struct token_revocation *revocation)
{
	struct fault fault = { .argument = NULL };
	const struct account *account = revocation->account;
	struct token token;

	if (token_verify(arena, app->signing_key, app->key, revocation->text,
	    revocation->now, &token, &fault) == OK) {
		revocation->expires = token.expires * 1000;
		return (token.kind == TOKEN_USER &&
		    strcmp(token.subject, account->username) == 0 &&
		    token.epoch == account->token_epoch &&
		    token.app_epoch == app->token_epoch);
	}
	if (revocation->shown)
		revocation->expires = revocation->now +
		    app->token_days * 24 * 60 * 60 * 1000;
	return (revocation->shown);
}

static struct db_param
time_param(struct arena *arena, msec_t at)
{

	return (at == 0 ? db_null() : db_bigint(arena, at));
}

enum err
user_token_revoke(struct arena *arena, const struct app *app,
    struct token_revocation *revocation, struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[5];
	PGresult *r;
	enum err e;

	revocation->expires = 0;
	sha256(revocation->text, strlen(revocation->text), digest);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_text(revocation->account->username);
	params[2] = db_bytes(digest, sizeof(digest));
	params[3] = db_bool(to_list(arena, app, revocation));
	params[4] = time_param(arena, revocation->expires);
	if ((e = db_query(arena, &SQL_user_token_revoke, params, 5, &r,
	    fault)) != OK)
		return (e);
	return (db_value_bigint(r, 0, "count") == 0 && !revocation->shown ?
	    ERR_TOKEN_UNKNOWN : OK);
}

enum err
user_token_revoke_all(struct arena *arena, const struct app *app,
    struct token_revocation *revocation, int64_t *count,
    struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[5] = { db_bigint(arena, app->id),
	    db_text(revocation->account->username), db_null(),
	    db_bool(false), db_null() };
	PGresult *r;
	enum err e;

	revocation->expires = 0;
	/* What a verifier vouches for, it goes on vouching for. */
	if (revocation->text != NULL && user_token_issued(arena, app,
	    revocation->text, revocation->now)) {
		to_list(arena, app, revocation);
		params[3] = db_bool(true);
		params[4] = time_param(arena, revocation->expires);
	}
	if (revocation->text != NULL) {
		sha256(revocation->text, strlen(revocation->text), digest);
		params[2] = db_bytes(digest, sizeof(digest));
	}
	if ((e = db_query(arena, &SQL_user_token_revoke_all, params, 5, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = revocation->account->username;
		return (ERR_USER_UNKNOWN);
	}
	revocation->epoch = db_value_bigint(r, 0, "token_epoch");
	*count = db_value_bigint(r, 0, "count");
	return (OK);
}
