/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/charset.h"

#include <unistr.h>

enum { REPLACEMENT = 0xfffd, BYTE_ORDER_MARK = 0xfeff, GREEK_LAST = 0x3ff, EURO_SIGN = 0x20ac };

/* TS 23.038 6.2.1, by septet; 0x1b is the escape and no character. */
/* clang-format off: a table reads by its rows */
static const uint16_t gsm_default[128] = {
	'@',   0xa3,  '$',   0xa5,  0xe8,  0xe9,  0xf9,	 0xec, /* 00 */
	0xf2,  0xc7,  '\n',  0xd8,  0xf8,  '\r',  0xc5,	 0xe5,
	0x394, '_',   0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, /* 10 */
	0x3a3, 0x398, 0x39e, 0,	    0xc6,  0xe6,  0xdf,	 0xc9,
	' ',   '!',   '"',   '#',   0xa4,  '%',	  '&',	 '\'', /* 20 */
	'(',   ')',   '*',   '+',   ',',   '-',	  '.',	 '/',
	'0',   '1',   '2',   '3',   '4',   '5',	  '6',	 '7', /* 30 */
	'8',   '9',   ':',   ';',   '<',   '=',	  '>',	 '?',
	0xa1,  'A',   'B',   'C',   'D',   'E',	  'F',	 'G', /* 40 */
	'H',   'I',   'J',   'K',   'L',   'M',	  'N',	 'O',
	'P',   'Q',   'R',   'S',   'T',   'U',	  'V',	 'W', /* 50 */
	'X',   'Y',   'Z',   0xc4,  0xd6,  0xd1,  0xdc,	 0xa7,
	0xbf,  'a',   'b',   'c',   'd',   'e',	  'f',	 'g', /* 60 */
	'h',   'i',   'j',   'k',   'l',   'm',	  'n',	 'o',
	'p',   'q',   'r',   's',   't',   'u',	  'v',	 'w', /* 70 */
	'x',   'y',   'z',   0xe4,  0xf6,  0xf1,  0xfc,	 0xe0,
};
/* clang-format on */

/* TS 23.038 6.2.1.1 */
static const struct {
	uint8_t septet;
	uint16_t character;
} gsm_extension[] = {
	{ 0x0a, '\f' }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' }, { 0x2f, '\\' },
	{ 0x3c, '[' },	{ 0x3d, '~' }, { 0x3e, ']' }, { 0x40, '|' }, { 0x65, EURO_SIGN },
};

bool charset_next(struct slice *rest, uint32_t *character)
{
	ucs4_t read;
	int size;

	do {
		if (rest->size == 0)
			return false;
		size = u8_mbtoucr(&read, (const uint8_t *)rest->at, rest->size);
		if (size <= 0)
			return false;
		rest->at += size;
		rest->size -= (size_t)size;
	} while (read == BYTE_ORDER_MARK);
	*character = read;
	return true;
}

unsigned int charset_septets(uint8_t septets[2], uint32_t character)
{
	/* Most of ASCII stands in its own place; beyond Greek there is the euro sign alone. */
	if (character < 128 && character != CHARSET_ESCAPE && gsm_default[character] == character) {
		septets[0] = (uint8_t)character;
		return 1;
	}
	if (character > GREEK_LAST && character != EURO_SIGN)
		return 0;
	for (uint8_t i = 0; i < 128; i++) {
		if (gsm_default[i] != character || i == CHARSET_ESCAPE)
			continue;
		septets[0] = i;
		return 1;
	}
	for (size_t i = 0; i < sizeof(gsm_extension) / sizeof(gsm_extension[0]); i++) {
		if (gsm_extension[i].character != character)
			continue;
		septets[0] = CHARSET_ESCAPE;
		septets[1] = gsm_extension[i].septet;
		return 2;
	}
	return 0;
}

unsigned int charset_units(uint16_t units[2], uint32_t character)
{
	if (character < 0x10000) {
		units[0] = (uint16_t)character;
		return 1;
	}
	units[0] = (uint16_t)(0xd800 + ((character - 0x10000) >> 10));
	units[1] = (uint16_t)(0xdc00 + ((character - 0x10000) & 0x3ff));
	return 2;
}

enum err charset_count(struct charset_count *out, struct slice text, struct fault *why)
{
	struct charset_count count = { .fits_gsm = true };
	struct slice rest = text;
	uint32_t character;

	while (charset_next(&rest, &character)) {
		uint8_t septets[2];
		uint16_t units[2];
		unsigned int taken = charset_septets(septets, character);

		count.characters++;
		count.units += charset_units(units, character);
		count.septets += taken;
		count.fits_gsm = count.fits_gsm && taken > 0;
	}
	if (rest.size > 0)
		return err_set(why, ERR_INPUT, "RFC 3629", "octet %zu is not UTF-8",
			       text.size - rest.size);
	if (!count.fits_gsm)
		count.septets = 0;
	*out = count;
	return ERR_OK;
}

uint32_t charset_of_septet(uint8_t septet, bool escaped)
{
	if (!escaped)
		return septet < 128 && septet != CHARSET_ESCAPE ? gsm_default[septet] : REPLACEMENT;
	for (size_t i = 0; i < sizeof(gsm_extension) / sizeof(gsm_extension[0]); i++)
		if (gsm_extension[i].septet == septet)
			return gsm_extension[i].character;
	/* TS 23.038 6.2.1.1: what is not in the extension table shows as in the default one. */
	return septet < 128 && septet != CHARSET_ESCAPE ? gsm_default[septet] : ' ';
}

size_t charset_put_utf8(char *out, uint32_t character)
{
	int size = u8_uctomb((uint8_t *)out, character, 4);

	return size > 0 ? (size_t)size : 0;
}
