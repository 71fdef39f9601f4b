/* See personal_token.h. */
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "hash.h"
#include "personal_token.h"

enum { TOKEN_BYTES = 32, HINT_CHARACTERS = 6 };

/* A new token, of which ${digest} is stored. */
static void
make(struct arena *arena, struct personal_token *token,
    unsigned char digest[SHA256_SIZE])
{
	unsigned char bytes[TOKEN_BYTES];

	random_bytes(bytes, sizeof(bytes));
	token->token = base64url_encode(arena, bytes, sizeof(bytes));
	token->hint = token->token + strlen(token->token) - HINT_CHARACTERS;
	sha256(token->token, strlen(token->token), digest);
}

static enum err
unknown(struct fault *fault, const struct personal_token *token)
{

	fault->argument = token->name;
	return (ERR_TOKEN_UNKNOWN);
}

enum err
personal_token_create(struct arena *arena, const struct app *app,
    struct personal_token *token, struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[6];
	PGresult *r;
	enum err e;

	make(arena, token, digest);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_text(token->username);
	params[2] = db_text(token->name);
	params[3] = db_bytes(digest, sizeof(digest));
	params[4] = db_text(token->hint);
	params[5] = db_int(arena, PERSONAL_TOKENS_MAX);
	if ((e = db_query(arena, &SQL_personal_token_insert, params, 6, &r,
	    fault)) != OK)
		return (e);
	if (db_value_bool(r, 0, "made"))
		return (OK);
	fault->argument = token->name;
	return (db_value_bool(r, 0, "fits") ? ERR_TOKEN_TAKEN :
	    ERR_ARRAY_TOO_LONG);
}

enum err
personal_token_renew(struct arena *arena, const struct app *app,
    struct personal_token *token, struct fault *fault)
{
	unsigned char digest[SHA256_SIZE];
	struct db_param params[5];
	PGresult *r;
	enum err e;

	make(arena, token, digest);
	params[0] = db_bigint(arena, app->id);
	params[1] = db_text(token->username);
	params[2] = db_text(token->name);
	params[3] = db_bytes(digest, sizeof(digest));
	params[4] = db_text(token->hint);
	if ((e = db_query(arena, &SQL_personal_token_renew, params, 5, &r,
	    fault)) != OK)
		return (e);
	return (db_rows(r) > 0 ? OK : unknown(fault, token));
}

enum err
personal_token_remove(struct arena *arena, const struct app *app,
    const struct personal_token *token, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(token->username), db_text(token->name) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_personal_token_remove, params, 3, &r,
	    fault)) != OK)
		return (e);
	return (db_rows(r) > 0 ? OK : unknown(fault, token));
}

enum err
personal_token_list(struct arena *arena, const struct app *app,
    struct personal_tokens *list, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(list->username), db_int(arena, PERSONAL_TOKENS_MAX) };
	PGresult *r;
	size_t i;
	enum err e;

	if ((e = db_query(arena, &SQL_personal_token_list, params, 3, &r,
	    fault)) != OK)
		return (e);
	list->count = db_rows(r);
	list->tokens = arena_array(arena, struct personal_token,
	    list->count + 1);
	for (i = 0; i < list->count; i++) {
		list->tokens[i].username = list->username;
		list->tokens[i].name = db_value(r, i, "name");
		list->tokens[i].hint = db_value(r, i, "hint");
		list->tokens[i].created = db_value_bigint(r, i, "created");
	}
	return (OK);
}
