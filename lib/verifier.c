/* See verifier.h. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "db.h"
#include "json.h"
#include "utf8.h"
#include "verifier.h"

enum { ASKING_APPS = 64 };	/* places for apps that are waited for */

static struct {
	pthread_once_t once;
	bool usable;
	int slots;		/* that may be asked at a time */
	pthread_mutex_t lock;
	int busy;
	/* How many wait for an app's; apps that share a place share it. */
	int busy_of[ASKING_APPS];
} verifier = { .once = PTHREAD_ONCE_INIT, .slots = 1,
    .lock = PTHREAD_MUTEX_INITIALIZER };

/* One question. */
struct question {
	const char *url;
	bool private;		/* private addresses are allowed */
	bool refused;		/* one was met and is not */
	struct buf answer;
	char trouble[CURL_ERROR_SIZE];
};

void
verifier_start(const struct conf *conf)
{

	verifier.slots = conf->threads < 2 ? 1 : (int)(conf->threads / 2);
}

/* Only now: most processes never ask, and plain CGI starts anew each time. */
static void
start_library(void)
{

	/* TLS writes with write(), and what ends it is an error there. */
	signal(SIGPIPE, SIG_IGN);
	verifier.usable = curl_global_init(CURL_GLOBAL_ALL) == 0;
}

static bool
is_public_v4(uint32_t a)
{
	static const struct {
		uint32_t network;
		int bits;
	} inside[] = {
		{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
		{ 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 },
		{ 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 },
		{ 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 },
		{ 0xcb007100, 24 }, { 0xe0000000, 3 },
	};
	size_t i;

	for (i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		if ((a ^ inside[i].network) >> (32 - inside[i].bits) == 0)
			return (false);
	return (true);
}

static uint32_t
four_bytes(const unsigned char *b)
{

	return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3]);
}

static bool
is_public_v6(const unsigned char b[16])
{
	static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };

	if (memcmp(b, nat64, sizeof(nat64)) == 0)
		return (is_public_v4(four_bytes(b + 12)));
	/* Global unicast (RFC 4291, 2.4), less tunnels that name an IPv4
	 * address (Teredo, 6to4) and what is for documents. */
	return ((b[0] & 0xe0) == 0x20 &&
	    four_bytes(b) != 0x20010000 && four_bytes(b) != 0x20010db8 &&
	    !(b[0] == 0x20 && b[1] == 0x02));
}

bool
verifier_address_public(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof(v4));
		return (is_public_v4(ntohl(v4.sin_addr.s_addr)));
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return (is_public_v6(v6.sin6_addr.s6_addr));
	}
	return (false);
}

static enum err
down(struct fault *fault, const char *why)
{

	fault->detail = why;
	return (ERR_VERIFIER_DOWN);
}

/* A text of an answer; false if it is something else, or too long. */
static bool
read_text(struct json_object *root, const char *name, size_t maximum,
    const char **value)
{
	struct json_object *member = json_get(root, name);

	*value = NULL;
	if (member == NULL)
		return (true);
	*value = json_string(member);
	return (*value != NULL && utf8_characters(*value) <= maximum);
}

/* Usernames: as those that the platform gives. */
static bool
is_username(const char *id)
{
	const char *c;

	for (c = id; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return (false);
	return (c > id && c - id <= PROFILE_ID_MAX);
}

enum err
verifier_read(struct arena *arena, const char *text, size_t length,
    struct profile *profile, struct fault *fault)
{
	struct json_object *root;
	struct json_fault json_fault;

	memset(profile, 0, sizeof(*profile));
	if (json_parse(arena, text, length, &root, &json_fault) != OK ||
	    !json_is(root, json_type_object))
		return (down(fault, "the verifier's answer is no JSON object"));
	profile->username = json_string(json_get(root, "id"));
	if (profile->username == NULL || !is_username(profile->username))
		return (down(fault, "the verifier's answer has no proper id"));
	if (!read_text(root, "nickname", NICKNAME_MAX, &profile->nickname) ||
	    !read_text(root, "avatarUrl", AVATAR_MAX, &profile->avatar_url))
		return (down(fault, "nickname or avatarUrl of the verifier's "
		    "answer is no text, or too long"));
	return (OK);
}

/* Called by the library for each address that it wants to connect to. */
static curl_socket_t
open_socket(void *cookie, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct question *q = cookie;

	(void)purpose;
	if (!q->private && !verifier_address_public(&address->addr)) {
		q->refused = true;
		return (CURL_SOCKET_BAD);
	}
	return (socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol));
}

static size_t
take_answer(char *bytes, size_t one, size_t length, void *cookie)
{
	struct question *q = cookie;

	(void)one;
	buf_put(&q->answer, bytes, length);
	return (q->answer.overflow ? 0 : length);
}

static CURLcode
set_options(CURL *curl, struct question *q, struct curl_slist *headers,
    const struct buf *body)
{
	CURLcode failed = CURLE_OK;

#define SET(option, value)						\
	if (failed == CURLE_OK)						\
		failed = curl_easy_setopt(curl, option, value)
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_ERRORBUFFER, q->trouble);
	SET(CURLOPT_URL, q->url);
