/*
 * version: what `msg.fcgi --version` and `msgctl --version` print.  No
 * answer over HTTP shows it.
 */
#ifndef LIB_VERSION_H
#define LIB_VERSION_H

#define MSG_VERSION "0.1.0"

#endif
