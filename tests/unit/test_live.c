/*
 * Streams: cursors are taken to the letter; a ticket is good for its app,
 * time and epoch, is no token, and no token is a ticket.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "live.h"
#include "live_ticket.h"
#include "unit.h"

#define NOW	((msec_t)1763000000 * 1000)

UNIT_ARENA(64 << 20)

static const struct {
	const char *text;
	size_t count;
	bool good;
	int64_t after[3];
} cursors[] = {
	{ "0", 1, true, { 0 } },
	{ "12", 1, true, { 12 } },
	{ "007", 1, true, { 7 } },
	{ "12-7-0", 3, true, { 12, 7, 0 } },
	{ "999999999999999999", 1, true, { 999999999999999999 } },
	{ "1000000000000000000", 1, false, { 0 } },
	{ "", 1, false, { 0 } },
	{ "", 0, false, { 0 } },
	{ "1", 0, false, { 0 } },
	{ "1", 2, false, { 0 } },
	{ "1-", 2, false, { 0 } },
	{ "1-2", 1, false, { 0 } },
	{ "1-2-", 2, false, { 0 } },
	{ "1--2", 2, false, { 0 } },
	{ "-1", 1, false, { 0 } },
	{ "+1", 1, false, { 0 } },
	{ " 1", 1, false, { 0 } },
	{ "1 ", 1, false, { 0 } },
	{ "1\n", 1, false, { 0 } },
	{ "1,2", 2, false, { 0 } },
	{ "0x1", 1, false, { 0 } },
	{ "1e1", 1, false, { 0 } },
	{ "a", 1, false, { 0 } },
	{ "\xd9\xa1", 1, false, { 0 } },
};

START_TEST(reads_cursors)
{
	struct live_room rooms[3];
	size_t i, k;
	bool good;

	for (i = 0; i < UNIT_COUNT(cursors); i++) {
		good = live_cursor(cursors[i].text, rooms, cursors[i].count);
		ck_assert_msg(good == cursors[i].good, "\"%s\"",
		    cursors[i].text);
		for (k = 0; good && k < cursors[i].count; k++)
			ck_assert_int_eq(rooms[k].after, cursors[i].after[k]);
	}
}
END_TEST

/* A call of an app. */
static struct call *
new_call(const char *key, unsigned char first, int64_t epoch)
{
	struct call *call = arena_calloc(arena, 1, sizeof(*call));

	call->arena = arena;
	call->now = NOW;
	snprintf(call->app.key, sizeof(call->app.key), "%s", key);
	call->app.signing_key[0] = first;
	call->app.token_epoch = epoch;
	call->token.kind = TOKEN_APP;
	call->token.subject = "backend";
	return (call);
}

static const char *
make(struct live_ticket ticket, int64_t expires_in)
{

	live_ticket_make(new_call("org#app", 1, 5), &ticket);
	ck_assert_int_eq(ticket.expires_in, expires_in);
	return (ticket.text);
}

static enum err
take(struct call *call, const char *text, msec_t later)
{
	enum err e;

	call->now = NOW + later;
	e = live_ticket_take(call, text);
	ck_assert((e == OK) == (live_ticket_taken(call) != NULL));
	ck_assert((e == OK) == (call->fault.detail == NULL));
	return (e);
}

START_TEST(takes_its_tickets)
{
	struct call *call = new_call("org#app", 1, 5);
	const char *text = make((struct live_ticket){ .seconds = 60,
	    .as = "ann", .scope = "s" }, 60);
	const struct token *ticket;

	call->token.subject = NULL;
	ck_assert_int_eq(take(call, text, 0), OK);
	ticket = live_ticket_taken(call);
	ck_assert_str_eq(ticket->as, "ann");
	ck_assert_str_eq(ticket->scope, "s");
	ck_assert_int_eq(call->token.kind, TOKEN_APP);
	ck_assert_str_eq(call->token.subject, "backend");
	ck_assert_int_eq(call->token.expires, NOW / 1000 + 60);

	call = new_call("org#app", 1, 5);
	ck_assert_int_eq(take(call, make((struct live_ticket){
	    .seconds = 1 }, 1), 0), OK);
	ck_assert_ptr_null(live_ticket_taken(call)->as);
	ck_assert_ptr_null(live_ticket_taken(call)->scope);
}
END_TEST

START_TEST(takes_no_others)
{
	const char *text = make((struct live_ticket){ .seconds = 60 }, 60);

	ck_assert_int_eq(take(new_call("org#app", 1, 5), text, 59999), OK);
	ck_assert_int_eq(take(new_call("org#app", 1, 5), text, 60000),
	    ERR_TOKEN_EXPIRED);
	ck_assert_int_eq(take(new_call("org#app", 1, 6), text, 0),
	    ERR_TOKEN_EXPIRED);
	ck_assert_int_eq(take(new_call("org#app", 2, 5), text, 0),
	    ERR_TOKEN_FOREIGN);
	ck_assert_int_eq(take(new_call("org#other", 1, 5), text, 0),
	    ERR_TOKEN_FOREIGN);
	ck_assert_int_eq(take(new_call("org#app", 1, 5), "", 0),
	    ERR_TOKEN_CORRUPT);
}
END_TEST

