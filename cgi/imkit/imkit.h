/*
 * imkit: what the families of the IMKit dialect share.  Seeds 000 and 001 and
 * the contract "imkit" are the authority for names and texts.
 *
 * Paths name no app: the platform key (IM-API-KEY, API_KEY) or the client key
 * (IM-CLIENT-KEY, CLIENT_KEY) does.  auth.c fills call->app and call->token:
 * TOKEN_APP with the key's name for the platform key, TOKEN_USER with the
 * user's id for a client; then call->account is the user.
 *
 * Users' and rooms' ids are free text, kept to the letter, at most
 * IMKIT_ID_MAX bytes without control characters.
 */
#ifndef CGI_IMKIT_H
#define CGI_IMKIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"
#include "endpoint.h"
#include "json.h"

enum { IMKIT_ID_MAX = 128 };	/* bytes of a user's or room's id */

/* Value of endpoint->generation: whose words errors are in (errors.c). */
enum imkit_words {
	IMKIT_USUAL,
	IMKIT_TOKENS,		/* the pages of user tokens */
	IMKIT_SETTINGS,		/* /config */
	IMKIT_MODERATION,	/* blocks, bans, mutes */
};

extern const struct dialect imkit_dialect;

/* imkit_error_text(call, e): code and words of ${e} with call->fault, with a
 * blank between them, for what is answered later. */
const char *imkit_error_text(struct call *call, enum err e);

/* The families, each in the file of its name. */
extern const struct endpoint_table imkit_send_endpoints;
extern const struct endpoint_table imkit_room_endpoints;
extern const struct endpoint_table imkit_room_member_endpoints;
extern const struct endpoint_table imkit_room_read_endpoints;
extern const struct endpoint_table imkit_batch_endpoints;
extern const struct endpoint_table imkit_client_endpoints;
extern const struct endpoint_table imkit_client_token_endpoints;
extern const struct endpoint_table imkit_me_endpoints;
extern const struct endpoint_table imkit_group_endpoints;
extern const struct endpoint_table imkit_history_endpoints;
extern const struct endpoint_table imkit_live_endpoints;
extern const struct endpoint_table imkit_search_endpoints;
extern const struct endpoint_table imkit_extra_endpoints;
extern const struct endpoint_table imkit_mark_endpoints;
extern const struct endpoint_table imkit_moderation_endpoints;
extern const struct endpoint_table imkit_setting_endpoints;
extern const struct endpoint_table imkit_reading_endpoints;
extern const struct endpoint_table imkit_device_endpoints;
extern const struct endpoint_table imkit_preference_endpoints;
extern const struct endpoint_table imkit_my_preference_endpoints;
extern const struct endpoint_table imkit_room_count_endpoints;

/*
 * Limits of calls.  A platform key's calls all count to one, that which the
 * vendor documents (1,000 a minute); auth.c puts it into call->calls.  What a
 * row says is for clients.
 */
#define IMKIT_PLATFORM_CALLS { .name = "imkit platform", .quota = 1000, \
	.window = 60 }
#define IMKIT_CLIENT_SENDS { .name = "imkit sends", .quota = 100, .window = 1 }
#define IMKIT_CLIENT_CALLS { .name = "imkit calls", .quota = 500, .window = 1 }

/* auth.c: see there. */
enum err imkit_authorize(struct call *call);

/* imkit_is_platform(call): whether the platform key asks.
 * imkit_caller(call): the user who asks; NULL for the platform key. */
bool imkit_is_platform(const struct call *call);
const char *imkit_caller(const struct call *call);

/* imkit_token(call): the token that a user came with; until run() ends. */
const char *imkit_token(struct call *call);

/*
 * The envelope of a success: {"RC":0,"RM":"OK","result": ...}.
 *
 *	imkit_begin(call, &w);		... up to "result":
 *	... one value
 *	imkit_end(&w);
 */
void imkit_begin(struct call *call, struct json_writer *w);
void imkit_end(struct json_writer *w);

/*
 * imkit_time(call, w, name, at): two members, ${name} in ISO 8601 with
 * milliseconds and ${name}MS as a number.  imkit_iso(): the text.
 * imkit_iso_parse(text, at): that form, with or without milliseconds, Z or an
 * offset, or a number of milliseconds; false if it is none of them.
 */
void imkit_time(struct call *call, struct json_writer *w, const char *name,
    msec_t at);
const char *imkit_iso(struct arena *arena, msec_t at);
bool imkit_iso_parse(const char *text, msec_t *at);

/* imkit_user(call, w, account): the object that stands for a user;
 * imkit_user_members(): what is in it. */
void imkit_user(struct call *call, struct json_writer *w,
    const struct account *account);
void imkit_user_members(struct call *call, struct json_writer *w,
    const struct account *account);

/*
 * Fields of a body.  They fill call->fault.
 *
 * imkit_body(call, root): the body as a JSON object; an absent body is {}.
 * ERR_BAD_JSON, ERR_BAD_FIELD.
 *
 * imkit_id_check(call, name, id): ${id}, of field ${name}, is a possible id.
 * ERR_FIELD_ABSENT (NULL or empty), ERR_FIELD_INVALID.
 *
 * imkit_text(call, root, name, maximum, value): a string of at most
 * ${maximum} characters; NULL in ${value} when absent or null.
 * ERR_FIELD_INVALID.  imkit_flag(): true or false; ${value} stays when it is
 * absent.  imkit_strings(): an array of at most ${maximum} ids, each once;
 * also a single string; NULL when absent.
 *
 * imkit_number(call, name, least, most, value): the query parameter ${name};
 * ${value} stays when it is absent; ERR_BAD_QUERY.
 */
enum err imkit_body(struct call *call, struct json_object **root);
enum err imkit_id_check(struct call *call, const char *name, const char *id);
enum err imkit_text(struct call *call, struct json_object *root,
    const char *name, size_t maximum, const char **value);
enum err imkit_flag(struct call *call, struct json_object *root,
    const char *name, bool *value);
enum err imkit_strings(struct call *call, struct json_object *root,
    const char *name, size_t maximum, const char ***values, size_t *count);
enum err imkit_number(struct call *call, const char *name, int64_t least,
    int64_t most, int64_t *value);

/* imkit_invalid(call, ...): ERR_FIELD_INVALID with a sentence as argument;
 * imkit_absent(call, name): ERR_FIELD_ABSENT with the field's name. */
enum err imkit_invalid(struct call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum err imkit_absent(struct call *call, const char *name);

#endif
