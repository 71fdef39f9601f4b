/*
 * live_ticket: what opens a stream for who cannot send headers: a browser's
 * EventSource.  It stands in the query, where servers and browsers keep it, so
 * it is good for a short time, for streams alone, and, where its maker says so,
 * for one of them (token.h).
 *
 * It ends with what it was made with, and the epochs of app and user revoke it
 * as they do a token.  It gets no further ticket.
 */
#ifndef CGI_LIVE_TICKET_H
#define CGI_LIVE_TICKET_H

#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "endpoint.h"

enum { TICKET_SECONDS = 300, TICKET_SECONDS_MAX = 3600 };

struct live_ticket {
	/* Asked for */
	const struct account *user;	/* in whose name; NULL: the app's */
	const char *as;			/* of the app's: what this user sees */
	const char *scope;		/* or NULL */
	int64_t seconds;		/* that it is to be good for */
	int64_t until;			/* seconds since 1970; 0: any time */
	/* Filled in */
	const char *text;
	int64_t expires_in;		/* seconds */
};

/*
 * live_ticket_seconds(root, name, seconds): how long, from a body;
 * ${seconds} stays where it does not say.  false: it is none of
 * 1..TICKET_SECONDS_MAX.
 */
bool live_ticket_seconds(struct json_object *root, const char *name,
    int64_t *seconds);

/* live_ticket_make(call, ticket): for call->app, by call->token. */
void live_ticket_make(struct call *call, struct live_ticket *ticket);

/*
 * live_ticket_take(call, text): check a ticket wholly for call->app, and fill
 * call->token as if its bearer had come with a token, and of a user
 * call->account.  ERR_TOKEN_CORRUPT, ERR_TOKEN_EXPIRED, ERR_TOKEN_FOREIGN, or a
 * database error.
 * live_ticket_taken(call): the ticket that the call came with, or NULL.
 */
enum err live_ticket_take(struct call *call, const char *text);
const struct token *live_ticket_taken(const struct call *call);

/* live_scope(arena, words, count): a scope, of fixed length, for these words
 * in this order. */
const char *live_scope(struct arena *arena, const char *const *words,
    size_t count);

#endif
