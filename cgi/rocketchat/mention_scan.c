/*
 * What a text names, as 7.x found it: without a tree, by looking for characters
 * (contract rocketchat, 1.3 (c) 1 and 3).
 */
#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "mention.h"

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char name_characters[] = "-_."
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char path_characters[] = "-+=!:~%/.@,()_"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char query_characters[] = "-+=&!:;%@/.,_"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char user_characters[] = "-;:&=+$,_"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char host_characters[] = "-."
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char digits[] = "0123456789";

/* Blanks instead of what stands between two of ${fence}. */
static void
mask(char *text, const char *fence, bool lines)
{
	size_t length = strlen(fence);
	char *at, *end;

	for (at = strstr(text, fence); at != NULL; at = strstr(at, fence)) {
		end = strstr(at + length, fence);
		if (end == NULL)
			return;
		if (!lines && memchr(at, '\n', (size_t)(end - at)) != NULL) {
			at += length;
			continue;
		}
		memset(at, ' ', (size_t)(end - at) + length);
	}
}

/* Behind the link whose "://" is at ${at}, or NULL. */
static const char *
link_end(const char *at)
{
	size_t n;

	at += 3;
	n = strspn(at, user_characters);
	if (n > 0 && at[n] == '@')
		at += n + 1;
	if ((n = strspn(at, host_characters)) == 0)
		return (NULL);
	at += n;
	if (*at == ':')
		at += 1 + strspn(at + 1, digits);
	if (*at == '/')
		at += strspn(at, path_characters);
	if (*at == '?')
		at++;
	at += strspn(at, query_characters);
	if (*at == '#' && (n = strcspn(at + 1, " \t\r\n)")) > 0)
		at += 1 + n;
	return (at);
}

static void
scan_links(struct arena *arena, const char *text, struct mentions *mentions)
{
	const char *at = text, *scheme, *end;

	while ((at = strstr(at, "://")) != NULL) {
		for (scheme = at; scheme > text && at - scheme < 9 &&
		    strchr(letters, scheme[-1]) != NULL; scheme--)
			;
		end = at - scheme < 3 ? NULL : link_end(at);
		if (end == NULL) {
			at += 3;
			continue;
		}
		names_add(&mentions->links, LINKS_MAX, arena_strndup(arena,
		    scheme, (size_t)(end - scheme)));
		at = end;
	}
}

/* "@name", "@name@server", "@name:server" and "#name", at the beginning or
 * behind a blank or a ">". */
static void
scan_names(struct arena *arena, const char *text, struct mentions *mentions)
{
	const char *at;
	size_t n, more;

	for (at = strpbrk(text, "@#"); at != NULL;
	    at = strpbrk(at + 1, "@#")) {
		if (at > text && !isspace((unsigned char)at[-1]) &&
		    at[-1] != '>')
			continue;
		if ((n = strspn(at + 1, name_characters)) == 0)
			continue;
		if (*at == '#') {
			names_add(&mentions->rooms, MENTIONS_MAX,
			    arena_strndup(arena, at + 1, n));
			continue;
		}
		more = at[n + 1] != '@' && at[n + 1] != ':' ? 0 :
		    strspn(at + n + 2, name_characters);
		mentions_add_user(mentions, arena_strndup(arena, at + 1,
		    more == 0 ? n : n + 1 + more));
	}
}

void
mentions_scan(struct call *call, const char *text, struct mentions *mentions)
{
	char *plain = arena_strdup(call->arena, text);

	mask(plain, "```", true);
	mask(plain, "`", false);
	scan_links(call->arena, plain, mentions);
	scan_names(call->arena, plain, mentions);
}
