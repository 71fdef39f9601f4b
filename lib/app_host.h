/*
 * app_host: the app that a host name means, for clients that know nothing but
 * a host (the Rocket.Chat dialect).
 *
 * A host is bound to an app by msgctl; the host "" stands for all that are
 * not.  Found ones, and those that mean nothing, are remembered as long as
 * apps are (app.h).
 */
#ifndef LIB_APP_HOST_H
#define LIB_APP_HOST_H

#include "err.h"

struct app;
struct arena;
struct conf;

enum { HOST_NAME_MAX_BYTES = 255 };

/* app_host_start(conf): before the first look-up. */
void app_host_start(const struct conf *conf);

/*
 * app_host_find(arena, host, app, fault):
 * The app of ${host}, as a header Host has it; a port is not looked at.
 * ERR_NO_SUCH_APP, or a database error.
 */
enum err app_host_find(struct arena *arena, const char *host,
    struct app *app, struct fault *fault);

#endif
