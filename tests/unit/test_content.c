/*
 * What one dialect sent, in another's words: each type with all its members
 * there and back again, and what each becomes on the way.
 */
#include <string.h>

#include "arena.h"
#include "content.h"
#include "unit.h"

UNIT_ARENA(64 << 20)

static struct json_object *
parse(const char *text)
{
	struct json_fault fault;
	struct json_object *root;

	if (text == NULL)
		return (NULL);
	ck_assert_msg(json_parse(arena, text, strlen(text), &root, &fault) ==
	    OK, "%s: %s", text, fault.words);
	return (root);
}

/* The same members, in any order, with numbers as they were written. */
static void
same(const char *got, const char *wanted)
{

	if (got == NULL || wanted == NULL) {
		ck_assert_msg(got == wanted, "%s is not %s", got, wanted);
		return;
	}
	ck_assert_msg(strlen(got) == strlen(wanted) &&
	    json_object_equal(parse(got), parse(wanted)), "%s is not %s", got,
	    wanted);
}

struct pair {
	struct content_words easemob, imkit;
};

/* Read from either side, and both ways again. */
static const struct pair pairs[] = {
	{ { "txt", "{\"msg\":\"hi \\\"you\\\"\"}", NULL },
	    { "text", "{\"message\":\"hi \\\"you\\\"\"}", NULL } },
	{ { "txt", "{\"msg\":\"hi\"}", "{\"k\":1.0,\"o\":{}}" },
	    { "text", "{\"message\":\"hi\",\"extra\":{\"k\":1.0,\"o\":{}}}",
	    NULL } },
	{ { "txt", "{\"msg\":\"hi\"}", "{}" },
	    { "text", "{\"message\":\"hi\",\"extra\":{}}", NULL } },
	{ { "img", "{\"url\":\"u\",\"filename\":\"f\",\"secret\":\"s\","
	    "\"size\":{\"width\":480.0,\"height\":720},"
	    "\"file_length\":12345678901234567}", NULL },
	    { "image", "{\"originalUrl\":\"u\",\"fileName\":\"f\","
	    "\"width\":480.0,\"height\":720,\"bytes\":12345678901234567,"
	    "\"extra\":{\"easemob\":{\"secret\":\"s\"}}}", NULL } },
	{ { "img", "{\"url\":\"u\",\"size\":{\"width\":1,\"depth\":[2]}}",
	    NULL },
	    { "image", "{\"originalUrl\":\"u\",\"width\":1,\"extra\":"
	    "{\"easemob\":{\"size\":{\"width\":1,\"depth\":[2]}}}}", NULL } },
	{ { "audio", "{\"url\":\"u\",\"filename\":\"f\",\"secret\":\"s\","
	    "\"length\":10,\"Length\":10}", NULL },
	    { "audio", "{\"originalUrl\":\"u\",\"fileName\":\"f\","
	    "\"duration\":10,\"extra\":{\"easemob\":{\"secret\":\"s\","
	    "\"length\":10,\"Length\":10}}}", NULL } },
	{ { "audio", "{\"url\":\"u\",\"Length\":10}", NULL },
	    { "audio", "{\"originalUrl\":\"u\",\"duration\":10,\"extra\":"
	    "{\"easemob\":{\"Length\":10}}}", NULL } },
	{ { "video", "{\"url\":\"u\",\"filename\":\"f\",\"thumb\":\"t\","
	    "\"length\":1.50,\"secret\":\"s\",\"file_length\":7,"
	    "\"thumb_secret\":\"x\"}", "{\"e\":true}" },
	    { "video", "{\"originalUrl\":\"u\",\"fileName\":\"f\","
	    "\"thumbnailUrl\":\"t\",\"duration\":1.50,\"bytes\":7,\"extra\":"
	    "{\"e\":true,\"easemob\":{\"secret\":\"s\","
	    "\"thumb_secret\":\"x\"}}}", NULL } },
	{ { "file", "{\"url\":\"u\",\"filename\":\"f\",\"secret\":\"s\","
	    "\"file_length\":7}", NULL },
	    { "file", "{\"url\":\"u\",\"fileName\":\"f\",\"bytes\":7,"
	    "\"extra\":{\"title\":\"f\",\"easemob\":{\"secret\":\"s\"}}}",
	    NULL } },
	{ { "loc", "{\"lat\":\"39.9660\",\"lng\":\"116.3\",\"addr\":\"a\"}",
	    NULL },
	    { "location", "{\"latitude\":39.9660,\"longitude\":116.3,"
	    "\"address\":\"a\",\"extra\":{\"easemob\":{\"lat\":\"39.9660\","
	    "\"lng\":\"116.3\"}}}", NULL } },
	{ { "loc", "{\"lat\":39.9660,\"lng\":-116.3,\"addr\":\"a\"}", NULL },
	    { "location", "{\"latitude\":39.9660,\"longitude\":-116.3,"
	    "\"address\":\"a\"}", NULL } },
	{ { "loc", "{\"lat\":\"north\",\"lng\":1,\"addr\":\"a\"}", NULL },
	    { "location", "{\"latitude\":\"north\",\"longitude\":1,"
	    "\"address\":\"a\"}", NULL } },
	{ { "cmd", "{\"action\":\"a\",\"param\":{\"p\":1}}", NULL },
	    { "cmd", "{\"message\":\"a\",\"extra\":{\"easemob\":{\"param\":"
	    "{\"p\":1}}}}", NULL } },
	{ { "custom", "{\"customEvent\":\"e\",\"customExts\":{\"a\":\"1\"}}",
	    "{\"k\":2}" },
	    { "custom", "{\"message\":\"e\",\"extra\":{\"k\":2,\"easemob\":"
	    "{\"customExts\":{\"a\":\"1\"}}}}", NULL } },
	{ { "txt", "{\"msg\":\"m\",\"odd\":[1]}", "{\"easemob\":1}" },
	    { "text", "{\"message\":\"m\",\"extra\":{\"easemob\":"
	    "{\"odd\":[1],\"$ext\":{\"easemob\":1}}}}", NULL } },
	{ { "txt", "{\"msg\":\"m\"}", "{\"imkit\":{\"foo\":1}}" },
	    { "text", "{\"message\":\"m\",\"extra\":{\"easemob\":"
	    "{\"$ext\":{\"imkit\":{\"foo\":1}}}}}", NULL } },
	/* What IMKit has */
	{ { "txt", "{\"msg\":\"{\\\"a\\\":1.0}\"}",
	    "{\"imkit\":{\"message\":{\"a\":1.0}}}" },
	    { "text", "{\"message\":{\"a\":1.0}}", NULL } },
	{ { "txt", "{\"msg\":\"\"}", "{\"imkit\":{\"message\":null}}" },
	    { "text", "{\"message\":null}", NULL } },
	{ { "txt", "{\"msg\":\"m\"}", "{\"imkit\":{\"mentions\":[\"bob\"],"
	    "\"reply\":\"0\",\"extra\":\"{}\"}}" },
	    { "text", "{\"message\":\"m\",\"mentions\":[\"bob\"],"
	    "\"reply\":\"0\",\"extra\":\"{}\"}", NULL } },
	{ { "img", "{\"url\":\"u\",\"size\":{\"width\":1,\"height\":2}}",
	    "{\"imkit\":{\"message\":\"m\",\"thumbnailUrl\":\"t\","
	    "\"images\":[{\"originalUrl\":\"v\"}]}}" },
	    { "image", "{\"message\":\"m\",\"originalUrl\":\"u\","
	    "\"thumbnailUrl\":\"t\",\"width\":1,\"height\":2,\"images\":"
	    "[{\"originalUrl\":\"v\"}]}", NULL } },
	{ { "audio", "{\"url\":\"u\",\"length\":3}",
	    "{\"imkit\":{\"mimeType\":\"x\"}}" },
	    { "audio", "{\"originalUrl\":\"u\",\"duration\":3,"
	    "\"mimeType\":\"x\"}", NULL } },
	{ { "video", "{\"url\":\"u\",\"thumb\":\"t\",\"length\":3}",
	    "{\"imkit\":{\"width\":4,\"height\":5}}" },
	    { "video", "{\"originalUrl\":\"u\",\"thumbnailUrl\":\"t\","
	    "\"width\":4,\"height\":5,\"duration\":3}", NULL } },
	{ { "file", "{\"url\":\"u\",\"filename\":\"f\"}",
	    "{\"mimetype\":\"x\"}" },
	    { "file", "{\"url\":\"u\",\"fileName\":\"f\",\"extra\":"
	    "{\"title\":\"f\",\"mimetype\":\"x\"}}", NULL } },
	{ { "file", "{\"url\":\"u\"}",
	    "{\"imkit\":{\"originalUrl\":\"u\"}}" },
	    { "file", "{\"originalUrl\":\"u\"}", NULL } },
	{ { "loc", "{\"lat\":1.50,\"lng\":2,\"addr\":\"a\"}",
	    "{\"imkit\":{\"message\":\"a\"}}" },
	    { "location", "{\"message\":\"a\",\"latitude\":1.50,"
	    "\"longitude\":2}", NULL } },
	{ { "custom", "{\"customEvent\":\"sticker\",\"customExts\":"
	    "{\"sticker\":\"7\"}}", "{\"imkit\":{\"messageType\":"
	    "\"sticker\"}}" },
	    { "sticker", "{\"sticker\":\"7\"}", NULL } },
	{ { "custom", "{\"customEvent\":\"url\",\"customExts\":"
	    "{\"message\":\"m\",\"url\":\"u\"}}", "{\"title\":\"t\","
	    "\"imkit\":{\"messageType\":\"url\"}}" },
	    { "url", "{\"message\":\"m\",\"url\":\"u\",\"extra\":"
	    "{\"title\":\"t\"}}", NULL } },
	{ { "custom", "{\"customEvent\":\"flex\",\"customExts\":{}}",
	    "{\"imkit\":{\"messageType\":\"flex\",\"contents\":{\"a\":[]}}}" },
	    { "flex", "{\"contents\":{\"a\":[]}}", NULL } },
	{ { "custom", "{\"customEvent\":\"imkit\",\"customExts\":"
	    "{\"message\":\"m\"}}", "{\"imkit\":{\"messageType\":"
	    "\"\xE6\x96\x87\",\"extra\":{\"imkit\":2}}}" },
	    { "\xE6\x96\x87", "{\"message\":\"m\",\"extra\":{\"imkit\":2}}",
	    NULL } },
};

