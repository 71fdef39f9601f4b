/* See account.h. */
#include <string.h>

#include "account.h"
#include "app.h"
#include "arena.h"
#include "db.h"
#include "hash.h"

const char *
username_fold(struct arena *arena, const char *name)
{
	char *folded = arena_strdup(arena, name), *s;

	/* Not tolower(): only ASCII letters fold, in any locale. */
	for (s = folded; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	return (folded);
}

enum err
username_canonical(struct arena *arena, const char *name,
    const char **canonical, struct fault *fault)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t length = strlen(name);

	fault->argument = name;
	if (length == 0 || strspn(name, allowed) != length)
		return (ERR_USERNAME_ILLEGAL);
	if (length > USERNAME_MAX)
		return (ERR_USERNAME_TOO_LONG);
	fault->argument = NULL;
	*canonical = username_fold(arena, name);
	return (OK);
}

enum err
password_permitted(const char *password, struct fault *fault)
{
	size_t characters = 0;

	fault->argument = "password";
	if (password == NULL || *password == '\0')
		return (ERR_PASSWORD_ABSENT);
	/* All bytes of UTF-8 but the continuing ones. */
	for (; *password != '\0'; password++)
		characters += ((unsigned char)*password & 0xc0) != 0x80;
	if (characters > PASSWORD_MAX)
		return (ERR_PASSWORD_TOO_LONG);
	fault->argument = NULL;
	return (OK);
}

static struct db_param
name_array(struct arena *arena, const char *const *names, size_t count)
{
	struct db_array *array = db_array_new(arena, 't', count);
	size_t i;

	for (i = 0; i < count; i++)
		db_array_text(array, names[i]);
	return (db_array_end(array));
}

void
account_from_row(const PGresult *r, size_t row, struct account *account)
{

	account->username = db_value(r, row, "username");
	account->uuid = db_value(r, row, "uuid");
	account->nickname = db_value_or_null(r, row, "nickname");
	account->avatar_url = db_value_or_null(r, row, "avatar_url");
	account->description = db_value_or_null(r, row, "description");
	account->robot = db_value_bool(r, row, "robot");
	account->notifications = db_value_bool(r, row, "notifications");
	account->last_login = db_value_bigint(r, row, "last_login");
	account->activated = db_value_bool(r, row, "activated");
	account->token_epoch = db_value_bigint(r, row, "token_epoch");
	account->created = db_value_bigint(r, row, "created");
	account->modified = db_value_bigint(r, row, "modified");
}

/* Give each new row to the first element of its name. */
static void
spread_rows(const PGresult *r, struct account *accounts, size_t count)
{
	size_t i, row;

	for (row = 0; row < db_rows(r); row++)
		for (i = 0; i < count; i++)
			if (strcmp(accounts[i].username,
			    db_value(r, row, "username")) == 0) {
				account_from_row(r, row, &accounts[i]);
				break;
			}
}

enum err
account_register(struct arena *arena, const struct app *app,
    struct account *accounts, size_t count, struct fault *fault)
{
	struct db_array *names = db_array_new(arena, 't', count);
	struct db_array *uuids = db_array_new(arena, 't', count);
	struct db_array *nicknames = db_array_new(arena, 't', count);
	struct db_array *hashes = db_array_new(arena, 't', count);
	struct db_param params[5];
	PGresult *r;
	char uuid[37];
	size_t i;
	enum err e;

	BUG_UNLESS(count <= ACCOUNTS_MAX);
	for (i = 0; i < count; i++) {
		accounts[i].uuid = NULL;
		uuid_random(uuid);
		db_array_text(names, accounts[i].username);
		db_array_text(uuids, uuid);
		db_array_text(nicknames, accounts[i].nickname);
		db_array_text(hashes, accounts[i].password_hash);
	}
	params[0] = db_bigint(arena, app->id);
	params[1] = db_array_end(names);
	params[2] = db_array_end(uuids);
	params[3] = db_array_end(nicknames);
	params[4] = db_array_end(hashes);
	if ((e = db_query(arena, &SQL_account_insert, params, 5, &r,
	    fault)) != OK)
		return (e);
	spread_rows(r, accounts, count);
	return (OK);
}

enum err
account_find(struct arena *arena, const struct app *app,
    const char *username, struct account *account, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    db_text(username) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_account_find, params, 2, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0) {
		fault->argument = username;
		return (ERR_USER_UNKNOWN);
	}
	account_from_row(r, 0, account);
	account->password_hash = db_value_or_null(r, 0, "password_hash");
	return (OK);
}

/* Fill a page with up to page->limit rows; one more tells that more follow. */
static void
fill_page(struct arena *arena, const PGresult *r, struct account_page *page)
{
	size_t i;

	page->more = db_rows(r) > page->limit;
	page->count = page->more ? page->limit : db_rows(r);
	page->accounts = arena_array(arena, struct account, page->count);
	for (i = 0; i < page->count; i++)
		account_from_row(r, i, &page->accounts[i]);
}

enum err
account_list(struct arena *arena, const struct app *app,
    struct account_page *page, struct fault *fault)
{
	struct db_param params[4] = { db_bigint(arena, app->id),
	    db_text(page->after), db_text(page->activated),
	    db_bigint(arena, (int64_t)page->limit + 1) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_account_list, params, 4, &r,
	    fault)) != OK)
		return (e);
	fill_page(arena, r, page);
	return (OK);
}

enum err
account_delete(struct arena *arena, const struct app *app,
    const char *const *names, struct account_page *page, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    name_array(arena, names, page->limit) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_account_delete, params, 2, &r,
	    fault)) != OK)
		return (e);
	fill_page(arena, r, page);
	return (OK);
}

enum err
account_password(struct arena *arena, const struct app *app,
    const char *username, const char *hash, struct fault *fault)
{
	struct db_param params[3] = { db_bigint(arena, app->id),
	    db_text(username), db_text(hash) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_account_password, params, 3, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) > 0)
		return (OK);
	fault->argument = username;
	return (ERR_USER_UNKNOWN);
}

enum err
account_check_existing(struct arena *arena, const struct app *app,
    const char *const *names, size_t count, struct fault *fault)
{
	struct db_param params[2] = { db_bigint(arena, app->id),
	    name_array(arena, names, count) };
	PGresult *r;
	enum err e;

	if ((e = db_query(arena, &SQL_account_missing, params, 2, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (OK);
	fault->argument = db_value(r, 0, "username");
	return (ERR_USER_UNKNOWN);
}
