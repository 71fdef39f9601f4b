/* See emoji_name.h. */
#include <stdlib.h>
#include <string.h>

#include "emoji_name.h"

/* Ascending; made of emoji_names.txt. */
static const char *const names[] = {
#include "emoji_names.inc"
};

/* How much of ${at} is a skin tone, or 0. */
static size_t
tone_length(const char *at)
{
	static const char *const tones[] = { "_medium_light_skin_tone",
	    "_medium_dark_skin_tone", "_medium_skin_tone",
	    "_light_skin_tone", "_dark_skin_tone" };
	size_t i;

	if (strncmp(at, "_tone", 5) == 0 && at[5] >= '1' && at[5] <= '5')
		return (6);
	for (i = 0; i < sizeof(tones) / sizeof(tones[0]); i++)
		if (strncmp(at, tones[i], strlen(tones[i])) == 0)
			return (strlen(tones[i]));
	return (0);
}

static int
compare(const void *a, const void *b)
{

	return (strcmp(a, *(const char *const *)b));
}

bool
emoji_known(const char *name)
{
	char plain[EMOJI_NAME_MAX + 1];
	size_t length = 0, tone;

	for (; *name != '\0' && length < EMOJI_NAME_MAX; name += tone)
		if ((tone = tone_length(name)) == 0) {
			plain[length++] = *name;
			tone = 1;
		}
	plain[length] = '\0';
	return (*name == '\0' && bsearch(plain, names, sizeof(names) /
	    sizeof(names[0]), sizeof(names[0]), compare) != NULL);
}
