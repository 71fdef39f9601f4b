/*
 * message_input: a message object of a client, as far as it can be judged
 * without the database (contract rocketchat, rows 1 to 10 of 1.2, and 1.3).
 */
#ifndef CGI_ROCKETCHAT_MESSAGE_INPUT_H
#define CGI_ROCKETCHAT_MESSAGE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "rocketchat.h"

enum {
	MESSAGE_SIZE = 5000,		/* UTF-16 units; Message_MaxAllowedSize */
	MESSAGE_ID_MAX = 255,		/* bytes of an _id */
	MESSAGE_BODY_MAX = 64 * 1024,	/* bytes of what is stored */
};

struct message_input {
	const char *method;		/* in details: "sendMessage" */
	const char *called;		/* in words: "chat.sendMessage" */
	bool strict;			/* other members than 1.3 (a) has are
					   refused */
	struct json_object *object;
	struct json_slice source;	/* its text */
	/* Filled in */
	const char *id;			/* NULL: the server's */
	const char *thread;		/* tmid or NULL */
	const char *text;		/* msg, or "" */
	bool show;			/* tshow */
	msec_t at;			/* ts, where it is believed; else 0 */
};

/*
 * message_input_match(call, input): row 1 of contract 1.2.  ERR_REFUSED.
 * message_input_read(call, input): rows 4, 6 to 10, in this order.
 * ERR_REFUSED.
 *
 * message_input_fields(call, input): rows 23 to 26, which come behind those
 * of the room.
 */
enum err message_input_match(struct call *call,
    const struct message_input *input);
enum err message_input_read(struct call *call, struct message_input *input);
enum err message_input_fields(struct call *call,
    const struct message_input *input);

/*
 * attachment.c: row 25, and what an attachment and an avatar may be.
 * custom_fields.c: row 26; ${fields} as the setting Message_CustomFields, a
 * JSON schema, wants them.  NULL: there is nothing to check.
 */
enum err attachments_check(struct call *call, struct json_object *array);
enum err avatar_check(struct call *call, struct json_object *avatar);
enum err custom_fields_check(struct call *call, struct json_object *fields);

/*
 * message_coerce.c: what REST makes of a value of another type than its
 * schema has, as ajv does: 12 is "12" where a text is wanted.
 *
 * coerce(out, want, value): append ${value}, or what is made of it.
 * message_input_coerce(call, input): all members of a message; ERR_REFUSED.
 */
enum coerce_form { COERCE_TEXT, COERCE_FLAG, COERCE_OBJECT, COERCE_OBJECTS };
enum coerced { COERCED_NOT, COERCED, COERCED_BAD };
struct coerce_want {
	enum coerce_form form;
	bool nullable;
};
struct buf;
enum coerced coerce(struct buf *out, struct coerce_want want,
    struct json_slice value);
enum err message_input_coerce(struct call *call, struct message_input *input);

/* text_units(text): its length in UTF-16 units. */
size_t text_units(const char *text);

/* message_size(call): the most a text may have. */
size_t message_size(const struct call *call);

/* is_system_type(type): only the server sends such messages. */
bool is_system_type(const char *type);

/* type_mismatch(call, wanted, value, path): "Expected string, got 12". */
enum err type_mismatch(struct call *call, const char *wanted,
    struct json_object *value, const char *path);

#endif