START_TEST(there_and_back)
{
	const struct pair *pair = &pairs[_i];
	struct content_words words = pair->easemob;

	content_translate(arena, DIALECT_EASEMOB, DIALECT_IMKIT, &words);
	ck_assert_str_eq(words.type, pair->imkit.type);
	same(words.body, pair->imkit.body);
	ck_assert_ptr_null(words.ext);
	content_translate(arena, DIALECT_IMKIT, DIALECT_EASEMOB, &words);
	ck_assert_str_eq(words.type, pair->easemob.type);
	same(words.body, pair->easemob.body);
	same(words.ext, pair->easemob.ext);
}
END_TEST

START_TEST(back_and_there)
{
	const struct pair *pair = &pairs[_i];
	struct content_words words = pair->imkit;

	content_translate(arena, DIALECT_IMKIT, DIALECT_EASEMOB, &words);
	ck_assert_str_eq(words.type, pair->easemob.type);
	same(words.body, pair->easemob.body);
	same(words.ext, pair->easemob.ext);
	content_translate(arena, DIALECT_EASEMOB, DIALECT_IMKIT, &words);
	ck_assert_str_eq(words.type, pair->imkit.type);
	same(words.body, pair->imkit.body);
}
END_TEST

/* A text that was edited on the other side is not the old one again. */
START_TEST(edited)
{
	struct content_words words = { "txt", "{\"msg\":\"new\"}",
	    "{\"imkit\":{\"message\":{\"old\":1}}}" };

	content_translate(arena, DIALECT_EASEMOB, DIALECT_IMKIT, &words);
	same(words.body, "{\"message\":\"new\"}");
	words = (struct content_words){ "location", "{\"latitude\":2,"
	    "\"extra\":{\"easemob\":{\"lat\":\"1\"}}}", NULL };
	content_translate(arena, DIALECT_IMKIT, DIALECT_EASEMOB, &words);
	same(words.body, "{\"lat\":2}");
}
END_TEST

