/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/msisdn.h"

#include <stdio.h>
#include <unistr.h>

#include "base/invisible.h"

enum {
	DIGITS_SEEN_MAX = 24, /* with prefixes; more is no number */
	MOBILE_DIGITS = 11,   /* of China */
};

#define CHINA	     UINT64_C(8600000000000)
#define MOBILE_FIRST UINT64_C(8613000000000)
#define MOBILE_END   UINT64_C(8620000000000)

/* ---- what can be wrong ------------------------------------------------------------------ */

#define RIGHT_ZH "写成 13912345678 或 +86 139 1234 5678"
#define RIGHT_EN "write 13912345678 or +86 139 1234 5678"

static const struct wrong is_empty = { "number-empty", "没有号码", "there is no number", RIGHT_ZH,
				       RIGHT_EN };
static const struct wrong has_other_characters = {
	"number-character", "号码里有数字、空格、连字符、括号以外的字符",
	"it has characters other than digits, blanks, hyphens and brackets", RIGHT_ZH, RIGHT_EN
};
static const struct wrong is_scientific = {
	"number-scientific", "表格软件把号码改成了科学计数法，末尾的数字已丢失",
	"a spreadsheet has made it scientific notation, and its last digits are lost",
	"从原始资料重新导出，号码列设为文本", "export it again from the source, as text"
};
static const struct wrong has_plus_inside = { "number-plus", "加号不在最前面",
					      "a plus sign that is not in front", RIGHT_ZH,
					      RIGHT_EN };
static const struct wrong is_short = {
	"number-short", "位数不足", "too few digits",
	"中国移动电话号码为 11 位；其他国家写 + 和国家码",
	"mobile numbers of China have 11 digits; others begin with + "
	"and the country code"
};
static const struct wrong is_long = { "number-long", "位数过多", "too many digits",
				      "一格只写一个号码；国际号码不超过 15 位",
				      "one number in each field; at most 15 digits" };
static const struct wrong has_no_country = { "number-country", "国家码不以 0 开头",
					     "no country code begins with 0",
					     "+ 或 00 之后写国家码，例如 +86",
					     "the country code behind + or 00, such as +86" };
static const struct wrong is_landline = { "number-landline", "这是固定电话，收不到短信息",
					  "it is a landline, which no short message reaches",
					  "写移动电话号码", "a mobile number" };
static const struct wrong is_not_mobile = { "number-not-mobile", "中国移动电话号码以 13 至 19 开头",
					    "mobile numbers of China begin with 13 to 19", RIGHT_ZH,
					    RIGHT_EN };

/* ---- characters ------------------------------------------------------------------------- */

struct digits {
	char at[DIGITS_SEEN_MAX];
	size_t count;
	bool has_plus;
};

static bool stands_between_digits(uint32_t character)
{
	switch (character) {
	case '-':
	case '(':
	case ')':
	case 0x2212: /* minus sign */
	case 0xff08: /* full-width brackets and hyphen */
	case 0xff09:
	case 0xff0d:
		return true;
	default:
		return (character >= 0x2010 && character <= 0x2015) ||
		       invisible_is_blank(character) || invisible_is_mark(character);
	}
}

/* A full-width character as what it stands for. */
static uint32_t narrow(uint32_t character)
{
	if (character >= 0xff10 && character <= 0xff19)
		return character - 0xff10 + '0';
	return character == 0xff0b ? '+' : character;
}

static const struct wrong *add(struct digits *digits, uint32_t character)
{
	if (character == '+') {
		if (digits->count > 0 || digits->has_plus)
			return &has_plus_inside;
		digits->has_plus = true;
		return NULL;
	}
	if (character < '0' || character > '9')
		return stands_between_digits(character) ? NULL : &has_other_characters;
	if (digits->count == DIGITS_SEEN_MAX)
		return &is_long;
	digits->at[digits->count++] = (char)character;
	return NULL;
}

static const struct wrong *collect(struct digits *out, struct slice text)
{
	const uint8_t *at = (const uint8_t *)text.at, *end = at + text.size;
	const struct wrong *wrong = NULL;

	*out = (struct digits){ 0 };
	while (!wrong && at < end) {
		ucs4_t character = *at;

		if (character < 0x80)
			at++;
		else
			at += u8_mbtouc(&character, at, (size_t)(end - at));
		if ((character == 'E' || character == 'e') && out->count > 0)
			return &is_scientific;
		if (character == '.' && memchr(at, 'E', (size_t)(end - at)))
			return &is_scientific;
		wrong = add(out, narrow(character));
	}
	return wrong;
}

/* ---- digits ----------------------------------------------------------------------------- */

