/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/similar.h"

#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

/* Without the 【signature】 it begins with, which every text of that body shares. */
static struct slice without_signature(struct slice text)
{
	static const char opens[] = "【", closes[] = "】";
	const char *end;

	if (!slice_starts(text, opens))
		return text;
	end = memmem(text.at, text.size, closes, sizeof(closes) - 1);
	if (!end)
		return text;
	end += sizeof(closes) - 1;
	return (struct slice){ end, text.size - (size_t)(end - text.at) };
}

static bool says_something(ucs4_t character)
{
	return character != 0xfffd &&
	       uc_is_general_category_withtable(character, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M |
								   UC_CATEGORY_MASK_N);
}

/* The next character that counts; 0 at the end. */
static ucs4_t next_character(struct slice *rest)
{
	while (rest->size > 0) {
		ucs4_t character;
		int octets = u8_mbtouc(&character, (const uint8_t *)rest->at, rest->size);
		size_t step = octets > 0 ? (size_t)octets : 1;

		rest->at += step;
		rest->size -= step;
		if (says_something(character))
			return uc_tolower(character);
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

	return (one > other) - (one < other);
}

void similar_take(struct similar *out, struct slice text)
{
	struct slice rest = without_signature(text);
	ucs4_t before = next_character(&rest), character;

	out->count = 0;
	while (before && out->count < SIMILAR_CHARACTERS_MAX &&
	       (character = next_character(&rest))) {
		out->pairs[out->count++] = (uint64_t)before << 32 | character;
		before = character;
	}
	qsort(out->pairs, out->count, sizeof(out->pairs[0]), compare);
}

unsigned int similar_permille(const struct similar *a, const struct similar *b)
{
	unsigned int common = 0, i = 0, j = 0;

	while (i < a->count && j < b->count) {
		if (a->pairs[i] == b->pairs[j]) {
			common++;
			i++;
			j++;
		} else if (a->pairs[i] < b->pairs[j]) {
			i++;
		} else {
			j++;
		}
	}
	return a->count + b->count > 0 ? 2000 * common / (a->count + b->count) : 0;
}
