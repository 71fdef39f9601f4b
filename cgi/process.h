/*
 * process: what every program that serves calls begins with: its settings,
 * and the caches and connections that the calls use.
 */
#ifndef CGI_PROCESS_H
#define CGI_PROCESS_H

#include "err.h"

struct arena;
struct conf;

/*
 * process_load(conf, arena, fault): the settings, the log and the secret.
 * fault->argument is a sentence for who starts it.
 * process_start(conf): then, before the first call; send_start() is the
 * program's.
 */
enum err process_load(struct conf *conf, struct arena *arena,
    struct fault *fault);
void process_start(const struct conf *conf);

#endif
