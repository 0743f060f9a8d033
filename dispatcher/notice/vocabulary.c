/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/vocabulary.h"

#include <talloc.h>

struct vocabulary {
	struct wordlist *list;
	const struct vocabulary_word **rows; /* by the list's values */
};

static const char *const names[VOCABULARY_RULE_COUNT] = {
	[VOCABULARY_NONE] = "none",
	[VOCABULARY_PUBLICITY] = "publicity",
	[VOCABULARY_PUBLIC_INTEREST] = "public-interest",
	[VOCABULARY_COMMERCIAL] = "commercial",
	[VOCABULARY_PROHIBITED] = "prohibited",
};

const char *vocabulary_rule_name(enum vocabulary_rule rule)
{
	return (unsigned int)rule < VOCABULARY_RULE_COUNT ? names[rule] : "invalid";
}

static void put_rows(struct vocabulary *vocabulary, struct wordlist_word *words,
		     const struct vocabulary_words *list, size_t first)
{
	for (size_t i = 0; i < list->count; i++) {
		vocabulary->rows[first + i] = &list->rows[i];
		words[first + i] = (struct wordlist_word){ list->rows[i].word,
							   (uint32_t)(first + i) };
	}
}

static enum err fill(struct vocabulary *vocabulary, const struct vocabulary_words *country,
		     const struct vocabulary_words *added, struct fault *why)
{
	size_t count = country->count + added->count;
	struct wordlist_word *words;
	enum err err;

	if (count > WORDLIST_WORDS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "words: %zu of them, at most %d", count,
			       WORDLIST_WORDS_MAX);
	words = talloc_array(vocabulary, struct wordlist_word, (unsigned int)count + 1);
	vocabulary->rows = talloc_array(vocabulary, const struct vocabulary_word *,
					(unsigned int)count + 1);
	if (!words || !vocabulary->rows)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	put_rows(vocabulary, words, country, 0);
	put_rows(vocabulary, words, added, country->count);
	err = wordlist_make(&vocabulary->list, vocabulary, words, count, why);
	talloc_free(words);
	return err == ERR_OK ? err : err_prefix(why, err, "words");
}

enum err vocabulary_make(struct vocabulary **out, void *ctx, const struct vocabulary_words *country,
			 const struct vocabulary_words *added, struct fault *why)
{
	struct vocabulary *vocabulary = talloc_zero(ctx, struct vocabulary);
	enum err err = vocabulary ? fill(vocabulary, country, added, why)
				  : err_set(why, ERR_MEMORY, NULL, "no memory");

	if (err == ERR_OK)
		*out = vocabulary;
	else
		talloc_free(vocabulary);
	return err;
}

const struct vocabulary_word *vocabulary_next(const struct vocabulary *vocabulary,
					      const struct plain *plain, struct wordlist_hit *hit)
{
	while (wordlist_next(vocabulary->list, plain, hit)) {
		uint32_t last = hit->values[hit->value_count - 1];

		if (vocabulary->rows[last]->rule != VOCABULARY_NONE)
			return vocabulary->rows[last];
	}
	return NULL;
}
