/* What doctor asks the web server. */
#include <string.h>

#include "arena.h"
#include "conf.h"
#include "curl.h"
#include "doctor.h"
#include "json.h"
#include "msgctl.h"

/* Longer than any body that a server should take, and not very long. */
enum { LARGE_BODY = 1024 * 1024 };

static const char bad_token[] = "msgctl-doctor";

/* A token must not be needed to see that one is missing. */
static const char mend_authorization[] =
    "let the web server hand on Authorization: Apache: CGIPassAuth On in the "
    "directory or .htaccess; see docs/deploy-apache.md";
static const char mend_slash[] =
    "Apache: AllowEncodedSlashes NoDecode in the virtual host, and nocanon "
    "with ProxyPass; see docs/deploy-apache.md";
static const char mend_errors[] =
    "take the error documents of httpd-conf/: clients of chat APIs break on "
    "HTML";
static const char mend_mount[] =
    "is this the address where the program is mounted? The web server's error "
    "log and httpd-conf/ tell more";

/* The member `error` of a JSON answer; NULL if it is no such answer. */
static const char *
json_error(struct arena *arena, const struct curl_answer *answer)
{
	static const char type[] = "application/json";
	struct json_fault fault;
	struct json_object *root;

	if (strncmp(answer->type, type, strlen(type)) != 0 ||
	    json_parse(arena, answer->body, strlen(answer->body), &root,
	    &fault) != OK || !json_is(root, json_type_object))
		return (NULL);
	return (json_string(json_get(root, "error")));
}

static const char *
describe(struct arena *arena, const struct curl_answer *answer)
{

	if (answer->status == 0)
		return (answer->trouble);
	return (arena_format(arena, "answered %d, %s", answer->status,
	    answer->type[0] == '\0' ? "without a type" : answer->type));
}

/* GET /healthz; false when there is no use in asking further. */
static bool
check_health(struct doctor *doctor, const char *base)
{
	struct arena *arena = doctor->ctl->arena;
	struct curl_request request = {
		.url = arena_format(arena, "%s/healthz", base),
	};
	struct curl_answer answer;

	if (curl_run(arena, &request, &answer) == CURL_ABSENT) {
		found(doctor, FINDING_SKIPPED, "web server",
		    "the program curl is not there", "install curl");
		return (false);
	}
	if (answer.status == 200)
		found(doctor, FINDING_OK, "healthz", "answered 200", NULL);
	else if (answer.status == 503)
		found(doctor, FINDING_FAILED, "healthz", describe(arena,
		    &answer), "either no program runs behind the web server, "
		    "or it does not reach the database: see the error log");
	else
		found(doctor, FINDING_FAILED, "healthz", describe(arena,
		    &answer), mend_mount);
	return (answer.status != 0);
}

/* A path that no program has: JSON, whoever answers. */
static void
check_not_found(struct doctor *doctor, const char *base)
{
	struct arena *arena = doctor->ctl->arena;
	const char *host = strstr(base, "://") + 3, *path;
	struct curl_request request = { .url = NULL };
	struct curl_answer answer;
	bool outside;

	path = host + strcspn(host, "/");
	outside = (*path != '\0');
	request.url = arena_format(arena, "%.*s/msgctl-doctor-absent",
	    (int)(path - base), base);
	curl_run(arena, &request, &answer);
	if (answer.status == 404 && json_error(arena, &answer) != NULL)
		found(doctor, FINDING_OK, "404", "is JSON", NULL);
	else
		/* Beside a mounted program there may be a web site. */
		found(doctor, outside ? FINDING_WARNING : FINDING_FAILED,
		    "404", arena_format(arena, "%s %s", request.url,
		    describe(arena, &answer)), mend_errors);
}

static void
check_authorization(struct doctor *doctor, const char *app_url)
{
	struct arena *arena = doctor->ctl->arena;
	struct curl_request request = {
		.url = arena_format(arena, "%s/messages/users", app_url),
		.token = bad_token, .body = "{}",
	};
	struct curl_answer answer;
	const char *error;

	curl_run(arena, &request, &answer);
	error = json_error(arena, &answer);
	if (answer.status == 401 && error != NULL &&
	    strcmp(error, "auth_bad_access_token") == 0)
		found(doctor, FINDING_OK, "Authorization",
		    "reaches the program", NULL);
	else if (answer.status == 401 && error != NULL)
		found(doctor, FINDING_FAILED, "Authorization",
		    "is lost on the way to the program", mend_authorization);
	else
		found(doctor, FINDING_FAILED, "Authorization",
		    describe(arena, &answer), answer.status == 404 ?
		    mend_mount : mend_authorization);
}

