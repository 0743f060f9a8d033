/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/base64.h"

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* How many of the last four characters are padding: 0 to 2. */
static size_t padding_of(struct slice text)
{
	if (text.size == 0 || text.at[text.size - 1] != '=')
		return 0;
	return text.at[text.size - 2] == '=' ? 2 : 1;
}

bool base64_decode(uint8_t *out, size_t *size, struct slice text)
{
	size_t padding, count = 0;
	uint32_t bits = 0;

	if (text.size % 4 != 0)
		return false;
	padding = padding_of(text);
	for (size_t i = 0; i < text.size - padding; i++) {
		int value = value_of(text.at[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (i % 4 == 0)
			continue;
		/* The 2nd, 3rd and 4th character each complete an octet. */
		out[count++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
	/* What the last character says beyond its octet must be nothing (RFC 4648 3.5). */
	if ((padding == 1 && (bits & 3)) || (padding == 2 && (bits & 15)))
		return false;
	*size = count;
	return true;
}
