/*
 * mention: whom, which rooms and which links a text names
 * (contract rocketchat, 1.3 (c)).
 */
#ifndef CGI_ROCKETCHAT_MENTION_H
#define CGI_ROCKETCHAT_MENTION_H

#include <stdbool.h>
#include <stddef.h>

#include "md.h"
#include "rocketchat.h"

enum { MENTIONS_MAX = 200, LINKS_MAX = 200 };	/* of one text, different */

struct names {
	const char **texts;
	size_t count;
};

struct mentions {
	struct names users;		/* as written; all, here left out */
	struct names rooms;
	struct names links;		/* in order of appearance */
	bool all, here;
	const struct md_node *tree;	/* the text's, by mentions_read(); NULL */
	/* Filled in by mentions_resolve() */
	const char **usernames;		/* users who exist */
	size_t username_count;
	const char *users_json;		/* arrays */
	const char *rooms_json;
};

/* tree_options(call): those of contract 4.1, as the app's settings change
 * them. */
struct md_options tree_options(struct call *call);

/*
 * names_add(names, most, text): each once, at most so many.
 * mentions_add_user(mentions, name): the same, but for all and here.
 */
void names_add(struct names *names, size_t most, const char *text);
void mentions_add_user(struct mentions *mentions, const char *name);

/* mentions_read(call, text, mentions): from the text's tree; for 7.x by
 * mentions_scan(), in mention_scan.c. */
void mentions_scan(struct call *call, const char *text,
    struct mentions *mentions);
void mentions_read(struct call *call, const char *text,
    struct mentions *mentions);

/* mentions_beside(call, object, mentions): as e2eMentions has them, each with
 * its sigil: {e2eUserMentions, e2eChannelMentions}. */
void mentions_beside(struct call *call, struct json_object *object,
    struct mentions *mentions);

/* mentions_resolve(call, mentions): one statement, none if there are none. */
enum err mentions_resolve(struct call *call, struct mentions *mentions);

#endif