/* Each with the app's own key. */
START_TEST(is_a_kind_of_its_own)
{
	struct call *call = new_call("org#app", 1, 5);
	const struct token tokens[] = {
		{ .kind = TOKEN_APP, .subject = "c", .epoch = 5,
		    .app_epoch = 5, .issued = NOW / 1000 },
		{ .kind = TOKEN_USER, .subject = "u", .app_epoch = 5,
		    .issued = NOW / 1000 },
	};
	const char *ticket = make((struct live_ticket){ .seconds = 60 }, 60);
	struct fault fault = { .detail = NULL };
	struct token seen;
	const char *text;
	size_t i;
	int again;

	for (again = 0; again < 2; again++) {
		ck_assert_int_eq(token_verify(arena, call->app.signing_key,
		    "org#app", ticket, NOW, &seen, &fault),
		    ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(take(new_call("org#app", 1, 5), ticket, 0),
		    OK);
	}
	for (i = 0; i < UNIT_COUNT(tokens); i++) {
		text = token_sign(arena, call->app.signing_key, "org#app",
		    &tokens[i]);
		ck_assert_int_eq(token_verify(arena, call->app.signing_key,
		    "org#app", text, NOW, &seen, &fault), OK);
		ck_assert_int_eq(take(new_call("org#app", 1, 5), text, 0),
		    ERR_TOKEN_CORRUPT);
	}
}
END_TEST

/* It is no longer good than what it was made with. */
START_TEST(ends_with_its_token)
{

	make((struct live_ticket){ .seconds = 60, .until = NOW / 1000 + 10 },
	    10);
	make((struct live_ticket){ .seconds = 60, .until = NOW / 1000 + 61 },
	    60);
	make((struct live_ticket){ .seconds = 60, .until = 0 }, 60);
}
END_TEST

START_TEST(names_its_app)
{
	const char *text = make((struct live_ticket){ .seconds = 60 }, 60);
	static const char *const others[] = {
		"", ".", "..", "a.b", "a.b.c", "x.e30.x", "x.W10.x",
		"x.eyJhdWQiOjd9.x", "x.!.x",
	};
	size_t i;

	ck_assert_str_eq(token_audience(arena, text), "org#app");
	for (i = 0; i < UNIT_COUNT(others); i++)
		ck_assert_ptr_null(token_audience(arena, others[i]));
}
END_TEST

/* Claims of a ticket that were left out do not widen it. */
START_TEST(lacks_nothing)
{
	static const struct {
		const char *claims;
		enum err expected;
	} rows[] = {
		{ ",\"for\":\"app\",\"as\":\"\",\"scope\":\"\"", OK },
		{ ",\"for\":\"app\",\"as\":\"\"", ERR_TOKEN_CORRUPT },
		{ ",\"for\":\"app\",\"scope\":\"\"", ERR_TOKEN_CORRUPT },
		{ ",\"for\":\"app\",\"as\":1,\"scope\":\"\"",
		    ERR_TOKEN_CORRUPT },
		{ ",\"as\":\"\",\"scope\":\"\"", ERR_TOKEN_CORRUPT },
		{ ",\"for\":\"ticket\",\"as\":\"\",\"scope\":\"\"",
		    ERR_TOKEN_CORRUPT },
	};
	struct call *call = new_call("org#app", 1, 5);
	const char *header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", *text;
	unsigned char code[SHA256_SIZE];
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++) {
		text = arena_format(arena, "{\"iss\":\"msgcgi\",\"aud\":"
		    "\"org#app\",\"sub\":\"c\",\"typ\":\"ticket\",\"epoch\":0,"
		    "\"app_epoch\":5,\"iat\":1%s}", rows[i].claims);
		text = arena_format(arena, "%s.%s", base64url_encode(arena,
		    header, strlen(header)), base64url_encode(arena, text,
		    strlen(text)));
		hmac_sha256(call->app.signing_key, TOKEN_KEY, text,
		    strlen(text), code);
		text = arena_format(arena, "%s.%s", text,
		    base64url_encode(arena, code, sizeof(code)));
		ck_assert_msg(take(new_call("org#app", 1, 5), text, 0) ==
		    rows[i].expected, "%s", rows[i].claims);
	}
}
END_TEST

UNIT_MAIN_WITH("live", set_up, tear_down, reads_cursors, takes_its_tickets,
    takes_no_others, is_a_kind_of_its_own, ends_with_its_token,
    names_its_app, lacks_nothing)
