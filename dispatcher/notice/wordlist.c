/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/wordlist.h"

#include <stdlib.h>
#include <talloc.h>

enum { PAIR_BITS = 1 << 18 }; /* of 10,000 words every 26th bit is set */

#define NO_WORD UINT32_MAX

struct entry {
	uint32_t codes; /* index of its first character in wordlist.codes */
	uint32_t length;
	uint32_t values; /* index of its first value */
	uint32_t value_count;
	uint32_t shorter; /* the longest other word that this one begins with; NO_WORD */
};

struct wordlist {
	uint64_t pairs[PAIR_BITS / 64];
	struct entry *entries; /* sorted by their characters */
	uint32_t count;
	uint32_t *codes, *values;
};

static uint32_t pair_of(uint32_t first, uint32_t second)
{
	return (first * 0x9e3779b1u ^ second * 0x85ebca6bu) >> 14;
}

static bool has_pair(const struct wordlist *list, uint32_t pair)
{
	return list->pairs[pair / 64] >> (pair % 64) & 1;
}

/* ---- making it -------------------------------------------------------------------------- */

/* A word on the way into the list. */
struct draft {
	uint32_t *codes;
	uint32_t length, value, place;
};

static int order_of(const uint32_t *a, uint32_t a_length, const uint32_t *b, uint32_t b_length)
{
	for (uint32_t i = 0; i < a_length && i < b_length; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return a_length == b_length ? 0 : a_length < b_length ? -1 : 1;
}

static int compare_drafts(const void *a, const void *b)
{
	const struct draft *left = a, *right = b;
	int order = order_of(left->codes, left->length, right->codes, right->length);

	if (order != 0)
		return order;
	return left->place < right->place ? -1 : 1;
}

static enum err make_plain(struct draft *out, void *ctx, struct plain *plain,
			   const struct wordlist_word *word, struct fault *why)
{
	plain_read(plain, word->text);
	if (plain->count < WORDLIST_CHARACTERS_LEAST || plain->count > WORDLIST_CHARACTERS_MAX)
		return err_set(why, ERR_INPUT, NULL,
			       "the word \"%.*s\" has %u characters: at least %d, at most %d",
			       (int)(word->text.size > 60 ? 60 : word->text.size),
			       word->text.at ? word->text.at : "", plain->count,
			       WORDLIST_CHARACTERS_LEAST, WORDLIST_CHARACTERS_MAX);
	out->codes = talloc_array(ctx, uint32_t, plain->count);
	if (!out->codes)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	for (uint32_t i = 0; i < plain->count; i++)
		out->codes[i] = plain->at[i].code;
	out->length = plain->count;
	out->value = word->value;
	return ERR_OK;
}

static bool is_same(const struct wordlist *list, const struct entry *entry,
		    const struct draft *draft)
{
	return order_of(list->codes + entry->codes, entry->length, draft->codes, draft->length) ==
	       0;
}

static bool begins_with(const struct wordlist *list, const struct entry *entry,
			const struct entry *shorter)
{
	return shorter->length < entry->length &&
	       memcmp(list->codes + entry->codes, list->codes + shorter->codes,
		      shorter->length * sizeof(uint32_t)) == 0;
}

/* What it begins with stands before it: the word before, or what that one begins with. */
static uint32_t shorter_of(const struct wordlist *list, uint32_t at)
{
	uint32_t candidate = at == 0 ? NO_WORD : at - 1;

	while (candidate != NO_WORD &&
	       !begins_with(list, &list->entries[at], &list->entries[candidate]))
		candidate = list->entries[candidate].shorter;
	return candidate;
}

static void add(struct wordlist *list, const struct draft *draft, uint32_t *codes, uint32_t value)
{
	struct entry *last = list->count ? &list->entries[list->count - 1] : NULL;
	uint32_t pair = pair_of(draft->codes[0], draft->codes[1]);

	list->values[value] = draft->value;
	if (last && is_same(list, last, draft)) {
		last->value_count++;
		return;
	}
	list->entries[list->count] = (struct entry){ *codes, draft->length, value, 1, NO_WORD };
	memcpy(list->codes + *codes, draft->codes, draft->length * sizeof(uint32_t));
	*codes += draft->length;
	list->pairs[pair / 64] |= (uint64_t)1 << (pair % 64);
	list->entries[list->count].shorter = shorter_of(list, list->count);
	list->count++;
}

static enum err fill(struct wordlist *list, struct draft *drafts, size_t count, struct fault *why)
{
	uint32_t total = 0, codes = 0;

	for (size_t i = 0; i < count; i++)
		total += drafts[i].length;
	list->entries = talloc_array(list, struct entry, (unsigned int)count + 1);
	list->values = talloc_array(list, uint32_t, (unsigned int)count + 1);
	list->codes = talloc_array(list, uint32_t, total + 1);
	if (!list->entries || !list->values || !list->codes)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	if (count > 1)
		qsort(drafts, count, sizeof(drafts[0]), compare_drafts);
	for (size_t i = 0; i < count; i++)
		add(list, &drafts[i], &codes, (uint32_t)i);
	return ERR_OK;
}

static enum err make(struct wordlist *list, void *scratch, const struct wordlist_word *words,
		     size_t count, struct fault *why)
{
	struct plain *plain = talloc(scratch, struct plain);
	struct draft *drafts = talloc_zero_array(scratch, struct draft, (unsigned int)count + 1);
	enum err err = ERR_OK;

	if (!plain || !drafts)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		drafts[i].place = (uint32_t)i;
		err = make_plain(&drafts[i], drafts, plain, &words[i], why);
	}
	return err == ERR_OK ? fill(list, drafts, count, why) : err;
}

