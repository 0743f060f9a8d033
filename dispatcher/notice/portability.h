/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Portability 携号转网: which carrier serves a number. Numbers that were ported are listed one by
 * one; any other belongs to whom the longest known prefix was assigned. Both are data, and name
 * carriers as the registry does. Who asks has filled the arrays: ported numbers in ascending
 * order, prefixes as portability_sort() leaves them.
 */
#ifndef NOTICE_PORTABILITY_H
#define NOTICE_PORTABILITY_H

#include "base/slice.h"
#include "notice/msisdn.h"

enum {
	PORTABILITY_CARRIERS_MAX = 255, /* numbered from 1; 0: nobody knows */
	PORTABILITY_PREFIXES_MAX = 65536,
	PORTABILITY_PREFIX_DIGITS_MAX = 12, /* the country code with it */
};

struct portability_prefix {
	uint64_t digits; /* 86139 */
	uint8_t length, carrier;
};

struct portability {
	struct portability_prefix *prefixes;
	size_t prefix_count;
	const uint64_t *ported; /* portability_ported() of each */
	size_t ported_count;
};

/* A ported number and its carrier in one word, which sorts as the number does. */
static inline uint64_t portability_ported(struct msisdn msisdn, uint8_t carrier)
{
	return msisdn.number << 8 | carrier;
}

/* "139" (of China) or "+49151". The carrier is left alone. ERR_INPUT. */
enum err MUST_USE portability_prefix_read(struct portability_prefix *out, struct slice text,
					  struct fault *why);
/* ERR_CONFLICT: one prefix twice, with two carriers. */
enum err MUST_USE portability_sort(struct portability *portability, struct fault *why);

/* The number of the carrier; 0: nobody knows. */
uint8_t portability_carrier(const struct portability *portability, struct msisdn msisdn);

#endif
