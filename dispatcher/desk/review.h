/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Review: what lies on the reviewer's desk (art. 27 par. 2): the notice as it would be heard, its
 * findings, its clock, the five criteria and the other notices beside it.
 */
#ifndef DESK_REVIEW_H
#define DESK_REVIEW_H

#include "desk/waiting.h"

/* GET /v1/notices/{id}/review */
void review_show(void *data, struct intake_call *call, uint64_t notice);

/* Asks the reader for what stands beside this notice: answer->review. */
enum err MUST_USE review_ask(struct desk *desk, const struct flow *flow, ledger_answer_fn *answer,
			     void *data, struct fault *why);

#endif
