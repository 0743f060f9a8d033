/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decisions: what the authority says to a notice (art. 25 to 27), and what the applicant answers.
 * Nobody decides what they submitted; a second person is another one than both.
 */
#ifndef DESK_DECISIONS_H
#define DESK_DECISIONS_H

#include "desk/desk.h"

/*
 * Agreeing to a notice that waits for a second person seconds it. "agree-adjusted" brings the
 * adjusted version with it, which the applicant then confirms.
 */
void decisions_decide(void *data, struct intake_call *call,
		      const struct intake_decision_request *request);

/* The applicant confirms the adjusted version whose digest is named. */
void decisions_confirm(void *data, struct intake_call *call, uint64_t notice, struct slice digest);

#endif