#if LIBCURL_VERSION_NUM >= 0x075500
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
	SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A look-up of a name that takes longer is left behind. */
	SET(CURLOPT_QUICK_EXIT, 1L);
#endif
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_TIMEOUT_MS, (long)VERIFIER_TIME);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, q);
	SET(CURLOPT_WRITEFUNCTION, take_answer);
	SET(CURLOPT_WRITEDATA, q);
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_POSTFIELDSIZE, (long)body->length);
	SET(CURLOPT_POSTFIELDS, body->bytes);
#undef SET
	return (failed);
}

static bool
is_json(const char *type)
{
	static const char json[] = "application/json";

	return (type != NULL &&
	    strncasecmp(type, json, sizeof(json) - 1) == 0 &&
	    strchr("; \t", type[sizeof(json) - 1]) != NULL);
}

/* What the answer means, of which the body is still to be read. */
static enum err
judge(CURL *curl, struct arena *arena, const struct question *q,
    struct fault *fault)
{
	const char *type = NULL;
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	if (status == 401 || status == 403) {
		fault->detail = "the verifier rejects the token";
		return (ERR_TOKEN_CORRUPT);
	}
	if (q->answer.overflow)
		return (down(fault, "the verifier's answer is too long"));
	if (status < 200 || status > 299)
		return (down(fault, arena_format(arena,
		    "the verifier answers with status %ld", status)));
	if (!is_json(type))
		return (down(fault,
		    "the verifier's answer is not application/json"));
	return (OK);
}

static enum err
perform(CURL *curl, struct arena *arena, struct question *q,
    const struct buf *body, struct fault *fault)
{
	struct curl_slist *headers, *more = NULL;
	CURLcode failed;

	headers = curl_slist_append(NULL, "Content-Type: application/json");
	if (headers != NULL)
		more = curl_slist_append(headers, "Accept: application/json");
	if (more == NULL || curl_slist_append(more, "Expect:") == NULL ||
	    set_options(curl, q, headers, body) != CURLE_OK) {
		curl_slist_free_all(headers);
		return (down(fault, "the verifier cannot be asked"));
	}
	failed = curl_easy_perform(curl);
	curl_slist_free_all(headers);
	if (failed == CURLE_OK || q->answer.overflow)
		return (judge(curl, arena, q, fault));
	if (q->refused)
		return (down(fault, "the verifier is inside a private network,"
		    " which the app does not allow"));
	return (down(fault, arena_format(arena, "the verifier: %s",
	    *q->trouble != '\0' ? q->trouble : curl_easy_strerror(failed))));
}

static enum err
ask(struct arena *arena, struct question *q, const char *token,
    struct profile *profile, struct fault *fault)
{
	struct buf body;
	struct json_writer w;
	CURL *curl;
	enum err e;

	pthread_once(&verifier.once, start_library);
	buf_init(&body, arena, 6 * strlen(token) + 64);
	json_write_begin(&w, &body);
	json_write_object(&w);
	json_put_string(&w, "token", token);
	json_write_object_end(&w);
	buf_init(&q->answer, arena, VERIFIER_ANSWER_MAX);
	curl = verifier.usable ? curl_easy_init() : NULL;
	if (curl == NULL)
		return (down(fault, "no HTTP client"));
	e = perform(curl, arena, q, &body, fault);
	curl_easy_cleanup(curl);
	if (e != OK)
		return (e);
	return (verifier_read(arena, q->answer.bytes, q->answer.length,
	    profile, fault));
}

/*
 * A slow verifier must not take all slots from those of other apps: one app
 * has three quarters of them.
 */
static int
share(void)
{
	int most = verifier.slots - (verifier.slots + 3) / 4;

	return (most < 1 ? 1 : most);
}

static bool
take_slot(const struct app *app)
{
	int *own = &verifier.busy_of[app->id % ASKING_APPS];
	bool taken;

	pthread_mutex_lock(&verifier.lock);
	taken = verifier.busy < verifier.slots &&
	    *own < share();
	if (taken) {
		verifier.busy++;
		++*own;
	}
	pthread_mutex_unlock(&verifier.lock);
	return (taken);
}

static void
give_slot(const struct app *app)
{

	pthread_mutex_lock(&verifier.lock);
	verifier.busy--;
	verifier.busy_of[app->id % ASKING_APPS]--;
	pthread_mutex_unlock(&verifier.lock);
}

enum err
verifier_ask(struct arena *arena, const struct app *app, const char *token,
    struct profile *profile, struct fault *fault)
{
	struct db_param params[1] = { db_bigint(arena, app->id) };
	struct question *q = arena_calloc(arena, 1, sizeof(*q));
	PGresult *r;
	enum err e;

	if (!utf8_valid(token, strlen(token)))
		return (ERR_TOKEN_CORRUPT);
	if ((e = db_query(arena, &SQL_app_verifier, params, 1, &r,
	    fault)) != OK)
		return (e);
	if (db_rows(r) == 0)
		return (ERR_TOKEN_CORRUPT);
	q->url = db_value(r, 0, "auth_url");
	q->private = db_value_bool(r, 0, "auth_private");
	if (!take_slot(app))
		return (down(fault, "too many calls wait for verifiers"));
	e = ask(arena, q, token, profile, fault);
	give_slot(app);
	return (e);
}
