/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/slice.h"

#include <stdlib.h>
#include <talloc.h>

#include "base/invisible.h"

enum { NO_CHARACTER = 0x110000 };

char *slice_string(const void *ctx, struct slice s)
{
	char *copy = talloc_strndup(ctx, s.at ? s.at : "", s.size);

	if (!copy)
		abort();
	return copy;
}

struct slice slice_copy(const void *ctx, struct slice s)
{
	return (struct slice){ slice_string(ctx, s), s.size };
}

struct slice slice_share(const void *ctx, struct slice s, struct slice before)
{
	return before.at && slice_equal(s, before) ? before : slice_copy(ctx, s);
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool slice_is(struct slice s, const char *text)
{
	return slice_equal(s, slice_of(text));
}

bool slice_starts(struct slice s, const char *prefix)
{
	size_t size = strlen(prefix);

	return s.size >= size && memcmp(s.at, prefix, size) == 0;
}

int slice_compare(struct slice a, struct slice b)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order = shorter > 0 ? memcmp(a.at, b.at, shorter) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice s)
{
	while (s.size > 0 && is_blank(s.at[0])) {
		s.at++;
		s.size--;
	}
	while (s.size > 0 && is_blank(s.at[s.size - 1]))
		s.size--;
	return s;
}

/* Half a character does: it is not ours to call blank, and whoever reads text says so. */
static bool shows(uint32_t character)
{
	return character > 0x20 && (character < 0x7f || character > 0x9f) &&
	       !invisible_is_blank(character) && !invisible_is_mark(character);
}

/* One character of UTF-8 off the front; NO_CHARACTER: an octet that begins none. */
static uint32_t take_character(struct slice *rest)
{
	uint8_t lead = (uint8_t)*rest->at;
	size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
	uint32_t value = more ? lead & (0x3fu >> more) : lead;
	bool is_whole = more < rest->size && (more > 0 || lead < 0x80);

	for (size_t i = 1; is_whole && i <= more; i++) {
		is_whole = ((uint8_t)rest->at[i] & 0xc0) == 0x80;
		value = value << 6 | ((uint8_t)rest->at[i] & 0x3f);
	}
	if (!is_whole)
		more = 0;
	rest->at += more + 1;
	rest->size -= more + 1;
	return is_whole ? value : NO_CHARACTER;
}

bool slice_says_nothing(struct slice s)
{
	while (s.size > 0)
		if (shows(take_character(&s)))
			return false;
	return true;
}

/* A loop, not strchr(): it is asked for every octet, and there are few separators. */
static bool is_separator(char c, const char *separators)
{
	for (const char *separator = separators; *separator; separator++)
		if (c == *separator)
			return true;
	return false;
}

bool slice_word(struct slice *rest, const char *separators, struct slice *word)
{
	size_t start = 0, end;

	while (start < rest->size && is_separator(rest->at[start], separators))
		start++;
	if (start == rest->size)
		return false;
	end = start;
	while (end < rest->size && !is_separator(rest->at[end], separators))
		end++;
	*word = (struct slice){ rest->at + start, end - start };
	rest->at += end;
	rest->size -= end;
	return true;
}

bool slice_to_u64(struct slice s, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (s.size == 0)
		return false;
	for (size_t i = 0; i < s.size; i++) {
		uint64_t digit = (uint64_t)(s.at[i] - '0');

		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		if (digit > max || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

struct fixed {
	int64_t units;
	unsigned int digits, fraction_digits;
	bool in_fraction, round_up;
};

static bool fixed_digit(struct fixed *number, char c, unsigned int scale, int64_t limit)
{
	if (c < '0' || c > '9')
		return false;
	number->digits++;
	if (number->in_fraction && number->fraction_digits++ >= scale) {
		if (number->fraction_digits == scale + 1)
			number->round_up = c >= '5';
		return true;
	}
	number->units = number->units * 10 + (c - '0');
	return number->units <= limit;
}

bool slice_to_fixed(struct slice s, unsigned int scale, int64_t limit, int64_t *out)
{
	struct fixed number = { 0 };
	bool negative = s.size > 0 && s.at[0] == '-';
	size_t i = s.size > 0 && (s.at[0] == '-' || s.at[0] == '+');

	for (; i < s.size; i++) {
		if (s.at[i] == '.' && !number.in_fraction)
			number.in_fraction = true;
		else if (!fixed_digit(&number, s.at[i], scale, limit))
			return false;
	}
	if (number.digits == 0)
		return false;
	while (number.fraction_digits < scale) {
		number.fraction_digits++;
		number.units *= 10;
		if (number.units > limit)
			return false;
	}
	number.units += number.round_up;
	if (number.units > limit)
		return false;
	*out = negative ? -number.units : number.units;
	return true;
}