enum err wordlist_make(struct wordlist **out, void *ctx, const struct wordlist_word *words,
		       size_t count, struct fault *why)
{
	struct wordlist *list;
	void *scratch;
	enum err err;

	if (count > WORDLIST_WORDS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%zu words, at most %d", count,
			       WORDLIST_WORDS_MAX);
	list = talloc_zero(ctx, struct wordlist);
	scratch = talloc_new(ctx);
	err = list && scratch ? make(list, scratch, words, count, why)
			      : err_set(why, ERR_MEMORY, NULL, "no memory");
	talloc_free(scratch);
	if (err == ERR_OK)
		*out = list;
	else
		talloc_free(list);
	return err;
}

/* ---- looking ---------------------------------------------------------------------------- */

static int order_at(const struct wordlist *list, const struct entry *entry,
		    const struct plain *plain, uint32_t at)
{
	const uint32_t *codes = list->codes + entry->codes;
	uint32_t left = plain->count - at;

	for (uint32_t i = 0; i < entry->length && i < left; i++)
		if (codes[i] != plain->at[at + i].code)
			return codes[i] < plain->at[at + i].code ? -1 : 1;
	return entry->length <= left ? 0 : 1;
}

/* The last word that is not past the text from `at` on; NO_WORD. */
static uint32_t last_before(const struct wordlist *list, const struct plain *plain, uint32_t at)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (order_at(list, &list->entries[middle], plain, at) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NO_WORD : low - 1;
}

static bool is_of_letters(uint32_t code)
{
	return plain_is_letter(code) || plain_is_digit(code);
}

/* Between two letters, with no blank there, a word neither begins nor ends. */
static bool is_wall(const struct plain *plain, uint32_t at)
{
	return at == 0 || at >= plain->count || (plain->at[at].marks & PLAIN_AFTER_BLANK) ||
	       !is_of_letters(plain->at[at].code) || !is_of_letters(plain->at[at - 1].code);
}

/* Whatever word the text has there stands among those the last one before it begins with. */
static uint32_t find_at(const struct wordlist *list, const struct plain *plain, uint32_t at)
{
	uint32_t found = last_before(list, plain, at);

	while (found != NO_WORD) {
		const struct entry *entry = &list->entries[found];

		if (order_at(list, entry, plain, at) == 0 && is_wall(plain, at) &&
		    is_wall(plain, at + entry->length))
			return found;
		found = entry->shorter;
	}
	return NO_WORD;
}

bool wordlist_next(const struct wordlist *list, const struct plain *plain, struct wordlist_hit *hit)
{
	for (uint32_t at = hit->first + hit->length; at + 1 < plain->count; at++) {
		const struct entry *entry;
		uint32_t found;

		if (!has_pair(list, pair_of(plain->at[at].code, plain->at[at + 1].code)))
			continue;
		found = find_at(list, plain, at);
		if (found == NO_WORD)
			continue;
		entry = &list->entries[found];
		*hit = (struct wordlist_hit){ at, entry->length, list->values + entry->values,
					      entry->value_count };
		return true;
	}
	return false;
}
