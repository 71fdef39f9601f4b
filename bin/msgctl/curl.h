/*
 * curl: one HTTP request, by the program curl; msgctl links no HTTP client
 * for the sake of a check.
 */
#ifndef MSGCTL_CURL_H
#define MSGCTL_CURL_H

#include <stddef.h>

struct arena;

struct curl_request {
	const char *url;	/* http:// or https:// */
	const char *token;	/* bearer token, or NULL */
	const char *body;	/* of a POST; NULL: a GET, or blanks */
	size_t blanks;		/* a POST of so many blanks instead */
};

struct curl_answer {
	int status;		/* of HTTP; 0: there was no answer */
	const char *type;	/* Content-Type, "" if none */
	const char *body;	/* its first 64 KiB */
	const char *trouble;	/* where there was no answer: why */
};

enum { CURL_ABSENT = -1, CURL_RAN = 0 };

/*
 * curl_run(arena, request, answer):
 * CURL_ABSENT when the program cannot be started.  No shell is involved, and
 * no file of settings (~/.curlrc) is read.
 */
int curl_run(struct arena *arena, const struct curl_request *request,
    struct curl_answer *answer);

#endif
