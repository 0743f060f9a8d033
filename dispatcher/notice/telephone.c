/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/telephone.h"

enum {
	GROUP_MAX = TELEPHONE_DIGITS_MAX + 4, /* with the country code in front */
	NUMBER_DIGITS_MAX = 12,
	LOCAL_DIGITS_MAX = 8,
	CUE_DISTANCE = 6, /* characters before a number in which the words for one are looked for */
};

static bool is_hyphen(uint32_t code)
{
	return code == '-' || (code >= 0x2010 && code <= 0x2015) || code == 0x2212;
}

/* ---- how many digits make a number ------------------------------------------------------ */

static bool starts(const char *digits, const char *with)
{
	return strncmp(digits, with, strlen(with)) == 0;
}

static bool is_mobile(const char *digits)
{
	return digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
}

static bool is_short(const char *digits)
{
	return digits[0] == '1' && digits[1] >= '0' && digits[1] <= '2';
}

/* What follows after that many digits is an extension, or another number. */
static bool is_complete(const char *digits, size_t size)
{
	if (digits[0] == '0' || starts(digits, "400") || starts(digits, "800"))
		return size >= 10;
	if (is_mobile(digits))
		return size >= 11;
	if (is_short(digits))
		return size == 3 || size == 5;
	return size >= 7;
}

/* ---- reading ---------------------------------------------------------------------------- */

struct reading {
	const struct plain *plain;
	uint32_t at;
	char digits[GROUP_MAX + 1];
	size_t size;
	bool is_abroad; /* "+86" */
};

static bool take_group(struct reading *reading)
{
	while (plain_is_digit(plain_code(reading->plain, reading->at))) {
		if (reading->size == GROUP_MAX)
			return false;
		/* A blank between two whole numbers parts them. */
		if (reading->size > 0 && plain_is_after_blank(reading->plain, reading->at) &&
		    is_complete(reading->digits, reading->size))
			return true;
		reading->digits[reading->size++] = (char)reading->plain->at[reading->at++].code;
		reading->digits[reading->size] = '\0';
	}
	return true;
}

/* Between groups: one hyphen, or brackets closing and opening; then a digit. */
static bool skip_filler(struct reading *reading)
{
	uint32_t at = reading->at;

	while (is_hyphen(plain_code(reading->plain, at)) || plain_code(reading->plain, at) == ')' ||
	       plain_code(reading->plain, at) == '(')
		at++;
	if (at == reading->at || at > reading->at + 2 ||
	    !plain_is_digit(plain_code(reading->plain, at)))
		return false;
	reading->at = at;
	return true;
}

/* Digits without end are no number; they are passed over whole. */
static void pass_over(struct reading *reading)
{
	while (plain_is_digit(plain_code(reading->plain, reading->at)))
		reading->at++;
	reading->size = 0;
	reading->digits[0] = '\0';
}

static void take_number(struct reading *reading)
{
	uint32_t before;

	do {
		before = reading->at;
		if (!take_group(reading)) {
			pass_over(reading);
			return;
		}
		if (reading->at == before || is_complete(reading->digits, reading->size) ||
		    reading->size >= NUMBER_DIGITS_MAX)
			return;
	} while (skip_filler(reading));
}

/* ---- country code, extension ------------------------------------------------------------ */

/* "+86" in front, and what parts it from the number. */
static void take_country(struct reading *reading)
{
	const struct plain *plain = reading->plain;

	if (plain_code(plain, reading->at) != '+')
		return;
	reading->at++;
	if (plain_code(plain, reading->at) != '8' || plain_code(plain, reading->at + 1) != '6')
		return;
	reading->is_abroad = true;
	reading->at += 2;
	skip_filler(reading);
}

