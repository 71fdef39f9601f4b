/*
 * content: what a message says, in no dialect's words.
 *
 * Each dialect has types of messages and members of their bodies; the
 * tables in content.c name them once for each dialect, and everything goes
 * through the canonical form here, so that a further dialect is one more
 * table.  Values are never read as numbers or texts: they are pieces of JSON
 * text, and leave as they came.
 *
 * Nothing is lost.  What the answering dialect has no member for stands in the
 * object that is the app's own there (IMKit: extra, Easemob: ext, Rocket.Chat:
 * customFields), below the name of the dialect that it came from; when such a
 * message is read again, it is brought back to its place.  docs/imkit.md and
 * docs/rocketchat.md have the tables.
 *
 * Ownership: pieces belong to the texts that were read, or to the arena.
 */
#ifndef LIB_CONTENT_H
#define LIB_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "message.h"

struct arena;

enum { CONTENT_DIALECTS = 3 };	/* of enum message_dialect */

/* Kinds of content, as bits. */
enum content_kind {
	CONTENT_TEXT = 1,
	CONTENT_IMAGE = 2,
	CONTENT_AUDIO = 4,
	CONTENT_VIDEO = 8,
	CONTENT_LOCATION = 16,
	CONTENT_FILE = 32,
	CONTENT_COMMAND = 64,	/* for programs, not for people */
	CONTENT_CUSTOM = 128,	/* the app's own */
	CONTENT_OTHER = 256,	/* only its own dialect has the type */
};

/* What the members of bodies are about. */
enum content_field {
	FIELD_NONE,		/* only its own dialect has it */
	FIELD_TEXT,
	FIELD_URL,
	FIELD_THUMBNAIL,	/* URL */
	FIELD_NAME,		/* of a file */
	FIELD_BYTES,
	FIELD_WIDTH,
	FIELD_HEIGHT,
	FIELD_DURATION,		/* seconds */
	FIELD_LATITUDE,
	FIELD_LONGITUDE,
	FIELD_ADDRESS,
	FIELD_EVENT,		/* of a command or of custom content */
};

/* A message in a dialect's words. */
struct content_words {
	const char *type;
	const char *body;	/* JSON object */
	const char *ext;	/* JSON object or NULL; only Easemob has it */
};

struct content_member {
	struct json_slice name;		/* a literal, with its quotes */
	struct json_slice value;
	enum message_dialect dialect;	/* whose name it is */
	enum content_field field;
	bool alias;		/* a second name for its field */
	bool part;		/* stands for a part of another member */
	bool written;		/* for who writes */
};

enum { CONTENT_MEMBERS_MAX = 256 };	/* of one message; others stay in
					   their dialect */

struct content {
	struct arena *arena;
	enum content_kind kind;
	enum message_dialect origin;
	const char *type;	/* in words of the origin */
	struct content_member *members;
	size_t count;
	const char *own;	/* the app's own object, or NULL */
	const char *mentions;	/* Rocket.Chat: whom the text names, a JSON
				   array, or NULL */
	bool hidden;		/* it has a member that is named as a dialect:
				   what came is shown below its origin */
};

/*
 * content_read(arena, dialect, words, content): from a dialect's words.
 * content_write(content, dialect, words): into a dialect's words; ends
 * ${content}.
 * content_translate(arena, from, to, words): both, in place.
 */
void content_read(struct arena *arena, enum message_dialect dialect,
    const struct content_words *words, struct content *content);
void content_write(struct content *content, enum message_dialect dialect,
    struct content_words *words);
void content_translate(struct arena *arena, enum message_dialect from,
    enum message_dialect to, struct content_words *words);

/*
 * The tables, for the writer.
 */
struct content_row {
	int kinds;		/* bits */
	const char *name;
	enum content_field field;
	bool alias;
};
/* content_rows(dialect): ends with a row without a name. */
const struct content_row *content_rows(enum message_dialect dialect);
/* content_type(dialect, kind): NULL for CONTENT_OTHER. */
const char *content_type(enum message_dialect dialect, enum content_kind kind);
/* The member of the app's own object below which a dialect's own members are;
 * and among them the one that is the whole of that object. */
const char *content_dialect_name(enum message_dialect dialect);
const char *content_whole_name(enum message_dialect dialect);

/* content_find(content, dialect, name): a member that is not written yet. */
struct content_member *content_find(struct content *content,
    enum message_dialect dialect, const char *name);

/* The members that a stored body of the IMKit dialect may have, in the order
 * in which they are shown. */
enum { CONTENT_IMKIT_MEMBERS = 23 };
extern const char *const content_imkit_members[CONTENT_IMKIT_MEMBERS];

#endif
