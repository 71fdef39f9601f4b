/*
 * cors: calls from pages of other origins (contract imkit, 1.9; the Fetch
 * standard, 3.2).
 *
 * A browser asks first, by OPTIONS, and shows no credentials then: it is told
 * yes when any app allows the page's origin.  The answer to the call itself
 * may be read by the page only if the app allows it that the call's credentials
 * name; where they name none, because they are wrong or the path is, there is
 * nothing of an app in the answer, and any app will do.  Refused are the
 * answers, not the calls: who is no browser is not bound by any of this.
 *
 * Cookies play no part, so there is no Access-Control-Allow-Credentials.
 */
#ifndef CGI_CORS_H
#define CGI_CORS_H

struct call;

/* What pages may, in a dialect. */
struct cors {
	/* Send, beside what needs no permission.  Platform keys are not
	 * among it: those are secrets, and no page can keep one. */
	const char *request_headers;
	/* Read, beside the body. */
	const char *answer_headers;
};

/*
 * cors_look(call): find out what the page may read, as long as there is
 * call->source; call->result is set already.  Only for dialects with cors.
 *
 * cors_headers(call): Vary, and the headers that allow it.
 */
void cors_look(struct call *call);
void cors_headers(struct call *call);

#endif