/* +86 571 12345678 is 0571 12345678; +86 138... is 138... */
static void drop_country(struct reading *reading)
{
	if (starts(reading->digits, "0086")) {
		memmove(reading->digits, reading->digits + 4, reading->size - 4 + 1);
		reading->size -= 4;
		reading->is_abroad = true;
	}
	if (!reading->is_abroad || reading->size < 10 || reading->size >= GROUP_MAX ||
	    reading->digits[0] == '0' || starts(reading->digits, "400") ||
	    (is_mobile(reading->digits) && reading->size == 11))
		return;
	memmove(reading->digits + 1, reading->digits, reading->size + 1);
	reading->digits[0] = '0';
	reading->size++;
}

/* Its words, longest first; the characters of "转分机", "分机号", "转接", "分机", "转", "ext". */
static const uint32_t extension_words[][4] = {
	{ 0x8f6c, 0x5206, 0x673a, 0 }, { 0x5206, 0x673a, 0x53f7, 0 }, { 0x8f6c, 0x63a5, 0, 0 },
	{ 0x5206, 0x673a, 0, 0 },      { 0x8f6c, 0, 0, 0 },	      { 'e', 'x', 't', 0 },
};

static uint32_t word_at(const struct plain *plain, uint32_t at)
{
	for (size_t i = 0; i < sizeof(extension_words) / sizeof(extension_words[0]); i++) {
		uint32_t size = 0;

		while (extension_words[i][size] &&
		       plain_code(plain, at + size) == extension_words[i][size])
			size++;
		if (extension_words[i][size] == 0)
			return size;
	}
	return 0;
}

static void take_extension(struct telephone *out, struct reading *reading)
{
	const struct plain *plain = reading->plain;
	uint32_t at = reading->at + word_at(plain, reading->at), size = 0;

	if (at == reading->at && is_hyphen(plain_code(plain, at)))
		at++;
	if (at == reading->at || reading->size < 7)
		return;
	if (plain_code(plain, at) == '.' || plain_code(plain, at) == ':' ||
	    is_hyphen(plain_code(plain, at)))
		at++;
	while (plain_is_digit(plain_code(plain, at + size)) && size <= TELEPHONE_EXTENSION_MAX)
		size++;
	if (size == 0 || size > TELEPHONE_EXTENSION_MAX)
		return;
	for (uint32_t i = 0; i < size; i++)
		out->extension[i] = (char)plain->at[at + i].code;
	out->extension[size] = '\0';
	reading->at = at + size;
}

/* ---- what it is ------------------------------------------------------------------------- */

static bool is_emergency(const char *digits)
{
	static const char *const numbers[] = { "110", "112", "119", "120", "122", "12379" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(digits, numbers[i]) == 0)
			return true;
	return false;
}

/* 电话 话 拨 线 询 系 电: somewhere before it. */
static bool has_cue(const struct plain *plain, uint32_t first)
{
	static const uint32_t cues[] = { 0x8bdd, 0x62e8, 0x7ebf, 0x8be2, 0x7cfb, 0x7535 };

	for (uint32_t i = 1; i <= CUE_DISTANCE && i <= first; i++)
		for (size_t c = 0; c < sizeof(cues) / sizeof(cues[0]); c++)
			if (plain->at[first - i].code == cues[c])
				return true;
	return false;
}

/* 月 日 年 元 万 人 米 度 时 分 个 户: it is counted, not dialled. */
static bool is_counted(const struct plain *plain, uint32_t end)
{
	static const uint32_t units[] = { 0x6708, 0x65e5, 0x5e74, 0x5143, 0x4e07, 0x4eba,
					  0x7c73, 0x5ea6, 0x65f6, 0x5206, 0x4e2a, 0x6237 };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (plain_code(plain, end) == units[i])
			return true;
	return false;
}

/* Money is money whatever stands before it; 拨12345时 is dialled. */
static bool is_sum(const struct plain *plain, const struct telephone *telephone)
{
	uint32_t end = telephone->first + telephone->length;
	bool is_money = plain_code(plain, end) == 0x5143 ||
			plain_code(plain, end) == 0x4e07; /* 元 万 */

	return strlen(telephone->digits) <= LOCAL_DIGITS_MAX && !telephone->extension[0] &&
	       is_counted(plain, end) && (is_money || !has_cue(plain, telephone->first));
}

