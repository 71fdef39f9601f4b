/*
 * Dynamic user tokens (contract easemob 1.1), against signatures computed
 * with another program.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "token.h"
#include "unit.h"

/* SHA-256 of client-1 org#app user1 1763000000 600 s3cret, and with 0. */
#define SIGNATURE							\
	"c2274b3fcd3ad8e17328399bf434c3b0ce354fed818046a694d1e24ca48cbe4e"
#define FOR_EVER							\
	"272b19908d5e24a69e4d0230b1f324a7f0ceabae3f64138973e629eb82c8f09d"
#define GOOD "dt-{\"signature\":\"" SIGNATURE "\",\"appkey\":\"org#app\"," \
	"\"userId\":\"user1\",\"curTime\":1763000000,\"ttl\":600}"
#define ISSUED ((msec_t)1763000000 * 1000)

UNIT_ARENA(16 << 20)

static struct fault fault;
static struct dynamic_token token;

static enum err
parse(const char *text)
{

	fault = (struct fault){ NULL, NULL };
	return (dynamic_token_parse(arena, text, &token, &fault));
}

static const char *
encode(const char *text)
{

	return (base64url_encode(arena, text, strlen(text)));
}

static enum err
check(const char *client, const char *appkey, const char *secret, msec_t now)
{

	fault = (struct fault){ NULL, NULL };
	return (dynamic_token_check(&token, client, appkey, secret, now,
	    &fault));
}

START_TEST(parses)
{

	ck_assert_int_eq(parse(encode(GOOD)), OK);
	ck_assert_str_eq(token.signature, SIGNATURE);
	ck_assert_str_eq(token.appkey, "org#app");
	ck_assert_str_eq(token.user_id, "user1");
	ck_assert_int_eq(token.issued, 1763000000);
	ck_assert_int_eq(token.ttl, 600);
}
END_TEST

/* The rest of a token behind its signature. */
static const struct {
	const char *rest;
	enum err expected;
} rests[] = {
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,\"ttl\":0}",
	    OK },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":\"1\","
	    "\"ttl\":\"0\"}", OK },
	{ " \"ttl\" : 0 , \"curTime\" : 1, \"userId\":\"\\u4e2d\","
	    "\"appkey\":\"a#b\", \"more\":[1] } ", OK },
	{ "\"userId\":\"u\",\"curTime\":1,\"ttl\":0}", ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"curTime\":1,\"ttl\":0}", ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":7,\"curTime\":1,\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":null,\"userId\":\"u\",\"curTime\":1,\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":-1,\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,\"ttl\":-1}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1.5,\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1e3,\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,"
	    "\"ttl\":9223372036854775808}", ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,\"ttl\":\"x\"}",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,\"ttl\":0,"
	    "\"userId\":\"admin\"}", ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\\u0000\",\"curTime\":1,"
	    "\"ttl\":0}", ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,\"ttl\":0}x",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"u\",\"curTime\":1,\"ttl\":0",
	    ERR_TOKEN_CORRUPT },
	{ "\"appkey\":\"a#b\",\"userId\":\"\xff\",\"curTime\":1,\"ttl\":0}",
	    ERR_TOKEN_CORRUPT },
};

START_TEST(checks_members)
{
	size_t i;

	for (i = 0; i < UNIT_COUNT(rests); i++) {
		ck_assert_msg(parse(encode(arena_format(arena,
		    "dt-{\"signature\":\"%s\",%s", SIGNATURE,
		    rests[i].rest))) == rests[i].expected, "%s",
		    rests[i].rest);
		ck_assert((rests[i].expected == OK) ==
		    (fault.detail == NULL));
	}
	ck_assert_int_eq(parse(encode("dt-{\"appkey\":\"a#b\",\"userId\":"
	    "\"u\",\"curTime\":1,\"ttl\":0}")), ERR_TOKEN_CORRUPT);
}
END_TEST

