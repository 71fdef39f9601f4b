/* See word_filter.h. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "rocketchat.h"
#include "word_filter.h"

/* Letters and digits, and all bytes of other scripts. */
static bool
is_word(char c)
{

	return (isalnum((unsigned char)c) || c == '_' || (c & 0x80) != 0);
}

static bool
is_listed(const char *list, const char *word, size_t length)
{
	size_t n;

	for (; *list != '\0'; list += n + (list[n] == ',')) {
		while (*list == ' ')
			list++;
		n = strcspn(list, ",");
		if (n == length && strncasecmp(list, word, n) == 0)
			return (true);
	}
	return (false);
}

const char *
word_filter(struct call *call, const char *text)
{
	const struct session *session = rocketchat_session(call);
	const char *list = json_string(json_get(session->settings,
	    "Message_BadWordsFilterList"));
	size_t length, i;
	char *filtered, *at;

	if (list == NULL || !session_flag(session,
	    "Message_AllowBadWordsFilter", true))
		return (text);
	filtered = arena_strndup(call->arena, text, strlen(text));
	for (at = filtered; *at != '\0'; at += length) {
		for (length = 0; is_word(at[length]); length++)
			;
		if (is_listed(list, at, length))
			for (i = 0; i < length; i++)
				at[i] = '*';
		length += length == 0;
	}
	return (filtered);
}
