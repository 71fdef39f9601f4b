/*
 * Which names of emoji there are.
 */
#include <stdio.h>
#include <string.h>

#include "emoji_name.h"
#include "unit.h"

START_TEST(known)
{
	static const char *const names[] = { "smile", "+1", "-1", "100",
	    "squid", "bee", "ant", "zzz", "blond-haired_man", "wave_tone3",
	    "wave_medium_dark_skin_tone", "kiss_woman_woman_tone3_tone4" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(emoji_known(names[i]), "%s", names[i]);
}
END_TEST

START_TEST(unknown)
{
	static const char *const names[] = { "", "smil", "smilee", "Smile",
	    ":smile:", "no_such", "_tone3", "smile_tone6", "\xF0\x9F\x98\x80",
	    "wave_tone" };
	char long_name[1000];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(!emoji_known(names[i]), "%s", names[i]);
	memset(long_name, 'a', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	ck_assert(!emoji_known(long_name));
}
END_TEST

/* Each name of the list is found, so they ascend. */
START_TEST(all)
{
	char line[256], *name, *rest;
	FILE *file = fopen("lib/emoji_names.txt", "r");
	int count = 0;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (*line == '#')
			continue;
		for (name = strtok_r(line, " \n", &rest); name != NULL;
		    name = strtok_r(NULL, " \n", &rest), count++)
			ck_assert_msg(emoji_known(name), "%s", name);
	}
	fclose(file);
	ck_assert_int_gt(count, 2500);
}
END_TEST

UNIT_MAIN("emoji_name", known, unknown, all)
