/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Plain: a text as the eye takes it, whatever it was written with: full-width, circled and
 * mathematical forms are the letters they stand for, capitals are small, accents and what cannot
 * be seen are gone, blanks are remembered but take no place. Every character knows which one of
 * the text as submitted it came from, so that what is found here can be shown there.
 *
 * Links, words, names and telephone numbers are all looked for in it.
 */
#ifndef NOTICE_PLAIN_H
#define NOTICE_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum {
	/*
	 * More than 15 pages of broadcast or 70 characters of SMS become, even of characters that
	 * stand for 18 others. What a text has past it is not looked at.
	 */
	PLAIN_CHARACTERS_MAX = 4096,
	PLAIN_SPREAD_MAX = 18, /* U+FDFA */
};

enum plain_mark {
	PLAIN_AFTER_BLANK = 1 << 0,
	PLAIN_CAPITAL = 1 << 1,
};

/* What a text has at all: most have no link because they have no letter. */
enum plain_trait {
	PLAIN_LETTERS = 1 << 0, /* a to z */
	PLAIN_STOPS = 1 << 1,	/* '.', or what stands for it between digits */
	PLAIN_FOREIGN = 1 << 2, /* letters of scripts that have look-alikes of a to z */
	PLAIN_BLANKS = 1 << 3,
	PLAIN_DIGITS = 1 << 4,
};

struct plain_character {
	uint32_t code;
	uint32_t origin; /* which character of the text, from 0 */
	uint32_t marks;
};

struct plain {
	struct slice text;
	uint32_t count;
	uint32_t traits;
	bool is_cut; /* the text goes on */
	struct plain_character at[PLAIN_CHARACTERS_MAX];
};

/* Where it stands in the text as submitted: Unicode characters from 0. */
struct plain_span {
	uint32_t offset, length;
};

/* The text must outlive it. Octets that are not UTF-8 end the reading. */
void plain_read(struct plain *out, struct slice text);

struct plain_span plain_span(const struct plain *plain, uint32_t first, uint32_t count);
/* The part of the text itself, as it was written. */
struct slice plain_part(const struct plain *plain, struct plain_span span);

/* 0 past the end. */
static inline uint32_t plain_code(const struct plain *plain, uint32_t at)
{
	return at < plain->count ? plain->at[at].code : 0;
}

static inline bool plain_is_after_blank(const struct plain *plain, uint32_t at)
{
	return at < plain->count && (plain->at[at].marks & PLAIN_AFTER_BLANK);
}

/* Is it an ideograph (Han)? */
static inline bool plain_is_han(uint32_t code)
{
	return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) ||
	       (code >= 0x20000 && code <= 0x3ffff) || code == 0x3007;
}

static inline bool plain_is_letter(uint32_t code)
{
	return code >= 'a' && code <= 'z';
}

static inline bool plain_is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

#endif
