/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/digest.h"

#include <openssl/sha.h>

/*
 * SHA256_* is deprecated in OpenSSL 3 in favour of EVP, which allocates and can fail; a
 * digest that can fail would spread an error path through everything pure. The one-shot
 * SHA256() stays supported, the context is a plain struct on our stack.
 */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

struct digest digest_of(const struct slice *parts, size_t count)
{
	struct digest digest;
	SHA256_CTX sha;

	SHA256_Init(&sha);
	for (size_t i = 0; i < count; i++)
		SHA256_Update(&sha, parts[i].at, parts[i].size);
	SHA256_Final(digest.octets, &sha);
	return digest;
}

struct digest digest_of_text(struct slice text)
{
	return digest_of(&text, 1);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->octets, b->octets, DIGEST_OCTETS) == 0;
}

const char *digest_hex(char *hex, const void *octets, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *in = octets;

	for (size_t i = 0; i < size; i++) {
		hex[2 * i] = digits[in[i] >> 4];
		hex[2 * i + 1] = digits[in[i] & 15];
	}
	hex[2 * size] = '\0';
	return hex;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool digest_from_hex(void *octets, size_t size, struct slice hex)
{
	uint8_t *out = octets;

	if (hex.size != 2 * size)
		return false;
	for (size_t i = 0; i < hex.size; i++)
		if (hex_value(hex.at[i]) < 0)
			return false;
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)((unsigned int)hex_value(hex.at[2 * i]) << 4 |
				   (unsigned int)hex_value(hex.at[2 * i + 1]));
	return true;
}
