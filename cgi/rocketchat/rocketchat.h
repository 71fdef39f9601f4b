/*
 * rocketchat: what the families of the Rocket.Chat dialect share.  Seed 002
 * and the contract "rocketchat" are the authority for names and texts; 8.x is
 * the model, and where 7.x differs an app's setting chooses.
 *
 * Paths name no app: the host does (lib/app_host.h).  X-User-Id and
 * X-Auth-Token say who asks; auth.c fills call->session (struct session) and
 * call->token.
 *
 * Refusals have texts of their own, thrown as what the model throws: a
 * struct rocketchat_fault in call->refusal with ERR_REFUSED.  All other codes
 * (the database is down, ...) have a row in errors.c.
 */
#ifndef CGI_ROCKETCHAT_H
#define CGI_ROCKETCHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "json.h"
#include "session.h"

extern const struct dialect rocketchat_dialect;

/* The families, each in the file of its name. */
extern const struct endpoint_table rocketchat_method_endpoints;
extern const struct endpoint_table rocketchat_login_endpoints;
extern const struct endpoint_table rocketchat_send_endpoints;
extern const struct endpoint_table rocketchat_room_create_endpoints;
extern const struct endpoint_table rocketchat_direct_endpoints;
extern const struct endpoint_table rocketchat_room_read_endpoints;
extern const struct endpoint_table rocketchat_room_member_endpoints;
extern const struct endpoint_table rocketchat_room_role_endpoints;
extern const struct endpoint_table rocketchat_room_setting_endpoints;
extern const struct endpoint_table rocketchat_subscription_endpoints;
extern const struct endpoint_table rocketchat_user_endpoints;
extern const struct endpoint_table rocketchat_personal_token_endpoints;
extern const struct endpoint_table rocketchat_edit_endpoints;
extern const struct endpoint_table rocketchat_history_endpoints;
extern const struct endpoint_table rocketchat_react_endpoints;
extern const struct endpoint_table rocketchat_remove_endpoints;
extern const struct endpoint_table rocketchat_sync_endpoints;
extern const struct endpoint_table rocketchat_thread_endpoints;
extern const struct endpoint_table rocketchat_post_endpoints;

enum { ROCKETCHAT_ID = 17 };		/* characters of a user's id */
enum { ROCKETCHAT_FRAME_MAX = 8 * 1024 * 1024 };	/* bytes of a result */

/* Calls of a user; REST of all kinds but sends. */
#define ROCKETCHAT_CALLS { .name = "rocketchat calls", .quota = 100, \
	.window = 1 }

/*
 * What a refusal says (contract 1.2, 2.6, 2.9).
 */
enum rocketchat_throw {
	THROW_METEOR,		/* an error with a code, safe for clients */
	THROW_PLAIN,		/* only a text */
	THROW_MATCH,		/* an argument of the wrong form */
};
struct rocketchat_fault {
	enum rocketchat_throw throws;
	const char *error;	/* "error-not-allowed"; the path of a match */
	const char *reason;	/* or NULL; the text of a plain one */
	const char *method;	/* details.method, or NULL */
	const char *details;	/* JSON object instead, or NULL */
	int status;		/* of REST; 0: 400 */
	bool swallowed;		/* the model's methods say nothing of it */
	bool bare;		/* REST has only the code, as a text */
};

/*
 * rocketchat_refuse(call, fault): ERR_REFUSED; ${fault} is copied.
 * rocketchat_details(call, pairs): details of names and texts in turn, which
 * end with NULL: {"method", "joinRoom", NULL}.
 * rocketchat_error(call, error, reason, method): with a Meteor error.
 * rocketchat_invalid(call, words): with invalid-params.
 * rocketchat_plain(call, text): with a plain one.
 * rocketchat_mismatch(call, path, words): with a match error: "Unknown key",
 * "Expected string, got number".
 */
enum err rocketchat_refuse(struct call *call,
    const struct rocketchat_fault *fault);
