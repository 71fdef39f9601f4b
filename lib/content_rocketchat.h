/*
 * content_rocketchat: what is a member elsewhere and has a form of its own in
 * the Rocket.Chat dialect: a picture, recording, film or file is the one
 * attachment of a message without a text; a place is a point; who is mentioned
 * is an object.  A part of content.c and content_write.c.
 */
#ifndef LIB_CONTENT_ROCKETCHAT_H
#define LIB_CONTENT_ROCKETCHAT_H

#include "content.h"

/* content_read_rocketchat(content, body): all of a body; content->kind is found
 * by what it has. */
void content_read_rocketchat(struct content *c, const char *body);

/* content_write_rocketchat(content, w): what is not a member of content_rows(),
 * and `msg` if there is none yet (${texted}). */
void content_write_rocketchat(struct content *c, struct json_writer *w,
    bool texted);

/* is_rocketchat_member(name): a client may give a message such a member;
 * others are the server's. */
bool is_rocketchat_member(struct json_slice name);

/* is_rocketchat_trusted(member): it may be shown although another dialect's
 * client could have written it. */
bool is_rocketchat_trusted(const struct content_member *member);

/* Of content.c: add a member; one whose field the tables know. */
struct content_member *content_add(struct content *c,
    enum message_dialect dialect, struct json_slice name,
    struct json_slice value);
struct content_member *content_add_own(struct content *c,
    struct json_slice name, struct json_slice value);
void content_read_own(struct content *c, const char *object);

/* Of content_write.c: the value of a field, from another dialect; and whether
 * the text, or what stands in a string, is a JSON number. */
struct content_member *content_field(struct content *c,
    enum message_dialect dialect, enum content_field field);
struct json_slice content_plain(struct arena *arena, struct json_slice value);
bool content_is_number(struct arena *arena, struct json_slice text);

#endif
