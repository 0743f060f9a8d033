/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/language.h"

#include <unictype.h>

#include "notice/charset.h"
#include "notice/plain.h"

enum { SCRIPT_LETTERS = 4, REGION_LETTERS = 2 };

/* Takes the subtag in front off the tag; empty once none is left. */
static struct slice next_subtag(struct slice *rest)
{
	struct slice subtag = { rest->at, 0 };

	while (subtag.size < rest->size && rest->at[subtag.size] != '-')
		subtag.size++;
	rest->at += subtag.size;
	rest->size -= subtag.size;
	if (rest->size > 0) {
		rest->at++;
		rest->size--;
	}
	return subtag;
}

/* RFC 5646 2.1.1: case means nothing. */
static char small(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter | 0x20) : letter;
}

static bool is_same(struct slice one, struct slice other)
{
	for (size_t i = 0; i < one.size && i < other.size; i++)
		if (small(one.at[i]) != small(other.at[i]))
			return false;
	return one.size == other.size;
}

static bool is(struct slice subtag, const char *name)
{
	return is_same(subtag, slice_of(name));
}

static bool is_one_of(struct slice subtag, const char *const *names)
{
	for (; *names; names++)
		if (is(subtag, *names))
			return true;
	return false;
}

/* ISO 639: of Chinese as such, and of Mandarin. */
bool language_is_chinese(struct slice tag)
{
	static const char *const names[] = { "zh", "zho", "chi", "cmn", NULL };

	return is_one_of(next_subtag(&tag), names);
}

static bool is_traditional(struct slice tag)
{
	static const char *const regions[] = { "TW", "HK", "MO", NULL };
	struct slice rest = tag;
	bool is_of_region = false;

	next_subtag(&rest);
	while (rest.size > 0) {
		struct slice subtag = next_subtag(&rest);

		if (is(subtag, "Hant") || is(subtag, "Hans"))
			return is(subtag, "Hant");
		is_of_region |= subtag.size == REGION_LETTERS && is_one_of(subtag, regions);
	}
	return is_of_region;
}

/* RFC 5646 2.2.3: four letters, behind the language; empty: not said. */
static struct slice script_of(struct slice tag)
{
	next_subtag(&tag);
	while (tag.size > 0) {
		struct slice subtag = next_subtag(&tag);

		/* A variant of four begins with a digit. */
		if (subtag.size == SCRIPT_LETTERS && !plain_is_digit((unsigned char)*subtag.at))
			return subtag;
	}
	return (struct slice){ NULL, 0 };
}

bool language_is_same(struct slice one, struct slice other)
{
	struct slice one_rest = one, other_rest = other;

	if (language_is_chinese(one) && language_is_chinese(other))
		return is_traditional(one) == is_traditional(other);
	return is_same(next_subtag(&one_rest), next_subtag(&other_rest)) &&
	       is_same(script_of(one), script_of(other));
}

bool language_reads_chinese(struct slice tag, struct slice text)
{
	size_t letters = 0, ideographs = 0;
	uint32_t character;

	while (charset_next(&text, &character)) {
		letters += uc_is_alpha(character);
		ideographs += plain_is_han(character);
	}
	if (is(next_subtag(&tag), "ja"))
		return letters > 0 && 4 * ideographs >= 3 * letters;
	return 2 * ideographs > letters;
}
