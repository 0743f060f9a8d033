/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_id.h"

enum {
	DIGITS_MAX = SMPP_MESSAGE_ID_OCTETS - 1,
	NUMBER_OCTETS = DIGITS_MAX / 2, /* 64 hexadecimal digits; 64 decimal ones take 27 */
};

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* False where a character is no digit of that base. */
static bool read_number(uint8_t number[NUMBER_OCTETS], struct slice text, unsigned int base)
{
	memset(number, 0, NUMBER_OCTETS);
	for (size_t i = 0; i < text.size; i++) {
		int digit = digit_of(text.at[i]);
		unsigned int carry = (unsigned int)digit;

		if (digit < 0 || carry >= base)
			return false;
		for (size_t octet = NUMBER_OCTETS; octet-- > 0; carry >>= 8) {
			carry += number[octet] * base;
			number[octet] = (uint8_t)carry;
		}
	}
	return text.size > 0;
}

static void write_hex(char *key, const uint8_t number[NUMBER_OCTETS])
{
	static const char digits[] = "0123456789abcdef";
	size_t size = 0;

	for (size_t i = 0; i < 2 * (size_t)NUMBER_OCTETS; i++) {
		unsigned int digit = number[i / 2] >> (i % 2 ? 0 : 4) & 15;

		if (digit > 0 || size > 0 || i + 1 == 2 * (size_t)NUMBER_OCTETS)
			key[size++] = digits[digit];
	}
	key[size] = '\0';
}

static struct slice without_prefix(struct slice text)
{
	if (text.size > 2 && text.at[0] == '0' && (text.at[1] | 0x20) == 'x')
		return (struct slice){ text.at + 2, text.size - 2 };
	return text;
}

static void write_exact(char *key, struct slice text, const struct smpp_id_rule *rule)
{
	while (rule->ignore_zeros && text.size > 1 && text.at[0] == '0')
		text = (struct slice){ text.at + 1, text.size - 1 };
	for (size_t i = 0; i < text.size; i++) {
		bool is_capital = text.at[i] >= 'A' && text.at[i] <= 'Z';

		key[i] = rule->ignore_case && is_capital ? (char)(text.at[i] | 0x20) : text.at[i];
	}
	key[text.size] = '\0';
}

void smpp_id_key(char key[SMPP_MESSAGE_ID_OCTETS], struct slice written,
		 const struct smpp_id_rule *rule)
{
	uint8_t number[NUMBER_OCTETS];
	bool is_hex = rule->form == SMPP_ID_HEX;

	if (written.size > DIGITS_MAX)
		written.size = DIGITS_MAX;
	if (rule->form != SMPP_ID_EXACT &&
	    read_number(number, is_hex ? without_prefix(written) : written, is_hex ? 16 : 10))
		write_hex(key, number);
	else
		write_exact(key, written, rule);
}

const char *smpp_id_form_name(enum smpp_id_form form)
{
	static const char *const names[] = { "exact", "decimal", "hexadecimal" };

	return (unsigned int)form < sizeof(names) / sizeof(names[0]) ? names[form] : "invalid";
}
