/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The part of a flow's life in which people decide (art. 25 to 27): the reviewer, the duty
 * officer, the second person, the applicant who confirms or amends. Nobody decides what they
 * submitted, nobody seconds what they decided. Called by flow_step() only; the same promises.
 */
#ifndef NOTICE_FLOW_REVIEW_H
#define NOTICE_FLOW_REVIEW_H

#include "notice/flow.h"

/* Notes that this person spoke for the applicant: they decide nothing of this notice. */
void flow_review_note_submitter(struct flow *flow, struct slice person);

/* Art. 26: it is neither agreed to nor let out by a plan, but ordered. */
bool flow_review_needs_duty_officer(const struct event_judged *judged);
/* HELD until then, and paged. */
void flow_review_wait_for_duty_officer(struct flow *flow, struct orders *orders);

/* AGREED, and the order to route; the desk adds EVENT_SCHEDULED where its window is to come. */
void flow_review_may_leave(struct flow *flow, struct orders *orders);

enum err flow_review_decided(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why);
enum err flow_review_seconded(struct flow *flow, const struct event *event, struct orders *orders,
			      struct fault *why);
enum err flow_review_confirmed(struct flow *flow, const struct event *event, struct orders *orders,
			       struct fault *why);
enum err flow_review_amended(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why);
enum err flow_review_alarmed(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why);

#endif