const char *rocketchat_details(struct call *call, const char *const *pairs);
enum err rocketchat_error(struct call *call, const char *error,
    const char *reason, const char *method);
enum err rocketchat_invalid(struct call *call, const char *words);
enum err rocketchat_plain(struct call *call, const char *text);
enum err rocketchat_mismatch(struct call *call, const char *path,
    const char *words);

/*
 * rocketchat_error_write(call, w, e): the value of `error` in a method's
 * result for the code ${e}.
 */
void rocketchat_error_write(struct call *call, struct json_writer *w,
    enum err e);

/*
 * rocketchat_sanitize(call, e): before that, where a connection carries the
 * result: of an argument of the wrong form clients there know the code 400
 * alone (contract 2.6).
 */
void rocketchat_sanitize(struct call *call, enum err e);

/*
 * rocketchat_status(call, e): the HTTP status that ${e} has in REST.
 * rocketchat_is_swallowed(call, e): whether the model's methods say nothing of
 * it (contract 1.4).
 * rocketchat_method_answer(call, e): answer a method that failed; false: the
 * call is of no method.
 */
int rocketchat_status(struct call *call, enum err e);
bool rocketchat_is_swallowed(const struct call *call, enum err e);
bool rocketchat_method_answer(struct call *call, enum err e);

/*
 * auth.c
 *
 * rocketchat_session(call): NULL: nobody is logged in.
 * rocketchat_may(call, permission, role): session_may() of who asks.
 * rocketchat_reads(call, type, member, role): whether he may read in a room of
 * ${type} (rocketchat_room_type()) where he is a member, or not, and has
 * ${role}, or none (NULL); contract 1.2, row 17.
 * rocketchat_version(call): 8, or what the app's setting
 * Compatibility_Version says.
 * rocketchat_count(call): call->calls are counted by user, and not at all for
 * who may pass.
 * rocketchat_send_limit(call): of sends, per user, not scaled; none for who
 * may send many.
 */
enum err rocketchat_authorize(struct call *call);
const struct session *rocketchat_session(const struct call *call);
bool rocketchat_may(const struct call *call, const char *permission,
    const char *role);
bool rocketchat_reads(const struct call *call, const char *type, bool member,
    const char *role);
int64_t rocketchat_version(const struct call *call);
void rocketchat_count(struct call *call);
struct limit rocketchat_send_limit(const struct call *call);

/*
 * Successes of REST: {..., "success":true}.
 *	rocketchat_begin(call, &w);	... members
 *	rocketchat_end(&w);
 */
void rocketchat_begin(struct call *call, struct json_writer *w);
void rocketchat_end(struct json_writer *w);

/*
 * rocketchat_body(call, root): body_object() of the body, or of what a form
 * says, whose values are strings; call->request.body is JSON then.
 */
enum err rocketchat_body(struct call *call, struct json_object **root);

/* rocketchat_date(arena, w, name, at, ejson): ISO text, or {"$date":at}. */
void rocketchat_date(struct arena *arena, struct json_writer *w,
    const char *name, msec_t at, bool ejson);

/*
 * Users have ids of 17 characters, made of their uuid.
 * rocketchat_user_id(arena, account).
 * rocketchat_user_write(arena, w, account, username): {_id, username, name};
 * ${account} NULL: of ${username} no more is known.
 */
const char *rocketchat_user_id(struct arena *arena,
    const struct account *account);
void rocketchat_user_write(struct arena *arena, struct json_writer *w,
    const struct account *account, const char *username);
/* The same members of an object that has others. */
void rocketchat_user_members(struct arena *arena, struct json_writer *w,
    const struct account *account, const char *username);

/* rocketchat_picture(account): the address of a user's picture, if it is one
 * that a client may show: other dialects keep any text.  NULL: he has none. */
const char *rocketchat_picture(const struct account *account);

/* Room types. */
const char *rocketchat_room_type(enum conversation_kind kind, bool public);

#endif
