/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words before the first NUL, one a line; the text behind it. What the list finds is what a search
 * by hand finds: at each place behind the last hit the longest word, and nothing is passed over.
 */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistr.h>

#include "notice/wordlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { WORDS_MAX = 64 };

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static struct plain text, word;
static struct wordlist_word words[WORDS_MAX];

static size_t read_words(struct slice rest)
{
	size_t count = 0;
	struct slice one;

	while (count < WORDS_MAX && slice_word(&rest, "\n", &one)) {
		plain_read(&word, one);
		if (word.count < WORDLIST_CHARACTERS_LEAST || word.count > WORDLIST_CHARACTERS_MAX)
			continue;
		words[count] = (struct wordlist_word){ one, (uint32_t)count };
		count++;
	}
	return count;
}

static bool is_wall(uint32_t at)
{
	uint32_t after = at < text.count ? text.at[at].code : ' ';
	uint32_t before = at > 0 ? text.at[at - 1].code : ' ';

	return !(plain_is_letter(after) || plain_is_digit(after)) ||
	       !(plain_is_letter(before) || plain_is_digit(before)) ||
	       (text.at[at].marks & PLAIN_AFTER_BLANK);
}

static uint32_t longest_at(uint32_t at, size_t count)
{
	uint32_t longest = 0;

	for (size_t i = 0; i < count; i++) {
		bool fits;

		plain_read(&word, words[i].text);
		fits = at + word.count <= text.count && is_wall(at) && is_wall(at + word.count);
		for (uint32_t c = 0; fits && c < word.count; c++)
			fits = text.at[at + c].code == word.at[c].code;
		if (fits && word.count > longest)
			longest = word.count;
	}
	return longest;
}

static void compare(const struct wordlist *list, size_t count)
{
	struct wordlist_hit hit = { 0 };
	uint32_t at = 0;

	for (;;) {
		uint32_t length = 0;
		bool found = wordlist_next(list, &text, &hit);

		while (at < text.count && (length = longest_at(at, count)) == 0)
			at++;
		demand(found == (at < text.count));
		if (!found)
			return;
		demand(hit.first == at && hit.length == length && hit.value_count > 0);
		at += length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(octets, '\0', size) : NULL;
	void *ctx = talloc_new(NULL);
	struct wordlist *list;
	size_t count;

	if (end && size < 600 && !u8_check(octets, size)) {
		count = read_words((struct slice){ (const char *)octets, (size_t)(end - octets) });
		demand(wordlist_make(&list, ctx, words, count, NULL) == ERR_OK);
		plain_read(&text, (struct slice){ (const char *)end + 1,
						  size - (size_t)(end - octets) - 1 });
		compare(list, count);
	}
	talloc_free(ctx);
	return 0;
}
