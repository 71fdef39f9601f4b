/*
 * Digests against the vectors of FIPS 180-4 and RFC 4231, text forms against
 * RFC 4648, passwords, and all of it from several threads.
 */
#include <crypt.h>
#include <ctype.h>
#include <pthread.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "unit.h"

UNIT_ARENA(16 << 20)

static const char *
hex(const unsigned char digest[SHA256_SIZE])
{

	return (hex_encode(arena, digest, SHA256_SIZE));
}

static const struct {
	const char *text, *digest;
} digests[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(digests_the_vectors)
{
	unsigned char out[SHA256_SIZE];
	char *million = arena_alloc(arena, 1000000);
	size_t i;

	for (i = 0; i < UNIT_COUNT(digests); i++) {
		sha256(digests[i].text, strlen(digests[i].text), out);
		ck_assert_str_eq(hex(out), digests[i].digest);
	}
	memset(million, 'a', 1000000);
	sha256(million, 1000000, out);
	ck_assert_str_eq(hex(out), "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* RFC 4231; a key of so many times the byte, or a text. */
static const struct {
	const char *key;
	int byte, count;
	const char *text, *digest;
} codes[] = {
	{ NULL, 0x0b, 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ "Jefe", 0, 4, "what do ya want for nothing?",
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ NULL, 0xaa, 131, "Test Using Larger Than Block-Size Key - "
	    "Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54" },
};

START_TEST(authenticates_the_vectors)
{
	unsigned char out[SHA256_SIZE];
	char key[131];
	size_t i;

	for (i = 0; i < UNIT_COUNT(codes); i++) {
		if (codes[i].key != NULL)
			memcpy(key, codes[i].key, (size_t)codes[i].count);
		else
			memset(key, codes[i].byte, (size_t)codes[i].count);
		hmac_sha256(key, (size_t)codes[i].count, codes[i].text,
		    strlen(codes[i].text), out);
		ck_assert_str_eq(hex(out), codes[i].digest);
	}
}
END_TEST

START_TEST(keeps_fields_apart)
{
	static const char *const one[] = { "a", "bc" };
	static const char *const two[] = { "ab", "c" };
	static const char *const three[] = { "abc", "" };
	unsigned char a[SHA256_SIZE], b[SHA256_SIZE], c[SHA256_SIZE];

	hash_fields(a, one, 2);
	hash_fields(b, two, 2);
	hash_fields(c, three, 2);
	ck_assert_mem_ne(a, b, SHA256_SIZE);
	ck_assert_mem_ne(a, c, SHA256_SIZE);
	ck_assert_mem_ne(b, c, SHA256_SIZE);
	/* The form that the header promises. */
	sha256("\0\0\0\0\0\0\0\1a\0\0\0\0\0\0\0\2bc", 19, b);
	ck_assert_mem_eq(a, b, SHA256_SIZE);
	hash_fields(a, one, 1);
	ck_assert_mem_ne(a, b, SHA256_SIZE);
	hash_fields(a, one, 0);
	ck_assert_str_eq(hex(a), digests[0].digest);
}
END_TEST

START_TEST(makes_numbers)
{
	unsigned char digest[SHA256_SIZE] = { 0 };

	ck_assert_int_eq(hash_bigint(digest), 1);
	digest[7] = 1;				/* the 64th bit falls away */
	ck_assert_int_eq(hash_bigint(digest), 1);
	digest[7] = 4;
	ck_assert_int_eq(hash_bigint(digest), 2);
	digest[8] = 0xFF;
	ck_assert_int_eq(hash_bigint(digest), 2);
	memset(digest, 0xFF, sizeof(digest));
	ck_assert_int_eq(hash_bigint(digest), INT64_MAX);
}
END_TEST

START_TEST(is_random)
{
	char a[37], b[37];
	size_t i;

	uuid_random(a);
	uuid_random(b);
	ck_assert_str_ne(a, b);
	ck_assert_uint_eq(strlen(a), 36);
	for (i = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23)
			ck_assert_int_eq(a[i], '-');
		else
			ck_assert(isxdigit((unsigned char)a[i]) &&
			    !isupper((unsigned char)a[i]));
	}
	ck_assert_int_eq(a[14], '4');
	ck_assert_ptr_nonnull(strchr("89ab", a[19]));
}
END_TEST

static const struct {
	const char *bytes, *text;
} forms[] = {
	{ "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" },
	{ "foob", "Zm9vYg" }, { "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" },
	{ "\xff\xff\xfe", "___-" }, { "\xfb\xf0", "-_A" }, { "dt-", "ZHQt" },
};

/* None of them is canonical, unpadded and URL-safe. */
static const char *const bad_forms[] = { "A", "Zg==", "Zm8=", "Zh", "Zv",
	"Z_", "Zm9", "Zm-", "AAAAA", "Zm9vY", "++++", "////", "Zm9v\n", "\nZg",
	" Zg", "Zg ", "Z g", "Zm.v", "Z\xc3\xa9v", "Zm9v=", "=", "====", "-",
	"Zm9vYh", "Zm9vYmF" };

START_TEST(writes_and_reads_base64url)
{
	unsigned char bytes[300], *back;
	const char *text;
	size_t i, length;

	for (i = 0; i < UNIT_COUNT(forms); i++) {
		ck_assert_str_eq(base64url_encode(arena, forms[i].bytes,
		    strlen(forms[i].bytes)), forms[i].text);
		back = base64url_decode(arena, forms[i].text,
		    strlen(forms[i].text), &length);
		ck_assert_ptr_nonnull(back);
		ck_assert_uint_eq(length, strlen(forms[i].bytes));
		ck_assert_int_eq(memcmp(back, forms[i].bytes, length), 0);
	}
	for (i = 0; i < UNIT_COUNT(bad_forms); i++)
		ck_assert_msg(base64url_decode(arena, bad_forms[i],
		    strlen(bad_forms[i]), &length) == NULL, "%s",
		    bad_forms[i]);
	ck_assert_ptr_null(base64url_decode(arena, "Zm\0v", 4, &length));
	random_bytes(bytes, sizeof(bytes));
	for (i = 0; i <= sizeof(bytes); i++) {
		text = base64url_encode(arena, bytes, i);
		back = base64url_decode(arena, text, strlen(text), &length);
		ck_assert_uint_eq(length, i);
		ck_assert_int_eq(memcmp(back, bytes, i), 0);
	}
	ck_assert_str_eq(hex_encode(arena, "\x00\x0f\xf0\xab", 4),
	    "000ff0ab");
	ck_assert_str_eq(hex_encode(arena, "", 0), "");
}
END_TEST

START_TEST(compares)
{

	ck_assert(equal_constant_time("abc", "abc", 3));
	ck_assert(equal_constant_time("abc", "abd", 2));
	ck_assert(equal_constant_time("", "", 0));
	ck_assert(!equal_constant_time("abc", "abd", 3));
	ck_assert(!equal_constant_time("xbc", "abc", 3));
}
END_TEST

/* Stored values with which no password may ever be right. */
static const char *const bad_hashes[] = { "", "*", "*0", "*1", "!", "x",
	"$y$", "$y$j9T$", "$z$j9T$salt$hash", "secret" };

/* The SHA-256 of "secret", and a hash from before passwords were digested. */
static const char secret_digest[] = "2bb80d537b1da3e38bd30361aa855686"
    "bde0eacd7162fef6a25fe97bf527a25b";

START_TEST(checks_digests)
{
	struct crypt_data data = { .initialized = 0 };
	const char *hash, *old;

	ck_assert_int_eq(password_hash(arena, "secret", &hash), OK);
	ck_assert_int_eq(password_check_digest(arena, secret_digest, hash),
	    OK);
	ck_assert_int_eq(password_check_digest(arena, "secret", hash),
	    ERR_PASSWORD_WRONG);
	ck_assert_int_eq(password_check(arena, secret_digest, hash),
	    ERR_PASSWORD_WRONG);
	old = crypt_r("secret", "$y$j9T$abcdefgh", &data);
	ck_assert_ptr_nonnull(old);
	ck_assert_int_eq(password_check(arena, "secret", old), OK);
	ck_assert_int_eq(password_check(arena, "Secret", old),
	    ERR_PASSWORD_WRONG);
	ck_assert_int_eq(password_check_digest(arena, secret_digest, old),
	    ERR_PASSWORD_WRONG);
}
END_TEST

START_TEST(checks_passwords)
{
	const char *first, *second, *other;
	char *longest, *flipped;
	size_t i;

	ck_assert_int_eq(password_hash(arena, "secret", &first), OK);
	ck_assert_int_eq(password_hash(arena, "secret", &second), OK);
	ck_assert_int_eq(strncmp(first, "sha256:$y$", 10), 0);
	ck_assert_str_ne(first, second);	/* a salt of its own */
	ck_assert_int_eq(password_check(arena, "secret", first), OK);
	ck_assert_int_eq(password_check(arena, "secret", second), OK);
	ck_assert_int_eq(password_check(arena, "Secret", first),
	    ERR_PASSWORD_WRONG);
	ck_assert_int_eq(password_check(arena, "secret ", first),
	    ERR_PASSWORD_WRONG);
	ck_assert_int_eq(password_check(arena, "", first),
	    ERR_PASSWORD_WRONG);
	ck_assert_int_eq(password_hash(arena, "\xe5\xaf\x86\xe7\xa0\x81",
	    &other), OK);
	ck_assert_int_eq(password_check(arena, "\xe5\xaf\x86\xe7\xa0\x81", other), OK);
	for (i = 0; i < UNIT_COUNT(bad_hashes); i++) {
		ck_assert_int_eq(password_check(arena, "secret", bad_hashes[i]),
	    ERR_PASSWORD_WRONG);
		ck_assert_int_eq(password_check(arena, "", bad_hashes[i]),
	    ERR_PASSWORD_WRONG);
	}
	flipped = arena_strdup(arena, first);
	flipped[strlen(flipped) - 1] ^= 1;
	ck_assert_int_eq(password_check(arena, "secret", flipped),
	    ERR_PASSWORD_WRONG);
	flipped[strlen(flipped) - 1] = '\0';
	ck_assert_int_eq(password_check(arena, "secret", flipped),
	    ERR_PASSWORD_WRONG);
	/* Longer than crypt() takes: no cut, since it is of the digest. */
	longest = arena_alloc(arena, 2001);
	memset(longest, 'p', 2000);
	ck_assert_int_eq(password_hash(arena, longest, &other), OK);
	ck_assert_int_eq(password_check(arena, longest, other), OK);
	longest[1999] = 'q';
	ck_assert_int_eq(password_check(arena, longest, other),
	    ERR_PASSWORD_WRONG);
}
END_TEST

static void *
work(void *result)
{
	struct arena *mine = arena_new(1024 * 1024);
	unsigned char out[SHA256_SIZE];
	const char *hash;
	int i, good = 1;

	for (i = 0; i < 500; i++) {
		sha256("abc", 3, out);
		good &= out[0] == 0xba && out[31] == 0xad;
		hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28,
		    out);
		good &= out[0] == 0x5b && out[31] == 0x43;
	}
	good &= password_hash(mine, "secret", &hash) == OK &&
	    password_check(mine, "secret", hash) == OK &&
	    password_check(mine, "other", hash) == ERR_PASSWORD_WRONG;
	arena_free(mine);
	*(int *)result = good;
	return (NULL);
}

START_TEST(works_in_threads)
{
	pthread_t threads[6];
	int results[6] = { 0 };
	int i;

	for (i = 0; i < 6; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work,
		    &results[i]), 0);
	for (i = 0; i < 6; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert_int_eq(results[i], 1);
	}
}
END_TEST

UNIT_MAIN_WITH("hash", set_up, tear_down, digests_the_vectors,
    authenticates_the_vectors, keeps_fields_apart, makes_numbers, is_random,
    writes_and_reads_base64url, compares, checks_passwords,
    checks_digests, works_in_threads)