/* customExts has at most 16 members; the others are beside it. */
START_TEST(many)
{
	struct content_words words = { .type = "x", .body = "{"
	    "\"message\":\"1\",\"originalUrl\":\"1\",\"thumbnailUrl\":\"1\","
	    "\"width\":\"1\",\"height\":\"1\",\"duration\":\"1\","
	    "\"latitude\":\"1\",\"longitude\":\"1\",\"address\":\"1\","
	    "\"sticker\":\"1\",\"images\":\"1\",\"url\":\"1\","
	    "\"fileName\":\"1\",\"fileExtension\":\"1\",\"bytes\":\"1\","
	    "\"mimeType\":\"1\",\"template\":\"1\",\"contents\":\"1\"}" };
	const char *body = words.body;
	struct json_object *exts;

	content_translate(arena, DIALECT_IMKIT, DIALECT_EASEMOB, &words);
	exts = json_get(parse(words.body), "customExts");
	ck_assert_int_eq(json_object_object_length(exts), 16);
	content_translate(arena, DIALECT_EASEMOB, DIALECT_IMKIT, &words);
	same(words.body, body);
}
END_TEST

START_TEST(odd)
{
	static const struct content_words strange[] = {
		{ "txt", "{}", NULL }, { "img", "{\"size\":3}", NULL },
		{ "img", "{\"size\":{}}", NULL },
		{ "custom", "{\"customExts\":[]}",
		    "{\"imkit\":{\"messageType\":\"x\"}}" },
		{ "custom", "{}", "{\"imkit\":{\"messageType\":3}}" },
		{ "never", "{\"a\":{\"b\":[{}]}}", "{\"rocketchat\":{}}" },
		{ "loc", "{\"lat\":\"\",\"lng\":\"1 2\",\"addr\":null}",
		    "{\"easemob\":{\"$ext\":3}}" },
		{ "file", "{\"filename\":3}", "{\"title\":3}" },
		/* What would be there twice. */
		{ "text", "{\"extra\":{\"easemob\":{\"msg\":\"x\"}}}",
		    NULL },
		{ "x", "{\"extra\":{\"easemob\":{\"customEvent\":1,"
		    "\"customExts\":2}}}", NULL },
		{ "custom", "{\"customExts\":{\"message\":\"m\"}}",
		    "{\"imkit\":{\"messageType\":\"x\",\"message\":\"n\"}}" },
		{ "text", "{\"extra\":{\"easemob\":{\"$ext\":3}}}", NULL },
	};
	struct content_words words = strange[_i];

	content_translate(arena, DIALECT_EASEMOB, DIALECT_IMKIT, &words);
	parse(words.body);
	words.ext = NULL;
	content_translate(arena, DIALECT_IMKIT, DIALECT_EASEMOB, &words);
	parse(words.body);
	ck_assert(words.ext == NULL || json_is(parse(words.ext),
	    json_type_object));
	words = strange[_i];
	words.ext = NULL;
	content_translate(arena, DIALECT_IMKIT, DIALECT_EASEMOB, &words);
	parse(words.body);
	ck_assert(words.ext == NULL || json_is(parse(words.ext),
	    json_type_object));
}
END_TEST

