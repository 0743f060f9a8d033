/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MSISDN: the number of one mobile subscriber (ITU-T E.164), read however people write it
 * ("+86 139-1234-5678", "0086...", "１３９１２３４５６７８") and kept as one whole number, so that
 * it takes 8 octets, sorts and compares. A number without country code is one of China, and there
 * only mobile numbers (13 to 19) are taken: a short message has no other receiver. Numbers in texts
 * are another matter, see notice/telephone.h.
 */
#ifndef NOTICE_MSISDN_H
#define NOTICE_MSISDN_H

#include "base/err.h"
#include "base/slice.h"
#include "notice/wrong.h"

enum {
	MSISDN_DIGITS_MAX = 15, /* E.164 6.1, the country code with it */
	MSISDN_DIGITS_LEAST = 7,
	MSISDN_TEXT_OCTETS = MSISDN_DIGITS_MAX + 8,
};

/* The greatest that E.164 allows fits in 50 bits. */
#define MSISDN_MAX UINT64_C(999999999999999)

struct msisdn {
	uint64_t number; /* 8613912345678; 0: none */
};

/* ERR_INPUT, ERR_LIMIT; *why (may be NULL) then says what is wrong. */
enum err MUST_USE msisdn_read(struct msisdn *out, struct slice text, const struct wrong **why);

/* Whether it could have been read. */
bool msisdn_is_number(struct msisdn msisdn);
/* A mobile number of China. */
bool msisdn_is_chinese(struct msisdn msisdn);

/* "+8613912345678"; buf has MSISDN_TEXT_OCTETS; returns buf. */
const char *msisdn_format(char *buf, struct msisdn msisdn);
/* For logs and for who need not know: "139****5678", "+491****234". */
const char *msisdn_mask(char *buf, struct msisdn msisdn);

#endif
