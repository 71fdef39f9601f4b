/* verifier: which addresses are the Internet's, what an answer may be, and
 * what is remembered of one. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "unit.h"
#include "verifier.h"

UNIT_ARENA(16 << 20)

static const struct {
	const char *text;
	bool public;
} addresses[] = {
	{ "1.1.1.1", true }, { "8.8.8.8", true }, { "9.255.255.255", true },
	{ "11.0.0.0", true }, { "100.63.255.255", true },
	{ "100.128.0.0", true }, { "126.255.255.255", true },
	{ "128.0.0.0", true }, { "169.253.255.255", true },
	{ "169.255.0.0", true }, { "172.15.255.255", true },
	{ "172.32.0.0", true }, { "192.167.255.255", true },
	{ "192.169.0.0", true }, { "198.17.255.255", true },
	{ "198.20.0.0", true }, { "223.255.255.255", true },
	{ "0.0.0.0", false }, { "0.255.255.255", false },
	{ "10.0.0.0", false }, { "10.255.255.255", false },
	{ "100.64.0.0", false }, { "100.127.255.255", false },
	{ "127.0.0.1", false }, { "127.255.255.255", false },
	{ "169.254.169.254", false }, { "172.16.0.0", false },
	{ "172.31.255.255", false }, { "192.0.0.8", false },
	{ "192.0.2.1", false }, { "192.88.99.1", false },
	{ "192.168.0.1", false }, { "192.168.255.255", false },
	{ "198.18.0.1", false }, { "198.19.255.255", false },
	{ "198.51.100.1", false }, { "203.0.113.1", false },
	{ "224.0.0.1", false }, { "239.255.255.255", false },
	{ "240.0.0.1", false }, { "255.255.255.255", false },
	{ "2606:4700::1111", true }, { "2a00:1450::1", true },
	{ "3fff:ffff::1", true }, { "2001:4860::8888", true },
	{ "64:ff9b::8.8.8.8", true },
	{ "::", false }, { "::1", false }, { "::ffff:8.8.8.8", false },
	{ "::ffff:127.0.0.1", false }, { "::127.0.0.1", false },
	{ "64:ff9b::10.0.0.1", false }, { "64:ff9b:1::8.8.8.8", false },
	{ "100::1", false }, { "fc00::1", false }, { "fdff::1", false },
	{ "fe80::1", false }, { "febf::1", false }, { "fec0::1", false },
	{ "ff02::1", false }, { "2001::1", false }, { "2001:db8::1", false },
	{ "2002:7f00:1::", false }, { "4000::1", false },
};

START_TEST(knows_addresses)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	const char *text = addresses[_i].text;
	bool public;

	if (strchr(text, ':') == NULL) {
		ck_assert_int_eq(inet_pton(AF_INET, text, &v4.sin_addr), 1);
		public = verifier_address_public((struct sockaddr *)&v4);
	} else {
		ck_assert_int_eq(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
		public = verifier_address_public((struct sockaddr *)&v6);
	}
	ck_assert_msg(public == addresses[_i].public, "%s", text);
}
END_TEST

START_TEST(knows_no_other_family)
{
	struct sockaddr address = { .sa_family = AF_UNIX };

	ck_assert(!verifier_address_public(&address));
}
END_TEST

static const struct {
	const char *text;
	const char *username, *nickname, *avatar_url;	/* NULL: refused */
} answers[] = {
	{ "{\"id\":\"u\"}", "u", NULL, NULL },
	{ " {\"id\":\"Ann \\u6797\",\"nickname\":\"N\",\"avatarUrl\":\"a\","
	    "\"more\":[1]} ", "Ann \xe6\x9e\x97", "N", "a" },
	{ "{\"id\":\"u\",\"nickname\":null,\"avatarUrl\":\"\"}", "u", NULL,
	    "" },
	{ "", NULL, NULL, NULL },
	{ "u", NULL, NULL, NULL },
	{ "null", NULL, NULL, NULL },
	{ "\"u\"", NULL, NULL, NULL },
	{ "[{\"id\":\"u\"}]", NULL, NULL, NULL },
	{ "{}", NULL, NULL, NULL },
	{ "{\"id\":7}", NULL, NULL, NULL },
	{ "{\"id\":\"\"}", NULL, NULL, NULL },
	{ "{\"id\":null}", NULL, NULL, NULL },
	{ "{\"id\":\"a\\u0000b\"}", NULL, NULL, NULL },
	{ "{\"id\":\"a\\nb\"}", NULL, NULL, NULL },
	{ "{\"id\":\"a\\u007f\"}", NULL, NULL, NULL },
	{ "{\"id\":\"u\",\"id\":\"v\"}", NULL, NULL, NULL },
	{ "{\"id\":\"u\"}{", NULL, NULL, NULL },
	{ "{\"id\":\"u\",\"nickname\":{}}", NULL, NULL, NULL },
	{ "{\"id\":\"u\",\"avatarUrl\":1}", NULL, NULL, NULL },
};

