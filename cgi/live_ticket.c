/* See live_ticket.h. */
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "live.h"
#include "live_ticket.h"

bool
live_ticket_seconds(struct json_object *root, const char *name,
    int64_t *seconds)
{
	struct json_object *value = json_get(root, name);

	if (value == NULL)
		return (true);
	return (json_integer(value, false, seconds) && *seconds >= 1 &&
	    *seconds <= TICKET_SECONDS_MAX);
}

void
live_ticket_make(struct call *call, struct live_ticket *ticket)
{
	struct token token = { .kind = TOKEN_TICKET,
	    .subject = call->token.subject,
	    .app_epoch = call->app.token_epoch, .issued = call->now / 1000,
	    .bearer = TOKEN_APP, .as = ticket->as, .scope = ticket->scope };

	ticket->expires_in = ticket->seconds;
	if (ticket->until != 0 &&
	    ticket->until < token.issued + ticket->seconds)
		ticket->expires_in = ticket->until - token.issued;
	token.expires = token.issued + ticket->expires_in;
	if (ticket->user != NULL) {
		token.bearer = TOKEN_USER;
		token.subject = ticket->user->username;
		token.epoch = ticket->user->token_epoch;
	}
	ticket->text = token_sign(call->arena, call->app.signing_key,
	    call->app.key, &token);
}

static enum err
over(struct call *call, const char *why)
{

	call->fault.argument = NULL;
	call->fault.detail = why;
	return (ERR_TOKEN_EXPIRED);
}

static enum err
take_user(struct call *call, const struct token *ticket)
{
	struct account *account = arena_calloc(call->arena, 1,
	    sizeof(*account));
	enum err e;

	e = account_find(call->arena, &call->app, ticket->subject, account,
	    &call->fault);
	if (e == ERR_USER_UNKNOWN || (e == OK && !account->activated))
		return (over(call, "ticket of no active user"));
	if (e != OK)
		return (e);
	if (account->token_epoch != ticket->epoch)
		return (over(call, "ticket of an earlier epoch of the user"));
	call->account = account;
	return (OK);
}

enum err
live_ticket_take(struct call *call, const char *text)
{
	struct token *ticket = arena_calloc(call->arena, 1, sizeof(*ticket));
	enum err e;

	if ((e = ticket_verify(call->arena, call->app.signing_key,
	    call->app.key, text, call->now, ticket, &call->fault)) != OK)
		return (e);
	if (ticket->app_epoch != call->app.token_epoch)
		return (over(call, "ticket of an earlier epoch of the app"));
	if (ticket->bearer == TOKEN_USER &&
	    (e = take_user(call, ticket)) != OK)
		return (e);
	call->token = (struct token){ .kind = ticket->bearer,
	    .subject = ticket->subject, .epoch = ticket->epoch,
	    .app_epoch = ticket->app_epoch, .issued = ticket->issued,
	    .expires = ticket->expires };
	call->session = ticket;
	return (OK);
}

const struct token *
live_ticket_taken(const struct call *call)
{

	return (call->session);
}

const char *
live_scope(struct arena *arena, const char *const *words, size_t count)
{
	unsigned char digest[SHA256_SIZE];

	hash_fields(digest, words, count);
	return (base64url_encode(arena, digest, sizeof(digest)));
}