/* What Rocket.Chat's clients send comes back from both others. */
static const char *const round_trips[] = {
	"{\"msg\":\"hi\"}", "{\"msg\":\"\"}",
	"{\"msg\":\"m\",\"customFields\":{\"k\":1.0}}",
	"{\"msg\":\"m\",\"customFields\":{}}",
	"{\"msg\":\"m\",\"emoji\":\":x:\",\"groupable\":false,\"bot\":{},"
	    "\"tmid\":\"t\",\"tshow\":true,\"blocks\":[1]}",
	"{\"msg\":\"m\",\"attachments\":[{\"image_url\":\"https://h\"}]}",
	"{\"msg\":\"\",\"attachments\":[{\"type\":\"file\",\"title\":\"f\","
	    "\"title_link\":\"https://h/o\",\"title_link_download\":true,"
	    "\"image_url\":\"https://h/o\",\"image_size\":7,"
	    "\"image_dimensions\":{\"width\":1.0,\"height\":2},"
	    "\"description\":\"\"}]}",
	"{\"msg\":\"\",\"attachments\":[{\"video_url\":\"https://h/o\","
	    "\"color\":\"#f00\",\"thumb_url\":\"https://h/t\"}]}",
	"{\"msg\":\"\",\"attachments\":[{\"type\":\"file\",\"title\":\"\","
	    "\"title_link\":\"http://h/o\",\"title_link_download\":true,"
	    "\"size\":12345678901234567,\"description\":\"\"}]}",
};

