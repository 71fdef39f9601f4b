/*
 * empty: a FastCGI program that reads its request and answers at once: what
 * the web server, libfcgi and the kernel allow.  It accepts in as many threads
 * as msg.fcgi, and its answer is as long as that of a send, headers and all.
 */
#include <fcgiapp.h>
#include <pthread.h>
#include <stddef.h>

enum {
	LISTENER = 0,			/* by the FastCGI rules */
	THREADS = 32,			/* MSG_THREADS */
	STACK = 256 * 1024,		/* bytes, as msg.fcgi's */
};

#define BODY \
    "{\"path\":\"/messages/chatrooms\"," \
    "\"uri\":\"http://127.0.0.1:29167/bench/app1/messages/chatrooms\"," \
    "\"timestamp\":1795265074271,\"organization\":\"bench\"," \
    "\"application\":\"bd1ecc80-1344-4422-b858-49a833243437\"," \
    "\"action\":\"post\",\"data\":{\"room1\":\"1882471870519836674\"}," \
    "\"duration\":2,\"applicationName\":\"app1\"}"
_Static_assert(sizeof(BODY) - 1 == 286, "Content-Length below");

static const char answer[] =
    "Status: 200 OK\r\n"
    "Content-Type: application/json\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Request-Id: 7d2b81dba34df57a\r\n"
    "RateLimit-Policy: \"calls\";q=100000000;w=1, "
    "\"messages\";q=100000000;w=1\r\n"
    "RateLimit: \"calls\";r=99999998;t=1, \"messages\";r=99999998;t=1\r\n"
    "Content-Length: 286\r\n"
    "\r\n" BODY;

static void *
work(void *unused)
{
	FCGX_Request request;
	char bytes[8192];

	(void)unused;
	FCGX_InitRequest(&request, LISTENER, 0);
	while (FCGX_Accept_r(&request) == 0) {
		while (FCGX_GetStr(bytes, sizeof(bytes), request.in) ==
		    (int)sizeof(bytes))
			continue;
		FCGX_PutStr(answer, sizeof(answer) - 1, request.out);
		FCGX_Finish_r(&request);
		FCGX_Free(&request, 1);		/* as msg.fcgi does */
	}
	return (NULL);
}

int
main(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int i;

	if (FCGX_Init() != 0)
		return (1);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	for (i = 1; i < THREADS; i++)
		if (pthread_create(&thread, &attributes, work, NULL) != 0)
			return (1);
	work(NULL);
	return (0);
}
