/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Criteria: the five that the authority weighs (art. 27 par. 2): content, area, frequency, total
 * volume, willingness, in the numbers of the moment. What the reviewer sees and what the chain
 * keeps of it are written by the same hand.
 */
#ifndef DESK_CRITERIA_H
#define DESK_CRITERIA_H

#include "desk/desk.h"
#include "ledger/query_review.h"
#include "notice/flow.h"
#include "wire/text.h"

struct criteria_case {
	const struct desk *desk;
	const struct flow *flow;
	const struct ledger_review *review;
};

/* {"content":{..},"area":{..},"frequency":{..},"volume":{..},"willingness":{..}} */
void criteria_put(struct text *out, const struct criteria_case *about);
/* The other notices that are like it or in its way: [{..},..] */
void criteria_put_near(struct text *out, const struct criteria_case *about);

/*
 * What the decision's event keeps: {"reviewer":<what the client sent, or left out>,"server":{the
 * five, and the numbers of the near notices}}; review NULL: {"server":{"missing":<why>}}. On ctx.
 */
struct slice criteria_of_decision(void *ctx, const struct criteria_case *about,
				  struct slice reviewers, const char *missing);

#endif