static bool starts(const struct digits *digits, const char *with)
{
	size_t size = strlen(with);

	return digits->count >= size && memcmp(digits->at, with, size) == 0;
}

static void drop(struct digits *digits, size_t count)
{
	digits->count -= count;
	memmove(digits->at, digits->at + count, digits->count);
}

static uint64_t number_of(const struct digits *digits)
{
	uint64_t number = 0;

	for (size_t i = 0; i < digits->count; i++)
		number = number * 10 + (uint64_t)(digits->at[i] - '0');
	return number;
}

static bool is_mobile(const struct digits *digits)
{
	return digits->count == MOBILE_DIGITS && digits->at[0] == '1' && digits->at[1] >= '3';
}

/* People write the 0 of a long-distance call before mobile numbers too; no area code is 013. */
static void drop_trunk(struct digits *digits)
{
	if (digits->count == MOBILE_DIGITS + 1 && digits->at[0] == '0' && digits->at[1] == '1' &&
	    digits->at[2] >= '3')
		drop(digits, 1);
}

/* Without a country code. */
static const struct wrong *national(struct msisdn *out, struct digits *digits)
{
	drop_trunk(digits);
	if (is_mobile(digits)) {
		out->number = CHINA + number_of(digits);
		return NULL;
	}
	if (digits->at[0] == '0' && digits->count >= 10)
		return &is_landline;
	if (digits->count != MOBILE_DIGITS)
		return digits->count < MOBILE_DIGITS ? &is_short : &is_long;
	return &is_not_mobile;
}

static const struct wrong *international(struct msisdn *out, struct digits *digits)
{
	if (starts(digits, "86")) {
		drop(digits, 2);
		return digits->count == 0 ? &is_short : national(out, digits);
	}
	if (digits->count > 0 && digits->at[0] == '0')
		return &has_no_country;
	if (digits->count < MSISDN_DIGITS_LEAST)
		return &is_short;
	if (digits->count > MSISDN_DIGITS_MAX)
		return &is_long;
	out->number = number_of(digits);
	return NULL;
}

static const struct wrong *judge(struct msisdn *out, struct digits *digits)
{
	if (digits->count == 0)
		return &is_empty;
	if (digits->has_plus)
		return international(out, digits);
	if (starts(digits, "00")) {
		drop(digits, 2);
		return international(out, digits);
	}
	if (digits->count == MOBILE_DIGITS + 2 && starts(digits, "86"))
		drop(digits, 2);
	return national(out, digits);
}

enum err msisdn_read(struct msisdn *out, struct slice text, const struct wrong **why)
{
	struct digits digits;
	struct msisdn read;
	const struct wrong *wrong = collect(&digits, text);

	if (!wrong)
		wrong = judge(&read, &digits);
	if (!wrong) {
		*out = read;
		return ERR_OK;
	}
	if (why)
		*why = wrong;
	return wrong == &is_long ? ERR_LIMIT : ERR_INPUT;
}

/* ---- numbers ---------------------------------------------------------------------------- */

bool msisdn_is_chinese(struct msisdn msisdn)
{
	return msisdn.number >= MOBILE_FIRST && msisdn.number < MOBILE_END;
}

bool msisdn_is_number(struct msisdn msisdn)
{
	uint64_t least = 1, country;

	for (int i = 1; i < MSISDN_DIGITS_LEAST; i++)
		least *= 10;
	for (country = msisdn.number; country >= 100;)
		country /= 10;
	if (country == 86)
		return msisdn_is_chinese(msisdn);
	return msisdn.number >= least && msisdn.number <= MSISDN_MAX;
}

const char *msisdn_format(char *buf, struct msisdn msisdn)
{
	snprintf(buf, MSISDN_TEXT_OCTETS, "+%llu", (unsigned long long)msisdn.number);
	return buf;
}

/* As many digits in front as say country and network, as many behind as tell two lines apart. */
const char *msisdn_mask(char *buf, struct msisdn msisdn)
{
	char digits[MSISDN_TEXT_OCTETS];
	size_t size, front, behind;

	if (msisdn_is_chinese(msisdn)) {
		unsigned long long mobile = msisdn.number - CHINA;

		snprintf(buf, MSISDN_TEXT_OCTETS, "%03llu****%04llu", mobile / 100000000,
			 mobile % 10000);
		return buf;
	}
	msisdn_format(digits, msisdn);
	size = strlen(digits);
	front = size > 10 ? 4 : 3;
	behind = size > 10 ? 3 : size > 6 ? 1 : 0;
	if (front > size)
		front = size;
	snprintf(buf, MSISDN_TEXT_OCTETS, "%.*s****%s", (int)front, digits, digits + size - behind);
	return buf;
}
