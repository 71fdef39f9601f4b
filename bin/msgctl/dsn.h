/*
 * dsn: looking into connection strings, without connecting.
 */
#ifndef MSGCTL_DSN_H
#define MSGCTL_DSN_H

struct arena;

/*
 * dsn_masked(arena, dsn):
 * ${dsn} for people: itself if it holds no secret, else its settings as
 * `name=value` with the secret ones as "***".
 */
const char *dsn_masked(struct arena *arena, const char *dsn);

/*
 * dsn_user(arena, dsn):
 * The role that a connection with ${dsn} asks for: of the string itself, a
 * service file, PGUSER, or the system's user; NULL if the string is not
 * understood.
 */
const char *dsn_user(struct arena *arena, const char *dsn);

#endif