START_TEST(checks_the_form)
{
	static const char *const bad[] = { "", "dt-", "dt", "d", "DT-{}",
	    "dt-[]", "dt-null", "dt-\"x\"", "dt-1", "dt- ", "dt{}", "xx-{}",
	    "dt-{", "dt-{}{}", "\xef\xbb\xbf" "dt-{}" };
	const char *text;
	char *huge;
	size_t i;

	for (i = 0; i < UNIT_COUNT(bad); i++)
		ck_assert_int_eq(parse(encode(bad[i])), ERR_TOKEN_CORRUPT);
	/* Padding: the right one or none. */
	for (i = 0; i < 3; i++) {
		text = encode(arena_format(arena, "%s%*s", GOOD, (int)i,
		    ""));
		ck_assert_int_eq(parse(text), OK);
		ck_assert_int_eq(parse(arena_format(arena, "%s=", text)),
		    strlen(text) % 4 == 3 ? OK : ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(parse(arena_format(arena, "%s==", text)),
		    strlen(text) % 4 == 2 ? OK : ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(parse(arena_format(arena, "%s===", text)),
		    ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(parse(arena_format(arena, "%s====", text)),
		    ERR_TOKEN_CORRUPT);
		ck_assert_int_eq(parse(arena_format(arena, "%s\n", text)),
		    ERR_TOKEN_CORRUPT);
	}
	ck_assert_int_eq(parse("="), ERR_TOKEN_CORRUPT);
	ck_assert_int_eq(parse("===="), ERR_TOKEN_CORRUPT);
	ck_assert_int_eq(parse(GOOD), ERR_TOKEN_CORRUPT);
	/* Length. */
	huge = arena_alloc(arena, 100001);
	memset(huge, 'Z', 100000);
	ck_assert_int_eq(parse(huge), ERR_TOKEN_CORRUPT);
	text = encode(arena_format(arena, "%s%*s", GOOD,
	    TOKEN_MAX / 4 * 3 - (int)strlen(GOOD), ""));
	ck_assert_uint_eq(strlen(text), TOKEN_MAX);
	ck_assert_int_eq(parse(text), OK);
	text = encode(arena_format(arena, "%s%*s", GOOD,
	    TOKEN_MAX / 4 * 3 - (int)strlen(GOOD) + 1, ""));
	ck_assert_int_eq(parse(text), ERR_TOKEN_CORRUPT);
}
END_TEST

START_TEST(checks_signature_and_app)
{

	ck_assert_int_eq(parse(encode(GOOD)), OK);
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED), OK);
	ck_assert_ptr_null(fault.detail);
	ck_assert_int_eq(check("client-2", "org#app", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
	ck_assert_int_eq(check("client-1", "org#app", "s3creT", ISSUED),
	    ERR_TOKEN_FOREIGN);
	ck_assert_int_eq(check("client-1", "org#app2", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
	ck_assert_ptr_nonnull(fault.detail);
	token.user_id = "user2";
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
	token.user_id = "user1";
	token.ttl = 601;
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
	token.ttl = 600;
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED), OK);
	token.signature = "";
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
	token.signature = SIGNATURE "0";
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
	token.signature = "C2274B3FCD3AD8E17328399BF434C3B0"
	    "CE354FED818046A694D1E24CA48CBE4E";
	ck_assert_int_eq(check("client-1", "org#app", "s3cret", ISSUED),
	    ERR_TOKEN_FOREIGN);
}
END_TEST

START_TEST(ends_in_time)
{

	ck_assert_int_eq(parse(encode(GOOD)), OK);
	ck_assert_int_eq(check("client-1", "org#app", "s3cret",
	    ISSUED + 599999), OK);
	ck_assert_int_eq(check("client-1", "org#app", "s3cret",
	    ISSUED + 600000), ERR_TOKEN_EXPIRED);
	ck_assert_int_eq(check("client-1", "org#app", "s3cret",
	    ISSUED - CLOCK_SKEW * 1000), OK);
	ck_assert_int_eq(check("client-1", "org#app", "s3cret",
	    ISSUED - (CLOCK_SKEW + 1) * 1000), ERR_TOKEN_CORRUPT);
	/* A wrong signature tells nothing about time. */
	ck_assert_int_eq(check("client-1", "org#app", "wrong",
	    ISSUED + 600000), ERR_TOKEN_FOREIGN);
	token.ttl = 0;
	token.signature = FOR_EVER;
	ck_assert_int_eq(check("client-1", "org#app", "s3cret",
	    ISSUED * 2), OK);
}
END_TEST

/* Numbers at their ends; signed here, since they only must not wrap. */
START_TEST(does_not_wrap)
{
	unsigned char digest[SHA256_SIZE];
	const char *text = arena_format(arena, "co#au%lld%llds",
	    (long long)INT64_MAX, (long long)INT64_MAX);

	sha256(text, strlen(text), digest);
	token = (struct dynamic_token){ hex_encode(arena, digest,
	    SHA256_SIZE), "o#a", "u", INT64_MAX, INT64_MAX };
	ck_assert_int_eq(check("c", "o#a", "s", ISSUED), ERR_TOKEN_CORRUPT);
	text = arena_format(arena, "co#au%lld%llds", 1LL,
	    (long long)INT64_MAX);
	sha256(text, strlen(text), digest);
	token = (struct dynamic_token){ hex_encode(arena, digest,
	    SHA256_SIZE), "o#a", "u", 1, INT64_MAX };
	ck_assert_int_eq(check("c", "o#a", "s", ISSUED), OK);
}
END_TEST

UNIT_MAIN_WITH("token_dynamic", set_up, tear_down, parses, checks_members,
    checks_the_form, checks_signature_and_app, ends_in_time, does_not_wrap)
