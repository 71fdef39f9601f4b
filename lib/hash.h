/*
 * hash: digests, random bytes, text forms of bytes, constant-time compare,
 * passwords; over OpenSSL and libxcrypt.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct arena;

enum { SHA256_SIZE = 32 };

void sha256(const void *bytes, size_t length, unsigned char out[SHA256_SIZE]);
void hmac_sha256(const void *key, size_t key_length, const void *bytes,
    size_t length, unsigned char out[SHA256_SIZE]);

/*
 * hash_fields(out, count, ...):
 * SHA-256 of ${count} strings, each preceded by its length in 8 bytes, so
 * that ("a", "bc") and ("ab", "c") differ.
 */
void hash_fields(unsigned char out[SHA256_SIZE], const char *const *fields,
    size_t count);

/* hash_bigint(digest): its first 63 bits, never 0. */
int64_t hash_bigint(const unsigned char digest[SHA256_SIZE]);

/* random_bytes(out, length): from the system; ends the process if it fails. */
void random_bytes(void *out, size_t length);

/* uuid_random(out): version 4, 36 characters and a NUL. */
void uuid_random(char out[37]);

/* Lower-case hex and URL-safe base64 without padding, in the arena. */
const char *hex_encode(struct arena *a, const void *bytes, size_t length);
const char *base64url_encode(struct arena *a, const void *bytes,
    size_t length);
/* Strict: no padding, no other byte, canonical tail bits.  NULL if not. */
unsigned char *base64url_decode(struct arena *a, const char *text,
    size_t length, size_t *decoded);

/* equal_constant_time(a, b, length) */
bool equal_constant_time(const void *a, const void *b, size_t length);

/*
 * password_hash(), password_check(), password_check_digest():
 * crypt(3) with yescrypt, of the password's SHA-256 in hex, so that who shows
 * that digest instead of the password can be checked as well; hashes that were
 * made before there were digests are of the password, which they know alone.
 * At most two run at once in a process, because each takes some 10 ms and MiBs
 * of memory.  Guesses must not take all threads of the process: while
 * PASSWORDS_WAITING checks wait already, another is refused with
 * ERR_QUEUE_FULL.  ERR_PASSWORD_WRONG.
 */
enum { PASSWORDS_WAITING = 6 };
enum err password_hash(struct arena *arena, const char *password,
    const char **hash);
enum err password_check(struct arena *arena, const char *password,
    const char *hash);
enum err password_check_digest(struct arena *arena, const char *digest,
    const char *hash);

#endif
