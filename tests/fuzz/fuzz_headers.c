/*
 * Header values.  Lines: Idempotency-Key, Authorization.
 */
#include <string.h>

#include "arena.h"
#include "auth.h"
#include "easemob/easemob.h"
#include "fuzz.h"
#include "idempotency_key.h"

/* Written as a structured field, the key must be read as itself. */
static void
check_key(struct call *call, const char *value)
{
	struct send send = { .key = NULL }, again = { .key = NULL };
	struct buf quoted;
	const char *c;

	call->request.idempotency_key = value;
	if (idempotency_key_take(call, &send) != OK)
		return;
	BUG_UNLESS(*send.key != '\0' && strlen(send.key) <= SEND_KEY_MAX);
	BUG_UNLESS(strlen(send.key) <= strlen(value));
	buf_init(&quoted, call->arena, 2 * SEND_KEY_MAX + 2);
	buf_putc(&quoted, '"');
	for (c = send.key; *c != '\0'; c++) {
		BUG_UNLESS(*c >= ' ' && *c <= '~');
		if (*c == '"' || *c == '\\')
			buf_putc(&quoted, '\\');
		buf_putc(&quoted, *c);
	}
	buf_putc(&quoted, '"');
	call->request.idempotency_key = quoted.bytes;
	BUG_UNLESS(idempotency_key_take(call, &again) == OK);
	BUG_UNLESS(strcmp(send.key, again.key) == 0);
	BUG_UNLESS(memcmp(send.fingerprint, again.fingerprint,
	    SHA256_SIZE) == 0);
}

void
fuzz_one(struct arena *arena, const char *text, size_t size)
{
	struct call *call = fuzz_call_new(arena);
	const char *token = fuzz_token(arena), *value;

	(void)size;
	call->endpoint = &easemob_message_endpoints.rows[0];
	call->request.method = "POST";
	call->request.path = call->request.body = "";
	call->token.subject = "c";
	check_key(call, fuzz_line(arena, &text));
	value = fuzz_line(arena, &text);
	call->request.authorization = value;
	/* The keys of dynamic tokens are in the database. */
	if (strstr(value, "ZHQt") != NULL || auth_check(call, AUTH_APP) != OK)
		return;
	value += strspn(value, " \t");
	BUG_UNLESS(strncasecmp(value, "Bearer", 6) == 0);
	value += 6 + strspn(value + 6, " \t");
	BUG_UNLESS(strncmp(value, token, strlen(token)) == 0);
	value += strlen(token);
	BUG_UNLESS(value[strspn(value, " \t")] == '\0');
}
