/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/lookalike.h"

#include <stddef.h>

struct pair {
	uint16_t code;
	char ascii;
};

/* By code: Latin beyond ASCII, Greek, Cyrillic, Armenian and others; marks among them. */
static const struct pair pairs[] = {
	{ 0x00b7, '.' }, { 0x0131, 'i' }, { 0x0185, 'b' }, { 0x01b6, 'z' }, { 0x01c0, 'l' },
	{ 0x01e5, 'g' }, { 0x0251, 'a' }, { 0x0257, 'd' }, { 0x025b, 'e' }, { 0x0261, 'g' },
	{ 0x0262, 'g' }, { 0x0269, 'i' }, { 0x026a, 'i' }, { 0x026f, 'w' }, { 0x0274, 'n' },
	{ 0x027c, 'r' }, { 0x0280, 'r' }, { 0x0282, 's' }, { 0x028b, 'u' }, { 0x028d, 'm' },
	{ 0x028f, 'y' }, { 0x0290, 'z' }, { 0x0299, 'b' }, { 0x029c, 'h' }, { 0x029f, 'l' },
	{ 0x02d0, ':' }, { 0x03b1, 'a' }, { 0x03b2, 'b' }, { 0x03b3, 'y' }, { 0x03b5, 'e' },
	{ 0x03b7, 'n' }, { 0x03b9, 'i' }, { 0x03ba, 'k' }, { 0x03bd, 'v' }, { 0x03bf, 'o' },
	{ 0x03c1, 'p' }, { 0x03c3, 'o' }, { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03c7, 'x' },
	{ 0x03c9, 'w' }, { 0x03dd, 'f' }, { 0x03f3, 'j' }, { 0x0430, 'a' }, { 0x0432, 'b' },
	{ 0x0433, 'r' }, { 0x0435, 'e' }, { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' },
	{ 0x043e, 'o' }, { 0x043f, 'n' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' },
	{ 0x0443, 'y' }, { 0x0445, 'x' }, { 0x0446, 'u' }, { 0x0448, 'w' }, { 0x0449, 'w' },
	{ 0x044c, 'b' }, { 0x0454, 'e' }, { 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' },
	{ 0x0461, 'w' }, { 0x0475, 'v' }, { 0x0493, 'f' }, { 0x049b, 'k' }, { 0x04af, 'y' },
	{ 0x04b3, 'x' }, { 0x04bb, 'h' }, { 0x04bd, 'e' }, { 0x04cf, 'i' }, { 0x0501, 'd' },
	{ 0x051b, 'q' }, { 0x051d, 'w' }, { 0x0563, 'q' }, { 0x0566, 'q' }, { 0x056a, 'd' },
	{ 0x0570, 'h' }, { 0x0578, 'n' }, { 0x057c, 'n' }, { 0x057d, 'u' }, { 0x0581, 'g' },
	{ 0x0584, 'f' }, { 0x0585, 'o' }, { 0x05c3, ':' }, { 0x05df, 'l' }, { 0x06d4, '.' },
	{ 0x0702, '.' }, { 0x0d20, 'o' }, { 0x0e50, 'o' }, { 0x0ed0, 'o' }, { 0x10e7, 'y' },
	{ 0x1390, '.' }, { 0x1d00, 'a' }, { 0x1d04, 'c' }, { 0x1d05, 'd' }, { 0x1d07, 'e' },
	{ 0x1d0a, 'j' }, { 0x1d0b, 'k' }, { 0x1d0d, 'm' }, { 0x1d0f, 'o' }, { 0x1d11, 'o' },
	{ 0x1d18, 'p' }, { 0x1d1b, 't' }, { 0x1d1c, 'u' }, { 0x1d20, 'v' }, { 0x1d21, 'w' },
	{ 0x1d22, 'z' }, { 0x1d26, 'r' }, { 0x1e9d, 'f' }, { 0x2010, '-' }, { 0x2012, '-' },
	{ 0x2013, '-' }, { 0x2022, '.' }, { 0x2027, '.' }, { 0x2044, '/' }, { 0x212e, 'e' },
	{ 0x2212, '-' }, { 0x2215, '/' }, { 0x2219, '.' }, { 0x2236, ':' }, { 0x22c5, '.' },
	{ 0x2571, '/' }, { 0x29f8, '/' }, { 0x30fb, '.' }, { 0xa4fd, ':' }, { 0xa730, 'f' },
	{ 0xa731, 's' }, { 0xa789, ':' },
};

uint32_t lookalike_ascii(uint32_t code)
{
	size_t low = 0, high = sizeof(pairs) / sizeof(pairs[0]);

	if (code < 0x80)
		return code;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (pairs[middle].code == code)
			return (unsigned char)pairs[middle].ascii;
		if (pairs[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}