/*
 * A room's id with a slash in it: where the slash stays encoded the program
 * finds the path, and misses the token.
 */
static void
check_slash(struct doctor *doctor, const char *app_url)
{
	struct arena *arena = doctor->ctl->arena;
	struct curl_request request = {
		.url = arena_format(arena, "%s/chatrooms/msgctl%%2Fdoctor",
		    app_url),
		.token = bad_token,
	};
	struct curl_answer answer;

	curl_run(arena, &request, &answer);
	if (answer.status == 401 && json_error(arena, &answer) != NULL)
		found(doctor, FINDING_OK, "%2F", "stays as it is", NULL);
	else
		found(doctor, FINDING_FAILED, "%2F", describe(arena, &answer),
		    mend_slash);
}

static void
check_large(struct doctor *doctor, const char *app_url)
{
	struct ctl *ctl = doctor->ctl;
	struct curl_request request = {
		.url = arena_format(ctl->arena, "%s/messages/users", app_url),
		.token = bad_token,
		.blanks = (size_t)ctl->conf->body_max + LARGE_BODY,
	};
	struct curl_answer answer;

	curl_run(ctl->arena, &request, &answer);
	if (answer.status == 413 && json_error(ctl->arena, &answer) != NULL)
		found(doctor, FINDING_OK, "413", "is JSON", NULL);
	else if (answer.status == 401 && json_error(ctl->arena, &answer) !=
	    NULL)
		/* The program looks at the token before it reads the body. */
		found(doctor, FINDING_OK, "413",
		    "large bodies are refused by the program", NULL);
	else
		found(doctor, FINDING_FAILED, "413", describe(ctl->arena,
		    &answer), "Apache with mod_fcgid: FcgidMaxRequestLen above "
		    "MSG_BODY_MAX; lighttpd: server.max-request-size; and the "
		    "error documents of httpd-conf/");
}

/* msg-live is not needed; but who wants it must be let through to it. */
static void
check_live(struct doctor *doctor, const char *base)
{
	static const char none[] =
	    "only for WebSocket and Server-Sent Events: start msg-live, and "
	    "take what leads to it from httpd-conf/; see docs/live.md";
	struct arena *arena = doctor->ctl->arena;
	struct curl_request request = {
		.url = arena_format(arena, "%s/sockjs/info", base),
	};
	struct curl_answer answer;

	curl_run(arena, &request, &answer);
	if (answer.status == 200 && strstr(answer.body, "\"websocket\"") !=
	    NULL)
		found(doctor, FINDING_OK, "msg-live", "answers", NULL);
	else
		found(doctor, FINDING_SKIPPED, "msg-live", describe(arena,
		    &answer), none);
}

/* Any app will do: its paths exist for tokens to be refused. */
static const char *
some_app(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	struct fault fault = { NULL, NULL };
	struct db_param params[4] = {
		db_null(), db_text(""), db_text(""), db_bigint(ctl->arena, 1),
	};
	PGresult *r;

	if (db_run(ctl->db, ctl->arena, &SQL_admin_app_list, params, 4, &r,
	    &fault) != OK || db_rows(r) == 0)
		return (NULL);
	return (arena_format(ctl->arena, "%s/%s", db_value(r, 0, "org"),
	    db_value(r, 0, "name")));
}

void
doctor_web(struct doctor *doctor, const char *url)
{
	struct arena *arena = doctor->ctl->arena;
	size_t length = strlen(url);
	const char *app, *base, *app_url;

	while (length > 0 && url[length - 1] == '/')
		length--;
	base = arena_strndup(arena, url, length);
	if (strstr(base, "://") == NULL) {
		found(doctor, FINDING_FAILED, "web server",
		    "the address has no host", "--url http://HOST[:PORT]");
		return;
	}
	if (!check_health(doctor, base))
		return;
	check_not_found(doctor, base);
	check_live(doctor, base);
	if ((app = some_app(doctor)) == NULL) {
		found(doctor, FINDING_SKIPPED, "requests",
		    "there is no app to ask for",
		    "msgctl app create ORG APP, then ask again");
		return;
	}
	app_url = arena_format(arena, "%s/%s", base, app);
	check_authorization(doctor, app_url);
	check_slash(doctor, app_url);
	check_large(doctor, app_url);
}
