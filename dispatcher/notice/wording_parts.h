/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of wording_*.c share: the case, with its text made plain. */
#ifndef NOTICE_WORDING_PARTS_H
#define NOTICE_WORDING_PARTS_H

#include "notice/wording.h"

struct wording_work {
	struct findings *findings;
	const struct wording_case *wording;
	struct plain plain;
};

/* One finding, of the text as a whole or of a part of it; {pos} and {hit} are set by the part. */
void wording_breached(const struct wording_work *work, enum rule rule,
		      const struct rule_word *words);
struct wording_hit {
	enum rule rule;
	struct plain_span where;
	const char *body;	/* {body}; may be NULL */
	const char *suggestion; /* may be NULL */
};
void wording_breached_at(const struct wording_work *work, const struct wording_hit *hit);

void wording_judge_sender(const struct wording_work *work);
void wording_judge_links(const struct wording_work *work);
void wording_judge_words(const struct wording_work *work);

#endif
