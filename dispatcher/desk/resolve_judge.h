/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The judging half of resolve: sender, status, references, lane, expiry, wording before the
 * cells are known; area and verdict afterwards. Everything found is gathered.
 */
#ifndef DESK_RESOLVE_JUDGE_H
#define DESK_RESOLVE_JUDGE_H

#include "desk/resolve.h"
#include "notice/rules.h"

void resolve_judge_begin(struct resolution *resolution);
void resolve_judge_end(struct resolution *resolution);

/*
 * The cells inside every jurisdiction asked for first; within each half the register's order (by
 * node) is kept. Returns how many are inside. On any thread: it reads what begin() settled, and a
 * province's cells are too many for the loop.
 */
size_t resolve_judge_split(const struct resolution *resolution, struct cell *cells, size_t count);

/* Art. 12: an officer whose identity nobody has verified. */
void resolve_judge_officer(struct resolution *resolution);

/* Adds that rule's finding, as strong as the notice's lane makes it. */
void resolve_judge_breached(struct resolution *resolution, enum rule rule, const char *field,
			    const struct rule_word *words);

#endif
