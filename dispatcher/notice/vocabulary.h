/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vocabulary: the words that four of the rules look for in a text. They are data: a short list
 * comes with the country's (cap-profiles/cn/words.csv), the registry adds its own and can take back
 * any of it. A word that a list names without a rule shields what stands in it: of "虚假宣传"
 * (none) no "宣传" (publicity) is found.
 */
#ifndef NOTICE_VOCABULARY_H
#define NOTICE_VOCABULARY_H

#include "notice/wordlist.h"

enum vocabulary_rule {
	VOCABULARY_NONE = 0,
	VOCABULARY_PUBLICITY,	    /* 工作宣传, art. 27 par. 2 */
	VOCABULARY_PUBLIC_INTEREST, /* is it for the public, and for no profit? art. 42 (10) */
	VOCABULARY_COMMERCIAL,	    /* art. 18 */
	VOCABULARY_PROHIBITED,	    /* art. 15, 32 */
	VOCABULARY_RULE_COUNT
};
const char *vocabulary_rule_name(enum vocabulary_rule rule); /* "public-interest"; "none" */

struct vocabulary_word {
	struct slice word;
	enum vocabulary_rule rule;
	struct slice note; /* for whoever reads the finding; may be empty */
};

struct vocabulary_words {
	const struct vocabulary_word *rows;
	size_t count;
};

struct vocabulary;

/* On ctx; the rows must outlive it. Of a word that both lists have, the second's row holds. */
enum err MUST_USE vocabulary_make(struct vocabulary **out, void *ctx,
				  const struct vocabulary_words *country,
				  const struct vocabulary_words *added, struct fault *why);

/* The next hit of any rule behind *hit, which begins as { 0 }; NULL: there is none. */
const struct vocabulary_word *vocabulary_next(const struct vocabulary *vocabulary,
					      const struct plain *plain, struct wordlist_hit *hit);

#endif
