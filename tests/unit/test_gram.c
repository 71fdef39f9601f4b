/* gram: a text that contains another has all of its grams. */
#include <string.h>

#include "arena.h"
#include "gram.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static bool
has_all(const char *text, const char *part, int64_t text_app, int64_t app)
{
	size_t i, k, n, m;
	const int32_t *whole = grams(arena, text_app, text, &n);
	const int32_t *some = grams(arena, app, part, &m);

	for (i = 0; i < m; i++) {
		for (k = 0; k < n && whole[k] != some[i]; k++)
			;
		if (k == n)
			return (false);
	}
	return (true);
}

static const struct {
	const char *text, *part;
	bool inside;
} rows[] = {
	{ "歡迎加入專案討論群!", "加入", true },
	{ "歡迎加入專案討論群!", "群", true },
	{ "歡迎加入專案討論群!", "入加", false },
	{ "Hello World", "lo wo", true },
	{ "Hello World", "HELLO", true },
	{ "ÄÖÜ straße", "äöü", true },
	{ "Привет МИР", "привет мир", true },
	{ "ＡＢＣ", "ａｂ", true },
	{ "漢字かな交じり文", "かな", true },
	{ "안녕하세요", "녕하", true },
	{ "a\U0001F600b", "\U0001F600b", true },
	{ "abc", "abd", false },
	{ "abc", "", true },
	{ "", "a b", false },
};

START_TEST(contains)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_msg(gram_contains(arena, rows[i].text,
		    rows[i].part) == rows[i].inside, "%s", rows[i].part);
		if (rows[i].inside)
			ck_assert_msg(has_all(rows[i].text, rows[i].part, 7, 7),
			    "%s", rows[i].part);
	}
}
END_TEST

START_TEST(tenants_share_none)
{

	ck_assert(!has_all("hello", "ell", 7, 8));
	ck_assert(!has_all("群", "群", 1, 2));
}
END_TEST

START_TEST(distinct_and_ascending)
{
	const int32_t *list;
	size_t i, n;

	list = grams(arena, 1, "ababababab 群群群", &n);
	ck_assert_uint_eq(n, 6);	/* ab ba b_ _群 群 群群 */
	for (i = 1; i < n; i++)
		ck_assert_int_gt(list[i], list[i - 1]);
	ck_assert_str_eq(gram_literal(arena, 1, "a"), "{}");
}
END_TEST

/* Long texts count up to a bound, and what is not UTF-8 harms nothing. */
START_TEST(bounds)
{
	char *text = arena_alloc(arena, 3 * GRAM_CHARACTERS + 1);
	size_t i, n;

	for (i = 0; i < 3 * GRAM_CHARACTERS; i++)
		text[i] = (char)('a' + i % 26 + (i / 26) % 7);
	grams(arena, 1, text, &n);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_le(n, 2 * GRAM_CHARACTERS);
	grams(arena, 1, "\xC3", &n);
	ck_assert_uint_eq(n, 0);
}
END_TEST

UNIT_MAIN_WITH("gram", set_up, tear_down, contains, tenants_share_none,
    distinct_and_ascending, bounds)