static bool is_hotline(const char *digits, size_t size)
{
	if (starts(digits, "400") || starts(digits, "800"))
		return size == 10;
	if (starts(digits, "95") || starts(digits, "96"))
		return size == 5 || size == 6;
	return size == 5 && starts(digits, "12");
}

static enum telephone_kind kind_of(const struct plain *plain, const struct telephone *telephone)
{
	const char *digits = telephone->digits;
	size_t size = strlen(digits);
	bool is_likely = has_cue(plain, telephone->first) &&
			 !is_counted(plain, telephone->first + telephone->length);

	if (is_emergency(digits))
		return TELEPHONE_EMERGENCY;
	if (starts(digits, "106") && size >= 8)
		return TELEPHONE_SENDING_CODE;
	if (digits[0] == '0' && size >= 10 && size <= NUMBER_DIGITS_MAX)
		return TELEPHONE_LANDLINE;
	if (is_mobile(digits) && size == 11)
		return TELEPHONE_MOBILE;
	if (is_hotline(digits, size))
		return size == 10 || is_likely ? TELEPHONE_HOTLINE : TELEPHONE_NONE;
	/* Local numbers begin with 2 to 9. */
	return (size == 7 || size == 8) && digits[0] >= '2' && is_likely ? TELEPHONE_LOCAL
									 : TELEPHONE_NONE;
}

/* ---- the face --------------------------------------------------------------------------- */

static void read_at(struct telephone *out, const struct plain *plain, uint32_t at)
{
	struct reading reading = { .plain = plain, .at = at };

	*out = (struct telephone){ .first = at };
	take_country(&reading);
	take_number(&reading);
	drop_country(&reading);
	if (reading.size <= TELEPHONE_DIGITS_MAX)
		memcpy(out->digits, reading.digits, reading.size + 1);
	take_extension(out, &reading);
	out->length = reading.at - at;
	out->kind = kind_of(plain, out);
	out->is_sum = is_sum(plain, out);
}

static bool begins(const struct plain *plain, uint32_t at)
{
	return plain_is_digit(plain->at[at].code) ||
	       (plain->at[at].code == '+' && plain_is_digit(plain_code(plain, at + 1)));
}

/* "(0571)12345678" begins at its bracket. */
static void take_opening(struct telephone *out, const struct plain *plain)
{
	if (out->first == 0 || plain->at[out->first - 1].code != '(')
		return;
	for (uint32_t i = 0; i < out->length; i++) {
		if (plain->at[out->first + i].code != ')')
			continue;
		out->first--;
		out->length++;
		return;
	}
}

bool telephone_next(struct telephone *out, const struct plain *plain)
{
	for (uint32_t at = out->first + out->length; at < plain->count; at++) {
		if (!begins(plain, at))
			continue;
		read_at(out, plain, at);
		take_opening(out, plain);
		return true;
	}
	return false;
}

bool telephone_read(struct telephone *out, struct slice text)
{
	struct plain plain;

	*out = (struct telephone){ .first = 0 };
	plain_read(&plain, text);
	return telephone_next(out, &plain) && out->digits[0] != '\0';
}

static bool ends_with(const char *digits, const char *end)
{
	size_t size = strlen(digits), end_size = strlen(end);

	return size >= end_size && strcmp(digits + size - end_size, end) == 0;
}

enum telephone_match telephone_compare(const struct telephone *found,
				       const struct telephone *registered)
{
	size_t size = strlen(found->digits);

	if (registered->extension[0] && strcmp(found->extension, registered->extension) != 0)
		return TELEPHONE_OTHER;
	if (size > 0 && strcmp(found->digits, registered->digits) == 0)
		return TELEPHONE_SAME;
	/* An area code has three or four digits. */
	if ((size == 7 || size == 8) && registered->digits[0] == '0' &&
	    strlen(registered->digits) - size <= 4 && ends_with(registered->digits, found->digits))
		return TELEPHONE_SAME_WITHOUT_AREA_CODE;
	return TELEPHONE_OTHER;
}
