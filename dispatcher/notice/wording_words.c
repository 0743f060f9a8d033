/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/link.h"
#include "notice/wording_parts.h"

enum { PROHIBITED_SHOWN_MAX = 8 };

void wording_judge_links(const struct wording_work *work)
{
	struct links links;

	link_find(&links, &work->plain);
	for (size_t i = 0; i < links.count; i++)
		wording_breached_at(work,
				    &(struct wording_hit){
					    .rule = links.items[i].is_certain ? RULE_NO_LINK
									      : RULE_NO_LINK_LOOKS,
					    .where = links.items[i].where,
				    });
}

static const enum rule rules[VOCABULARY_RULE_COUNT] = {
	[VOCABULARY_PUBLICITY] = RULE_PUBLICITY,
	[VOCABULARY_PUBLIC_INTEREST] = RULE_PUBLIC_INTEREST,
	[VOCABULARY_COMMERCIAL] = RULE_COMMERCIAL,
	[VOCABULARY_PROHIBITED] = RULE_PROHIBITED,
};

static void judge_word(const struct wording_work *work, const struct vocabulary_word *word,
		       struct plain_span where)
{
	struct wording_hit hit = { .rule = rules[word->rule], .where = where };

	if (word->note.size > 0)
		hit.suggestion = slice_string(work->findings->ctx, word->note);
	if (word->rule == VOCABULARY_PROHIBITED && work->wording->lane == LANE_URGENT) {
		/* Art. 15 does not stop what may save lives: it is sent, and somebody looks. */
		hit.rule = RULE_PROHIBITED_SENT;
		wording_breached_at(work, &hit);
		hit.rule = RULE_PROHIBITED_TOLD;
	}
	wording_breached_at(work, &hit);
}

/* One finding a rule is enough to have it looked at; of prohibited content each hit is named. */
void wording_judge_words(const struct wording_work *work)
{
	unsigned int counts[VOCABULARY_RULE_COUNT] = { 0 };
	struct wordlist_hit hit = { 0 };
	const struct vocabulary_word *word;

	while ((word = vocabulary_next(work->wording->vocabulary, &work->plain, &hit))) {
		unsigned int most = word->rule == VOCABULARY_PROHIBITED ? PROHIBITED_SHOWN_MAX : 1;

		if (counts[word->rule]++ < most)
			judge_word(work, word, plain_span(&work->plain, hit.first, hit.length));
	}
}
