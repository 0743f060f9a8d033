/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sms: a text as the parts of a short message (TS 23.040), for every link that carries them.
 *
 *	alphabet   one part   of several   a part's octets
 *	GSM 7-bit     160        153       a septet an octet, as links of messages want them
 *	UCS-2          70         67       big-endian
 *
 * Counted are septets, and UTF-16 units; U+FEFF is dropped. An escape pair and a surrogate pair
 * are never split. The alphabet is GSM where the text fits and the link may have it (many centres
 * take "default" for something else), else UCS-2. Nothing is ever cut: what needs more parts than
 * SMS_PARTS_MAX is ERR_LIMIT, saying by how much.
 */
#ifndef NOTICE_SMS_H
#define NOTICE_SMS_H

#include "notice/charset.h"

enum {
	SMS_PARTS_MAX = 64,
	SMS_PART_OCTETS = 160,
	SMS_HEADER_OCTETS = 6,
	SMS_GSM_ONE = 160, /* septets */
	SMS_GSM_EACH = 153,
	SMS_UCS2_ONE = 70, /* units */
	SMS_UCS2_EACH = 67,
	SMS_OCTETS_MAX = SMS_PARTS_MAX * SMS_PART_OCTETS,
};

struct sms_part {
	uint8_t octets[SMS_PART_OCTETS];
	uint8_t size;
};

struct sms {
	bool is_gsm;
	size_t count; /* 1..SMS_PARTS_MAX */
	struct sms_part parts[SMS_PARTS_MAX];
};

/* ERR_INPUT: not UTF-8; ERR_LIMIT: empty, or too many parts. */
enum err MUST_USE sms_make(struct sms *out, struct slice text, bool may_gsm, struct fault *why);

/* The whole text in one, for whoever splits it himself; returns how many octets. */
size_t sms_join(uint8_t octets[SMS_OCTETS_MAX], const struct sms *sms);

/*
 * TS 23.040 9.2.3.24.1, what goes before each of several parts:
 *
 *	05  octets that follow
 *	00  concatenated, 8-bit reference
 *	03  octets that follow
 *	reference, number of parts, number of this part (from 1)
 */
void sms_header(uint8_t header[SMS_HEADER_OCTETS], uint8_t reference, size_t count, size_t number);

#endif