START_TEST(reads_answers)
{
	struct fault fault = { .argument = NULL };
	struct profile p;
	enum err e;

	e = verifier_read(arena, answers[_i].text, strlen(answers[_i].text),
	    &p, &fault);
	if (answers[_i].username == NULL) {
		ck_assert_int_eq(e, ERR_VERIFIER_DOWN);
		ck_assert_ptr_nonnull(fault.detail);
		return;
	}
	ck_assert_int_eq(e, OK);
	ck_assert_str_eq(p.username, answers[_i].username);
	ck_assert_pstr_eq(p.nickname, answers[_i].nickname);
	ck_assert_pstr_eq(p.avatar_url, answers[_i].avatar_url);
	ck_assert_ptr_null(p.robot);
}
END_TEST

/* The longest of each that is taken, and one more. */
START_TEST(bounds_answers)
{
	static const struct {
		const char *name;
		size_t maximum;
	} fields[] = { { "id", PROFILE_ID_MAX }, { "nickname", NICKNAME_MAX },
	    { "avatarUrl", AVATAR_MAX } };
	struct fault fault = { .argument = NULL };
	struct profile p;
	size_t i, over;
	char *long_text;
	const char *text;

	for (i = 0; i < UNIT_COUNT(fields); i++)
		for (over = 0; over < 2; over++) {
			long_text = arena_alloc(arena, AVATAR_MAX + 2);
			memset(long_text, 'x', fields[i].maximum + over);
			text = arena_format(arena, "{%s\"%s\":\"%s\"}",
			    i == 0 ? "" : "\"id\":\"u\",", fields[i].name,
			    long_text);
			ck_assert_int_eq(verifier_read(arena, text,
			    strlen(text), &p, &fault),
			    over == 0 ? OK : ERR_VERIFIER_DOWN);
		}
}
END_TEST

START_TEST(remembers)
{
	struct verifier_memory memory = { .result = OK, .username = "u",
	    .epoch = 7 }, again = { .result = ERR_VERIFIER_DOWN };
	struct app app = { .key = "o#a" };

	verifier_digest(&app, "token", memory.digest);
	memcpy(again.digest, memory.digest, SHA256_SIZE);
	ck_assert(!verifier_recall(&again));
	verifier_remember(&memory);
	ck_assert(verifier_recall(&again));
	ck_assert_int_eq(again.result, OK);
	ck_assert_str_eq(again.username, "u");
	ck_assert_int_eq(again.epoch, 7);
	/* Of another app, or another token. */
	verifier_digest(&app, "token2", again.digest);
	ck_assert(!verifier_recall(&again));
	app.key[2] = 'b';
	verifier_digest(&app, "token", again.digest);
	ck_assert(!verifier_recall(&again));
}
END_TEST

UNIT_MAIN_ROWS("verifier", set_up, tear_down,
    UNIT_EACH(knows_addresses, addresses), UNIT_ONCE(knows_no_other_family),
    UNIT_EACH(reads_answers, answers), UNIT_ONCE(bounds_answers),
    UNIT_ONCE(remembers))
