/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/plain.h"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/invisible.h"

enum {
	FULL_WIDTH_FIRST = 0xff01, /* "！" to "～" are '!' to '~' */
	FULL_WIDTH_LAST = 0xff5e,
	FULL_WIDTH_DISTANCE = 0xff01 - '!',
	IDEOGRAPHIC_SPACE = 0x3000,
	CJK_FIRST = 0x3001, /* punctuation, kana, ideographs: nothing of it unfolds but hangul */
	CJK_LAST = 0x9fff,
};

struct range {
	uint32_t first, last;
};

/* Accents, strokes through letters and rings round them, of whatever script. */
static const struct range accents[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe20, 0xfe2f },
};

/* Runs of 26 letters that stand in brackets, in black discs and squares, or are half a flag. */
static const uint32_t alphabets[] = { 0x249c, 0x1f110, 0x1f150, 0x1f170, 0x1f1e6 };

/* Ellipses unfold into full stops, of which none is meant. */
static const struct range kept[] = { { 0x2025, 0x2026 }, { 0xfe19, 0xfe19 } };

#define IS_IN(ranges, code) is_in(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static uint32_t letter_of_alphabet(uint32_t code)
{
	for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++)
		if (code >= alphabets[i] && code < alphabets[i] + 26)
			return 'a' + (code - alphabets[i]);
	return 0;
}

/* ---- one character after the other ------------------------------------------------------ */

static bool is_continuation(char octet)
{
	return ((unsigned char)octet & 0xc0) == 0x80;
}

/* Most characters are of three octets; those that can be checked at a glance are read here. */
static bool next(struct slice *rest, uint32_t *code)
{
	const unsigned char *at = (const unsigned char *)rest->at;
	int size;

	if (rest->size == 0)
		return false;
	if (at[0] < 0x80) {
		*code = at[0];
		size = 1;
	} else if (rest->size >= 3 && at[0] > 0xe0 && at[0] < 0xed &&
		   is_continuation(rest->at[1]) && is_continuation(rest->at[2])) {
		*code = (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
		size = 3;
	} else {
		size = u8_mbtoucr(code, at, rest->size);
		if (size <= 0)
			return false;
	}
	rest->at += size;
	rest->size -= (size_t)size;
	return true;
}

struct reader {
	struct plain *out;
	uint32_t origin, marks;
};

/* "192。168": what stands between digits may stand for a full stop. */
static bool stands_for_a_stop(const struct plain *plain)
{
	uint32_t code = plain->count > 1 ? plain->at[plain->count - 1].code : 0;

	return (code == 0x3002 || code == 0x70b9 /* 点 */) &&
	       plain_is_digit(plain->at[plain->count - 2].code);
}

static void put(struct reader *reader, uint32_t code)
{
	struct plain *out = reader->out;

	if (out->count == PLAIN_CHARACTERS_MAX) {
		out->is_cut = true;
		return;
	}
	if (code >= 'A' && code <= 'Z') {
		code += 'a' - 'A';
		reader->marks |= PLAIN_CAPITAL;
	}
	if (plain_is_letter(code))
		out->traits |= PLAIN_LETTERS;
	else if (plain_is_digit(code))
		out->traits |= stands_for_a_stop(out) ? PLAIN_DIGITS | PLAIN_STOPS : PLAIN_DIGITS;
	else if (code == '.')
		out->traits |= PLAIN_STOPS;
	out->at[out->count++] = (struct plain_character){ code, reader->origin, reader->marks };
	reader->marks = 0;
}

static void put_unfolded(struct reader *reader, uint32_t code)
{
	uint32_t small = uc_tolower(code);

	if (IS_IN(accents, code) || invisible_is_mark(code))
		return;
	if (invisible_is_blank(code)) {
		reader->marks |= PLAIN_AFTER_BLANK;
		return;
	}
	/* What has look-alikes of a to z stands below the symbols, or among the rarer scripts. */
	if (small > 0x7f && (small < 0x2000 || (small > 0xa4cf && small < 0xf900)))
		reader->out->traits |= PLAIN_FOREIGN;
	if (small != code && code > 0x7f)
		reader->marks |= PLAIN_CAPITAL;
	put(reader, code > 0x7f ? small : code);
}

/* NFKD of the one character: what it is made of, its accents apart. */
static void unfold(struct reader *reader, uint32_t code)
{
	uint32_t parts[PLAIN_SPREAD_MAX + 6], *unfolded;
	size_t count = sizeof(parts) / sizeof(parts[0]);
	uint32_t letter = letter_of_alphabet(code);

	if (letter || IS_IN(kept, code)) {
		put(reader, letter ? letter : code);
		return;
	}
	unfolded = u32_normalize(UNINORM_NFKD, &code, 1, parts, &count);
	if (unfolded != parts) /* no character unfolds into more; without memory it stays itself */
		count = 0;
	for (size_t i = 0; i < count; i++)
		put_unfolded(reader, parts[i]);
	if (count == 0)
		put_unfolded(reader, code);
}

static void take(struct reader *reader, uint32_t code)
{
	if ((code >= CJK_FIRST && code <= CJK_LAST && (code < 0x3131 || code > 0x33ff)) ||
	    (code > ' ' && code < 0x7f))
		put(reader, code);
	else if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST)
		put(reader, code - FULL_WIDTH_DISTANCE);
	else if (code == ' ' || code == IDEOGRAPHIC_SPACE)
		reader->marks |= PLAIN_AFTER_BLANK;
	else
		unfold(reader, code);
	if (reader->marks & PLAIN_AFTER_BLANK)
		reader->out->traits |= PLAIN_BLANKS;
}

void plain_read(struct plain *out, struct slice text)
{
	struct reader reader = { .out = out };
	struct slice rest = text;
	uint32_t code;

	out->text = text;
	out->count = 0;
	out->traits = 0;
	out->is_cut = false;
	for (; !out->is_cut && next(&rest, &code); reader.origin++)
		take(&reader, code);
}

/* ---- and back --------------------------------------------------------------------------- */

struct plain_span plain_span(const struct plain *plain, uint32_t first, uint32_t count)
{
	uint32_t offset = plain->at[first].origin;

	return (struct plain_span){ offset, plain->at[first + count - 1].origin - offset + 1 };
}

struct slice plain_part(const struct plain *plain, struct plain_span span)
{
	struct slice rest = plain->text;
	const char *start;
	uint32_t code;

	for (uint32_t i = 0; i < span.offset && next(&rest, &code); i++)
		;
	start = rest.at;
	for (uint32_t i = 0; i < span.length && next(&rest, &code); i++)
		;
	return (struct slice){ start, (size_t)(rest.at - start) };
}
