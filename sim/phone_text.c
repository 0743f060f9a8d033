/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "phone_text.h"

#include <stdbool.h>

enum {
	DCS_GSM7_LANGUAGE = 0x10,
	DCS_UCS2_LANGUAGE = 0x11,
	SEPTETS = ROUTE_PAGE_OCTETS * 8 / 7,
	GSM7_ESCAPE = 0x1b,
};

/* TS 23.038 6.2.1: the default alphabet, as Unicode. */
static const uint16_t gsm7[128] = {
	'@',   0xa3, '$',  0xa5,  0xe8, 0xe9,  0xf9,  0xec,  0xf2,  0xc7,  '\n',  0xd8,	 0xf8,
	'\r',  0xc5, 0xe5, 0x394, '_',	0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398,
	0x39e, ' ',  0xc6, 0xe6,  0xdf, 0xc9,  ' ',   '!',   '"',   '#',   0xa4,  '%',	 '&',
	'\'',  '(',  ')',  '*',	  '+',	',',   '-',   '.',   '/',   '0',   '1',	  '2',	 '3',
	'4',   '5',  '6',  '7',	  '8',	'9',   ':',   ';',   '<',   '=',   '>',	  '?',	 0xa1,
	'A',   'B',  'C',  'D',	  'E',	'F',   'G',   'H',   'I',   'J',   'K',	  'L',	 'M',
	'N',   'O',  'P',  'Q',	  'R',	'S',   'T',   'U',   'V',   'W',   'X',	  'Y',	 'Z',
	0xc4,  0xd6, 0xd1, 0xdc,  0xa7, 0xbf,  'a',   'b',   'c',   'd',   'e',	  'f',	 'g',
	'h',   'i',  'j',  'k',	  'l',	'm',   'n',   'o',   'p',   'q',   'r',	  's',	 't',
	'u',   'v',  'w',  'x',	  'y',	'z',   0xe4,  0xf6,  0xf1,  0xfc,  0xe0,
};

/* TS 23.038 6.2.1.1: what follows an escape. */
static const struct {
	uint8_t septet;
	uint16_t unicode;
} gsm7_extension[] = {
	{ 0x0a, '\f' }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' }, { 0x2f, '\\' },
	{ 0x3c, '[' },	{ 0x3d, '~' }, { 0x3e, ']' }, { 0x40, '|' }, { 0x65, 0x20ac },
};

struct out {
	char *at;
	size_t used;
};

static void put(struct out *out, uint32_t unicode)
{
	char *p = out->at + out->used;

	if (out->used + 5 > PHONE_TEXT_OCTETS)
		return;
	if (unicode < 0x80) {
		p[0] = (char)unicode;
		out->used += 1;
	} else if (unicode < 0x800) {
		p[0] = (char)(0xc0 | unicode >> 6);
		p[1] = (char)(0x80 | (unicode & 0x3f));
		out->used += 2;
	} else if (unicode < 0x10000) {
		p[0] = (char)(0xe0 | unicode >> 12);
		p[1] = (char)(0x80 | (unicode >> 6 & 0x3f));
		p[2] = (char)(0x80 | (unicode & 0x3f));
		out->used += 3;
	} else {
		p[0] = (char)(0xf0 | unicode >> 18);
		p[1] = (char)(0x80 | (unicode >> 12 & 0x3f));
		p[2] = (char)(0x80 | (unicode >> 6 & 0x3f));
		p[3] = (char)(0x80 | (unicode & 0x3f));
		out->used += 4;
	}
}

static uint8_t septet_at(const uint8_t *octets, size_t i)
{
	size_t bit = i * 7, octet = bit / 8;
	unsigned int pair = octets[octet];

	if (octet + 1 < ROUTE_PAGE_OCTETS)
		pair |= (unsigned int)octets[octet + 1] << 8;
	return pair >> bit % 8 & 0x7f;
}

static uint16_t escaped(uint8_t septet)
{
	for (size_t i = 0; i < sizeof(gsm7_extension) / sizeof(gsm7_extension[0]); i++) {
		if (gsm7_extension[i].septet == septet)
			return gsm7_extension[i].unicode;
	}
	return gsm7[septet];
}

static void read_gsm7(struct out *out, const struct route_page *page, size_t from)
{
	size_t septets = page->used * 8u / 7, end = out->used;

	for (size_t i = from; i < septets && i < SEPTETS; i++) {
		uint8_t septet = septet_at(page->octets, i);
		bool is_escape = septet == GSM7_ESCAPE && i + 1 < septets;

		put(out, is_escape ? escaped(septet_at(page->octets, ++i)) : gsm7[septet]);
		if (septet != '\r')
			end = out->used;
	}
	out->used = end; /* CR at the end is padding */
}

static uint32_t unit_at(const struct route_page *page, size_t i)
{
	return i + 1 < page->used ? (uint32_t)page->octets[i] << 8 | page->octets[i + 1] : 0;
}

static void read_ucs2(struct out *out, const struct route_page *page, size_t from)
{
	size_t end = out->used;

	for (size_t i = from; i + 1 < page->used; i += 2) {
		uint32_t unit = unit_at(page, i), low = unit_at(page, i + 2);

		if (unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		put(out, unit);
		if (unit != '\r')
			end = out->used;
	}
	out->used = end;
}

/* TS 23.038 5: group 0001 has the two language forms, 01xx and 1001 name the alphabet. */
static bool is_ucs2(uint8_t dcs)
{
	unsigned int group = dcs >> 4;

	return dcs == DCS_UCS2_LANGUAGE || ((group >= 4 && group <= 7) && (dcs >> 2 & 3) == 2) ||
	       (group == 9 && (dcs >> 2 & 3) == 2);
}

const char *phone_text(char *buf, uint8_t dcs, const struct route_page *pages, size_t page_count)
{
	struct out out = { buf, 0 };

	for (size_t i = 0; i < page_count; i++) {
		/* Android reads the language on every page. */
		if (is_ucs2(dcs))
			read_ucs2(&out, &pages[i], dcs == DCS_UCS2_LANGUAGE ? 2 : 0);
		else
			read_gsm7(&out, &pages[i], dcs == DCS_GSM7_LANGUAGE ? 3 : 0);
	}
	buf[out.used] = '\0';
	return buf;
}
