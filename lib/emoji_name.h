/*
 * emoji_name: the short names of emoji, "smile", that a reaction may have.
 */
#ifndef LIB_EMOJI_NAME_H
#define LIB_EMOJI_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { EMOJI_NAME_MAX = 128 };	/* bytes; longer ones are none */

/* emoji_known(name): whether there is one of this name, without its colons;
 * also with skin tones, "wave_tone3", "wave_medium_skin_tone". */
bool emoji_known(const char *name);

#endif
