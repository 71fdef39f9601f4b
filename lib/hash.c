/* See hash.h. */
#include <crypt.h>
#include <endian.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "hash.h"

enum { PASSWORDS_AT_ONCE = 2 };

static const EVP_MD *sha256_algorithm;
static sem_t password_places;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* A context per thread: making one costs as much as a digest. */
static pthread_key_t contexts;

static void
free_context(void *context)
{

	EVP_MD_CTX_free(context);
}

static void
init(void)
{

	BUG_UNLESS(pthread_key_create(&contexts, free_context) == 0);
	/* Fetched once: an implicit fetch costs more than the digest. */
	sha256_algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	BUG_UNLESS(sha256_algorithm != NULL);
	BUG_UNLESS(sem_init(&password_places, 0, PASSWORDS_AT_ONCE) == 0);
}

static EVP_MD_CTX *
thread_context(void)
{
	EVP_MD_CTX *context;

	pthread_once(&once, init);
	if ((context = pthread_getspecific(contexts)) != NULL)
		return (context);
	context = EVP_MD_CTX_new();
	BUG_UNLESS(context != NULL &&
	    pthread_setspecific(contexts, context) == 0);
	return (context);
}

void
sha256(const void *bytes, size_t length, unsigned char out[SHA256_SIZE])
{

	pthread_once(&once, init);
	BUG_UNLESS(EVP_Digest(bytes, length, out, NULL, sha256_algorithm,
	    NULL) == 1);
}

void
hmac_sha256(const void *key, size_t key_length, const void *bytes,
    size_t length, unsigned char out[SHA256_SIZE])
{
	unsigned int size = 0;

	pthread_once(&once, init);
	BUG_UNLESS(HMAC(sha256_algorithm, key, (int)key_length, bytes, length,
	    out, &size) != NULL && size == SHA256_SIZE);
}

void
hash_fields(unsigned char out[SHA256_SIZE], const char *const *fields,
    size_t count)
{
	EVP_MD_CTX *context = thread_context();
	uint64_t wire;
	size_t i, length;
	int good;

	good = EVP_DigestInit_ex(context, sha256_algorithm, NULL);
	for (i = 0; good && i < count; i++) {
		length = strlen(fields[i]);
		wire = htobe64((uint64_t)length);
		good = EVP_DigestUpdate(context, &wire, sizeof(wire)) &&
		    EVP_DigestUpdate(context, fields[i], length);
	}
	good = good && EVP_DigestFinal_ex(context, out, NULL);
	BUG_UNLESS(good);
}

int64_t
hash_bigint(const unsigned char digest[SHA256_SIZE])
{
	uint64_t wire;
	int64_t number;

	memcpy(&wire, digest, sizeof(wire));
	number = (int64_t)(be64toh(wire) >> 1);
	return (number == 0 ? 1 : number);
}

void
random_bytes(void *out, size_t length)
{

	BUG_UNLESS(RAND_bytes(out, (int)length) == 1);
}

