/*
 * empty_cgi: a CGI program that reads its request's body and answers, and
 * does nothing else: what the web server and the kernel need for a process.
 */
#include <stdio.h>
#include <unistd.h>

static const char answer[] =
    "Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{}\n";

int
main(void)
{
	char bytes[8192];

	while (read(STDIN_FILENO, bytes, sizeof(bytes)) > 0)
		continue;
	return (write(STDOUT_FILENO, answer, sizeof(answer) - 1) < 0);
}
