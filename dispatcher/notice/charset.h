/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Charset: what a text costs in the two alphabets of cell broadcast (TS 23.038): the GSM 7-bit
 * default alphabet with its extension table, and UCS-2, which phones read as UTF-16BE.
 * U+FEFF is dropped: it is invisible and would take a place.
 */
#ifndef NOTICE_CHARSET_H
#define NOTICE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

enum {
	CHARSET_ESCAPE = 0x1b, /* TS 23.038 6.2.1: the next septet is of the extension table */
	CHARSET_CR = 0x0d,
};

/*
 * Takes the next character off the front of *rest. False at the end, and where the octets
 * are not UTF-8 (*rest is then left as it is).
 */
bool charset_next(struct slice *rest, uint32_t *character);

/* Septets of one character: 1 or 2 written to septets[], 0 if the alphabet does not have it. */
unsigned int charset_septets(uint8_t septets[2], uint32_t character);
/* UTF-16 units of one character: 1 or 2. */
unsigned int charset_units(uint16_t units[2], uint32_t character);

/* What a text takes; U+FEFF takes nothing. */
struct charset_count {
	size_t characters;
	size_t units;	/* UTF-16: two for a character past U+FFFF */
	size_t septets; /* two for a character of the extension table; 0 if it does not fit */
	bool fits_gsm;	/* every character has septets */
};
/* ERR_INPUT where the text is not UTF-8 (RFC 3629: no surrogates, no overlong forms). */
enum err MUST_USE charset_count(struct charset_count *out, struct slice text, struct fault *why);

/* The character of a septet, or of the extension table after an escape; 0xfffd if none. */
uint32_t charset_of_septet(uint8_t septet, bool escaped);

/* Appends UTF-8 at out, at most 4 octets; returns how many. */
size_t charset_put_utf8(char *out, uint32_t character);

#endif
