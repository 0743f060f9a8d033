/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Word list: many words looked for at once in a plain text, the longest where several begin. It is
 * made once and then only read. A table of the first two characters of every word says of most
 * places of a text that no word begins there; where one may, the words stand sorted.
 */
#ifndef NOTICE_WORDLIST_H
#define NOTICE_WORDLIST_H

#include "base/err.h"
#include "notice/plain.h"

enum {
	WORDLIST_WORDS_MAX = 100000,
	WORDLIST_CHARACTERS_LEAST = 2, /* one character would be found everywhere */
	WORDLIST_CHARACTERS_MAX = 64,
};

struct wordlist_word {
	struct slice text;
	uint32_t value; /* the caller's own */
};

struct wordlist;

/*
 * On ctx; the texts are copied. ERR_INPUT: a word that, made plain, is shorter than two
 * characters or longer than 64; ERR_LIMIT: too many.
 */
enum err MUST_USE wordlist_make(struct wordlist **out, void *ctx, const struct wordlist_word *words,
				size_t count, struct fault *why);

/* Begins as { 0 }. */
struct wordlist_hit {
	uint32_t first, length; /* of plain->at */
	const uint32_t *values; /* of all words that are written so, in the order given */
	size_t value_count;
};

/* The next hit behind that one; false: there is none. A word in letters stands alone. */
bool wordlist_next(const struct wordlist *list, const struct plain *plain,
		   struct wordlist_hit *hit);

#endif
