/*
 * verifier: an app's own server, which knows whose a token is (contract imkit,
 * 1.2).
 *
 * It is asked by POST of {"token": ...}.  2xx with an object {"id",
 * "nickname", "avatarUrl"} names the user, the latter two being optional; 401
 * and 403 reject; all else is a fault of the verifier.
 *
 * Limits: VERIFIER_TIME for all of it, VERIFIER_ANSWER_MAX bytes of JSON, no
 * redirects, no proxy of the environment.  Unless the app allows it, only
 * public addresses are connected to; that is looked at when a connection is
 * made, so no name can lead elsewhere afterwards.  At most half of the
 * process's threads wait for verifiers at the same time, and at most three
 * quarters of these for one app's.
 *
 * What came out is remembered in a table of fixed size for VERIFIER_GOOD or
 * VERIFIER_BAD seconds.
 */
#ifndef LIB_VERIFIER_H
#define LIB_VERIFIER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "err.h"
#include "hash.h"
#include "profile.h"

struct app;
struct arena;
struct conf;

enum {
	VERIFIER_TIME = 3000,			/* milliseconds */
	VERIFIER_ANSWER_MAX = 64 * 1024,	/* bytes */
	VERIFIER_GOOD = 60,			/* seconds */
	VERIFIER_BAD = 5,			/* the same */
};

/* verifier_start(conf): before the first is asked. */
void verifier_start(const struct conf *conf);

/*
 * verifier_ask(arena, app, token, profile, fault):
 * Ask, and fill in who it is: username, and what else was said.
 * ERR_TOKEN_CORRUPT (rejected), ERR_VERIFIER_DOWN, or a database error.
 */
enum err verifier_ask(struct arena *arena, const struct app *app,
    const char *token, struct profile *profile, struct fault *fault);

/* What is remembered of a token. */
struct verifier_memory {
	unsigned char digest[SHA256_SIZE];	/* of app and token */
	enum err result;
	char username[PROFILE_ID_MAX + 1];	/* where OK */
	int64_t epoch;				/* of the user, then */
};

/* verifier_digest(): the key; verifier_recall(memory): find what belongs to
 * memory->digest, false if nothing; verifier_remember(memory). */
void verifier_digest(const struct app *app, const char *token,
    unsigned char digest[SHA256_SIZE]);
bool verifier_recall(struct verifier_memory *memory);
void verifier_remember(const struct verifier_memory *memory);

/* verifier_address_public(address): whether it is one of the Internet, and
 * not of this host or of a network behind it. */
bool verifier_address_public(const struct sockaddr *address);

/* verifier_read(arena, text, length, profile, fault): an answer's body.
 * ERR_VERIFIER_DOWN: it is of another form. */
enum err verifier_read(struct arena *arena, const char *text, size_t length,
    struct profile *profile, struct fault *fault);

#endif
