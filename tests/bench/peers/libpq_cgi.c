/*
 * libpq_cgi: the least CGI program that stores a message: one connection, one
 * INSERT that commits, one answer.  No settings but the connection string, no
 * token, no limits, no JSON, no order.
 *
 * The connection string is the line "dsn = ..." of the file that MSG_CONF
 * names, as msg.fcgi has it, because a web server hands its CGI programs
 * nothing else.  The row goes to bench_message (tests/bench/web.py), a table
 * with message's columns and indexes, and is as long as the one that msg.fcgi
 * stores for the same request: the body is what was posted.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char insert[] =
    "INSERT INTO bench_message (conv, id, seq, app_id, sender, type,"
    " priority, body)"
    " VALUES (4711, $1::bigint, $1::bigint, 1, 'amy', 'txt', 1, $2::text)";

static int
fail(const char *words)
{

	fprintf(stderr, "libpq_cgi: %s\n", words);
	printf("Status: 500 Internal Server Error\r\n"
	    "Content-Type: text/plain\r\n\r\n");
	return (1);
}

/* The value of the line "dsn = ...", in ${line}; NULL if there is none. */
static const char *
read_dsn(char *line, int size)
{
	const char *path = getenv("MSG_CONF");
	FILE *file = path == NULL ? NULL : fopen(path, "re");
	const char *dsn = NULL;

	if (file == NULL)
		return (NULL);
	while (dsn == NULL && fgets(line, size, file) != NULL)
		if (strncmp(line, "dsn = ", 6) == 0) {
			line[strcspn(line, "\n")] = '\0';
			dsn = line + 6;
		}
	fclose(file);
	return (dsn);
}

int
main(void)
{
	char line[1024], body[8192], id[24];
	const char *dsn, *values[2] = { id, body };
	struct timespec now;
	size_t length;
	PGconn *connection;
	PGresult *result;

	if ((dsn = read_dsn(line, sizeof(line))) == NULL)
		return (fail("no dsn in the file that MSG_CONF names"));
	length = fread(body, 1, sizeof(body) - 1, stdin);
	body[length] = '\0';
	clock_gettime(CLOCK_REALTIME, &now);
	/* Nanoseconds differ enough for the few processes there are. */
	snprintf(id, sizeof(id), "%lld",
	    (long long)now.tv_sec * 1000000000 + now.tv_nsec);
	connection = PQconnectdb(dsn);
	if (PQstatus(connection) != CONNECTION_OK)
		return (fail(PQerrorMessage(connection)));
	result = PQexecParams(connection, insert, 2, NULL, values, NULL, NULL,
	    0);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return (fail(PQerrorMessage(connection)));
	PQclear(result);
	PQfinish(connection);
	printf("Status: 200 OK\r\nContent-Type: application/json\r\n\r\n"
	    "{\"data\":{\"room\":\"%s\"}}\n", id);
	return (0);
}