START_TEST(rocketchat_returns)
{
	static const enum message_dialect others[] = { DIALECT_EASEMOB,
	    DIALECT_IMKIT };
	struct content_words words;
	size_t i;

	for (i = 0; i < 2; i++) {
		words = (struct content_words){ "text", round_trips[_i],
		    NULL };
		content_translate(arena, DIALECT_ROCKETCHAT, others[i],
		    &words);
		content_translate(arena, others[i], DIALECT_ROCKETCHAT,
		    &words);
		ck_assert_str_eq(words.type, "text");
		same(words.body, round_trips[_i]);
	}
}
END_TEST

/* What others say becomes this, whatever they put into it. */
START_TEST(rocketchat_reads)
{
	static const struct {
		enum message_dialect from;
		struct content_words words;
		const char *body;
	} rows[] = {
		{ DIALECT_IMKIT, { "text", "{\"message\":1.0}", NULL },
		    "{\"msg\":\"1.0\",\"customFields\":{\"imkit\":"
		    "{\"message\":1.0}}}" },
		{ DIALECT_IMKIT, { "image", "{}", NULL }, "{\"msg\":\"\"}" },
		{ DIALECT_IMKIT, { "image", "{\"originalUrl\":[1]}", NULL },
		    "{\"msg\":\"\",\"customFields\":{\"imkit\":"
		    "{\"originalUrl\":[1]}}}" },
		{ DIALECT_IMKIT, { "image", "{\"originalUrl\":"
		    "\"JavaScript:x\"}", NULL }, "{\"msg\":\"\","
		    "\"customFields\":{\"imkit\":{\"originalUrl\":"
		    "\"JavaScript:x\"}}}" },
		{ DIALECT_IMKIT, { "text", "{\"message\":\"m\",\"mentions\":"
		    "[1]}", NULL }, "{\"msg\":\"m\",\"customFields\":"
		    "{\"imkit\":{\"mentions\":[1]}}}" },
		{ DIALECT_IMKIT, { "text", "{\"message\":\"m\",\"extra\":"
		    "{\"rocketchat\":{\"alias\":\"a\",\"t\":\"uj\","
		    "\"avatar\":\"/\",\"bot\":{},\"attachments\":[{\"actions\":"
		    "[{\"url\":\"javascript:1\"}]}]}}}", NULL },
		    "{\"msg\":\"m\",\"bot\":{}}" },
		{ DIALECT_EASEMOB, { "loc", "{\"lat\":\"x\",\"lng\":1,"
		    "\"addr\":null}", NULL }, "{\"msg\":\"\",\"customFields\":"
		    "{\"easemob\":{\"messageType\":\"loc\",\"lat\":\"x\","
		    "\"lng\":1,\"addr\":null}}}" },
	};
	struct content_words words = rows[_i].words;

	content_translate(arena, rows[_i].from, DIALECT_ROCKETCHAT, &words);
	same(words.body, rows[_i].body);
}
END_TEST

UNIT_MAIN_ROWS("content", set_up, tear_down,
    UNIT_EACH(there_and_back, pairs), UNIT_EACH(back_and_there, pairs),
    UNIT_ONCE(edited), UNIT_ONCE(many),
    UNIT_EACH(rocketchat_returns, round_trips),
    { .test = rocketchat_reads, .times = 7 }, { .test = odd, .times = 12 })
