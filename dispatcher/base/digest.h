/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SHA-256, and octets as hexadecimal text. The chain, the documents, the digest that a
 * reviewer agrees to and the stored form of a token are all made here.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum {
	DIGEST_OCTETS = 32,
	DIGEST_HEX_OCTETS = 2 * DIGEST_OCTETS + 1,
};

struct digest {
	uint8_t octets[DIGEST_OCTETS];
};

/* 128 bits that name one event for ever; made outside, carried inside the event. */
struct id128 {
	uint8_t octets[16];
};

/* SHA-256 over the parts, one after the other. */
struct digest digest_of(const struct slice *parts, size_t count);
struct digest digest_of_text(struct slice text);
bool digest_equal(const struct digest *a, const struct digest *b);

/* Lower-case hexadecimal with a NUL; hex has room for 2 * size + 1. Returns hex. */
const char *digest_hex(char *hex, const void *octets, size_t size);
/* Reads exactly 2 * size hexadecimal digits of either case. */
bool digest_from_hex(void *octets, size_t size, struct slice hex);

static inline struct slice digest_slice(const struct digest *digest)
{
	return (struct slice){ (const char *)digest->octets, DIGEST_OCTETS };
}

#endif
