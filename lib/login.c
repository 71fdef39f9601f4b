/* See login.h. */
#include <string.h>

#include "account.h"
#include "app.h"
#include "arena.h"
#include "db.h"
#include "hash.h"
#include "login.h"

enum { TOKEN_BYTES = 32 };

/* Of no password: who is nobody takes as long as who is wrong. */
static const char nobody[] = "sha256:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$PsorGVE"
    "Tx8orkL7hMetkvOCjkmLpxp80LeqDAHaYG94";

static enum err
check_password(struct arena *arena, const struct login *login,
    const char *hash)
{

	if (login->password != NULL)
		return (password_check(arena, login->password, hash));
	return (password_check_digest(arena, login->digest, hash));
}

static enum err
store_token(struct arena *arena, const struct app *app, struct login *login,
    const char *username, struct fault *fault)
{
	unsigned char bytes[TOKEN_BYTES], digest[SHA256_SIZE];
	struct db_param params[5];
	PGresult *r;
	enum err e;

	random_bytes(bytes, sizeof(bytes));
	login->token = base64url_encode(arena, bytes, sizeof(bytes));
	sha256(login->token, strlen(login->token), digest);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_bytes(digest, sizeof(digest));
	params[2] = db_text(username);
	params[3] = db_int(arena, LOGIN_DAYS);
	params[4] = db_int(arena, LOGINS_MAX);
	if ((e = db_query(arena, &SQL_login_open, params, 5, &r,
	    fault)) != OK)
		return (e);
	login->expires = db_value_bigint(r, 0, "expires");
	return (OK);
}

enum err
login_open(struct arena *arena, const struct app *app, struct login *login,
    struct fault *fault)
{
	struct db_param params[3];
	const char *hash = NULL;
	PGresult *r;
	enum err e;

	params[0] = db_bigint(arena, app->id);
	params[1] = db_text(login->name);
	params[2] = db_text(username_fold(arena, login->name));
	if ((e = db_query(arena, &SQL_login_find, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		hash = db_value_or_null(r, 0, "password_hash");
	e = check_password(arena, login, hash == NULL ? nobody : hash);
	if (hash == NULL && e == OK)
		e = ERR_PASSWORD_WRONG;
	if (e != OK)
		return (e);
	login->user = db_value(r, 0, "public_id");
	return (store_token(arena, app, login, db_value(r, 0, "username"),
	    fault));
}

enum err
login_close(struct arena *arena, const struct app *app, const char *token,
    struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[2];

	sha256(token, strlen(token), digest);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_bytes(digest, sizeof(digest));
	return (db_query(arena, &SQL_login_close, params, 2, NULL, fault));
}