void
uuid_random(char out[37])
{
	unsigned char b[16];

	random_bytes(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);	/* version 4 */
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);	/* RFC 9562 */
	snprintf(out, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
	    b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

const char *
hex_encode(struct arena *a, const void *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;
	char *text = arena_alloc(a, 2 * length + 1);
	size_t i;

	for (i = 0; i < length; i++) {
		text[2 * i] = digits[b[i] >> 4];
		text[2 * i + 1] = digits[b[i] & 15];
	}
	return (text);
}

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789-_";

const char *
base64url_encode(struct arena *a, const void *bytes, size_t length)
{
	const unsigned char *b = bytes;
	char *text = arena_alloc(a, (length + 2) / 3 * 4 + 1);
	size_t i, n = 0;
	uint32_t bits = 0;
	int have = 0;

	for (i = 0; i < length; i++) {
		bits = bits << 8 | b[i];
		for (have += 8; have >= 6; have -= 6)
			text[n++] = base64url[bits >> (have - 6) & 63];
	}
	if (have > 0)
		text[n++] = base64url[bits << (6 - have) & 63];
	return (text);
}

/* The six bits that a character stands for, or -1. */
static int
sextet(char c)
{

	if (c >= 'A' && c <= 'Z')
		return (c - 'A');
	if (c >= 'a' && c <= 'z')
		return (c - 'a' + 26);
	if (c >= '0' && c <= '9')
		return (c - '0' + 52);
	return (c == '-' ? 62 : c == '_' ? 63 : -1);
}

unsigned char *
base64url_decode(struct arena *a, const char *text, size_t length,
    size_t *decoded)
{
	unsigned char *bytes = arena_alloc(a, length / 4 * 3 + 3);
	size_t i, n = 0;
	uint32_t bits = 0;
	int have = 0, six;

	if (length % 4 == 1)
		return (NULL);
	for (i = 0; i < length; i++) {
		if ((six = sextet(text[i])) < 0)
			return (NULL);
		bits = bits << 6 | (uint32_t)six;
		if ((have += 6) >= 8) {
			have -= 8;
			bytes[n++] = (unsigned char)(bits >> have);
		}
	}
	/* Bits behind the last byte must be 0, or two texts mean the same. */
	if ((bits & ((1U << have) - 1)) != 0)
		return (NULL);
	*decoded = n;
	return (bytes);
}

bool
equal_constant_time(const void *a, const void *b, size_t length)
{

	return (CRYPTO_memcmp(a, b, length) == 0);
}

/* crypt(3) in the arena's wiped memory; NULL if it failed. */
static const char *
crypt_in(struct arena *arena, const char *password, const char *setting)
{
	struct crypt_data *data = arena_secret(arena, sizeof(*data));
	const char *hash;

	pthread_once(&once, init);
	while (sem_wait(&password_places) != 0)
		continue;
	hash = crypt_rn(password, setting, data, (int)sizeof(*data));
	sem_post(&password_places);
	return (hash == NULL ? NULL : arena_strdup(arena, hash));
}

/* What hashes of the password's SHA-256 begin with: clients of the Rocket.Chat
 * dialect show that instead of the password. */
static const char digested[] = "sha256:";
enum { DIGESTED = sizeof(digested) - 1 };

static bool
is_digested(const char *hash)
{

	return (strncmp(hash, digested, DIGESTED) == 0);
}

static const char *
password_digest(struct arena *arena, const char *password)
{
	unsigned char digest[SHA256_SIZE];

	sha256(password, strlen(password), digest);
	return (hex_encode(arena, digest, sizeof(digest)));
}

enum err
password_hash(struct arena *arena, const char *password, const char **hash)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	const char *text;

	if (crypt_gensalt_rn("$y$", 0, NULL, 0, setting,
	    (int)sizeof(setting)) == NULL)
		return (ERR_INTERNAL);
	text = crypt_in(arena, password_digest(arena, password), setting);
	if (text == NULL)
		return (ERR_INTERNAL);
	*hash = arena_format(arena, "%s%s", digested, text);
	return (OK);
}

static enum err
check(struct arena *arena, const char *text, const char *hash)
{
	static atomic_int waiting;	/* or running */
	const char *again;

	if (atomic_fetch_add(&waiting, 1) >=
	    PASSWORDS_AT_ONCE + PASSWORDS_WAITING) {
		atomic_fetch_sub(&waiting, 1);
		return (ERR_QUEUE_FULL);
	}
	again = crypt_in(arena, text, hash);
	atomic_fetch_sub(&waiting, 1);
	if (again == NULL || strlen(again) != strlen(hash) ||
	    !equal_constant_time(again, hash, strlen(hash)))
		return (ERR_PASSWORD_WRONG);
	return (OK);
}

enum err
password_check(struct arena *arena, const char *password, const char *hash)
{

	/* Those of before there was a digest are of the password itself. */
	if (!is_digested(hash))
		return (check(arena, password, hash));
	return (check(arena, password_digest(arena, password),
	    hash + DIGESTED));
}

enum err
password_check_digest(struct arena *arena, const char *digest,
    const char *hash)
{

	/* Of one without a digest it cannot be said; it takes as long. */
	if (!is_digested(hash))
		return (check(arena, digest, hash) == ERR_QUEUE_FULL ?
		    ERR_QUEUE_FULL : ERR_PASSWORD_WRONG);
	return (check(arena, digest, hash + DIGESTED));
}
