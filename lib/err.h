/*
 * err: every way in which a piece of work can end, in no dialect's words.
 *
 * A function that can fail returns an enum err, 0 for success.  The one who
 * finds the fault writes its public argument and its private detail into the
 * struct fault and returns the code; callers only pass it on.  One table per
 * dialect (cgi/DIALECT/errors.c) turns a code into a status and a body.
 *
 * Four classes, never mixed (err_class()): the caller's fault; limited; ours
 * (nothing was stored, try again); and unknown (a commit was sent and its
 * answer was lost: retry with the same Idempotency-Key).
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

struct arena;

enum err_class {
	CLASS_OK,
	CLASS_CALLER,
	CLASS_LIMITED,
	CLASS_OURS,
	CLASS_UNKNOWN,
};

/*
 * X(name, class, words for the log).  `argument` below is struct fault's
 * public argument.
 */
#define ERR_LIST(X)							\
	X(OK, OK, "ok")							\
	/* HTTP */							\
	X(BAD_REQUEST, CALLER, "malformed HTTP request")		\
	X(NO_SUCH_PATH, CALLER, "no such path")				\
	X(BAD_METHOD, CALLER, "method not allowed")			\
	X(REQUEST_TOO_LARGE, CALLER, "request too large")		\
	X(LENGTH_MISMATCH, CALLER, "body shorter than its length")	\
	/* who asks */							\
	X(NO_SUCH_APP, CALLER, "no such app")				\
	X(TOKEN_ABSENT, CALLER, "no token")				\
	X(TOKEN_CORRUPT, CALLER, "token is not one of ours")		\
	X(TOKEN_FOREIGN, CALLER, "token of another app or kind")	\
	X(TOKEN_EXPIRED, CALLER, "token expired or revoked")		\
	X(FORBIDDEN, CALLER, "not allowed for this caller")		\
	X(API_KEY_ABSENT, CALLER, "no platform key")			\
	X(API_KEY_WRONG, CALLER, "platform key unknown or revoked")	\
	X(PUBLIC_KEY_ABSENT, CALLER, "no client key")			\
	X(PUBLIC_KEY_WRONG, CALLER, "client key unknown or revoked")	\
	X(CREDENTIAL_TWICE, CALLER, "a credential's header came twice")	\
	X(VERIFIER_DOWN, OURS, "the app's token verifier did not answer") \
	X(PLATFORM_ONLY, CALLER, "only with the platform key")		\
	X(TOKEN_UNKNOWN, CALLER, "no such token of this user")		\
	X(TOKEN_TAKEN, CALLER, "token is bound to another user")	\
	X(CLIENT_ID_ABSENT, CALLER, "client_id absent")			\
	X(CLIENT_SECRET_ABSENT, CALLER, "client_secret absent")		\
	X(CLIENT_ID_WRONG, CALLER, "client_id unknown")			\
	X(CLIENT_SECRET_WRONG, CALLER, "client_secret wrong")		\
	X(GRANT_TYPE_WRONG, CALLER, "grant_type unknown")		\
	X(PASSWORD_WRONG, CALLER, "password wrong")			\
	X(USER_INACTIVE, CALLER, "user not activated")			\
	X(GRANT_USER_UNKNOWN, CALLER, "grant for an unknown user")	\
	X(GRANT_USER_ABSENT, CALLER, "grant without a username")	\
	/* JSON and fields; argument: text of the fault, or the field */ \
	X(BAD_JSON, CALLER, "body is not JSON")				\
	X(BAD_FIELD, CALLER, "field has the wrong type")		\
	X(FIELD_ABSENT, CALLER, "field absent")				\
	X(PARAMETER_ABSENT, CALLER, "field of a room absent")		\
	X(FIELD_INVALID, CALLER, "field has a wrong value")		\
	X(BAD_QUERY, CALLER, "query parameter has a wrong value")	\
	/* sends; argument: the limit, where there is one */		\
	X(FROM_EMPTY, CALLER, "from empty")				\
	X(TARGET_EMPTY, CALLER, "no target")				\
	X(TARGET_TYPE_ABSENT, CALLER, "target_type absent")		\
	X(TARGET_TYPE_WRONG, CALLER, "target_type unknown")		\
	X(TYPE_EMPTY, CALLER, "type empty")				\
	X(TYPE_UNKNOWN, CALLER, "type unknown")				\
	X(BODY_EMPTY, CALLER, "body empty")				\
	X(EXT_NOT_OBJECT, CALLER, "ext not an object")			\
	X(USERS_EMPTY, CALLER, "users empty")				\
	X(USERS_TOO_MANY, CALLER, "too many users")			\
	X(TARGETS_TOO_MANY, CALLER, "too many targets")			\
	X(IGNORED_TOO_MANY, CALLER, "too many roam_ignore_users")	\
	X(MESSAGE_TOO_LARGE, CALLER, "message too large")		\
	X(SENDER_UNKNOWN, CALLER, "sender does not exist")		\
	X(TARGET_UNKNOWN, CALLER, "target does not exist")		\
	/* idempotency */						\
	X(KEY_INVALID, CALLER, "Idempotency-Key malformed")		\
	X(KEY_REUSED, CALLER, "Idempotency-Key used for other content")	\
	X(KEY_RUNNING, CALLER, "first request of this key still runs")	\
	/* users, rooms, groups; argument: the name or id, or a limit */ \
	X(USER_UNKNOWN, CALLER, "no such user")				\
	X(USER_EXISTS, CALLER, "user exists already")			\
	X(OPEN_REGISTRATION, CALLER, "registration needs a token")	\
	X(MEMBER_NOT_USER, CALLER, "member to be is no user")		\
	X(USERNAME_ILLEGAL, CALLER, "username not legal")		\
	X(USERNAME_TOO_LONG, CALLER, "username too long")		\
	X(NICKNAME_TOO_LONG, CALLER, "nickname too long")		\
	X(PASSWORD_ABSENT, CALLER, "password absent")			\
	X(NEW_PASSWORD_ABSENT, CALLER, "newpassword absent")		\
	X(PASSWORD_TOO_LONG, CALLER, "password too long")		\
	X(ARRAY_TOO_LONG, CALLER, "too many elements")			\
	X(ROOM_UNKNOWN, CALLER, "no such room or group")		\
	X(ROOM_UNREADABLE, CALLER, "no such room or group to read")	\
	X(MEMBERS_TOO_MANY, CALLER, "more members than a call may add")	\
	X(LEAVERS_TOO_MANY, CALLER, "more members than a call may remove") \
	X(PUBLIC_ABSENT, CALLER, "a group needs the field public")	\
	X(ROOM_FULL, CALLER, "room or group is full")			\
	X(TITLE_TOO_LONG, CALLER, "name, description or custom too long") \
	X(MEMBER_EXISTS, CALLER, "is a member already")			\
	X(MEMBER_UNKNOWN, CALLER, "not a member")			\
	X(OWNER_LEAVES, CALLER, "the owner cannot be removed")		\
	X(MESSAGE_UNKNOWN, CALLER, "no such message here")		\
	X(ROOM_EXISTS, CALLER, "room exists already")			\
	X(NOT_MEMBER, CALLER, "caller is not a member of the room")	\
	X(NOT_MANAGER, CALLER, "only for the room's owner and managers") \
	X(ROOM_CLOSED, CALLER, "room is closed for joining")		\
	X(ROOM_FROZEN, CALLER, "room is frozen")			\
	X(SENDER_BANNED, CALLER, "sender is banned from the room")	\
	X(SENDER_BLOCKED, CALLER, "one of the two users blocked the other") \
	X(CENSORED, CALLER, "text has a forbidden word")		\
	X(BLOCK_UNKNOWN, CALLER, "no such block or ban")		\
	X(BLOCK_EXISTS, CALLER, "blocked or banned already")		\
	X(BLOCK_SELF, CALLER, "users cannot block themselves")		\
	X(ROOM_OR_USER_UNKNOWN, CALLER, "no such room or user")		\
	X(ROOM_NOT_MUTED, CALLER, "room is not muted")			\
	X(USER_ID_INVALID, CALLER, "not a user's id")			\
	X(TAGS_INVALID, CALLER, "tags are not an array of strings")	\
	X(ROOM_TAGS_INVALID, CALLER, "room tags are not strings")	\
	X(SEARCH_TYPE_INVALID, CALLER, "search type is not messages")	\
	X(SETTING_UNKNOWN, CALLER, "no such setting")			\
	X(SETTING_INVALID, CALLER, "setting has a wrong form")		\
	X(GROUP_EXISTS, CALLER, "group of users exists already")	\
	X(RESULT_TOO_LARGE, CALLER, "more results than a call may have") \
	/* in the dialect's own words: call->refusal */			\
	X(REFUSED, CALLER, "refused in the dialect's own words")	\
	/* limits */							\
	X(TOO_MANY_CALLS, LIMITED, "call limit reached")		\
	X(TOO_MANY_MESSAGES, LIMITED, "message limit reached")		\
	/* ours */							\
	X(DATABASE_DOWN, OURS, "database not reachable")		\
	X(DATABASE_BUSY, OURS, "database busy, nothing was stored")	\
	X(DATABASE_ERROR, OURS, "database refused a statement")		\
	X(CONFLICT, OURS, "unique key exists")				\
	X(PARTITION_ABSENT, OURS, "no partition for this time")		\
	X(QUEUE_FULL, OURS, "too many sends wait")			\
	X(STOPPING, OURS, "process is stopping")			\
	X(NOT_LIVE, OURS, "a stream, which msg-live serves")		\
	X(INTERNAL, OURS, "internal error")				\
	X(OUTCOME_UNKNOWN, UNKNOWN, "commit sent, answer lost")

enum err {
#define X(name, class, words) ERR_##name,
	ERR_LIST(X)
#undef X
	ERR_COUNT
};
#define OK ERR_OK

/*
 * What is known about a fault beside its code.
 */
struct fault {
	/* Public: goes into the answer where the dialect's text has a place
	 * for it (a limit, a name, a position).  NULL if none. */
	const char *argument;
	/* Private: for the log only.  NULL if none. */
	const char *detail;
};

/* err_name(e): "TOO_MANY_CALLS"; err_words(e): the words of the list. */
const char *err_name(enum err e);
const char *err_words(enum err e);
enum err_class err_class(enum err e);

/*
 * err_changed(e): what a call ends in that made a change, and then failed to
 * read what its answer shows, or to make a further one: a fault of ours must
 * not say that nothing was stored.
 */
enum err err_changed(enum err e);

/*
 * BUG(condition): abort when ${condition} is false; for broken invariants
 * of the program only, never for input.
 */
#define BUG_UNLESS(condition)						\
	((condition) ? (void)0 : bug(__FILE__, __LINE__, #condition))
void bug(const char *file, int line, const char *what)
    __attribute__((noreturn));

#endif
